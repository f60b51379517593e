"""Whom a request is for, as the form says: names of agencies and criteria as people write them, and what names nothing that is."""

import pytest

from ntm_lib.intake import form as layout
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.reference.addressees import Named, agency_named, criterion_named, names_in_cell
from ntm_lib.reference.departments import Department
from ntm_lib.tables import records
from tests.sound_form import NOTES, SoundForm, make_workbook
from tests.unit.builders import nfd

PLACE = "huyện Nam Đông"
AGENCIES = [
    Department("nn-ptnt", "Phòng Nông nghiệp và Phát triển nông thôn", "Phòng NN&PTNT"),
    Department("ld-tbxh", "Phòng Lao động - Thương binh và Xã hội", "Phòng LĐ-TBXH"),
    Department("y-te", "Trung tâm Y tế huyện", "Trung tâm Y tế"),
    Department("phong-y-te", "Phòng Y tế", "Phòng Y tế"),
    Department("cong-an", "Công an huyện", "Công an huyện"),
    Department("vh", "Sở Văn hóa, Thể thao và Du lịch", "Sở VHTT&DL"),
    Department("bqlda-1", "Ban Quản lý dự án", "Ban QLDA"),
    Department("bqlda-2", "Phòng Quản lý dự án", "Phòng QLDA"),
]
CRITERIA = {
    "3": "Thủy lợi và phòng, chống thiên tai",
    "9": "Nhà ở dân cư",
    "15": "Y tế",
    "17": "Môi trường",
    "18": "Môi trường",
}
INDICATORS = {"9.1": ("9", "Nhà tạm, dột nát"), "17.10": ("17", "Hộ làm thực phẩm")}


def agency(text: str) -> str:
    return agency_named(text, AGENCIES, PLACE)


def criterion(text: str) -> str:
    return criterion_named(text, CRITERIA, INDICATORS)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Phòng Nông nghiệp và Phát triển nông thôn", "nn-ptnt"), ("Phòng NN&PTNT", "nn-ptnt"), ("NN&PTNT", "nn-ptnt"), ("nn-ptnt", "nn-ptnt"),
        ("phòng  NN và PTNT", "nn-ptnt"), ("P. NN&PTNT", "nn-ptnt"), ("phong NN&PTNT", "nn-ptnt"), ("Phòng NN&PTNT huyện Nam Đông", "nn-ptnt"),
        ("Phòng NN&PTNT huyện", "nn-ptnt"), (nfd("Phòng Nông nghiệp và Phát triển nông thôn"), "nn-ptnt"),
        ("Phòng Lao động, Thương binh và Xã hội", "ld-tbxh"), ("LĐTBXH", "ld-tbxh"), ("Phòng LĐ – TB&XH", "ld-tbxh"),
        ("Trung tâm Y tế", "y-te"), ("Y tế", "phong-y-te"), ("Công an", "cong-an"), ("Sở Văn hoá, Thể thao và Du lịch", "vh"),
        ("Ban Quản lý dự án", ""), ("QLDA", ""),  # each may be the other's without its kind
        ("Phòng Kinh doanh", ""), ("Phòng", ""), ("huyện", ""), ("Phòng NN&PTNT huyện A Lưới", ""),
    ],
)  # fmt: skip
def test_an_agency_is_found_by_any_of_its_names(text, found):
    """Short, in full, without its kind or place, whatever dashes and marks; none is guessed."""
    assert agency(text) == found


