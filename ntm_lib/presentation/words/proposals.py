"""The words of a drafted conclusion, in the manner of the conference's own notice."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ntm_lib.analysis.proposals import NEW_RULE, TO_BE_SET, Proposal
from ntm_lib.presentation.words.numbers import in_unit, number
from ntm_lib.presentation.words.standing import with_gaps
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.schemas import TABLED
from ntm_lib.text import in_quotes, joined
from ntm_lib.workbook.reference import Measure


def proposal_sentence(
    row: Proposal,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    measures: Mapping[str, Measure],
    gaps: Mapping[tuple[str, str], str] | None = None,
    changes: Sequence[str] = (),
    other_set: str = "",
) -> str:
    """Return the summary of a drafted item.

    `labels` are criteria by number ("9 Nhà ở dân cư"), `names` units by id ("xã Hương Hữu"), `gaps` what is missing ("còn 7 nhà") by
    unit and criterion, `changes` what changes by the deadline, for an item of a new rule, `other_set` the criteria set of an item left
    over that counts by another than the season's.
    """
    numbers = [n for n in row["criterion_no"].split(";") if n]
    criteria = [labels.get(n, n) for n in numbers]
    if row["summary"]:
        return f"Tiếp tục thực hiện{f', theo {other_set}' if other_set else ''}: {row['summary']}"
    if row["measure"] == TO_BE_SET:
        return f"{_open_criteria(row, numbers, criteria, names, gaps or {})}; {_left_open(row)}"
    if row["measure"] == NEW_RULE:
        about = measures.get(row["about"])
        what = about["proposal"] if about else _open_criteria(row, numbers, criteria, names, {})
        return f"{what}; {_left_open(row)} theo quy định mới: {'; '.join(changes)}"
    match row["kind"]:
        case "maintain":
            new = (
                f", trong đó tiêu chí {joined(criteria)} theo mức mới của năm {row['deadline_year']}"
                if criteria
                else ""
            )
            return f"Duy trì, nâng cao chất lượng {row['target']} tiêu chí đã đạt{new}"
        case "criterion" if row["lead"] != COMMUNES:
            communes = joined([names.get(i, i) for i in row["communes"].split(";")])
            return f"Chỉ đạo, hướng dẫn {communes} đạt tiêu chí {joined(criteria)}"
        case "criterion":
            return f"Tập trung đạt chuẩn {criteria_named(criteria)}"
        case "measure":
            return _measure(row, measures[row["measure"]])
        case "village":
            return f"Chỉ đạo {in_quotes(row['measure'])} đạt chuẩn {row['target']}"
        case "tier" if row["comparator"] == "reach":
            failing = [labels.get(n, n) for n in row["about"].split(";") if n]
            first = f" sau khi đạt {criteria_named(failing)} (hiện chưa đạt)" if failing else ""
            return f"Hoàn thiện hồ sơ, đề nghị công nhận xã đạt chuẩn {row['target']}{first}"
        case "tier":
            return f"Triển khai các giải pháp xây dựng xã đạt chuẩn {row['target']}"
    if row["about"]:
        return f"Hoàn thiện hồ sơ đề nghị công nhận {in_quotes(row['measure'])} đạt chuẩn {row['about']}"
    return f"Bổ sung số liệu còn thiếu của tiêu chí {joined(criteria)}"


def criteria_named(labels: Sequence[str]) -> str:
    """Return "tiêu chí 9 Nhà ở dân cư", "các tiêu chí 5 Trường học và 9 Nhà ở dân cư"."""
    return f"{'các ' if len(labels) > 1 else ''}tiêu chí {joined(labels)}"


def proposal_note(row: Proposal, season: str) -> str:
    """Return the origin of a drafted item, for whoever edits the file."""
    made_of = {"illustrative": "; từ số liệu minh họa", TABLED: "; có kết quả theo bảng tổng hợp"}.get(
        row["origin"], ""
    )
    before = f"; tiếp mục {row['about']} của kết luận trước" if row["summary"] else ""
    return f"Dự thảo tự động từ số liệu mùa {season}{made_of}{before}"


def _left_open(row: Proposal) -> str:
    return f"mức giao năm {row['deadline_year']} do hội nghị quyết định"


def _open_criteria(
    row: Proposal,
    numbers: Sequence[str],
    criteria: Sequence[str],
    names: Mapping[str, str],
    gaps: Mapping[tuple[str, str], str],
) -> str:
    """Return the start of an item that names what is open and leaves the level to the conference."""
    if row["lead"] != COMMUNES:
        communes = joined([names.get(i, i) for i in row["communes"].split(";")])
        return f"Chỉ đạo, hướng dẫn {communes} phấn đấu tiêu chí {joined(criteria)}"
    missing = [gaps.get((row["unit_id"], number), "") for number in numbers]
    said = with_gaps(list(zip(criteria, missing, strict=True)))
    return f"Phấn đấu {'các ' if len(numbers) > 1 else ''}tiêu chí {said}"


def _measure(row: Proposal, measure: Measure) -> str:
    phrase = measure["proposal"].replace("{count}", number(row["count"]))
    if row["comparator"] == "<=":
        share = in_unit(float(row["target"]), measure["value_type"], measure["unit"])
        return f"{phrase} còn {share} ({number(row['count'])} {measure['count_unit']})"
    if row["comparator"] in ("increase", "decrease") and not pd.isna(row["value"]):
        return f"{phrase} (hiện {in_unit(row['value'], measure['value_type'], measure['unit'])})"
    return phrase
