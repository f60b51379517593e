"""Pictures: the same bytes every time, small, in outlines, and each mark where the data put it."""

import base64
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pandas as pd
import pytest

from ntm_lib.analysis.yearly_points import Point, YearlySeason
from ntm_lib.presentation.charts.history import criteria_history
from ntm_lib.presentation.charts.strip import strip
from ntm_lib.presentation.charts.theme import ACCENT, INK, MUTED, OTHERS
from ntm_lib.presentation.charts.trajectory import Course, trajectory

SVG = "{http://www.w3.org/2000/svg}"
NAN = float("nan")


def drawing(source):
    """Return the picture of a data URI as parsed XML."""
    kind, _, data = source.partition(",")
    assert kind == "data:image/svg+xml;base64"
    return ET.fromstring(base64.b64decode(data))


def marks(root, colour):
    """Return (x, y) of the markers filled with `colour`, as drawn; y grows downwards."""
    uses = [use for use in root.iter(f"{SVG}use") if f"fill: {colour}" in use.get("style", "")]
    return [(float(use.get("x")), float(use.get("y"))) for use in uses]


def lines(root, colour):
    """Return the style and corner points of each line drawn in `colour`, the ones of markers left out."""
    in_defs = {id(path) for defs in root.iter(f"{SVG}defs") for path in defs.iter(f"{SVG}path")}
    paths = [p for p in root.iter(f"{SVG}path") if id(p) not in in_defs and f"stroke: {colour}" in p.get("style", "")]
    found = [(p.get("style"), re.findall(r"[ML]\s*(-?[\d.]+) (-?[\d.]+)", p.get("d"))) for p in paths]
    return [(style, [(float(x), float(y)) for x, y in corners]) for style, corners in found if len(corners) > 1]


def point(year, value, *, is_summed=False, moment=None):
    return Point(YearlySeason(str(year), year, moment or float(year)), value, NAN, NAN, is_summed, "illustrative")


def written(value):
    return f"{value:g}".replace(".", ",")


def course(*points, target=5.0, by_year=2022, later=5.0):
    return Course(points, target, by_year, later)


HISTORY = pd.DataFrame(
    {
        "unit_id": ["a", "a", "b"], "unit_name": ["A", "A", "B"], "year": [2019, 2019, 2020], "season": ["2019", "2019", "2020"],
        "criteria_set": ["s"] * 3, "criteria_met": [17, 16, 19], "criteria_unknown": [0, 0, 1], "basis": ["biểu của xã"] * 3,
        "source": ["x"] * 3, "line": ["a|s|", "a|s|", "b|s|"],
    }
)  # fmt: skip


def history_source():
    return criteria_history(HISTORY, "b", 19)


