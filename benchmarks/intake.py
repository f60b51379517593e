"""Forms read and checked a second: this workbook's reader beside the plain way over openpyxl, on the same files in one run.

    python benchmarks/intake.py [number of forms, default 1000]

Both sides use two workers, find the same observations and findings (compared), and fill the same tables; the plain way only reads the
files with openpyxl: once for the values, once for formulas, formats, comments and merged cells. Prints a table and writes intake.json.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import openpyxl
from made_up_workbook import one_district, write_workbook
from measuring import sampled

from ntm_lib.errors import IntakeError
from ntm_lib.intake import form as layout
from ntm_lib.intake import submissions as intake
from ntm_lib.intake.reading.form_reader import read_tables
from ntm_lib.intake.submissions import Submissions, read_submissions
from ntm_lib.spreadsheet.apart import Reading, Request
from ntm_lib.spreadsheet.opened import Marks, Opened, place
from ntm_lib.spreadsheet.styles import format_of
from ntm_lib.workbook import Workbook

WORKERS = 2
SEASON = "2021"
FAULTY = 0.05


def make_workbook(folder: Path, count: int) -> Workbook:
    """Write a workbook of `count` made-up communes with filled forms, one in twenty with a fault, and return it."""
    return Workbook.open(write_workbook(folder, one_district(count), [SEASON], FAULTY, WORKERS))


# The plain way


def opened_with_openpyxl(path: str) -> Opened:
    """Return a form's sheets and marks as openpyxl gives them."""
    values = openpyxl.load_workbook(path, data_only=True)
    book = openpyxl.load_workbook(path)
    grids = {
        sheet.title: [["" if value is None else value for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in values
    }
    return Opened(grids, {sheet.title: marks_of(sheet, values[sheet.title]) for sheet in book})


def marks_of(sheet: Any, values: Any) -> Marks:
    marks = Marks(is_hidden=sheet.sheet_state != "visible")
    for row in sheet.iter_rows():
        for cell in row:
            at = (cell.row - 1, cell.column - 1)
            if cell.data_type == "f":
                marks.formulas[at] = str(cell.value)[1:]
                if values.cell(cell.row, cell.column).value is None:
                    marks.uncomputed.add(at)
            if cell.data_type == "e":
                marks.errors.add(at)
            if cell.comment is not None:
                marks.comments[at] = cell.comment.text
            shown_as = format_of(cell.number_format or "")
            if shown_as.is_percent:
                marks.percents.add(at)
            if shown_as.says_something and not isinstance(cell.value, str):
                marks.formats[at] = shown_as
    ends = [str(cells.coord).split(":") for cells in sheet.merged_cells.ranges]
    marks.merged = [(place(first), place(last)) for first, last in ends]
    marks.hidden_rows = {number - 1 for number, row in sheet.row_dimensions.items() if row.hidden}
    return marks


def plain_reading(request: Request) -> Reading:
    try:
        return Reading(read_tables(opened_with_openpyxl(request[0]), layout.COMMUNE_SHEETS))
    except IntakeError as error:
        return Reading(None, error.check, str(error))


def plain_readings(requests: list[Request], workers: int | None) -> Iterator[Reading]:
    with ProcessPoolExecutor(WORKERS) as pool:
        yield from pool.map(plain_reading, requests, chunksize=8)


def read_plainly(workbook: Workbook) -> Submissions:
    """Read as read_submissions does, with the plain readings in place of the parser processes."""
    ours, intake.read_forms = intake.read_forms, plain_readings  # type: ignore[assignment]
    try:
        return read_submissions(workbook, [workbook.season(SEASON)], WORKERS)
    finally:
        intake.read_forms = ours


# Measuring


def measured(read: Callable[[Workbook], Submissions], workbook: Workbook) -> tuple[Submissions, float, float]:
    with sampled(os.getpid(), every=0.05) as memory:
        started = time.perf_counter()
        found = read(workbook)
        seconds = time.perf_counter() - started
    return found, seconds, memory.whole


def read_ours(workbook: Workbook) -> Submissions:
    return read_submissions(workbook, [workbook.season(SEASON)], WORKERS)


def same(ours: Submissions, plain: Submissions) -> bool:
    """Return whether both sides found the same observations and findings."""
    key = ["source_file", "sheet", "cell", "check", "message"]
    findings = [table.findings.sort_values(key)[key].reset_index(drop=True) for table in (ours, plain)]
    return ours.observations.equals(plain.observations) and findings[0].equals(findings[1])


def main(count: int) -> dict[str, object]:
    """Measure both sides in turn, three times, and return the median figures."""
    with tempfile.TemporaryDirectory() as folder:
        workbook = make_workbook(Path(folder) / "so", count)
        smaller = make_workbook(Path(folder) / "so-nho", max(count // 4, 1))
        read_ours(smaller)  # imports and caches of both sides are warm
        runs: dict[str, list[float]] = {"ours": [], "plain": []}
        memory = {"ours, a quarter of the forms": measured(read_ours, smaller)[2]}
        for _ in range(3):
            ours, seconds, mb = measured(read_ours, workbook)
            memory.setdefault("ours", mb)  # of the first: what plain leaves behind in this process would count later
            runs["ours"].append(seconds)
            plain, seconds, mb = measured(read_plainly, workbook)
            memory.setdefault("plain", mb)
            runs["plain"].append(seconds)
        if not same(ours, plain):
            raise SystemExit("The two sides do not find the same.")
    rates = {side: count / sorted(times)[1] for side, times in runs.items()}
    return {
        "forms": count,
        "workers": WORKERS,
        "forms_a_second": {side: round(rate, 1) for side, rate in rates.items()},
        "ratio": round(rates["ours"] / rates["plain"], 1),
        "ratio_of_single_runs": [round(p / o, 1) for o, p in zip(runs["ours"], runs["plain"], strict=True)],
        "peak_mb": {side: round(mb) for side, mb in memory.items()},
        "findings": len(ours.findings),
    }


def table(result: dict[str, Any]) -> str:
    rate, peak = result["forms_a_second"], result["peak_mb"]
    lines = [
        f"{result['forms']} forms, {result['workers']} workers on each side, {result['findings']} findings on both",
        "",
        "| | forms a second | peak memory, MB |",
        "|---|---|---|",
        f"| plain, over openpyxl | {rate['plain']} | {peak['plain']} |",
        f"| ntm_lib | {rate['ours']} | {peak['ours']} ({peak['ours, a quarter of the forms']} with a quarter of the forms) |",
        "",
        f"Ratio: {result['ratio']} (single runs: {', '.join(map(str, result['ratio_of_single_runs']))}).",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    figures = main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
    Path(__file__).with_suffix(".json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(table(figures) + "\n")
