"""The table of the batch benchmark, made from its figures, and the page about it in docs/."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from measuring import median, spread

PEERS = {
    "commands": "papermill and nbconvert commands in a loop",
    "api": "papermill's and nbconvert's API in a loop",
    "embedded": "ploomber-engine's embedded engine in a loop",
}
FASTER_COLD = {"commands": 12, "api": 5}
FASTER_MANY = {"commands": 60, "api": 24, "embedded": 3}
ABOVE_FLOOR, UNCHANGED_SECONDS, UNCHANGED_MANY_SECONDS, WORKER_MB = 1.3, 1.5, 60, 500
CLUSTER = 1.25
LINEAR = 1.15  # seconds a page at the largest count over those at the smallest
FLAT = 1.2  # the same of the parent's memory: it has the list of all communes, 4 KB each


@dataclass(frozen=True)
class Row:
    """One line of the table, in words; `reached` is "" where nothing is to be reached."""

    measure: str
    ours: str
    peers: str
    ratio: str = ""
    to_reach: str = ""
    reached: str = ""


def rows(figures: dict[str, Any]) -> list[Row]:
    """Return the whole table."""
    parts = (_cold, _many, _floor, _unchanged, _cluster, _scale)
    return [row for part in parts for row in part(figures)]


def _cold(figures: dict[str, Any]) -> list[Row]:
    own = figures["cold"]
    return [
        _faster("9 communes, cold start to last file", f"{spread(own)} s", f"{_peer(kind)}: {there['cold']:.1f} s",
                there["cold"] / median(own), FASTER_COLD[kind])
        for kind, there in figures["peers"].items() if kind in FASTER_COLD
    ]  # fmt: skip


def _many(figures: dict[str, Any]) -> list[Row]:
    many = figures["many"]
    rate = many["communes"] / many["process"]
    measure = f"reports a second, {many['communes']} communes, {figures['workers']} workers"
    return [
        _faster(measure, f"{rate:.2f}", f"{_peer(kind)}: {there['rate']:.3f}", rate / there["rate"], FASTER_MANY[kind])
        for kind, there in figures["peers"].items()
    ]


def _floor(figures: dict[str, Any]) -> list[Row]:
    found = []
    for kind, name in (("fixed", "fixed notebook"), ("workbook", "the real commune notebook")):
        there = figures["floor"][kind]
        for floor, how in (("floor", "floor, one process"), ("floor_on_all_cores", "floor, one process a core")):
            ratio = median(there["ours"]) / median(there[floor])
            found.append(
                Row(f"seconds a report and core, {name}", spread(there["ours"]), f"{how}: {spread(there[floor])}",
                    f"{ratio:.2f}", f"≤ {ABOVE_FLOOR}", _yes(ratio <= ABOVE_FLOOR))
            )  # fmt: skip
    return found


def _unchanged(figures: dict[str, Any]) -> list[Row]:
    there = figures["unchanged"]
    above = max(there["again"]) - median(there["python"])  # the slowest: no build of the three has anything to do
    return [
        Row("9 communes, nothing changed, above interpreter start", f"{above:.2f} s ({', '.join(f'{s:.2f}' for s in there['again'])})",
            f"full build: {there['full']:.1f} s", f"{there['full'] / above:.1f}", f"< {UNCHANGED_SECONDS} s", _yes(above < UNCHANGED_SECONDS))
    ]  # fmt: skip


def _cluster(figures: dict[str, Any]) -> list[Row]:
    there = figures["cluster"]
    ratio = median(there["dask"]) / median(there["local"])
    return [
        Row(f"Dask, 2 workers on loopback, {there['communes']} communes in their districts, {there['files']} files of the same bytes",
            f"{spread(there['dask'])} s", f"local, 2 workers: {spread(there['local'])} s", f"{ratio:.2f}", f"≤ {CLUSTER}", _yes(ratio <= CLUSTER))
    ]  # fmt: skip


def _scale(figures: dict[str, Any]) -> list[Row]:
    runs = figures["scale"]
    first, last = runs[0], runs[-1]
    measure = f"{', '.join(str(run['communes']) for run in runs)} communes, whole workbooks"
    linear = _each_page(last, last["seconds"]) / _each_page(first, first["seconds"])
    flat = last["parent_mb"] / first["parent_mb"]
    worker = max(run["worker_mb"] for run in runs)
    slowest = [max(run["seconds_unchanged"]) for run in runs]
    again = _each_page(last, slowest[-1]) / _each_page(first, slowest[0])
    return [
        Row(f"{measure}: pages", _each(runs, "pages"), f"in districts: {_each(runs, 'districts')}"),
        Row(f"{measure}: every commune's page right", _each(runs, "all_right", _yes), "", "", "all", _yes(all(r["all_right"] for r in runs))),
        Row(f"{measure}: seconds", _each(runs, "seconds"), "", f"{linear:.2f} a page", f"≤ {LINEAR}", _yes(linear <= LINEAR)),
        Row(f"{measure}: parent's memory, MB", _each(runs, "parent_mb"), "", f"{flat:.2f}", f"≤ {FLAT}", _yes(flat <= FLAT)),
        Row(f"{measure}: a worker's memory, MB", _each(runs, "worker_mb"), "", "", f"< {WORKER_MB}", _yes(worker < WORKER_MB)),
        Row(f"{measure}: nothing changed, seconds", ", ".join(map(str, slowest)), "", f"{again:.2f} a page",
            f"< {UNCHANGED_MANY_SECONDS}", _yes(slowest[-1] < UNCHANGED_MANY_SECONDS)),
        Row(f"{measure}: largest page above the districts, KB", _each(runs, "largest_above_kb"), f"pages above: {_each(runs, 'pages_above')}"),
    ]  # fmt: skip


def _each_page(run: dict[str, Any], seconds: float) -> float:
    return seconds / float(run["pages"])


def _faster(measure: str, own: str, there: str, ratio: float, least: int) -> Row:
    return Row(measure, own, there, f"{ratio:.1f} x", f"≥ {least} x", _yes(ratio >= least))


def _peer(kind: str) -> str:
    return PEERS[kind]


def _yes(is_so: object) -> str:
    return "yes" if is_so else "no"


def _each(runs: Sequence[dict[str, Any]], name: str, written: Any = str) -> str:
    return ", ".join(written(run[name]) for run in runs)


def table(result: dict[str, Any]) -> str:
    """Return machine and table as text."""
    about = ", ".join(f"{name}: {value}" for name, value in result["figures"]["machine"].items())
    head = ["| measure | ours | beside | ratio | to reach | reached |", "|---|---|---|---|---|---|"]
    lines = [f"| {' | '.join(row.values())} |" for row in result["rows"]]
    note = ["", "Small counts (--quick): cold starts weigh more than in a full run."] if result["quick"] else []
    return "\n".join([about, "", *head, *lines, *note])


METHOD = """# Performance

