"""The top of a page above the districts: the answers to a leader's first questions, and one sentence."""

from ntm_lib.analysis.area import lowest_band, places_in_band, wholly_full
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.overview import area_words as area
from ntm_lib.presentation.overview.answers import Answer, answer, full_label, of_all, standing_answers
from ntm_lib.presentation.overview.area_view import AreaView
from ntm_lib.presentation.words.numbers import MISSING, number
from ntm_lib.presentation.words.standing import some_names
from ntm_lib.text import joined, sentence_case

NAMED = 3  # districts named in an answer


def headline(view: AreaView) -> Part:
    """Six answers and one sentence."""
    return render(
        "overview/area_headline.html.j2",
        view.data.communes,
        answers=_answers(view),
        sentence=area.lead(view),
        reason=area.not_compared(view) if view.whole.counts.commune_count else "",
    )


def _answers(view: AreaView) -> list[Answer]:
    """Return the answers to a leader's first questions."""
    counts = view.whole.counts
    if not counts.commune_count:
        return [answer(full_label(counts), MISSING), _absent(view)]
    unclear = f"{number(view.whole.uncertain)} xã chưa rõ ngày ký" if view.whole.uncertain else ""
    return [
        *standing_answers(
            counts,
            view.whole.recognised,
            area.change(view),
            on_recognition=(unclear,),
            has_decisions=bool(len(view.workbook.recognition)),
        ),
        _wholly_full(view),
        _lowest(view),
        _absent(view),
    ]


def _wholly_full(view: AreaView) -> Answer:
    """Return the answer on districts where every commune meets all criteria: the district standard begins with it."""
    full = f"{view.criteria_set.criteria_total}/{view.criteria_set.criteria_total}"
    found = wholly_full(view.district_standings)
    known = sum(place.counts.commune_count > 0 for place in view.district_standings.values())
    word = view.district_word
    maybe = f"{number(found.maybe)} {word} chưa xác định" if found.maybe else ""
    named = {i: d.name for i, d in view.districts.items()}
    surely = [i for i, p in view.district_standings.items() if 0 < p.counts.full_count == p.counts.all_communes]
    names = joined([named[i] for i in surely]) if len(surely) <= NAMED else ""
    return answer(f"{sentence_case(word)} có mọi xã đạt đủ {full}", area.reached(found, known, word), names, maybe)


def _lowest(view: AreaView) -> Answer:
    label = "Nhóm thấp nhất hiện có xã"
    counts = view.whole.counts
    band = lowest_band(counts)
    undecided = f"{number(counts.undecided)} xã chưa xếp nhóm (thiếu số liệu)" if counts.undecided else ""
    if not band:
        return answer(label, "chưa rõ", undecided)
    named = {place.key: place.name for place in view.places}
    found = {named[key]: count for key, count in places_in_band(view.standings, band).items()}
    value = f"{band} tiêu chí: {number(dict(counts.bands)[band])} xã"
    if band == counts.bands[0][0]:
        return answer(label, value, undecided)  # all known ones are in the highest band: there is no place to name
    return answer(label, value, area.in_places(found, view.place_word), undecided)


def _absent(view: AreaView) -> Answer:
    named = {i: d.name for i, d in view.districts.items()}
    word = view.district_word
    label = f"{sentence_case(word)} chưa có số liệu"
    lacking = view.data.without_figures
    if not lacking:
        return answer(label, "không có", f"đủ {number(len(named))} {word}")
    names = some_names([named[i] for i in lacking], NAMED, word)
    return answer(label, of_all(len(lacking), len(named), word), names, link="#ghi-chu")
