"""Whether a change of the code changes what people read: makes every kind of output with a checkout's code, and compares two such folders.

    python -m tests.same_pages make FOLDER      with the code of the checkout that it is run in
    python -m tests.same_pages compare A B      every page, table and form byte for byte, but for the trace ids

Executed notebooks, manifests and logs name modules and are left out.
"""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.browser.area_cases import make_area_pages
from tests.browser.edge_cases import EDGE_COMMUNES, make_edge_cases
from tests.conftest import ROOT
from tests.second_district import make_second_district, write_all_forms
from tests.several_districts import make_several_districts

_EDITION = re.compile(rb'class="edition">([0-9a-f]+)<')
_HASH = re.compile(rb"\b[0-9a-f]{64}\b")  # of a form that was made for this, with the time of its making in it
_COMPARED = (".html", ".csv", ".xlsx")
_INPUTS = {
    "submissions",
    "received",
    "reference",
    "conclusions",
    "illustrative",
}  # folders of what the outputs are made from


def make(folder: Path) -> None:
    """Build both seasons, the edge cases, the second district, several districts and the pages above many; forms and returned copies."""
    folder.mkdir(parents=True)
    for season in ("2020", "2021"):
        _ntm(ROOT, "build", "--season", season, "--output", str(folder / f"mua-{season}"))
    for command in ("forms", "check"):
        _ntm(ROOT, command, "--season", "2021", "--output", str(folder / command))
    second = make_second_district(folder / "huyen-thu")
    for season in ("2029", "2030-06"):  # before any form is in
        _ntm(second, "build", "--season", season, "--output", str(folder / f"huyen-thu-trong-{season}"))
    write_all_forms(second)
    for command in (["build"], ["forms"], ["check"], ["build", "--season", "2029", "--issue", "2030-01-15"]):
        _ntm(second, *command)
    edge = make_edge_cases(folder / "bat-thuong")
    chosen = [part for unit_id in EDGE_COMMUNES for part in ("--commune", unit_id)]
    _ntm(edge, "build", "--season", "2021", *chosen)
    _ntm(edge, "check", "--season", "2021")
    _ntm(make_several_districts(folder / "nhieu-huyen"), "build")
    make_area_pages(folder / "tren-huyen")


def _ntm(workbook: Path, *arguments: str) -> None:
    """Run the command with this checkout's code; it may find errors in forms, which some of these have."""
    command = [sys.executable, "-m", "ntm_lib.cli", *arguments, "--workbook", str(workbook)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    said = (run.stdout.strip().splitlines() or [run.stderr])[-1]
    sys.stdout.write(f"{' '.join(arguments)}: {run.returncode}, {said}\n")
    sys.stdout.flush()


def differences(before: Path, after: Path) -> list[str]:
    """Return the paths of what is not the same in both folders."""
    ours, theirs = _contents(before), _contents(after)
    return [name for name in sorted({*ours, *theirs}) if ours.get(name) != theirs.get(name)]


def _contents(folder: Path) -> dict[str, bytes]:
    paths = [p for p in sorted(folder.rglob("*")) if p.suffix in _COMPARED and not _INPUTS & {*p.parts}]
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    editions = {edition for content in found.values() for edition in _EDITION.findall(content)}
    known = re.compile(b"|".join(sorted(editions)) or b"(?!)")
    return {
        name: _parts(content)
        if name.endswith(".xlsx")
        else _HASH.sub(b"", known.sub(b"", content)).replace(_name(folder), b"")
        for name, content in found.items()
    }


def _name(folder: Path) -> bytes:
    return str(folder).encode()


def _parts(content: bytes) -> bytes:
    """Return a workbook's parts one after another: a file that a program packs has the time of its packing in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = [name.encode() + b"\n" + package.read(name) for name in sorted(package.namelist())]
    return b"\n".join(part for part in parts if not part.startswith(b"docProps/core.xml"))


def main(command: str, *folders: str) -> int:
    if command == "make":
        make(Path(folders[0]).resolve())
        return 0
    found = differences(*(Path(folder).resolve() for folder in folders[:2]))
    compared = len(_contents(Path(folders[0]).resolve()))
    sys.stdout.write("\n".join([*found, f"{compared} files compared, {len(found)} differ"]) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
