"""Checks that compare the figures of one commune's form with each other. Bounds and rules are stated in ntm_lib.intake.findings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ntm_lib.intake.findings import DEMOGRAPHY_PCT
from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.intake.observations import Asked, Key, TakenFigure
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.reference.units import Unit
from ntm_lib.text import CELLS, clean, figure_text, spelling_key
from ntm_lib.workbook.reference import Relation

_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")
_QUOTIENTS = ("percent", "money", "growth")  # made of a numerator and a denominator
_MANY = 10  # more missing figures, or assessments, are named in one finding

Entries = Mapping[str, Any]  # what a row of a form says by field, each value with its cell as `<field>_cell`


class Fault(NamedTuple):
    """A check that failed on a form: where (several cells: "K9, K12"), about which figure, and what to say."""

    check: str
    sheet: str
    cell: str
    indicator: str
    component: str
    message: str


def code(key: Key) -> str:
    """Return a figure's code as relations.csv writes it: "9.1", "17.1/nuoc-sach"."""
    return "/".join(part for part in key if part)


def check_missing(
    asked: Mapping[Key, Asked], rows: Mapping[Key, TakenFigure], excused: set[Key], sheet: str
) -> Iterable[Fault]:
    """S01: what is asked for has a value, or an answer. `excused` are figures that another finding already reports."""
    missing = [key for key in asked if key not in excused and not _is_answered(asked[key], rows.get(key))]
    unassessed = [key for key in missing if key in rows and rows[key]["value"] is not None]
    for own, lack, wish in (
        ([key for key in missing if key not in unassessed], ", số liệu chưa có", "Điền các ô còn trống."),
        (unassessed, " có số liệu mà chưa có đánh giá", "Chọn Đạt hay Chưa đạt."),
    ):
        found = [(key, *_what_is_missing(asked[key], rows.get(key))) for key in own]
        if len(found) <= _MANY:
            yield from (Fault("S01", sheet, cell, *key, message) for key, cell, message in found)
            continue
        shown = "tất cả" if len(own) == len(asked) else ", ".join(asked[key].label for key in own)
        message = f"{len(own)}/{len(asked)} chỉ tiêu{lack}: {shown}. {wish}"
        yield Fault("S01", sheet, CELLS.join(filter(None, (cell for _, cell, _ in found))), "", "", message)


def _is_answered(about: Asked, row: TakenFigure | None) -> bool:
    """Return whether a row settles what is asked; a verdict of the form is needed wherever no level decides.

    What the commune need not meet may stay open.
    """
    if not about.is_binding:
        return True
    if row is None or _is_half(about, row):
        return False
    return bool(row["assessed"]) or (about.rule == "level" and row["value"] is not None)


def _is_half(about: Asked, row: TakenFigure) -> bool:
    """Return whether one part of a quotient stands there without the other, and no value."""
    parts = row["numerator"], row["denominator"]
    return about.value_type in _QUOTIENTS and row["value"] is None and (parts[0] is None) != (parts[1] is None)


def _what_is_missing(about: Asked, row: TakenFigure | None) -> tuple[str, str]:
    """Return the cell to fill in, "" if the form has none, and what to say."""
    cell = row["cell"] if row else ""
    if row and about.value_type in _QUOTIENTS and (about.rule == "level" or _is_half(about, row)):
        part, whole = row["numerator"], row["denominator"]
        if part is not None and not whole:
            said = f"mới có tử số {figure_text(part)}, chưa có mẫu số khác 0. Điền mẫu số."
            return row["denominator_cell"] or cell, f"{about.label} {said}"
        if part is None and whole is not None:
            said = f"mới có mẫu số {figure_text(whole)}, chưa có tử số. Điền tử số; bằng không thì ghi 0."
            return row["numerator_cell"] or cell, f"{about.label} {said}"
    if about.rule != "level":
        answer = row["assessed_cell"] if row else ""
        return answer or cell, f"{about.label} chưa có đánh giá. Chọn Đạt hay Chưa đạt."
    return cell, f"{about.label} chưa có số liệu. Điền số; bằng không thì ghi 0."


