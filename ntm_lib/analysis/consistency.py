"""Checks that need more than one form: with last season, with the results, with what is published.

Pure functions on the tables of ntm_lib.schemas; each returns rows of FINDINGS. Their rules in words and their bounds are in
ntm_lib.intake.findings.
"""

import re
from collections.abc import Collection, Iterable

import pandas as pd

from ntm_lib.analysis.assessment import is_verdict, meets
from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.ended_leads import note_ended_leads
from ntm_lib.analysis.level_findings import note_below_floor, note_lacking
from ntm_lib.analysis.results import Results
from ntm_lib.analysis.yearly_points import SeriesBetween
from ntm_lib.intake.corrections import accept_findings, said
from ntm_lib.intake.findings import ALIKE_PCT, JUMP_FACTOR, JUMP_LEAST, JUMP_POINTS, MOVED_PCT, SEVERITIES, FindingList
from ntm_lib.intake.submissions import Submissions
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.criteria import UNSOURCED, CriteriaSet, Level, not_lacking, source_kind
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.recognition import TIERS
from ntm_lib.reference.villages import Villages as DatedVillages
from ntm_lib.schemas import (
    FINDINGS,
    CommuneSummary,
    ComponentResult,
    Correction,
    Dossier,
    Finding,
    Note,
    Observation,
    Village,
)
from ntm_lib.tables import rows_of
from ntm_lib.terms import DISTRICT, DISTRICTS_ENDED, PROVINCE
from ntm_lib.text import figure_text, in_quotes, spelling_key
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import Measure, Relation, measure_figure

_KEY = ["unit_id", "indicator", "component"]
_SMALLEST = 1e-6  # below, two sums are equal
_DIGITS = 6  # percentages are quotients: 70 less 50 must not be more than 20
_FEWEST_FIGURES = 10  # below, equal figures prove no copy
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

_CLAIMED = "xã tự đánh giá đạt"  # the one state of a dossier that is the commune's own claim

_STOCK_UNITS = ("hộ", "người", "thôn", "bản", "ấp", "tổ dân phố")  # of measures that say how large a commune is
_FEWEST_STOCKS = 2  # one alone may be like another commune's by chance


class PairedObservation(Observation):
    """An observation with what the same figure was in the season compared with."""

    numerator_before: float
    denominator_before: float
    value_before: float
    assessed_before: str


def season_findings(workbook: Workbook, season: Season, submissions: Submissions, results: Results) -> pd.DataFrame:
    """Return FINDINGS of `season`: those of reading the forms and those of this module, worst first, the accepted ones said.

    `submissions` and `results` hold the season compared with, too.
    """
    findings = FindingList(season.name)
    criteria_set = workbook.criteria_set(season.criteria_set)
    now = results.of(season.name)
    pairs = paired(submissions.observations, season, workbook)
    note_jumps(findings, _unbroken(pairs, workbook, season), _value_types(workbook, season))
    note_copies(findings, pairs)
    note_stocks(findings, pairs, submissions.observations, rows_of(workbook.relations, Relation), season)
    note_exchanged(findings, pairs, workbook, season)
    note_claims(findings, now.components)
    note_left(findings, now.criteria, submissions.observations, workbook.measures_of(season.criteria_set), season)
    note_fallen(findings, now.communes, submissions.observations)
    note_counts_in_text(findings, submissions.notes, now.communes, season)
    if not criteria_set.complete:
        note_known(findings, now.components)
    note_ended_villages(findings, workbook.villages, submissions.villages, season)
    note_recognition(findings, now.communes, submissions.dossiers, season)
    note_own_words(findings, now.communes, submissions.dossiers, criteria_set, season)
    note_easy_targets(findings, workbook, season, submissions.observations)
    if workbook.closes_year(season):
        note_province(findings, now.communes, criteria_set, workbook, season)
    note_sources(findings, criteria_set, workbook.common_levels(season))
    note_lacking(findings, [workbook.lacking(season)])
    note_below_floor(findings, workbook, season)
    note_ended_leads(findings, workbook, season)
    if fault := tier_fault(workbook, season):
        findings.add("D18", fault, "../workbook.toml")
    return _with_accepted(findings, submissions, season)


