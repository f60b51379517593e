"""Sentences of the district's page in official Vietnamese, made from the same results as its tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from ntm_lib.analysis.district import DistrictStanding, RecognitionBesideNow
from ntm_lib.presentation.words.fallen import BY_RULE
from ntm_lib.presentation.words.numbers import MISSING, day, fixed, number, percent
from ntm_lib.presentation.words.standing import NO_FORM, SOME_BY_TABLE, share_of_communes, some_names
from ntm_lib.text import joined


def recognition_sentence(standing: RecognitionBesideNow, commune_count: int, criteria_total: int, cut_off: date) -> str:
    """Return the sentence on who is recognised by the cut-off, along with what is met now."""
    signed = len(standing.recognised)
    share_text = f" ({share_of_communes(signed, commune_count)})" if signed else ""
    text = f"Đã ký quyết định công nhận đến {day(cut_off)}: {number(signed)}/{number(commune_count)} xã{share_text}"
    if standing.uncertain:
        text += f"; chưa rõ ngày ký: {some_names(standing.uncertain)}"
    return " ".join([f"{text}.", *_beside_now(standing, criteria_total)])


def _beside_now(standing: RecognitionBesideNow, criteria_total: int) -> list[str]:
    full = f"{criteria_total}/{criteria_total} tiêu chí"
    parts = []
    if standing.recognised and not standing.recognised_not_full and not standing.recognised_unknown:
        parts.append("Không xã nào đã được công nhận mà hiện có tiêu chí chưa đạt.")
    if standing.recognised_not_full:
        parts.append(f"Đã được công nhận mà hiện không đạt đủ {full}: {some_names(standing.recognised_not_full)}.")
    if standing.recognised_unknown:
        parts.append(
            f"Đã được công nhận, nay chưa đủ số liệu để biết còn đạt đủ hay không: {some_names(standing.recognised_unknown)}."
        )
    if standing.full_not_recognised:
        parts.append(f"Đạt đủ {full} mà chưa rõ hoặc chưa có quyết định: {some_names(standing.full_not_recognised)}.")
    return parts


def fallen_sentence(
    fallen: Mapping[str, Sequence[str]],
    ruled: Mapping[str, Sequence[str]],
    compared: str,
    apart: Mapping[str, Sequence[str]],
    count: int,
) -> str:
    """Return the sentence on criteria lost since season `compared`; `fallen` has the labels of the criteria by commune.

    `ruled` has those that only another rule fails, with why. Of the `count` communes, those `apart` can't be compared, by the reason.
    """
    each = "; ".join(f"{some_names(names)} ({reason})" for reason, names in apart.items())
    if sum(len(names) for names in apart.values()) == count:
        why = each if len(apart) > 1 else next(iter(apart))
        return f"Chưa so sánh được xã nào với mùa {compared}: {why}."
    lost = [f"{commune} ({joined(labels)})" for commune, labels in fallen.items()]
    if lost:
        text = f"{number(len(lost))} xã có tiêu chí đạt ở mùa {compared} mà nay chưa đạt: {some_names(lost)}."
    else:
        text = f"Không có xã nào mất tiêu chí đã đạt ở mùa {compared}."
    if ruled:
        text += f" {BY_RULE}: {some_names([f'{commune} ({joined(labels)})' for commune, labels in ruled.items()])}."
    return f"{text} Chưa so sánh được {each}." if apart else text


def none_missed_sentence(standing: DistrictStanding, word: str = MISSING) -> str:
    """Return the sentence that no criterion fails; while some are not judged, or communes have not reported, that none is known to."""
    unknown = f"còn {number(standing.unknown_total)} tiêu chí {word}" if standing.unknown_total else ""
    silent = f"{number(standing.silent)} xã {NO_FORM}" if standing.silent else ""
    if not unknown and not silent:
        return "Không có tiêu chí nào chưa đạt."
    return f"Chưa thấy tiêu chí nào chưa đạt; {joined([said for said in (unknown, silent) if said])}."


def leads_phrase(leads: Mapping[str, Sequence[str]]) -> str:
    """Return who leads criteria, by number: once where it is the same for all, else criterion by criterion; "" if nobody leads any."""
    if not any(leads.values()):
        return ""
    each = {number: joined(names) or "chưa phân công" for number, names in leads.items()}
    if len(set(each.values())) == 1:
        return next(iter(each.values()))
    return "; ".join(f"tiêu chí {number}: {names}" for number, names in each.items())


def most_missed_sentence(
    labels: Sequence[str],
    communes: int,
    commune_count: int,
    leads: Mapping[str, Sequence[str]],
    *,
    is_tabled: bool = False,
) -> str:
    """Return the sentence on the criteria that fail most and who leads each; `labels` share the number `communes`.

    `is_tabled`: some of these results rest on a summary table.
    """
    who = leads_phrase(leads)
    whence = f" ({SOME_BY_TABLE})" if is_tabled else ""
    lead = f"{whence}; đơn vị chủ trì: {who}" if who else f"{whence}; chưa phân công đơn vị chủ trì"
    if commune_count == 1:
        return f"Chưa đạt tiêu chí {joined(labels)}{lead}."
    each = "" if len(labels) == 1 else "mỗi tiêu chí "
    return f"Nhiều xã chưa đạt nhất là tiêu chí {joined(labels)}: {each}{number(communes)}/{number(commune_count)} xã{lead}."


def measure_change(now: float, before: float, value_type: str, unit: str, decimals: int) -> str:
    """Return the movement of a district measure: "giảm 0,52 điểm %", "tăng 2,4 triệu đồng/người/năm", "không đổi"."""
    change = round(now - before, decimals)
    if change == 0:
        return "không đổi"
    size = f"{number(abs(change), decimals)} {'điểm %' if value_type == 'percent' else unit}"
    return f"{'tăng' if change > 0 else 'giảm'} {size}"


def province_sentence(
    district: str, mean: float, standard_pct: float, province_mean: float, province_pct: float
) -> str:
    """Return the sentence that compares the district's mean and share of communes at standard with the province's."""
    means = _compared(mean, province_mean, "bình quân toàn tỉnh", fixed(mean, 1), fixed(province_mean, 1))
    shares = _compared(standard_pct, province_pct, "toàn tỉnh", percent(standard_pct), percent(province_pct))
    return f"{district} bình quân {fixed(mean, 1)} tiêu chí/xã, {means}; {percent(standard_pct)} số xã đạt chuẩn, {shares}."


def _compared(own: float, other: float, whose: str, own_shown: str, other_shown: str) -> str:
    if own_shown == other_shown:
        return f"bằng {whose}"
    return f"{'cao' if own > other else 'thấp'} hơn {whose} ({other_shown})"


def province_day(as_of: date, season_year: int, season: str) -> str:
    """Return the day of the province's table in words, with a remark if its year is earlier than the season's."""
    text = f"Số liệu do tỉnh công bố, đến {day(as_of)}"
    if as_of.year == season_year:
        return f"{text}."
    ago = "một năm trước" if season_year - as_of.year == 1 else f"{season_year - as_of.year} năm trước"
    return f"{text}, {ago} mùa {season}: chỉ để đối chiếu, không phải kết quả mùa này."
