"""Cases of tests/hostile_forms.py: what is typed in a cell, figures that can't be, text that must stay text."""

import re
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook as Book

from ntm_lib.intake import form as layout
from tests.hostile_forms import Cases, observed, patched, share
from tests.sound_form import DEBTS, DOSSIERS, INDICATORS, MEASURES, NOTES, RESOURCES, ROAD, VILLAGES, SoundForm
from tests.unit.builders import nfd

CASES = Cases()
case, typed, edited = CASES.case, CASES.typed, CASES.edited


# --- What is typed in a cell

R12 = (INDICATORS, "1.2")
APPRAISED = ("D15", DOSSIERS, "NTM", "dossier_state")  # the form's dossier says that the standard is met


def number(name: str, value: object, *findings: tuple[Any, ...], **more: Any) -> None:
    """Add a case in which the numerator of 1.2 was typed so; as 665, or with a finding and then without a figure."""
    typed(f"number {name}", {R12: {"numerator": value}}, *((check, *R12, "numerator") for check in findings), **more)


number("as text", "665")
number("with spaces", " 665 \u00a0")
number("in full width", "６６５")
number("with a decimal comma", "665,0")
number("grouped and with decimals", "665.0")
number("in the Vietnamese style", "1.665,5", "S03", "S12", lost=observed("1.2"))
number("in the English style", "1,665.5", "S03", "S12", lost=observed("1.2"))
number("that can be read two ways", "1,234", "O02", lost=observed("1.2"))
number("written không", "không", "O01", lost=observed("1.2"))
number("as x", "x", "O01", lost=observed("1.2"))
number("as a dash", "-", "O01", lost=observed("1.2"))
number("as n/a", "n/a", "O01", lost=observed("1.2"))
number("with its unit", "665 hộ", "O01", lost=observed("1.2"))
number("as a fraction", "665/700", "O01", lost=observed("1.2"))
number("with an exponent", "6e2", "O01", lost=observed("1.2"))
number("with 400 digits", "9" * 400, "O01", lost=observed("1.2"))
number("with another minus", "−665", "O01", lost=observed("1.2"))
number("as percentage", "95%", "O03", lost=observed("1.2"))
number("as a French error", "#VALEUR!", "O01", lost=observed("1.2"))
number("below zero", -5, "S02", lost=observed("1.2"))
number("larger than the whole", 705, "S03", lost=observed("1.2"))
number("of half a household", 664.5, "S12", changed=share("1.2", 664.5, 700, 94.928571, "Số của điện lực"))
typed("number empty", {R12: {"numerator": None}}, ("S01", *R12, "numerator"), lost=observed("1.2"))
typed(
    "number nought",
    {R12: {"numerator": 0, "self_assessment": None}},
    APPRAISED,
    changed=share("1.2", 0, 700, 0, "Số của điện lực"),
)
typed(
    "whole that can't be read", {R12: {"denominator": "bảy trăm"}}, ("O01", *R12, "denominator"), lost=observed("1.2")
)
typed(
    "whole that can't be read, rate typed",
    {R12: {"denominator": "?", "value": 95}},
    ("O01", *R12, "denominator"),
    lost=observed("1.2"),
)
typed("rate that can't be read beside its parts", {R12: {"value": "cao"}}, ("O01", *R12, "value"))
typed("whole of nought", {R12: {"denominator": 0}}, ("S05", *R12, "denominator"), lost=observed("1.2"))
typed(
    "nought of nought",
    {(INDICATORS, "1.1"): {"numerator": 0, "denominator": 0}},
    ("S01", INDICATORS, "1.1", "denominator"),
    lost=observed("1.1"),
)


def rate(name: str, value: object, *findings: str, read: float | None = None) -> None:
    """Add a case in which only the rate of 1.1 was typed, 12,5 % unless `read` says otherwise."""
    kept: dict[str, Any] = (
        {"changed": share("1.1", None, None, read)} if read is not None else {"lost": observed("1.1")}
    )
    fields = {"numerator": None, "denominator": None, "value": value}
    typed(
        f"rate {name}",
        {(INDICATORS, "1.1"): fields},
        *((check, INDICATORS, "1.1", "numerator" if check == "S09" else "value") for check in findings),
        *([APPRAISED] if read is not None else []),
        **kept,
    )


rate("as a number", 12.5, "S09", read=12.5)
rate("with a comma", "12,5", "S09", read=12.5)
rate("with a sign", "12,5%", "S09", read=12.5)
rate("with a point, a space and a sign", "12.5 %", "S09", read=12.5)
rate("as a part of one", 0.125, "O03")
rate("as one", 1, "O03")
rate("above a hundred", 112, "S03")
rate("below nought", "-3%", "S02")


