"""Many made-up communes: time and memory by their number, and whether each page is right."""

import re
import subprocess
import sys
import time
from html import unescape
from pathlib import Path
from typing import Any

import ours
from made_up_communes import made_up_communes, write_tables
from made_up_forms import FormMaker
from made_up_workbook import SEASONS, District, districts_of, write_workbook
from measuring import sampled, seconds_of

from ntm_lib.workbook import Workbook

_NOT_TEXT = re.compile(r"<style\b.*?</style>|<[^>]*>", re.DOTALL)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def fixed_at(folder: Path, count: int, workers: int) -> dict[str, Any]:
    """Build the fixed notebook for `count` communes, with an eye on memory; return the figures."""
    communes = made_up_communes(count)
    write_tables(folder / "tables", communes)
    output = folder / f"scale-{count}"
    started = time.perf_counter()
    process = ours.start("fixed", folder / "tables", output, count, workers)
    with sampled(process.pid) as memory:
        ours.finish(process)
    seconds = time.perf_counter() - started
    return _figures(count, seconds, memory.parent, memory.worker, ours.wrong(output, communes))


def workbook_at(folder: Path, count: int, workers: int) -> dict[str, Any]:
    """Write a whole workbook of `count` communes, build it, and build it again; return the figures."""
    root, output = folder / f"workbook-{count}", folder / f"workbook-{count}-reports"
    started = time.perf_counter()
    districts = districts_of(count)
    write_workbook(root, districts, workers=workers)
    forms_a_second = count * len(SEASONS) / (time.perf_counter() - started)
    command = build_command(root, output, workers)
    started = time.perf_counter()
    process = subprocess.Popen([str(word) for word in command], stdout=subprocess.DEVNULL)
    with sampled(process.pid) as memory:
        status = process.wait()
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"ntm build of {count} made-up communes ended with status {status}.")
    wrong = [name for district in districts for name, found in page_faults(root, output, district).items() if found]
    unchanged = [seconds_of(command) for _ in range(2)]
    return _figures(count, seconds, memory.parent, memory.worker, wrong) | {
        "forms_written_a_second": round(forms_a_second, 1), "seconds_unchanged": [round(s, 2) for s in unchanged],
    }  # fmt: skip


def build_command(root: Path, output: Path, workers: int) -> list[object]:
    """Return the command that builds a workbook's current season into `output`."""
    options = ["--workbook", root, "--output", output, "--workers", workers]
    return [sys.executable, "-m", "ntm_lib.cli", "build", *options]


def page_faults(root: Path, output: Path, district: District) -> dict[str, list[str]]:
    """Return what is wrong with each commune's page of a made-up workbook: its heading, its code, the shares its form states."""
    workbook = Workbook.open(root).of_district(district.district_id)
    maker = FormMaker(workbook, workbook.season(SEASONS[-1]))
    found = {}
    for commune in district.communes:
        page = (output / district.district_id / "xa" / f"{commune.unit_id}.html").read_text(encoding="utf-8")
        text = unescape(_NOT_TEXT.sub(" ", page))
        numbers = set(_NUMBER.findall(text))
        said = {
            "heading": re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [f"Xã {commune.name}"],
            "code": set(re.findall(r"\b\d{5}\b", text)) == {commune.code},
            "figures": {shown(value) for value in maker.shares(commune)} <= numbers,
        }
        found[commune.unit_id] = [name for name, is_right in said.items() if not is_right]
    return found


def shown(value: float) -> str:
    """Return a share as a page writes it: 86.5 as 86,5."""
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _figures(count: int, seconds: float, parent: float, worker: float, wrong: list[str]) -> dict[str, Any]:
    return {
        "communes": count, "seconds": round(seconds, 1), "reports_a_second": round(count / seconds, 2),
        "parent_mb": round(parent), "worker_mb": round(worker), "wrong_pages": wrong[:10], "all_right": not wrong,
    }  # fmt: skip
