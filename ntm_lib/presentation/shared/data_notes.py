"""The notes at the end of a report: status, cut-off, what is missing, illustrative, unchecked, or contradicts a source."""

from collections import Counter
from collections.abc import Iterable

from markupsafe import Markup

from ntm_lib.analysis.assessment import lacks_value
from ntm_lib.analysis.level_findings import missing_groups
from ntm_lib.analysis.open_conclusions import why_lost
from ntm_lib.analysis.quality import SettledCorrection, given_statuses
from ntm_lib.analysis.status import counted_met
from ntm_lib.intake.corrections import APPLIED
from ntm_lib.presentation.frame.links import METHOD_PAGE
from ntm_lib.presentation.frame.view import CommuneView, DepartmentView, SeasonView
from ntm_lib.presentation.shared.change_rows import corrected, reason
from ntm_lib.presentation.shared.lacking import no_agency, since_compared
from ntm_lib.presentation.shared.tabled import tabled_notes
from ntm_lib.presentation.words.criteria import ASSESSED_WORDS, RESULT_WORDS, threshold_source, whose_level
from ntm_lib.presentation.words.forms import ORIGIN_WORDS
from ntm_lib.presentation.words.numbers import day, in_unit
from ntm_lib.presentation.words.standing import count_of_criteria, silent_sentence
from ntm_lib.reference.indicators import UNSOURCED, Level, lacking_for, not_lacking, source_kind
from ntm_lib.reference.units import in_present_terms
from ntm_lib.schemas import TABLED, CommuneSummary, ComponentResult
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, season_text, sentence_case
from ntm_lib.workbook.reference import PublishedCount, measure_figure

Note = tuple[str, str]
_BASES = {"": "đã công bố", "công bố": "đã công bố", "suy ra": "suy ra từ hai nguồn"}  # of published-counts.csv
_MOST_NAMED = 12  # missing figures named one by one; more are counted
_METHOD_LINK = Markup('<a href="../{}">Phương pháp</a>').format(METHOD_PAGE)  # from a page in a folder


def commune_notes(view: CommuneView) -> list[Note]:
    """Return (heading, text) notes of a commune's report."""
    notes = [
        _status(view, view.components),
        _missing(view),
        *_assessed(view),
        *_lacking(view, view.levels.values()),
        _thresholds(view, view.levels.values()),
    ]
    notes += [*_self_assessment(view), *_published(view), *_remarks(view)]
    notes += [*_corrections(view, view.unit.unit_id), _form(view)]
    return [*notes, *tabled_notes(view), *_assumptions(view)]


def season_notes(view: SeasonView) -> list[Note]:
    """Return (heading, text) notes of the place's page."""
    return [
        _status(view, rows_of(view.now.components, ComponentResult)),
        ("Chưa có số liệu", "Giá trị chưa có số liệu không được tính là đạt, cũng không tính là chưa đạt."),
        *_lacking(view, view.levels.values()),
        *_groups(view),
        *_gone(view),
        *_no_agency(view),
        *tabled_notes(view),
        _thresholds(view, _all_levels(view)),
        *_corrections(view),
    ]


def _gone(view: SeasonView) -> list[Note]:
    """Return the note on communes of the season compared with that no commune here goes on with, each with what it met then."""
    change, before = since_compared(view.workbook, view.season)
    rows = rows_of(view.results.communes, CommuneSummary)
    counts = {row["unit_id"]: count_of_criteria(row) for row in rows if row["season"] == view.season.compare_with}
    gone = [f"{why_lost([unit_id], change)} (kỳ ấy {counts[unit_id]})" for unit_id in change.lost(before)]
    return (
        [(f"Xã của {season_text(view.season.compare_with)} không còn trong kỳ này", f"{'; '.join(gone)}.")]
        if gone
        else []
    )


def department_notes(view: DepartmentView) -> list[Note]:
    """Return (heading, text) notes of a department's report: of the figures it leads, or of all if it leads none."""
    rows = rows_of(view.led if view.bases else view.now.components, ComponentResult)
    silent = {unit.unit_id for unit in view.silent}
    spoken = [r for r in rows if r["unit_id"] not in silent]
    missing = [f"{view.indicator_label(r)} của {view.units[r['unit_id']].full_name}" for r in spoken if lacks_value(r)]
    unknown = f"{sentence_case(joined(missing))}. " if len(missing) <= _MOST_NAMED else f"{len(missing)} số. "
    unknown = (unknown if missing else "" if silent else "Không thiếu số nào. ") + _silent_note(view)
    said = f"{unknown}Chỉ tiêu chưa có số liệu không được tính là đạt, cũng không tính là chưa đạt."
    method = Markup("Mọi cách đếm, tốc độ và quy tắc xét kết luận ở trang {}.").format(_METHOD_LINK)
    notes = [_status(view, rows), ("Chưa có số liệu", said)]
    return [
        *notes,
        *_bases(view),
        *_unsourced_levels(view),
        *_lacking(view, _led_levels(view)),
        *_tabled_apart(view),
        *_assumptions(view),
        ("Cách tính", method),
    ]


