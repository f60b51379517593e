"""Rows of levels.csv, commune-groups.csv and binding-indicators.csv that hold for no commune (check D21)."""

import re

import pytest

from ntm_lib.analysis.idle_rows import idle_rows
from ntm_lib.reference import levels as by_scope
from ntm_lib.workbook import Workbook
from tests.unit.builders import SET_ID, UNITS, WORKBOOK_TOML, indicator, write_csv, write_workbook, yes_no

SET, NEXT = "bo-thu-2016-2025", "bo-thu-2026-2030"
GONE = {"unit_id": "khe-tre", "name": "Khe Tre", "kind": "thị trấn", "valid_to": "2019-12-31"}
COLUMNS = {
    "levels": by_scope.COLUMNS,
    "commune-groups": ["unit_id", "group", "from_year", "to_year", "source"],
    "binding-indicators": ["criteria_set", "indicator", "group", "unit_id", "source"],
}
GROUPED = {"unit_id": "an-binh", "group": "1"}


def level(**cells):
    usual = {"criteria_set": SET, "indicator": "1.1", "comparator": ">=", "target": "80", "confirmed": "false"}
    return usual | {"province": "Bắc Kạn"} | cells


def bound(**cells):
    return {"criteria_set": SET, "indicator": "2.1"} | cells


def book(root, file="levels", rows=(), toml=WORKBOOK_TOML):
    """Return a workbook of Bắc Kạn with the seasons 2020 and 2021, and `rows` in one of the files."""
    toml = toml.replace(SET_ID, SET).replace("tỉnh Mẫu", "tỉnh Bắc Kạn")
    criteria = (indicator("1.1"), yes_no("2.1", binds="office"))
    write_workbook(root, toml, (*UNITS, GONE), criteria, SET, layout="", about={"groups": '["1", "2"]'})
    sets = root / "data" / "reference" / "criteria" / "sets.toml"
    sets.write_text(f"{sets.read_text(encoding='utf-8')}[bo-thu-2009-2015]\n[{NEXT}]\n", encoding="utf-8")
    for name, own in {"commune-groups": [GROUPED], file: rows}.items():
        write_csv(root / "data" / "reference" / f"{name}.csv", COLUMNS[name], own)
    return Workbook.open(root)


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("levels", level()),
        ("levels", level(province="", region="TN", group="2")),  # the decree's, for others
        ("levels", level(from_year="2024")),
        ("levels", level(group="2")),  # of a province's rows for all groups
        ("levels", level(province="Thái Nguyên", from_year="2025")),  # what Bắc Kạn became part of
        ("levels", level(province="Thái Nguyên", criteria_set=NEXT)),
        ("levels", level(province="", from_year="2021", to_year="2030")),
        (
            "levels",
            level(from_year="2016", to_year="2019"),
        ),  # of an annex with levels year by year, before the first season
        ("levels", level(from_year="2017", to_year="2017")),
        ("levels", level(from_year="2022", to_year="2022")),  # after the last
        ("commune-groups", GROUPED | {"from_year": "2021", "to_year": "2021"}),
        ("commune-groups", GROUPED | {"from_year": "2026"}),
        ("binding-indicators", bound()),
        ("binding-indicators", bound(group="1")),
        ("binding-indicators", bound(group="2", unit_id="hoa-son")),  # whose group is not known
    ],
)
def test_a_row_that_may_hold_is_not_told(tmp_path, file, row):
    """What holds in a season, or may in a later year, and what the decree sets for other regions and groups."""
    assert idle_rows(book(tmp_path, file, [row])) == []


@pytest.mark.parametrize(
    ("file", "row"),
    [
        ("levels", level(province="Thái Nguyên", to_year="2024")),
        ("levels", level(province="Lào Cai")),
        ("levels", level(region="TN")),
        ("levels", level(region="TN", from_year="2016", to_year="2019")),
        ("levels", level(from_year="2009", to_year="2015")),  # years that the set does not have
        ("levels", level(province="", from_year="2031", to_year="2040")),
        ("levels", level(criteria_set="bo-thu-2009-2015")),
        ("levels", level(criteria_set=NEXT)),  # of years in which Bắc Kạn is no more, though the row names none
        ("commune-groups", GROUPED | {"unit_id": "khe-tre"}),
        ("commune-groups", GROUPED | {"to_year": "2019"}),
        ("binding-indicators", bound(unit_id="khe-tre")),
        ("binding-indicators", bound(group="2", unit_id="an-binh")),
    ],
)
def test_a_row_that_holds_for_nobody_is_told_with_its_line(tmp_path, file, row):
    """Another province, region, set or year, a commune that has ended, a commune of another group: it would silently bind nobody."""
    ((told, sentence),) = idle_rows(book(tmp_path, file, [row]))
    assert told == f"reference/{file}.csv"
    title = {"levels": "Mức", "commune-groups": "Nhóm xã", "binding-indicators": "Chỉ tiêu buộc xã"}[file]
    assert (
        sentence.startswith(f"Trang “{title}”: ") and f"({file}.csv, dòng 2): không áp dụng cho đơn vị nào" in sentence
    )


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("levels", level(province="Thành phố Hồ Chí Minh", from_year="2021", to_year="2021"), "“Mức”: 1.1, Thành phố Hồ Chí Minh, năm 2021 ("),
        ("levels", level(province="Lào Cai", group="2", region="TN"), "“Mức”: 1.1, Lào Cai, nhóm 2, vùng Tây Nguyên ("),
        ("levels", level(province="Lào Cai", from_year="2020"), "“Mức”: 1.1, Lào Cai, từ năm 2020 ("),
        ("commune-groups", GROUPED | {"to_year": "2019"}, "“Nhóm xã”: xã An Bình, nhóm 1, đến năm 2019 ("),
        ("binding-indicators", bound(group="2", unit_id="an-binh"), "“Chỉ tiêu buộc xã”: 2.1, nhóm 2, xã An Bình ("),
    ],
)  # fmt: skip
def test_a_row_is_named_by_what_it_says(tmp_path, file, row, said):
    """People see its sheet, which has another order than the file."""
    ((_, sentence),) = idle_rows(book(tmp_path, file, [row]))
    assert sentence.startswith(f"Trang {said}")