`python benchmarks/batch.py` measures this page's table in one run and writes benchmarks/batch.json; `--write-docs` writes this page from
it. Peers are an extra: `pip install .[benchmarks]`. Ratios are of one run; seconds differ from machine to machine.

{table}

## What is measured, and how

- **One notebook for all.** benchmarks/fixed_report.ipynb reads a small CSV of its commune (6 seasons, 8 indicators), draws three charts
  with pyplot, and shows two tables with pandas. It knows nothing of this project. Communes, their names and figures are made up.
- **Every page is checked**, ours and the peers': its heading, its own code, no other commune's name or code, all 64 figures of the tables.
- **Peers** run one report after another, as their users write it: the two commands a report; their Python API in a loop in one process, with
  one HTML exporter for all; the same with ploomber-engine's embedded engine. Their rate is the median of a sample of {loops} reports
  ({commands} for the commands), the first left out; nine cold reports are start and first report as measured, and eight at that median.
- **Ours** is timed from the start of the process to its end, with two workers.
- **The floor** is the notebook's own code, cell after cell in a fresh namespace of a warm process; figures are drawn as PNG, displayed
  objects are kept and not turned into HTML. It is taken with one process, and with one process on each core at once, since cores
  share cache and memory: ours uses all of them.
- **Memory** is the resident memory of the parent, and of one report's processes together, sampled five times a second; pages shared after a
  fork are counted in each.
