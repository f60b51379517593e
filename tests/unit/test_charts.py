"""Pictures: the same bytes every time, small, in outlines, and each mark where the data put it; and where the marks of a strip stand."""

import base64
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pandas as pd
import pytest
from matplotlib.figure import Figure

from ntm_lib.analysis.yearly_points import Point, YearlySeason
from ntm_lib.presentation.charts.history import criteria_history
from ntm_lib.presentation.charts.strip import placed
from ntm_lib.presentation.charts.theme import ACCENT, INK, MUTED, SMALL, drop_overlapping
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
        lambda: trajectory(course(point(2019, 14), point(2020, 12)), written, "mức 5"),
        history_source,
    ],
    ids=["trajectory", "history"],
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


def test_a_picture_shows_nothing_of_the_one_before():
    """Courses are drawn on the same axes: marks, limits and years of one are gone in the next."""

    def draw():
        return trajectory(course(point(2021, 3), target=None, later=None), written, "")

    first = draw()
    assert trajectory(course(*(point(year, 14) for year in range(2010, 2022))), written, "mức 5") != first
    assert draw() == first


def test_letters_keep_their_size():
    """Shortened numbers leave the scale of the outlines of letters whole: 1/64."""
    plain = base64.b64decode(trajectory(course(point(2020, 12)), written, "").partition(",")[2]).decode()
    assert "scale(0.015625)" in plain


@pytest.mark.parametrize(
    ("comparator", "level", "best_to_worst"),
    [
        (">=", 80, [95, 80, 40]),
        ("<=", 5, [1, 5, 24]),
        ("==", 0, [0, 3, 17]),
        ("==", 3, [3, 4, 1]),
        ("<=", None, [1, 5, 24]),
        (">=", 5, [6.5, -1, -3]),
    ],
)
def test_right_is_better_whatever_the_figure(comparator, level, best_to_worst):
    """More income and less poverty both stand to the right; an exact level is best at its own place, below 0 is worse than above."""
    places = [placed(v, None, best_to_worst, None, level, comparator).own for v in best_to_worst]
    assert places == sorted(places, reverse=True)
    assert len(set(places)) == len(places)


def test_the_row_runs_from_the_worst_to_the_best_in_proportion():
    """From 14 to 3 per cent the row is eleven points long, within an edge of 5,5 per cent at either end: 5 stands at nine elevenths of it."""
    row = placed(14, 12, [3, 5.5, 8], 6, 5, "<=")
    assert (row.own, row.level, row.whole, row.last) == (5.5, 78.3, 70.2, 21.7)
    assert [place for place, _ in row.others] == [54.0, 74.3, 94.5]


def test_what_is_not_known_has_no_place():
    """Without a value of its own, last season's, the district's or a level, the others stand there all the same."""
    row = placed(None, None, [3, 8], None, None, "<=")
    assert (row.own, row.last, row.whole, row.level) == (None, None, None, None)
    assert [place for place, _ in row.others] == [5.5, 94.5]


def test_a_figure_nobody_has_is_no_row():
    """With nothing but a level and a value of last season there is nothing to compare."""
    assert placed(None, 4, [], None, 5, "<=") is None


def test_a_level_that_nobody_reaches_lies_beyond_all_dots():
    """A level outside of the communes' values widens the row, and what has reached it stands right of it."""
    row = placed(70, None, [71, 72], None, 98, ">=")
    assert row.level == 94.5 and max(place for place, _ in row.others) < 20
    row = placed(70, None, [71, 72], None, 20, ">=")
    assert row.level == 5.5 and row.own > 80


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((14, None, [3, 8], 6, 5, "<="), [((14,), 5.5, "start"), ((3,), 94.5, "end")]),
        ((7, None, [7, 7], 7, None, ">="), [((7,), 50.0, "middle")]),
        ((71, None, [70, 72], 71, 98, ">="), [((70, 72), 5.5, "start")]),
        ((71, None, [70, 72], 71, 20, ">="), [((70, 72), 94.5, "end")]),
        ((60, 30, [62, 58], 60, 90, ">="), [((58, 62), 50.0, "middle")]),
        ((None, None, [], 6, 5, "<="), []),
    ],
    ids=["apart", "all alike", "together on the left", "on the right", "in the middle", "nobody's"],
)
def test_the_worst_and_the_best_value_are_told_where_they_stand(args, said):
    """Two labels that grow inwards; where these would run into each other one label says both, worst first, inside of the row."""
    assert [(end.values, end.place, end.anchor) for end in placed(*args).ends] == said


