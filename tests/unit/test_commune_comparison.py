"""A commune's pace, courses, strip and peers as people read them: facts in words beside every picture, sound where little is known."""

import re

import pytest
from lxml import html

from ntm_lib.intake import form as layout
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.commune.comparison import peers_part, strip_part
from ntm_lib.presentation.commune.first_screen import headline
from ntm_lib.presentation.commune.pace import pace_part
from ntm_lib.presentation.commune.page import opening
from ntm_lib.presentation.commune.trajectories import trajectories_part
from ntm_lib.presentation.frame.html import NOTHING
from ntm_lib.workbook import Workbook
from tests.unit.builders import SET_ID, WORKBOOK_TOML, indicator, send_form, write_workbook
from tests.views import commune_view

ALTS = "//svg[@role='img']/@aria-label"
PARTS = (pace_part, trajectories_part, strip_part, peers_part)
KEY_ROWS = (
    {"indicator": "2.1", "name": "Nhà tạm", "is_trajectory": "true", "verb": "xóa"},
    {"indicator": "4.1", "component": "nuoc-sach", "name": "Nước sạch", "is_trajectory": "true"},
    {"indicator": "1.1", "name": "Đường", "is_trajectory": "false"},
)


def page(part):
    return html.fromstring(str(part.markup))


def text(part):
    return re.sub(r"\s+", " ", page(part).text_content())


@pytest.fixture
def shipped(workbook, submissions, results):
    return lambda unit_id, season="2021": commune_view(workbook, season, unit_id, submissions, results)


def figures(houses=None, water=None, road=None):
    """Return the rows of a commune's form of the made-up set: houses left, and parts of 100 households and of 10 km."""
    rows = []
    if houses is not None:
        rows.append({"indicator": "2.1", "numerator": houses})
    if water is not None:
        rows.append({"indicator": "4.1", "component": "nuoc-sach", "numerator": water, "denominator": 100})
    if road is not None:
        rows.append({"indicator": "1.1", "numerator": road, "denominator": 10})
    return [row | {"status": "ước"} for row in rows]


@pytest.fixture
def made_up(tmp_path):
    """Return a function that gives a view of An Bình in 2021 with these forms: (unit_id, season, figures)."""

    def view(*forms, keys=KEY_ROWS, communes='"an-binh", "hoa-son"'):
        key_measures = [{"criteria_set": SET_ID} | row for row in keys]
        toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', communes)
        book = Workbook.open(write_workbook(tmp_path, toml, key_measures=key_measures))
        for unit_id, season, own in forms:
            send_form(book, unit_id, {layout.INDICATORS.title: own}, season=season)
        submissions = read_submissions(book, book.seasons_until(book.season("2021")))
        return commune_view(book, "2021", "an-binh", submissions)

    return view


@pytest.mark.parametrize("unit_id", ["huong-xuan", "thuong-long", "huong-phu"])
def test_pictures_of_a_commune_stay_small(shipped, unit_id):
    """The strip with its tables is under 40.000 bytes, the four courses under 75.000: of one made by a merger, one with gaps, one with a figure missing."""
    view = shipped(unit_id)
    strips, sources = str(strip_part(view).markup), page(trajectories_part(view)).xpath("//img/@src")
    assert (len(page(strip_part(view)).xpath("//svg[@role='img']")), len(sources)) == (12, 4)
    assert len(strips) < 40_000
    assert sum(map(len, sources)) < 75_000


def test_the_only_commune_of_a_place_is_not_compared_with_itself(made_up):
    """No strip of one, no column of the place beside the commune's, and no line of the contents that leads there."""
    form = ("an-binh", "2021", [{"indicator": "1.1", "numerator": 7, "denominator": 10, "status": "Ước"}])
    assert strip_part(made_up(form)) is not NOTHING
    assert strip_part(made_up(form, communes='"an-binh"')) is NOTHING
    assert "#so-voi-cac-xa" not in str(opening(made_up(form, communes='"an-binh"')).markup)


