"""The parts of the district's page on small made-up districts: what is missing, new, unled or unplaced is said, not guessed."""

import json
from dataclasses import fields

import pytest
from lxml import html

from ntm_lib.intake.submissions import TABLES, Submissions
from ntm_lib.presentation.frame.html import NOTHING
from ntm_lib.presentation.overview import communes_at_issue as communes_module
from ntm_lib.presentation.overview import page as district_page
from ntm_lib.presentation.overview.communes_at_issue import communes_at_issue
from ntm_lib.presentation.overview.headline import headline
from ntm_lib.presentation.overview.matrix import matrix, standing_table
from ntm_lib.presentation.overview.missed import missed_criteria, most_missed_criteria
from ntm_lib.presentation.overview.province_table import province
from ntm_lib.presentation.overview.tile_map import has_boundaries, real_map, tile_map
from ntm_lib.presentation.overview.waited_for import waited_for
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.publishing.boundary_file import boundary_faults
from ntm_lib.publishing.plan import plan_season
from ntm_lib.reference.province import COLUMNS as PROGRESS
from ntm_lib.reference.recognition import Decision
from ntm_lib.tables import field_names
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    SET_ID,
    WORKBOOK_TOML,
    observations,
    write_csv,
    write_workbook,
    yes_no,
)
from tests.views import season_view

OTHER = {"unit_id": "hoa-son", "unit_name": "Hòa Sơn"}
PLACED = [
    {"unit_id": "an-binh", "code": "90001", "name": "An Bình", "kind": "xã", "lat": 16.1, "lon": 107.1},
    {"unit_id": "hoa-son", "code": "90002", "name": "Hòa Sơn", "kind": "xã", "lat": 16.1, "lon": 107.2},
]  # fmt: skip


def answers(met, season="2021", **commune):
    """Return one commune's answers to criteria 1, 2 and 3: "+" met, "-" not met, "?" left open."""
    words = {"+": "met", "-": "not_met", "?": ""}
    return [
        {"indicator": f"{n}.1", "season": season, "assessed": words[sign], "origin": "reported", "status": "ước"} | commune
        for n, sign in enumerate(met, start=1)
    ]  # fmt: skip


def workbook_in(folder, toml=WORKBOOK_TOML, units=PLACED):
    return Workbook.open(write_workbook(folder, toml, units, levels=[yes_no(f"{n}.1") for n in (1, 2, 3)]))


def view_of(workbook, *rows, season="2021"):
    tables = {f.name: TABLES[f.name].frame([]) for f in fields(Submissions)}
    submissions = Submissions(**(tables | {"observations": observations(*rows)}))
    return season_view(workbook, season, submissions)


def parsed(part):
    return html.fromstring(f"<div>{part.markup}</div>")


def text(element):
    return " ".join(element.text_content().split())


def said_in(part):
    return text(parsed(part))


def answers_of(view):
    return {
        item.xpath("string(dt)"): (item.xpath("string(.//strong)"), " ".join(item.xpath("string(.//dd/span)").split()))
        for item in parsed(headline(view)).xpath("//dl[@class='answers']/div")
    }


BEFORE = [*answers("++-", "2020"), *answers("+++", "2020", **OTHER)]


def test_the_first_answers_are_counted_by_hand(tmp_path):
    """An Bình rises from 2 to 3 of 3; Hòa Sơn falls from 3 to 2 and loses criterion 2: 5 of 6 criteria as before, mean 2,5."""
    view = view_of(workbook_in(tmp_path), *BEFORE, *answers("+++"), *answers("+-+", **OTHER))
    assert answers_of(view) == {
        "Xã đạt đủ 3/3 tiêu chí": ("1/2 xã", "năm 2020: 1/2 xã"),
        "Xã đã có quyết định công nhận": ("chưa rõ", "sổ chưa ghi quyết định công nhận nào"),
        "Bình quân tiêu chí/xã": ("2,5", "tổng 5 tiêu chí; không đổi so với năm 2020"),
        "Trình hội nghị cho ý kiến": (
            "2 nhóm nội dung",
            "mức giao 1 chỉ tiêu",
        ),  # and the forms, of which none came as a file
    }
    changed = "Mới đạt so với năm 2020: xã An Bình (3 Tiêu chí 3). Không còn đạt: xã Hòa Sơn (2 Tiêu chí 2)."
    assert changed in said_in(headline(view))


