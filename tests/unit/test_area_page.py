"""The pages above the districts on made-up figures: counted by hand, with bounds where figures are missing, and nothing that is not known."""

from dataclasses import replace

import pandas as pd
import pytest
from lxml import html

from ntm_lib.area_data import PLACE, AreaData
from ntm_lib.presentation.frame.links import district_page, province_page
from ntm_lib.presentation.overview import area_page
from ntm_lib.presentation.overview.area_view import AreaView, kinds
from ntm_lib.presentation.words.standing import some_names
from ntm_lib.schemas import COMMUNE_SUMMARY
from ntm_lib.terms import DISTRICT, KINDS
from ntm_lib.workbook import Workbook
from tests.large_area import country, index_of, large_area, province_of
from tests.several_districts import DISTRICTS, TOML_SEASON, make_several_districts
from tests.unit.builders import SET_ID

NORTH = "tỉnh Mẫu Bắc"
MET = {3: "3", 2: "2", 1: "dưới 2"}
EARLIER = f'\n[[season]]\nname = "2030"\nyear = 2030\ncriteria_set = "{SET_ID}"\ncut_off = 2030-12-20\n'


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return Workbook.open(make_several_districts(tmp_path_factory.mktemp("several")))


def with_settings(root, old, new):
    """Return the workbook, forms left out, with a setting replaced."""
    make_several_districts(root)
    path = root / "data" / "workbook.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return Workbook.open(root)


def compared(root):
    return with_settings(root, TOML_SEASON, EARLIER + TOML_SEASON + 'compare_with = "2030"\n')


def commune(number, **cells):
    """Return a commune as `answer` of the workbook has it: the first meets all three criteria, the next all but one..."""
    met = 3 - number
    return {"criteria_met": met, "criteria_not_met": 3 - met, "band": MET[met]} | cells


USUAL = [commune(0), commune(1), commune(2)]
OPEN = {"criteria_met": 2, "criteria_not_met": 0, "criteria_unknown": 1, "band": "chưa xác định"}


def data_of(book, absent=(), **districts):
    """Return the figures of the workbook: three communes a district, unless `districts` says otherwise by id with _ for -."""
    rows = []
    own = {i.replace("_", "-"): communes for i, communes in districts.items()}
    known = {i: d for i, d in book.periods(book.season("2031")).items() if i not in absent}
    for district_id, district in known.items():
        place = dict(zip(PLACE, (district.province, district_id, district.name), strict=True))
        for number, cells in enumerate(own.get(district_id, USUAL)):
            usual = dict.fromkeys(("criteria_unknown", "criteria_not_applicable", "criteria_tabled"), 0)
            about = {
                "unit_id": f"{district_id}-{number}",
                "unit_name": "An Bình",
                "season": "2031",
                "criteria_set": SET_ID,
            }
            rows.append(place | about | usual | {"criteria_total": 3, "figures_given": 3, "origin": "reported"} | cells)
    table = COMMUNE_SUMMARY.frame([{k: v for k, v in row.items() if k not in PLACE} for row in rows])
    placed = pd.DataFrame({name: [row[name] for row in rows] for name in PLACE}, dtype="str")
    statuses = dict.fromkeys(known, ("ước",))
    return AreaData("2031", pd.concat([placed, table], axis=1), tuple(absent), statuses=statuses)


def view_of(book, province="", absent=(), **districts):
    data = data_of(book, absent, **districts)
    data = data.of_province(province, book.periods(book.season("2031"))) if province else data
    return AreaView(book, book.season("2031"), data, province)


def parsed(part):
    return html.fromstring(f"<div>{part.markup}</div>")


def text(element):
    return " ".join(element.text_content().split())


def said_in(part):
    return text(parsed(part))


def answers_of(view):
    items = parsed(area_page.headline(view)).xpath("//dl[@class='answers']/div")
    return {
        i.xpath("string(dt)"): (i.xpath("string(.//strong)"), " ".join(i.xpath("string(.//dd/span)").split()))
        for i in items
    }


def rows_of(view):
    return [[text(c) for c in row.xpath("th|td")] for row in parsed(area_page.standing(view)).xpath("//tr")]


# What is known


