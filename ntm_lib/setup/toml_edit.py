"""Edits of data/workbook.toml and sets.toml that leave all else in them as people wrote it: tomlkit finds the place, and only there the text changes.

A path is made of names and numbers: ("place", 0, "period", 1, "office"). Each function takes the text of a file that can be read, and returns the
changed text; it raises WorkbookError where the file is written in a way that is not edited.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import tomlkit
from tomlkit.items import AoT, Item, Table

from ntm_lib.errors import WorkbookError

Path = Sequence[str | int]
Value = str | int | bool | date | list
_MARK = "\0"  # stands in no TOML
_LONGEST = 120  # characters of a line that lists something
_PER_LINE = 5
_NOTES = re.compile(r"([ \t]*#.*\n?)*")


def set_value(text: str, path: Path, value: Value) -> str:
    """Return the text with this value; a name that its table does not have yet gets a line below the table's last one."""
    document = _parsed(text)
    table, name = _at(document, path[:-1]), str(path[-1])
    if name not in table:
        own = [item for key, item in _body(table) if key is not None and not isinstance(item, Table | AoT)]
        return _with_lines(text, _end(document, own[-1] if own else table), _lines(name, value))
    if repr(table.unwrap()[name]) != repr(value):
        table[name] = value
    return _written(document)


def remove_value(text: str, path: Path) -> str:
    """Return the text without the line of this name, which is there; a comment in that line goes too."""
    document = _parsed(text)
    del _at(document, path[:-1])[path[-1]]
    return _written(document)


def add_item(text: str, path: Path, item: str) -> str:
    """Return the text with one item more at the end of a list, written as the list is."""
    document = _parsed(text)
    _at(document, path).append(item)
    return _written(document)


def remove_item(text: str, path: Path, item: str) -> str:
    """Return the text without this item, which is in the list."""
    document = _parsed(text)
    _at(document, path).remove(item)
    return _written(document)


def add_table(text: str, name: str, values: Mapping[str, Value]) -> str:
    """Return the text with a table [name] at its end."""
    return _with_table(text, len(text), f"[{_name(name)}]", values)


def add_entry(text: str, path: Path, values: Mapping[str, Value], after: int = -1) -> str:
    """Return the text with one entry more, such as ("season",) or ("place", 0, "period"), below the one that `after` counts.

    Where there is none yet it stands at the end of what it is a part of.
    """
    document = _parsed(text)
    parent, name = _at(document, path[:-1]), path[-1]
    above = parent[name][after] if name in parent else parent
    header = f"[[{'.'.join(_name(part) for part in path if isinstance(part, str))}]]"
    return _with_table(text, _end_of_table(document, text, above), header, values)


def remove_table(text: str, path: Path) -> str:
    """Return the text without this table or entry, all that is part of it and one blank line; comments above it stay."""
    document = _parsed(text)
    table = _at(document, path)
    end = _end_of_table(document, text, table)
    table.trivia.indent = _MARK + table.trivia.indent
    before, after = text[: tomlkit.dumps(document).index(_MARK)], text[end:]
    return before + re.sub(r"\A[ \t]*\r?\n", "", after) if after else re.sub(r"\n[ \t]*\r?\n\Z", "\n", before)


def _parsed(text: str) -> tomlkit.TOMLDocument:
    document = tomlkit.parse(text)
    if tomlkit.dumps(document) != text:  # parts of one table lie apart: tomlkit would move them
        raise WorkbookError(
            "Các mục của tệp xếp xen kẽ nên chương trình không sửa giúp được. Xếp mỗi mục con, ví dụ [[place.period]], ngay dưới mục của nó, rồi chạy lại."
        )
    return document


def _written(document: tomlkit.TOMLDocument) -> str:
    text = tomlkit.dumps(document)
    if tomllib.loads(text) != document.unwrap():  # tomlkit puts an item behind the comment of the one before
        raise WorkbookError(
            "Có lời ghi chú trong một danh sách nên chương trình không sửa giúp được. Chuyển lời ấy lên trên danh sách rồi chạy lại."
        )
    return text


def _at(document: Any, path: Path) -> Any:
    for part in path:
        document = document[part]
    return document


def _body(table: Any) -> Sequence[tuple[Any, Item]]:
    if isinstance(table, tomlkit.TOMLDocument):
        return table.body
    if isinstance(table, Table):
        return table.value.body
    raise WorkbookError(
        "Có mục viết gộp trong ngoặc { } nên chương trình không sửa giúp được. Viết nó thành mục riêng, ví dụ [[season]], mỗi ý một dòng, rồi chạy lại."
    )


def _end(document: tomlkit.TOMLDocument, item: Any) -> int:
    """Return where in the text the line of `item` ends; the document is marked there and of no other use then."""
    item.trivia.trail += _MARK
    return tomlkit.dumps(document).index(_MARK)


def _last(table: Any) -> Any:
    """Return what has the last line of a table and of the tables in it."""
    own = [item for key, item in _body(table) if key is not None]
    if not own:
        return table
    return _last(own[-1][-1]) if isinstance(own[-1], AoT) else _last(own[-1]) if isinstance(own[-1], Table) else own[-1]


def _end_of_table(document: tomlkit.TOMLDocument, text: str, table: Any) -> int:
    """Return where a table ends with the comments right below its last line, unless these stand right above the next table."""
    end = _end(document, _last(table))
    notes = _NOTES.match(text, end)
    below = notes.end() if notes else end
    return end if text[below:].lstrip(" \t").startswith("[") else below


def _with_table(text: str, place: int, header: str, values: Mapping[str, Value]) -> str:
    lines = ["", header, *(line for name, value in values.items() for line in _lines(name, value))]
    return _with_lines(text, place, lines if re.match(r"\s*?(\n|\Z)", text[place:]) else [*lines, ""])


def _with_lines(text: str, place: int, lines: Sequence[str]) -> str:
    """Return the text with these lines in that place, which is the beginning of a line or the end of a file without a last newline."""
    newline = "\r\n" if "\r\n" in text else "\n"
    is_cut = place > 0 and text[place - 1] != "\n"
    added = newline + newline.join(lines) if is_cut else "".join(line + newline for line in lines)
    return text[:place] + added + text[place:]


def _lines(name: str, value: Value) -> list[str]:
    written = f"{_name(name)} = {tomlkit.item(value).as_string()}"
    if len(written) <= _LONGEST or isinstance(value, str) or not isinstance(value, Sequence):
        return [written]
    items = [tomlkit.item(item).as_string() for item in value]
    rows = [f"    {', '.join(items[n : n + _PER_LINE])}," for n in range(0, len(items), _PER_LINE)]
    return [f"{_name(name)} = [", *rows, "]"]


def _name(name: str) -> str:
    return tomlkit.key(name).as_string()