def test_a_place_of_one_commune_has_no_mean_bands_or_map(tmp_path):
    """What is counted of the place is the commune's own count: it is said once, and not as a share, a mean or a rank of one."""
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', '"an-binh"')
    workbook = workbook_in(tmp_path, toml, PLACED[:1])
    view = view_of(workbook, *answers("++-", "2020"), *answers("-+?"))
    found = answers_of(view)
    assert found["Tiêu chí đạt"] == ("ít nhất 1/3", "không tăng, có thể giảm đến 1 tiêu chí so với năm 2020")
    assert "Bình quân tiêu chí/xã" not in found
    standing = said_in(matrix(view))
    assert "Đến 20/12/2021, 1 xã của huyện Thử đạt ít nhất 1 tiêu chí," in standing and "bình quân" not in standing
    assert "Nhiều xã" not in said_in(missed_criteria(view))
    assert "Chưa đạt tiêu chí 1 Tiêu chí 1; chưa phân công đơn vị chủ trì." in said_in(missed_criteria(view))
    assert tile_map(view) is NOTHING and not has_boundaries(view)
    lines = " ".join(lacking_lines(workbook, view.season))
    assert "vị trí" not in lines


def test_without_a_season_before_nothing_is_compared(tmp_path):
    """The first season says that there is none before it, and no commune is said to have kept its criteria."""
    view = view_of(workbook_in(tmp_path), *answers("+++", "2020"), season="2020")
    assert "Chưa có kỳ trước để so sánh." in said_in(headline(view))
    assert "kỳ trước" in said_in(matrix(view))


@pytest.mark.parametrize("change", ["set", "borders"])
def test_no_total_is_compared_across_a_change_of_set_or_borders(tmp_path, change):
    """Under another set, or with other communes, the earlier season's bands and total are not shown beside this one's."""
    toml, units = WORKBOOK_TOML, PLACED
    if change == "set":
        toml = WORKBOOK_TOML.replace(f'year = 2020\ncriteria_set = "{SET_ID}"', 'year = 2020\ncriteria_set = "bo-cu"')
    else:
        units = [PLACED[0], PLACED[1] | {"valid_from": "2021-01-01"}]
    workbook = workbook_in(tmp_path, toml, units)
    folder = workbook.reference_folder / "criteria"
    (folder / "bo-cu.csv").write_bytes((folder / f"{SET_ID}.csv").read_bytes())
    sets = (folder / "sets.toml").read_text("utf-8")
    (folder / "sets.toml").write_text(sets + sets.replace(SET_ID, "bo-cu"), "utf-8")
    view = view_of(workbook, *BEFORE, *answers("+++"), *answers("+-+", **OTHER))
    page = parsed(headline(view))
    reason = {"set": "Năm 2020 theo bộ tiêu chí khác, không so sánh.", "borders": "Địa giới đã đổi sau năm 2020"}
    assert reason[change] in text(page)
    apart = {
        "set": "Năm 2020 theo bộ tiêu chí khác",
        "borders": "Chưa so sánh được xã Hòa Sơn (kỳ ấy khác địa giới).",
    }[change]
    assert apart in text(page)


def test_a_commune_that_came_to_the_place_is_not_said_to_have_other_borders(tmp_path):
    """Hòa Sơn, as it always was, is of the huyện since 6/2021: its own count is not compared, because it was not of the place then."""
    first = """[[place]]
id = "thu"
[[place.period]]
name = "huyện Thử"
tier = "huyện"
parent = "tỉnh Mẫu"
office = "Văn phòng"
communes = ["an-binh"]
"""
    period = first.partition("[[place.period]]")[2].replace('"an-binh"', '"an-binh", "hoa-son"')
    seasons = WORKBOOK_TOML[WORKBOOK_TOML.index("[[season]]") :]
    toml = f'current_season = "2021"\n{first}[[place.period]]\nfrom = 2021-06-01{period}{seasons}'
    view = view_of(workbook_in(tmp_path, toml), *answers("+++", "2020"), *answers("+++"), *answers("+-+", **OTHER))
    assert "Chưa so sánh được xã Hòa Sơn (kỳ ấy không thuộc huyện Thử)." in said_in(headline(view))


