"""Our side: notebooks through the project's batch engine, in a process of its own.

    python benchmarks/ours.py fixed <folder of tables> <output folder> <number of communes> <workers>
    python benchmarks/ours.py workbook <workbook> <output folder> <number of reports> <workers>

builds a page a commune and prints as JSON the seconds from the first report's start to the last file, imports left out, and what failed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import fixed_report
from made_up_communes import Commune, made_up_communes

import ntm_lib.cli  # noqa: F401 - sets what must be set before numpy is imported, as for `ntm build`

# The only three places where the benchmark meets the library's batch


def run(plans: Iterator[Any], output: Path, workers: int) -> list[str]:
    """Build the planned reports; return what failed."""
    from ntm_lib.publishing.batch import run_reports  # noqa: PLC0415
    from ntm_lib.publishing.limits import Limits  # noqa: PLC0415
    from ntm_lib.publishing.page import Frame  # noqa: PLC0415

    events = run_reports(
        plans, Frame(footer="Số liệu giả định", abbreviations={}), output, workers, "benchmark", Limits()
    )
    return [f"{event.key}: {event.error}" for event in events if event.state.failed]


def fixed_plans(tables: Path, count: int) -> Iterator[Any]:
    """Return a plan of the fixed notebook for each of `count` made-up communes."""
    from ntm_lib.publishing import warm  # noqa: F401, PLC0415 - what a build imports first
    from ntm_lib.publishing.report import ReportPlan  # noqa: PLC0415

    return (
        ReportPlan(
            key=commune.unit_id, title=f"Xã {commune.name}", heading=f"Xã {commune.name}", page_title=f"Báo cáo xã {commune.name}",
            notebook=fixed_report.NOTEBOOK, parameters=fixed_report.parameters(tables, commune), page=page_of(commune),
        )
        for commune in made_up_communes(count)
    )  # fmt: skip


def workbook_plans(root: Path, count: int) -> Iterator[Any]:
    """Return `count` plans of the real commune notebook: the workbook's communes, one round after another, each to its own page."""
    from ntm_lib.presentation.kinds import COMMUNE  # noqa: PLC0415
    from ntm_lib.publishing import warm_pages  # noqa: F401, PLC0415
    from ntm_lib.publishing.plan import plan_season  # noqa: PLC0415
    from ntm_lib.workbook import Workbook  # noqa: PLC0415

    workbook = Workbook.open(root)
    planned = plan_season(workbook, workbook.season(workbook.current_season)).reports
    own = [plan for plan in planned if plan.notebook.name == COMMUNE.notebook]
    rounds = islice(cycle(own), count)
    return (
        replace(plan, key=f"{number}-{plan.key}", page=f"{number}/{plan.key}.html")
        for number, plan in enumerate(rounds)
    )


def page_of(commune: Commune) -> str:
    return f"xa/{commune.unit_id}.html"


def wrong(output: Path, communes: list[Commune]) -> list[str]:
    """Return what is wrong with the pages of `communes` in `output`; their charts are looked for in the notebook beside them, too."""
    found = fixed_report.wrong_pages({page_of(commune): commune for commune in communes}, output)
    executed = ((output / page_of(commune)).with_suffix(".ipynb") for commune in communes)
    drawn = {path.name: fixed_report.charts(path.read_text(encoding="utf-8")) for path in executed if path.is_file()}
    return found + [f"{name}: {count} charts" for name, count in drawn.items() if count != fixed_report.CHARTS]


def start(kind: str, source: Path, output: Path, count: int, workers: int) -> "subprocess.Popen[str]":
    """Start a process that builds `count` pages."""
    command = [sys.executable, __file__, kind, str(source), str(output), str(count), str(workers)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def finish(process: "subprocess.Popen[str]") -> float:
    """Wait for what `start` returned; return the seconds it took once it was warm. Raises SystemExit with what failed."""
    said, _ = process.communicate()
    told = json.loads(said.splitlines()[-1]) if process.returncode == 0 else {"failed": [said]}
    if told["failed"]:
        raise SystemExit("\n".join(told["failed"][:10]))
    return float(told["seconds"])


if __name__ == "__main__":
    plans = {"fixed": fixed_plans, "workbook": workbook_plans}[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[4]))
    started = time.perf_counter()
    failed = run(plans, Path(sys.argv[3]), int(sys.argv[5]))
    sys.stdout.write(json.dumps({"seconds": time.perf_counter() - started, "failed": failed}) + "\n")