def check_totals(asked: Mapping[Key, Asked], rows: Mapping[Key, TakenFigure]) -> Iterable[Fault]:
    """S04: figures that share a total (the households, the population) state the same one."""
    stated: dict[str, list[tuple[float, TakenFigure]]] = {}
    for key, row in rows.items():
        about = asked[key]
        total = row["denominator"] if about.denominator_name else row["numerator"]
        name = _total_name(about.denominator_name or about.numerator_name)
        if total is not None and name:
            stated.setdefault(name, []).append((total, row))
    for name, totals in stated.items():
        values = [total for total, _ in totals]
        if len(set(values)) == 1:
            continue
        usual = max(sorted(set(values)), key=values.count)
        others = ", ".join(dict.fromkeys(r["label"] for total, r in totals if total == usual))
        for total, row in totals:
            if total != usual:
                message = f"{name} ghi {figure_text(total)}, còn {others} ghi {figure_text(usual)}. Thống nhất một số, hoặc ghi chú lý do."
                is_whole = asked[row["indicator"], row["component"]].denominator_name
                cell = row["denominator_cell"] if is_whole else row["cell"]
                yield Fault("S04", row["sheet"], cell, row["indicator"], row["component"], message)


def _total_name(name: str) -> str:
    return _IN_BRACKETS.sub("", clean(name))


def check_parts(relations: Sequence[Relation], criteria_set: str, rows: Mapping[Key, TakenFigure]) -> Iterable[Fault]:
    """S07: a part is not larger than its whole, by relations.csv."""
    by_code = {code(key): row for key, row in rows.items()}
    for relation in relations:
        part, whole = by_code.get(relation["part"]), by_code.get(relation["whole"])
        if relation["kind"] != "part" or relation["criteria_set"] != criteria_set or part is None or whole is None:
            continue
        if part["numerator"] is not None and whole["numerator"] is not None and part["numerator"] > whole["numerator"]:
            message = f"{part['label']} là một phần của {whole['label']}, nhưng {figure_text(part['numerator'])} lớn hơn {figure_text(whole['numerator'])}. Xem lại hai số."
            yield Fault("S07", part["sheet"], part["cell"], part["indicator"], part["component"], message)


def check_labels(rows: Iterable[TakenFigure]) -> Iterable[Fault]:
    """S13: a figure says its status and where it comes from; one finding a column, at the cells that are empty."""
    lacking: dict[tuple[str, str], list[tuple[str, TakenFigure]]] = {}
    for row in rows:
        if row["value"] is None and not row["assessed"]:
            continue
        for label, cell, heading in (
            (row["status"], row["status_cell"], "Trạng thái số liệu"),
            (row["origin"], row["origin_cell"], "Nguồn gốc"),
        ):
            if not label and cell:  # a column that is gone is a finding of its own (B03)
                lacking.setdefault((row["sheet"], heading), []).append((cell, row))
    for (sheet, heading), found in lacking.items():
        message = f"Cột “{heading}” để trống ở: {_labels([row for _, row in found])}. Chọn trong danh sách."
        yield Fault("S13", sheet, CELLS.join(cell for cell, _ in found), "", "", message)


def _labels(rows: Sequence[TakenFigure]) -> str:
    more = f" và {len(rows) - _MANY} dòng khác" if len(rows) > _MANY else ""
    return ", ".join(row["label"] for row in rows[:_MANY]) + more


def check_early(
    rows: Iterable[TakenFigure], stated: date | None, cut_off: date, place: tuple[str, str]
) -> Iterable[Fault]:
    """B13, S14: the form's cut-off, stated at `place` (sheet, cell), is the season's; figures cut off earlier are not final."""
    if stated is None or stated == cut_off:
        return
    days = f"{stated:%d/%m/%Y}", f"{cut_off:%d/%m/%Y}"
    message = f"Biểu chốt số liệu ngày {days[0]}, kỳ chốt ngày {days[1]}. Cập nhật số liệu, hoặc ghi lại ngày."
    yield Fault("B13", *place, "", "", message)
    final: dict[str, list[TakenFigure]] = {}
    for row in rows:
        if stated < cut_off and row["status"] == "chính thức" and row["origin"] != "published":
            final.setdefault(row["sheet"], []).append(row)
    for sheet, found in final.items():
        message = f"Ghi “Chính thức” cho số chốt ngày {days[0]}, trước ngày chốt của kỳ: {_labels(found)}. Chọn Ước, hoặc cập nhật số."
        yield Fault("S14", sheet, CELLS.join(row["status_cell"] for row in found), "", "", message)


def check_days(rows: Iterable[Entries], cut_off: date) -> Iterable[Fault]:
    """S15: a statement's day is not after the cut-off and not more than two years before it."""
    for row in rows:
        day = row.get("as_of")
        if isinstance(day, date) and not cut_off - timedelta(days=730) <= day <= cut_off:
            message = f"Ngày {day:%d/%m/%Y} không hợp với kỳ chốt ngày {cut_off:%d/%m/%Y}. Xem lại ngày, tháng, năm."
            yield Fault("S15", row["sheet"], row["as_of_cell"], "", "", message)


