"""Tiles: each commune one square, near to where it lies."""

import pandas as pd
import pytest

from ntm_lib.analysis.tiles import tile_positions
from ntm_lib.tables import records


def placed(*communes: tuple[str, float | None, float | None]) -> pd.DataFrame:
    return pd.DataFrame(communes, columns=["unit_id", "lat", "lon"]).astype({"lat": "float64", "lon": "float64"})


def tiles(*communes: tuple[str, float | None, float | None]) -> dict[str, tuple[int, int]]:
    return {r["unit_id"]: (r["row"], r["column"]) for r in records(tile_positions(placed(*communes)))}


def lattice(rows: int, columns: int) -> list[tuple[str, float, float]]:
    """Return communes at the crossings of a square net near the equator, where a degree is a degree."""
    return [(f"r{r}c{c}", -0.01 * r, 100 + 0.01 * c) for r in range(rows) for c in range(columns)]


@pytest.mark.parametrize(("rows", "columns"), [(3, 3), (2, 5), (4, 2)])
def test_communes_on_a_net_keep_it(rows, columns):
    """Communes that lie on the crossings of a net get the tiles of that net: north above, east to the right."""
    found = tiles(*lattice(rows, columns))
    assert found == {f"r{r}c{c}": (r, c) for r in range(rows) for c in range(columns)}


@pytest.mark.parametrize(
    ("communes", "expected"),
    [
        ([("a", 16.0, 107.0)], {"a": (0, 0)}),
        ([("a", 16.0, 107.2), ("b", 16.0, 107.1), ("c", 16.0, 107.9)], {"b": (0, 0), "a": (0, 1), "c": (0, 2)}),
        ([("a", 16.0, 107.0), ("b", 16.5, 107.0)], {"b": (0, 0), "a": (1, 0)}),
    ],
    ids=["alone", "side by side", "one above the other"],
)
def test_communes_in_a_line_stand_in_a_line(communes, expected):
    """With one commune or all in a line there is one row, or one column, in the order they lie."""
    assert tiles(*communes) == expected


def test_two_communes_in_one_place_get_two_tiles():
    """No tile is given twice, however near two communes lie."""
    found = tiles(("a", 16.0, 107.0), ("b", 16.0, 107.0), ("c", 16.1, 107.1), ("d", 16.1, 107.1))
    assert len(set(found.values())) == 4


def test_a_commune_without_a_position_has_no_tile():
    """It is left out, and the others are placed all the same."""
    assert tiles(("a", 16.0, 107.0), ("b", None, 107.0), ("c", None, None)) == {"a": (0, 0)}
    assert tile_positions(placed(("a", None, None))).empty


def test_the_order_of_the_rows_does_not_matter():
    """The same communes in another order lie on the same tiles."""
    communes = [*lattice(4, 4), ("x", -0.004, 100.013), ("y", -0.021, 100.004)]
    assert tiles(*communes) == tiles(*reversed(communes))


def test_a_free_tile_nearby_is_taken():
    """A commune pushed aside moves to the free tile that is nearest, once the one that pushed it has made room."""
    # Two rows of three. b lies a third, c two thirds of a tile from the west, c half-way down: b belongs above, c below it.
    found = tiles(("a", 0.02, 100.0), ("b", 0.02, 100.01), ("c", 0.01, 100.02), ("d", 0.0, 100.06))
    assert found == {"a": (0, 0), "b": (0, 1), "c": (1, 1), "d": (1, 2)}


def test_nobody_is_sent_across_the_map():
    """When communes crowd in one corner, places are changed until nobody has to go far: never farther than two tiles."""
    # 6 x 6 communes whose distances from one another grow from north-west to south-east, as 1 + 2 + 3 + ...
    steps = [0, 1, 3, 6, 10, 15]
    crowd = [(f"r{r}c{c}", -0.001 * steps[r], 100 + 0.001 * steps[c]) for r in range(6) for c in range(6)]
    for name, (row, column) in tiles(*crowd).items():
        lies = steps[int(name[1])] / 15 * 5, steps[int(name[3])] / 15 * 5
        assert abs(row - lies[0]) <= 2 and abs(column - lies[1]) <= 2, name


def test_the_communes_of_nam_dong_lie_as_on_a_map(workbook):
    """Thượng Quảng is the western one, Hương Lộc and Thượng Lộ the eastern ones; Hương Phú lies north of Hương Xuân, Thượng Nhật south of it."""
    units = workbook.communes(workbook.season("2021"))
    found = tiles(*((u.unit_id, u.lat, u.lon) for u in units))
    columns = {unit: column for unit, (_, column) in found.items()}
    assert [u for u, c in columns.items() if c == 0] == ["thuong-quang"]
    assert {u for u, c in columns.items() if c == max(columns.values())} == {"huong-loc", "thuong-lo"}
    assert found["huong-phu"][0] < found["huong-xuan"][0] < found["thuong-nhat"][0]
    assert len(set(found.values())) == len(units) == 9
