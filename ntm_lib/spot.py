"""Where something stands in a table of reference data, for messages and for whoever marks the cell."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Spot:
    """A row of a table, or its cells in some columns.

    As text: "levels.csv, dòng 14 (17.1), cột target"; of a workbook of Excel "levels.xlsx, trang “Mức”, ô I14".
    """

    file: str  # its name alone
    line: int  # as Excel counts
    named: str = ""  # what tells the row to a person
    columns: tuple[str, ...] = ()  # as the table calls them
    sheet: str = ""  # "" of a CSV
    letters: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)  # of the sheet's columns

    def in_column(self, *columns: str) -> "Spot":
        return Spot(self.file, self.line, self.named, columns, self.sheet, self.letters)

    def called(self, named: str) -> "Spot":
        return replace(self, named=named)

    @property
    def cells(self) -> list[str]:
        """The addresses of its cells in the sheet, "I14"; none of a CSV, of a whole row, or in a column that the sheet lacks."""
        return list(dict.fromkeys(f"{self.letters[name]}{self.line}" for name in self.columns if name in self.letters))

    @property
    def in_file(self) -> str:
        """The spot without its file: "dòng 14 (17.1), cột target"."""
        sheet = f"trang “{self.sheet}”, " if self.sheet else ""
        if self.cells:
            return f"{sheet}ô {', '.join(self.cells)}"
        named = f" ({self.named[:60]})" if self.named else ""
        columns = f", cột {', '.join(self.columns)}" if self.columns else ""
        return f"{sheet}dòng {self.line}{named}{columns}"

    def __str__(self) -> str:
        return f"{self.file}, {self.in_file}"