def test_unknown_criteria_make_bounds(tmp_path):
    """With one criterion left open the total, the mean and the communes that meet all are lower bounds, and the band is not decided."""
    view = view_of(workbook_in(tmp_path), *BEFORE, *answers("++?"), *answers("+++", **OTHER))
    found = answers_of(view)
    assert found["Xã đạt đủ 3/3 tiêu chí"] == (
        "ít nhất 1/2 xã",
        "1 xã chưa xác định, còn tiêu chí chưa có số liệu; năm 2020: 1/2 xã",
    )
    # 2 + 3 = 5 now and 2 + 3 = 5 before; the open one may add one
    assert found["Bình quân tiêu chí/xã"][0] == "ít nhất 2,5"
    assert "không giảm, có thể tăng đến 1 tiêu chí" in found["Bình quân tiêu chí/xã"][1]
    assert "1 xã đạt 3 tiêu chí và 1 xã chưa xác định được nhóm. Còn 1 tiêu chí" in said_in(matrix(view))


def test_when_nothing_fails_it_is_said(tmp_path):
    """All criteria met: no table of failures, a sentence instead, on the sheet and in the details."""
    view = view_of(workbook_in(tmp_path), *answers("+++"), *answers("+++", **OTHER))
    assert answers_of(view)["Trình hội nghị cho ý kiến"] == ("1 nhóm nội dung", "")  # the forms: none came as a file
    assert "Đạt đủ 3/3: An Bình; Hòa Sơn." in said_in(communes_at_issue(view))
    assert waited_for(view) is NOTHING
    assert "Không có tiêu chí nào chưa đạt." in said_in(missed_criteria(view))
    assert most_missed_criteria(view) == []


def test_a_district_without_any_form_claims_nothing(tmp_path):
    """Nobody sent a form: no criterion is said to be met or failed, nothing is compared, and no measure is made up."""
    view = view_of(workbook_in(tmp_path))
    found = answers_of(view)
    assert found["Xã đạt đủ 3/3 tiêu chí"] == ("chưa rõ", "chưa xã nào có kết quả")
    assert found["Bình quân tiêu chí/xã"] == ("chưa rõ", "chưa tiêu chí nào có kết quả")
    assert "Chưa thấy tiêu chí nào chưa đạt; 2 xã chưa nộp biểu." in said_in(missed_criteria(view))
    said = said_in(headline(view))
    assert (
        "Chưa nộp biểu: xã An Bình và xã Hòa Sơn." in said
        and "Chưa so sánh được xã nào với năm 2020: kỳ này chưa nộp biểu." in said
    )
    rows = parsed(communes_at_issue(view)).xpath("//tbody/tr")
    assert [[text(cell) for cell in row] for row in rows] == [
        ["An Bình", "chưa nộp biểu", "", "ngày nộp biểu"],
        ["Hòa Sơn", "chưa nộp biểu", "", "ngày nộp biểu"],
    ]


