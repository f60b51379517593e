"""The page that says how every count is made and where the figures come from."""

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from ntm_lib.analysis.promise_rules import RULES
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.method import text as method_text
from ntm_lib.presentation.method.pace import method
from ntm_lib.presentation.words.breaks import break_reason
from ntm_lib.presentation.words.criteria import threshold_source
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.promise_reasons import RULE_SENTENCES
from ntm_lib.presentation.words.standing import BY_TABLE
from ntm_lib.reference.criteria import PARTIAL_RULE
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.sheet_titles import SHEET_TITLES
from ntm_lib.schemas import Pace, PromiseState
from ntm_lib.tables import rows_of
from ntm_lib.terms import DISTRICT
from ntm_lib.text import joined, season_text, sentence_case
from ntm_lib.workbook.reference import Assumption

TITLE = "Phương pháp: cách tính và nguồn số liệu"
_RESULTS = (
    ("met", "Số liệu đạt mức quy định, hoặc kết quả đánh giá là Đạt."),
    ("not_met", "Số liệu chưa đạt mức, hoặc kết quả đánh giá là Chưa đạt hay Cơ bản đạt."),
    ("unknown", "Biểu để trống, biểu chưa nộp, hoặc ô không đọc được."),
    ("not_applicable", "Chỉ tiêu không đặt ra cho xã; được tính là đạt khi xét chuẩn."),
)


class RuleRow(TypedDict):
    """A rule that judges a promise, and the state it gives."""

    state: PromiseState
    sentence: str


class RuleGroup(TypedDict):
    """The rules for one kind of promise."""

    name: str
    rules: list[RuleRow]


class LevelRow(TypedDict):
    """An indicator with its level, how far that was checked, and who leads it."""

    name: str
    level: str
    scope: str
    source: str
    leads: str


class CriterionLevels(TypedDict):
    """A criterion with the levels of its indicators."""

    label: str
    indicators: list[LevelRow]


def header(view: SeasonView) -> Part:
    """Banner and title."""
    subtitle = [
        sentence_case(view.place.name),
        season_text(view.season.name),
        f"chốt số liệu {day(view.season.cut_off)}",
        view.criteria_set.decision,
    ]
    return page_header(view, TITLE, subtitle)


def counting(view: SeasonView) -> Part:
    """How indicators and criteria are counted, and what the words beside figures mean."""
    bands = joined(view.criteria_set.band_labels())
    grouped = (
        "Nhóm xã",
        f"Xã được xếp theo nhóm, không xếp hạng: {bands} tiêu chí. Tiêu chí chưa có số liệu có thể đổi nhóm thì ghi là chưa xác định.",
    )
    return render(
        "method/counting.html.j2", view.results,
        results=[{"result": result, "text": text} for result, text in _RESULTS],
        entries=_said(view, [*_met(view), *method_text.COUNTING[1:5], grouped, *method_text.COUNTING[5:], *_tabled(view), *_breaks(view)]),
        words=_said(view, method_text.WORDS),
        set_name=view.criteria_set.name,
        decision=view.criteria_set.decision,
        contents=method_text.CONTENTS,
    )  # fmt: skip


def _met(view: SeasonView) -> list[method_text.Entry]:
    """Return when a criterion is met; of a set known in part, by whose verdict."""
    term, whole = method_text.COUNTING[0]
    return [(term, whole if view.criteria_set.complete else PARTIAL_RULE)]


def _tabled(view: SeasonView) -> list[method_text.Entry]:
    """Return what results of summary tables are; nothing where no season has any."""
    return [(sentence_case(BY_TABLE), method_text.TABLED)] if len(view.submissions.tabled) else []


def _breaks(view: SeasonView) -> list[method_text.Entry]:
    """Return the breaks of series by the end of the target year, as one entry; nothing if there are none."""
    until = date(view.target_year, 12, 31)
    rows = [row for row in view.workbook.breaks.rows if row["date"] <= until]
    reasons = "; ".join(dict.fromkeys(break_reason(row) for row in rows))
    text = f"Số liệu hai bên một mốc không so với nhau; riêng mốc đổi bộ tiêu chí còn ở phía trước thì tốc độ và mức giao vẫn theo bộ của kỳ: {reasons}."
    return [("Mốc đứt chuỗi", text)] if rows else []


def _said(view: SeasonView, entries: Sequence[method_text.Entry]) -> list[method_text.Entry]:
    return [(view.terms.said(term), view.terms.said(text)) for term, text in entries]


def promises(view: SeasonView) -> Part:
    """The states of a promise and every rule that judges one."""
    return render(
        "method/promises.html.j2",
        states=[{"state": state, "text": text} for state, text in method_text.PROMISES],
        principles=[view.terms.said(text) for text in method_text.PRINCIPLES],
        groups=_rules_by_kind(view),
    )


def _rules_by_kind(view: SeasonView) -> list[RuleGroup]:
    """Return the rules by what they judge, in the order of RULES."""
    found: dict[str, list[RuleRow]] = {}
    for rule, state in RULES.items():
        kind = method_text.RULE_KINDS[rule.partition("_")[0]]
        found.setdefault(kind, []).append({"state": state, "sentence": view.terms.said(RULE_SENTENCES[rule])})
    return [{"name": name, "rules": rules} for name, rules in found.items()]


