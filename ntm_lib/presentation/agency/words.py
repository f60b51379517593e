"""Sentences of a department's page, made from the same results as its tables."""

from collections.abc import Mapping, Sequence

from ntm_lib.analysis.department import LedStanding, MissingTotal
from ntm_lib.presentation.words.criteria import RESULT_WORDS, together
from ntm_lib.presentation.words.decisions import communes
from ntm_lib.presentation.words.numbers import at_most, number
from ntm_lib.presentation.words.standing import NO_FORM
from ntm_lib.reference.departments import COORDINATION, MONEY
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import PROMISE_STATES
from ntm_lib.text import joined, season_text

_NAMED = 4  # at most so many communes are named in a sentence; more are counted
_TOPICS = {COORDINATION: "điều phối chung cả chương trình", MONEY: "theo dõi nguồn lực và nợ đọng xây dựng cơ bản"}


def leads_none(name: str, decision: str, topics: Sequence[str]) -> str:
    """Return the sentence for a department that leads no indicator, with what it looks after instead."""
    instead = f", mà {joined([_TOPICS[topic] for topic in topics])}" if topics else ""
    return f"{name} không chủ trì chỉ tiêu nào của bộ tiêu chí {decision}{instead}."


def led_sentence(
    name: str, standing: LedStanding, units: Mapping[str, Unit], total: int, unknown: str = RESULT_WORDS["unknown"]
) -> str:
    """Return the sentence on what a department leads and where all is met; `units` are the communes by id, `total` counts those of the season,
    `unknown` is said of indicators without a result.
    """
    lead = f"{name} chủ trì {standing.indicators} chỉ tiêu thuộc {standing.criteria} tiêu chí"
    silent, bound = [units[i] for i in standing.silent], standing.communes + len(standing.silent)
    if not bound:
        return f"{lead}; chưa áp dụng cho xã nào."
    if bound < total:
        lead += f", áp dụng cho {number(bound)}/{number(total)} xã"
    if silent:
        lead += f"; {communes(silent)} {NO_FORM}"
        if not standing.communes:
            return f"{lead}."
        lead += f"; {number(standing.communes)} xã đã nộp:"
    elif bound < total and len(standing.met) == standing.communes:
        return f"{lead}; {communes([units[i] for i in standing.met])} đã đạt tất cả."
    mark = "" if silent else ";"
    if len(standing.met) == standing.communes:
        return f"{lead}{mark} {_all(standing.communes)} đã đạt tất cả."
    parts = [f"{len(standing.met)}/{standing.communes} xã đã đạt tất cả" if standing.met else "chưa xã nào đạt tất cả"]
    if standing.not_met:
        parts.append(f"{communes([units[i] for i in standing.not_met])} còn chỉ tiêu chưa đạt")
    if standing.unknown:
        parts.append(f"{communes([units[i] for i in standing.unknown])} còn chỉ tiêu {unknown}")
    return f"{lead}{mark} {', '.join(parts)}."


def changed_sentence(
    gained: Sequence[tuple[str, Sequence[Unit]]], lost: Sequence[tuple[str, Sequence[Unit]]], compared: str
) -> str:
    """Return the sentence on criteria with the communes that newly meet each, or meet it no longer, since season `compared`; "" without any."""
    said = [
        f"{start}: {'; '.join(f'{label} ở {communes(units)}' for label, units in found)}"
        for start, found in ((f"Mới đạt so với {season_text(compared)}", gained), ("Không còn đạt", lost))
        if found
    ]
    return f"{'. '.join(said)}." if said else ""


def _all(count: int) -> str:
    return f"cả {count} xã" if count > 1 else "xã duy nhất"


def missing_amount(row: MissingTotal, level: Level) -> str:
    """Return the amount the district lacks: "13 nhà", "phải giảm thêm 108 hộ"; "chưa đạt" where no gap is a count."""
    if not row["counted"]:
        return "chưa đạt"
    is_all = row["counted"] == row["communes"]
    said = together(row["gap_count"] if is_all else at_most(row["gap_count"], 1), level)
    return said if is_all else f"ít nhất {said}"


def conclusions_sentence(conference: str, states: Sequence[str]) -> str:
    """Return the sentence on the department's conclusions by state; `conference` is its day, "" if none is followed up."""
    if not conference:
        return "Kỳ này không theo dõi kết luận hội nghị nào."
    if not states:
        return f"Hội nghị {conference} không giao riêng nội dung nào."
    if len(set(states)) == 1:
        return f"Hội nghị {conference} giao {len(states)} nội dung, {'đều ' if len(states) > 1 else ''}{states[0]}."
    counted = [f"{states.count(state)} {state}" for state in PROMISE_STATES if state in states]
    return f"Hội nghị {conference} giao {len(states)} nội dung: {joined(counted)}."


def forms_sentence(who: str, lacking: Sequence[str], asked: int) -> str:
    """Return the sentence on who, of `asked` communes or offices, sent no usable form; "" if none was asked."""
    if not asked:
        return ""
    if not lacking:
        return f"Đã có biểu của {f'cả {asked}' if asked > 1 else ''} {who}.".replace("  ", " ")
    named = f": {joined(lacking)}" if len(lacking) <= _NAMED else ""
    return f"Chưa có biểu dùng được của {len(lacking)}/{asked} {who}{named}."


def nothing_awaited(names: Sequence[str]) -> str:
    """Return the sentence that names the communes that await nothing; "" if there are none."""
    return f"Không có nội dung nào chờ giải quyết: {joined(names)}." if names else ""