def test_leads_are_linked_where_they_have_a_page(tmp_path):
    """A department with a report is linked, one without is only named, and each is named once."""
    workbook = workbook_in(tmp_path)
    reference = workbook.reference_folder
    heads = ["department_id", "name", "short_name", "topics", "has_report"]
    write_csv(
        reference / "departments.csv",
        heads,
        [
            {"department_id": "kt", "name": "Phòng KT", "short_name": "Phòng KT", "has_report": "true"},
            {"department_id": "yt", "name": "Trạm", "short_name": "Trạm"},
        ],
    )
    lead = {"criteria_set": SET_ID, "indicator": "2.1", "basis": "thử"}
    rows = [lead | {"department_id": "kt"}, lead | {"department_id": "yt"}]
    write_csv(reference / "indicator-leads.csv", ["criteria_set", "indicator", "department_id", "basis"], rows)
    view = view_of(Workbook.open(tmp_path), *answers("+-+"), *answers("+-+", **OTHER))
    rows = parsed(waited_for(view)).xpath("//table//tbody/tr")
    assert [[text(cell) for cell in row] for row in rows] == [["Phòng KT", "2", "2"], ["Trạm", "2", "2"]]
    names = parsed(missed_criteria(view)).xpath("//ol[@class='names']/li/text()")
    assert names[1] == "2 Tiêu chí 2"  # by number: the matrix and this table name criteria so
    assert [row.xpath(".//a/@href") for row in rows] == [["phong/kt.html"], []]
    (row,) = parsed(missed_criteria(view)).xpath("//table//tbody/tr")
    assert text(row.xpath("td")[-1]) == "Phòng KT, Trạm"
    assert row.xpath(".//a/@href")[:2] == ["xa/an-binh.html#tieu-chi-2", "xa/hoa-son.html#tieu-chi-2"]


def test_every_cell_of_the_matrix_leads_to_its_criterion(tmp_path):
    """Result, place and name of each cell by hand; what fell is marked; the last row counts communes, what is open apart."""
    view = view_of(workbook_in(tmp_path), *BEFORE, *answers("++?"), *answers("+-+", **OTHER))
    page = parsed(matrix(view))
    cells = [
        [(a.text, a.xpath("string(span)"), a.get("href")) for a in row.xpath("td//a")]
        for row in page.xpath("//tbody/tr")
    ]
    assert cells == [
        [("●", "đạt", "xa/an-binh.html#tieu-chi-1"), ("●", "đạt", "xa/an-binh.html#tieu-chi-2"), ("–", "chưa có số liệu", "xa/an-binh.html#tieu-chi-3")],
        [("●", "đạt", "xa/hoa-son.html#tieu-chi-1"), ("○▼", "chưa đạt, kỳ trước đạt", "xa/hoa-son.html#tieu-chi-2"), ("●", "đạt", "xa/hoa-son.html#tieu-chi-3")],
    ]  # fmt: skip
    assert page.xpath("//tbody/tr/th/a/@href") == ["xa/an-binh.html", "xa/hoa-son.html"]
    assert [text(c) for c in page.xpath("//tfoot/tr/*")] == ["Cộng", "ít nhất 4", "–", "", "2", "1", "1"]
    assert page.xpath("//tbody/tr/td[@class='lacking']/text()") == ["chưa rõ 3", "2▼"]


def test_what_is_met_filed_and_recognised_stand_side_by_side(tmp_path):
    """Three columns, and what is not there is said: of a decision only where the workbook has any."""
    forms = [*answers("+++"), *answers("+-+", **OTHER)]
    page = parsed(standing_table(view_of(workbook_in(tmp_path / "none"), *forms)))
    rows = [[text(c) for c in row.xpath("th|td")] for row in page.xpath("//tbody/tr")]
    assert rows == [
        ["An Bình", "3/3", "Chưa có số liệu", "–"],
        ["Hòa Sơn", "2/3", "Chưa có số liệu", "–"],
    ]
    assert text(page).count("Sổ chưa ghi quyết định công nhận nào") == 1 and "Đạt đủ" not in text(page)
    signed = {"unit_id": "hoa-son", "tier": "NTM", "decision_date": "2020-01-01"}
    book = workbook_in(tmp_path / "one")
    write_csv(book.reference_folder / "recognition.csv", field_names(Decision), [signed])
    page = parsed(standing_table(view_of(Workbook.open(book.root), *forms)))
    assert [text(row.xpath("td")[2]) for row in page.xpath("//tbody/tr")] == [
        "Chưa có quyết định công nhận",
        "NTM, ngày 01/01/2020",
    ]
    assert "Đạt đủ 3/3 tiêu chí mà chưa rõ hoặc chưa có quyết định: An Bình." in text(page)


# The map


