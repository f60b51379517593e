"""What a conference has to decide, in words: (what, about what), without those that are about nothing."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from ntm_lib.analysis.decisions import CommuneDecisions, Debts, DepartmentDecisions
from ntm_lib.presentation.words import standing
from ntm_lib.presentation.words.numbers import number
from ntm_lib.reference.levels import Figure
from ntm_lib.reference.units import Unit
from ntm_lib.terms import Terms
from ntm_lib.text import in_quotes, joined

Decision = tuple[str, str]
_NAMED = 4  # at most so many communes are named in a sentence; more are counted
_UNDECIDED = "Khai điều còn thiếu để xét số liệu, trả lời đã có (văn phòng, cơ quan chủ trì)"
_BROKEN = "Gia hạn hoặc giao lại nội dung chưa hoàn thành"


def _too_slow(year: int) -> str:
    return f"Quyết mức giao: tiến độ hiện nay chưa đủ để đạt năm {year}"


def _to_answer(year: int) -> str:
    return f"Quyết có giao đạt trong năm {year} hay không"


def _to_set(year: int) -> str:
    return f"Quyết mức giao năm {year}, vì chưa tính được tiến độ"


def _new_rule(year: int) -> str:
    return f"Quyết mức giao năm {year} theo quy định mới"


def of_commune(
    facts: CommuneDecisions,
    label: Callable[[str], str],
    year: int,
    terms: Terms,
    kind: str,
    gap: Callable[[str], str] = lambda _: "",
    *,
    is_tabled: bool = False,
) -> list[Decision]:
    """Return the decisions on a commune; `kind` is what it is: "xã", "phường", `is_tabled` whether a summary table gives results of it.

    `label` names a criterion by its number, `gap` says what is missing of it; `year` is the one to reach levels by.
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
        (f"Giao đạt chuẩn năm {year}", labels(facts.to_reach)),
        (_to_answer(year), with_gaps(facts.to_answer)),
        (_to_set(year), with_gaps(facts.to_set)),
        (_new_rule(year), with_gaps(facts.new_rule)),
        (_too_slow(year), labels(facts.too_slow)),
        ("Ấn định ngày nộp biểu", unsaid if facts.lacks_form else ""),
        (f"Yêu cầu {kind} bổ sung số liệu", labels(facts.without_figures)),
        (_UNDECIDED, with_gaps(facts.without_level)),
        (_BROKEN, _items(facts.broken)),
        (f"Cho ý kiến hồ sơ {terms.appraiser} đã thẩm tra", joined(ready)),
        (f"Trả lời kiến nghị của {kind}", " ".join(in_quotes(text) for text in facts.requests)),
    )


def of_department(
    facts: DepartmentDecisions,
    of_topics: Iterable[Decision],
    figure: Callable[[str, str], str],
    units: Mapping[str, Unit],
    year: int,
    gap: Callable[[str, Figure], str] = lambda *_: "",
) -> list[Decision]:
    """Return the decisions on a department; `figure` names an indicator or component, `units` are the communes by id, `gap` says what is
    missing of a commune's figure.

    `of_topics` are those that its topics bring: debts, broken, forms.
    """

    def figures(rows: Iterable[tuple[Figure, Sequence[str]]], of: str) -> str:
        return "; ".join(f"{figure(*key)} {of} {communes([units[i] for i in own])}" for key, own in rows)

    undecided = [
        f"{figures([(key, own)], 'của')}: {joined(list(dict.fromkeys(gap(i, key) for i in own)))}"
        for key, own in facts.without_level
    ]
    asking = [units[unit_id] for unit_id in facts.asking]
    return _with_matter(
        (_to_answer(year), figures(facts.to_answer, "ở")),
        (_to_set(year), figures(facts.to_set, "ở")),
        (_new_rule(year), figures(facts.new_rule, "ở")),
        (_too_slow(year), figures(facts.too_slow, "ở")),
        (_BROKEN, _items(facts.broken)),
        ("Yêu cầu bổ sung số liệu", figures(facts.without_figures, "của")),
        (_UNDECIDED, "; ".join(undecided)),
        *of_topics,
        ("Trả lời kiến nghị", communes(asking) if asking else ""),
        ("Xác nhận phân công chủ trì đang theo thông lệ", _counted(facts.led_by_custom, "chỉ tiêu")),
    )


def debts(left: Debts) -> Decision:
    """Return the decision on construction debts."""
    about = f"{number(left.amount, 1)} triệu đồng ở {left.communes} xã" if left.amount > 0 else ""
    return "Nguồn và thời hạn trả nợ đọng xây dựng cơ bản", about


def broken(of_communes: int, of_departments: int, terms: Terms) -> Decision:
    """Return the decision on all conclusions not kept in the place."""
    parts = [_counted(of_communes, "của xã"), _counted(of_departments, f"của {terms.bodies}")]
    return f"Gia hạn hoặc giao lại nội dung chưa hoàn thành trong toàn {terms.place}", joined(
        [part for part in parts if part]
    )


def forms(lacking: int) -> Decision:
    """Return the decision on forms that were not sent or can't be used."""
    return "Ấn định ngày nộp biểu", _counted(lacking, "biểu chưa có hoặc chưa dùng được")


def communes(units: Sequence[Unit]) -> str:
    """Return "xã Hương Hữu", "2 xã (Hương Hữu và Thượng Long)", "7 xã" or, of several kinds, "7 xã, phường"."""
    if len(units) == 1:
        return units[0].full_name
    named = f" ({joined([unit.name for unit in units])})" if len(units) <= _NAMED else ""
    return f"{len(units)} {', '.join(dict.fromkeys(unit.kind for unit in units))}{named}"


def _with_matter(*found: Decision) -> list[Decision]:
    return [(what, about) for what, about in found if about]


def _items(items: Sequence[str]) -> str:
    return f"mục {joined(items)}" if items else ""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count else ""