def _with_accepted(findings: FindingList, submissions: Submissions, season: Season) -> pd.DataFrame:
    own = submissions.observations[submissions.observations["season"] == season.name]
    says = {(row["unit_id"], row["indicator"], row["component"]): said(row) for row in rows_of(own, Observation)}
    for finding in findings.rows:
        finding["figure"] = finding["figure"] or says.get(
            (finding["unit_id"], finding["indicator"], finding["component"]), ""
        )
    read = submissions.findings[submissions.findings["season"] == season.name]
    rows = [*rows_of(read, Finding), *findings.rows]
    corrections = submissions.corrections[submissions.corrections["season"] == season.name]
    for row in accept_findings(rows, rows_of(corrections, Correction)):
        message = f"Dòng {row['line']}: không có {row['check']} nào với giá trị “{row['old']}” để chấp nhận. Xem cột figure của findings.csv, hoặc bỏ dòng này."
        late = FindingList(season.name)
        late.add("C01", message, f"../corrections/{season.name}.csv", cell=str(row["line"]), unit_id=row["unit_id"])
        rows += late.rows
    rows.sort(key=lambda row: SEVERITIES.index(row["severity"]))
    return FINDINGS.frame(rows)


def _value_types(workbook: Workbook, season: Season) -> dict[Figure, str]:
    levels = workbook.common_levels(season)
    types = {(r["indicator"], r["component"]): r["value_type"] for r in rows_of(levels, Level)}
    measures = workbook.measures_of(season.criteria_set)
    measures = measures[measures["indicator"] == ""]
    return types | {(r["measure"], r["component"]): r["value_type"] for r in rows_of(measures, Measure)}


def paired(observations: pd.DataFrame, season: Season, workbook: Workbook) -> pd.DataFrame:
    """Return one PairedObservation per row.

    Only figures that both seasons have: not those of a unit that is new, nor the indicators of another criteria set.
    """
    earlier = workbook.seasons.get(season.compare_with or "")
    now = observations[observations["season"] == season.name]
    if earlier is None:
        return now.iloc[0:0].assign(**{f"{name}_before": now[name].iloc[0:0] for name in _COMPARED})
    before = observations[observations["season"] == earlier.name]
    if earlier.criteria_set != season.criteria_set:
        before = before[before["indicator"].isin(set(workbook.measures["measure"]))]
    return now.merge(before[[*_KEY, *_COMPARED]], on=_KEY, suffixes=("", "_before"))


_COMPARED = ["numerator", "denominator", "value", "assessed"]


def _unbroken(pairs: pd.DataFrame, workbook: Workbook, season: Season) -> pd.DataFrame:
    """Return the pairs whose series does not break between the two seasons: a new poverty line makes a rate jump."""
    earlier = workbook.seasons.get(season.compare_with or "")
    if earlier is None:
        return pairs
    series = SeriesBetween(workbook.breaks, workbook.measures, earlier, season)
    whole = {figure for figure in set(_figures(pairs)) if series.broken(figure) is None}
    return pairs[_is_among(pairs, whole)]


def note_jumps(findings: FindingList, pairs: pd.DataFrame, value_types: dict[Figure, str]) -> None:
    """D01: a figure that jumps between two seasons beyond the stated bound."""
    kinds = pd.Series(
        [value_types.get(figure, "") for figure in _figures(pairs)],
        index=pairs.index,
        dtype="str",
    )
    is_share = kinds == "percent"
    points = (pairs["value"] - pairs["value_before"]).abs().round(_DIGITS)
    is_large = (pairs["numerator"] - pairs["numerator_before"]).abs().fillna(JUMP_LEAST) >= JUMP_LEAST
    share_jumps = is_share & is_large & (points > JUMP_POINTS)
    ask = "Xem lại số; nếu đúng, ghi lý do vào Ghi chú."
    for r in rows_of(pairs[share_jumps], PairedObservation):
        before, now = figure_text(r["value_before"], 4), figure_text(r["value"], 4)
        findings.add_at("D01", f"Từ {before} % mùa trước thành {now} %. {ask}", r)
    count = pairs[~is_share & _is_jump(pairs["value"], pairs["value_before"])]
    for r in rows_of(count, PairedObservation):
        before, now = figure_text(r["value_before"]), figure_text(r["value"])
        findings.add_at("D01", f"Từ {before} mùa trước thành {now}. {ask}", r)
    total = pairs[is_share & ~share_jumps & _is_jump(pairs["denominator"], pairs["denominator_before"])]
    for r in rows_of(total, PairedObservation):
        before, now = figure_text(r["denominator_before"]), figure_text(r["denominator"])
        findings.add_at("D01", f"Mẫu số từ {before} mùa trước thành {now}. {ask}", r)