def _percent_format(book: Book, form: SoundForm) -> None:
    page = book[INDICATORS]
    row = form.cell(INDICATORS, "1.1", "value")[1:]
    page[f"H{row}"] = page[f"I{row}"] = None
    page[f"J{row}"], page[f"J{row}"].number_format = 0.125, "0.0%"


edited(
    "rate in a cell with a percent format",
    _percent_format,
    ("S09", INDICATORS, "1.1", "numerator"),
    APPRAISED,
    changed=share("1.1", None, None, 12.5),
)
typed("rate unlike its parts", {R12: {"value": 99}}, ("S08", *R12, "value"))
typed("rate rounded to a whole", {(INDICATORS, "1.10"): {"value": "97%"}})
typed(
    "count at two places",
    {(INDICATORS, "2.1"): {"numerator": 4}},
    ("S17", INDICATORS, "2.1", "value"),
    lost=observed("2.1"),
)
typed("count at two places alike", {(INDICATORS, "2.1"): {"numerator": 3}})
typed(
    "count as percentage",
    {(INDICATORS, "2.1"): {"value": "3%"}},
    ("O03", INDICATORS, "2.1", "value"),
    lost=observed("2.1"),
)
typed(
    "count with a dash beside",
    {(INDICATORS, "2.1"): {"numerator": "-"}},
    ("O01", INDICATORS, "2.1", "numerator"),
    lost=observed("2.1"),
)


def chosen(name: str, word: object, *findings: str, **more: Any) -> None:
    typed(
        f"choice {name}",
        {(INDICATORS, "2.2"): {"assessed": word}},
        *((c, INDICATORS, "2.2", "assessed") for c in findings),
        **more,
    )


chosen("in capitals with spaces", " ĐẠT ")
chosen("in NFD", nfd("đạt"))
chosen("as x", "x", "O05", lost=observed("2.2"))
chosen("as có", "Có", "O05", lost=observed("2.2"))
chosen("as 1", 1, "O05", lost=observed("2.2"))
chosen("that is two", "Đạt/Chưa đạt", "O05", lost=observed("2.2"))
chosen("with markup", "<b>Đạt</b>", "O05", lost=observed("2.2"))
chosen("empty", None, "S01", lost=observed("2.2"))
chosen(
    "that does not apply",
    "Không áp dụng",
    "S11",
    changed={("observations", "2.2"): (None, None, None, "not_applicable", "ước", "")},
)
typed("verdict only where a number is asked", {R12: {"numerator": None, "denominator": None, "assessed": "Đạt", "self_assessment": None}}, ("S10", *R12, "numerator"),
      changed={("observations", "1.2"): (None, None, None, "met", "ước", "Số của điện lực")})  # fmt: skip
typed(
    "number only where a verdict is asked",
    {(INDICATORS, "3.2"): {"assessed": None}},
    ("S01", INDICATORS, "3.2", "assessed"),
    changed=share("3.2", 8, 10, 80),
)
typed("status and self-assessment that are no choice", {R12: {"status": "ok", "self_assessment": "tốt"}}, ("O05", *R12, "status"), ("O05", *R12, "self_assessment"),
      ("S13", *R12, "status"), changed={("observations", "1.2"): (665, 700, 95, "", "", "Số của điện lực")})  # fmt: skip
typed(
    "no status",
    {R12: {"status": None}},
    ("S13", *R12, "status"),
    changed={("observations", "1.2"): (665, 700, 95, "", "", "Số của điện lực")},
)


def day(name: str, value: object, *findings: str, read: str | None = "2021-12-20") -> None:
    """Add a case in which the day of village "thôn 3" was typed so."""
    typed(f"day {name}", {(VILLAGES, "thôn 3"): {"as_of": value}}, *((c, VILLAGES, "thôn 3", "as_of") for c in findings),
          changed={("villages", "thôn 3"): (7, 10, "cơ bản đạt", read)})  # fmt: skip


day("of Excel", date(2021, 12, 20))
day("with strokes", "20/12/2021")
day("with hyphens", "20-12-2021")
day("with points and spaces", " 20.12.2021 ")
day("month first", "12/20/2021", "O04", read=None)
day("with two digits of a year", "5/12/21", "O04", read=None)
day("as Excel keeps it, in a cell for days", 44550)
day("in words", "tháng 12", "O04", read=None)
day("that is not in the calendar", "31/11/2021", "O04", read=None)
day("of long ago", "05/12/2012", "S15", read="2012-12-05")
day("after the cut-off", "21/12/2021", "S15", read="2021-12-21")


# --- Formulas, links, errors


def _took_for_a_date(book: Book, form: SoundForm) -> None:
    cell = book[INDICATORS][form.cell(*R12, "numerator")]
    cell.value, cell.number_format = datetime(2021, 12, 3), "dd/mm/yyyy"


