"""Properties of reading: whatever is written is read back; whatever is damaged or moved about gives the same figures or a finding."""

import io
import unicodedata
import warnings
from contextlib import closing
from datetime import date, datetime
from functools import partial
from itertools import count

import openpyxl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.form_writer import FormContent, form_bytes
from ntm_lib.intake.findings import CHECKS, ERROR
from ntm_lib.intake.reading.form_reader import read_form
from ntm_lib.intake.reading.parsers import read_kind
from ntm_lib.processes import run_tasks
from ntm_lib.spreadsheet.apart import MEMORY_BYTES, SECONDS, Reading, _prepare, _serve
from ntm_lib.spreadsheet.old_letters import likely_meant
from ntm_lib.text import clean, spelling_key
from tests.examples import examples
from tests.unit.builders import identity
from tests.unit.form_files import DATA, package, parts_of


def tried(number):
    """Try so many examples, the same in every run, however long each takes."""
    return settings(
        max_examples=number, derandomize=True, deadline=None, database=None, suppress_health_check=[*HealthCheck]
    )


SHEETS = layout.COMMUNE_SHEETS
TITLES = {sheet.title for sheet in SHEETS}


def write(rows):
    return form_bytes(FormContent("Biểu thử", identity(), SHEETS, rows))


def figures(form):
    """Return what a form says: its identity, and the values of each sheet's rows."""
    return dict(form.identity), {title: [row.values for row in rows] for title, rows in form.rows.items()}


# Content


VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ AĐỨ"
SIGNS = "0123456789 \"'“”<>&;=+-@%#/\\[]{}()_x.,:|!?~^`*–…½²≥ \n\t\u00a0\u200b\u202e"
LETTERS = st.sampled_from(VIETNAMESE + SIGNS) | st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn"])
NFC_OR_NFD = st.sampled_from(["NFC", "NFD"])
TEXTS = st.builds(unicodedata.normalize, NFC_OR_NFD, st.text(LETTERS, max_size=40)).filter(
    lambda text: (
        not clean(text).startswith("#")  # "#N/A" typed as a text is taken for the error it looks like
        and not likely_meant(text)  # and of old letters nobody can be sure
    )
)
NAMES = TEXTS.filter(clean)
NUMBERS = st.integers(-(10**14), 10**14) | st.builds(lambda n, d: n / 10**d, st.integers(0, 10**12), st.integers(1, 3))
DAYS = st.dates(date(1900, 3, 1), date(2099, 12, 31))


def entry(sheet, field):
    if field.name in sheet.needed:
        return NAMES
    if field.name in layout.NUMBER_FIELDS:
        return st.none() | NUMBERS
    if field.name in layout.DATE_FIELDS:
        return st.none() | DAYS
    if field.name in layout.CHOICES:
        return st.none() | st.sampled_from([*layout.CHOICES[field.name]])
    return st.none() | TEXTS


def rows_of(sheet):
    read = [f for f in sheet.fields if f.is_entry or f.name in (*sheet.needed, *sheet.essential)]
    return st.lists(st.fixed_dictionaries({f.name: entry(sheet, f) for f in read}), max_size=3)


def as_read(name, value):
    """Return what is to come back for an entry."""
    if name in layout.CHOICES:
        return layout.CHOICES[name].get(value)
    return clean(value) or None if isinstance(value, str) else value


@tried(examples(80))
@given(st.fixed_dictionaries({sheet.title: rows_of(sheet) for sheet in SHEETS}))
def test_what_is_written_is_read_back(rows):
    """Any valid content, in any Unicode form and with any signs, comes back as it was entered, without a problem."""
    form = read_form(write(rows), SHEETS)
    expected = {
        title: [{n: as_read(n, v) for n, v in row.items() if as_read(n, v) is not None} for row in own]
        for title, own in rows.items()
    }
    assert figures(form) == (identity(attempt="1"), expected)
    assert form.problems == []


# Damage