- **Scale** is measured on whole workbooks: real Excel forms of two seasons, districts of twenty communes, all their pages, and the pages
  above them. Each commune's page is checked: heading, code, and every share that its form states.
- **Noise.** What is short is taken three times; the table has the median, and the smallest and the largest in brackets. Of builds with
  nothing changed the slowest counts.

## Reports a second: how far it can go

The floor makes no page at all. With nothing above it, {workers} cores would draw {floor_rate:.1f} of these reports a second: {beside}.
What is asked beyond that can't be reached by an engine that runs the notebook as it stands; the figures to reach came from a computer
where the commands took 10 s and the API loop 3.9 s a report.

What a report costs above the floor is some 80 ms, whatever the computer: the ratio was 1.25 on one that drew the floor in 310 ms, 1.42 on one that drew
it in 206 ms, and 1.30 there with the rehearsal below, which is later than this table.

Where the time of a report goes, by hand on the same kind of machine, alone, in milliseconds of 345:

| what | ms |
|---|---|
| the notebook's own code, as in the floor | 285 |
| page faults: memory shared after the fork and written to, some 9,000 pages | 27 |
| forking the cells' process, and its end | 13 |
| papermill, nbclient, nbformat: parameters, checks, outputs, saving | 12 |
| HTML page, its check, its manifest, flushed to the disk | 6 |

What was tried for it, in milliseconds a report: figures set up for display once in the parent, 17 less; the check of the finished page by
searches for plain text, 6 less; garbage looked for every 50,000 objects and not every 700, 13 less; one cell rehearsed in the parent, that
reads, shows a table and draws, 9 less (282 for 291, three times by turns). Not kept: each worker on a core of its own, 5 less, but a bad guest beside other work; PNG packed less tightly, 10
less, but files 8 % larger and other than a kernel's; memory held back by malloc, 4 less, within noise; three workers on two cores, nothing;
not waiting for the end of the cells' process, nothing, since the core is as busy.

Where the time of the real commune page goes: its notebook's cells in a warm process, in processor time, each part's median over nine communes three times,
before and after the strips became marks in the page and the count over the years got axes that are kept; in hundredths of the page before:

| what | before | after |
|---|---|---|
| first screen and headline | 23 | 22 |
| strip of twelve figures, drawn and written | 17 | 4 |
| count over the years | 15 | 7 |
| four courses; now with two more names and the present pace | 15 | 17 |
| every indicator, notes, sources | 13 | 12 |
| promises, pace, drafted items | 5 | 4 |
| villages, money, own words | 4 | 5 |
| communes of a similar size | 2 | 3 |
| criteria over the seasons, reading the data, all else | 6 | 7 |
| the page | 100 | 81 |

Drawing was 13 each for strips, courses and count, and is 0, 16 and 6. In three pairs by turns the page took 0.84, 0.77 and 0.81 of what it had (the first pair with the count as before); it is a tenth smaller.
"""


def docs(result: dict[str, Any]) -> str:
    """Return docs/performance.md."""
    figures = result["figures"]
    there, workers = figures["peers"], figures["workers"]
    rate = workers / median(figures["floor"]["fixed"]["floor"])
    beside = ", ".join(f"{rate / peer['rate']:.1f} x {_peer(kind)}" for kind, peer in there.items())
    return METHOD.format(
        table=table(result), loops=len(there["api"]["seconds"]), commands=len(there["commands"]["seconds"]), workers=workers,
        floor_rate=rate, beside=beside,
    )  # fmt: skip