def test_a_provinces_answers_are_counted_by_hand(book):
    """Two districts of 3 + 2 + 1 criteria: 12 criteria of six communes, mean 2,0; two meet all, no district wholly."""
    assert answers_of(view_of(book, NORTH)) == {
        "Xã đạt đủ 3/3 tiêu chí": ("2/6 xã", ""),
        "Xã đã có quyết định công nhận": ("chưa rõ", "sổ chưa ghi quyết định công nhận nào"),
        "Bình quân tiêu chí/xã": ("2,0", "tổng 12 tiêu chí"),
        "Huyện có mọi xã đạt đủ 3/3": ("0/2 huyện", ""),
        "Nhóm thấp nhất hiện có xã": ("dưới 2 tiêu chí: 2 xã", "huyện Bắc Sông (1) và huyện Nam Sông (1)"),
        "Huyện chưa có số liệu": ("không có", "đủ 2 huyện"),
    }


def test_one_sentence_says_it_in_words(book):
    """The province's own format: communes, criteria, mean, bands; the index says of how many provinces."""
    sentence = "Đến 20/12/2031, 6 xã của tỉnh Mẫu Bắc đạt 12 tiêu chí, bình quân 2,0 tiêu chí/xã: 2 xã đạt 3 tiêu chí, 2 xã đạt 2 tiêu chí và 2 xã đạt dưới 2 tiêu chí."
    assert sentence in said_in(area_page.headline(view_of(book, NORTH)))
    assert "9 xã của 2 tỉnh đạt 18 tiêu chí, bình quân 2,0" in said_in(area_page.headline(view_of(book)))


def test_the_index_has_a_row_a_province_and_no_district(book):
    """Six communes and three, two districts and one; all of them last."""
    assert rows_of(view_of(book)) == [
        ["Tỉnh", "Huyện có số liệu", "Số xã", "Đạt đủ 3/3", "Tỷ lệ đạt đủ", "Bình quân tiêu chí/xã", "Nhóm 2", "Nhóm dưới 2", "Xã đã công nhận"],
        ["tỉnh Mẫu Bắc", "2/2", "6", "2", "33,3%", "2,0", "2", "2", "0"],
        ["tỉnh Mẫu Nam", "1/1", "3", "1", "33,3%", "2,0", "1", "1", "0"],
        ["Cộng", "3/3", "9", "3", "33,3%", "2,0", "3", "3", "0"],
    ]  # fmt: skip
    page = parsed(area_page.standing(view_of(book)))
    assert page.xpath("//th/a/@href") == ["tinh/tinh-mau-bac.html", "tinh/tinh-mau-nam.html"]
    assert "Bắc Sông" not in text(page)


def test_a_provinces_rows_lead_to_its_districts(book):
    """Its districts in the order of workbook.toml, each linked to its own index."""
    view = view_of(book, NORTH, bac_song=[commune(0, recognised_tier="NTM"), commune(0)])
    assert [row[:3] for row in rows_of(view)] == [
        ["Huyện", "Số xã", "Đạt đủ 3/3"], ["huyện Bắc Sông", "2", "2"], ["huyện Nam Sông", "3", "1"], ["Cộng", "5", "3"]
    ]  # fmt: skip
    assert rows_of(view)[1][-1] == "1"
    page = parsed(area_page.standing(view))
    assert page.xpath("//th/a/@href") == ["../bac-song/index.html", "../nam-song/index.html"]
    assert answers_of(view)["Huyện có mọi xã đạt đủ 3/3"] == ("1/2 huyện", "huyện Bắc Sông")


def test_a_workbook_of_one_province_shows_its_districts_at_once(tmp_path):
    """No page in between with a single row: the index is the province's."""
    book = with_settings(tmp_path, "tỉnh Mẫu Nam", NORTH)
    view = view_of(book)
    assert [row[0] for row in rows_of(view)] == ["Huyện", "huyện Bắc Sông", "huyện Nam Sông", "huyện Đông Núi", "Cộng"]
    assert parsed(area_page.standing(view)).xpath("//th/a/@href")[0] == "bac-song/index.html"
    assert "các huyện của tỉnh Mẫu Bắc" in said_in(area_page.header(view))


