"""The words of a drafted conclusion, in the manner of the conference's own notice."""

from collections.abc import Mapping, Sequence

import pandas as pd

from ntm_lib.analysis.proposals import ANSWER, FORM, NEW_RULE, PART, TO_BE_SET, TOO_SLOW, UNDECIDED, Proposal
from ntm_lib.presentation.words.numbers import in_unit, number
from ntm_lib.presentation.words.standing import with_gaps
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.schemas import TABLED
from ntm_lib.text import in_quotes, joined, season_text
from ntm_lib.workbook.reference import Measure


def proposal_sentence(
    row: Proposal,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    measures: Mapping[str, Measure],
    gaps: Mapping[tuple[str, str], str] | None = None,
    changes: Sequence[str] = (),
    other_set: str = "",
    lacking: str = "",
) -> str:
    """Return the summary of a drafted item.

    `labels` are criteria by number ("9 Nhà ở dân cư"), `names` units by id ("xã Hương Hữu"), `gaps` what is missing ("còn 7 nhà") by
    unit and criterion, `changes` what changes by the deadline, for an item of a new rule, `other_set` the criteria set of an item left
    over that counts by another than the season's, `lacking` what the communes of a department's item lack together: "9.1 còn 13 nhà".
    """
    numbers = [n for n in row["criterion_no"].split(";") if n]
    criteria = [labels.get(n, n) for n in numbers]
    if row["summary"]:
        return f"Tiếp tục thực hiện{f', theo {other_set}' if other_set else ''}: {row['summary']}"
    if row["measure"] in (TO_BE_SET, TOO_SLOW, NEW_RULE):
        about = measures.get(row["about"])
        is_new = row["measure"] == NEW_RULE
        what = (
            about["proposal"]
            if about
            else _open_criteria(row, numbers, criteria, names, {} if is_new else gaps or {}, lacking)
        )
        return f"{what}{_left_open(row, changes)}"
    if row["measure"] == PART:
        codes = joined(row["indicator"].split(";"))
        return f"Chỉ đạo, hướng dẫn {_communes(row, names)} đạt chỉ tiêu {codes} của tiêu chí {joined(criteria)}{_amount(lacking)}"
    match row["kind"]:
        case "maintain":
            new = (
                f", trong đó tiêu chí {joined(criteria)} theo mức mới của năm {row['deadline_year']}"
                if criteria
                else ""
            )
            return f"Duy trì, nâng cao chất lượng {row['target']} tiêu chí đã đạt{new}"
        case "criterion" if row["lead"] != COMMUNES:
            return f"Chỉ đạo, hướng dẫn {_communes(row, names)} đạt tiêu chí {joined(criteria)}{_amount(lacking)}"
        case "criterion":
            return f"Tập trung đạt chuẩn {_lacking_criteria(row, numbers, criteria, gaps or {})}"
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
    return _task(row, criteria, names)


def _task(row: Proposal, criteria: Sequence[str], names: Mapping[str, str]) -> str:
    """Return the words of a task that is no old item: to send a form, to answer requests, to complete a dossier or figures."""
    if row["measure"] == FORM:
        promised = f" và báo kết quả {number(row['count'])} nội dung đã giao" if row["count"] else ""
        return f"Nộp biểu {'số liệu' if row['lead'] == COMMUNES else 'theo dõi kết luận'}{promised}"
    if row["measure"] == ANSWER:
        return f"Trả lời {number(row['count'])} đề nghị của {_communes(row, names)}"
    if row["measure"] == UNDECIDED:
        return f"Khai điều còn thiếu để xét tiêu chí {joined(criteria)} (văn phòng, cơ quan chủ trì)"
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
    return f"Dự thảo tự động từ số liệu {season_text(season)}{made_of}{before}"


def _left_open(row: Proposal, changes: Sequence[str]) -> str:
    """Return the end of an item whose level is left to the conference, and why: the pace, or what changes by then."""
    year = row["deadline_year"]
    hard = f"; tiến độ hiện nay chưa đủ để đạt năm {year}" if row["measure"] == TOO_SLOW else ""
    new = f" theo quy định mới: {'; '.join(changes)}" if row["measure"] == NEW_RULE else ""
    return f"{hard}; mức giao năm {year} do hội nghị quyết định{new}"


def _open_criteria(
    row: Proposal,
    numbers: Sequence[str],
    criteria: Sequence[str],
    names: Mapping[str, str],
    gaps: Mapping[tuple[str, str], str],
    lacking: str,
) -> str:
    """Return the start of an item that names what is open and leaves the level to the conference."""
    if row["lead"] != COMMUNES:
        return f"Chỉ đạo, hướng dẫn {_communes(row, names)} phấn đấu tiêu chí {joined(criteria)}{_amount(lacking)}"
    return f"Phấn đấu {_lacking_criteria(row, numbers, criteria, gaps)}"


def _lacking_criteria(
    row: Proposal, numbers: Sequence[str], criteria: Sequence[str], gaps: Mapping[tuple[str, str], str]
) -> str:
    """Return a commune's criteria with what is missing of each: "các tiêu chí 9 Nhà ở dân cư (còn 7 nhà) và 10 Thu nhập"."""
    missing = [gaps.get((row["unit_id"], number), "") for number in numbers]
    said = with_gaps(list(zip(criteria, missing, strict=True)))
    return f"{'các ' if len(numbers) > 1 else ''}tiêu chí {said}"


def _communes(row: Proposal, names: Mapping[str, str]) -> str:
    return joined([names.get(unit_id, unit_id) for unit_id in row["communes"].split(";")])


def _amount(lacking: str) -> str:
    return f" ({lacking})" if lacking else ""


def _measure(row: Proposal, measure: Measure) -> str:
    phrase = measure["proposal"].replace("{count}", number(row["count"]))
    if row["comparator"] == "<=":
        share = in_unit(float(row["target"]), measure["value_type"], measure["unit"])
        return f"{phrase} còn {share} ({number(row['count'])} {measure['count_unit']})"
    if row["comparator"] in ("increase", "decrease") and not pd.isna(row["value"]):
        return f"{phrase} (hiện {in_unit(row['value'], measure['value_type'], measure['unit'])})"
    return phrase