def test_each_commune_has_a_tile_with_count_and_band(tmp_path):
    """Name, count and band are text, the link leads to the commune's page, and a band not decided has a broken border."""
    view = view_of(workbook_in(tmp_path), *answers("+-+"), *answers("++?", **OTHER))
    page = parsed(tile_map(view))
    tiles = page.xpath("//ul[@class='tiles']/li")
    assert [text(t) for t in tiles] == ["An Bình 2/3 nhóm dưới 3", "Hòa Sơn ít nhất 2/3 nhóm chưa rõ"]
    assert page.xpath("//ul/li/a/@href") == ["xa/an-binh.html", "xa/hoa-son.html"]
    assert ["undecided" in t.xpath("string(a/@class)") for t in tiles] == [False, True]
    assert [t.get("style") for t in tiles] == ["grid-area: 1 / 1", "grid-area: 1 / 2"]


def test_a_commune_without_a_form_has_no_count(tmp_path):
    """Neither its tile nor its row of the table says “ít nhất 0”: what is missing is its form."""
    view = view_of(workbook_in(tmp_path), *answers("+-+"))
    tiles = parsed(tile_map(view)).xpath("//ul[@class='tiles']/li")
    assert [text(t) for t in tiles] == ["An Bình 2/3 nhóm dưới 3", "Hòa Sơn chưa nộp biểu nhóm chưa rõ"]
    rows = parsed(standing_table(view)).xpath("//tbody/tr")
    assert [text(row.xpath("td")[0]) for row in rows] == ["2/3", "chưa nộp biểu"]


def test_a_commune_without_a_position_is_listed_beside(tmp_path):
    """It has no tile, and is not lost."""
    view = view_of(
        workbook_in(tmp_path, units=[PLACED[0], PLACED[1] | {"lat": ""}]), *answers("+-+"), *answers("+++", **OTHER)
    )
    page = parsed(tile_map(view))
    assert len(page.xpath("//ul[@class='tiles']/li")) == 1
    assert "Chưa có vị trí: Hòa Sơn (3/3, nhóm 3)." in text(page)


SQUARE = [[107.0, 16.0], [107.1, 16.0], [107.1, 16.1], [107.0, 16.1], [107.0, 16.0]]


def boundaries(workbook, *unit_ids, ring=SQUARE):
    shape = {"type": "Polygon", "coordinates": [ring]}
    features = [{"type": "Feature", "properties": {"unit_id": u}, "geometry": shape} for u in unit_ids]
    document = json.dumps({"type": "FeatureCollection", "features": features})
    (workbook.reference_folder / "boundaries.geojson").write_text(document, encoding="utf-8")


def test_boundaries_of_the_users_make_a_real_map(tmp_path):
    """The picture says in words what it shows, every commune stands beside it with a link, and one without a boundary is named."""
    workbook = workbook_in(tmp_path)
    boundaries(workbook, "an-binh")
    view = view_of(workbook, *answers("+-+"), *answers("+++", **OTHER))
    page = parsed(real_map(view))
    (picture,) = page.xpath("//img")
    assert picture.get("src").startswith("data:image/svg+xml;base64,")
    assert picture.get("alt") == "Bản đồ các xã của huyện Thử, số tiêu chí đạt năm 2021: An Bình 2/3, nhóm dưới 3"
    assert page.xpath("//ul/li/a/@href") == ["xa/an-binh.html", "xa/hoa-son.html"]
    assert "Chưa có ranh giới trong tệp bản đồ: Hòa Sơn" in text(page)


def test_the_map_stands_after_the_sheet_and_is_the_same_every_time(tmp_path):
    """The details have it, the sheet keeps its tiles; the same data give the same picture."""
    workbook = workbook_in(tmp_path)
    boundaries(workbook, "an-binh", "hoa-son")
    view = view_of(workbook, *answers("+-+"), *answers("++?", **OTHER))
    assert parsed(district_page.sheet(view)).xpath("//ul[@class='tiles']")
    assert parsed(district_page.communes(view)).xpath("//h2[@id='ban-do-ranh-gioi']")
    assert real_map(view).markup == real_map(view_of(workbook, *answers("+-+"), *answers("++?", **OTHER))).markup


