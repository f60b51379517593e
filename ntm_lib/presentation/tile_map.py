"""Where the communes lie: one tile a commune with its count and band; a real map if the user has put boundaries there."""

from typing import Any

import pandas as pd

from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.tiles import tile_positions
from ntm_lib.errors import WorkbookError
from ntm_lib.presentation import links
from ntm_lib.presentation.boundary_map import draw_communes
from ntm_lib.presentation.html import Part, render
from ntm_lib.presentation.numbers import number
from ntm_lib.presentation.view import SeasonView
from ntm_lib.reference.boundaries import Ring
from ntm_lib.reference.criteria import UNDECIDED_BAND
from ntm_lib.schemas import records

Row = dict[str, Any]

# From the highest band down; dark ink can be read on each. Further bands share the last one.
SHADES = ("#8fbdd1", "#bcd9e5", "#dfecf2", "#f2f6f9", "#ffffff")
UNDECIDED_SHADE = "#ffffff"


def communes_map(view: SeasonView) -> Part:
    """Return the tile map, or a map drawn from data/reference/boundaries.geojson where that names a commune of the season.

    A boundary file that can't be used is said under the tile map, which stays.
    """
    communes = {r["unit_id"]: _commune(view, r) for r in records(view.now.communes)}
    boundaries, fault = _boundaries(view)
    drawn = {unit_id: rings for unit_id, rings in boundaries.items() if unit_id in communes}
    common = {"legend": _legend(view), "illustrative": view.compares_illustrative}
    if drawn:
        shown = [communes[unit_id] | {"rings": rings} for unit_id, rings in drawn.items()]
        without = [commune for unit_id, commune in communes.items() if unit_id not in drawn]
        listed = list(communes.values())
        picture, alt = draw_communes(shown), _alt(view, shown)
        return render("boundary_map.html.j2", source=picture, alt=alt, listed=listed, without=without, **common)
    tiles = tile_positions(_positions(view))
    placed = set(tiles["unit_id"])
    return render(
        "tile_map.html.j2",
        tiles=[communes[t["unit_id"]] | {"row": t["row"] + 1, "column": t["column"] + 1} for t in records(tiles)],
        columns=int(tiles["column"].max()) + 1 if placed else 0,
        without=[commune for unit_id, commune in communes.items() if unit_id not in placed],
        fault=fault,
        **common,
    )


def _boundaries(view: SeasonView) -> tuple[dict[str, tuple[Ring, ...]], str]:
    try:
        return view.workbook.boundaries, ""
    except WorkbookError as error:
        return {}, str(error)


def _positions(view: SeasonView) -> pd.DataFrame:
    units = view.workbook.communes(view.season)
    table = {"unit_id": [u.unit_id for u in units], "lat": [u.lat for u in units], "lon": [u.lon for u in units]}
    return pd.DataFrame(table).astype({"lat": "float64", "lon": "float64"})


def _commune(view: SeasonView, row: Row) -> Row:
    """Return what a tile says of one row of COMMUNE_SUMMARY."""
    band = row["band"]
    return {
        "name": row["unit_name"],
        "link": links.commune_page(row["unit_id"], base=""),
        "count": f"{row['criteria_met']}/{row['criteria_total']}",
        "least": "ít nhất" if row["criteria_unknown"] else "",
        "band": "chưa rõ" if band == UNDECIDED_BAND else band,
        "shade": _shade(view, band),
        "is_undecided": band == UNDECIDED_BAND,
    }


def _shade(view: SeasonView, band: str) -> str:
    if band == UNDECIDED_BAND:
        return UNDECIDED_SHADE
    return SHADES[min(view.criteria_set.band_labels().index(band), len(SHADES) - 1)]


def _legend(view: SeasonView) -> list[Row]:
    """Return the bands that occur, each with its shade and number of communes."""
    standing = district_standing(view.now.communes, view.criteria_set)
    bands = [(label, f"{label} tiêu chí", count) for label, count in standing.bands if count]
    bands += [(UNDECIDED_BAND, "chưa rõ nhóm", standing.undecided)] if standing.undecided else []
    return [
        {
            "label": label,
            "count": number(count),
            "shade": _shade(view, band),
            "is_undecided": band == UNDECIDED_BAND,
        }
        for band, label, count in bands
    ]


def _alt(view: SeasonView, shown: list[Row]) -> str:
    said = ", ".join(f"{commune['name']} {commune['least']} {commune['count']}".replace("  ", " ") for commune in shown)
    return f"Bản đồ các xã của {view.workbook.district.name}, số tiêu chí đạt năm {view.season.year}: {said}"
