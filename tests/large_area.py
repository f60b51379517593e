"""A made-up country: provinces, districts and communes by the thousand, as AreaData without any form, and its pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nbformat
import pandas as pd

from ntm_lib.area_data import AreaData
from ntm_lib.presentation.frame.html import Part
from ntm_lib.presentation.kinds import AREA, PROVINCE
from ntm_lib.presentation.overview import area_page
from ntm_lib.presentation.overview.area_view import AreaView
from ntm_lib.publishing.page import Frame, ListedReport, render_index, render_page
from ntm_lib.schemas import COMMUNE_SUMMARY
from ntm_lib.workbook import Workbook
from tests.unit.builders import SET_ID, write_workbook, yes_no

CRITERIA = 19
BANDS = "[[19, 19], [15, 18], [10, 14], [5, 9], [0, 4]]"
SEASONS = f"""current_season = "2031"

[[season]]
name = "2030"
year = 2030
criteria_set = "{SET_ID}"
cut_off = 2030-12-20

[[season]]
name = "2031"
year = 2031
criteria_set = "{SET_ID}"
cut_off = 2031-12-20
compare_with = "2030"
"""
FRAME = Frame("Năm 2031", {}, home="Trang các tỉnh")
PARTS: tuple[Callable[[AreaView], Part], ...] = (
    area_page.header,
    area_page.headline,
    area_page.bands,
    area_page.standing,
    area_page.notes,
)


def country(provinces: int = 20, districts: int = 20) -> dict[str, list[str]]:
    """Return the names of districts by province."""
    return {
        f"tỉnh Mẫu {p}": [f"huyện Số {d} Tỉnh {p}" for d in range(1, districts + 1)] for p in range(1, provinces + 1)
    }


def large_area(root: Path, names: Mapping[str, Sequence[str]], communes: int = 20) -> tuple[Workbook, AreaData]:
    """Return a workbook of these provinces and districts, written into `root`, and its figures."""
    heads = [
        f'\n[[district]]\nid = "h-{p}-{d}"\nname = {json.dumps(name)}\nprovince = {json.dumps(province)}\noffice = ""\ncommunes = []\n'
        for p, (province, own) in enumerate(names.items(), start=1)
        for d, name in enumerate(own, start=1)
    ]
    levels = [yes_no(f"{n}.1") for n in range(1, CRITERIA + 1)]
    workbook = Workbook.open(
        write_workbook(root, SEASONS + "".join(heads), units=[], levels=levels, about={"bands": BANDS})
    )
    return workbook, made_up(workbook, communes)


def made_up(workbook: Workbook, communes: int) -> AreaData:
    """Return figures that differ from commune to commune and are the same every time; each 37th district has none."""
    criteria_set = workbook.criteria_set(SET_ID)
    every = workbook.periods(workbook.season("2031"))
    place = {i: period for number, (i, period) in enumerate(every.items(), start=1) if number % 37}
    rows = []
    for number, district_id in enumerate(place):
        for n in range(communes):
            seed = number * 31 + n * 17
            unknown = 1 if seed % 41 == 0 else 0
            met = max(3, CRITERIA - unknown - (seed % 7) * ((number // 20) % 5) // 2)
            rows.append(
                {
                    "unit_id": f"{district_id}-{n}", "unit_name": f"Xã {n}", "unit_code": str(seed), "season": "2031", "criteria_set": SET_ID,
                    "cut_off": "2031-12-20", "criteria_met": met, "criteria_not_met": CRITERIA - met - unknown, "criteria_unknown": unknown,
                    "criteria_not_applicable": 0, "criteria_total": CRITERIA, "figures_given": CRITERIA - unknown, "criteria_tabled": 0, "band": criteria_set.band_between(met, met + unknown),
                    "criteria_met_change": None if unknown else seed % 3, "recognised_tier": "NTM" if met == CRITERIA and seed % 2 else "",
                    "origin": "illustrative" if number % 50 == 7 else "reported",
                }
            )  # fmt: skip
    table = COMMUNE_SUMMARY.frame(rows)
    ids = [i for i in place for _ in range(communes)]
    names = {
        "province": [place[i].province for i in ids],
        "district_id": ids,
        "district_name": [place[i].name for i in ids],
    }
    return AreaData(
        "2031",
        pd.concat([pd.DataFrame(names), table], axis=1),
        absent=tuple(i for i in every if i not in place),
        unlinked=tuple(i for i in every if i not in place),
        statuses=dict.fromkeys(place, ("ước",)),
    )


def index_of(workbook: Workbook, data: AreaData, title: str = "Trang chung") -> bytes:
    """Return the index as a build makes it."""
    view = AreaView(workbook, workbook.season(data.season), data)
    reports = [
        ListedReport(p.key, p.name, p.link, "đã lập", "0123abcd", "", "Các tỉnh")
        for p in view.places
        if view.is_by_province
    ]
    linked = {place.link for place in view.places}
    return render_index(notebook(view), title, FRAME, reports, linked=linked, styles=AREA.styles)


def province_of(workbook: Workbook, data: AreaData, province: str) -> bytes:
    """Return a province's page as a build makes it."""
    own = data.of_province(province, workbook.periods(workbook.season(data.season)))
    view = AreaView(workbook, workbook.season(data.season), own, province)
    return render_page(notebook(view), province, FRAME, "../index.html", styles=PROVINCE.styles)


def notebook(view: AreaView) -> nbformat.NotebookNode:
    """Return the executed notebook of a page."""
    cells = []
    for number, part in enumerate(PARTS, start=1):
        output = nbformat.v4.new_output("execute_result", {"text/html": str(part(view).markup)}, execution_count=number)
        tags = ["reports"] if part is area_page.notes else []
        cells.append(nbformat.v4.new_code_cell("x", execution_count=number, outputs=[output], metadata={"tags": tags}))
    return nbformat.v4.new_notebook(cells=cells)
