"""A whole made-up workbook: made-up communes, the project's own reference data and notebooks, and filled Excel forms.

    python benchmarks/made_up_workbook.py <folder> <number of communes>

writes one and says how many forms a second were written.
"""

import shutil
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import ceil, sqrt
from pathlib import Path

from made_up_communes import Commune, made_up_communes
from made_up_forms import FormMaker

from ntm_lib.workbook import Workbook

ROOT = Path(__file__).resolve().parents[1]
SEASONS = ("2020", "2021")
_BATCH = 50  # forms a task

_DISTRICT = """
{head}
name = "{name}"
province = "{province}"
office = "Văn phòng Điều phối {name}"
communes = [{communes}]
"""
_SEASON = """
[[season]]
name = "{season}"
year = {season}
criteria_set = "xa-ntm-2016-2020"
cut_off = {season}-12-20
"""
# Reference files that speak of real communes, and are empty or made up here
_HEADS = {
    "recognition.csv": "unit_id,tier,standard_year,decision_no,decision_date,signed_after,signed_by,note,source\n",
    "unit-parents.csv": "unit_id,parent,valid_from,valid_to,source\n",
    "published-counts.csv": "unit_id,year,criteria_set,criteria_met,basis,source,note\n",
    "published-district.csv": "year,measure,value,source\n",
    "units.csv": "unit_id,code,name,kind,valid_from,valid_to,successor,population,households,lat,lon\n",
}


@dataclass(frozen=True)
class District:
    """A district of the workbook, with the communes it reports on; `district_id` is empty where it is the only one."""

    district_id: str
    name: str
    province: str
    communes: Sequence[Commune]


def districts_of(count: int) -> list[District]:
    """Return `count` made-up communes in their districts of twenty."""
    found: dict[str, list[Commune]] = {}
    for commune in made_up_communes(count):
        found.setdefault(commune.district, []).append(commune)
    return [
        District(f"huyen-{number:03d}", name, communes[0].province, communes)
        for number, (name, communes) in enumerate(found.items())
    ]


def one_district(count: int) -> list[District]:
    """Return one made-up district that has all of `count` communes."""
    communes = made_up_communes(count)
    return [District("", "huyện Thử", communes[0].province, communes)]


def write_workbook(
    root: Path, districts: Sequence[District], seasons: Sequence[str] = SEASONS, faulty: float = 0.0, workers: int = 2
) -> Path:
    """Write the workbook into `root` with a form a commune and season; `faulty` is the share of forms with a fault."""
    reference = root / "data" / "reference"
    shutil.copytree(ROOT / "data" / "reference", reference)
    shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (root / "data" / "workbook.toml").write_text(_toml(districts, seasons), encoding="utf-8")
    rows = {"units.csv": _units(districts), "unit-parents.csv": _parents(districts)}
    for name, head in _HEADS.items():
        (reference / name).write_text(head + "".join(rows.get(name, ())), encoding="utf-8")
    jobs = [
        (district, season, district.communes[first : first + _BATCH])
        for district in districts for season in seasons for first in range(0, len(district.communes), _BATCH)
    ]  # fmt: skip
    with ProcessPoolExecutor(workers) as pool:
        list(pool.map(partial(_write_forms, root, faulty), *zip(*jobs, strict=True)))
    return root


def submissions_folder(root: Path, district: District, season: str) -> Path:
    """Return where the forms of a district lie."""
    data = root / "data" / "districts" / district.district_id if district.district_id else root / "data"
    return data / "submissions" / season


def _toml(districts: Sequence[District], seasons: Sequence[str]) -> str:
    parts = [f'current_season = "{seasons[-1]}"\n']
    for district in districts:
        communes = ", ".join(f'"{commune.unit_id}"' for commune in district.communes)
        head = f'[[district]]\nid = "{district.district_id}"' if district.district_id else "[district]"
        parts.append(_DISTRICT.format(head=head, name=district.name, province=district.province, communes=communes))
    for before, season in zip((None, *seasons), seasons, strict=False):
        parts.append(_SEASON.format(season=season) + (f'compare_with = "{before}"\n' if before else ""))
    return "".join(parts)


def _units(districts: Sequence[District]) -> list[str]:
    """Return a line a commune; the communes of a district lie side by side in a square."""
    lines = []
    for number, district in enumerate(districts):
        across = ceil(sqrt(len(district.communes)))
        for at, commune in enumerate(district.communes):
            lat, lon = 16 - at // across * 0.05, 107 + (number * (across + 1) + at % across) * 0.05
            lines.append(f"{commune.unit_id},{commune.code},{commune.name},xã,,,,,,{lat:.2f},{lon:.2f}\n")
    return lines


def _parents(districts: Sequence[District]) -> list[str]:
    communes = [commune for district in districts for commune in district.communes]
    return [f'{commune.unit_id},"{commune.district}, {commune.province}",,,\n' for commune in communes]


def _write_forms(root: Path, faulty: float, district: District, season: str, communes: Sequence[Commune]) -> None:
    maker = _maker(root, district.district_id, season, faulty)
    folder = submissions_folder(root, district, season)
    folder.mkdir(parents=True, exist_ok=True)
    for commune in communes:
        (folder / f"{commune.unit_id}.xlsx").write_bytes(maker.form(commune))


_workbooks: dict[Path, Workbook] = {}  # of this process


def _maker(root: Path, district: str, season: str, faulty: float) -> FormMaker:
    workbook = _workbooks.get(root) or _workbooks.setdefault(root, Workbook.open(root))
    own = workbook.of_place(district) if district else workbook
    return FormMaker(own, own.season(season), faulty)


if __name__ == "__main__":
    started = time.perf_counter()
    write_workbook(Path(sys.argv[1]), districts_of(int(sys.argv[2])))
    forms = int(sys.argv[2]) * len(SEASONS)
    sys.stdout.write(f"{forms} forms, {forms / (time.perf_counter() - started):.0f} a second\n")
