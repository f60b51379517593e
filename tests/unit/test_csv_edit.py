"""Edits of a reference file: the table is as asked, and every byte outside the cells and rows concerned as it was."""

import csv
import re
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.reference.files import read_reference
from ntm_lib.setup.csv_edit import CsvEdits, edit_csv
from ntm_lib.text import clean

ROOT = Path(__file__).resolve().parents[2]
COLUMNS = ("unit_id", "name", "target")
BOM = "\ufeff"


@pytest.mark.parametrize(
    ("before", "edits", "after"),
    [
        ("unit_id,name,target\nan,\"An\",1\n", CsvEdits({(2, "target"): "2"}), "unit_id,name,target\nan,\"An\",2\n"),
        ("unit_id,name,target\nan,\"An\",1\n", CsvEdits({(2, "name"): "Bình"}), "unit_id,name,target\nan,\"Bình\",1\n"),
        ("unit_id,name,target\nan,An,1\n", CsvEdits({(2, "name"): "An, \"B\""}), "unit_id,name,target\nan,\"An, \"\"B\"\"\",1\n"),
        ("Unit ID;Name;Target\r\nan;An;1\r\n;;\r\n\r\n", CsvEdits({(2, "target"): "12.5"}), "Unit ID;Name;Target\r\nan;An;12,5\r\n;;\r\n\r\n"),
        ("unit_id\tname\ttarget\nan\tAn\t1", CsvEdits({(2, "target"): "12.345"}), "unit_id\tname\ttarget\nan\tAn\t12.3450"),
        ("\n\nunit_id,name,target,ghi chú\nan\n", CsvEdits({(4, "target"): "-1"}), "\n\nunit_id,name,target,ghi chú\nan,,-1\n"),
        ("unit_id,name,target\nan,,\n", CsvEdits({(2, "name"): "", (2, "source"): ""}), "unit_id,name,target\nan,,\n"),
        ("unit_id,name,\"target\"\nan,A\r\nbi,B\n", CsvEdits({(3, "source"): "QĐ 1"}), "unit_id,name,\"target\",\"source\"\nan,A\r\nbi,B,,QĐ 1\n"),
        ("unit_id,name,target\nan,\"a\nb\",1\nbi,B,2\n", CsvEdits({(3, "name"): "C"}, removed=[2]), "unit_id,name,target\nbi,C,2\n"),
        ("unit_id,name,target,x\r\nan,A,1", CsvEdits(added=[(0, {"unit_id": "bi"}), (2, {"unit_id": "cu"})]), "unit_id,name,target,x\r\nan,A,1\r\nbi,,,\r\ncu,,,"),
        ("unit_id,name,target\n\"an\",A,1\n,,\n", CsvEdits(added=[(1, {"unit_id": "bi", "name": "B"}), (0, {"unit_id": "cu"})]), "unit_id,name,target\nbi,B,\n\"an\",A,1\n\"cu\",,\n,,\n"),
        ("unit_id,name,target", CsvEdits(added=[(0, {"unit_id": "bi", "target": "1.5"})]), "unit_id,name,target\r\nbi,,1.5"),
        ("", CsvEdits(added=[(0, {"unit_id": "bi", "name": "=B"})]), BOM + "\"unit_id\",\"name\",\"target\"\r\n\"bi\",\"=B\",\r\n"),
    ],
)  # fmt: skip
def test_an_edit_changes_its_own_cells(before: str, edits: CsvEdits, after: str) -> None:
    """In the file's own way: separator, decimal mark, quotes, ends of lines, rows that are short, what people wrote beside."""
    assert edit_csv(before.encode(), edits, COLUMNS, ("target",)).decode() == after


@dataclass
class File:
    """A file as Excel, Notepad and people write one: its cells as written, the first row that is not blank is the heading."""

    rows: list[list[str]]
    ends: list[str]
    comma: str
    codec: str

    @property
    def text(self) -> str:
        return "".join(self.comma.join(row) + end for row, end in zip(self.rows, self.ends, strict=True))


@st.composite
def files(draw: st.DrawFn) -> File:
    comma, codec = draw(st.sampled_from(",;\t")), draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    plain = st.text(st.sampled_from("aĐ\u0301 =-'\".,;\t1".replace(comma, "")), max_size=4).filter(
        lambda text: text[:1] != '"'
    )
    quoted = st.text(st.sampled_from(" ab,;\t\n\r='"), max_size=4).map(
        lambda text: f'"{text.replace("b", 2 * chr(34))}"'
    )
    width = draw(st.integers(3, 5))
    heading = [*draw(st.permutations(["unit_id", '"name"', "Target "])), "ghi chú", "ô khác"][:width]
    below = draw(st.lists(st.lists(plain | quoted, max_size=width), max_size=6))
    rows = [*([[""]] * draw(st.integers(0, 2))), heading, *below]
    ends = st.lists(
        st.sampled_from(draw(st.sampled_from([["\n", "\r\n"], ["\r"]]))), min_size=len(rows), max_size=len(rows)
    )
    file = File(rows, draw(ends), comma, codec)
    if any(rows[-1]) and draw(st.booleans()):
        file.ends[-1] = ""
    return file