def test_a_level_of_the_year_between_the_last_season_and_its_cut_off_may_hold(tmp_path):
    """A season that closes in January has no season of that year after it yet."""
    toml = WORKBOOK_TOML.replace("cut_off = 2021-12", "cut_off = 2022-01")
    assert "2022-01" in toml
    assert idle_rows(book(tmp_path, "levels", [level(from_year="2022", to_year="2022")], toml=toml)) == []


def test_the_name_of_a_province_that_has_ended_is_told_for_later_years(tmp_path):
    """Bắc Kạn is a part of Thái Nguyên since 1/7/2025; many rows are one sentence."""
    book(tmp_path)
    sets = tmp_path / "data" / "reference" / "criteria" / "sets.toml"
    sets.write_text(f"{sets.read_text(encoding='utf-8')}[bo-thu-2021-2030]\n", encoding="utf-8")
    provinces = ["Thái Nguyên", "Bắc Kạn", "Lào Cai", "Hà Giang", "Huế"]
    rows = [level(criteria_set="bo-thu-2021-2030", province=name, from_year="2026") for name in provinces]
    write_csv(tmp_path / "data" / "reference" / "levels.csv", COLUMNS["levels"], rows)
    ((_, sentence),) = idle_rows(Workbook.open(tmp_path))
    named, _, what = sentence.partition(": không")
    assert [part.partition("dòng ")[2][0] for part in named.split("; ")] == ["3", "4", "5"]
    assert named.endswith("và 1 dòng nữa") and "tên tại các năm của dòng" in what


def test_rows_are_compared_with_the_communes_of_all_places(tmp_path):
    """One file serves several districts: what holds in any of them is told in none; a place is told of rows of its province and its
    communes, the workbook of all of every row."""
    one = WORKBOOK_TOML.partition("[[season]]")[0].partition("[district]")
    toml = f'{one[0]}[[district]]\nid = "a"{one[2]}'.replace('"an-binh", "hoa-son"', '"an-binh"')
    other = toml.partition("[[district]]")[2].replace('"a"', '"b"').replace("an-binh", "hoa-son")
    toml = f"{toml}[[district]]{other.replace('tỉnh Mẫu', 'thành phố Huế')}{WORKBOOK_TOML[WORKBOOK_TOML.index('[[season]]') :]}"
    idle = [level(province="Lào Cai"), level(region="TN"), level(province="Thừa Thiên Huế", region="TN")]
    several = book(tmp_path, "levels", [level(), level(province="Huế"), *idle], toml=toml)
    groups = [GROUPED | {"unit_id": unit_id, "to_year": "2019"} for unit_id in ("khe-tre", "hoa-son")]
    groups += [GROUPED, GROUPED | {"unit_id": "hoa-son", "from_year": "2020"}]
    write_csv(tmp_path / "data" / "reference" / "commune-groups.csv", COLUMNS["commune-groups"], groups)
    rows = [bound(group="2"), bound(unit_id="khe-tre")]
    write_csv(tmp_path / "data" / "reference" / "binding-indicators.csv", COLUMNS["binding-indicators"], rows)
    several = Workbook.open(tmp_path)

    def lines(own):
        return {file[10:13]: re.findall("dòng ([0-9]+)", said) for file, said in idle_rows(own)}

    assert lines(several) == {"lev": ["4", "5", "6"], "com": ["2", "3"], "bin": ["2", "3"]}
    assert lines(several.of_place("a")) == {"lev": ["5"]}
    assert lines(several.of_place("b")) == {"lev": ["6"], "com": ["3"]}


def test_nothing_is_told_while_a_seasons_set_cant_be_read(tmp_path):
    """That is told where the set is used."""
    assert idle_rows(book(tmp_path, "levels", [level(province="Lào Cai")])) != []
    (tmp_path / "data" / "reference" / "criteria" / f"{SET}.csv").write_text("", encoding="utf-8")
    assert idle_rows(Workbook.open(tmp_path)) == []