def pace(view: SeasonView) -> Part:
    """How pace is computed, our rule and Open SDG's, with a worked example of the season's own figures."""
    rows = view.pace[view.pace["state"].isin(["too_slow", "fast_enough"])]
    examples = rows[rows["sdg_ratio"].notna() & rows["gap_count"].notna()]
    if examples.empty:
        return render(
            "method/pace.html.j2",
            [],
            sections=method(),
        )
    row = rows_of(examples, Pace)[0]
    figure, unit = (row["indicator"], row["component"]), view.units[row["unit_id"]]
    level = view.later_level_of(row["unit_id"], figure)
    name = level["indicator_name"]
    sections = method(row, level, name[:1].lower() + name[1:], sentence_case(unit.full_name))
    return render(
        "method/pace.html.j2",
        [row["origin"]],
        sections=sections,
    )


def levels(view: SeasonView) -> Part:
    """Every indicator with its level, what kind of source it has, and who leads it."""
    rows: list[CriterionLevels] = [
        {
            "label": view.criterion_label(criterion["criterion_no"]),
            "indicators": [
                row
                for figure, level in view.levels.items()
                if level["criterion_no"] == criterion["criterion_no"]
                for row in _levels_of(view, figure)
            ],
        }
        for criterion in view.criteria
    ]
    differ = any(len({row["scope"] for row in _levels_of(view, figure)} - {""}) > 1 for figure in view.levels)
    return render(
        "method/levels.html.j2",
        criteria=rows,
        decision=view.criteria_set.decision,
        has_scopes=differ,
        scopes="" if differ else _scopes_said(view),
    )


def _scopes_said(view: SeasonView) -> str:
    """Return for whom the numbers are, in a sentence: "vùng Bắc Trung Bộ; cả nước: 4.1 và 17.2"; "" if no level names anybody."""
    by_scope: dict[str, list[str]] = {}
    for (indicator, _), level in view.levels.items():
        if level["scope"]:
            by_scope.setdefault(level["scope"], []).append(indicator)
    usual, *others = sorted(by_scope, key=lambda scope: -len(by_scope[scope])) or [""]
    said = [f"{scope}: {joined(list(dict.fromkeys(by_scope[scope])))}" for scope in others]
    return "; ".join([usual, *said])


def _levels_of(view: SeasonView, figure: Figure) -> list[LevelRow]:
    """Return the levels of a figure that bind communes of the season, each with its scope: one, unless they differ."""
    units = [u.unit_id for u in view.workbook.communes(view.season) if view.binds(u.unit_id, figure)]
    bound = [(view.level_said(i, figure), view.level_of(i, figure), _source(view, i, figure)) for i in units]
    found = dict.fromkeys((said, level["rule"], level["scope"], source) for said, level, source in bound)
    return [
        {
            "name": view.figure_name(*figure),
            "level": said,
            "scope": scope,
            "source": source,
            "leads": view.leads([figure[0]]),
        }
        for said, _, scope, source in found
    ]


def _source(view: SeasonView, unit_id: str, figure: Figure) -> str:
    """Return what kind of source a commune's level has, and that of the year to come where it is another number with another source."""
    level, (_, later) = view.level_of(unit_id, figure), view.moved_levels(unit_id, figure)
    own = "" if level["lacking_for"] else threshold_source(level)
    coming = threshold_source(later) if later else own
    return sentence_case("; ".join(filter(None, [own, f"năm {view.target_year}: {coming}" if coming != own else ""])))


def _files(view: SeasonView) -> list[tuple[str, str, str]]:
    """Return the files that the figures come from: where the workbook's levels are, too."""
    files = [*method_text.FILES, *(method_text.OF_DISTRICTS if view.terms.tier == DISTRICT else ())]
    if not view.workbook.numbered_levels:
        return files
    kept = [row for row in files if row[1] != method_text.FILES_OF_LEVELS[0][1]]
    at = next(n for n, row in enumerate(files) if row not in kept)
    return [*kept[:at], *method_text.FILES_OF_LEVELS, *kept[at:]]


def _standing(file: str) -> str:
    """Return where people find what a file has: a table in its sheet of thiet-lap.xlsx."""
    title = SHEET_TITLES.get(file.removeprefix("data/reference/"))
    return f"trang “{title}”" if title else file


def sources(view: SeasonView) -> Part:
    """How to get from a figure to its cell, which files the figures come from, and what is assumed where the sources are silent."""
    published = [*view.workbook.published_counts["source"], *view.workbook.published_figures["source"]]
    published += [*view.workbook.province_progress["source"], *view.workbook.recognition["source"]]
    return render(
        "method/sources.html.j2",
        steps=[view.terms.said(text) for text in method_text.TRACE],
        files=[
            {"what": view.terms.said(what), "file": _standing(file), "about": view.terms.said(about)}
            for what, file, about in _files(view)
        ],
        published=list(dict.fromkeys(filter(None, published))),
        assumptions=[a for a in rows_of(view.workbook.assumptions, Assumption) if a["text"]],
    )
