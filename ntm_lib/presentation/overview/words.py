"""Sentences of the district's page in official Vietnamese, made from the same results as its tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from ntm_lib.analysis.district import DistrictStanding, RecognitionBesideNow
from ntm_lib.presentation.words.fallen import BY_RULE
from ntm_lib.presentation.words.numbers import MISSING, day, fixed, number, percent
from ntm_lib.presentation.words.standing import ALL_NAMED, NO_FORM, SOME_BY_TABLE, share_of_communes, some_names
from ntm_lib.text import joined, season_text


def recognition_sentence(standing: RecognitionBesideNow, commune_count: int, criteria_total: int, cut_off: date) -> str:
    """Return the sentence on who is recognised by the cut-off, along with what is met now."""
    signed = len(standing.recognised)
    share = share_of_communes(signed, commune_count) if signed else ""
    share_text = f" ({share})" if share else ""
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


def gained_sentence(gained: Mapping[str, Sequence[str]], compared: str) -> str:
    """Return the sentence on criteria newly met; `gained` has their labels by commune, since season `compared`. "" if there are none."""
    each = [f"{commune} ({joined(labels)})" for commune, labels in gained.items()]
    return f"Mới đạt so với {season_text(compared)}: {some_names(each, ALL_NAMED)}." if each else ""


def fallen_sentence(
    fallen: Mapping[str, Sequence[str]],
    ruled: Mapping[str, Sequence[str]],
    compared: str,
    apart: Mapping[str, Sequence[str]],
    count: int,
    *,
    is_open: bool = False,
) -> str:
    """Return the sentence on criteria lost since season `compared`; `fallen` has the labels of the criteria by commune.

    `ruled` has those that only another rule fails, with why. Of the `count` communes, those `apart` can't be compared, by the reason.
    While a criterion of the others is not known (`is_open`), nobody knows that none was lost.
    """
    each = "; ".join(f"{some_names(names)} ({reason})" for reason, names in apart.items())
    if sum(len(names) for names in apart.values()) == count:
        why = each if len(apart) > 1 else next(iter(apart))
        return f"Chưa so sánh được xã nào với {season_text(compared)}: {why}."
    lost = [f"{commune} ({joined(labels)})" for commune, labels in fallen.items()]
    text = (
        f"Không còn đạt: {some_names(lost, ALL_NAMED)}."
        if lost
        else f"{'Chưa thấy' if is_open else 'Không'} xã nào mất tiêu chí đã đạt {season_text(compared)}."
    )
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
    return f"Có nhiều xã chưa đạt nhất là tiêu chí {joined(labels)}: {each}{number(communes)}/{number(commune_count)} xã{lead}."


def measure_change(moved: float, value_type: str, unit: str, decimals: int) -> str:
    """Return the movement of a place's measure: "giảm 0,52 điểm phần trăm", "tăng 2,4 triệu đồng/người/năm", "không đổi"."""
    change = round(moved, decimals)
    if change == 0:
        return "không đổi"
    size = f"{number(abs(change), decimals)} {'điểm phần trăm' if value_type == 'percent' else unit}"
    return f"{'tăng' if change > 0 else 'giảm'} {size}"


def beside_year_before(moved: float, before: float, season: str, value_type: str, unit: str, decimals: int) -> str:
    """Return the movement of the season before as it stands behind this one's: "chậm hơn năm 2020 (1,71)"; where the two go different
    ways, or one does not move, "năm 2020 tăng 0,3 điểm phần trăm".
    """
    now, then = round(moved, decimals), round(before, decimals)
    if now * then <= 0:
        return f"{season_text(season)} {measure_change(before, value_type, unit, decimals)}"
    if now == then:
        return f"bằng {season_text(season)}"
    pace = "nhanh" if abs(now) > abs(then) else "chậm"
    return f"{pace} hơn {season_text(season)} ({number(abs(then), decimals)})"


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
    return f"{text}, {ago} {season_text(season)}: chỉ để đối chiếu, không phải kết quả kỳ này."