FILLED = {
    layout.INDICATORS.title: [
        {
            "indicator": "1.1",
            "component": "c",
            "numerator": 681,
            "denominator": 701,
            "status": "Ước",
            "note": "rà soát",
        },
        {"indicator": "9.1", "value": 3, "self_assessment": "Chưa đạt", "computed": None},
        {"indicator": "17.10", "value": 12.5, "evidence": "BC 12"},
    ],
    layout.MEASURES.title: [{"indicator": "households", "value": 701}],
    layout.VILLAGES.title: [
        {"village": "thôn 3", "tier": "kiểu mẫu", "criteria_met": 7, "as_of": date(2021, 12, 5)},
        {"village": "thôn 9", "tier": "kiểu mẫu", "criteria_met": 4},
    ],
    layout.DEBTS.title: [{"project": layout.DEBT_TOTAL, "debt_now": 0}],
    layout.NOTES.title: [{"heading": "Kiến nghị", "text": "Bố trí vốn sớm."}],
}
FORM = write(FILLED)
SAID = figures(read_form(FORM, SHEETS))
OLD, OPEN = ((DATA / f"form.{suffix}").read_bytes() for suffix in ("xls", "ods"))


@st.composite
def damaged(draw, content):
    """Return `content` with some bytes flipped, cut out, put in or doubled."""
    found = bytearray(content)
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        length = draw(st.sampled_from([1, 2, 30, 500, 5000]))
        match draw(st.sampled_from(["flip", "cut", "insert", "double", "end"])):
            case "flip" if found:
                found[at] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del found[at : at + length]
            case "insert":
                found[at:at] = draw(st.binary(min_size=1, max_size=20))
            case "double":
                found[at:at] = found[at : at + length]
            case "end":
                del found[at:]
    return bytes(found)


@tried(examples(400))
@given(damaged(FORM))
def test_damage_gives_the_same_figures_or_a_finding(content):
    """Whatever happens to a form's bytes: it says exactly what it said, or it is refused. Each part has a checksum."""
    try:
        form = read_form(content, SHEETS)
    except IntakeError as error:
        assert CHECKS[error.check].stops_form and str(error).endswith((".", "?"))
    else:
        assert figures(form) == SAID