@pytest.mark.parametrize(
    "draw",
    [
        lambda: strip(14, [3, 5.5, 8], 6, 5, "<="),
        lambda: trajectory(course(point(2019, 14), point(2020, 12)), written, "mức 5"),
        history_source,
    ],
    ids=["strip", "trajectory", "history"],
)
def test_a_picture_is_small_and_the_same_every_time(draw):
    """Two drawings of the same data are the same bytes; a picture holds no text of the reader's fonts, no date and no address to fetch."""
    source = draw()
    assert draw() == source
    assert len(source) < 22_000
    root = drawing(source)
    assert not list(root.iter(f"{SVG}text"))
    plain = base64.b64decode(source.partition(",")[2]).decode()
    assert "<metadata" not in plain
    assert set(re.findall(r"https?://[\w./]+", plain)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


def test_counts_of_an_older_larger_set_are_not_cut_off():
    """Under a set of ten criteria the 19 of an older one stand on the chart, which is as high as for a set of 19."""
    assert criteria_history(HISTORY, "b", 10) == criteria_history(HISTORY, "b", 19)


def test_a_mid_year_season_is_called_by_its_name_under_the_chart():
    """2020-06 is not the whole of 2020; a published count of a year without forms, or a season called by its year, is that year."""
    assert criteria_history(HISTORY.assign(season=["2019", "2019", "2020-06"]), "b", 19) != history_source()
    assert criteria_history(HISTORY.assign(season=["2019", "2019", ""]), "b", 19) == history_source()


def test_without_a_count_of_its_own_a_commune_gets_no_formers_line():
    """The units it was made of are drawn as what they were: thin, by name."""
    assert criteria_history(HISTORY, "c", 19) != criteria_history(HISTORY, "b", 19)


@pytest.mark.parametrize(
    ("draw", "draw_other"),
    [
        (lambda: strip(None, [3], None, None, "<="), lambda: strip(14, [3, 5.5, 8], 6, 5, "<=")),
        (
            lambda: trajectory(course(point(2021, 3), target=None, later=None), written, ""),
            lambda: trajectory(course(*(point(year, 14) for year in range(2010, 2022))), written, "mức 5"),
        ),
    ],
    ids=["strip", "trajectory"],
)
def test_a_picture_shows_nothing_of_the_one_before(draw, draw_other):
    """Pictures of one kind are drawn on the same axes: marks, limits and years of one are gone in the next."""
    first = draw()
    assert draw_other() != first
    assert draw() == first


def test_letters_keep_their_size():
    """Shortened numbers leave the scale of the outlines of letters whole: 1/64."""
    plain = base64.b64decode(trajectory(course(point(2020, 12)), written, "").partition(",")[2]).decode()
    assert "scale(0.015625)" in plain


@pytest.mark.parametrize(
    ("comparator", "target", "best_to_worst"),
    [
        (">=", 80, [95, 80, 40]),
        ("<=", 5, [1, 5, 24]),
        ("==", 0, [0, 3, 17]),
        ("==", 3, [3, 4, 1]),
        ("<=", None, [1, 5, 24]),
    ],
)
def test_right_is_better_whatever_the_figure(comparator, target, best_to_worst):
    """More income and less poverty both stand to the right; an exact level is best at its own place."""
    places = [marks(drawing(strip(v, best_to_worst, None, target, comparator)), ACCENT)[0][0] for v in best_to_worst]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len(places)


def test_every_mark_stands_for_one_thing():
    """Three other communes are three dots, this one a single larger mark; the district is a thick upright, the level a thin one with a triangle."""
    root = drawing(strip(14, [3, 5.5, 8], 6, 5, "<="))
    assert (len(marks(root, OTHERS)), len(marks(root, ACCENT)), len(marks(root, INK))) == (3, 1, 1)
    uprights = [style for style, corners in lines(root, INK) if corners[0][0] == corners[-1][0]]
    assert [re.search(r"stroke-width: ([\d.]+)", style)[1] for style in uprights] == ["1.2", "3"]


def test_the_level_parts_those_that_reach_it_from_those_that_do_not():
    """With a level of 5 per cent, 3 stands right of the triangle, 8 and 14 left of it."""
    root = drawing(strip(14, [3, 8], None, 5, "<="))
    level = marks(root, INK)[0][0]
    dots = sorted(x for x, _ in marks(root, OTHERS))
    assert marks(root, ACCENT)[0][0] < dots[0] < level < dots[1]


def test_a_missing_value_has_no_mark():
    """Without a value of its own the commune has no diamond, and the others are drawn all the same."""
    root = drawing(strip(None, [3, 8], 6, 5, "<="))
    assert (len(marks(root, OTHERS)), marks(root, ACCENT)) == (2, [])


def test_a_figure_nobody_has_is_no_picture():
    """With nothing but a level there is nothing to compare, and nothing is drawn."""
    assert strip(None, [], None, 5, "<=") == ""


def test_dots_on_each_other_can_be_counted():
    """Eight communes with the same share are eight dots at one place, each at a height of its own."""
    dots = marks(drawing(strip(75, [100] * 8, 97, 80, ">=")), OTHERS)
    assert len({x for x, _ in dots}) == 1
    assert len({y for _, y in dots}) == 8


def test_communes_that_are_all_alike_stand_in_the_middle():
    """Where all values are the same no one is better or worse: everything is in the middle of the row."""
    root = drawing(strip(7, [7, 7], None, None, ">="))
    assert {x for x, _ in marks(root, OTHERS) + marks(root, ACCENT)} == {3.6 * 72 / 2}


def test_a_line_joins_the_points_in_order():
    """Four seasons are one line with four corners, falling as the values do."""
    root = drawing(
        trajectory(course(point(2018, 24), point(2019, 20), point(2020, 16), point(2021, 14)), written, "mức 5")
    )
    line = next(corners for style, corners in lines(root, ACCENT) if "dasharray" not in style)
    assert len(line) == 4
    assert [y for _, y in line] == sorted(y for _, y in line)
    assert len({round(b[0] - a[0], 1) for a, b in pairwise(line)}) == 1  # a year is a year


def test_no_line_crosses_a_merger():
    """Sums of the former communes are hollow, have a line of their own, and a dotted upright stands between them and the rest."""
    points = [point(2018, 3, is_summed=True), point(2019, 2, is_summed=True), point(2020, 1), point(2021, 1)]
    root = drawing(trajectory(course(*points, later=None), written, "mức 5"))
    dotted = [corners for style, corners in lines(root, MUTED) if "dasharray" in style]
    summed = [corners for style, corners in lines(root, MUTED) if "dasharray" not in style]
    own = [corners for _, corners in lines(root, ACCENT)]
    assert [len(corners) for corners in (*summed, *own)] == [2, 2]
    assert summed[0][-1][0] < dotted[0][0][0] < own[0][0][0]
    assert (len(marks(root, "#ffffff")), len(marks(root, ACCENT))) == (2, 2)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        (course(point(2021, 14)), 1),
        (course(point(2021, 14), later=None), 0),
        (course(point(2021, 14), target=None), 1),
        (course(point(2021, 14), by_year=2021), 0),
        (course(point(2021, 0), target=0.0, later=None), 0),
    ],
    ids=["open", "reached", "no level now", "time is over", "all nought"],
)
def test_the_path_still_needed_is_dashed(given, count):
    """A level not reached has a dashed line from now to it; one reached or with its time over has none."""
    root = drawing(trajectory(given, written, "mức"))
    assert len([style for style, _ in lines(root, ACCENT) if "dasharray" in style]) == count