def test_without_a_place_a_name_is_still_found():
    assert agency_named("Phòng Y tế", AGENCIES, "") == "phong-y-te"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("9", "9"), ("09", ""), ("9 Nhà ở dân cư", "9"), ("Tiêu chí 9", "9"), ("TC số 9", "9"), ("tieu chi 9", "9"), ("9. Nhà ở", "9"),
        ("9 – Nhà ở dân cư", "9"), ("Nhà ở dân cư", "9"), ("tiêu chí Y tế", "15"), (nfd("Y tế"), "15"), ("9.1", "9"), ("9.1 Nhà tạm, dột nát", "9"),
        ("9.1 Nhà ở dân cư", "9"), ("17.10", "17"), ("3 Thủy lợi và phòng, chống thiên tai", "3"),
        ("Môi trường", ""), ("17 Môi trường", "17"), ("9 Y tế", ""), ("25", ""), ("9.7", ""), ("19 tiêu chí", ""), ("nhà", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_criterion_is_found_by_number_or_name(text, found):
    """Where both stand they have to agree; the code of an indicator is its criterion's; a name of two is none."""
    assert criterion(text) == found


@pytest.mark.parametrize(
    ("cell", "found", "unknown"),
    [
        ("9", ("9",), ()), ("9; 15", ("9", "15"), ()), ("9, 15", ("9", "15"), ()), ("9;15;9;", ("9", "15"), ()), (";", (), ()),
        ("3 Thủy lợi và phòng, chống thiên tai; 9", ("3", "9"), ()), ("9, 3 Thủy lợi và phòng, chống thiên tai", ("9", "3"), ()),
        ("9, đường", (), ("9, đường",)), ("9; nhà; 15", ("9", "15"), ("nhà",)), ("9, Y tế", ("9", "15"), ()), ("9,", ("9",), ()),
        (", ".join(["9"] * 31), (), (", ".join(["9"] * 31),)),
    ],
)  # fmt: skip
def test_several_stand_in_one_cell(cell, found, unknown):
    """By semicolons; by commas where each part is then a name, and a name keeps its own commas."""
    assert names_in_cell(cell, criterion) == Named(found, unknown)


# In a form


@pytest.fixture
def workbook(tmp_path):
    return make_workbook(tmp_path, {"an-binh": "An Bình"})


def notes_of(workbook, *, drop=(), version=layout.FORM_VERSION, **fields):
    """Send a form with one request and return its row and the findings on its cells."""
    form = SoundForm(workbook, "an-binh")
    form.identity["form_version"] = version
    form.put(NOTES, 4, text="Đề nghị hỗ trợ.", **fields)
    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [f.name for f in layout.NOTES.fields]
    gone = sorted((columns.index(name) + 1 for name in drop), reverse=True)
    path.write_bytes(form.edited(lambda book: [book[NOTES].delete_cols(column) for column in gone]))
    found = read_submissions(workbook, [workbook.season("2021")])
    (note,) = [n for n in records(found.notes) if n["text"] == "Đề nghị hỗ trợ."]
    return note, [f for f in records(found.findings) if f["sheet"] == NOTES or f["check"] == "T19"]


def test_a_request_says_whom_it_asks(workbook):
    """Criteria by number, agencies by id, in the row of the request."""
    note, findings = notes_of(workbook, criteria="1; tiêu chí 2", agencies="Phòng Kinh tế")
    assert (note["criteria"], note["agencies"], findings) == ("1;2", "kinh-te", [])


@pytest.mark.parametrize(
    ("field", "cell", "kept", "said"),
    [
        ("agencies", "Phòng Kinh doanh", "", "“Phòng Kinh doanh” ở cột “Cơ quan được đề nghị”"),
        ("agencies", "UBND xã", "", "“UBND xã”"),  # nobody asks himself
        ("agencies", "Phòng Kinh tế; Sở X; Sở Z", "kinh-te", "“Sở X”, “Sở Z” ở cột"),
        ("criteria", "tiêu chí 25", "", "“tiêu chí 25” ở cột “Tiêu chí liên quan”"),
        ("criteria", 2, "2", ""),
    ],
)
def test_a_strange_name_is_a_finding_and_the_request_is_kept(workbook, field, cell, kept, said):
    """What is known of the cell counts; file, sheet and cell are named, with what there is to choose from."""
    note, findings = notes_of(workbook, **{field: cell})
    assert note[field] == kept
    assert [(f["check"], f["source_file"], f["cell"]) for f in findings] == (
        [("O14", "2021/an-binh.xlsx", {"criteria": "C9", "agencies": "D9"}[field])] if said else []
    )
    assert all(said in f["message"] and "kiến nghị vẫn giữ" in f["message"] for f in findings)


def test_an_older_form_has_no_addressee_and_lacks_nothing(workbook):
    """Version 2 is read as it was; that it is an older one is said once."""
    note, findings = notes_of(workbook, drop=("criteria", "agencies"), version="2")
    assert (note["criteria"], note["agencies"], [f["check"] for f in findings]) == ("", "", ["T19"])
    assert [f["check"] for f in notes_of(workbook, drop=("criteria",))[1]] == ["B03"]
