"""Files as people and programs may send them, for the tests of intake: forms from grids, packages from parts, other formats."""

import io
import struct
import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import Form, read_form
from tests.unit.builders import raw_form

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DATA = Path(__file__).with_name("data")

Grid = Sequence[Sequence[object]]
Part = str | bytes


def grid(sheet: layout.Sheet, *rows: Mapping[str, object]) -> list[list[object]]:
    """Return the sheet's headings with `rows` (by field name) below, as a grid."""
    return [[f.heading for f in sheet.fields], *([row.get(f.name) for f in sheet.fields] for row in rows)]


def form_of(sheets: Mapping[str, Grid], **named: str) -> bytes:
    """Return a form with an identity and each sheet exactly the grid given, as xlsx."""
    with tempfile.TemporaryDirectory() as folder:
        return raw_form(Path(folder) / "a.xlsx", sheets, **named).read_bytes()


def indicators(*rows: Mapping[str, object]) -> bytes:
    """Return a form with the sheet of indicators only."""
    return form_of({layout.INDICATORS.title: grid(layout.INDICATORS, *rows)})


def read_sheet(content: bytes, sheet: layout.Sheet) -> Form:
    """Read a form of which only `sheet` is asked for."""
    return read_form(content, [sheet])


def entries(form: Form, title: str) -> list[dict[str, object]]:
    return [dict(row.values) for row in form.rows[title]]


def said(form: Form) -> list[tuple[str, str]]:
    """Return check and cell of each problem."""
    return [(problem.check, problem.cell) for problem in form.problems]


# Packages


def package(parts: Mapping[str, Part], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of `parts` by path."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as whole:
        for path, part in parts.items():
            whole.writestr(zipfile.ZipInfo(path), part, compression)  # not as of now: the same bytes each time
    return content.getvalue()


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as whole:
        return {name: whole.read(name) for name in whole.namelist()}


def with_part(content: bytes, path: str, change: Part | Callable[[str], str]) -> bytes:
    """Return the package with one part replaced, added, or changed as text."""
    parts: dict[str, Part] = dict(parts_of(content))
    parts[path] = change(parts_of(content)[path].decode()) if callable(change) else change
    return package(parts)


def sheet_xml(rows: str, below: str = "", columns: str = "") -> str:
    """Return a worksheet of `rows`, with what stands before and after them."""
    return f'<worksheet xmlns="{MAIN}" xmlns:r="{RELATIONS}">{columns}<sheetData>{rows}</sheetData>{below}</worksheet>'


def relations(*links: tuple[str, str, str]) -> str:
    """Return a part of relations: id, kind (the last word of its address) and target each."""
    inside = "".join(f'<Relationship Id="{i}" Type="{RELATIONS}/{kind}" Target="{to}"/>' for i, kind, to in links)
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def xlsx(*sheets: str, names: Sequence[str] = (), more: Mapping[str, Part] = {}, before: str = "") -> bytes:
    """Return a workbook of worksheet XMLs, named S1, S2, ... or as said; `before` stands before its list of sheets."""
    names = names or [f"S{number}" for number in range(1, len(sheets) + 1)]
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(names, start=1))
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    links += [(kind, kind, f"{kind}.xml") for kind in ("styles", "sharedStrings") if f"xl/{kind}.xml" in more]
    parts: dict[str, Part] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{before}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*links),
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, start=1)},
    }
    return package(parts | dict(more))


# Other formats


def ole(*streams: str) -> bytes:
    """Return the head and directory of a file of the old Office with streams so named, and nothing in them."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(512, b"\0")
    names = ["Root Entry", *streams]
    return head + b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in names).ljust(512, b"\0")


def xlsb(sheets: Mapping[str, Grid]) -> bytes:
    """Return a binary workbook (.xlsb) of texts and numbers, written as [MS-XLSB] says."""
    bundle = b"".join(
        _record(156, struct.pack("<II", 0, n) + _text(f"r{n}") + _text(t)) for n, t in enumerate(sheets, 1)
    )
    links = [(f"r{n}", "worksheet", f"worksheets/sheet{n}.bin") for n in range(1, len(sheets) + 1)]
    parts: dict[str, Part] = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": _record(131) + _record(143) + bundle + _record(144) + _record(132),
        "xl/_rels/workbook.bin.rels": relations(*links),
    }
    for number, cells in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{number}.bin"] = _binary_sheet(cells)
    return package(parts)


def _binary_sheet(cells: Grid) -> bytes:
    area = struct.pack("<IIII", 0, max(len(cells) - 1, 0), 0, max((len(row) - 1 for row in cells), default=0))
    content = _record(129) + _record(148, area) + _record(145)
    for index, row in enumerate(cells):
        content += _record(0, struct.pack("<IIH", index, 0, 0) + bytes(7))
        for column, value in enumerate(row):
            at = struct.pack("<II", column, 0)
            if isinstance(value, str):
                content += _record(6, at + _text(value))
            elif isinstance(value, int | float):
                content += _record(5, at + struct.pack("<d", value))
    return content + _record(146) + _record(130)


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(data), b""
    while size >= 128:
        length, size = length + bytes([size & 0x7F | 0x80]), size >> 7
    return head + length + bytes([size]) + data


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