def _plain_number(book: Book, form: SoundForm) -> None:
    cell = book[VILLAGES][form.cell(VILLAGES, "thôn 3", "as_of")]
    cell.value, cell.number_format = 44550, "General"


edited("number that Excel took for a date", _took_for_a_date, ("O01", *R12, "numerator"), lost=observed("1.2"))
edited(
    "day as a plain number",
    _plain_number,
    ("O04", VILLAGES, "thôn 3", "as_of"),
    changed={("villages", "thôn 3"): (7, 10, "cơ bản đạt", None)},
)


def _formula(form: SoundForm, formula: str, stored: str, kind: str = "") -> bytes:
    """Return the form with a formula in the numerator of 1.2, and the value a program stored with it."""
    cell = form.cell(*R12, "numerator")

    def change(xml: str) -> str:
        old = re.search(rf'<c r="{cell}"([^>]*)><v>665</v></c>', xml)
        assert old is not None
        return xml.replace(old[0], f'<c r="{cell}"{old[1]}{kind}><f>{formula}</f>{stored}</c>')

    return patched(form.written(), "xl/worksheets/sheet2.xml", change)


AT_R12 = (*R12, "numerator")
case("a sum")(lambda form: _formula(form, "600+65", "<v>665</v>"))
case("a formula never computed", ("O06", *AT_R12), lost=observed("1.2"))(lambda form: _formula(form, "SUM(H7:H8)", ""))
case("a division by nought", ("O07", *AT_R12), lost=observed("1.2"))(
    lambda form: _formula(form, "H7/0", "<v>#DIV/0!</v>", ' t="e"')
)
case("DDE", ("O08", *AT_R12))(lambda form: _formula(form, "cmd|'/c calc'!A1", "<v>665</v>"))
case("a link as formula", ("O08", *AT_R12))(
    lambda form: _formula(form, 'HYPERLINK("https://example.org","665")', "<v>665</v>")
)
case("a figure from another workbook", ("O08", *AT_R12))(lambda form: _formula(form, "[1]Sheet1!B2", "<v>665</v>"))
case("a service asked over the network", ("O08", *AT_R12), ("O06", *AT_R12), lost=observed("1.2"))(
    lambda form: _formula(form, 'WEBSERVICE("https://example.org")', "")
)
case("not a number", ("O01", *AT_R12), lost=observed("1.2"))(
    lambda form: patched(
        form.written(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace("<v>665</v>", "<v>NaN</v>")
    )
)
case("an infinite number", ("O01", *AT_R12), lost=observed("1.2"))(
    lambda form: patched(
        form.written(), "xl/worksheets/sheet2.xml", lambda xml: xml.replace("<v>665</v>", "<v>1e999</v>")
    )
)


# --- Figures that can't be together

typed(
    "totals that differ",
    {R12: {"denominator": 734}},
    ("S04", *R12, "denominator"),
    changed=share("1.2", 665, 734, 90.599455, "Số của điện lực"),
)
typed("three totals that differ", {R12: {"denominator": 734}, (INDICATORS, "1.10"): {"denominator": 690}}, ("S04", *R12, "denominator"),
      ("S04", INDICATORS, "1.10", "denominator"), changed=share("1.2", 665, 734, 90.599455, "Số của điện lực") | share("1.10", 680, 690, 98.550725))  # fmt: skip
typed("ten times the households", {(MEASURES, "households"): {"value": 7000}}, ("S16", MEASURES, "households", "value"), ("S04", MEASURES, "households", "value"),
      changed={("observations", "households"): (7000, None, 7000, "", "ước", "")})  # fmt: skip
typed("clean water for more than have water", {(INDICATORS, "5.1/nuoc-sach"): {"numerator": 695}}, ("S07", INDICATORS, "5.1/nuoc-sach", "numerator"),
      changed=share("5.1/nuoc-sach", 695, 700, 99.285714))  # fmt: skip
typed(
    "dong instead of million dong",
    {(INDICATORS, "4.1"): {"numerator": 112e9}},
    ("S18", INDICATORS, "4.1", "numerator"),
    lost=observed("4.1"),
)
typed("income a head only", {(INDICATORS, "4.1"): {"numerator": None, "denominator": None, "value": "41,2"}}, ("S09", INDICATORS, "4.1", "numerator"),
      changed=share("4.1", None, None, 41.2))  # fmt: skip
typed(
    "money in per cent",
    {(INDICATORS, "4.1"): {"numerator": None, "denominator": None, "value": "41%"}},
    ("O03", INDICATORS, "4.1", "value"),
    lost=observed("4.1"),
)
typed("debt that does not add up", {(DEBTS, ROAD): {"debt_now": 350}}, ("S06", DEBTS, ROAD, "debt_now"), ("S06", DEBTS, layout.DEBT_TOTAL, "debt_now"),
      changed={("debts", ROAD): (500, 100, 200, 350)})  # fmt: skip
typed(
    "debt below nought",
    {(DEBTS, ROAD): {"debt_start": -500}},
    ("S02", DEBTS, ROAD, "debt_start"),
    changed={("debts", ROAD): (None, 100, 200, 400)},
)
typed(
    "money that does not add up",
    {(RESOURCES, "tong"): {"planned": 200}},
    ("S06", RESOURCES, "tong", "planned"),
    changed={("resources", "tong"): (200, 130, 120)},
)
typed("more disbursed than there was", {(RESOURCES, "ngay-cong"): {"disbursed": 251}}, ("S07", RESOURCES, "ngay-cong", "disbursed"),
      changed={("resources", "ngay-cong"): (300, 250, 251)})  # fmt: skip
typed(
    "more criteria than there are",
    {(VILLAGES, "9"): {"criteria_met": 11}},
    ("S07", VILLAGES, "9", "criteria_met"),
    changed={("villages", "9"): (11, 10, "cơ bản đạt", "2021-12-10")},
)
typed(
    "half a criterion",
    {(VILLAGES, "9"): {"criteria_met": 5.5}},
    ("S12", VILLAGES, "9", "criteria_met"),
    changed={("villages", "9"): (5.5, 10, "cơ bản đạt", "2021-12-10")},
)


# --- Against last season, the results, the text

edited(
    "last season's numbers again",
    lambda book, form: None,
    ("D02", "", ""),
    ("S06", INDICATORS, "2.1", "value"),
    last_season=True,
)
typed("jumps", {R12: {"numerator": 500, "self_assessment": None}, (INDICATORS, "2.1"): {"value": 1}, (MEASURES, "clean_water_pct"): {"numerator": 1500}},
      ("D01", *R12, "numerator"), ("D01", MEASURES, "clean_water_pct", "numerator"), APPRAISED, last_season=True,
      changed=share("1.2", 500, 700, 71.428571, "Số của điện lực") | share("clean_water_pct", 1500, 2800, 53.571429) | {("observations", "2.1"): (1, None, 1, "", "ước", "")})  # fmt: skip
typed("a claim the number denies", {(INDICATORS, "1.10"): {"numerator": 500, "self_assessment": "Đạt"}}, ("D03", INDICATORS, "1.10", "numerator"), APPRAISED,
      changed=share("1.10", 500, 700, 71.428571))  # fmt: skip
typed("a count in the text", {(NOTES, 0): {"text": "Đến nay xã đạt 3/5 tiêu chí NTM."}}, ("D06", NOTES, 0, "text"),
      changed={("notes", layout.NOTE_HEADINGS[0]): ("Đến nay xã đạt 3/5 tiêu chí NTM.",)})  # fmt: skip
typed("recognised by its own word", {(DOSSIERS, "NTM"): {"dossier_state": "Tỉnh công nhận"}}, ("D09", DOSSIERS, "NTM", "dossier_state"),
      changed={("dossiers", "NTM"): ("tỉnh công nhận", "2021-12-10")})  # fmt: skip

# --- Text that must stay text

for _name, _text in (
    ("script", "<script>alert(1)</script>"),
    ("a picture that runs a script", "<img src=x onerror=alert(1)>"),
    ("the end of a style", "</style></head><body>"),
    ("a template", "{{7*7}}{% raw %}"),
    ("a formula", "=cmd|'/c calc'!A1"),
    ("a plus", "+1"),
    ("an at sign", "@SUM(A1)"),
    ("an apostrophe", "'=1+1"),
    ("30.000 letters", "xã " * 10_000 + "."),
):
    typed(f"text: {_name}", {(NOTES, 0): {"text": _text}, R12: {"note": _text}},
          changed={("notes", layout.NOTE_HEADINGS[0]): (_text,)} | share("1.2", 665, 700, 95, _text))  # fmt: skip
typed(
    "text: marks of direction",
    {(NOTES, 0): {"text": "a\u202eb\u200bc"}},
    changed={("notes", layout.NOTE_HEADINGS[0]): ("abc",)},
)
case("text: control characters")(
    lambda form: patched(
        form.written(), "xl/sharedStrings.xml", lambda xml: xml.replace("Xã làm", "_x0000__x001B_Xã làm")
    )
)
typed(
    "text: NFD and lines",
    {(NOTES, 0): {"text": nfd("Khó khăn:\n  vốn")}},
    changed={("notes", layout.NOTE_HEADINGS[0]): ("Khó khăn: vốn",)},
)
typed("a village named like a formula", {(VILLAGES, "9"): {"village": "=1+1"}}, lost=(("villages", "9"),),
      changed={("villages", "=1+1"): (5, 10, "cơ bản đạt", "2021-12-10")})  # fmt: skip
