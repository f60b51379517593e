"""Sentences on money and debts, of one commune and of all."""

from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.money import TOTAL, DebtDifference, SourceMoney, TotalDifference
from ntm_lib.presentation.words.numbers import day, number, percent
from ntm_lib.schemas import Debt
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, sentence_case
from ntm_lib.workbook import Season

_FIGURE_WORDS = {"planned": "kế hoạch", "mobilised": "đã huy động", "disbursed": "đã giải ngân"}
_NAMED = 4  # at most so many communes are named in a sentence; more are counted


@dataclass(frozen=True)
class Speaker:
    """Of whom a sentence speaks: "xã Hương Hữu" or "các xã", and how many communes that is."""

    name: str
    communes: int

    def part(self, stated: int) -> str:
        """Return the number of communes a figure rests on, in words, if not all."""
        return f" (số của {stated}/{self.communes} xã)" if stated < self.communes else ""


def money_sentence(speaker: Speaker, season: Season, by_source: pd.DataFrame) -> str:
    """Return the sentence on money mobilised and disbursed by the cut-off, by stated totals; `by_source` is money_by_source."""
    rows = rows_of(by_source, SourceMoney)
    total = next((row for row in rows if row["resource"] == TOTAL), None)
    if total is None or pd.isna(total["mobilised"]):
        return f"{sentence_case(speaker.name)} chưa có số tổng cộng nguồn lực bằng tiền."
    amount = f"{number(total['mobilised'])} {total['unit']}"
    sentence = f"Đến {day(season.cut_off)}, {speaker.name} đã huy động {amount}{speaker.part(total['mobilised_communes'])}{_of_plan(total['mobilised_pct'])}"
    if pd.isna(total["disbursed"]):
        sentence += "; chưa có số giải ngân."
    else:
        part = speaker.part(total["disbursed_communes"])
        sentence += (
            f"; đã giải ngân {number(total['disbursed'])} {total['unit']}{part}{_of_plan(total['disbursed_pct'])}."
        )
    return sentence + _largest(rows, total)


def _of_plan(share: float) -> str:
    return "" if pd.isna(share) else f", bằng {percent(share)} kế hoạch năm"


def _largest(rows: list[SourceMoney], total: SourceMoney) -> str:
    """Return the source that gives most, with its share of what was mobilised."""
    known = [r for r in rows if r["unit"] == total["unit"] and r["resource"] != TOTAL and r["mobilised"] > 0]
    if not known or not total["mobilised"]:
        return ""
    largest = max(known, key=lambda row: row["mobilised"])
    share = 100 * largest["mobilised"] / sum(row["mobilised"] for row in known)
    return f" Nguồn lớn nhất: {_lower(largest['name'])} ({percent(share, 0)})."


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def debt_sentence(speaker: Speaker, totals: pd.DataFrame) -> str:
    """Return the sentence on the construction debt left and its change in the year; `totals` is debts_by_commune."""
    known = totals[totals["debt_now"].notna()]
    if known.empty:
        return f"{sentence_case(speaker.name)} chưa có số liệu về nợ đọng xây dựng cơ bản."
    owing = known[known["debt_now"] > 0]
    unknown = speaker.communes - len(known)
    rest = f"; {unknown} xã chưa có số liệu" if unknown else ""
    if owing.empty:
        who = "không xã nào" if speaker.communes > 1 else speaker.name
        no_debt = "còn nợ" if speaker.communes > 1 else "không còn nợ"
        return f"{sentence_case(who)} {no_debt} đọng xây dựng cơ bản{_moved(known)}{rest}."
    if speaker.communes == 1:
        return f"{sentence_case(speaker.name)} còn nợ đọng xây dựng cơ bản {number(owing['debt_now'].sum(), 1)} triệu đồng{_moved(known)}."
    named = [f"{row['unit_name']} {number(row['debt_now'], 1)}" for row in rows_of(owing, Debt)]
    names = f" ({joined(named)})" if len(named) <= _NAMED else ""
    amount = number(owing["debt_now"].sum(), 1)
    return f"Nợ đọng xây dựng cơ bản còn {amount} triệu đồng ở {len(owing)}/{speaker.communes} xã{names}{_moved(known)}{rest}."


def _moved(known: pd.DataFrame) -> str:
    """Return the change in debt since the start of the year in words, over the communes that state both."""
    both = known[known["debt_start"].notna()]
    start, change = both["debt_start"].sum(), (both["debt_now"] - both["debt_start"]).sum()
    if both.empty or not (start or change):
        return ""
    if change == 0:
        return ", bằng đầu năm"
    return f", {'tăng' if change > 0 else 'giảm'} {number(abs(change), 1)} triệu đồng so với đầu năm"


def total_difference(row: TotalDifference, is_one: bool) -> str:
    """Return the sentence that a stated total in money is not the sum of its sources."""
    where = "Dòng" if is_one else f"Xã {row['unit_name']}: dòng"
    figure = _FIGURE_WORDS[row["figure"]]
    return f"{where} “Tổng cộng bằng tiền”, {figure}, ghi {number(row['stated'], 1)}; các nguồn cộng lại {number(row['summed'], 1)}."


def debt_difference(row: DebtDifference, is_one: bool) -> str:
    """Return the sentence that a stated total of debts is not the sum of the works."""
    where = "Dòng" if is_one else f"Xã {row['unit_name']}: dòng"
    return f"{where} tổng nợ đọng ghi {number(row['stated'], 1)}; các công trình cộng lại {number(row['summed'], 1)}."
