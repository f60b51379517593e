"""Sentences of the pages above the districts in official Vietnamese, made from the same counts as their tables."""

from collections.abc import Mapping

from ntm_lib.analysis.area import PlaceStanding, Reached, half_full
from ntm_lib.presentation.overview.answers import of_all, why_not_compared
from ntm_lib.presentation.overview.area_view import AreaView
from ntm_lib.presentation.words.numbers import day, number
from ntm_lib.presentation.words.standing import BY_TABLE, short_total_change, standing_sentence, total_change
from ntm_lib.text import joined, season_text, sentence_case


def whose(view: AreaView) -> str:
    """Return the places whose communes the page counts: "tỉnh Mẫu Bắc", "2 tỉnh, thành phố"."""
    several = len(view.provinces) > 1
    return f"{number(len(view.provinces))} {view.province_word}" if several else view.provinces[0]


def reached(found: Reached, whole: int, word: str) -> str:
    """Return "3/20 huyện", "ít nhất 3/20 huyện" while what is unknown could add to them."""
    return f"{'ít nhất ' if found.maybe else ''}{of_all(found.sure, whole, word)}"


def not_compared(view: AreaView) -> str:
    """Return that nothing is compared with an earlier season, and why if that is one thing for all communes; "" if something is."""
    if reason := why_not_compared(view.workbook, view.season):
        return reason
    if not view.whole.compared:
        return f"Chưa so sánh được xã nào với {season_text(view.season.compare_with)}."
    return ""


def change(view: AreaView) -> str:
    """Return the change in criteria met, and the number of communes where it is known if not all; "" if not compared."""
    whole = view.whole
    if not_compared(view):
        return ""
    text = total_change(whole.change, whole.change, view.season.compare_with or "")
    if whole.compares_tabled:
        text += f" (kỳ ấy {number(whole.compares_tabled)} xã {BY_TABLE})"
    if whole.compared == whole.counts.commune_count:
        return text
    return f"{text} ở {of_all(whole.compared, whole.counts.commune_count, 'xã')} so sánh được"


def short_change(place: PlaceStanding) -> str:
    """Return the same for one place in a narrow column, over the communes where it is known: "▲ 4"; "–" if in none."""
    return short_total_change(place.change, place.change) if place.compared else "–"


def lead(view: AreaView) -> str:
    """Return the standing of the communes in the province's own format, and the number of districts without figures."""
    counts = view.whole.counts
    lacking = len(view.data.without_figures)
    lack = f"Chưa có số liệu của {of_all(lacking, len(view.districts), view.district_word)}." if lacking else ""
    if not counts.commune_count:
        return f"Đến {day(view.season.cut_off)}, {whose(view)} chưa có xã nào có số liệu. {lack}".rstrip()
    name = f"{whose(view)} có số liệu" if view.data.absent else whose(view)
    return f"{standing_sentence(name, view.season.cut_off, counts, change(view))} {lack}".rstrip()


def bands_title(view: AreaView) -> str:
    """Return the sentence above the bars of the bands."""
    full = f"{view.criteria_set.criteria_total}/{view.criteria_set.criteria_total} tiêu chí"
    found = half_full(view.standings)
    known = sum(place.counts.commune_count > 0 for place in view.standings.values())
    if not found.sure and not found.maybe:
        return f"Chưa {view.place_word} nào có từ một nửa số xã đạt đủ {full}"
    return f"{sentence_case(reached(found, known, view.place_word))} có từ một nửa số xã trở lên đạt đủ {full}"


def in_places(found: Mapping[str, int], word: str, shown: int = 3) -> str:
    """Return "huyện Nam Sông (2) và huyện Đông Núi (1)"; of more than `shown`, their number and where most are."""
    names = [f"{name} ({number(count)})" for name, count in found.items()]
    if len(names) <= shown:
        return joined(names)
    most = max(found.values())
    return f"ở {number(len(names))} {word}, nhiều nhất {names[list(found.values()).index(most)]}"