def _tabled_apart(view: SeasonView) -> list[Note]:
    """Return the note on summary tables of a page that goes by figures."""
    return [(heading, f"{text} Các chỉ tiêu ở trang này xét theo biểu.") for heading, text in tabled_notes(view)]


def _silent_note(view: SeasonView) -> str:
    sentence = silent_sentence([unit.name for unit in view.silent])
    return f"{sentence} " if sentence else ""


def _bases(view: DepartmentView) -> list[Note]:
    """Return the basis on which the department leads its indicators."""
    if not view.bases:
        return []
    counts = Counter(view.bases.values())
    return [("Căn cứ chủ trì", "; ".join(f"{count} chỉ tiêu theo {basis}" for basis, count in counts.items()) + ".")]


def _unsourced_levels(view: DepartmentView) -> list[Note]:
    """Return the levels of its indicators that no source confirms."""
    levels = not_lacking(_led_levels(view))
    without = [view.indicator_label(level) for level in levels if source_kind(level) == UNSOURCED]
    return [("Mức quy định", f"Chưa có nguồn xác nhận: {joined(without)}.")] if without else []


def _led_levels(view: DepartmentView) -> list[Level]:
    return [level for (indicator, _), level in view.levels.items() if indicator in view.bases]


def _assumptions(view: SeasonView) -> list[Note]:
    """Return the link to the assumptions from a page in a folder; nothing if the workbook lists none."""
    text = Markup("Các giả định mà con số dựa vào được liệt kê ở trang {}.").format(_METHOD_LINK)
    return [("Giả định", text)] if len(view.workbook.assumptions) else []


def _status(view: SeasonView, components: list[ComponentResult]) -> Note:
    counts = Counter(given_statuses(components))
    unstated = counts.pop("", 0)
    parts = [f"{count} giá trị {status}" for status, count in counts.items()]
    if unstated:
        parts.append(f"{unstated} giá trị chưa ghi trạng thái")
    text = f"{sentence_case(', '.join(parts)) or 'Chưa có giá trị nào'}; ngày chốt số liệu {day(view.season.cut_off)}"
    return "Trạng thái số liệu", text + (
        " (ngày minh họa, không được công bố)." if view.season.cut_off_illustrative else "."
    )


def _missing(view: CommuneView) -> Note:
    if not view.has_figures:
        return (
            "Chỉ tiêu chưa có số liệu",
            "Tất cả. Chỉ tiêu chưa có số liệu không được tính là đạt, cũng không tính là chưa đạt.",
        )
    names = [view.indicator_label(c) for c in view.components if lacks_value(c)]
    text = (
        f"{sentence_case(joined(names))}. Chỉ tiêu chưa có số liệu không được tính là đạt, cũng không tính là chưa đạt."
        if names
        else "Không có."
    )
    return "Chỉ tiêu chưa có số liệu", text


def _assessed(view: CommuneView) -> list[Note]:
    rows = [(c, view.levels[c["indicator"], c["component"]]) for c in view.components if c["rule"] == "assessed"]
    names: dict[str, list[str]] = {}
    for component, level in rows:
        if not (
            lacking_for(level, view.season.year) or level["is_verdict"] or level["is_broken"]
        ):  # these have a reason of their own
            whose = whose_level(level["target_text"], view.terms.province)
            names.setdefault(whose, []).append(view.indicator_label(component))
    return [
        (
            f"Theo đánh giá, chưa đối chiếu {whose}",
            f"{joined(own)}: {whose} chưa tìm thấy, nên lấy kết quả đánh giá ghi trong biểu, không tự đặt tỷ lệ.",
        )
        for whose, own in names.items()
    ]


def _lacking(view: SeasonView, levels: Iterable[Level]) -> list[Note]:
    """Return those of `levels` that are lacking, by whose level it is that nobody has stated."""
    named: dict[str, list[str]] = {}
    for level in levels:
        whom = lacking_for(level, view.season.year)
        if whom and level["is_binding"]:
            named.setdefault(whom, []).append(view.indicator_label(level))
    said = [f"cho {scope}: {joined(labels)}" for scope, labels in named.items()]
    text = f"Chưa khai mức {'; '.join(said)}. Lấy kết quả đánh giá ghi trong biểu, không dùng mức của nơi khác."
    return [("Chưa khai mức", text)] if said else []


def _groups(view: SeasonView) -> list[Note]:
    said = missing_groups([view.workbook.lacking(view.season)])
    return [("Nhóm xã", f"{said} Mức và chỉ tiêu riêng của nhóm chưa chọn được cho các xã ấy.")] if said else []


def _no_agency(view: SeasonView) -> list[Note]:
    said = no_agency(view.workbook, view.season)
    return [(sentence_case(view.terms.agencies), said)] if said else []