def test_every_picture_is_told_in_words(shipped):
    """Each picture's alternative names the figure, the commune's value, the level and how the others or the seasons stand."""
    view = shipped("thuong-long")
    alts = {alt.partition(":")[0]: alt for alt in page(strip_part(view)).xpath(ALTS)}
    # series.csv: 92 of 667 households are 13,8 %; the others run from 0,67 (Hương Xuân) to 11,88 per cent (Hương Hữu)
    assert (
        alts["Tỷ lệ hộ nghèo"]
        == "Tỷ lệ hộ nghèo: xã 13,8% (năm 2020: 14,8%); mức: không quá 5%; huyện 4,1%; 8 xã khác từ 0,7% đến 11,9%."
    )
    assert "(bình quân một xã); 8 xã khác" in alts["Nhà tạm, dột nát còn lại"]
    courses = page(trajectories_part(view)).xpath("//img/@alt")
    assert courses[2].startswith(
        "Nhà tạm, dột nát còn lại: từ 48 (2016) xuống 7 nhà (2021); chưa đạt, còn 7 nhà (mức: không còn)."
    )
    assert courses[2].endswith(
        "2018: 36. 2019: 28. 2020: 19. 2021: 7. Nếu giữ tốc độ hiện nay, cuối năm 2022: khoảng 0 nhà."
    )


def test_the_strip_has_a_sentence_and_all_numbers_in_a_table(shipped):
    """The title counts what is reached and names what is farthest; the table has every commune, the district and the levels."""
    part = strip_part(shipped("thuong-long"))
    # Of the twelve: poverty, houses, stunted children and schools fail; one school of four is the largest part of its whole
    assert (
        "Xã Thượng Long đạt mức ở 8 trên 12 số liệu; cách mức quy định nhiều nhất: trường đạt chuẩn cơ sở vật chất."
        in text(part)
    )
    heads = page(part).xpath("//details//tbody/tr/th/text()")
    assert len(heads) == 9 + 1 + 2
    assert "Thượng Long, năm 2020" in heads
    assert heads[-2:] == ["Huyện", "Mức phải đạt"]


def test_what_is_not_reached_comes_first(shipped):
    """Of Thượng Long's twelve the four that fail stand above, each group in the order of the file; so do the columns of the table."""
    part = page(strip_part(shipped("thuong-long")))
    rows = part.xpath("//table[contains(@class, 'strips')]/tbody/tr")
    marks = ["○" in row.xpath("string(td[2])") for row in rows]
    assert marks == [True] * 4 + [False] * 8
    names = [row.xpath("string(th/text())").strip() for row in rows]
    assert names[:5] == [
        "Tỷ lệ hộ nghèo", "Nhà tạm, dột nát còn lại", "Trẻ em dưới 5 tuổi thấp còi", "Trường đạt chuẩn cơ sở vật chất",
        "Thu nhập bình quân đầu người",
    ]  # fmt: skip
    assert part.xpath("//details//thead//th/text()")[1:] == names


def test_the_worst_and_the_best_value_stand_at_the_ends_with_their_unit(shipped):
    """From series.csv: poverty from 13,8 to 0,7 per cent, income from 35,4 to 51,5 million; where both lie close, in one label."""
    part = page(strip_part(shipped("thuong-long")))
    said = {
        row.xpath("string(th/text())").strip(): row.xpath(".//svg/text/text()")
        for row in part.xpath("//table[contains(@class, 'strips')]/tbody/tr")
    }
    assert said["Tỷ lệ hộ nghèo"] == ["13,8%", "0,7%"]
    assert said["Thu nhập bình quân đầu người"] == ["35,4", "51,5 triệu đồng"]
    assert said["Nhà tạm, dột nát còn lại"] == ["7–0 nhà"]


def test_every_mark_of_a_strip_stands_for_one_thing(shipped):
    """Eight other communes are eight dots, this one a diamond, with a hollow one for its last season, a triangle for the level, an upright
    for the district; each as the legend has it, and no name stands twice."""
    part = page(strip_part(shipped("thuong-long")))
    row = part.xpath("//svg[@role='img']")[0]
    assert len(row.xpath(".//circle")) == 8
    uses = [use.get("href")[1:] for use in row.xpath(".//use")]
    assert uses == ["dau-muc", "dau-chung", "dau-ky-truoc", "dau-xa"]
    assert sorted(part.xpath("//caption//@id")) == sorted(uses)


