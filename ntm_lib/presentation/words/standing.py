"""Where communes stand in words: one commune's counts, dossier and recognition, and the totals of many."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from ntm_lib.analysis.district import DistrictStanding
from ntm_lib.analysis.status import counted_met
from ntm_lib.presentation.words.criteria import RESULT_WORDS
from ntm_lib.presentation.words.numbers import MISSING, at_most, day, fixed, number, percent
from ntm_lib.schemas import TABLED, CommuneSummary
from ntm_lib.tables import rows_of
from ntm_lib.terms import Terms
from ntm_lib.text import joined, season_text, sentence_case
from ntm_lib.workbook import Season

MOST_DECIMALS = 4

ALL_NAMED = 12  # communes of a place that are all named on its first screen; of more, some are, and the others counted
NAMES_SHOWN = 6  # communes named one by one; of more, the rest is counted


LEAST_SHARED = 20  # communes of which a share is told; of fewer one commune would be more than five points

NO_DECISION = "chưa có quyết định công nhận"
NO_DECISIONS = "sổ chưa ghi quyết định công nhận nào"  # recognition.csv is empty: nothing is known of anybody


NO_FORM = "chưa nộp biểu"  # none that can be used
BY_TABLE, TABLE_MARK = "theo bảng tổng hợp", "*"  # of what rests on a summary table; the mark where words have no room
SOME_BY_TABLE = f"có kết quả {BY_TABLE}"
NOT_MET_BY_TABLE = f"{RESULT_WORDS['not_met']} {BY_TABLE}"


OTHER_SET = "kỳ ấy theo bộ tiêu chí khác"
OTHER_BORDERS = "kỳ ấy khác địa giới"


# One commune


def is_silent(row: CommuneSummary) -> bool:
    """Return whether the commune gave nothing: no form can be used, or it is blank. What it gave may still be unjudged, all of it."""
    return row["figures_given"] == 0


def silent_communes(communes: pd.DataFrame) -> frozenset[str]:
    """Return the ids of those that gave nothing; `communes` is COMMUNE_SUMMARY of one season."""
    return frozenset(row["unit_id"] for row in rows_of(communes, CommuneSummary) if is_silent(row))


def has_results(row: CommuneSummary) -> bool:
    """Return whether the commune gave anything, or a summary table states results of it."""
    return not is_silent(row) or row["criteria_tabled"] > 0


def bare_count(row: CommuneSummary) -> str:
    """Return "16/19", or "ít nhất 18/19" while a criterion is unknown; criteria that do not apply count as met."""
    least = "ít nhất " if row["criteria_unknown"] else ""
    return f"{least}{counted_met(row)}/{row['criteria_total']}"


def by_table(row: CommuneSummary) -> str:
    """Return how many results rest on a summary table: "5 tiêu chí theo bảng tổng hợp", of all that are known "theo bảng tổng hợp"; "" if none do."""
    count = row["criteria_tabled"]
    is_all = count == row["criteria_total"] - row["criteria_unknown"]
    return "" if not count else BY_TABLE if is_all else f"{count} tiêu chí {BY_TABLE}"


def table_note(row: CommuneSummary) -> str:
    """Return the same as it stands below the count, with "Chưa nộp biểu" where nothing was given."""
    note = by_table(row)
    return sentence_case(f"{NO_FORM}; {note}" if note and is_silent(row) else note)


def count_of_criteria(row: CommuneSummary) -> str:
    """Return "16/19 (5 tiêu chí theo bảng tổng hợp)"; that there is no form if nothing was given, with what a table counts then."""
    if is_silent(row):
        return f"{NO_FORM}; {BY_TABLE}: {bare_count(row)}" if has_results(row) else NO_FORM
    return f"{bare_count(row)} ({by_table(row)})" if by_table(row) else bare_count(row)


def short_count(row: CommuneSummary) -> str:
    """Return the same for a narrow column: "16/19", "16/19*" where it rests on a summary table."""
    if not has_results(row):
        return NO_FORM
    return f"{bare_count(row)}{TABLE_MARK if row['criteria_tabled'] else ''}"


def met_phrase(row: CommuneSummary) -> str:
    """Return the same as it stands after a commune's name: "đạt 16/19 tiêu chí (5 tiêu chí theo bảng tổng hợp)"."""
    met, note = f"đạt {bare_count(row)} tiêu chí", by_table(row)
    if is_silent(row):
        return f"{NO_FORM}; {note} {met}"
    return f"{met} ({note})" if note else met