def test_title_season_kind_of_figures_and_day_are_said(book):
    """Of a province by its name; of all, how many there are."""
    header = said_in(area_page.header(view_of(book, NORTH)))
    assert "Tiến độ nông thôn mới tỉnh Mẫu Bắc" in header
    assert "2 huyện · năm 2031 · Số liệu ước đến 20/12/2031" in header and "BẢN NHÁP" in header
    whole = said_in(area_page.header(replace(view_of(book), issued="2031-12-28")))
    assert "2 tỉnh, 3 huyện · năm 2031" in whole and "PHÁT HÀNH NGÀY 28/12/2031" in whole
    assert "số liệu ước đến 20/12/2031" in said_in(area_page.standing(view_of(book)))


# What is not known


def test_unknown_criteria_make_bounds(book):
    """Two of three with one open: total, mean, and communes and districts that meet all are lower bounds."""
    view = view_of(book, NORTH, bac_song=[OPEN], nam_song=[commune(0)])
    found = answers_of(view)
    assert found["Xã đạt đủ 3/3 tiêu chí"] == (
        "ít nhất 1/2 xã",
        "1 xã chưa xác định, còn tiêu chí chưa có số liệu",
    )
    assert found["Bình quân tiêu chí/xã"] == ("ít nhất 2,5", "tổng ít nhất 5 tiêu chí")
    assert found["Huyện có mọi xã đạt đủ 3/3"] == ("ít nhất 1/2 huyện", "huyện Nam Sông; 1 huyện chưa xác định")
    assert found["Nhóm thấp nhất hiện có xã"] == ("3 tiêu chí: 1 xã", "1 xã chưa xếp nhóm (thiếu số liệu)")
    head, first, *_, total = rows_of(view)
    assert dict(zip(head, first, strict=True)) == {
        "Huyện": "huyện Bắc Sông", "Số xã": "1", "Đạt đủ 3/3": "ít nhất 0", "Tỷ lệ đạt đủ": "0%", "Bình quân tiêu chí/xã": "ít nhất 2,0",
        "Nhóm 2": "0", "Nhóm dưới 2": "0", "Chưa xếp nhóm (thiếu số liệu)": "1", "Tiêu chí thiếu số liệu": "1", "Xã đã công nhận": "0",
    }  # fmt: skip
    assert total[-3:] == ["1", "1", "0"]
    assert "Ít nhất 1/2 huyện có từ một nửa số xã trở lên đạt đủ 3/3" in said_in(area_page.bands(view))


def test_with_all_communes_undecided_no_band_is_the_lowest(book):
    """The lowest band is not guessed."""
    view = view_of(book, NORTH, bac_song=[OPEN], nam_song=[OPEN])
    assert answers_of(view)["Nhóm thấp nhất hiện có xã"] == ("chưa rõ", "2 xã chưa xếp nhóm (thiếu số liệu)")


def test_a_district_without_figures_is_named_and_counts_nowhere(book):
    """Its row has no figure, the totals say of how many districts they are, and its name stands in the notes."""
    view = view_of(book, NORTH, absent=("nam-song",))
    assert rows_of(view)[2] == ["huyện Nam Sông chưa có số liệu", *["–"] * 7]
    assert rows_of(view)[-1][1] == "3"
    assert answers_of(view)["Huyện chưa có số liệu"] == ("1/2 huyện", "huyện Nam Sông")
    assert "3 xã của tỉnh Mẫu Bắc có số liệu đạt 6 tiêu chí" in said_in(area_page.headline(view))
    assert "Chưa có số liệu của 1/2 huyện." in said_in(area_page.headline(view))
    assert "Huyện chưa có số liệu. Huyện Nam Sông." in said_in(area_page.notes(view))
    index = view_of(book, absent=("nam-song",))
    assert rows_of(index)[1][:3] == ["tỉnh Mẫu Bắc", "1/2", "3"]
    assert "Tỉnh Mẫu Bắc: huyện Nam Sông." in said_in(area_page.notes(index))


def test_a_district_without_a_page_has_no_link(book):
    """Its name stands, and leads nowhere."""
    view = view_of(book, NORTH)
    view = replace(view, data=replace(view.data, unlinked=("nam-song",)))
    assert parsed(area_page.standing(view)).xpath("//th/a/@href") == ["../bac-song/index.html"]