def test_without_a_season_before_there_is_no_hollow_mark(made_up):
    """A first season, and a commune that was silent in the season before, have none, and the legend names none."""
    now = ("an-binh", "2021", figures(houses=7)), ("hoa-son", "2021", figures(houses=0))
    for view in (made_up(*now), made_up(*now, ("hoa-son", "2020", figures(houses=2)))):
        part = page(strip_part(view))
        assert not part.xpath("//*[@id='dau-ky-truoc']|//use[@href='#dau-ky-truoc']")
        assert "năm 2020" not in part.text_content()
    assert "An Bình năm 2020" in text(strip_part(made_up(*now, ("an-binh", "2020", figures(houses=9)))))


def test_sums_of_former_communes_are_no_mark_of_the_commune(shipped):
    """Hương Xuân was made in 2020: in that season it has no mark of 2019, in the next it has one of 2020."""
    first, second = (page(strip_part(shipped("huong-xuan", season))) for season in ("2020", "2021"))
    assert not first.xpath("//use[@href='#dau-ky-truoc']")
    assert second.xpath("//use[@href='#dau-ky-truoc']")


def test_a_forecast_is_conditional_and_stands_in_the_table(shipped):
    """Of the four courses only that of the houses needs a path and has a pace: its value is said with the condition, the others have none."""
    part = page(trajectories_part(shipped("thuong-long")))
    assert "Nét chấm: nếu giữ tốc độ hiện nay đến khi ấy, không phải kết luận." in part.text_content()
    row = part.xpath("//tbody/tr")[-1]
    assert row.xpath("string(th)") == "Cuối năm 2022, nếu giữ tốc độ hiện nay"
    assert row.xpath("td/text()") == ["–", "–", "khoảng 0 nhà", "–"]


def test_without_a_pace_there_is_no_forecast(made_up):
    """Two points are no pace: no dotted line, no row of the table, no word of it."""
    view = made_up(("an-binh", "2020", figures(houses=9)), ("an-binh", "2021", figures(houses=7)))
    assert "nếu giữ tốc độ" not in text(trajectories_part(view)).lower()


def test_whatever_rests_on_illustrative_figures_says_so(shipped):
    """Each part made from the shipped, illustrative figures carries the mark."""
    for part in PARTS:
        assert page(part(shipped("thuong-long"))).xpath("//*[@class='illustrative']"), part.__name__


def test_peers_are_the_nearest_by_households_without_ranks(shipped):
    """Beside Thượng Lộ (339 households) stand 362, 529 and 559; nothing is numbered first, second, third."""
    part = peers_part(shipped("thuong-lo"))
    assert page(part).xpath("//thead//th/text()") == ["Số liệu", "Thượng Lộ", "Hương Sơn", "Thượng Quảng", "Hương Lộc"]
    assert [cell.text_content() for cell in page(part).xpath("//tbody/tr[1]/td")] == [
        "339 hộ",
        "362 hộ",
        "529 hộ",
        "559 hộ",
    ]
    assert not re.search(r"hạng \d|thứ \d|xếp thứ", text(part))


def test_a_pace_lists_what_is_missing_first(shipped):
    """Open levels come nearest to done first with their sentence, reached ones in a closed fold, answers by name only."""
    part = pace_part(shipped("thuong-long"))
    tables = page(part).xpath("//table")
    assert [th.text_content().split()[0] for th in tables[0].xpath(".//tbody//th")] == ["9.1", "11.1", "5.1", "15.3"]
    assert (
        "Còn 7 nhà; ba năm qua xóa bình quân khoảng 10 nhà/năm, nhanh dần (8, 9 rồi 12 nhà); nếu giữ tốc độ ấy thì cần khoảng 1 năm, kịp đạt trong năm 2022."
        in text(part)
    )
    assert "Đánh giá đạt hay chưa đạt, không có tốc độ: 15.2." in text(part)
    fold = page(part).xpath("//details[not(@open)]")[0]
    assert "17 chỉ tiêu đã đạt" in fold.text_content()