def test_the_needed_path_ends_at_the_level_by_the_end_of_its_year():
    """It starts at the last point and ends on the level's line."""
    root = drawing(trajectory(course(point(2020, 16), point(2021, 14)), written, "mức 5"))
    level = next(corners for _, corners in lines(root, INK))
    path = next(corners for style, corners in lines(root, ACCENT) if "dasharray" in style)
    line = next(corners for style, corners in lines(root, ACCENT) if "dasharray" not in style)
    assert path[0] == line[-1]
    assert path[-1][1] == pytest.approx(level[0][1], abs=0.01)


def test_the_needed_path_ends_at_the_level_of_its_year():
    """Where next year's level is another than this year's, the path leads to that one, and it is named there."""
    named = []
    root = drawing(
        trajectory(course(point(2020, 3), point(2021, 4), later=8.0), lambda v: named.append(v) or written(v), "mức 5")
    )
    path = next(corners for style, corners in lines(root, ACCENT) if "dasharray" in style)
    level = next(corners for _, corners in lines(root, INK))
    assert path[-1][1] < level[0][1] < path[0][1]  # upwards is less in a drawing
    assert 8.0 in named


def test_a_middle_of_the_year_stands_in_the_middle():
    """A mid-year season is half a year from the one before, a quarter of two years."""
    points = [point(2020, 16), point(2021, 14), point(2022, 13, moment=2021.5)]
    line = next(
        c
        for style, c in lines(drawing(trajectory(course(*points, by_year=2023), written, "")), ACCENT)
        if "dasharray" not in style
    )
    assert (line[2][0] - line[1][0]) * 2 == pytest.approx(line[1][0] - line[0][0], abs=0.1)