def _is_jump(now: pd.Series, before: pd.Series) -> pd.Series:
    large, small = now.combine(before, max), now.combine(before, min)
    return (large - small >= JUMP_LEAST) & (large >= JUMP_FACTOR * small)


def note_copies(findings: FindingList, pairs: pd.DataFrame) -> None:
    """D02: a form whose every number is that of last season."""
    numbers = pairs[pairs["value"].notna() | pairs["value_before"].notna()]
    for unit_id, own in numbers.groupby("unit_id", sort=False):
        same = all(
            own[name].fillna(-1).eq(own[f"{name}_before"].fillna(-1)).all()
            for name in ("numerator", "denominator", "value")
        )
        if same and len(own) >= _FEWEST_FIGURES:
            message = f"Cả {len(own)} số trong biểu giống hệt mùa trước: có thể là biểu chép lại. Hỏi xã, cập nhật số năm nay."
            findings.add("D02", message, own["source_file"].iloc[0], unit_id=str(unit_id))


def note_exchanged(findings: FindingList, pairs: pd.DataFrame, workbook: Workbook, season: Season) -> None:
    """D11: a form whose households, people, villages differ from its own last season and are those of another commune."""
    measures = workbook.measures_of(season.criteria_set)
    is_stock = (
        measures["count_unit"].isin(_STOCK_UNITS)
        & (measures["value_type"] == "number")
        & (measures["is_yearly"] != "true")
    )
    codes = set(measures.loc[is_stock & (measures["indicator"] == ""), "measure"])
    stocks = pairs[pairs["indicator"].isin(codes) & (pairs["value"] > 0) & (pairs["value_before"] > 0)]
    now, before = (
        stocks.pivot(index="unit_id", columns="indicator", values=name) for name in ("value", "value_before")
    )
    cells = stocks.drop_duplicates("unit_id").set_index("unit_id")
    for unit_id, own in ((str(unit), row) for unit, row in now.iterrows()):
        if len(own.dropna()) < _FEWEST_STOCKS or not (own / before.loc[unit_id] - 1).abs().gt(MOVED_PCT / 100).any():
            continue
        far = (before.drop(index=unit_id) / own - 1).abs()[own.dropna().index]
        near = far.index[far.notna().all(axis=1) & (far <= ALIKE_PCT / 100).all(axis=1)]
        if len(near):
            names = ", ".join(workbook.units[other].full_name for other in near)
            message = f"Số hộ, số dân trong biểu khác hẳn mùa trước của xã mà gần như của {names}: có thể hai biểu bị đổi trang “Thông tin”. Hỏi cả hai xã."
            file, sheet, cell = (str(cells.at[unit_id, name]) for name in ("source_file", "sheet", "cell"))
            findings.add("D11", message, file, sheet, cell, unit_id)


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
    for r in rows_of(left[_is_among(left, words)], Observation):
        what = words[r["indicator"], r["component"]]
        message = (
            f"Xã tự đánh giá đạt mọi tiêu chí mà còn {figure_text(r['value'])} {what}. Xem lại số {what} hoặc đánh giá."
        )
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
        message = f"Xã đã được công nhận {row['recognised_tier']}{year}, nay chưa đạt tiêu chí {missing}. Nêu rõ trong báo cáo."
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
            held = row["criteria_met"] + row["criteria_not_applicable"]
            if not held <= stated <= held + row["criteria_unknown"]:
                message = f"Lời văn ghi {stated} tiêu chí, số liệu của biểu tính được {held}. Sửa lời văn hoặc số liệu."
                findings.add_at("D06", message, note)


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


def note_ended_villages(findings: FindingList, dated: DatedVillages, villages: pd.DataFrame, season: Season) -> None:
    """D17: a village that a form names is there at the cut-off, by villages.csv; one that only took another name is."""
    for row in rows_of(villages[villages["season"] == season.name], Village):
        ended = dated.ended(row["unit_id"], row["village"], season.cut_off)
        if ended is None or dated.is_renamed(ended):
            continue
        now = dated.name_on(row["unit_id"], row["village"], season.cut_off) if ended["successor"] else ""
        then = (
            f"nay thuộc {now}. Ghi thôn ấy thay cho dòng này."
            if now
            else "không có thôn kế thừa. Bỏ dòng này, hoặc sửa tên."
        )
        message = f"{in_quotes(row['village'])} chỉ có đến hết ngày {ended['valid_to']:%d/%m/%Y} (villages.csv), {then}"
        findings.add_at("D17", message, row)