def test_a_merger_is_said_wherever_sums_are_shown(shipped):
    """Hương Xuân's pace and courses say whose figures were added before 2020."""
    view = shipped("huong-xuan")
    assert "Trước năm 2020 cộng số của Hương Hòa và Hương Giang" in text(pace_part(view))
    assert "bên trái vạch chấm: trước năm 2020 cộng số của Hương Hòa và Hương Giang" in text(trajectories_part(view))


def test_a_commune_without_history_has_points_and_no_pace(made_up):
    """One season gives no course and no pace: neither section is there. The communes stand beside each other all the same."""
    view = made_up(("an-binh", "2021", figures(houses=7, water=80)), ("hoa-son", "2021", figures(houses=0, water=50)))
    assert trajectories_part(view) is pace_part(view) is NOTHING
    assert "Xã An Bình đạt mức ở 1 trên 3 số liệu" in text(strip_part(view))


def test_a_commune_of_which_nothing_is_known_says_so(made_up):
    """Without any form no part stands over nothing, and where the count would stand it is the form that is missing."""
    view = made_up()
    assert all(part(view) is NOTHING for part in PARTS)
    shown = text(headline(view))
    assert "Tiêu chí đạtChưa nộp biểu" in shown and "ít nhất 0" not in shown


def test_a_measure_a_commune_is_silent_about_still_shows_the_others(made_up):
    """Its own value is missing, the other's is there, and how many are missing is said."""
    part = strip_part(made_up(("hoa-son", "2021", figures(houses=3)), ("an-binh", "2021", figures(water=80))))
    row = page(part).xpath("//table[1]/tbody/tr[1]")[0]
    assert row.xpath("./td[2]")[0].text_content().strip() == "– chưa có số liệu"
    assert "1 xã chưa có số liệu" in row.text_content()
    assert row.xpath(".//svg/@aria-label") == [
        "Nhà tạm: xã chưa có số liệu; mức: không còn; huyện 3 (bình quân một xã, 1/2 xã); 1 xã khác 3."
    ]


def test_what_was_known_before_is_not_taken_for_now(made_up):
    """A commune silent this season shows its last value with its season, and that this season's is missing."""
    view = made_up(("an-binh", "2020", figures(houses=9, water=70)), ("an-binh", "2021", figures(water=80)))
    assert "Nhà tạm: 9 nhà (2020); năm 2021 chưa có số liệu." in text(trajectories_part(view))


@pytest.mark.parametrize(
    ("own", "title"),
    [
        (figures(houses=0, water=80, road=9), "Xã An Bình đạt mức ở cả 3 số liệu."),
        (figures(houses=0, water=80), "Xã An Bình đạt mức ở 2 trên 3 số liệu; 1 số liệu chưa có: đường."),
        (
            figures(houses=5, water=10, road=7),
            "Xã An Bình đạt mức ở 0 trên 3 số liệu; cách mức quy định nhiều nhất: nước sạch.",
        ),
    ],
    ids=["all", "one unknown", "none"],
)
def test_the_title_is_made_from_the_data(made_up, own, title):
    """All reached, some unknown, none reached: each has its own sentence."""
    assert title in text(strip_part(made_up(("an-binh", "2021", own))))


def test_an_unchanged_figure_is_not_told_as_moved(made_up):
    """The same value in the first and the last season is said as such."""
    view = made_up(("an-binh", "2020", figures(houses=3)), ("an-binh", "2021", figures(houses=3)))
    assert "Nhà tạm: 3 nhà ở cả năm 2020 và năm 2021; chưa đạt, còn 3 nhà" in text(trajectories_part(view))


def test_an_abbreviation_keeps_its_capitals_in_a_sentence(made_up):
    """“BHYT” does not become “bHYT” in the middle of a sentence."""
    keys = [
        {"indicator": "2.1", "name": "BHYT", "is_trajectory": "false"},
        {"indicator": "1.1", "name": "Đường", "is_trajectory": "false"},
    ]
    assert "1 số liệu chưa có: BHYT." in text(strip_part(made_up(("an-binh", "2021", figures(road=9)), keys=keys)))


def test_a_set_without_key_measures_has_no_comparison(made_up):
    """No key measures: no pictures, and no headings over nothing."""
    view = made_up(("an-binh", "2021", figures(houses=3)), keys=[])
    assert strip_part(view) is trajectories_part(view) is NOTHING


