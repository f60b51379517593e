"""Every edition of a form is kept by its content, and a new one is held against the last."""

import hashlib
import os

import pytest

from ntm_lib.errors import ReportError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import department_form
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.intake.received import form_changes, keep_forms
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.tables import records
from tests.sound_form import DEBTS, FOLLOW_UP, INDICATORS, NOTES, ROAD, VILLAGES, SoundForm, make_workbook
from tests.unit.builders import nfd


@pytest.fixture
def workbook(tmp_path):
    return make_workbook(tmp_path, {"an-binh": "An Bình", "hoa-son": "Hòa Sơn"})


def sent(workbook, *edits, name="an-binh.xlsx"):
    """Put the form of An Bình into the folder, with edits (sheet, row, fields); return FORMS as read."""
    form = SoundForm(workbook, "an-binh")
    for sheet, row, fields in edits:
        form.put(sheet, row, **fields)
    path = workbook.submissions_folder / "2021" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(form.written())
    return read_submissions(workbook, [workbook.season("2021")]).forms


def kept(workbook, respondent="an-binh"):
    folder = workbook.received_folder / "2021" / respondent
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def sha(content):
    return hashlib.sha256(content).hexdigest()[:16]


def changes(workbook, forms):
    return records(form_changes(workbook, workbook.season("2021"), forms))


FEWER = (INDICATORS, "1.2", {"numerator": 650})


def test_a_form_is_kept_once_under_its_turn_and_hash(workbook):
    """The first reading keeps the file's very bytes as 1-<hash>; reading it again adds nothing."""
    forms = sent(workbook)
    keep_forms(workbook, forms)
    keep_forms(workbook, forms)
    content = (workbook.submissions_folder / "2021" / "an-binh.xlsx").read_bytes()
    (name,) = kept(workbook)
    assert name == f"1-{hashlib.sha256(content).hexdigest()[:16]}.xlsx"
    assert (workbook.received_folder / "2021" / "an-binh" / name).read_bytes() == content
    assert kept(workbook, "hoa-son") == []


def test_editions_that_alternate_are_all_kept(workbook):
    """A form, another, and the first again are three editions, numbered in turn."""
    for edits in ((), (FEWER,), ()):
        keep_forms(workbook, sent(workbook, *edits))
    names = kept(workbook)
    assert [name[0] for name in names] == ["1", "2", "3"]
    assert names[0][2:] == names[2][2:] != names[1][2:]


def test_the_tenth_edition_follows_the_ninth(workbook):
    """Editions are ordered by number, not as text: after 9 comes 10, and 10 is the last."""
    folder = workbook.received_folder / "2021" / "an-binh"
    folder.mkdir(parents=True)
    for number in range(1, 11):
        (folder / f"{number}-{sha(b'x')}.xlsx").write_bytes(b"x")
    keep_forms(workbook, sent(workbook))
    assert any(name.startswith("11-") for name in kept(workbook))


def test_only_forms_that_count_are_kept(workbook):
    """A broken file, and a form that is not used, are no editions."""
    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    sent(workbook)
    path.with_name("hoa-son.xlsx").write_bytes(b"x")
    (older := path.with_name("an-binh (1).xlsx")).write_bytes(path.read_bytes()[:-1] + b"\0")
    keep_forms(workbook, read_submissions(workbook, [workbook.season("2021")]).forms)
    assert len(kept(workbook)) == 1 and kept(workbook, "hoa-son") == [] and older.exists()


@pytest.mark.parametrize("name", [nfd("Biểu  xã.XLSX"), "Biểu\u202f\u200bxã.xlsx"])
def test_a_file_is_kept_whatever_its_name(workbook, name):
    """A name in NFD, with two spaces or hidden marks, is found on the disk again."""
    keep_forms(workbook, sent(workbook, name=name))
    assert len(kept(workbook)) == 1 and kept(workbook)[0].endswith(".xlsx")


def test_a_form_that_changed_or_went_while_it_was_checked_is_told(workbook):
    """What is kept is what was read: a file that was replaced or removed meanwhile is named, and nothing is kept under its hash."""
    forms = sent(workbook)
    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    path.write_bytes(b"other")
    with pytest.raises(ReportError, match=r"an-binh\.xlsx vừa bị thay"):
        keep_forms(workbook, forms)
    path.unlink()
    with pytest.raises(ReportError, match=r"Không đọc lại được .*an-binh\.xlsx"):
        keep_forms(workbook, forms)
    assert kept(workbook) == []


def test_an_archive_that_cant_be_written_is_told(workbook):
    """A file in the place of the folder stops the keeping with its name."""
    forms = sent(workbook)
    workbook.received_folder.mkdir(parents=True)
    (workbook.received_folder / "2021").write_bytes(b"")
    with pytest.raises(ReportError, match=r"2021.an-binh: ở đó là một tệp"):
        keep_forms(workbook, forms)
    assert changes(workbook, forms) == []


