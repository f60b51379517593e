"""Every CSV of a workbook, damaged or saved again as people do it: each is read as before, or named with what to do."""

import csv
import io
import shutil
from pathlib import Path

import pytest

from ntm_lib.errors import WorkbookError
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT
from tests.unit.builders import write_csv

OPTIONAL = {
    "villages": ["unit_id", "village", "valid_from", "valid_to", "successor", "source"],
    "binding-indicators": ["criteria_set", "indicator", "group", "unit_id", "source"],
    "commune-groups": ["unit_id", "group", "from_year", "to_year", "source"],
}
FIRST = ("units", "departments", "measures")  # other tables rest on these: read alone
UNREAD = ("criteria-amendments-qd211-2024", "provincial-acts-thua-thien-hue")  # notes beside the tables
ASKED = ("indicator-leads", "recognition", "unit-parents")  # that every workbook has, as FIRST


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The project's own workbook without forms, with every table that it may have."""
    for name in ("reference", "conclusions"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    shutil.copy(ROOT / "data" / "workbook.toml", tmp_path / "data")
    for name, columns in OPTIONAL.items():
        write_csv(tmp_path / "data" / "reference" / f"{name}.csv", columns)
    return tmp_path


def tables(root: Path) -> list[Path]:
    return [path for path in sorted((root / "data" / "reference").glob("*.csv")) if path.stem not in UNREAD]


def opened(root: Path) -> Workbook:
    book = Workbook.open(root)
    book.check_season(book.season("2021"))
    return book


def with_tabs(text: str) -> str:
    target = io.StringIO()
    csv.writer(target, delimiter="\t").writerows(csv.reader(io.StringIO(text)))
    return target.getvalue()


SAVED_AGAIN = {
    "mark": lambda text: text.encode("utf-8-sig"),
    "utf-16": lambda text: text.encode("utf-16"),
    "unicode text": lambda text: with_tabs(text).encode("utf-16"),
    "old mac": lambda text: text.replace("\r\n", "\n").replace("\n", "\r").encode("utf-8"),
}  # fmt: skip


@pytest.mark.parametrize("how", SAVED_AGAIN)
def test_a_workbook_whose_every_table_was_saved_again_opens(root, how):
    """With a byte order mark, in UTF-16, as "Unicode Text", with other line ends: nothing else is read."""
    before = opened(root)
    for path in [*tables(root), *root.glob("data/reference/criteria/*.csv"), *root.glob("data/conclusions/*.csv")]:
        path.write_bytes(SAVED_AGAIN[how](path.read_text(encoding="utf-8-sig")))
    again = opened(root)
    for name in ("units", "departments", "numbered_levels", "breaks", "villages", "abbreviations"):
        assert getattr(again, name) == getattr(before, name)
    assert again.leads.equals(before.leads)
    assert again.criteria_set("xa-ntm-2016-2020").rows.equals(before.criteria_set("xa-ntm-2016-2020").rows)


def put(path: Path, content: bytes | None) -> None:
    """Put `content` in the place of the file; a folder for None."""
    path.unlink()
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)


DAMAGED = {
    "empty": (b"", "tệp trống. Ghi dòng tiêu đề: "),
    "blank": (b"\r\n ,,\r\n", "tệp trống. Ghi dòng tiêu đề: "),
    "windows-1258": ("a,b\nTân Phú\n".encode("cp1258"), "dòng 2 không phải mã UTF-8. Lưu lại tệp"),
    "excel": (b"PK\x03\x04\x14\x00\x06\x00", "không phải là chữ. Lưu lại tệp"),
    "open quotes": (b'a,b\n1,"b\n', "dòng 2 có dấu ngoặc kép không đóng"),
    "folder": (None, "không phải tệp. Chuyển nó ra"),
}


@pytest.mark.parametrize("how", DAMAGED)
def test_every_table_that_cant_be_read_is_named(root, how):
    """Damaged all at once, each is named with what to do; so are those that others rest on, alone."""
    content, said = DAMAGED[how]
    for name in FIRST:
        path = root / "data" / "reference" / f"{name}.csv"
        before = path.read_bytes()
        put(path, content)
        with pytest.raises(WorkbookError) as error:
            opened(root)
        assert f"Không đọc được {path}: " in str(error.value) and said in str(error.value)
        shutil.rmtree(path) if content is None else path.unlink()
        path.write_bytes(before)
    others = [path for path in tables(root) if path.stem not in (*FIRST, "unit-parents")]
    for path in others:
        put(path, content)
    with pytest.raises(WorkbookError) as error:
        opened(root)
    lines = str(error.value).splitlines()
    assert all(any(f"Không đọc được {path}: " in line and said in line for line in lines) for path in others)


@pytest.mark.parametrize("name", [*FIRST, *ASKED])
def test_a_table_that_every_workbook_has_is_missed(root, name):
    """Its absence is told with the headings to write; of the others none is."""
    for other in tables(root):
        if other.stem not in (*FIRST, *ASKED, "key-measures"):
            other.unlink()
    opened(root)
    path = root / "data" / "reference" / f"{name}.csv"
    heading = path.read_text(encoding="utf-8-sig").splitlines()[0].split(",")[0].strip('"')
    path.unlink()
    with pytest.raises(WorkbookError) as error:
        opened(root)
    assert f"Không có tệp {path}. Chép lại tệp này, tạo tệp có dòng tiêu đề {heading}," in str(error.value)


def test_tables_with_headings_only_have_no_rows(root):
    """They are no fault, but for the communes of the seasons, the indicators of their set and what other rows name."""
    for path in tables(root):
        if path.stem not in ("units", "measures"):
            path.write_text(path.read_text(encoding="utf-8-sig").splitlines()[0], encoding="utf-8")
    (root / "data" / "conclusions" / "2020-12-24.csv").write_text("", encoding="utf-8")
    book = Workbook.open(root)
    assert not book.departments and not len(book.leads) and not book.numbered_levels
    with pytest.raises(WorkbookError, match=r"tệp trống\. Ghi dòng tiêu đề: item,"):
        book.conclusions(book.season("2021"))
    for name, said in (("units", "không có đơn vị “huong-xuan” ở trang “Xã”, units.csv. Chưa khai báo tên nào. Xem cột “Mã xã” ở trang “Xã”"),
                       ("criteria/xa-ntm-2016-2020", "xa-ntm-2016-2020.csv: chưa có chỉ tiêu nào. Điền")):  # fmt: skip
        path = root / "data" / "reference" / f"{name}.csv"
        before = path.read_bytes()
        path.write_bytes(before.splitlines()[0])
        with pytest.raises(WorkbookError, match=said):
            opened(root)
        path.write_bytes(before)