def test_what_has_no_sum_is_not_said_to_be_missing(made_up):
    """Both communes give their share without counts, as a growth has none: there is no figure of the district, and none is missing."""
    forms = [("an-binh", 70), ("hoa-son", 90)]
    view = made_up(*((unit_id, "2021", [{"indicator": "1.1", "value": share}]) for unit_id, share in forms), keys=KEY_ROWS[2:])  # fmt: skip
    part = page(strip_part(view))
    assert part.xpath(ALTS) == ["Đường: xã 70%; mức: từ 80% trở lên; huyện không có số chung; 1 xã khác 90%."]
    assert part.xpath("//td[@data-label='Huyện']/text()") == ["không có số chung"]
    assert "chưa có số liệu" not in part.text_content()


def test_with_everything_met_nothing_is_left_to_pace(shipped):
    """A commune that meets every level says so, and folds its figures away; but of poverty it is not said what a new line takes."""
    assert "Mọi chỉ tiêu có mức bằng số đều đã đạt." in text(pace_part(shipped("huong-loc", "2020")))
    shown = text(pace_part(shipped("huong-loc")))
    assert "Mọi chỉ tiêu" not in shown
    assert (
        "Chưa tính được còn phải làm bao nhiêu đến năm 2022 vì áp dụng chuẩn nghèo đa chiều giai đoạn 2022–2025 từ ngày 01/01/2022"
        in shown
    )


def test_names_from_files_stay_text(made_up):
    """Markup in the name of a figure is shown as it is typed, in the page and in the alternative of its picture."""
    hostile = '"><img src=x onerror=alert(1)>'
    keys = [{"indicator": "2.1", "name": hostile, "is_trajectory": "true"}]
    forms = [
        ("an-binh", "2020", figures(houses=4)),
        ("an-binh", "2021", figures(houses=3)),
        ("hoa-son", "2021", figures(houses=0)),
    ]
    view = made_up(*forms, keys=keys)
    for part in (strip_part, trajectories_part):
        assert page(part(view)).xpath("//*[@onerror]") == []
    assert hostile in page(strip_part(view)).xpath(ALTS)[0]


def test_a_level_that_changes_next_year_is_named_wherever_it_counts(tmp_path):
    """Met by this year's 1 house, not by next year's 0: the page tells both levels, what the second takes, and asks the conference."""
    houses = {"value_type": "number", "unit": "nhà", "comparator": "<=", "count_unit": "nhà"}
    levels = [
        indicator("1.1"),
        indicator("2.1", **houses, target="1", level_to_year="2021"),
        indicator("2.1", **houses, target="0", level_from_year="2022"),
    ]
    key_measures = [{"component": "", "verb": "", "criteria_set": SET_ID} | KEY_ROWS[0]]
    bands = {"bands": "[[2, 2], [0, 1]]"}
    book = Workbook.open(write_workbook(tmp_path, levels=levels, about=bands, key_measures=key_measures))
    rows = [{"indicator": "2.1", "numerator": 1, "status": "ước"}]
    send_form(book, "an-binh", {layout.INDICATORS.title: rows}, season="2021")
    view = commune_view(book, "2021", "an-binh", read_submissions(book, book.seasons_until(book.season("2021"))))
    assert view.component("2.1")["result"] == "met"
    said = text(pace_part(view))
    assert "Chỉ tiêu đạt mức của năm nay, chưa đạt hoặc chưa biết mức phải đạt trong năm 2022" in said
    assert "Không quá 1 nhà; năm 2022: không quá 0 nhà" in said
    assert "Còn 1 nhà so với mức năm 2022; chưa tính được tốc độ" in said


def test_a_course_that_rose_does_not_read_as_standing_still(made_up):
    """From 59,91 to 59,94 per cent, below a level of 60, is written with the digits that show the rise."""
    water = {"indicator": "4.1", "component": "nuoc-sach", "denominator": 10000, "status": "ước"}
    view = made_up(
        ("an-binh", "2020", [water | {"numerator": 5991}]), ("an-binh", "2021", [water | {"numerator": 5994}])
    )
    said = text(trajectories_part(view))
    assert "từ 59,91% (2020) lên 59,94% (2021)" in said
