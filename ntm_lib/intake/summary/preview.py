"""What a summary table was taken for, in words: said before anything is written."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ntm_lib.intake.summary import marks
from ntm_lib.intake.summary.columns import KINDS, LEFT, OPEN, REMARK, RESULT, Column
from ntm_lib.intake.summary.questions import Question
from ntm_lib.intake.summary.reading import Summary
from ntm_lib.intake.summary.rows import Row
from ntm_lib.intake.summary.table import Note, Table
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.spreadsheet.opened import column_letters
from ntm_lib.text import in_quotes, natural_key, season_text, sentence_case

_SHOWN = 12  # names, notes or questions of a kind
_WORDS = KINDS | {REMARK: "ghi chú", OPEN: "chưa rõ"}


def preview(summary: Summary, wanted: Wanted) -> Iterator[str]:
    """Yield the lines: each sheet with its columns and rows, the results, what is to be looked at, and what is still open."""
    season = wanted.season
    yield f"{sentence_case(season_text(season.name))} ({wanted.place}, chốt số liệu {season.cut_off:%d/%m/%Y}), {wanted.set_name}."
    for table in summary.tables:
        yield from _table(table, len(wanted.communes))
    said = [said.result for said in summary.said]
    counts = ", ".join(f"{said.count(result)} {word}" for result, word in marks.WORDS.items())
    twice = f"; {summary.twice} kết quả ghi hai lần như nhau, lấy một" if summary.twice else ""
    yield f"Kết quả lấy được: {counts}; {sum(t.blanks for t in summary.tables if not t.refused)} ô không có kết quả (chưa có số liệu){twice}."
    absent = [name for unit_id, name in wanted.titles.items() if unit_id not in summary.communes]
    if absent and summary.communes:
        yield f"Không có trong bảng: {_some(absent)} ({len(absent)} xã)."
    yield from _listed("Cần xem lại", [_note(note) for note in summary.notes])
    yield from _listed("Chưa rõ", [_question(question) for question in summary.answers.open])
    unfitting = [f"{sheet or 'cả bảng'} {cell}".strip() for _, sheet, cell, _ in summary.answers.unfitting]
    yield from _listed("Câu trả lời không còn khớp với bảng", unfitting)


def _table(table: Table, communes: int) -> Iterator[str]:
    name = f"Trang {in_quotes(table.sheet)}"
    if table.refused:
        yield f"{name}: không lấy, {table.refused}."
        return
    yield f"{name}: {len(table.communes)}/{communes} xã{', mỗi xã một cột' if table.page.is_turned else ''}."
    for (kind, why), group in groupby(table.columns, key=lambda c: (c.kind, c.why if c.kind in (LEFT, OPEN) else "")):
        columns = list(group)
        yield f"  {_span(table, columns)}: {_taken_for(kind, columns)}" + (
            f" – {why}: {_some([in_quotes(c.heading) for c in columns])}" if why else ""
        )
    for why, rows in table.left_out.items():
        yield f"  Bỏ {len(rows)} {'cột' if table.page.is_turned else 'dòng'}, {why}: {_some([_row(table, row) for row in rows])}"


def _row(table: Table, row: Row) -> str:
    is_turned = table.page.is_turned
    return f"{row.name} ({f'cột {column_letters(row.index)}' if is_turned else f'dòng {row.index + 1}'})"


def _span(table: Table, columns: Sequence[Column]) -> str:
    indices = [column.index for column in columns]
    return f"{'Dòng' if table.page.is_turned else 'Cột'} {table.page.span(indices)}"


def _taken_for(kind: str, columns: Sequence[Column]) -> str:
    """Return what columns are taken for: "tiêu chí 1–19", "chỉ tiêu 4.1, 4.2"."""
    if kind != RESULT:
        return _WORDS[kind]
    codes = [column.code for column in columns]
    whole = [code for code in codes if "." not in code]
    parts = sorted((code for code in codes if "." in code), key=natural_key)
    return "; ".join(
        filter(None, [f"tiêu chí {_numbers(whole)}" if whole else "", f"chỉ tiêu {', '.join(parts)}" if parts else ""])
    )


def _numbers(codes: Sequence[str]) -> str:
    numbers = [int(code) for code in codes]
    is_run = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}–{numbers[-1]}" if is_run else ", ".join(codes)


def _some(names: Sequence[str]) -> str:
    more = f" và {len(names) - _SHOWN} nữa" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more


def _listed(title: str, lines: Sequence[str]) -> Iterator[str]:
    if lines:
        yield f"{title} ({len(lines)}):"
    yield from (f"  - {line}" for line in lines[:_SHOWN])
    if len(lines) > _SHOWN:
        yield f"  - … và {len(lines) - _SHOWN} điều nữa"


def _note(note: Note) -> str:
    place = "!".join(filter(None, [note.sheet, note.cell]))
    return f"{place}: {note.text}" if place else note.text


def _question(question: Question) -> str:
    place = "!".join(filter(None, [question.sheet, question.cell]))
    text = f"Cột {in_quotes(question.shown)}: {question.text}" if question.is_column else question.text
    return f"{f'{place}: ' if place else ''}{text} (nay: {question.taken_for})"
