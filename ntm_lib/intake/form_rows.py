"""Sheets of one form that are filled row by row: dossiers, villages, answers to conclusions, money, debts, notes."""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from ntm_lib.intake import checks
from ntm_lib.intake import form as layout
from ntm_lib.intake.form_report import FormReport, named_otherwise
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.intake.reading.form_reader import FormRow
from ntm_lib.text import figure_text, spelling_key, village_key

Entries = dict[str, Any]  # what a row says by field, each value with its cell: "planned", "planned_cell"
Known = Mapping[str, Collection[str]]  # by field, the codes there are, or what each stands for by code


def take_rows(
    report: FormReport, sheet: layout.Sheet, key: tuple[str, ...], known: Known, words: Known = MappingProxyType({})
) -> list[Entries]:
    """Return the entries of the rows of `sheet`.

    Rows that name the same thing by the fields `key` are a finding and none of them counts (no `key`: every row is its own);
    so is a row whose code is not `known`, or with another word than one of `words`. These are taken as they are listed,
    however they are spelled.
    """
    title = report.title(sheet)
    by_name: dict[tuple[str, ...], list[FormRow]] = {}
    for row in (row for row in report.rows(sheet) if _is_listed(report, row, title, words)):
        by_name.setdefault(tuple(_named(row, name) for name in key) or (str(row.index),), []).append(row)
    kept: list[Entries] = []
    for rows in by_name.values():
        strange = next((name for name, codes in known.items() if rows[0].text(name) not in codes), "")
        if strange:
            for row in rows:
                report.unknown(row.text(strange), title, row.cell(strange))
        elif other := _named_otherwise(rows[0], key, known):
            message = f"Dòng mang mã {quoted(rows[0].text(key[0]))} nhưng in tên của {quoted(other)}; chưa được tính. Chép lại mã và tên theo biểu đã nhận, rồi xem số thuộc dòng nào."
            report.finding("B15", message, title, rows[0].cell(key[0]))
        elif len(rows) > 1:
            cells = [row.cell(key[0]) for row in rows]
            message = f"Cùng một nội dung có {len(rows)} dòng ({', '.join(cells)}); chưa dòng nào được tính. Chỉ để lại một dòng."
            report.finding("B06", message, title, cells[0])
        else:
            kept.append(_record(report, rows[0], title, sheet))
    return kept


def _named_otherwise(row: FormRow, key: tuple[str, ...], known: Known) -> str | None:
    """Return the other code whose name is printed in a row, if there is one."""
    names = known.get(key[0], ()) if key else ()
    printed = next((row.text(name) for name in layout.PRINTED_TEXTS if name in row.values), "")
    return named_otherwise(row.text(key[0]), printed, names) if isinstance(names, Mapping) else None


def _is_listed(report: FormReport, row: FormRow, title: str, words: Known) -> bool:
    """Note a row with a word that is not listed; else put the words as they are listed, and return True."""
    for name, listed in words.items():
        spelled = {spelling_key(word): word for word in listed}
        word = spelled.get(spelling_key(row.text(name)))
        if word is None:
            message = f"{quoted(row.text(name))} không có trong danh sách; dòng này không được tính. Chọn một trong: {', '.join(listed)}."
            report.finding("O05", message, title, row.cell(name))
            return False
        row.values[name] = word
    return True


def check_rows(report: FormReport, taken: Mapping[str, list[Entries]], cut_off: date, units: Mapping[str, str]) -> None:
    """Note what is wrong with the rows of one form, by table; `units` are the units of the sources of money."""
    for rows in taken.values():
        report.faults(checks.check_days(rows, cut_off))
        report.faults(checks.check_counts(rows))
    report.faults(checks.check_resources(taken.get("resources", []), units))
    report.faults(checks.check_debts(taken.get("debts", [])))


def _named(row: FormRow, name: str) -> str:
    """Return the key of a row's name, however it is spelled; "3" and "thôn 3" are one village of a commune."""
    text = row.text(name)
    return village_key(text) if name == "village" else spelling_key(text)


def _record(report: FormReport, row: FormRow, title: str, sheet: layout.Sheet) -> Entries:
    """Return a row's values with their cells; a number below 0 is an error and no value."""
    values: Entries = {name: value for name, value in row.values.items() if name not in layout.PRINTED_TEXTS}
    for name in layout.NUMBER_FIELDS & values.keys():
        if values[name] < 0:
            number = figure_text(values.pop(name))
            report.finding("S02", f"Số âm ({number}) không có nghĩa ở đây. Ghi lại số đúng.", title, row.cell(name))
    cells = {f"{name}_cell": row.cell(name) for name in row.columns}
    return {**values, **cells, **report.source(title, row.cell(sheet.traced) or row.cell(sheet.needed[-1]))}