@tried(examples(300))
@given(
    st.sampled_from(
        [b"", b"PK\3\4", b"PK\5\6" + bytes(18), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<?xml", b"%PDF", FORM, OPEN]
    ),
    st.binary(max_size=600),
    st.booleans(),
)
def test_any_bytes_give_a_finding(start, rest, is_before):
    """Bytes of any kind, also after or before those of a form, are read as the form or refused; nothing else happens."""
    assume(start not in (FORM, OPEN) or rest)
    content = rest + start if is_before else start + rest
    try:
        form = read_form(content, SHEETS)
    except IntakeError as error:
        assert CHECKS[error.check].stops_form
    else:
        assert start in (FORM, OPEN) and figures(form) in (SAID, figures(read_form(start, SHEETS)))


@pytest.fixture(scope="module")
def reads(tmp_path_factory):
    """Return a function that reads bytes in a process of its own: the parser may abort over them."""
    asked, numbers, folder = [], count(), tmp_path_factory.mktemp("forms")
    serve, prepare = partial(_serve, 2 * SECONDS, read_kind, ""), partial(_prepare, MEMORY_BYTES)

    def read(content):
        path = folder / f"{next(numbers)}.xlsx"
        path.write_bytes(content)
        asked.append((0, (str(path), "commune")))
        reading = next(message for _, message in said if isinstance(message, Reading))
        path.unlink()
        return reading

    with closing(run_tasks(serve, iter(asked.pop, None), 1, SECONDS, tasks_a_process=10**6, prepare=prepare)) as said:
        yield read


@tried(examples(150))
@given(damaged(OLD))
def test_damage_of_an_old_file_gives_a_reading_or_a_finding(reads, content):
    """An .xls has no checksums: damage may change a figure, but never ends the run."""
    reading = reads(content)
    assert reading.found is not None or CHECKS[reading.check].stops_form


@tried(examples(150))
@given(st.data())
def test_a_damaged_part_in_a_sound_package_gives_a_reading_or_a_finding(reads, data):
    """A part that some program wrote wrongly, under a right checksum, is read as far as it makes sense, or refused."""
    parts = parts_of(FORM)
    name = data.draw(st.sampled_from(sorted(parts)))
    reading = reads(package(parts | {name: data.draw(damaged(parts[name]))}))
    assert reading.found is not None or CHECKS[reading.check].stops_form


# Changes that leave the entered values alone


def header_row(page):
    """Return the number of the row with the headings, from 1."""
    rows = page.iter_rows(values_only=True)
    return next((n for n, row in enumerate(rows, start=1) if sum(v is not None for v in row) > 1), 1)


def insert_rows_above(book, page, draw):
    page.insert_rows(draw(st.integers(1, header_row(page))), draw(st.integers(1, 5)))


def insert_rows_between(book, page, draw):
    page.insert_rows(draw(st.integers(header_row(page) + 1, page.max_row + 1)), draw(st.integers(1, 3)))


def insert_columns(book, page, draw):
    page.insert_cols(draw(st.integers(1, page.max_column + 1)), draw(st.integers(1, 2)))


def swap_columns(book, page, draw):
    if page.title not in TITLES:
        return  # the values of the first sheet belong to the labels beside them
    left, right = draw(st.integers(1, page.max_column)), draw(st.integers(1, page.max_column))
    for row in range(header_row(page), page.max_row + 1):
        one, other = page.cell(row, left), page.cell(row, right)
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format


def rename(book, page, draw):
    page.title = draw(st.sampled_from(["Sheet1", "Trang của xã", "A & B's", "số liệu cuối", page.title.upper()]))


def reorder(book, page, draw):
    book.move_sheet(page, draw(st.integers(-len(book.sheetnames), len(book.sheetnames))))


def duplicate(book, page, draw):
    book.copy_worksheet(page)


def add_sheet(book, page, draw):
    added = book.create_sheet()
    for row in draw(
        st.lists(st.lists(st.sampled_from(["Tử số", "Ghi chú", "701", "xã", 5, None]), max_size=6), max_size=4)
    ):
        added.append(row)


def restyle(book, page, draw):
    code = draw(st.sampled_from(["0", "0.00", "#,##0", "General", '0.0" %"', "0.0E+00"]))
    font = openpyxl.styles.Font(name="Arial", bold=draw(st.booleans()), color="00FF0000")
    for row in page.iter_rows():
        for cell in row:
            cell.font = font
            if not isinstance(cell.value, datetime):  # shown as a number, a day is a number that nobody understands
                cell.number_format = code


def merge_title(book, page, draw):
    page.merge_cells(start_row=1, end_row=1, start_column=1, end_column=draw(st.integers(2, 5)))


def hide(book, page, draw):
    page.row_dimensions[draw(st.integers(1, page.max_row))].hidden = True
    page.column_dimensions[draw(st.sampled_from("ABHIJ"))].hidden = True
    if len([other for other in book.worksheets if other.sheet_state == "visible"]) > 1:
        page.sheet_state = draw(st.sampled_from(["visible", "hidden", "veryHidden"]))


def retype_headings(book, page, draw):
    typed = draw(
        st.sampled_from([str.upper, str.lower, lambda t: unicodedata.normalize("NFD", t), lambda t: f" {t}  "])
    )
    for cell in page[header_row(page)] if page.title in TITLES else ():
        if isinstance(cell.value, str):
            cell.value = typed(cell.value)


CHANGES = (
    insert_rows_above, insert_rows_between, insert_columns, swap_columns, rename, reorder, duplicate, add_sheet, restyle,
    merge_title, hide, retype_headings,
)  # fmt: skip


def changed(content, changes, draw):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl's, on what it does not keep
        book = openpyxl.load_workbook(io.BytesIO(content))
        for change in changes:
            change(book, draw(st.sampled_from(book.worksheets)), draw)
        saved = io.BytesIO()
        book.save(saved)
    return saved.getvalue()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
@tried(6)
@given(data=st.data())
def test_a_change_that_leaves_the_values_alone_leaves_the_figures(change, data):
    """Rows and columns inserted or moved, sheets renamed, copied, hidden or restyled: the same figures, and remarks at the most."""
    form = read_form(changed(FORM, [change], data.draw), SHEETS)
    assert figures(form) == SAID
    assert {p.check for p in form.problems} <= {"B08", "B09", "B11"}


@tried(examples(40))
@given(data=st.data())
def test_many_changes_together_leave_the_figures(data):
    """Four such changes, one on top of the other, still leave every figure, or cost a finding and no figure that differs."""
    form = read_form(
        changed(FORM, data.draw(st.lists(st.sampled_from(CHANGES), min_size=2, max_size=4)), data.draw), SHEETS
    )
    said, own = figures(form)
    assert said == SAID[0]
    for title, rows in own.items():
        assert rows == SAID[1][title] or any(CHECKS[p.check].severity == ERROR for p in form.problems)
    assert {spelling_key(title) for title in own} == {spelling_key(title) for title in SAID[1]}
