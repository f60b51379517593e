"""A season's folder full of broken and hostile forms, and what must be found in each: written once a machine."""

import pickle
from collections import Counter
from pathlib import Path

from tests import hostile_cells, hostile_files
from tests.hostile_forms import Case
from tests.made import made
from tests.sound_form import SoundForm, make_workbook

CASES = [*hostile_files.CASES.all, *hostile_cells.CASES.all]
SOUND = "xa-tot"
TWINS = {"hoa-binh-1": "Hòa Bình", "hoa-binh-2": "Hoa Bính", "xa-khac": "Mẫu khác"}
UNITS = {f"xa-{n:03}": case for n, case in enumerate(CASES, start=1)}
Places = Counter[tuple[str, str, str]]


def hostile_corpus() -> tuple[Path, dict[str, Places]]:
    """Return the workbook, to be looked at and not to be changed, and by unit what must be found, as (check, sheet, cell)."""
    folder = made("hostile-corpus", write_corpus)
    return folder / "workbook", pickle.loads((folder / "expected.pickle").read_bytes())


def write_corpus(folder: Path) -> None:
    names = {unit_id: f"Mẫu {unit_id[3:]}" for unit_id in (*UNITS, SOUND)} | TWINS
    names |= {unit_id: "Mẫu ấy" for unit_id, case in UNITS.items() if case.name == "name typed otherwise"}
    workbook = make_workbook(folder / "workbook", names)
    folders = {s: workbook.submissions_folder / s for s in workbook.seasons}
    for forms in folders.values():
        forms.mkdir(parents=True)
    expected = {}
    for unit_id, case in UNITS.items():
        form = SoundForm(workbook, unit_id)
        built = case.build(form)
        expected[unit_id] = places(case, form)
        for name, content in ({case.file: built} if isinstance(built, bytes) else built).items():
            put(folders["2021"] / name.replace("{unit}", unit_id), content)
        if case.last_season:
            put(folders["2020"] / f"{unit_id}.xlsx", SoundForm(workbook, unit_id, "2020").written())
    put(folders["2021"] / f"{SOUND}.xlsx", SoundForm(workbook, SOUND).written())
    (folder / "expected.pickle").write_bytes(pickle.dumps(expected))


def put(path: Path, content: bytes) -> None:
    if path.name.endswith(" -> nowhere"):
        path.with_name(path.name.removesuffix(" -> nowhere")).symlink_to(path.with_name("nowhere"))
        return
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)


def places(case: Case, form: SoundForm) -> Places:
    return Counter(
        (check, sheet, where[0] if len(where) == 1 else form.cell(sheet, *where))
        for check, sheet, *where in case.findings
    )
