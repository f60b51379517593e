"""Sentences of the district's page in official Vietnamese, made from the same results as its tables."""

from collections.abc import Mapping, Sequence
from datetime import date

from ntm_lib.analysis.district import DistrictStanding, RecognitionBesideNow
from ntm_lib.presentation.shared.promise_rows import ORDER
from ntm_lib.presentation.words.numbers import day, fixed, number, percent
from ntm_lib.presentation.words.wording import joined

MOST_DECIMALS = 4
NAMES_SHOWN = 6  # communes named one by one; of more, the rest is counted


def share(count: int, whole: int) -> str:
    """Return "44,4%"; "" when there is nothing to take a share of. Some are never "0%" and not quite all never "100%"."""
    if not whole:
        return ""
    part, decimals = 100 * count / whole, 1
    while decimals < MOST_DECIMALS and 0 < part < 100 and percent(part, decimals) in ("0%", "100%"):
        decimals += 1
    return percent(part, decimals)


def names(communes: Sequence[str], shown: int = NAMES_SHOWN, of: str = "xã") -> str:
    """Return "Hương Hữu, Thượng Long và Hương Sơn"; of more than `shown`, the first ones "và 54 xã khác". `of` is what they are."""
    if len(communes) <= shown:
        return joined(communes)
    return joined([*communes[: shown - 1], f"{number(len(communes) - shown + 1)} {of} khác"])


def at_least(standing: DistrictStanding) -> str:
    """Return "ít nhất " while a criterion is unknown: totals and means are lower bounds then."""
    return "ít nhất " if standing.unknown_total else ""


def mean(standing: DistrictStanding) -> str:
    """Return criteria a commune, "17,4" or "ít nhất 17,4"; a mean short of all criteria never looks like all: 18,97 of 19."""
    decimals, total = 1, standing.criteria_total
    while (
        decimals < MOST_DECIMALS and standing.mean < total and fixed(standing.mean, decimals) == fixed(total, decimals)
    ):
        decimals += 1
    return f"{at_least(standing)}{fixed(standing.mean, decimals)}"


def full_communes(standing: DistrictStanding) -> str:
    """Return how many communes meet every criterion: "4/9 xã", "ít nhất 4/9 xã" while an unknown one could add to them."""
    least = "ít nhất " if standing.maybe_full else ""
    return f"{least}{number(standing.full_count)}/{number(standing.commune_count)} xã"


def change_of_total(least: int, most: int, compared: str) -> str:
    """Return how the number of criteria met has changed on season `compared`, known to lie between `least` and `most`."""
    since = f"so với mùa {compared}"
    if least == most == 0:
        return f"không đổi {since}"
    if least > 0:
        return f"tăng {'ít nhất ' if least < most else ''}{number(least)} tiêu chí {since}"
    if most < 0:
        return f"giảm {'ít nhất ' if least < most else ''}{number(-most)} tiêu chí {since}"
    if least == 0:
        return f"không giảm, có thể tăng đến {number(most)} tiêu chí {since}"
    if most == 0:
        return f"không tăng, có thể giảm đến {number(-least)} tiêu chí {since}"
    return f"chưa rõ tăng hay giảm {since}"


def short_change_of_total(least: int, most: int) -> str:
    """Return the same for a narrow column: "▲ 4", "ít nhất ▲ 4", "0"; "–" where rise or fall is not known."""
    if least == most == 0:
        return "0"
    if least <= 0 <= most:
        return "–"
    bound = "ít nhất " if least < most else ""
    return f"{bound}▲ {number(least)}" if least > 0 else f"{bound}▼ {number(-most)}"


def standing_sentence(district: str, cut_off: date, standing: DistrictStanding, change: str) -> str:
    """Return total, mean, change and bands in the province's own format; `change` is a phrase, or "" if there is none."""
    least = at_least(standing)
    bands = [f"{number(count)} xã đạt {label} tiêu chí" for label, count in standing.bands if count]
    bands += [f"{number(standing.undecided)} xã chưa xác định được nhóm"] if standing.undecided else []
    counted = [
        f"đạt {least}{number(standing.met_total)} tiêu chí",
        f"bình quân {mean(standing)} tiêu chí/xã",
    ]
    counted += [change] if change else []
    communes = f"{number(standing.commune_count)} xã của {district}"
    unknown = f" Còn {number(standing.unknown_total)} tiêu chí chưa có số liệu." if standing.unknown_total else ""
    return f"Đến {day(cut_off)}, {communes} {', '.join(counted)}: {joined(bands)}.{unknown}"


def recognition_sentence(standing: RecognitionBesideNow, commune_count: int, criteria_total: int, cut_off: date) -> str:
    """Return who is recognised by the cut-off, beside what is met now."""
    signed = len(standing.recognised)
    share_text = f" ({share(signed, commune_count)})" if signed else ""
    text = f"Đã ký quyết định công nhận đến {day(cut_off)}: {number(signed)}/{number(commune_count)} xã{share_text}"
    if standing.uncertain:
        text += f"; chưa rõ ngày ký: {names(standing.uncertain)}"
    return " ".join([f"{text}.", *_beside_now(standing, criteria_total)])


