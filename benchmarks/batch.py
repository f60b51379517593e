"""The batch engine beside its peers and its floor: one command, one table, one JSON.

    python benchmarks/batch.py [--quick]        measure, print the table, write batch.json; --quick takes small counts
    python benchmarks/batch.py --write-docs     write docs/performance.md from batch.json

All engines run the same notebook (fixed_report.ipynb) for the same made-up communes, and every page is checked to be right. Ratios are
taken in this one run; seconds differ from machine to machine.
"""

import json
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ours
import peers
from fixed_report import wrong_pages
from made_up_communes import made_up_communes, write_tables
from measuring import machine, median, repeated, seconds_of
from on_cluster import cluster_figures
from scale import build_command, workbook_at
from table import docs, rows, table

ROOT = Path(__file__).resolve().parents[1]
RESULT = Path(__file__).with_suffix(".json")
DOCS = ROOT / "docs" / "performance.md"
FLOOR = Path(__file__).with_name("floor.py")
WORKERS = 2
COLD = 9  # communes of a district


@dataclass(frozen=True)
class Counts:
    """How much of everything is measured."""

    commands: int  # reports of each peer
    loops: int
    many: int
    floor: int
    times: int  # how often what is short is measured
    cluster: int  # communes of the workbook built on a cluster
    scale: tuple[int, ...]  # communes of whole workbooks, in districts of twenty


FULL = Counts(commands=9, loops=12, many=1000, floor=24, times=3, cluster=100, scale=(100, 1000, 8000))
QUICK = Counts(commands=2, loops=4, many=40, floor=9, times=1, cluster=40, scale=(20, 40))


def measured(counts: Counts, folder: Path) -> dict[str, Any]:
    """Measure everything, one after another; what is short again and again."""
    tables = folder / "tables"
    write_tables(tables, made_up_communes(max(counts.many, COLD, counts.floor)))
    return {
        "machine": machine(),
        "workers": WORKERS,
        "peers": peer_figures(counts, tables, folder / "peers"),
        "cold": repeated(lambda: build_once(tables, folder / "cold", COLD)["process"], counts.times),
        "many": {"communes": counts.many, **build_once(tables, folder / "many", counts.many)},
        "floor": floor_figures(counts, tables, folder),
        "unchanged": unchanged_figures(folder),
        "cluster": cluster_figures(folder, counts.cluster, WORKERS, counts.times),
        "scale": [workbook_at(folder, count, WORKERS) for count in counts.scale],
    }


def peer_figures(counts: Counts, tables: Path, output: Path) -> dict[str, Any]:
    """Return each peer's seconds a report, and what nine cold reports take: measured, or worked out from fewer."""
    codes = [commune.code for commune in made_up_communes(counts.loops)]
    seconds = peers.run_commands(tables, output / "commands", codes[: counts.commands])
    figures = {"commands": {"seconds": seconds, "rate": 1 / median(seconds), "cold": COLD * median(seconds)}}
    for kind in ("api", "embedded") if peers.has_embedded() else ("api",):
        seconds, whole = peers.run_loop(kind, tables, output / kind, codes)
        usual = median(seconds[1:])
        cold = whole - sum(seconds) + seconds[0] + (COLD - 1) * usual
        figures[kind] = {"seconds": seconds, "rate": 1 / usual, "cold": cold}
    for kind, found in figures.items():
        pages = {f"{c.code}.html": c for c in made_up_communes(len(found["seconds"]))}
        stop_if(wrong_pages(pages, output / kind))
    return figures


def build_once(tables: Path, output: Path, count: int) -> dict[str, float]:
    """Build `count` pages of ours in a new process; return its seconds from start to end, and those once it was warm."""
    shutil.rmtree(output, ignore_errors=True)
    started = time.perf_counter()
    warm = ours.finish(ours.start("fixed", tables, output, count, WORKERS))
    whole = time.perf_counter() - started
    stop_if(ours.wrong(output, made_up_communes(count)))
    return {"process": whole, "warm": warm}


def floor_figures(counts: Counts, tables: Path, folder: Path) -> dict[str, Any]:
    """Return seconds a report and core of the floor and of ours: of the fixed notebook, and of the real one on the project's data."""
    root = own_workbook(folder / "own")
    figures = {}
    for kind, source in (("fixed", tables), ("workbook", root)):
        count = counts.floor if kind == "fixed" else min(counts.floor, COLD)
        alone, together, built = [], [], []
        for number in range(counts.times):
            alone += peers.json_of(FLOOR, kind, source, count)[0]
            together += [s for each in peers.json_of(FLOOR, kind, source, count, copies=WORKERS) for s in each]
            output = folder / f"floor-{kind}-{number}"
            built.append(ours.finish(ours.start(kind, source, output, 4 * COLD, WORKERS)) * WORKERS / (4 * COLD))
        figures[kind] = {"floor": alone, "floor_on_all_cores": together, "ours": built}
    return figures


def unchanged_figures(folder: Path) -> dict[str, Any]:
    """Build the project's own workbook, then again with nothing changed; return the seconds."""
    root = own_workbook(folder / "unchanged")
    command = build_command(root, folder / "unchanged-reports", WORKERS)
    full = seconds_of(command)
    return {
        "full": full,
        "again": repeated(lambda: seconds_of(command)),
        "python": repeated(lambda: seconds_of([sys.executable, "-c", "pass"])),
    }


def own_workbook(root: Path) -> Path:
    """Return a copy of the project's own workbook, without what earlier builds kept."""
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("cache", "received", ".*"))
    return root


def stop_if(wrong: list[str]) -> None:
    """A speed of wrong pages is no speed."""
    if wrong:
        raise SystemExit("Wrong pages:\n" + "\n".join(wrong[:20]))


def rounded(figures: Any) -> Any:
    """Return the figures with four digits after the point."""
    if isinstance(figures, dict):
        return {name: rounded(value) for name, value in figures.items()}
    if isinstance(figures, list):
        return [rounded(value) for value in figures]
    return round(figures, 4) if isinstance(figures, float) else figures


def main(arguments: list[str]) -> None:
    if "--write-docs" in arguments:
        DOCS.write_text(docs(json.loads(RESULT.read_text(encoding="utf-8"))), encoding="utf-8")
        return
    is_quick = "--quick" in arguments
    with tempfile.TemporaryDirectory(prefix="ntm-benchmark-") as folder:
        figures = measured(QUICK if is_quick else FULL, Path(folder))
    result = {"quick": is_quick, "rows": [vars(row) for row in rows(figures)], "figures": rounded(figures)}
    RESULT.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(table(result) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