def test_an_archive_is_not_written_through_a_link(workbook, tmp_path):
    """Wherever the link stands on the way."""
    forms = sent(workbook)
    elsewhere = tmp_path / "elsewhere"
    for link in (
        workbook.received_folder,
        workbook.received_folder / "2021",
        workbook.received_folder / "2021" / "an-binh",
    ):
        elsewhere.mkdir()
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(elsewhere)
        with pytest.raises(ReportError, match="là liên kết tới nơi khác nên không ghi"):
            keep_forms(workbook, forms)
        assert list(elsewhere.iterdir()) == []
        link.unlink()
        elsewhere.rmdir()


SPOILS = {
    "đã bị sửa hoặc hỏng từ khi giữ": lambda path, other: path.write_bytes(SoundForm.written(other)),
    "đã bị sửa hoặc hỏng": lambda path, other: path.write_bytes(path.read_bytes()[:-1]),
    "ở đó là liên kết": lambda path, other: (path.rename(path.with_name("x")), path.symlink_to(path.with_name("x"))),
    "thiết bị hoặc ống dẫn": lambda path, other: (path.unlink(), os.mkfifo(path)),
    "là thư mục": lambda path, other: (path.unlink(), path.mkdir()),
}


@pytest.mark.parametrize("why", SPOILS)
def test_an_edition_that_is_not_what_was_sent_is_named(workbook, why):
    """Nothing is compared with it, and the forms are kept all the same: what came last, and every other commune's."""
    keep_forms(workbook, sent(workbook, FEWER))
    (name,) = kept(workbook)
    spoilt = workbook.received_folder / "2021" / "an-binh" / name
    SPOILS[why](spoilt, SoundForm(workbook, "an-binh"))
    (workbook.submissions_folder / "2021" / "hoa-son.xlsx").write_bytes(SoundForm(workbook, "hoa-son").written())
    forms = sent(workbook, (INDICATORS, "1.2", {"numerator": 640}))
    assert changes(workbook, forms) == []
    for _ in range(2):  # it is said as long as it is so, and keeps nothing twice
        with pytest.raises(ReportError, match=rf"bản nộp trước .*{name}: .*{why}.*chuyển nó ra khỏi thư mục"):
            keep_forms(workbook, forms)
    assert [name[0] for name in kept(workbook) if name[0] in "12"] == ["1", "2"] and len(kept(workbook, "hoa-son")) == 1
    spoilt.rename(spoilt.parents[2] / "put away")
    keep_forms(workbook, forms)


@pytest.mark.parametrize(
    "renamed",
    [str.upper, lambda name: name.replace(".", " (1)."), lambda name: f"{name}.bak", lambda name: f"00{name}"],
)
def test_an_edition_that_another_system_renamed_is_one(workbook, renamed):
    """It is known by its number and its content, in capitals, as a copy, with another ending."""
    keep_forms(workbook, sent(workbook, FEWER))
    (name,) = kept(workbook)
    folder = workbook.received_folder / "2021" / "an-binh"
    (folder / name).rename(folder / renamed(name))
    forms = sent(workbook)
    keep_forms(workbook, forms)
    assert len(changes(workbook, forms)) == 1 and any(edition.startswith("2-") for edition in kept(workbook))


def test_a_newest_edition_that_was_spoilt_is_kept_again(workbook):
    """What was sent is never only there where somebody changed it."""
    forms = sent(workbook)
    keep_forms(workbook, forms)
    (name,) = kept(workbook)
    (workbook.received_folder / "2021" / "an-binh" / name).write_bytes(b"x")
    keep_forms(workbook, forms)
    assert kept(workbook) == [name, f"2{name[1:]}"] and changes(workbook, forms) == []


def test_how_many_forms_could_not_be_kept_is_said(workbook):
    """In one line, with the first one's reason."""
    (workbook.submissions_folder / "2021").mkdir(parents=True, exist_ok=True)
    (workbook.submissions_folder / "2021" / "hoa-son.xlsx").write_bytes(SoundForm(workbook, "hoa-son").written())
    forms = sent(workbook)
    workbook.received_folder.write_bytes(b"")
    with pytest.raises(
        ReportError, match=r"an-binh: ở đó là một tệp.*\(còn 1 biểu khác cũng chưa giữ hoặc chưa so được\)"
    ):
        keep_forms(workbook, forms)