def note_recognition(findings: FindingList, communes: pd.DataFrame, dossiers: pd.DataFrame, season: Season) -> None:
    """D09: a dossier that the province is said to have recognised has its decision in recognition.csv."""
    ranks = {spelling_key(tier): rank for rank, tier in enumerate(TIERS, start=1)}
    recognised = {
        row["unit_id"]: ranks.get(spelling_key(row["recognised_tier"]), 0) for row in rows_of(communes, CommuneSummary)
    }
    stated = dossiers[(dossiers["season"] == season.name) & (dossiers["dossier_state"] == "tỉnh công nhận")]
    for row in rows_of(stated, Dossier):
        if ranks.get(spelling_key(row["tier"]), len(TIERS) + 1) > recognised.get(row["unit_id"], 0):
            message = f"Xã báo tỉnh đã công nhận {row['tier']}; recognition.csv chưa có quyết định. Xin số, ngày quyết định rồi ghi vào."
            findings.add_at("D09", message, row)


def note_own_words(
    findings: FindingList, communes: pd.DataFrame, dossiers: pd.DataFrame, criteria_set: CriteriaSet, season: Season
) -> None:
    """D15: what a commune says of itself in its dossier for the set's tier agrees with what is computed from its form."""
    standing = {row["unit_id"]: row for row in rows_of(communes, CommuneSummary)}
    own = dossiers[(dossiers["season"] == season.name) & dossiers["unit_id"].isin(list(standing))]
    for row in rows_of(own, Dossier):
        if spelling_key(row["tier"]) != spelling_key(criteria_set.tier):
            continue
        found, total = standing[row["unit_id"]], standing[row["unit_id"]]["criteria_total"]
        said = f"Hồ sơ {row['tier']} xã ghi “{row['dossier_state']}”"
        if row["dossier_state"] == "chưa đạt" and found["criteria_met"] + found["criteria_not_applicable"] == total:
            message = f"{said}, mà số liệu của biểu tính được đủ {total}/{total} tiêu chí. Hỏi lại xã: xem lại số liệu hoặc trạng thái hồ sơ."
        elif row["dossier_state"] == _CLAIMED and found["criteria_not_met"]:
            missing = found["missing_criteria"].replace(";", ", ")
            message = f"{said}, mà số liệu của biểu chưa đạt tiêu chí {missing}. Hỏi lại xã: xem lại số liệu hoặc trạng thái hồ sơ."
        else:
            continue
        findings.add_at("D15", message, row)


def note_easy_targets(findings: FindingList, workbook: Workbook, season: Season, observations: pd.DataFrame) -> None:
    """D10: a conclusion's number that the commune had already reached in the base season ("==" is to be kept, not reached).

    A figure of before a break of its series says nothing of a number set for after it.
    """
    items = workbook.conclusions(season)
    if items is None:
        return
    base = observations.loc[observations["season"] == season.compare_with, [*_KEY, "value"]]
    values = {(row["unit_id"], row["indicator"], row["component"]): row["value"] for row in rows_of(base, Observation)}
    earlier = workbook.seasons.get(season.compare_with or "", season)
    own = rows_of(workbook.measures_of(earlier.criteria_set), Measure)
    known = {m["measure"]: measure_figure(m) for m in own}
    now = {m["measure"]: measure_figure(m) for m in rows_of(workbook.measures_of(season.criteria_set), Measure)}
    series = SeriesBetween(workbook.breaks, workbook.measures, earlier, season)
    broken = {measure for measure, figure in now.items() if series.broken(figure)}
    communes = {unit.unit_id for unit in workbook.communes(season)}
    is_number = (
        (items["kind"] == "measure")
        & items["comparator"].isin([">=", "<="])
        & (items["target"] != "")
        & ~items["measure"].isin(broken)
    )
    for item in rows_of(items[is_number], Conclusion):
        for unit_id in [name for name in item["communes"].split(";") if name in communes]:
            value = values.get((unit_id, *known.get(item["measure"], ("", ""))))
            if value is not None and not pd.isna(value) and meets(value, item["comparator"], float(item["target"])):
                message = f"Mục {item['item']} giao {item['summary']}: mùa trước đã là {figure_text(value, 4)}. Xem lại mục tiêu trong tệp kết luận."
                findings.add(
                    "D10", message, f"../conclusions/{season.conclusions}.csv", cell=item["item"], unit_id=unit_id
                )