def rest_of_criteria(row: CommuneSummary, words: Mapping[str, str] = RESULT_WORDS) -> str:
    """Return the other three counts that are not zero: "3 chưa đạt, 1 chưa có số liệu", "gồm 1 không áp dụng; 3 chưa đạt"; "" if all are zero.

    `words` are those of results.
    """
    not_applicable = row["criteria_not_applicable"]
    among = f"gồm {not_applicable} {words['not_applicable']}" if not_applicable else ""
    parts = [(row["criteria_not_met"], "not_met"), (row["criteria_unknown"], "unknown")]
    others = ", ".join(f"{count} {words[result]}" for count, result in parts if count)
    return "; ".join(filter(None, [among, others]))


def change_phrase(
    row: CommuneSummary,
    season: Season,
    earlier: Season | None,
    before: CommuneSummary | None,
    unknown: str = MISSING,
    absent: str = OTHER_BORDERS,
) -> str:
    """Return the change in the count since the season compared with, with a visible mark, or why it is not known.

    `earlier` is that season, `before` the commune's row of it, None where it was none of its communes as it is, and `absent` says why;
    `unknown` is said of criteria without a result.
    """
    change = row["criteria_met_change"]
    if earlier is None:
        return "chưa có kỳ trước để so sánh"
    if pd.isna(change):
        why = OTHER_SET if earlier.criteria_set != season.criteria_set else _why_not(row, before, unknown, absent)
        return f"chưa so sánh được với {season_text(earlier.name)} ({why})"
    mark = "" if change == 0 else "▲ " if change > 0 else "▼ "
    return f"{mark}{known_change(row, season)}"


def _why_not(row: CommuneSummary, before: CommuneSummary | None, unknown: str, absent: str) -> str:
    is_open = f"còn tiêu chí {unknown}" if row["criteria_unknown"] else "kỳ ấy còn tiêu chí chưa có kết quả"
    return why_apart(row, before, absent) or is_open


def why_apart(row: CommuneSummary, before: CommuneSummary | None, absent: str) -> str:
    """Return why nothing of a commune is compared with an earlier season, `before` being its row of that, None where it was none of its
    communes as it is, for the reason `absent`; "" where something is known of both.
    """
    if before is None:
        return absent
    if not has_results(row):
        return f"kỳ này {NO_FORM}"
    return "" if has_results(before) else f"kỳ ấy {NO_FORM}"


def known_change(row: CommuneSummary, season: Season) -> str:
    """Return the change as it stands within a sentence: "tăng 2 so với năm 2020"; "" where it is not known."""
    change = row["criteria_met_change"]
    if not season.compare_with or pd.isna(change):
        return ""
    moved = "không đổi" if change == 0 else f"{'tăng' if change > 0 else 'giảm'} {number(abs(change))}"
    return (
        f"{moved} so với {season_text(season.compare_with)}{f' {BY_TABLE}' if row['change_origin'] == TABLED else ''}"
    )


def short_change(row: CommuneSummary, season: Season) -> str:
    """Return the change for a narrow column: "▲ 2", "▼ 1", "0"; "–" where it can't be said."""
    change = row["criteria_met_change"]
    if not season.compare_with or pd.isna(change):
        return "–"
    mark = TABLE_MARK if row["change_origin"] == TABLED else ""
    moved = "0" if change == 0 else f"{'▲' if change > 0 else '▼'} {number(abs(change))}"
    return f"{moved}{mark}"


