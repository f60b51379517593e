"""Where the communes lie: one tile a commune with its count and band, and a real map if the user has put boundaries there."""

from typing import Any

import pandas as pd

from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.tiles import tile_positions
from ntm_lib.errors import WorkbookError
from ntm_lib.presentation.charts.boundary_map import draw_communes
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.numbers import number
from ntm_lib.presentation.words.standing import count_of_criteria
from ntm_lib.reference.boundaries import Ring
from ntm_lib.reference.criteria import UNDECIDED_BAND
from ntm_lib.tables import records

Row = Any

# From the highest band down; dark ink can be read on each. Further bands share the last one.
SHADES = ("#8fbdd1", "#bcd9e5", "#dfecf2", "#f2f6f9", "#ffffff")
UNDECIDED_SHADE = "#ffffff"


def tile_map(view: SeasonView) -> Part:
    """Return one tile a commune, laid out as the communes lie; under it, what is wrong with the boundary file, if anything is."""
    communes = {r["unit_id"]: _commune(view, r) for r in records(view.now.communes)}
    tiles = tile_positions(_positions(view))
    placed = set(tiles["unit_id"])
    return render(
        "overview/tile_map.html.j2",
        tiles=[communes[t["unit_id"]] | {"row": t["row"] + 1, "column": t["column"] + 1} for t in records(tiles)],
        columns=int(tiles["column"].max()) + 1 if placed else 0,
        without=[commune for unit_id, commune in communes.items() if unit_id not in placed],
        fault=_boundaries(view)[1],
        legend=_legend(view),
        illustrative=view.compares_illustrative,
    )


def has_boundaries(view: SeasonView) -> bool:
    """Return whether the user's boundary file can be used and has a commune of the season."""
    return any(unit.unit_id in _boundaries(view)[0] for unit in view.workbook.communes(view.season))


def real_map(view: SeasonView) -> Part:
    """Return the map drawn from data/reference/boundaries.geojson, the same in words and links beside it."""
    boundaries, _ = _boundaries(view)
    communes = {r["unit_id"]: _commune(view, r) for r in records(view.now.communes)}
    drawn = [commune | {"rings": boundaries[unit_id]} for unit_id, commune in communes.items() if unit_id in boundaries]
    return render(
        "overview/boundary_map.html.j2",
        source=draw_communes(drawn),
        alt=_alt(view, drawn),
        listed=list(communes.values()),
        without=[commune for unit_id, commune in communes.items() if unit_id not in boundaries],
        legend=_legend(view),
        illustrative=view.compares_illustrative,
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
    is_undecided = row["band"] == UNDECIDED_BAND
    band = "chưa rõ" if is_undecided else row["band"]
    return {
        "name": row["unit_name"],
        "link": links.commune_page(row["unit_id"], base=""),
        "text": f"{count_of_criteria(row)}, nhóm {band}",
        "least": "ít nhất" if row["criteria_unknown"] else "",
        "count": f"{row['criteria_met']}/{row['criteria_total']}",
        "band": band,
        "shade": _shade(view, row["band"]),
        "is_undecided": is_undecided,
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
    said = "; ".join(f"{commune['name']} {commune['text']}" for commune in shown)
    return f"Bản đồ các xã của {view.workbook.district.name}, số tiêu chí đạt năm {view.season.year}: {said}"
