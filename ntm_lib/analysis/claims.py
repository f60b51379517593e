"""Checks of what communes say of themselves against what is computed and decided. Pure functions that add to a FindingList.

Their rules in words are in ntm_lib.intake.findings.
"""

import re

import pandas as pd

from ntm_lib.analysis.assessment import is_verdict, meets
from ntm_lib.analysis.status import counted_met
from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.recognition import tier_rank
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.schemas import CommuneSummary, ComponentResult, Dossier, Note, Observation
from ntm_lib.tables import rows_of
from ntm_lib.terms import APPRAISED, Terms
from ntm_lib.text import figure_text
from ntm_lib.workbook import Season
from ntm_lib.workbook.reference import Measure, measure_figure

_COUNT_IN_TEXT = re.compile(
    r"(?<!chưa )(?<!không )đạt (?:chuẩn |được )?(\d{1,3})(?: ?/ ?(\d{1,3}))? tiêu chí(?! chưa đạt)"
    r"|(?<![\d/])(?<!còn )(?<!thiếu )(\d{1,3}) ?/ ?(\d{1,3}) tiêu chí(?! chưa đạt)",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?](?:\s|$)")
# A sentence that speaks of a village, another tier, a plan or an earlier year states another count than this season's.
_OTHER_COUNT = re.compile(
    r"(?<!nông )\bthôn\b|\b(nâng cao|kiểu mẫu|phấn đấu|mục tiêu|kế hoạch|dự kiến|đến năm|năm trước|năm ngoái|trước đây)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b20\d\d\b")
_CLAIMED = ("xã tự đánh giá đạt", APPRAISED, "tỉnh công nhận")  # states of a dossier that say the tier is reached


def note_claims(findings: FindingList, components: pd.DataFrame) -> None:
    """D03: a commune says Đạt where its figure or answer says otherwise; where there is none, S01 reports it."""
    claims = components[components["self_assessment"] == "met"]
    words = {"not_met": "số liệu hoặc kết quả đánh giá là chưa đạt", "not_applicable": "chỉ tiêu ghi không áp dụng"}
    for r in rows_of(claims[claims["result"].isin(words)], ComponentResult):
        findings.add_at("D03", f"Xã tự đánh giá Đạt, nhưng {words[r['result']]}. Xem lại số hoặc đánh giá.", r)


def note_left(
    findings: FindingList, criteria: pd.DataFrame, observations: pd.DataFrame, measures: pd.DataFrame, season: Season
) -> None:
    """D04: a commune that claims every criterion has none left of what measures.csv names in `none_left`: temporary houses."""
    claims_all = criteria["self_assessment"].eq("met").groupby(criteria["unit_id"]).all()
    left = observations[
        (observations["season"] == season.name)
        & (observations["value"] > 0)
        & observations["unit_id"].isin(claims_all.index[claims_all])
    ]
    named = rows_of(measures[measures["none_left"] != ""], Measure)
    words = {measure_figure(m): m["none_left"] for m in named}
    for r in rows_of(left, Observation):
        if what := words.get((r["indicator"], r["component"])):
            message = f"Xã tự đánh giá đạt mọi tiêu chí mà còn {figure_text(r['value'])} {what}. Xem lại số {what} hoặc đánh giá."
            findings.add_at("D04", message, r)


def note_fallen(findings: FindingList, communes: pd.DataFrame, observations: pd.DataFrame) -> None:
    """D05: a recognised commune that no longer meets every criterion."""
    forms = observations.drop_duplicates(["unit_id", "season"], keep="last")
    files = {(form["unit_id"], form["season"]): form["source_file"] for form in rows_of(forms, Observation)}
    held = communes["criteria_met"] + communes["criteria_not_applicable"] + communes["criteria_unknown"]
    fallen = communes[(communes["recognised_tier"] != "") & (held < communes["criteria_total"])]
    for row in rows_of(fallen, CommuneSummary):
        year = f", chuẩn năm {row['recognised_standard_year']}" if row["recognised_standard_year"] else ""
        missing = row["missing_criteria"].replace(";", ", ")
        message = (
            f"Đã được công nhận {row['recognised_tier']}{year}, nay chưa đạt tiêu chí {missing}. Nêu rõ trong báo cáo."
        )
        source = files.get((row["unit_id"], row["season"]), "")
        findings.add("D05", message, source, unit_id=row["unit_id"], figure=row["missing_criteria"])


def note_counts_in_text(findings: FindingList, notes: pd.DataFrame, communes: pd.DataFrame, season: Season) -> None:
    """D06: "đạt 17/19 tiêu chí" in the commune's text is the count that was computed."""
    standing = {row["unit_id"]: row for row in rows_of(communes, CommuneSummary)}
    for note in rows_of(notes[notes["season"] == season.name], Note):
        row = standing.get(note["unit_id"])
        for stated, total in counts_in_text(note["text"], season.year):
            if row is None or total not in (None, row["criteria_total"]):
                continue  # the count of another set
            count = counted_met(row)
            if not count <= stated <= count + row["criteria_unknown"]:
                message = (
                    f"Lời văn ghi {stated} tiêu chí, {_counted_from(row)} tính được {count}. Sửa lời văn hoặc số liệu."
                )
                findings.add_at("D06", message, note)