def test_figures_that_may_be_old_are_named(book):
    """A district that could not be built this time is told in the notes, and nowhere else if there is none."""
    view = view_of(book, NORTH)
    assert "có thể cũ" not in said_in(area_page.notes(view))
    view = replace(view, data=replace(view.data, stale=("bac-song",)))
    said = "Số liệu có thể cũ. Huyện Bắc Sông. Lần lập gần nhất bị lỗi, số liệu có thể là của lần trước."
    assert said in said_in(area_page.notes(view))


def test_nothing_known_is_said_and_claims_nothing(book):
    """Before the first form: no zero, no share, no band, no picture."""
    view = view_of(book, absent=tuple(DISTRICTS))
    assert answers_of(view) == {
        "Xã đạt đủ 3/3 tiêu chí": ("chưa có số liệu", ""),
        "Huyện chưa có số liệu": ("3/3 huyện", "huyện Bắc Sông, huyện Nam Sông và huyện Đông Núi"),
    }
    headline = said_in(area_page.headline(view))
    assert "Đến 20/12/2031, 2 tỉnh chưa có xã nào có số liệu. Chưa có số liệu của 3/3 huyện." in headline
    assert "0%" not in headline and "0,0" not in headline and area_page.bands(view).markup == ""
    assert rows_of(view)[1] == ["tỉnh Mẫu Bắc chưa có số liệu", "0/2", *["–"] * 7]
    assert "Tỉnh Mẫu Bắc: cả 2 huyện; tỉnh Mẫu Nam: huyện Đông Núi." in said_in(area_page.notes(view))
    assert "Chưa có số liệu đến 20/12/2031" in said_in(area_page.header(view))


def test_a_district_without_communes_is_told_from_one_without_figures(book):
    """It is there, and has none to count."""
    view = view_of(book, NORTH, nam_song=[])
    assert rows_of(view)[2] == ["huyện Nam Sông không có xã", *["–"] * 7]
    assert answers_of(view)["Huyện có mọi xã đạt đủ 3/3"] == ("0/1 huyện", "")


# Change


def test_the_first_season_is_compared_with_none(book):
    """No column of changes, and the reason once."""
    view = view_of(book, NORTH)
    assert "Chưa có kỳ trước để so sánh." in said_in(area_page.headline(view))
    assert not [head for head in rows_of(view)[0] if "±" in head]


def test_a_change_is_summed_where_it_is_known(tmp_path):
    """+1 and −3 in two communes of three: −2, said of these two; the south knows none."""
    book = compared(tmp_path)
    changed = [commune(0, criteria_met_change=1), commune(1, criteria_met_change=-3), commune(2)]
    view = view_of(book, bac_song=changed, nam_song=[], dong_nui=USUAL[:1])
    assert (
        answers_of(view)["Bình quân tiêu chí/xã"][1]
        == "tổng 9 tiêu chí; giảm 2 tiêu chí so với năm 2030 ở 2/4 xã so sánh được"
    )
    column = rows_of(view)[0].index("± năm 2030")
    assert [row[column] for row in rows_of(view)[1:]] == ["▼ 2", "–", "▼ 2"]
    assert "± chỉ tính các xã so sánh được" in said_in(area_page.standing(view))
    assert "Chỉ tính 2/4 xã có đủ số liệu ở cả hai kỳ" in said_in(area_page.notes(view))


def test_a_change_known_of_all_needs_no_remark(tmp_path):
    """All communes are compared: the phrase is the district's own."""
    rows = [commune(0, criteria_met_change=0)]
    view = view_of(compared(tmp_path), NORTH, bac_song=rows, nam_song=rows)
    assert answers_of(view)["Bình quân tiêu chí/xã"][1] == "tổng 6 tiêu chí; không đổi so với năm 2030"
    assert "chỉ tính các xã" not in said_in(area_page.standing(view))


def test_no_commune_compared_is_said_without_a_guess_at_the_reason(tmp_path):
    """A season to compare with, and no commune that can be: the communes' reasons may differ, and their own pages say them."""
    said = said_in(area_page.headline(view_of(compared(tmp_path), NORTH)))
    assert "Chưa so sánh được xã nào với năm 2030." in said


