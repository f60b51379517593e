"""Checks of the levels that bind a season's communes: those without a source, those that are lacking, and a province's below the decree's floor."""

from collections.abc import Iterable, Iterator

import pandas as pd

from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.commune_groups import FILE as GROUPS
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.indicators import UNSOURCED, Level, not_lacking, source_kind
from ntm_lib.reference.levels import FILE, Figure, Scope, ScopedLevel, floor_of, is_easier, most_specific
from ntm_lib.tables import rows_of
from ntm_lib.text import figure_text, joined, natural_key, sentence_case
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.scopes import Lacking

_NAMED = 12  # indicators; more are counted
_SIGNS = {">=": "từ", "<=": "không quá", "==": "đúng"}


def lacking_levels(found: Iterable[Lacking]) -> list[str]:
    """Return a sentence per scope on the levels that are lacking, of one or several places; equal ones are told once, with their communes."""
    units: dict[tuple[str, tuple[Figure, ...]], int] = {}
    for lacking in found:
        for own in lacking.levels:
            key = own.whom, own.figures
            units[key] = units.get(key, 0) + len(own.units)
    return [
        f"Chưa khai mức cho {whom} ({communes} xã): {_named(figures)}. Kết quả theo đánh giá ghi trong biểu, nếu có."
        for (whom, figures), communes in units.items()
    ]


def missing_groups(found: Iterable[Lacking]) -> str:
    """Return the sentence on communes without a group, of one or several places; "" if there are none."""
    found = list(found)
    without = sum(len(lacking.without_group) for lacking in found)
    return f"Chưa khai nhóm của {without}/{sum(lacking.communes for lacking in found)} xã." if without else ""


def _named(figures: Iterable[Figure]) -> str:
    indicators = list(dict.fromkeys(indicator for indicator, _ in figures))
    return f"{len(indicators)} chỉ tiêu ({', '.join(indicators)})"


def note_lacking(findings: FindingList, found: Iterable[Lacking], workbook: Workbook) -> None:
    """D12: every figure that is decided by a number has a level for every commune, and every commune the group that its levels need."""
    found, levels, groups = list(found), workbook.reference_file(FILE), workbook.reference_file(GROUPS)
    for sentence in lacking_levels(found):
        findings.add("D12", f"{sentence} Ghi mức có nguồn ở {workbook.sheet_of(FILE)}.", f"../reference/{levels}")
    if sentence := missing_groups(found):
        findings.add("D12", f"{sentence} Ghi ở {workbook.sheet_of(GROUPS)}.", f"../reference/{groups}")


def unsourced_levels(levels: pd.DataFrame) -> str:
    """Return how many of the levels (Level) have no source, and of which indicators, "50/57 mức (1.1, 2.1, … và 30 chỉ tiêu khác)"; "" if each has one."""
    found = not_lacking(rows_of(levels, Level))
    without = [level["indicator"] for level in found if source_kind(level) == UNSOURCED]
    codes = list(dict.fromkeys(without))
    more = f" và {len(codes) - _NAMED} chỉ tiêu khác" if len(codes) > _NAMED + 1 else ""
    said = f"{', '.join(codes[:_NAMED])}{more}" if more else joined(codes)
    return f"{len(without)}/{len(found)} mức (chỉ tiêu {said})" if without else ""


def note_sources(findings: FindingList, criteria_set: CriteriaSet, levels: pd.DataFrame) -> None:
    """D08: the levels of the season's set have a source."""
    if unsourced := unsourced_levels(levels):
        message = f"Bộ {criteria_set.set_id}: {unsourced} chưa có nguồn xác nhận, kết quả chỉ để tham khảo. Đối chiếu với quyết định rồi ghi nguồn ở {criteria_set.sheets}."
        findings.add("D08", message, f"../reference/criteria/{criteria_set.file}")


def note_below_floor(findings: FindingList, workbook: Workbook, season: Season) -> None:
    """D13: a province may ask for more than the decree, not for less."""
    file = f"../reference/{workbook.reference_file(FILE)}"
    for (indicator, component), sentence in below_floor(workbook, season):
        findings.add("D13", sentence, file, indicator=indicator, component=component)


def below_floor(workbook: Workbook, season: Season) -> Iterator[tuple[Figure, str]]:
    """Yield each level of a province that asks for less than the decree: its figure, and the sentence that names both rows."""
    criteria_set = workbook.criteria_set(season.criteria_set)
    scopes = dict.fromkeys(workbook.scope(season, unit) for unit in workbook.communes(season))
    pairs = [pair for scope in scopes for pair in _below_floor(criteria_set, scope, season.year)]
    for level, floor in dict.fromkeys(pairs):
        yield (
            level.figure,
            f"{sentence_case(level.told)}: mức {_said(level)} thấp hơn mức {_said(floor)} của quyết định, {floor.told}. Đối chiếu với văn bản của tỉnh, sửa dòng sai.",
        )


def _below_floor(criteria_set: CriteriaSet, scope: Scope, year: int) -> Iterator[tuple[ScopedLevel, ScopedLevel]]:
    figures = sorted({number.figure for number in criteria_set.numbers}, key=lambda f: (natural_key(f[0]), f[1]))
    for figure in figures:
        numbers = criteria_set.numbers_of(figure)
        level, floor = most_specific(numbers, scope, year), floor_of(numbers, scope, year)
        if level is not None and floor is not None and is_easier(level, floor):
            yield level, floor


def _said(level: ScopedLevel) -> str:
    return f"{_SIGNS[level.comparator]} {figure_text(level.target)}"
