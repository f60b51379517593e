"""What a conference has to decide, in words: (what, about what), without those that are about nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan

from ntm_lib.analysis.decisions import CommuneDecisions, Debts, DepartmentDecisions, FigureGap
from ntm_lib.presentation.words import standing
from ntm_lib.presentation.words.criteria import RESULT_WORDS
from ntm_lib.presentation.words.numbers import number
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import Unit
from ntm_lib.terms import Terms
from ntm_lib.text import in_quotes, joined, natural_key

Decision = tuple[str, str]
_NAMED = 4  # at most so many communes are named in a sentence; more are counted
_UNDECIDED = "Khai điều còn thiếu để xét số liệu, trả lời đã có (văn phòng, cơ quan chủ trì)"
_ITEMS_NAMED = 3  # conclusions named with their words in one decision; more are counted, and stand beside
_DEBTS = "Nguồn và thời hạn trả nợ đọng xây dựng cơ bản"
_BROKEN = "Gia hạn hoặc giao lại nội dung không đạt, chưa hoàn thành"


def _too_slow(year: int) -> str:
    return f"Cho ý kiến mức giao năm {year} (khó đạt nếu giữ tốc độ hiện nay)"


def _to_answer(year: int) -> str:
    return f"Cho ý kiến có giao đạt trong năm {year} hay không"


def _to_set(year: int) -> str:
    return f"Cho ý kiến mức giao năm {year} (chưa đủ căn cứ về tiến độ, hoặc năm qua ngược chiều)"


def _new_rule(year: int) -> str:
    return f"Cho ý kiến mức giao năm {year} theo quy định mới"


def of_commune(
    facts: CommuneDecisions,
    label: Callable[[str], str],
    year: int,
    terms: Terms,
    kind: str,
    gap: Callable[[str], str] = lambda _: "",
    summary: Callable[[str], str] = lambda item: f"mục {item}",
    *,
    is_tabled: bool = False,
    debt: float = 0.0,
) -> list[Decision]:
    """Return the decisions on a commune; `kind` is what it is: "xã", "phường", `is_tabled` whether a summary table gives results of it,
    `debt` the construction debt that it owes, in million VND.

    `label` names a criterion by its number, `gap` says what is missing of it, `summary` a conclusion by its item; `year` is the one to
    reach levels by.
    """

    def labels(numbers: Iterable[str]) -> str:
        return joined([label(number) for number in numbers])

    def with_gaps(numbers: Iterable[str]) -> str:
        return standing.with_gaps([(label(n), gap(n)) for n in numbers])

    ready = [
        *(
            f"{tier} (hiện chưa đạt tiêu chí {labels(failing)})" if failing else tier
            for tier, failing in facts.appraised_tiers
        ),
        *(f"{in_quotes(village)} ({tier})" for village, tier in facts.appraised_villages),
    ]
    unsaid = f"{kind} mới có kết quả {standing.BY_TABLE}" if is_tabled else f"{kind} chưa có số liệu của tiêu chí nào"
    return _with_matter(
        (f"Giao đạt chuẩn năm {year}", with_gaps(facts.to_reach)),
        (_to_answer(year), with_gaps(facts.to_answer)),
        (_to_set(year), with_gaps(facts.to_set)),
        (_new_rule(year), with_gaps(facts.new_rule)),
        (_too_slow(year), with_gaps(facts.too_slow)),
        ("Ấn định ngày nộp biểu", unsaid if facts.lacks_form else ""),
        (f"Yêu cầu {kind} bổ sung số liệu", labels(facts.without_figures)),
        (_UNDECIDED, with_gaps(facts.without_level)),
        (_BROKEN, _items(facts.broken, summary)),
        (f"Cho ý kiến hồ sơ {terms.appraiser} đã thẩm tra", joined(ready)),
        (_DEBTS, f"{number(debt, 1)} triệu đồng" if debt > 0 else ""),
        (f"Trả lời đề nghị của {kind}", " ".join(in_quotes(text) for text in facts.requests)),
    )


def of_department(
    facts: DepartmentDecisions,
    of_topics: Iterable[Decision],
    figure: Callable[[str, str], str],
    units: Mapping[str, Unit],
    year: int,
    gap: Callable[[str, Figure], str] = lambda *_: "",
    together: Callable[[Figure, float], str] = lambda *_: "",
    summary: Callable[[str], str] = lambda item: f"mục {item}",
    most: int | None = None,
) -> list[Decision]:
    """Return the decisions on a department, or on all of a place together; `figure` names an indicator or component, `together` says what
    communes lack of it together ("13 nhà"), `units` are the communes by id, `gap` says what is missing of a commune's figure, `summary` names a conclusion by its item.

    `of_topics` are those that its topics bring: debts, broken, forms. What several communes lack is the sum of their counts, never of shares.
    Of more than `most` figures in one decision those of most communes are named, the others counted.
    """

    def figures(rows: Sequence[FigureGap], of: str, *, is_counted: bool = True) -> str:
        shown = sorted(rows, key=lambda row: -len(row.communes))[:most] if most and len(rows) > most else rows
        named = [(figure(*row.figure), _lacking(row, together, gap) if is_counted else "", row) for row in shown]
        rest = len(rows) - len(shown)
        return "; ".join(
            [
                *(
                    f"{name}{f': {amount}' if amount else ''} {of} {communes([units[i] for i in row.communes])}"
                    for name, amount, row in named
                ),
                *([f"và {number(rest)} chỉ tiêu khác"] if rest else []),
            ]
        )

    undecided = [
        f"{figures([row], 'của', is_counted=False)}: {joined(list(dict.fromkeys(gap(i, row.figure) for i in row.communes)))}"
        for row in facts.without_level
    ]
    asking = [units[unit_id] for unit_id in facts.asking]
    return _with_matter(
        (f"Giao đạt trong năm {year}", figures(facts.to_reach, "ở")),
        (_to_answer(year), figures(facts.to_answer, "ở")),
        (_to_set(year), figures(facts.to_set, "ở")),
        (_new_rule(year), figures(facts.new_rule, "ở")),
        (_too_slow(year), figures(facts.too_slow, "ở")),
        (_BROKEN, _items(facts.broken, summary)),
        ("Yêu cầu bổ sung số liệu", figures(facts.without_figures, "của", is_counted=False)),
        (_UNDECIDED, "; ".join(undecided)),
        *of_topics,
        ("Trả lời đề nghị", communes(asking) if asking else ""),
        ("Xác nhận phân công chủ trì, chưa có văn bản giao", _counted(facts.led_by_custom, "chỉ tiêu")),
    )


def in_brief(facts: CommuneDecisions) -> str:
    """Return what is to be decided on a commune for a narrow column, criteria by number: "giao đạt 9; mức giao 5, 11, 15; 1 đề nghị".

    What was not carried out stands beside it and is not repeated.
    """
    to_set = sorted((*facts.to_answer, *facts.to_set, *facts.new_rule, *facts.too_slow), key=natural_key)
    ready = len(facts.appraised_tiers) + len(facts.appraised_villages)
    parts = _with_matter(
        ("giao đạt", ", ".join(sorted(facts.to_reach, key=natural_key))),
        ("mức giao", ", ".join(to_set)),
        ("ngày nộp", "biểu" if facts.lacks_form else ""),
        ("bổ sung số liệu", ", ".join(facts.without_figures)),
        ("điều còn thiếu để xét", ", ".join(facts.without_level)),
        ("", _counted(ready, "hồ sơ đã thẩm tra")),
        ("", _counted(len(facts.requests), "đề nghị")),
    )
    return "; ".join(f"{what} {about}".strip() for what, about in parts)


def debts(left: Debts, *, is_partial: bool = False) -> Decision:
    """Return the decision on construction debts; `is_partial` says that not all communes have stated theirs."""
    about = f"{number(left.amount, 1)} triệu đồng ở {left.communes} xã" if left.amount > 0 else ""
    return _DEBTS, f"ít nhất {about}" if about and is_partial else about


def appraised(dossiers: int, units: Sequence[Unit], terms: Terms) -> Decision:
    """Return the decision on all dossiers of communes and villages that wait for the conference, with whose they are."""
    about = f"{_counted(dossiers, 'hồ sơ')} của {communes(units)}" if dossiers else ""
    return f"Cho ý kiến hồ sơ {terms.appraiser} đã thẩm tra", about


def by_table(year: int, found: Mapping[str, Sequence[Unit]]) -> Decision:
    """Return the decision on criteria that only a summary table says are not met; `found` has the communes by the criterion's label."""
    named = "; ".join(f"{label} ở {communes(units)}" for label, units in found.items())
    return f"Cho ý kiến mức giao năm {year}, chưa đạt {standing.BY_TABLE}, chưa rõ còn thiếu bao nhiêu", named