def with_gaps(found: Sequence[tuple[str, str]]) -> str:
    """Return criteria with what is missing of each: "9 Nhà ở dân cư (còn 7 nhà) và 16 Văn hóa".

    Those that only a summary table fails come last, and that is said once: "8 … và 9 … (đều chưa đạt theo bảng tổng hợp)".
    """
    tabled = [label for label, gap in found if gap == NOT_MET_BY_TABLE]
    if len(tabled) < 2:
        return joined([f"{label} ({gap})" if gap else label for label, gap in found])
    others = with_gaps([(label, gap) for label, gap in found if gap != NOT_MET_BY_TABLE])
    return "; ".join(filter(None, [others, f"{joined(tabled)} (đều {NOT_MET_BY_TABLE})"]))


def nearest_first(title: str, count: int) -> str:
    """Return the heading of a list of `count` that stands nearest to done first; fewer than two are in no order."""
    return f"{title}, xếp theo mức gần đạt" if count > 1 else title


def dossier_phrase(row: CommuneSummary, terms: Terms) -> str:
    """Return the state of the commune's dossier, as it states it: "NTM nâng cao: huyện thẩm tra đạt"."""
    pairs = zip(row["dossier_tier"].split(";"), row["dossier_state"].split(";"), strict=True)
    parts = [f"{tier}: {terms.dossier_state(state) or MISSING}" for tier, state in pairs if tier]
    return "; ".join(parts) or MISSING


def recognition_phrase(row: CommuneSummary, none: str = NO_DECISION) -> str:
    """Return the recognition by the cut-off: tier, year of the standard and decision apart; `none` where no decision is known."""
    tier = row["recognised_tier"]
    if not tier:
        text = none
    else:
        standard = f", chuẩn năm {row['recognised_standard_year']}" if row["recognised_standard_year"] else ""
        decision = f", {row['recognised_decision_no']}" if row["recognised_decision_no"] else ""
        signed_on: str = (
            "" if pd.isna(row["recognised_decision_date"]) else f", ngày {day(row['recognised_decision_date'])}"
        )
        note = f"; {row['recognition_note']}" if row["recognition_note"] else ""
        text = f"{tier}{standard}{decision}{signed_on}{note}"
    if row["recognition_uncertain"]:
        text += f". {row['recognition_uncertain'].replace(';', ', ')}: chưa rõ đã ký trước ngày chốt số liệu hay chưa"
    return text


# Many communes


def share_of_communes(count: int, whole: int, least: int = LEAST_SHARED) -> str:
    """Return "44,4%"; "" of fewer than `least`, where the count says more."""
    return percent(100 * count / whole) if whole >= least else ""


def silent_sentence(communes: Sequence[str]) -> str:
    """Return the one line on communes without figures; "" if there are none."""
    if not communes:
        return ""
    count = f"{number(len(communes))} xã chưa" if len(communes) > 1 else "Chưa"
    return f"{count} nộp biểu dùng được: {some_names(communes)}."


def some_names(communes: Sequence[str], shown: int = NAMES_SHOWN, of: str = "xã") -> str:
    """Return "Hương Hữu, Thượng Long và Hương Sơn"; of more than `shown`, the first ones "và 54 xã khác". `of` is what they are."""
    if len(communes) <= shown:
        return joined(communes)
    return joined([*communes[: shown - 1], f"{number(len(communes) - shown + 1)} {of} khác"])


def tabled_share(standing: DistrictStanding) -> str:
    """Return how many of the results rest on summary tables: "82/132 kết quả theo bảng tổng hợp", "mọi kết quả …"; "" if none do."""
    known = standing.commune_count * standing.criteria_total - standing.unknown_total
    if not standing.tabled_total:
        return ""
    count = "mọi" if standing.tabled_total == known else f"{number(standing.tabled_total)}/{number(known)}"
    return f"{count} kết quả {BY_TABLE}"


def tabled_total(standing: DistrictStanding) -> str:
    """Return the same as a sentence, with the communes unless it is all results: "82/132 kết quả theo bảng tổng hợp, của 5 xã"."""
    share = sentence_case(tabled_share(standing))
    return share if not share or share.startswith("Mọi") else f"{share}, của {number(standing.tabled_communes)} xã"