def test_nothing_is_compared_across_criteria_sets(tmp_path):
    """Even if a table had changes: another set is another count."""
    earlier = EARLIER.replace(SET_ID, "bo-cu")
    book = with_settings(tmp_path, TOML_SEASON, earlier + TOML_SEASON + 'compare_with = "2030"\n')
    view = view_of(book, NORTH, bac_song=[commune(0, criteria_met_change=1)])
    said = said_in(area_page.headline(view))
    assert "Năm 2030 theo bộ tiêu chí khác, không so sánh." in said and "tăng" not in said


# Illustrative figures


def test_illustrative_figures_are_said_wherever_they_stand(book):
    """Banner, sentence, picture, table; where only one district's are, its row says so, too."""
    made_up = [commune(0, origin="illustrative")]
    view = view_of(book, NORTH, bac_song=made_up)
    parts = (area_page.header, area_page.headline, area_page.bands, area_page.standing)
    assert all("minh họa" in said_in(part(view)).lower() for part in parts)
    assert [row[0] for row in rows_of(view)][1:3] == ["huyện Bắc Sông minh họa", "huyện Nam Sông"]
    assert not any("minh họa" in said_in(part(view_of(book, NORTH))).lower() for part in parts)


def test_a_change_on_illustrative_figures_is_said(tmp_path):
    """This season is reported, the one before was not: the banner says which."""
    rows = [commune(0, criteria_met_change=1, change_origin="illustrative")]
    view = view_of(compared(tmp_path), NORTH, bac_song=rows, nam_song=rows)
    assert "SỐ LIỆU MINH HỌA ở các kỳ trước" in said_in(area_page.header(view))
    assert "minh họa" in said_in(area_page.headline(view)).lower()
    assert "minh họa" not in said_in(area_page.bands(view)).lower()


def test_what_rests_on_summary_tables_is_said(tmp_path):
    """In the answers, in the sentence, and of the change; nothing where no count does."""
    rows = [commune(0, criteria_met_change=1, change_origin="tabled", criteria_tabled=2)]
    book = compared(tmp_path)
    said = said_in(area_page.headline(view_of(book, NORTH, bac_song=rows, nam_song=[commune(0)])))
    assert "2/6 kết quả theo bảng tổng hợp, của 1 xã." in said and "2/6 kết quả theo bảng tổng hợp Xã" in said
    assert "tăng 1 tiêu chí so với năm 2030 (kỳ ấy 1 xã theo bảng tổng hợp)" in said
    table = area_page.standing(view_of(book, NORTH, bac_song=rows, nam_song=[commune(0)]))
    assert "; 2/6 kết quả theo bảng tổng hợp" in said_in(table)
    assert "bảng tổng hợp" not in said_in(area_page.headline(view_of(book, NORTH)))


# The picture


def test_the_picture_says_in_words_what_it_shows(book):
    """Each bar names its bands and counts; half or more meet all in one district of two; the sum stands last."""
    page = parsed(area_page.bands(view_of(book, NORTH, bac_song=[commune(0), commune(1)])))
    assert "1/2 huyện có từ một nửa số xã trở lên đạt đủ 3/3 tiêu chí" in page.xpath("string(//figcaption)")
    assert page.xpath("//*[@role='img']/@aria-label") == [
        "3: 1 xã; 2: 1 xã", "3: 1 xã; 2: 1 xã; dưới 2: 1 xã", "3: 2 xã; 2: 2 xã; dưới 2: 1 xã"
    ]  # fmt: skip
    assert [text(li) for li in page.xpath("//li")] == [
        "huyện Bắc Sông 11 2 xã",
        "huyện Nam Sông 111 3 xã",
        "Cộng 221 5 xã",
    ]


def test_where_nobody_reaches_half_it_is_said(book):
    """One of three is not half."""
    assert "Chưa huyện nào có từ một nửa số xã đạt đủ 3/3" in said_in(area_page.bands(view_of(book, NORTH)))


def test_one_bar_alone_is_no_picture(book):
    """With one district that has communes there is nothing to see beside it; a second without figures is said in its row."""
    assert area_page.bands(view_of(book, NORTH, absent=("nam-song",))).markup == ""
    assert "huyện Đông Núi chưa có số liệu" in said_in(area_page.bands(view_of(with_three(book), absent=("dong-nui",))))


