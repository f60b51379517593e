"""What all parts of one form share: the file's own titles, and where findings go."""

from collections.abc import Hashable, Iterable, Mapping
from functools import lru_cache
from typing import TypedDict, TypeVar

from ntm_lib.intake.checks import Fault
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.form import Sheet
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.intake.reading.form_reader import Form, FormRow
from ntm_lib.schemas import Finding
from ntm_lib.text import slug

Key = TypeVar("Key", bound=Hashable)


class Source(TypedDict):
    """Where in a form something stands."""

    source_file: str
    sheet: str
    cell: str


class FormReport:
    """Notes what is wrong with one form of a unit."""

    def __init__(self, form: Form, source_file: str, unit_id: str, findings: FindingList) -> None:
        self.form, self.source_file, self.unit_id, self.findings = form, source_file, unit_id, findings

    def rows(self, sheet: Sheet) -> list[FormRow]:
        """Return the rows of a sheet of the layout; none if the form lost it."""
        return self.form.rows.get(sheet.title, [])

    def title(self, sheet: Sheet) -> str:
        """Return the file's own title of a sheet of the layout."""
        return self.form.titles.get(sheet.title, sheet.title)

    def source(self, sheet: str, cell: str) -> Source:
        return {"source_file": self.source_file, "sheet": sheet, "cell": cell}

    def finding(
        self, check: str, message: str, sheet: str = "", cell: str = "", indicator: str = "", component: str = ""
    ) -> Finding:
        """Note that `check` failed and return the row; sheet as in the file."""
        return self.findings.add(check, message, self.source_file, sheet, cell, self.unit_id, indicator, component)

    def faults(self, faults: Iterable[Fault]) -> None:
        """Note each fault that a check of ntm_lib.intake.checks found."""
        for fault in faults:
            self.finding(fault.check, fault.message, fault.sheet, fault.cell, fault.indicator, fault.component)

    def unknown(self, code: str, sheet: str, cell: str) -> None:
        """Note a row whose code is not one that the season asks for."""
        message = f"Mã {quoted(code)} không có trong danh mục của kỳ cho trang này; dòng này không được tính. Sửa mã."
        self.finding("B07", message, sheet, cell)


def named_otherwise(key: Key, printed: str, names: Mapping[Key, str]) -> Key | None:
    """Return the other key whose name is printed in a row; None if the name is the row's own, or nobody's."""
    text = _bare(printed)
    if not text or text.startswith(_bare(names[key])):
        return None
    named = [other for other, name in names.items() if name and text.startswith(_bare(name))]
    return max(named, key=lambda other: len(names[other]), default=None)


@lru_cache(maxsize=10_000)
def _bare(text: str) -> str:
    """Remember names without marks: the forms of a season have the same."""
    return slug(text)