def short(row: list[str]) -> list[str]:
    """Return the row without the empty cells at its end."""
    return row[: max((n for n, cell in enumerate(row, start=1) if cell), default=0)]


def read(text: str, comma: str) -> list[list[str]]:
    """Return the cells as another program reads them, without the empty ones at the end of a row."""
    rows = [
        [clean(cell) for cell in row] for row in csv.reader(StringIO(text, newline=""), delimiter=comma, strict=True)
    ]
    return [short(row) for row in rows]


def decoded(content: bytes) -> str:
    return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")


@settings(deadline=None)
@given(files(), st.data())
def test_any_edits_of_any_file(file: File, data: st.DataObject) -> None:
    """Another reader finds the edited table; the text is the former one but for the cells touched, and the former one if there are none."""
    content, before = file.text.encode(file.codec), read(file.text, file.comma)
    assert edit_csv(content, CsvEdits(), COLUMNS) == content
    top = next(n for n, row in enumerate(before) if row)
    names = [name.casefold().replace(" ", "_") for name in before[top]]
    places = (
        st.tuples(st.integers(top + 2, len(before)), st.sampled_from([*names, "new"]))
        if len(before) > top + 1
        else st.nothing()
    )
    said = st.text(st.sampled_from('aĐ ",;\t\n=.'), max_size=4)
    cells = data.draw(st.dictionaries(places, said, max_size=4)) if len(before) > top + 1 else {}
    removed = data.draw(st.sets(st.integers(top + 2, len(before)), max_size=2)) if len(before) > top + 1 else set()
    rows_added = st.tuples(st.integers(top + 1, len(before)), st.dictionaries(st.sampled_from([*names, "new"]), said))
    added = data.draw(st.lists(rows_added, max_size=2))
    after = edit_csv(content, CsvEdits(cells, added, removed), COLUMNS)

    if any(text for (_, name), text in cells.items() if name == "new") or any(row.get("new") for _, row in added):
        names.append("new")
    asked, pattern = [], []
    for line, (row, end) in enumerate(zip(file.rows, file.ends, strict=True), start=1):
        own = dict(enumerate(before[line - 1]))
        wanted = {names.index(name): text for (n, name), text in cells.items() if n == line and name in names}
        touched = {at: text for at, text in wanted.items() if clean(text) != own.get(at, "")}
        if line == top + 1:
            touched = {len(names) - 1: "new"} if names[-1] == "new" else {}
        if line not in removed:
            width = max(len(row), *(at + 1 for at in touched)) if touched else len(row)
            parts = [re.escape(cell) for cell in row] + [""] * (width - len(row))
            kept = before[line - 1] + [""] * (width - len(before[line - 1]))
            asked.append([clean(touched[at]) if at in touched else cell for at, cell in enumerate(kept)])
            pattern.append(
                file.comma.join(".*" if at in touched else part for at, part in enumerate(parts))
                + (re.escape(end) or "[\r\n]*")
            )
        for after_line, own in added:
            if after_line == line:
                asked.append([clean(own.get(name, "")) for name in names])
                pattern.append(".*")
    assert [row for row in read(decoded(after), file.comma) if row] == [row for row in map(short, asked) if row]
    assert re.fullmatch("".join(pattern), decoded(after), re.DOTALL)
    assert after[:3] == content[:3] or file.codec == "utf-8"


@pytest.mark.parametrize("path", sorted((ROOT / "data" / "reference").rglob("*.csv")), ids=lambda path: path.name)
def test_the_shipped_files(path: Path, tmp_path: Path) -> None:
    """Without edits they stay; a cell changed in each row is read again by the project's own reader, all others as before."""
    content, copy = path.read_bytes(), tmp_path / path.name
    first = next(csv.reader(decoded(content).splitlines()))
    assert edit_csv(content, CsvEdits(), first) == content
    before = read_reference(path, first, placed=True)
    column = first[-1]
    copy.write_bytes(edit_csv(content, CsvEdits({(spot.line, column): '=mới, "x"' for spot in before.index}), first))
    pd.testing.assert_frame_equal(
        read_reference(copy, first, placed=True), before.assign(**{column: '=mới, "x"'}), check_dtype=False
    )
