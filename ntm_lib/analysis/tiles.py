"""Tiles for a schematic map: one square per commune on a grid, laid out from where the communes lie."""

from math import ceil, cos, radians, sqrt
from typing import TypedDict

import numpy as np
import pandas as pd

from ntm_lib.tables import field_names

SMALLEST_SAVING = SMALLEST_STEP = 1e-6  # cells: smaller savings are only rounding


class Tile(TypedDict):
    """The cell of a commune; row 0 is the northern one."""

    unit_id: str
    row: int
    column: int


def tile_positions(positions: pd.DataFrame) -> pd.DataFrame:
    """Return one Tile per row, one for each commune of `positions` (unit_id, lat, lon in degrees).

    The grid has the shape of the communes' bounding box and at least a cell per commune. Cells go to the communes nearest to
    them, the closest pair first, and no cell is given twice; then two communes change cells, or one moves to a free cell, as
    long as that brings them nearer to where they lie (sum of squared distances). The order of the rows does not matter. A
    commune without a position has no tile.
    """
    placed = positions.dropna(subset=["lat", "lon"]).sort_values("unit_id")
    if placed.empty:
        return pd.DataFrame(columns=field_names(Tile))
    rows, columns = _grid(placed)
    spots = np.column_stack([_spread(-placed["lat"], rows), _spread(placed["lon"], columns)])
    cells = np.array([(row, column) for row in range(rows) for column in range(columns)])
    distances = ((spots[:, None, :] - cells[None, :, :]) ** 2).sum(axis=2)
    taken = _exchanged(distances, _nearest_pairs(distances))
    tiles = pd.DataFrame({"unit_id": list(placed["unit_id"]), "row": cells[taken, 0], "column": cells[taken, 1]})
    return tiles.sort_values(["row", "column"], ignore_index=True)


def _grid(placed: pd.DataFrame) -> tuple[int, int]:
    """Return the numbers of rows and columns that give at least one cell per commune in the shape of the bounding box.

    From border to border there is one step less than there are cells, so (columns - 1) / (rows - 1) is the box's shape.
    """
    count = len(placed)
    height = float(np.ptp(placed["lat"]))
    width = float(np.ptp(placed["lon"])) * cos(
        radians(float(placed["lat"].mean()))
    )  # a degree is narrower off the equator
    if height == 0 or width == 0:
        return (1, count) if height == 0 else (count, 1)
    shape = width / height
    exact = (1 - shape + sqrt((shape - 1) ** 2 + 4 * shape * count)) / 2  # from columns * rows = count; from 1 to count
    columns = ceil(exact - SMALLEST_STEP)
    return ceil(count / columns), columns


def _spread(degrees: pd.Series, cells: int) -> np.ndarray:
    """Return positions from 0 to cells - 1 along one direction."""
    extent = float(np.ptp(degrees))
    if extent == 0:
        return np.zeros(len(degrees))
    return (degrees.to_numpy() - degrees.min()) / extent * (cells - 1)


def _nearest_pairs(distances: np.ndarray) -> list[int]:
    """Return the cell of each commune: pairs are taken by distance, ties in the order of communes and cells."""
    cell_of: dict[int, int] = {}
    for pair in np.argsort(distances, axis=None, kind="stable"):
        commune, cell = divmod(int(pair), distances.shape[1])
        if commune not in cell_of and cell not in cell_of.values():
            cell_of[commune] = cell
    return [cell_of[commune] for commune in range(len(distances))]


def _exchanged(distances: np.ndarray, cells: list[int]) -> list[int]:
    """Return `cells` after every exchange of two communes' cells, or move to a free cell, that shortens the whole."""
    taken = list(cells)
    improved = True
    while improved:
        improved = False
        for commune in range(len(taken)):
            savings = _savings(distances, taken, commune)
            best = int(savings.argmax())
            if savings[best] > SMALLEST_SAVING:
                if best in taken:
                    taken[taken.index(best)] = taken[commune]
                taken[commune] = best
                improved = True
    return taken


def _savings(distances: np.ndarray, taken: list[int], commune: int) -> np.ndarray:
    """Return the amount by which each cell, given to `commune`, shortens the whole; its holder gets the one it leaves."""
    own = taken[commune]
    savings: np.ndarray = distances[commune, own] - distances[commune]
    savings[taken] += distances[range(len(taken)), taken] - distances[:, own]
    return savings