def test_other_things_in_the_archive_are_left_alone(workbook):
    """Files and folders that people put there are no editions."""
    folder = workbook.received_folder / "2021" / "an-binh"
    (folder / "cũ").mkdir(parents=True)
    for name in ("ghi chú.txt", "²-aaaa.xlsx", "5-ban-cu.xlsx", ".1-x.tmp"):
        (folder / name).write_bytes(b"x")
    forms = sent(workbook)
    keep_forms(workbook, forms)
    assert any(name.startswith("1-") for name in kept(workbook)) and changes(workbook, forms) == []


# What changed


def test_changes_are_told_cell_by_cell_in_the_forms_words(workbook):
    """Each entry that is new, gone or other is a row: sheet, what names the row, heading, cell, before and after."""
    keep_forms(workbook, sent(workbook))
    forms = sent(
        workbook, FEWER, (INDICATORS, "2.2", {"assessed": "Chưa đạt"}), (INDICATORS, "1.1", {"note": "mới", "numerator": "9,25"}),
        (INDICATORS, "5.1/nuoc-sach", {"numerator": None}), (DEBTS, ROAD, {"debt_now": 399.5}), (VILLAGES, "9", {"as_of": "01/12/2021"}),
    )  # fmt: skip
    form = SoundForm(workbook, "an-binh")
    expected = {
        (INDICATORS, "1.2", "Tử số", form.cell(INDICATORS, "1.2", "numerator"), "665", "650"),
        (INDICATORS, "1.1", "Tử số", form.cell(INDICATORS, "1.1", "numerator"), "9,5", "9,25"),
        (INDICATORS, "1.1", "Ghi chú", form.cell(INDICATORS, "1.1", "note"), "", "mới"),
        (INDICATORS, "2.2", "Đạt / Chưa đạt", form.cell(INDICATORS, "2.2", "assessed"), "Đạt", "Chưa đạt"),
        (INDICATORS, "5.1 nuoc-sach", "Tử số", "", "500", ""),
        (DEBTS, ROAD, "Còn nợ", form.cell(DEBTS, ROAD, "debt_now"), "400", "399,5"),
        (VILLAGES, "9 thôn NTM kiểu mẫu", "Ngày", form.cell(VILLAGES, "9", "as_of"), "2021-12-10", "2021-12-01"),
    }
    names = ("sheet", "row", "field", "cell", "before", "after")
    found = changes(workbook, forms)
    assert {tuple(row[name] for name in names) for row in found} == expected and len(found) == len(expected)
    assert {(row["respondent"], row["season"]) for row in found} == {("an-binh", "2021")}


def test_changes_are_the_same_before_and_after_the_form_is_kept(workbook):
    """The new edition is held against the one before it, whether or not it has been put beside it."""
    keep_forms(workbook, sent(workbook))
    forms = sent(workbook, FEWER)
    first = changes(workbook, forms)
    keep_forms(workbook, forms)
    assert changes(workbook, forms) == first and len(first) == 1


def test_a_form_that_comes_back_is_held_against_the_last(workbook):
    """A, B, A again: the third is told against B, not against the first."""
    for edits in ((), (FEWER,), ()):
        forms = sent(workbook, *edits)
        keep_forms(workbook, forms)
    (change,) = changes(workbook, forms)
    assert (change["before"], change["after"]) == ("650", "665")


def test_a_first_form_has_no_changes(workbook):
    """Without an earlier edition nothing changed, and nobody's form is read twice."""
    forms = sent(workbook)
    assert changes(workbook, forms) == []
    keep_forms(workbook, forms)
    assert changes(workbook, forms) == []


def test_rows_that_are_named_alike_are_told_apart(workbook):
    """The second point under one heading is a row of its own."""
    keep_forms(workbook, sent(workbook))
    (change,) = changes(workbook, sent(workbook, (NOTES, 3, {"text": "Thiếu đất."})))
    assert (change["row"], change["after"]) == ("Khó khăn, vướng mắc (2)", "Thiếu đất.")


def test_a_departments_answers_are_told_by_item_and_commune(workbook):
    """An answer for one commune is not mistaken for another's when a line is put in above it."""
    content = department_form(workbook, workbook.season("2021"), workbook.departments["kinh-te"])
    path = workbook.submissions_folder / "2021" / "phong" / "kinh-te.xlsx"

    def write(*rows):
        write_form(path, FormContent(content.title, content.identity, layout.DEPARTMENT_SHEETS, {FOLLOW_UP: rows}))
        return read_submissions(workbook, [workbook.season("2021")]).forms

    later = {"item": "2.1", "unit_id": "hoa-son", "figure": 3}
    keep_forms(workbook, write(later))
    (change,) = changes(workbook, write({"item": "2.1", "unit_id": "an-binh", "figure": 5}, later))
    assert (change["row"], change["before"], change["after"]) == ("2.1 an-binh", "", "5")