def test_boundaries_of_others_only_make_no_map(tmp_path):
    """A file that names no commune of the season changes nothing."""
    workbook = workbook_in(tmp_path, units=[*PLACED, {"unit_id": "xa-khac", "name": "Khác", "kind": "xã"}])
    boundaries(workbook, "xa-khac")
    assert not has_boundaries(view_of(workbook, *answers("+-+")))


def test_a_broken_boundary_file_leaves_the_tiles(tmp_path):
    """The page says what is wrong with the file, shows the tiles and no map; a build says it, too."""
    workbook = workbook_in(tmp_path)
    boundaries(workbook, "an-bin")
    view = view_of(workbook, *answers("+-+"))
    page = parsed(tile_map(view))
    said = "boundaries.geojson, đối tượng thứ 1: không có đơn vị “an-bin” ở trang “Xã”, units.csv. Có phải là: an-binh? Các tên dùng được: an-binh, hoa-son."
    assert len(page.xpath("//ul[@class='tiles']/li")) == 2
    assert f"Chưa vẽ được bản đồ ranh giới. {said}" in text(page)
    assert not has_boundaries(view)
    told = f"CẢNH BÁO {said} Trang chung các xã tạm dùng sơ đồ ô vuông."
    assert list(boundary_faults(workbook)) == [told]
    assert told in plan_season(workbook, workbook.season("2021")).findings


def test_without_a_boundary_file_a_build_says_nothing_of_it(tmp_path):
    """No file is no fault."""
    assert list(boundary_faults(workbook_in(tmp_path))) == []


# The province


def province_of(folder, *rows, year="2020", own="Thử"):
    toml = WORKBOOK_TOML.replace("[district]", f'[district]\nprovince_row = "{own}"')
    workbook = workbook_in(folder, toml)
    columns = ("unit_name", "criteria_met_total", "commune_count", "standard_count")
    table = [
        {"as_of": f"{year}-12-31", "source": "https://vi.du/bang"} | dict(zip(columns, row, strict=True))
        for row in rows
    ]
    write_csv(workbook.reference_folder / "province-progress.csv", PROGRESS, table)
    return province(view_of(Workbook.open(folder), *answers("+++")))


def test_the_own_row_is_marked_and_the_province_stands_last(tmp_path):
    """By hand: 5 of 2 communes are 2,5, one of two 50 %; 10 of 5 communes are 2,0, two of five 40 %."""
    page = parsed(province_of(tmp_path, ("Toàn tỉnh", 10, 5, 2), ("Khác", 5, 3, 1), ("Thử", 5, 2, 1)))
    rows = [[text(c) for c in r.xpath("th|td")] for r in page.xpath("//tbody/tr|//tfoot/tr")]
    assert rows == [
        ["Khác", "3", "5", "1,7", "1", "33,3%"],
        ["Thử", "2", "5", "2,5", "1", "50%"],
        ["Toàn tỉnh", "5", "10", "2,0", "2", "40%"],
    ]
    assert page.xpath("//tr[@class='own']/th/text()") == ["Thử"]
    assert "Huyện Thử bình quân 2,5 tiêu chí/xã, cao hơn bình quân toàn tỉnh (2,0)" in text(page)
    assert "https://vi.du/bang" in text(page) and not page.xpath("//a[starts-with(@href, 'http')]")
    assert "một năm trước năm 2021" in text(page)


def test_a_table_without_the_own_row_or_totals_has_no_sentence(tmp_path):
    """What can't be compared is not; a missing count is said to be missing."""
    found = said_in(province_of(tmp_path, ("Khác", 5, 3, ""), ("Thử", 5, "", 1)))
    assert "cao hơn" not in found and "bằng" not in found
    assert "chưa có số liệu" in found


def test_a_later_table_is_not_shown(tmp_path):
    """The season of 2021 knows nothing of the table of 2022; without a table there is no section."""
    assert province_of(tmp_path, ("Thử", 5, 2, 1), year="2022").markup == ""


# The first table


