"""Where the communes lie: one tile per commune with its count and band, and a real map if the user has added boundaries."""

from collections.abc import Sequence
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.district import district_standing
from ntm_lib.analysis.status import counted_met
from ntm_lib.analysis.tiles import Tile, tile_positions
from ntm_lib.errors import WorkbookError
from ntm_lib.presentation.charts.boundary_map import draw_communes
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.frame.html import NOTHING, Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.overview.bands import UNDECIDED_SHADE, band_shade, occupied_bands
from ntm_lib.presentation.words.season import when_counted
from ntm_lib.presentation.words.standing import NO_FORM, by_table, count_of_criteria, has_results
from ntm_lib.reference.boundaries import Ring
from ntm_lib.reference.criteria import UNDECIDED_BAND
from ntm_lib.reference.units import Unit
from ntm_lib.schemas import CommuneSummary
from ntm_lib.tables import rows_of


class CommuneOnMap(TypedDict):
    """What a map says of a commune."""

    name: str
    link: str
    text: str
    least: str
    count: str
    tabled: str
    band: str
    shade: str
    is_undecided: bool


class CommuneTile(CommuneOnMap):
    """A commune on the grid, from 1."""

    row: int
    column: int


class CommuneDrawn(CommuneOnMap):
    """A commune in its borders."""

    rings: tuple[Ring, ...]


def tile_map(view: SeasonView) -> Part:
    """Return one tile per commune, laid out as the communes lie; below, any fault of the boundary file.

    Nothing if no commune has a position, or the place only one, and there is no fault to tell.
    """
    communes, positions = _communes(view), tile_positions(_positions(view))
    placed = set(positions["unit_id"])
    fault = _boundaries(view)[1]
    if not placed and not fault:
        return NOTHING
    tiles: list[CommuneTile] = [
        {**communes[t["unit_id"]], "row": t["row"] + 1, "column": t["column"] + 1} for t in rows_of(positions, Tile)
    ]
    return render(
        "overview/tile_map.html.j2",
        view.results,
        tiles=tiles,
        columns=int(positions["column"].max()) + 1 if placed else 0,
        without=[commune for unit_id, commune in communes.items() if unit_id not in placed],
        fault=fault,
        legend=occupied_bands(district_standing(view.now.communes, view.criteria_set)),
    )


def has_boundaries(view: SeasonView) -> bool:
    """Return whether the user's boundary file can be used and has a commune of the season, which is not the only one."""
    return any(unit.unit_id in _boundaries(view)[0] for unit in _mapped(view))


def real_map(view: SeasonView) -> Part:
    """Return the map drawn from data/reference/boundaries.geojson, with the same in words and links beside it."""
    boundaries, _ = _boundaries(view)
    communes = _communes(view)
    drawn: list[CommuneDrawn] = [
        {**commune, "rings": boundaries[unit_id]} for unit_id, commune in communes.items() if unit_id in boundaries
    ]
    return render(
        "overview/boundary_map.html.j2",
        view.results,
        source=draw_communes(drawn),
        alt=_alt(view, drawn),
        listed=list(communes.values()),
        without=[commune for unit_id, commune in communes.items() if unit_id not in boundaries],
        legend=occupied_bands(district_standing(view.now.communes, view.criteria_set)),
    )


def _boundaries(view: SeasonView) -> tuple[dict[str, tuple[Ring, ...]], str]:
    try:
        return view.workbook.boundaries, ""
    except WorkbookError as error:
        return {}, str(error)


def _mapped(view: SeasonView) -> Sequence[Unit]:
    """Return the communes of a map; of one commune there is none to draw."""
    communes = view.workbook.communes(view.season)
    return communes if len(communes) > 1 else []


def _positions(view: SeasonView) -> pd.DataFrame:
    units = _mapped(view)
    table = {"unit_id": [u.unit_id for u in units], "lat": [u.lat for u in units], "lon": [u.lon for u in units]}
    return pd.DataFrame(table).astype({"lat": "float64", "lon": "float64"})


def _communes(view: SeasonView) -> dict[str, CommuneOnMap]:
    return {row["unit_id"]: _commune(view, row) for row in rows_of(view.now.communes, CommuneSummary)}


def _commune(view: SeasonView, row: CommuneSummary) -> CommuneOnMap:
    is_undecided = row["band"] == UNDECIDED_BAND
    band = "chưa rõ" if is_undecided else row["band"]
    return {
        "name": row["unit_name"],
        "link": links.commune_page(row["unit_id"], base=""),
        "text": f"{count_of_criteria(row)}, nhóm {band}",
        "least": NO_FORM if not has_results(row) else "ít nhất" if row["criteria_unknown"] else "",
        "count": "" if not has_results(row) else f"{counted_met(row)}/{row['criteria_total']}",
        "tabled": by_table(row),
        "band": band,
        "shade": UNDECIDED_SHADE if is_undecided else band_shade(view.criteria_set.band_labels().index(band)),
        "is_undecided": is_undecided,
    }


def _alt(view: SeasonView, shown: Sequence[CommuneOnMap]) -> str:
    said = "; ".join(f"{commune['name']} {commune['text']}" for commune in shown)
    when = when_counted(view.season.year, view.season.name)
    return f"Bản đồ các xã của {view.place.name}, số tiêu chí đạt {when}: {said}"