def _beside_now(standing: RecognitionBesideNow, criteria_total: int) -> list[str]:
    full = f"{criteria_total}/{criteria_total} tiêu chí"
    parts = []
    if standing.recognised and not standing.recognised_not_full and not standing.recognised_unknown:
        parts.append("Không xã nào đã được công nhận mà hiện có tiêu chí chưa đạt.")
    if standing.recognised_not_full:
        parts.append(f"Đã được công nhận mà hiện không đạt đủ {full}: {names(standing.recognised_not_full)}.")
    if standing.recognised_unknown:
        parts.append(
            f"Đã được công nhận, nay chưa đủ số liệu để biết còn đạt đủ hay không: {names(standing.recognised_unknown)}."
        )
    if standing.full_not_recognised:
        parts.append(f"Đạt đủ {full} mà chưa rõ hoặc chưa có quyết định: {names(standing.full_not_recognised)}.")
    return parts


def fallen_sentence(
    fallen: Mapping[str, Sequence[str]], compared: str | None, is_same_set: bool, apart: Sequence[str], count: int
) -> str:
    """Return which communes lost which criteria on season `compared`; `fallen` has the labels of the criteria by commune.

    Of the `count` communes, those `apart` can't be compared: new borders, or no figures in one of the seasons.
    """
    if compared is None:
        return "Chưa có mùa trước để so sánh."
    if not is_same_set:
        return f"Mùa {compared} theo bộ tiêu chí khác, không so sánh."
    reason = "địa giới đã đổi hoặc một trong hai mùa chưa có số liệu"
    if len(apart) == count:
        return f"Chưa so sánh được xã nào với mùa {compared}: {reason}."
    lost = [f"{commune} ({joined(labels)})" for commune, labels in fallen.items()]
    if lost:
        text = f"{number(len(lost))} xã có tiêu chí đạt ở mùa {compared} mà nay chưa đạt: {names(lost)}."
    else:
        text = f"Không có xã nào mất tiêu chí đã đạt ở mùa {compared}."
    return f"{text} Chưa so sánh được {names(apart)}: {reason}." if apart else text


def none_missed_sentence(unknown: int) -> str:
    """Return that no criterion fails; while `unknown` ones have no figures, only that none is known to."""
    if not unknown:
        return "Không có tiêu chí nào chưa đạt."
    return f"Chưa thấy tiêu chí nào chưa đạt; còn {number(unknown)} tiêu chí chưa có số liệu."


def most_missed_sentence(labels: Sequence[str], communes: int, commune_count: int, leads: Sequence[str]) -> str:
    """Return which criteria fail in most communes and who leads them; `labels` share the number `communes`."""
    lead = f"; đơn vị chủ trì: {joined(leads)}" if leads else "; chưa phân công đơn vị chủ trì"
    each = "" if len(labels) == 1 else "mỗi tiêu chí "
    return f"Nhiều xã chưa đạt nhất là tiêu chí {joined(labels)}: {each}{number(communes)}/{number(commune_count)} xã{lead}."


def measure_change(now: float, before: float, value_type: str, unit: str, decimals: int) -> str:
    """Return how a district measure moved: "giảm 0,52 điểm %", "tăng 2,4 triệu đồng/người/năm", "không đổi"."""
    change = round(now - before, decimals)
    if change == 0:
        return "không đổi"
    size = f"{number(abs(change), decimals)} {'điểm %' if value_type == 'percent' else unit}"
    return f"{'tăng' if change > 0 else 'giảm'} {size}"


def promise_sentence(counts: Mapping[str, int]) -> str:
    """Return how many promises are in which state, those not kept first; `counts` by PROMISE_STATES."""
    said = [f"{number(counts[state])} {state}" for state in ORDER if counts.get(state)]
    return f"Trong {number(sum(counts.values()))} nội dung giao cho các xã, các phòng: {joined(said)}."


def province_sentence(
    district: str, mean: float, standard_pct: float, province_mean: float, province_pct: float
) -> str:
    """Return how the district's mean and share of communes that meet the standard compare with the whole province's."""
    means = _compared(mean, province_mean, "bình quân toàn tỉnh", fixed(mean, 1), fixed(province_mean, 1))
    shares = _compared(standard_pct, province_pct, "toàn tỉnh", percent(standard_pct), percent(province_pct))
    return f"{district} bình quân {fixed(mean, 1)} tiêu chí/xã, {means}; {percent(standard_pct)} số xã đạt chuẩn, {shares}."


def _compared(own: float, other: float, whose: str, own_shown: str, other_shown: str) -> str:
    if own_shown == other_shown:
        return f"bằng {whose}"
    return f"{'cao' if own > other else 'thấp'} hơn {whose} ({other_shown})"


def province_day(as_of: date, season_year: int, season: str) -> str:
    """Return of which day the province's table is, and when it is an earlier year than the season's, that it is."""
    text = f"Số liệu do tỉnh công bố, đến {day(as_of)}"
    if as_of.year == season_year:
        return f"{text}."
    ago = "một năm trước" if season_year - as_of.year == 1 else f"{season_year - as_of.year} năm trước"
    return f"{text}, {ago} mùa {season}: chỉ để đối chiếu, không phải kết quả mùa này."