def _all_levels(view: SeasonView) -> list[Level]:
    """Return every level that binds communes of the season, once."""
    levels = view.workbook.commune_levels(view.season)
    what = ["indicator", "component", "comparator", "target", "decision", "lacking_for"]
    return rows_of(levels.drop_duplicates(what), Level)


def _thresholds(view: SeasonView, bound: Iterable[Level]) -> Note:
    levels = not_lacking(bound)
    documents: dict[str, Counter[str]] = {}
    for level in levels:
        documents.setdefault(level["decision"] or view.criteria_set.decision, Counter())[threshold_source(level)] += 1
    unsourced = joined(
        list(dict.fromkeys(view.indicator_label(level) for level in levels if source_kind(level) == UNSOURCED))
    )
    text = " ".join(
        f"{sentence_case(document)}: {'; '.join(f'{count} mức {kind}' for kind, count in kinds.items())}."
        for document, kinds in documents.items()
    )
    return "Nguồn của mức quy định", text + (f" Chưa có nguồn xác nhận: {unsourced}." if unsourced else "")


def _self_assessment(view: CommuneView) -> list[Note]:
    differing = [
        f"{view.indicator_label(c)} ({view.unit.kind}: {ASSESSED_WORDS[c['self_assessment']]}, tính: {RESULT_WORDS[c['result']]})"
        for c in view.components
        if c["self_assessment_differs"]
    ]
    return (
        [(f"{sentence_case(view.unit.kind)} tự đánh giá khác kết quả tính", joined(differing) + ".")]
        if differing
        else []
    )


def _published(view: CommuneView) -> list[Note]:
    tables = (view.workbook.published_counts, view.results.communes)
    table, summary = (in_present_terms(t, view.workbook.units, [view.unit]) for t in tables)
    own = table[(table["unit_id"] == view.unit.unit_id) & (table["criteria_set"] == view.season.criteria_set)]
    counts = rows_of(summary[summary["unit_id"] == view.unit.unit_id], CommuneSummary)
    met = {row["season"]: counted_met(row) for row in counts}
    whence = {row["season"]: f"biểu và {ORIGIN_WORDS[TABLED]}" if row["criteria_tabled"] else "biểu" for row in counts}
    notes = []
    for row in rows_of(own, PublishedCount):
        for season in view.workbook.seasons_until(view.season):
            if season.name not in met or season.year != row["year"] or not view.workbook.closes_year(season):
                continue
            counted = met[season.name]
            agrees = "khớp" if counted == row["criteria_met"] else f"khác: {whence[season.name]} cho {counted}"
            basis = _BASES.get(row["basis"], f"theo căn cứ “{row['basis']}”")
            detail = f" ({row['note']})" if row["note"] else ""
            source = f" Nguồn: {row['source'] or 'chưa ghi'}{detail}."
            text = f"{row['criteria_met']} tiêu chí, {agrees} số đếm từ {whence[season.name]}.{source}"
            notes.append((f"Số tiêu chí năm {row['year']} {basis}", text))
    return notes


def _remarks(view: CommuneView) -> list[Note]:
    """Return the figures above 0 on which measures.csv has a remark, each with that remark."""
    notes = []
    for about in view.measures.values():
        row = view.entered.get(measure_figure(about))
        if about["remark"] and row is not None and row["value"] > 0:
            value = in_unit(row["value"], about["value_type"], about["unit"])
            notes.append((about["name"], f"{value} ({ORIGIN_WORDS[row['origin']]}); đây là {about['remark']}."))
    return notes


def _corrections(view: SeasonView, unit_id: str = "") -> list[Note]:
    """Return what was overruled or accepted, for one commune or for all, and the rows without effect, with the reason."""
    rows = [row for row in rows_of(view.corrections, SettledCorrection) if unit_id in ("", row["unit_id"])]
    applied = [f"{_correction(view, row, unit_id)}; lý do: {reason(row)}." for row in rows if row["state"] == APPLIED]
    refused = [f"{_correction(view, row, unit_id)}. {row['refusal']}" for row in rows if row["state"] != APPLIED]
    notes = [("Văn phòng sửa số hoặc chấp nhận cảnh báo", " ".join(applied))] if applied else []
    return notes + ([("Dòng sửa số không có hiệu lực", " ".join(refused))] if refused else [])


def _correction(view: SeasonView, row: SettledCorrection, unit_id: str) -> str:
    whose = f"{view.respondent_name(row['unit_id'])}, " if row["unit_id"] and not unit_id else ""
    return sentence_case(f"{whose}{corrected(view, row)}")


def _form(view: CommuneView) -> Note:
    forms = view.submissions.forms
    own = forms[(forms["respondent"] == view.unit.unit_id) & (forms["season"] == view.season.name) & forms["is_used"]]
    if own.empty:
        return "Biểu đã dùng", "Xã chưa nộp biểu dùng được của kỳ này."
    return "Biểu đã dùng", f"{own['source_file'].iloc[0]}. Trang và ô của từng giá trị: bảng cuối trang này."
