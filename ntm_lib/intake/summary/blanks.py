"""Empty cells of a matrix that marks only what is met: unknown, unless somebody says that they mean "not met"."""

from collections.abc import Sequence

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import Column
from ntm_lib.intake.summary.questions import NO, OTHER, YES, Question
from ntm_lib.intake.summary.table import TableReader
from ntm_lib.intake.summary.totals import stated_counts, whole_matrix

_BLANK = "(trống)"


def read_blanks(reader: TableReader) -> None:
    """Take empty cells for "not met" where somebody says so: in a whole matrix of x, in rows whose stated count, if there is one, is that of their x."""
    columns = whole_matrix(reader)
    rows = [row for row in reader.units if any(reader.meanings[row, c.index] == marks.MET for c in columns)]
    said = {reader.meanings[row, c.index] for row in rows for c in columns}
    if reader.told or not {marks.MET, marks.BLANK} <= said <= {marks.MET, marks.BLANK, marks.NUMBER}:
        return
    stated = {row: counts for row in rows if (counts := stated_counts(reader, row))}
    fitting = [row for row, counts in stated.items() if _met(reader, row, columns) in counts]
    is_told = len(fitting) * 2 > len(stated) > 0
    text = "Bảng chỉ đánh dấu tiêu chí đạt. Ô trống nghĩa là chưa đạt?"
    if is_told:
        text += f" Số ô đánh dấu khớp với số tiêu chí đạt ghi ở {len(fitting)}/{len(stated)} xã; chỉ lấy các xã ấy."
    at = reader.page.address(reader.heading.bottom, columns[0].index)
    asked = Question(OTHER, reader.page.title, at, _BLANK, text, (YES, NO), "chưa có số liệu", is_doubt=is_told)
    if reader.answers.of(asked) != YES:
        return
    for row in fitting if stated else rows:
        for column in columns:
            place = (row, column.index)
            if reader.meanings[place] == marks.BLANK and not reader.page.is_filled(*place):
                reader.meanings[place] = marks.NOT_MET
                reader.take(reader.units[row], column.code, marks.NOT_MET, _BLANK, place)
                reader.table.blanks -= 1


def _met(reader: TableReader, row: int, columns: Sequence[Column]) -> int:
    return sum(reader.meanings[row, column.index] == marks.MET for column in columns)