def broken(of_communes: int, of_departments: int, terms: Terms) -> Decision:
    """Return the decision on all conclusions not kept in the place."""
    parts = [_counted(of_communes, "của xã"), _counted(of_departments, f"của {terms.bodies}")]
    return f"{_BROKEN} trong toàn {terms.place}", joined([part for part in parts if part])


def forms(lacking: int) -> Decision:
    """Return the decision on forms that were not sent or can't be used."""
    return "Ấn định ngày nộp biểu", _counted(lacking, "biểu chưa có hoặc chưa dùng được")


def own_form(agency: str) -> Decision:
    """Return the decision on the form of one department, which was not sent or can't be used."""
    return "Ấn định ngày nộp biểu", f"biểu theo dõi kết luận của {agency} chưa có hoặc chưa dùng được"


def communes(units: Sequence[Unit]) -> str:
    """Return "xã Hương Hữu", "2 xã (Hương Hữu và Thượng Long)", "7 xã" or, of several kinds, "7 xã, phường"."""
    if len(units) == 1:
        return units[0].full_name
    named = f" ({joined([unit.name for unit in units])})" if len(units) <= _NAMED else ""
    return f"{len(units)} {', '.join(dict.fromkeys(unit.kind for unit in units))}{named}"


def _with_matter(*found: Decision) -> list[Decision]:
    return [(what, about) for what, about in found if about]


def _items(items: Sequence[str], summary: Callable[[str], str]) -> str:
    """Return the conclusions in words: "Khoanh vùng sản xuất; Xóa 16 nhà tạm; và 4 nội dung khác"."""
    shown = items if len(items) <= _ITEMS_NAMED else items[: _ITEMS_NAMED - 1]
    rest = len(items) - len(shown)
    return "; ".join([*(summary(item) for item in shown), *([f"và {rest} nội dung khác"] if rest else [])])


def _lacking(row: FigureGap, together: Callable[[Figure, float], str], gap: Callable[[str, Figure], str]) -> str:
    """Return what all communes together lack; where the gap of one is no count that of a single one, of several nothing."""
    if any(isnan(count) for count in row.gap_counts):
        said = gap(row.communes[0], row.figure) if len(row.communes) == 1 else ""
        return said if said != RESULT_WORDS["not_met"] else ""
    return together(row.figure, sum(row.gap_counts))


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""