def _counted_from(row: CommuneSummary) -> str:
    return "số liệu của biểu" if not row["criteria_tabled"] else "số liệu của biểu và bảng tổng hợp"


def counts_in_text(text: str, year: int) -> list[tuple[int, int | None]]:
    """Return the counts of criteria met that a text claims for the commune in `year`, each with the total if it is said: (17, 19)."""
    found = []
    for sentence in _SENTENCE_END.split(text):
        if _OTHER_COUNT.search(sentence) or set(_YEAR.findall(sentence)) - {str(year)}:
            continue
        for match in _COUNT_IN_TEXT.finditer(sentence):
            stated, total = (match[1], match[2]) if match[1] else (match[3], match[4])
            found.append((int(stated), int(total) if total else None))
    return found


def note_known(findings: FindingList, components: pd.DataFrame) -> None:
    """D16: in a set known in part, a criterion that the form calls met has no known indicator that fails."""
    rows = rows_of(components, ComponentResult)
    failed: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if row["result"] == "not_met" and not is_verdict(row):
            failed.setdefault((row["unit_id"], row["criterion_no"]), []).append(row["indicator"])
    for row in rows:
        named = failed.get((row["unit_id"], row["criterion_no"]))
        if named and is_verdict(row) and row["result"] == "met":
            message = f"Tiêu chí {row['criterion_no']} ghi Đạt, nhưng chỉ tiêu {', '.join(named)} chưa đạt nên tính là chưa đạt. Xem lại số hoặc đánh giá."
            findings.add_at("D16", message, row)


def note_broken(findings: FindingList, components: pd.DataFrame) -> None:
    """D16: a verdict on a figure whose level is not applied, its two years being counted in two ways, does not contradict its number."""
    broken = components[components["rule"].eq("assessed") & components["target"].notna() & components["value"].notna()]
    for row in rows_of(broken[broken["result"].isin(["met", "not_met"])], ComponentResult):
        is_enough = meets(row["value"], row["comparator"], row["target"])
        if is_enough != (row["result"] == "met"):
            verdict, beside = ("Chưa đạt", "đạt") if is_enough else ("Đạt", "chưa đạt")
            message = (
                f"Đánh giá {verdict}, mà con số {figure_text(row['value'], 3)} {beside} mức {figure_text(row['target'])}. Hai năm tính theo hai cách"
                " hoặc khác địa giới nên không so được, kết quả theo đánh giá. Kiểm tra lại số và đánh giá."
            )
            findings.add_at("D16", message, row)


def note_recognition(findings: FindingList, communes: pd.DataFrame, dossiers: pd.DataFrame, season: Season) -> None:
    """D09: a dossier that the province is said to have recognised has its decision in recognition.csv."""
    recognised = {row["unit_id"]: tier_rank(row["recognised_tier"]) for row in rows_of(communes, CommuneSummary)}
    stated = dossiers[(dossiers["season"] == season.name) & (dossiers["dossier_state"] == "tỉnh công nhận")]
    for row in rows_of(stated, Dossier):
        if tier_rank(row["tier"]) > recognised.get(row["unit_id"], 0):
            message = f"Xã báo tỉnh đã công nhận {row['tier']}; {sheet_of('recognition.csv')} chưa có quyết định. Xin số, ngày quyết định rồi ghi vào đó."
            findings.add_at("D09", message, row)


def note_own_words(
    findings: FindingList,
    communes: pd.DataFrame,
    dossiers: pd.DataFrame,
    criteria_set: CriteriaSet,
    season: Season,
    terms: Terms,
) -> None:
    """D15: what the dossier for the set's tier, or for a higher one, says of a commune agrees with what is computed from its form.

    One that is recognised by a known decision is D05's: it may have met all criteria then.
    """
    standing = {row["unit_id"]: row for row in rows_of(communes, CommuneSummary)}
    own = dossiers[(dossiers["season"] == season.name) & dossiers["unit_id"].isin(list(standing))]
    for row in rows_of(own, Dossier):
        above = tier_rank(row["tier"]) - tier_rank(criteria_set.tier)
        found, total, state = standing[row["unit_id"]], standing[row["unit_id"]]["criteria_total"], row["dossier_state"]
        is_decided = state == "tỉnh công nhận" and tier_rank(row["tier"]) <= tier_rank(found["recognised_tier"])
        basis = _counted_from(found)
        said = f"Hồ sơ {row['tier']} ghi “{terms.dossier_state(state)}”"
        if above == 0 and state == "chưa đạt" and counted_met(found) == total:
            message = f"{said}, mà {basis} tính được đủ {total}/{total} tiêu chí. Hỏi lại đơn vị: xem lại số liệu hoặc trạng thái hồ sơ."
        elif above >= 0 and state in _CLAIMED and not is_decided and found["criteria_not_met"]:
            missing = found["missing_criteria"].replace(";", ", ")
            message = f"{said}, mà {basis} chưa đạt tiêu chí {missing}. Hỏi lại đơn vị: xem lại số liệu hoặc trạng thái hồ sơ."
        else:
            continue
        findings.add_at("D15", message, row)
