"""Workbooks of many made-up communes: time and memory by their number, and whether each page is right."""

import re
import shutil
import subprocess
import sys
import time
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path
from typing import Any

from made_up_forms import FormMaker
from made_up_workbook import SEASONS, District, districts_of, write_workbook
from measuring import sampled, seconds_of

from ntm_lib.workbook import Workbook

_NOT_TEXT = re.compile(r"<style\b.*?</style>|<[^>]*>", re.DOTALL)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def workbook_at(folder: Path, count: int, workers: int) -> dict[str, Any]:
    """Write a whole workbook of `count` communes, build it with an eye on memory, and build it again; return the figures."""
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
    pages = [path.stat().st_size for path in output.rglob("*.html")]
    above = [path.stat().st_size for path in [*output.glob("*.html"), *output.glob("tinh/*.html")]]
    shutil.rmtree(output)
    shutil.rmtree(root)
    return {
        "communes": count, "districts": len(districts), "pages": len(pages), "seconds": round(seconds, 1),
        "parent_mb": round(memory.parent), "worker_mb": round(memory.worker), "wrong_pages": wrong[:10], "all_right": not wrong,
        "forms_written_a_second": round(forms_a_second, 1), "seconds_unchanged": [round(s, 2) for s in unchanged],
        "pages_above": len(above), "largest_above_kb": round(max(above) / 1000),
    }  # fmt: skip


def build_command(root: Path, output: Path, workers: int) -> list[object]:
    """Return the command that builds a workbook's current season into `output`."""
    options = ["--workbook", root, "--output", output, "--workers", workers]
    return [sys.executable, "-m", "ntm_lib.cli", "build", *options]


def page_faults(root: Path, output: Path, district: District) -> dict[str, list[str]]:
    """Return what is wrong with each commune's page of a made-up workbook: its heading, its code, the shares its form states."""
    workbook = Workbook.open(root).of_place(district.district_id)
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


def shown(share: Decimal) -> str:
    """Return a share as a page writes it: 86.5 as 86,5, and 88.125 as 88,13."""
    rounded = share.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return f"{rounded}".rstrip("0").rstrip(".").replace(".", ",")
