"""The floor: a notebook's own code run as one plain script in a warm process. Figures are drawn, nothing else is made of them.

    python benchmarks/floor.py fixed <folder of tables> <number of communes>
    python benchmarks/floor.py workbook <workbook> <number of communes>

prints the seconds of each report as JSON.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from io import BytesIO, StringIO
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat

Job = tuple[dict[str, Any], Callable[[], None]]  # parameters, and what is called before the report's code


def script_of(notebook: Path) -> list[CodeType]:
    """Return the code cells of `notebook`, compiled; the one of the parameters is left out."""
    cells = nbformat.read(notebook, as_version=4).cells
    code = [c for c in cells if c.cell_type == "code" and "parameters" not in c.metadata.get("tags", [])]
    return [compile(cell.source, f"cell {number}", "exec") for number, cell in enumerate(code)]


def defaults_of(notebook: Path) -> dict[str, Any]:
    """Return the parameters as the notebook itself sets them."""
    cells = nbformat.read(notebook, as_version=4).cells
    names: dict[str, Any] = {}
    exec(next(c.source for c in cells if "parameters" in c.metadata.get("tags", [])), names)
    return {name: value for name, value in names.items() if not name.startswith("__")}


@contextmanager
def captured_display() -> Iterator[None]:
    """Take what the code displays, as a kernel would, and do nothing with it; a figure that is shown is drawn as a PNG."""
    import IPython.display as shown  # noqa: PLC0415
    import matplotlib.pyplot as plt  # noqa: PLC0415

    taken: list[Any] = []
    own_display, own_show = shown.display, plt.show

    def show(*_: Any, **__: Any) -> None:
        for number in plt.get_fignums():
            picture = BytesIO()
            plt.figure(number).savefig(picture, format="png", bbox_inches="tight")
            taken.append(picture)
        plt.close("all")

    shown.display, plt.show = (lambda *objects, **_: taken.extend(objects)), show
    try:
        with redirect_stdout(StringIO()):
            yield
    finally:
        shown.display, plt.show = own_display, own_show
        plt.close("all")


def run(notebook: Path, jobs: list[Job], warm_up: int = 2) -> list[float]:
    """Run the notebook's code for each job in a fresh namespace; return the seconds of each, without those that warm up."""
    script, defaults = script_of(notebook), defaults_of(notebook)
    os.chdir(notebook.parent)
    seconds = []
    for given, before in [*jobs[:warm_up], *jobs]:
        before()
        started = time.perf_counter()
        with captured_display():
            names = {"__name__": "__main__", **defaults, **given}
            for cell in script:
                exec(cell, names)
        seconds.append(time.perf_counter() - started)
    return seconds[warm_up:]


def fixed(tables: Path, count: int) -> list[float]:
    import matplotlib as mpl  # noqa: PLC0415
    from fixed_report import NOTEBOOK, parameters  # noqa: PLC0415
    from made_up_communes import made_up_communes  # noqa: PLC0415

    mpl.use("agg")
    return run(NOTEBOOK, [(parameters(tables, commune), lambda: None) for commune in made_up_communes(count)])


def workbook(folder: Path, count: int) -> list[float]:
    """Run the real commune notebook of a workbook, each time with the season's data at hand, as a build has it."""
    from functools import partial  # noqa: PLC0415

    from ntm_lib.handed import hand  # noqa: PLC0415
    from ntm_lib.presentation.kinds import COMMUNE  # noqa: PLC0415
    from ntm_lib.season_data import load_season  # noqa: PLC0415
    from ntm_lib.workbook import Workbook  # noqa: PLC0415

    book = Workbook.open(folder)
    season = book.season(book.current_season)
    data = load_season(book, season)
    jobs: list[Job] = [
        ({"season": season.name, "commune": unit.unit_id}, partial(hand, book, data.of_commune(book, unit)))
        for unit in book.communes(season)[:count]
    ]
    return run(book.notebooks_folder / COMMUNE.notebook, jobs)


if __name__ == "__main__":
    kind = {"fixed": fixed, "workbook": workbook}[sys.argv[1]]
    sys.stdout.write(json.dumps(kind(Path(sys.argv[2]), int(sys.argv[3]))) + "\n")