def at_least(standing: DistrictStanding) -> str:
    """Return "ít nhất " while a criterion is unknown: totals and means are lower bounds then."""
    return "ít nhất " if standing.unknown_total else ""


def mean_phrase(standing: DistrictStanding) -> str:
    """Return the mean, "17,4", or "ít nhất 17,4", rounded down; one short of all criteria never looks like all (18.97 of 19)."""
    if standing.unknown_total:
        return f"{at_least(standing)}{fixed(at_most(standing.mean, 1), 1)}"
    decimals, total = 1, standing.criteria_total
    while (
        decimals < MOST_DECIMALS and standing.mean < total and fixed(standing.mean, decimals) == fixed(total, decimals)
    ):
        decimals += 1
    return fixed(standing.mean, decimals)


def full_communes(standing: DistrictStanding) -> str:
    """Return the number of communes with every criterion met, of those that reported: "4/9 xã", "ít nhất 4/9 xã" while an unknown criterion
    could add to them; "chưa rõ" where nothing is known.
    """
    if standing.is_unknown:
        return "chưa rõ"
    least = "ít nhất " if standing.maybe_full else ""
    return f"{least}{number(standing.full_count)}/{number(standing.commune_count)} xã"


def reported(standing: DistrictStanding) -> str:
    """Return over how many communes counts and means go, if not all: "tính trên 8/9 xã có kết quả", "chưa xã nào có kết quả"; "" over all."""
    if not standing.silent:
        return ""
    if not standing.commune_count:
        return "chưa xã nào có kết quả"
    return f"tính trên {number(standing.commune_count)}/{number(standing.all_communes)} xã có kết quả"


def total_change(least: int, most: int, compared: str) -> str:
    """Return the change in criteria met since season `compared`, known to lie between `least` and `most`."""
    since = f"so với {season_text(compared)}"
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


def short_total_change(least: int, most: int) -> str:
    """Return the same for a narrow column: "▲ 4", "ít nhất ▲ 4", "0"; "–" where rise or fall is not known."""
    if least == most == 0:
        return "0"
    if least <= 0 <= most:
        return "–"
    bound = "ít nhất " if least < most else ""
    return f"{bound}▲ {number(least)}" if least > 0 else f"{bound}▼ {number(-most)}"


def standing_sentence(
    district: str, cut_off: date, standing: DistrictStanding, change: str, unknown: str = MISSING
) -> str:
    """Return total, mean, change and bands in the province's own format; `change` is a phrase, or "" if there is none.

    They are over the communes of which results are known. Of one commune there is neither mean nor band; where no criterion is known
    that alone is said.
    """
    least = at_least(standing)
    bands = [f"{number(count)} xã đạt {label} tiêu chí" for label, count in standing.bands if count]
    bands += [f"{number(standing.undecided)} xã chưa xác định được nhóm"] if standing.undecided else []
    if standing.is_unknown:
        communes = f"{number(standing.all_communes)} xã của {district}"
        return f"Đến {day(cut_off)}, {communes} {unknown}{' của' if unknown == MISSING else ''} tiêu chí nào."
    whole = f"/{number(standing.all_communes)}" if standing.silent else ""
    communes = f"{number(standing.commune_count)}{whole} xã của {district}{' có kết quả' if whole else ''}"
    is_alone = standing.all_communes == 1
    counted = [f"đạt {least}{number(standing.met_total)} tiêu chí"]
    counted += [] if is_alone else [f"bình quân {mean_phrase(standing)} tiêu chí/xã"]
    counted += [change] if change else []
    left = f" Còn {number(standing.unknown_total)} tiêu chí {unknown}." if standing.unknown_total else ""
    tabled = f" {tabled_total(standing)}." if standing.tabled_total else ""
    return (
        f"Đến {day(cut_off)}, {communes} {', '.join(counted)}{'' if is_alone else f': {joined(bands)}'}.{left}{tabled}"
    )