def changed(place, new_id="", **update):
    """Return a place whose only period says otherwise."""
    period = place.last.model_copy(update=update)
    return place.model_copy(update={"id": new_id or place.id, "period": (period,)})


def with_three(book):
    """Return the workbook as if all its districts lay in one province."""
    other = Workbook.open(book.root)
    other.places = [changed(place, parent=NORTH) for place in other.places]
    return other


# Names


def test_units_of_several_kinds_are_called_by_all(book):
    """A town or a city among the districts is not called a district."""
    assert kinds(["huyện A", "thị xã B", "Thành phố C"], KINDS[DISTRICT]) == "huyện, thị xã, thành phố"
    assert kinds(["A"], KINDS[DISTRICT]) == "huyện"
    assert some_names(["A", "B", "C", "D"], 3, "huyện") == "A, B và 2 huyện khác"


def test_where_the_lowest_band_is_in_many_places_the_most_is_named(book):
    """More than three places are counted, and the one with most communes in it is named."""
    other = with_three(book)
    more = [changed(place, f"them-{n}", name=f"huyện Thêm {n}") for n, place in enumerate(other.places)]
    other.places = [*other.places, *more]
    found = answers_of(view_of(other, them_1=[commune(2), commune(2)]))
    assert found["Nhóm thấp nhất hiện có xã"] == ("dưới 2 tiêu chí: 7 xã", "ở 6 huyện, nhiều nhất huyện Thêm 1 (2)")


@pytest.mark.parametrize("name", ["x" * 5000, "“”", "<script>alert(1)</script>", "../../etc"])
def test_no_name_of_a_province_leads_out_of_its_folder(name):
    """A name too long for a file is cut, an empty one replaced; two of them keep two pages."""
    page = province_page(name, base="")
    assert page.startswith("tinh/") and page.endswith(".html") and page.count("/") == 1
    assert len("tinh/.html") < len(page) < 90
    assert province_page("y" * 5000) != province_page("y" * 5001)


def test_the_only_district_has_its_index_beside():
    """A workbook of one district has no folder for it."""
    assert (district_page("nam-song"), district_page("", base="")) == ("../nam-song/index.html", "index.html")


# A whole country


def test_a_country_stays_small(tmp_path):
    """20 provinces of 20 districts of 20 communes: the index has 20 rows and a province's page 20, of a hundred kilobytes at most."""
    book, data = large_area(tmp_path, country())
    assert len(data.communes) == 390 * 20  # ten districts have no figures
    index, province = index_of(book, data), province_of(book, data, "tỉnh Mẫu 3")
    assert max(len(index), len(province)) < 100_000
    pages = {
        name: html.document_fromstring(content.decode("utf-8"))
        for name, content in (("index", index), ("province", province))
    }
    for page in pages.values():
        assert (
            len(page.xpath("//table[contains(@class, 'places')]/tbody/tr"))
            == len(page.xpath("//ul[@class='bars']/li")) - 1
            == 20
        )
    assert not pages["index"].xpath("//a[starts-with(@href, 'h-')]")
    assert len(pages["province"].xpath("//tbody//a[starts-with(@href, '../h-3-')]")) == 20


def test_the_sum_of_the_provinces_is_the_whole(tmp_path):
    """Communes, criteria and every band of the rows add up to the last row, and the districts' to their province's."""
    book, data = large_area(tmp_path, country(4, 10))
    view = AreaView(book, book.season("2031"), data)
    whole = view.whole.counts
    for places in (view.standings.values(), view.district_standings.values()):
        counts = [place.counts for place in places]
        assert sum(c.commune_count for c in counts) == whole.commune_count == len(data.communes)
        assert sum(c.met_total for c in counts) == whole.met_total == int(data.communes["criteria_met"].sum())
        summed = [
            sum(numbers) for numbers in zip(*[[n for _, n in c.bands] + [c.undecided] for c in counts], strict=True)
        ]
        assert summed == [n for _, n in whole.bands] + [whole.undecided]
        assert sum(summed) == whole.commune_count
