"""How broken and hostile forms are told: each with what must be found in it and what must still come through.

The cases themselves are in tests/hostile_files.py and tests/hostile_cells.py. Every case starts from the sound form of
tests/sound_form.py and spoils one thing. A place is (check, sheet, cell), or (check, sheet, row, field) to be looked up in the form.
"""

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook as Book

from ntm_lib.intake import form as layout
from tests.sound_form import SoundForm

Key = tuple[str, str]
Files = bytes | Mapping[str, bytes]
Entries = Mapping[tuple[str, Any], Mapping[str, Any]]
IDENTITY = layout.IDENTITY_SHEET
ALL = ("everything",)


@dataclass(frozen=True)
class Case:
    """One spoiled form: how it is made, what must be found, and which figures are lost or changed; all others stay."""

    name: str
    build: Callable[[SoundForm], Files]  # the form's bytes, or several files by name ("{unit}" is the unit's id)
    findings: tuple[tuple[Any, ...], ...] = ()
    lost: tuple[Key, ...] | tuple[str] = ()
    changed: Mapping[Key, tuple[object, ...]] = field(default_factory=dict)
    file: str = "{unit}.xlsx"
    last_season: bool = False  # the commune sent the sound form last season, too


class Cases:
    """A list of cases, and the ways to add one."""

    def __init__(self) -> None:
        self.all: list[Case] = []

    def case(
        self, name: str, *findings: tuple[Any, ...], **more: Any
    ) -> Callable[[Callable[[SoundForm], Files]], None]:
        """Add the decorated function as the way to build a case."""
        return lambda build: self.all.append(Case(name, build, findings, **more))

    def typed(self, name: str, entries: Entries, *findings: tuple[Any, ...], **more: Any) -> None:
        """Add a case in which other values were typed: fields by sheet and row."""

        def build(form: SoundForm) -> bytes:
            for (sheet, row), fields in entries.items():
                form.put(sheet, row, **fields)
            return form.written()

        self.all.append(Case(name, build, findings, **more))

    def edited(
        self, name: str, edit: Callable[[Book, SoundForm], object], *findings: tuple[Any, ...], **more: Any
    ) -> None:
        """Add a case in which the form was worked on in a spreadsheet program."""
        self.all.append(Case(name, lambda form: form.edited(lambda book: edit(book, form)), findings, **more))


def patched(form: bytes, part: str, change: Callable[[str], str], **added: bytes) -> bytes:
    """Return the package with the text of one part changed and parts added."""
    old = zipfile.ZipFile(io.BytesIO(form))
    new = io.BytesIO()
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as package:
        for name in old.namelist():
            content = old.read(name)
            package.writestr(name, change(content.decode()) if name == part else content)
        for name, content in added.items():
            package.writestr(name, content)
    return new.getvalue()


def share(
    code: str, part: float | None, whole: float | None, value: float, note: str = ""
) -> dict[Key, tuple[object, ...]]:
    return {("observations", code): (part, whole, value, "", "ước", note)}


def observed(*codes: str) -> tuple[Key, ...]:
    return tuple(("observations", code) for code in codes)