def check_counts(rows: Iterable[Entries]) -> Iterable[Fault]:
    """S07, S12: criteria met are not more than there are, and both are whole numbers."""
    for row in rows:
        met, total = row.get("criteria_met"), row.get("criteria_total")
        if met is not None and total is not None and met > total:
            message = f"Số tiêu chí đạt {figure_text(met)} lớn hơn tổng số {figure_text(total)}. Ghi lại."
            yield Fault("S07", row["sheet"], row["criteria_met_cell"], "", "", message)
        for name, number in (("criteria_met", met), ("criteria_total", total)):
            if number is not None and not float(number).is_integer():
                message = f"{figure_text(number)} tiêu chí không phải là số nguyên. Ghi lại."
                yield Fault("S12", row["sheet"], row[f"{name}_cell"], "", "", message)


def check_demography(rows: Mapping[Key, TakenFigure], unit: Unit) -> Iterable[Fault]:
    """S16: households and population are near those of units.csv."""
    for name, known, words in (("households", unit.households, "hộ"), ("population", unit.population, "người")):
        row = rows.get((name, ""))
        if row is None or not known or row["value"] is None:
            continue
        off = 100 * abs(row["value"] - known) / known
        if off > DEMOGRAPHY_PCT:
            message = f"Biểu ghi {figure_text(row['value'])} {words}, {sheet_of('units.csv')} ghi {figure_text(known)} (lệch {off:.0f} %). Xem lại số."
            yield Fault("S16", row["sheet"], row["cell"], name, "", message)


def check_resources(rows: Sequence[Entries], units: Mapping[str, str]) -> Iterable[Fault]:
    """S06, S07: sources of money add up to their total; not more is disbursed than mobilised. `units` are units by source."""
    unit = units.get("tong", "")
    money = [row for row in rows if row["resource"] != "tong" and units.get(row["resource"]) == unit]
    total = next((row for row in rows if row["resource"] == "tong"), None)
    for name, words in (("planned", "kế hoạch"), ("mobilised", "đã huy động"), ("disbursed", "đã giải ngân")):
        parts = [row[name] for row in money if row.get(name) is not None]
        if total is not None and total.get(name) is not None and parts and abs(sum(parts) - total[name]) > 0.5:
            message = f"Các nguồn cộng lại {words} {figure_text(sum(parts))}, dòng tổng cộng ghi {figure_text(total[name])}. Xem lại các nguồn."
            yield Fault("S06", total["sheet"], total[f"{name}_cell"], "", "", message)
    for row in rows:
        mobilised, disbursed = row.get("mobilised"), row.get("disbursed")
        if mobilised is not None and disbursed is not None and disbursed > mobilised:
            message = f"Đã giải ngân {figure_text(disbursed)} lớn hơn đã huy động {figure_text(mobilised)}. Ghi lại."
            yield Fault("S07", row["sheet"], row["disbursed_cell"], "", "", message)


def check_debts(rows: Sequence[Entries]) -> Iterable[Fault]:
    """S06: debt left = start + new - paid; single works add up to the total."""
    for row in rows:
        start, new, paid, now = (row.get(name) for name in ("debt_start", "debt_new", "debt_paid", "debt_now"))
        if start is None or paid is None or now is None:
            continue
        expected = start + (new or 0) - paid
        if abs(expected - now) > 0.5:
            said = f"Nợ đầu năm {figure_text(start)} + phát sinh {figure_text(new or 0)}"
            if expected < 0:
                message = f"{said}, mà đã trả {figure_text(paid)}: trả nhiều hơn số nợ. Ghi lại."
                yield Fault("S06", row["sheet"], row["debt_paid_cell"], "", "", message)
                continue
            message = f"{said} − đã trả {figure_text(paid)} = {figure_text(expected)}, ô Còn nợ ghi {figure_text(now)}. Ghi lại."
            yield Fault("S06", row["sheet"], row["debt_now_cell"], "", "", message)
    total = next((row for row in rows if spelling_key(row["project"]) == spelling_key(DEBT_TOTAL)), None)
    works = [row["debt_now"] for row in rows if row is not total and row.get("debt_now") is not None]
    if total is not None and total.get("debt_now") is not None and works and abs(sum(works) - total["debt_now"]) > 0.5:
        message = f"Các công trình còn nợ cộng lại {figure_text(sum(works))}, dòng tổng ghi {figure_text(total['debt_now'])}. Xem lại các dòng."
        yield Fault("S06", total["sheet"], total["debt_now_cell"], "", "", message)