def test_of_many_communes_those_that_lack_most_are_shown(tmp_path, monkeypatch):
    """Of more than are named one by one, the first rows, how many more there are, and how many lack nothing."""
    monkeypatch.setattr(communes_module, "ALL_NAMED", 1)
    monkeypatch.setattr(communes_module, "MOST_SHOWN", 1)
    workbook = workbook_in(tmp_path)
    page = parsed(communes_at_issue(view_of(workbook, *BEFORE, *answers("+-+"), *answers("--+", **OTHER))))
    assert [text(row[0]) for row in page.xpath("//tbody/tr")] == ["Hòa Sơn"]
    assert text(page.xpath("//tbody/tr/td")[1]) == "1 Tiêu chí 1 ▼ (chưa đạt); 2 Tiêu chí 2 ▼ (chưa đạt)"
    assert "Còn 1 xã khác như vậy: bảng các xã." in text(page)
    page = parsed(communes_at_issue(view_of(workbook, *answers("+++"))))
    assert [text(row[0]) for row in page.xpath("//tbody/tr")] == ["Hòa Sơn"]
    assert "Đạt đủ 3/3: 1 xã; bảng các xã." in text(page)


def test_of_many_communes_the_silent_ones_leave_room_for_what_is_known(tmp_path, monkeypatch):
    """Where not all are named, a commune that fails something comes before one that gave nothing, which the page's first line names."""
    view = view_of(workbook_in(tmp_path), *answers("-+-", **OTHER))
    few = parsed(communes_at_issue(view))
    assert [text(row[0]) for row in few.xpath("//tbody/tr")] == ["An Bình", "Hòa Sơn"]
    assert text(few.xpath("//h2")[0]) == "Các xã chưa đạt đủ 3 tiêu chí hoặc chưa nộp biểu"
    monkeypatch.setattr(communes_module, "ALL_NAMED", 1)
    monkeypatch.setattr(communes_module, "MOST_SHOWN", 1)
    many = parsed(communes_at_issue(view))
    assert [text(row[0]) for row in many.xpath("//tbody/tr")] == ["Hòa Sơn"]
    assert "Còn 1 xã khác như vậy, trong đó 1 xã chưa nộp biểu: bảng các xã." in text(many)


def test_a_commune_of_which_something_is_unknown_is_not_said_to_fail(tmp_path):
    """Nothing of An Bình fails and one criterion is open; without any form there is no table of communes to lead to."""
    page = parsed(communes_at_issue(view_of(workbook_in(tmp_path), *answers("+?+"), *answers("+++", **OTHER))))
    assert text(page.xpath("//h2")[0]) == "Các xã chưa rõ"
    given = {
        "indicator": "houses_new",
        "season": "2021",
        "numerator": 1,
        "value": 1,
        "origin": "reported",
        "status": "ước",
    }
    blank = parsed(
        communes_at_issue(view_of(workbook_in(tmp_path / "trong"), *answers("???"), given, *answers("+++", **OTHER)))
    )
    assert text(blank.xpath("//tbody/tr/td[2]")[0]) == "Cả 3 tiêu chí chưa có số liệu."  # not three times the same
    page = parsed(communes_at_issue(view_of(workbook_in(tmp_path / "khac"))))
    assert text(page.xpath("//h2")[0]) == "Các xã chưa nộp biểu" and not page.xpath("//a[@href='#cac-xa']")


# The sheet


@pytest.mark.parametrize(("matrix_on", "map_on"), [(25, 12), (25, 1), (1, 1)])
def test_what_does_not_fit_on_the_sheet_stands_in_the_details(tmp_path, monkeypatch, matrix_on, map_on):
    """Matrix and map are on the page exactly once: on the sheet of a small district, else after it."""
    monkeypatch.setattr(district_page, "MATRIX_ON_SHEET", matrix_on)
    monkeypatch.setattr(district_page, "MAP_ON_SHEET", map_on)
    view = view_of(workbook_in(tmp_path), *answers("+++"), *answers("+-+", **OTHER))
    on_sheet, details = parsed(district_page.sheet(view)), parsed(district_page.communes(view))
    for anchor, fits in (("cac-xa", matrix_on > 2), ("ban-do", map_on > 2)):
        places = [bool(part.xpath("//h2[@id=$id]", id=anchor)) for part in (on_sheet, details)]
        assert places == [fits, not fits]