def note_province(
    findings: FindingList, communes: pd.DataFrame, criteria_set: CriteriaSet, workbook: Workbook, season: Season
) -> None:
    """D07: the district's total is that of the province's table of the same year."""
    table, place = workbook.province_progress, workbook.place_in(season)
    own = table[
        (table["unit_name"] == place.province_row)
        & table["as_of"].str.startswith(str(season.year))
        & table["criteria_met_total"].notna()
    ]
    standing = district_standing(communes, criteria_set)
    if own.empty or standing.unknown_total:
        return
    published = int(own.sort_values("as_of")["criteria_met_total"].iloc[-1])
    if published != standing.met_total:
        message = f"Các biểu cho {standing.met_total} tiêu chí toàn {place.terms.place}, bảng của tỉnh ghi {published}. Đối chiếu trước khi báo cáo."
        findings.add("D07", message, "../reference/province-progress.csv")


def tier_fault(workbook: Workbook, season: Season) -> str:
    """Return what is wrong with the tier of the place in `season`: a district with communes after there were none; "" if nothing."""
    place = workbook.place_in(season)
    if place.tier != DISTRICT or season.cut_off < DISTRICTS_ENDED or not workbook.communes(season):
        return ""
    return (
        f"Mùa {season.name} chốt số liệu {season.cut_off:%d/%m/%Y}, khi không còn cấp huyện (từ {DISTRICTS_ENDED:%d/%m/%Y}), mà {place.name} vẫn khai là cấp huyện. "
        f"Thêm thời kỳ từ {DISTRICTS_ENDED.isoformat()}, tier “{PROVINCE}”, vào mục [[place]] của data/workbook.toml."
    )


def note_sources(findings: FindingList, criteria_set: CriteriaSet, levels: pd.DataFrame) -> None:
    """D08: the levels of the season's set have a source."""
    found = not_lacking(rows_of(levels, Level))
    open_ones = sum(source_kind(level) == UNSOURCED for level in found)
    if open_ones:
        message = f"{open_ones}/{len(found)} mức của bộ {criteria_set.set_id} chưa có nguồn xác nhận: kết quả chỉ để tham khảo. Đối chiếu với quyết định rồi ghi vào {' hoặc '.join(criteria_set.files)}."
        findings.add("D08", message, f"../reference/criteria/{criteria_set.set_id}.csv")


def note_stocks(
    findings: FindingList,
    pairs: pd.DataFrame,
    observations: pd.DataFrame,
    relations: Iterable[Relation],
    season: Season,
) -> None:
    """S06: stock left = stock of last season + new - done, by relations.csv (temporary houses)."""
    now = observations.loc[observations["season"] == season.name, [*_KEY, "value"]]
    values = dict(zip(zip(now["unit_id"], _codes(now), strict=True), now["value"], strict=True))
    for relation in relations:
        if relation["kind"] != "stock" or relation["criteria_set"] != season.criteria_set:
            continue
        for row in rows_of(pairs[_codes(pairs) == relation["whole"]], PairedObservation):
            plus, minus = (values.get((row["unit_id"], code)) for code in (relation["plus"], relation["minus"]))
            if plus is None or minus is None or pd.isna([row["value"], row["value_before"], plus, minus]).any():
                continue
            expected = row["value_before"] + plus - minus
            if abs(expected - row["value"]) > _SMALLEST:
                message = f"Mùa trước {figure_text(row['value_before'])} + thêm {figure_text(plus)} − bớt {figure_text(minus)} = {figure_text(expected)}, biểu ghi còn {figure_text(row['value'])}. Xem lại các số."
                findings.add_at("S06", message, row)


def _figures(observations: pd.DataFrame) -> list[Figure]:
    return list(zip(observations["indicator"], observations["component"], strict=True))


def _is_among(observations: pd.DataFrame, figures: Collection[Figure]) -> pd.Series:
    return pd.Series([figure in figures for figure in _figures(observations)], observations.index, dtype=bool)


def _codes(observations: pd.DataFrame) -> pd.Series:
    """Return each row's figure as relations.csv writes it: "9.1", "17.1/nuoc-sach"."""
    return observations["indicator"].where(
        observations["component"] == "", observations["indicator"] + "/" + observations["component"]
    )