def test_dots_on_each_other_can_be_counted():
    """Eight communes with the same share are eight dots at one place, each at a height of its own, none beyond the row."""
    dots = placed(75, None, [100] * 8, 97, 80, ">=").others
    assert len({x for x, _ in dots}) == 1
    assert len({y for _, y in dots}) == 8
    assert sum(y for _, y in dots) == 0 and max(y for _, y in dots) <= 14


@pytest.mark.parametrize(("communes", "radius", "is_crowded"), [(12, 4, False), (40, 3, True), (168, 2.2, True)])
def test_many_communes_are_small_dots_within_the_row(communes, radius, is_crowded):
    """Each commune is a dot; none lies beyond the row, even if all but one are at the same place."""
    row = placed(50, None, [100.0] * (communes - 1) + [20.0], 97, 80, ">=")
    assert (len(row.others), row.radius, row.is_crowded) == (communes, radius, is_crowded)
    assert max(abs(y) for _, y in row.others) <= 14


def test_communes_that_are_all_alike_stand_in_the_middle():
    """Where all values are the same no one is better or worse: everything is in the middle of the row."""
    row = placed(7, 7, [7, 7], 7, None, ">=")
    assert {x for x, _ in row.others} | {row.own, row.last, row.whole} == {50}


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


def test_where_the_present_pace_leads_is_dotted_beside_the_needed_path():
    """From the same point a grey dotted line ends at its own value, above the needed path where less is to be reached; its value is named."""
    named = []
    going = Course([point(2020, 16), point(2021, 14)], 5.0, 2022, 5.0, (2022.0, 12.0))
    root = drawing(trajectory(going, lambda v: named.append(v) or written(v), "mức 5"))
    needed = next(corners for style, corners in lines(root, ACCENT) if "dasharray" in style)
    (_style, path), *others = [(style, corners) for style, corners in lines(root, MUTED) if "dasharray" in style]
    assert not others
    assert path[0] == needed[0] and path[-1][0] == needed[-1][0] and path[-1][1] < needed[-1][1]
    assert 12.0 in named


def test_a_figure_that_can_go_no_further_ends_there():
    """Seven houses at ten a year are gone before the year is: the dotted line ends on nought, left of the needed path's end."""
    going = Course([point(2020, 17), point(2021, 7)], 0.0, 2022, 0.0, (2021.7, 0.0))
    root = drawing(trajectory(going, written, "mức 0"))
    needed = next(corners for style, corners in lines(root, ACCENT) if "dasharray" in style)
    path = next(corners for style, corners in lines(root, MUTED) if "dasharray" in style)
    assert path[-1][0] < needed[-1][0] and path[-1][1] == pytest.approx(needed[-1][1], abs=0.01)


@pytest.mark.parametrize(
    ("values", "named"),
    [([24, 20, 16, 14], [24, 16, 14]), ([16, 14], [16, 14]), ([14], [14])],
    ids=["four points", "two", "one"],
)
def test_the_first_and_the_last_two_points_are_named(values, named):
    """Each once."""
    told = []
    points = [point(2021 - n, value) for n, value in reversed([*enumerate(reversed(values))])]
    trajectory(Course(points, None, 2022, None), lambda v: told.append(v) or written(v), "")
    assert sorted(told, reverse=True) == named


def test_a_name_that_would_lie_over_a_weightier_one_is_not_drawn():
    """The last value stays whole; the one before it, a hair beside, is left to the table."""
    figure = Figure(figsize=SMALL)
    axes = figure.add_axes((0, 0, 1, 1))
    last, beside, apart = (axes.annotate(text, (at, 0.5)) for text, at in (("41,6", 0.5), ("39,1", 0.51), ("21", 0.1)))
    drop_overlapping(figure, [last, beside, apart])
    assert list(axes.texts) == [last, apart]


def test_years_under_a_long_course_leave_room_for_each_other():
    """Twelve years have six labels: what is drawn of them is less than of eight years, which have all."""
    few, many = (
        drawing(trajectory(course(*(point(y, 14) for y in range(first, 2022))), written, "")) for first in (2015, 2011)
    )
    ticks = [
        len([g for g in root.iter(f"{SVG}g") if not g.attrib and list(g.iter(f"{SVG}use"))]) for root in (few, many)
    ]
    assert ticks[1] <= ticks[0]
