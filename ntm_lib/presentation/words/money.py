"""Sentences on money and debts, of one commune and of all."""

from dataclasses import dataclass

import pandas as pd

from ntm_lib.analysis.money import TOLERANCE, TOTAL, DebtDifference, SourceMoney, TotalDifference
from ntm_lib.presentation.words.numbers import day, number, percent
from ntm_lib.schemas import Debt
from ntm_lib.tables import rows_of
from ntm_lib.text import joined, sentence_case
from ntm_lib.workbook import Season

_FIGURE_WORDS = {"planned": "kế hoạch", "mobilised": "đã huy động", "disbursed": "đã giải ngân"}
_WORKS = "xây dựng cơ bản"
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
    mobilised = f"{number(total['mobilised'])} {total['unit']}{speaker.part(total['mobilised_communes'])}"
    mobilised += _of_plan(total["mobilised_pct"], total["mobilised_pct_communes"], total["mobilised_communes"])
    sentence = f"Đến {day(season.cut_off)}, {speaker.name} đã huy động {mobilised}"
    if pd.isna(total["disbursed"]):
        sentence += "; chưa có số giải ngân."
    else:
        disbursed = f"{number(total['disbursed'])} {total['unit']}{speaker.part(total['disbursed_communes'])}"
        disbursed += _of_plan(total["disbursed_pct"], total["disbursed_pct_communes"], total["disbursed_communes"])
        sentence += f"; đã giải ngân {disbursed}."
    return sentence + _largest(rows, total)


def _of_plan(share: float, both: int, stated: int) -> str:
    """Return the share of the plan; `both` of the communes `stated` in the sum state a plan as well, and are told if they are fewer."""
    if pd.isna(share):
        return ""
    return f"{_where_both(both, stated, '; ')}, bằng {percent(share)} kế hoạch năm"


def _where_both(both: int, stated: int, before: str) -> str:
    """Return of how many communes a comparison is, after `before`, if they are fewer than those of the sum beside it."""
    return f"{before}ở {both} xã có cả hai số" if both < stated else ""


def disbursed_note(speaker: Speaker, total: SourceMoney) -> str:
    """Return what stands below the share of the plan that was disbursed: the sum, and of which communes share and sum are."""
    both = _where_both(total["disbursed_pct_communes"], total["disbursed_communes"], "")
    amount = f"{number(total['disbursed'])} {total['unit']}{speaker.part(total['disbursed_communes'])}"
    return f"{both}; đã giải ngân {amount}" if both else amount


def _largest(rows: list[SourceMoney], total: SourceMoney) -> str:
    """Return the source that gives most, with its share of what was mobilised; nothing unless the sources make up the stated total."""
    known = [r for r in rows if r["unit"] == total["unit"] and r["resource"] != TOTAL and r["mobilised"] > 0]
    summed = sum(row["mobilised"] for row in known)
    if (
        not summed
        or not total["mobilised"]
        or abs(summed - total["mobilised"]) > TOLERANCE * total["mobilised_communes"]
    ):
        return ""
    largest = max(known, key=lambda row: row["mobilised"])
    return f" Nguồn lớn nhất: {_lower(largest['name'])} ({percent(100 * largest['mobilised'] / summed, 0)})."


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def debt_sentence(speaker: Speaker, totals: pd.DataFrame) -> str:
    """Return the sentence on the construction debt left and its change in the year; `totals` is debts_by_commune."""
    known = totals[totals["debt_now"].notna()]
    if known.empty:
        return f"{sentence_case(speaker.name)} chưa có số liệu về nợ đọng xây dựng cơ bản."
    owing = known[known["debt_now"] > 0]
    amount, moved = number(owing["debt_now"].sum(), 1), _moved(known)
    if speaker.communes == 1:
        left = f"không còn nợ đọng {_WORKS}" if owing.empty else f"còn nợ đọng {_WORKS} {amount} triệu đồng"
        return f"{sentence_case(speaker.name)} {left}{moved}."
    named = [f"{row['unit_name']} {number(row['debt_now'], 1)}" for row in rows_of(owing, Debt)]
    names = f" ({joined(named)})" if len(named) <= _NAMED else ""
    unknown = speaker.communes - len(known)
    if not unknown:
        if owing.empty:
            return f"Không xã nào còn nợ đọng {_WORKS}{moved}."
        return f"Nợ đọng {_WORKS} còn {amount} triệu đồng ở {len(owing)}/{speaker.communes} xã{names}{moved}."
    those = "xã ấy" if len(known) == 1 else "các xã ấy"
    left = f"{those} không còn nợ đọng" if owing.empty else f"còn nợ {amount} triệu đồng ở {len(owing)} xã{names}"
    return f"{_reported(speaker, known)} về nợ đọng {_WORKS}, {left}{moved}; {unknown} xã chưa có số liệu."


def debt_note(speaker: Speaker, totals: pd.DataFrame) -> str:
    """Return what stands below the debt of all communes: how many have stated it, if not all, and how many owe; `totals` as above."""
    known = totals[totals["debt_now"].notna()]
    owing = int((known["debt_now"] > 0).sum())
    where = f"ở {owing} xã" if owing else "không xã nào còn nợ"
    if len(known) == speaker.communes:
        return where
    return f"{_reported(speaker, known)}{f', còn nợ {where}' if owing else ', không còn nợ'}"


def _reported(speaker: Speaker, known: pd.DataFrame) -> str:
    return f"{len(known)}/{speaker.communes} xã có số liệu"


def _moved(known: pd.DataFrame) -> str:
    """Return the change in debt since the start of the year in words, over the communes that state both."""
    both = known[known["debt_start"].notna()]
    start, change = both["debt_start"].sum(), (both["debt_now"] - both["debt_start"]).sum()
    if both.empty or not (start or change):
        return ""
    where = _where_both(len(both), len(known), ", ")
    if change == 0:
        return f"{where}, bằng đầu năm"
    return f"{where}, {'tăng' if change > 0 else 'giảm'} {number(abs(change), 1)} triệu đồng so với đầu năm"


def total_difference(row: TotalDifference, is_one: bool) -> str:
    """Return the sentence that a stated total in money is not the sum of its sources."""
    where = "Dòng" if is_one else f"Xã {row['unit_name']}: dòng"
    figure = _FIGURE_WORDS[row["figure"]]
    return f"{where} “Tổng cộng bằng tiền”, {figure}, ghi {number(row['stated'], 1)}; các nguồn cộng lại {number(row['summed'], 1)}."


def debt_difference(row: DebtDifference, is_one: bool) -> str:
    """Return the sentence that a stated total of debts is not the sum of the works."""
    where = "Dòng" if is_one else f"Xã {row['unit_name']}: dòng"
    return f"{where} tổng nợ đọng ghi {number(row['stated'], 1)}; các công trình cộng lại {number(row['summed'], 1)}."
