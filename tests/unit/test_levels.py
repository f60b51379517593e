"""Levels by scope: which row of levels.csv decides for a commune, which are refused, and what is said where none fits."""

import pytest

from ntm_lib.analysis import level_findings
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.form import INDICATORS
from ntm_lib.presentation.words.criteria import level_phrase
from ntm_lib.reference import levels as by_scope
from ntm_lib.reference.criteria_files import load_criteria_set
from ntm_lib.reference.indicators import SEVERAL
from ntm_lib.reference.levels import Scope, ScopedLevel, floor_of, is_easier, load_levels, most_specific
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.tables import records
from ntm_lib.workbook import Workbook
from tests.unit.builders import (
    REFERENCE,
    SET_ID,
    UNIT_COLUMNS,
    UNITS,
    WORKBOOK_TOML,
    indicator,
    write_csv,
    write_set,
    write_workbook,
    yes_no,
)

BAC_KAN, HUE = Scope("tỉnh Bắc Kạn", "2", "TDMNPB"), Scope("thành phố Huế", "1", "BTB")
POOR = indicator("1.1", count_unit="hộ", groups="")


def level(province="", group="", region="", years=(0, 9999), target=80.0, comparator=">=", place="dòng 2"):
    scope = Scope(province, group, region)
    return ScopedLevel("1.1", "", scope, years, comparator, target, "", False, "", "", place)


def row(**cells):
    """Return a row of levels.csv: 80 per cent for everybody, unless `cells` says otherwise."""
    return {
        "criteria_set": SET_ID,
        "indicator": "1.1",
        "comparator": ">=",
        "target": "80",
        "confirmed": "false",
    } | cells


def written(folder, *rows):
    return load_levels(write_csv(folder / "levels.csv", by_scope.COLUMNS, rows), lambda: [SET_ID])


def loaded(folder, *rows, criteria=(POOR,), **about):
    """Return the made-up set, in the layout without numbers, with the rows of levels.csv."""
    found = written(folder, *rows)
    return load_criteria_set(
        write_set(folder / "criteria", criteria, layout="", **about), SET_ID, found.get(SET_ID, ())
    )


# Which row decides


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([level(target=1), level(region="TDMNPB", target=2)], 2),
        ([level(region="TDMNPB", target=2), level(group="2", target=3)], 3),
        ([level(group="2", target=3), level(province="Bắc Kạn", target=4)], 4),
        ([level(province="Bắc Kạn", target=4), level(group="2", region="TDMNPB", target=5)], 5),
        ([level(group="2", region="TDMNPB", target=5), level(province="Bắc Kạn", region="TDMNPB", target=6)], 6),
        ([level(province="Bắc Kạn", region="TDMNPB", target=6), level(province="tỉnh Bắc kạn", group="2", target=7)], 7),
        ([level(province="Bắc Kạn", group="2", target=7), level(province="Bắc Kạn", group="2", region="TDMNPB", target=8)], 8),
        ([level(target=1), level(region="BTB", target=2), level(group="3", target=3), level(province="Huế", target=4)], 1),
        ([level(region="BTB", target=2), level(province="Bắc Kạn", group="3", target=9)], None),
        ([level(years=(2020, 2020), target=1), level(years=(2022, 9999), target=2)], None),
    ],
)  # fmt: skip
def test_the_most_specific_row_that_fits_decides(rows, expected):
    """More parts beat fewer, then province before group before region, in whatever order they stand; another scope's row never does."""
    for order in (rows, rows[::-1]):
        found = most_specific(order, BAC_KAN, 2021)
        assert (found and found.target) == expected


ENDED = level("Bắc Kạn", years=(2016, 2020), target=90)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([ENDED, level(target=80)], {2015: 80, 2016: 90, 2020: 90, 2021: None, 2025: None}),
        ([ENDED, level(region="TDMNPB", target=70)], {2015: 70, 2021: None}),
        ([ENDED, level(target=80, years=(2021, 9999))], {2020: 90, 2021: None}),  # the decree's own step, not the province's
        ([level("Bắc Kạn", years=(y, y), target=y) for y in (2021, 2023)] + [level(target=1)], {2020: 1, 2021: 2021, 2022: None, 2023: 2023, 2024: None}),
        ([ENDED, level("Bắc Kạn", years=(2021, 9999), target=95), level(target=80)], {2020: 90, 2021: 95}),
        ([level("Bắc Kạn", "2", years=(0, 2020), target=60), level("Bắc Kạn", years=(2021, 9999), target=65)], {2020: 60, 2021: 65}),
        ([level("Bắc Kạn", "2", years=(0, 2020), target=60), level("Bắc Kạn", target=65)], {2020: 60, 2021: None}),
        ([level(region="TDMNPB", years=(0, 2020), target=36), level(target=45)], {2020: 36, 2021: None}),
        ([level("Huế", years=(0, 2020), target=90), level(group="3", years=(0, 2020), target=70), level(target=80)], {2020: 80, 2021: 80}),
    ],
)  # fmt: skip
def test_a_level_that_has_ended_is_not_followed_by_a_less_specific_one(rows, expected):
    """The province's level to 2020 leaves 2021 without one: only a row of whoever set it, begun since, goes on. Before it begins the decree's holds."""
    for order in (rows, rows[::-1]):
        found = {year: most_specific(order, BAC_KAN, year) for year in expected}
        assert {year: own and own.target for year, own in found.items()} == expected


def test_the_floor_of_a_province_outlives_what_the_province_had_set():
    """The decree's level goes on as the floor though the province's own has ended; D13 has nothing to compare it with then."""
    rows = [level("Bắc Kạn", years=(0, 2020), target=70), level(target=80)]
    assert floor_of(rows, BAC_KAN, 2021).target == 80


def test_a_scope_is_said_in_words():
    """The parts that a row names, the province as the commune's own papers write it; nobody where the file names none."""
    own = level(province="bắc kạn", group="2")
    assert own.scope_words(BAC_KAN) == "tỉnh Bắc Kạn, nhóm 2"
    assert level(region="BTB").scope_words(HUE) == "vùng Bắc Trung Bộ"
    assert level().scope_words(HUE) == "cả nước"
    assert ScopedLevel("1.1", "", None, (0, 9999), ">=", 80.0, "", False, "", "", "").scope_words(HUE) == ""


@pytest.mark.parametrize(
    ("comparator", "target", "floor", "floor_comparator", "easier"),
    [
        (">=", 85.0, 90.0, ">=", True), (">=", 90.0, 90.0, ">=", False), (">=", 95.0, 90.0, ">=", False),
        ("<=", 6.0, 5.0, "<=", True), ("<=", 4.0, 5.0, "<=", False),
        ("==", 0.0, 0.0, "==", False), ("==", 1.0, 0.0, "==", True), ("<=", 0.0, 0.0, "==", True),
    ],
)  # fmt: skip
def test_a_province_may_ask_for_more_only(comparator, target, floor, floor_comparator, easier):
    """A lower floor, a higher ceiling, or something else than the one number that the decree allows is easier."""
    assert is_easier(level("Huế", target=target, comparator=comparator), level(target=floor, comparator=floor_comparator)) is easier  # fmt: skip


def test_the_floor_is_what_would_decide_without_the_province():
    """The region's row is the floor of its province's, not the one for the whole country."""
    rows = [level(target=70), level(region="BTB", target=75), level("Huế", target=72)]
    assert floor_of(rows, HUE, 2021).target == 75


# Rows that are refused


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"criteria_set": "bo-khac"}, ["cột criteria_set", "“bo-khac”", SET_ID]),
        ({"province": "Bắc Cạn"}, ["cột province", "“Bắc Cạn”", "Có phải là: Bắc Kạn"]),
        ({"province": "Na Rì"}, ["cột province", "“Na Rì”"]),
        ({"region": "Tây Bắc"}, ["cột region", "“Tây Bắc”"]),
        ({"from_year": "2022", "to_year": "2021"}, ["from_year 2022 sau to_year 2021"]),
        ({"comparator": "<"}, ["cột comparator", "“<”"]),
        ({"target": ""}, ["cột target"]),
        ({"target": "tám mươi"}, ["cột target", "“tám mươi”"]),
        ({"confirmed": ""}, ["cột confirmed"]),
    ],
)
def test_a_fault_in_levels_csv_is_named(tmp_path, cells, said):
    """A bad cell is refused in Vietnamese with the file and the row as Excel counts it."""
    with pytest.raises(WorkbookError) as error:
        written(tmp_path, row(indicator="2.1"), {}, row(**cells))
    assert all(words in str(error.value) for words in ["levels.csv, dòng 4", *said])


def test_a_level_without_a_source_is_neither_confirmed_nor_checked(tmp_path):
    """Whatever its cells say: pages and check D08 count it among those without a source."""
    cells = {"confirmed": "true", "checked_by": "Lê Thị A, 5/1/2026"}
    with_one, without = written(tmp_path, row(indicator="2.1", source="QĐ 1", **cells), row(source="", **cells))[SET_ID]
    assert (with_one.is_confirmed, without.is_confirmed, without.checked_by) == (True, False, "")


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"indicator": "1.9"}, "không có chỉ tiêu “1.9”"),
        ({"component": "nuoc"}, "chỉ tiêu 1.1 không có thành phần “nuoc”. Cột component ghi một trong: để trống."),
        ({"indicator": "2.1"}, "Đạt hay Chưa đạt"),
        ({"indicator": "2.2"}, "Đạt hay Chưa đạt"),
        ({"target": "101"}, "101 không phải là tỷ lệ"),
        ({"target": "-1"}, "-1 không phải là tỷ lệ"),
        ({"group": "4"}, "không có nhóm “4”; các nhóm là 1, 2, 3"),
        ({"province": "Huế", "comparator": "<="}, "<= ngược với >= của levels.csv, dòng 2"),
    ],
)
def test_a_level_that_its_set_cannot_have_is_refused(tmp_path, cells, said):
    """Unknown codes, numbers for a yes or no, shares beyond a whole, groups the set lacks and a comparator turned round, with the row."""
    criteria = (POOR, yes_no("2.1"), indicator("2.2", rule="answer"))
    with pytest.raises(WorkbookError) as error:
        loaded(tmp_path, row(), row(region="BTB") | cells, criteria=criteria, groups='["1", "2", "3"]')
    assert "levels.csv, dòng 3" in str(error.value)
    assert said in str(error.value)


def test_a_group_needs_a_set_that_has_groups(tmp_path):
    """A level of a group in a set without groups is refused and says where groups are stated."""
    with pytest.raises(WorkbookError, match="không chia nhóm xã"):
        loaded(tmp_path, row(group="1"))


def test_two_rows_of_one_scope_are_refused_with_both_named(tmp_path):
    """A tie is no choice of the program; years that don't overlap are no tie, nor are scopes that differ."""
    rows = [row(province="Huế", to_year="2021"), row(province="thành phố Huế", from_year="2022"), row(group="1"), row()]
    assert len(written(tmp_path, *rows)[SET_ID]) == 4
    with pytest.raises(WorkbookError, match=r"levels\.csv, dòng 2 \(1\.1\) và levels\.csv, dòng 6 \(1\.1\)"):
        written(tmp_path, *rows, row(province="tỉnh Huế", from_year="2021"))


def test_a_number_in_the_criteria_file_ties_with_one_for_everybody(tmp_path):
    """A file of the first layout that holds the number itself, and a row of levels.csv for all: both are named. A province's row decides."""
    folder = write_set(tmp_path / "criteria", [indicator("1.1")])
    own = written(tmp_path, row(province="Huế", target="90"))[SET_ID]
    found = load_criteria_set(folder, SET_ID, own)
    assert [found.levels(2021, scope)["target"].item() for scope in (HUE, BAC_KAN)] == [90, 80]
    assert [found.levels(2021, scope)["scope"].item() for scope in (HUE, BAC_KAN)] == ["thành phố Huế", ""]
    with pytest.raises(WorkbookError, match=rf"{SET_ID}\.csv, dòng 2 \(chỉ tiêu 1\.1\) và levels\.csv, dòng 2"):
        load_criteria_set(folder, SET_ID, written(tmp_path, row())[SET_ID])


def test_no_file_is_no_level(tmp_path):
    """A workbook need not have levels.csv."""
    assert load_levels(tmp_path / "levels.csv", lambda: []) == {}


# The set as it binds a commune


def test_a_level_decides_and_its_absence_is_said(tmp_path):
    """The effective rule: level where one fits, whatever the file says but answer; else the verdict, with for whom a level is missing."""
    criteria = (POOR, indicator("2.1", rule="assessed"), yes_no("3.1"))
    found = loaded(
        tmp_path,
        row(region="BTB", confirmed="true", source="QĐ 1", note="n"),
        row(indicator="2.1", province="Huế"),
        criteria=criteria,
    )
    hue, bac_kan = (found.levels(2021, scope).to_dict("records") for scope in (HUE, BAC_KAN))
    assert [r["rule"] for r in hue] == ["level", "level", "answer"]
    assert [r["scope"] for r in hue] == ["vùng Bắc Trung Bộ", "thành phố Huế", ""]
    assert [r["lacking_for"] for r in hue] == ["", "", ""]
    assert (hue[0]["is_confirmed"], hue[0]["note"]) == (True, "n")
    assert [r["rule"] for r in bac_kan] == ["assessed", "assessed", "answer"]
    assert [r["lacking_for"] for r in bac_kan] == [BAC_KAN.words, "", ""]
    assert level_phrase(bac_kan[0]) == f"Chưa khai mức cho {BAC_KAN.words}; theo đánh giá"


@pytest.mark.parametrize("layout", ["", "first"])
def test_a_level_that_has_ended_is_lacking_for_the_year(tmp_path, layout):
    """The decree's number, wherever it stands, does not decide for what was the province's; the year is named, as the scope alone has a row."""
    ended = row(province="Huế", target="90", to_year="2020")
    if layout:
        folder = write_set(tmp_path / "criteria", [indicator("1.1")])
        found = load_criteria_set(folder, SET_ID, written(tmp_path, ended)[SET_ID])
    else:
        found = loaded(tmp_path, row(), ended)
    then, now = (found.levels(year, HUE).to_dict("records")[0] for year in (2020, 2021))
    assert (then["rule"], then["target"], then["lacking_for"]) == ("level", 90, "")
    whom = "thành phố Huế, nhóm 1, vùng Bắc Trung Bộ, năm 2021"
    assert (now["rule"], now["comparator"], now["lacking_for"]) == ("assessed", "", whom)
    assert level_phrase(now) == f"Chưa khai mức cho {whom}; theo đánh giá"
    assert found.levels(2021, BAC_KAN)["rule"].item() == "level"


def test_a_group_whose_level_has_ended_is_still_one_that_may_be_the_communes(tmp_path):
    """Without its group a commune may be one whose level is lacking: the decree's is shown with that said."""
    found = loaded(tmp_path, row(), row(group="2", target="60", to_year="2020"), **GROUPS)
    assert found.levels(2021, Scope("tỉnh Mẫu"))["scope"].item() == "cả nước, chưa khai nhóm xã"
    assert found.levels(2021, Scope("tỉnh Mẫu", "1"))["scope"].item() == "cả nước"


def test_a_level_of_other_years_only_is_told_from_none(tmp_path):
    """An assessed indicator that has a level from 2022 on says that it lacks that of the year."""
    found = loaded(tmp_path, row(from_year="2022"), criteria=(indicator("1.1", rule="assessed"),))
    assert level_phrase(found.levels(2021, HUE).to_dict("records")[0]) == "Theo đánh giá, chưa có mức của năm"
    assert found.levels(2022, HUE)["rule"].item() == "level"


def test_the_sheets_to_write_in_are_those_with_the_levels(tmp_path):
    """Who compared a level with the decree writes where the level stands."""
    assert loaded(tmp_path / "a", row()).sheets == f"trang “Chỉ tiêu”, “Mức” ({SET_ID}.csv, levels.csv)"
    assert load_criteria_set(write_set(tmp_path / "b"), SET_ID).sheets == f"trang “Chỉ tiêu” ({SET_ID}.csv)"


def test_whether_counts_are_whole_stands_in_the_file(tmp_path):
    """`is_whole` of the new layout decides; files of the first one go by the unit."""
    rows = [indicator("1.1", count_unit="km", is_whole="false"), indicator("2.1", count_unit="km")]
    assert loaded(tmp_path / "a", criteria=rows).rows["is_whole"].tolist() == [False, True]
    folder = write_set(tmp_path / "b", [indicator("1.1", count_unit="km"), indicator("2.1")])
    assert load_criteria_set(folder, SET_ID).rows["is_whole"].tolist() == [False, True]


GROUPS = {"groups": '["1", "2"]'}
BY_GROUP = (indicator("1.1"), indicator("1.2", groups="1"), indicator("2.1", groups="1; 2"))


def test_only_rows_of_its_group_bind_a_commune(tmp_path):
    """Group 1 has an indicator of its own; of a commune whose group is not known nothing is left out."""
    found = loaded(tmp_path, criteria=BY_GROUP, **GROUPS)
    bound = {group: found.levels(2021, Scope("tỉnh Mẫu", group))["indicator"].tolist() for group in ("1", "2", "")}
    assert bound == {"1": ["1.1", "1.2", "2.1"], "2": ["1.1", "2.1"], "": ["1.1", "1.2", "2.1"]}


def test_a_lacking_level_says_that_the_group_is_not_known(tmp_path):
    """Where a set has groups and the commune's is not stated, the form and the page say so beside the level that is missing."""
    found = loaded(tmp_path, criteria=BY_GROUP, **GROUPS)
    assert found.levels(2021, Scope("tỉnh Mẫu"))["lacking_for"].unique().tolist() == [
        "tỉnh Mẫu, chưa khai nhóm, chưa khai vùng"
    ]
    assert found.levels(2021, Scope("tỉnh Mẫu", "1"))["lacking_for"].unique().tolist() == [
        "tỉnh Mẫu, nhóm 1, chưa khai vùng"
    ]


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ((indicator("1.1", groups="3"),), r"dòng 2 .*cột groups: không có nhóm “3”"),
        ((indicator("1.1"), indicator("2.1", groups="1")), "tiêu chí 2 không có chỉ tiêu nào cho xã nhóm 2"),
    ],
)
def test_groups_of_a_row_are_those_of_the_set(tmp_path, criteria, said):
    """An unknown group is refused, and a criterion of which nothing binds a group: it could not be counted."""
    with pytest.raises(WorkbookError, match=said):
        loaded(tmp_path, criteria=criteria, **GROUPS)


# A season


TWO = (indicator("1.1"), indicator("2.1"))
SEVERAL_SCOPES = [row(region="BTB", target="70"), row(group="2", target="60"), row(indicator="2.1", target="50")]


def book(
    root,
    levels=SEVERAL_SCOPES,
    region="BTB",
    groups=(),
    units=UNITS,
    criteria=TWO,
    about=None,
):
    toml = WORKBOOK_TOML.replace('name = "huyện Thử"', f'name = "huyện Thử"\nregion = "{region}"')
    write_workbook(root, toml, units, levels=criteria, layout="", about=GROUPS if about is None else about)
    reference = root / "data" / "reference"
    write_csv(reference / "levels.csv", by_scope.COLUMNS, levels)
    write_csv(reference / "commune-groups.csv", ["unit_id", "group", "from_year", "to_year", "source"], groups)
    return Workbook.open(root)


IN_GROUPS = ({"unit_id": "an-binh", "group": "1"}, {"unit_id": "hoa-son", "group": "2", "from_year": "2021"})


def test_a_commune_has_the_province_group_and_region_of_the_season(tmp_path):
    """The district's province and region, unless the commune's parent on the cut-off or its own region say otherwise; the group of the year."""
    units = ({**UNITS[0], "region": "TN"}, UNITS[1])
    root = tmp_path
    book(root, groups=IN_GROUPS)
    write_csv(root / "data/reference/units.csv", [*UNIT_COLUMNS, "region"], units)
    write_csv(
        root / "data/reference/unit-parents.csv", ["unit_id", "parent", "valid_from", "valid_to"],
        [{"unit_id": "hoa-son", "parent": "huyện Phú Lộc, thành phố Huế", "valid_from": "2021-01-01"},
         {"unit_id": "an-binh", "parent": "huyện Thử"}],
    )  # fmt: skip
    workbook = Workbook.open(root)
    first, second = workbook.communes(workbook.season("2021"))
    assert workbook.scope(workbook.season("2021"), first) == Scope("tỉnh Mẫu", "1", "TN")
    assert workbook.scope(workbook.season("2021"), second) == Scope("thành phố Huế", "2", "BTB")
    assert workbook.scope(workbook.season("2020"), second) == Scope("tỉnh Mẫu", "", "BTB")


def test_levels_of_communes_and_those_of_all(tmp_path):
    """Each commune has its own; where they differ no number stands for all, where they agree it does, with the scopes named."""
    workbook = book(tmp_path, groups=IN_GROUPS)
    season = workbook.season("2021")
    own = workbook.commune_levels(season)
    assert own[["unit_id", "indicator", "target"]].to_numpy().tolist() == [
        ["an-binh", "1.1", 70.0], ["an-binh", "2.1", 50.0], ["hoa-son", "1.1", 60.0], ["hoa-son", "2.1", 50.0],
    ]  # fmt: skip
    common = records(workbook.common_levels(season))
    assert [(r["rule"], r["scope"]) for r in common] == [(SEVERAL, "vùng Bắc Trung Bộ; nhóm 2"), ("level", "cả nước")]
    assert level_phrase(common[0]) == "Mỗi xã một mức, theo phạm vi áp dụng"
    assert common[1]["target"] == 50


def test_levels_without_a_source_are_named(tmp_path):
    """D08 and the forms' warning: of which indicators, at most a dozen of many, and in which sheets that is written."""
    some = book(tmp_path / "some", levels=[row(source="QĐ 1", confirmed="true"), row(indicator="2.1")], about={})
    season, findings = some.season("2021"), FindingList("2021")
    level_findings.note_sources(findings, some.criteria_set(SET_ID), some.common_levels(season))
    said = f"Bộ {SET_ID}: 1/2 mức (chỉ tiêu 2.1) chưa có nguồn xác nhận, kết quả chỉ để tham khảo. "
    said += f"Đối chiếu với quyết định rồi ghi nguồn ở trang “Chỉ tiêu”, “Mức” ({SET_ID}.csv, levels.csv)."
    assert [f["message"] for f in findings.rows] == [said]
    codes = [f"1.{n}" for n in range(1, 16)]
    levels = [row(indicator=code) for code in codes]
    many = book(
        tmp_path / "many", levels=levels, criteria=[indicator(code) for code in codes], about={"criteria_total": 1}
    )
    told = level_findings.unsourced_levels(many.common_levels(many.season("2021")))
    assert told == f"15/15 mức (chỉ tiêu {', '.join(codes[:12])} và 3 chỉ tiêu khác)"


def test_what_is_lacking_is_told_once(tmp_path):
    """Equal warnings are one with the number of communes: of levels by scope, of groups in all; of several places together."""
    workbook = book(tmp_path, levels=[row(group="2", target="60")], region="")
    season = workbook.season("2021")
    findings = FindingList("2021")
    level_findings.note_lacking(findings, [workbook.lacking(season)], workbook)
    assert [f["check"] for f in findings.rows] == ["D12", "D12"]
    assert findings.rows[0]["message"].startswith(
        "Chưa khai mức cho tỉnh Mẫu, chưa khai nhóm, chưa khai vùng (2 xã): 2 chỉ tiêu (1.1, 2.1)."
    )
    assert findings.rows[1]["message"].startswith("Chưa khai nhóm của 2/2 xã.")
    twice = [workbook.lacking(season)] * 2
    assert level_findings.lacking_levels(twice)[0].startswith(
        "Chưa khai mức cho tỉnh Mẫu, chưa khai nhóm, chưa khai vùng (4 xã)"
    )
    assert level_findings.missing_groups(twice) == "Chưa khai nhóm của 4/4 xã."


def test_a_level_that_binds_nobody_is_not_lacking(tmp_path):
    """An indicator that the office decides on lacks a level only for the communes that it named."""
    criteria = (indicator("1.1"), indicator("2.1", binds="office"))
    workbook = book(tmp_path, levels=[row(target="60")], criteria=criteria, about={}, region="")
    assert workbook.lacking(workbook.season("2021")).levels == ()
    columns = ["criteria_set", "indicator", "group", "unit_id", "source"]
    bound = [{"criteria_set": SET_ID, "indicator": "2.1", "unit_id": "an-binh"}]
    write_csv(tmp_path / "data/reference/binding-indicators.csv", columns, bound)
    again = Workbook.open(tmp_path)
    (lacking,) = again.lacking(again.season("2021")).levels
    assert (lacking.figures, lacking.units) == ((("2.1", ""),), ("an-binh",))


def test_levels_of_other_years_only_are_told_with_the_year(tmp_path):
    """An income of one year's level is assessed again a year later: that is said, not left to be noticed."""
    of_last_year = row(target="60", from_year="2020", to_year="2020")
    criteria = (indicator("1.1", rule="assessed"), indicator("2.1"))
    workbook = book(tmp_path, levels=[of_last_year, row(indicator="2.1")], criteria=criteria, about={})
    (lacking,) = workbook.lacking(workbook.season("2021")).levels
    assert (lacking.whom, lacking.figures, len(lacking.units)) == ("năm 2021", (("1.1", ""),), 2)


def test_nothing_is_told_of_levels_that_are_all_there(tmp_path):
    """With a level for every commune, and the groups that it needs, there is no finding."""
    workbook = book(tmp_path, groups=(IN_GROUPS[0], {"unit_id": "hoa-son", "group": "2"}))
    findings = FindingList("2021")
    level_findings.note_lacking(findings, [workbook.lacking(workbook.season("2021"))], workbook)
    level_findings.note_below_floor(findings, workbook, workbook.season("2021"))
    assert findings.rows == []


def test_a_provinces_level_below_the_decrees_is_found(tmp_path):
    """D13 once for the row, with both numbers; one that asks for more is the province's to set."""
    levels = [
        *SEVERAL_SCOPES,
        row(province="Huế", target="65", region="BTB"),
        row(indicator="2.1", province="Huế", target="55"),
    ]
    workbook = book(tmp_path, levels=levels)
    toml = tmp_path / "data/workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("tỉnh Mẫu", "thành phố Huế"), encoding="utf-8")
    workbook, findings = Workbook.open(tmp_path), FindingList("2021")
    level_findings.note_below_floor(findings, workbook, workbook.season("2021"))
    assert [(f["check"], f["indicator"]) for f in findings.rows] == [("D13", "1.1")]
    assert (
        "mức từ 65 thấp hơn mức từ 70 của quyết định, trang “Mức”: 1.1, vùng Bắc Trung Bộ (levels.csv, dòng 2)."
        in findings.rows[0]["message"]
    )


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([{"unit_id": "an-bin", "group": "1"}], "“an-bin”"),
        ([{"unit_id": "an-binh", "group": ""}], "cột group"),
        ([{"unit_id": "an-binh", "group": "1", "from_year": "2022", "to_year": "2021"}], "from_year sau to_year"),
        ([{"unit_id": "an-binh", "group": "1"}, {"unit_id": "an-binh", "group": "2", "from_year": "2022"}], "hai nhóm cho cùng một năm"),
    ],
)  # fmt: skip
def test_a_fault_in_the_groups_is_named(tmp_path, groups, said):
    """An unknown commune, no group, years the wrong way round and two groups in one year are refused on opening."""
    with pytest.raises(WorkbookError, match=r"commune-groups\.csv, dòng") as error:
        book(tmp_path, groups=groups)
    assert said in str(error.value)


def test_a_group_that_the_seasons_set_does_not_have_is_refused(tmp_path):
    """A mistyped group would bind nothing; a set without groups asks for none."""
    workbook = book(tmp_path / "a", groups=[{"unit_id": "an-binh", "group": "3"}])
    with pytest.raises(WorkbookError, match="không có nhóm “3”; các nhóm là 1, 2"):
        workbook.check_levels(workbook.season("2021"))
    without = book(tmp_path / "b", levels=[row()], groups=[{"unit_id": "an-binh", "group": "3"}], about={})
    without.check_levels(without.season("2021"))


def test_groups_of_other_years_are_for_the_sets_of_these(tmp_path):
    """A later set may have other groups: rows that don't hold in the season's year are not its own."""
    groups = [
        {"unit_id": "an-binh", "group": "1", "to_year": "2021"},
        {"unit_id": "an-binh", "group": "A", "from_year": "2031"},
    ]
    workbook = book(tmp_path, groups=groups)
    workbook.check_levels(workbook.season("2021"))


def test_a_level_to_come_is_that_of_the_group_to_come(tmp_path):
    """An Bình is of group 2 from 2022 on, whose level is another one."""
    groups = [
        {"unit_id": "an-binh", "group": "1", "to_year": "2021"},
        {"unit_id": "an-binh", "group": "2", "from_year": "2022"},
    ]
    levels = [row(group="1", target="10"), row(group="2", target="12"), row(indicator="2.1", target="5")]
    workbook = book(tmp_path, levels=levels, groups=groups)
    season, unit = workbook.season("2021"), workbook.units["an-binh"]
    found = [workbook.levels(season, unit, year).set_index("indicator").loc["1.1", "target"] for year in (None, 2022)]
    assert found == [10, 12]


def test_a_commune_without_a_group_is_said_to_have_none_where_groups_have_levels(tmp_path):
    """The level of all communes decides, but another may be its own: that stands beside it, on form and page."""
    levels = [row(target="10"), row(group="2", target="12"), row(indicator="2.1", target="5")]
    workbook = book(tmp_path, levels=levels, groups=IN_GROUPS[:1])
    season = workbook.season("2021")
    said = {u.unit_id: [r["scope"] for r in records(workbook.levels(season, u))] for u in workbook.communes(season)}
    assert said == {"an-binh": ["cả nước"] * 2, "hoa-son": ["cả nước, chưa khai nhóm xã", "cả nước"]}


def test_what_the_office_asks_of_a_group_may_bind_a_commune_without_one(tmp_path):
    """It is said for whom it is, and a verdict that it is not met decides nothing until the group is known."""
    workbook = book(tmp_path, criteria=(indicator("1.1"), indicator("2.1", binds="office")), levels=[row()], groups=IN_GROUPS[1:])  # fmt: skip
    columns = ["criteria_set", "indicator", "group", "unit_id", "source"]
    bound = [{"criteria_set": SET_ID, "indicator": "2.1", "group": group} for group in ("2", "1")]
    write_csv(tmp_path / "data/reference/binding-indicators.csv", columns, bound[1:])
    workbook = Workbook.open(tmp_path)
    season = workbook.season("2021")
    rows = {u.unit_id: records(workbook.levels(season, u))[1] for u in workbook.communes(season)}
    assert [(r["is_binding"], r["may_not_bind"]) for r in rows.values()] == [(True, True), (False, False)]
    assert level_phrase(rows["an-binh"]).endswith(", nếu thuộc nhóm 1")


def test_an_unknown_region_is_refused_on_opening(tmp_path):
    """With the regions that there are, by name."""
    with pytest.raises(WorkbookError, match=r"“Trung Bộ”, không có vùng ấy.*BTB \(Bắc Trung Bộ\)"):
        book(tmp_path, region="Trung Bộ")


def test_a_region_may_be_written_by_its_name(tmp_path):
    """In each file that has one, however it is typed: older workbooks have a column of their own with names."""
    units = ({**UNITS[0], "region": "Tây nguyên"}, {**UNITS[1], "region": ""})
    workbook = book(
        tmp_path,
        levels=[row(region="vùng Bắc Trung Bộ", target="70"), row(region="tn", target="60")],
        region="Bắc  Trung bộ",
    )
    write_csv(tmp_path / "data/reference/units.csv", [*UNIT_COLUMNS, "region"], units)
    workbook = Workbook.open(tmp_path)
    season = workbook.season("2021")
    assert workbook.place_in(season).region == "BTB" and workbook.units["an-binh"].region == "TN"
    assert workbook.commune_levels(season)["target"].dropna().tolist() == [60, 70]


def test_the_form_prints_what_binds_the_commune_and_for_whom_its_levels_are(tmp_path):
    """Rows of another group are not on it; the level's scope stands beside its source, and what is lacking is said."""
    criteria = (indicator("1.1"), indicator("2.1"), indicator("2.2", groups="2"))
    workbook = book(tmp_path, levels=[row(region="BTB", target="70")], groups=IN_GROUPS, criteria=criteria)
    season = workbook.season("2021")
    forms = [commune_form(workbook, season, unit, OBSERVATIONS.frame([])) for unit in workbook.communes(season)]
    rows = [{r["indicator"]: r for r in form.rows[INDICATORS.title] if "indicator" in r} for form in forms]
    assert [list(own) for own in rows] == [["1.1", "2.1"], ["1.1", "2.1", "2.2"]]
    assert rows[0]["1.1"]["level"] == "≥ 70"
    assert rows[0]["1.1"]["level_source"] == "QĐ thử, vùng Bắc Trung Bộ: chưa có nguồn"
    assert rows[0]["2.1"]["level"] == "Chưa khai mức"
    assert rows[0]["2.1"]["level_source"] == "QĐ thử: chưa khai mức cho tỉnh Mẫu, nhóm 1, vùng Bắc Trung Bộ"


def test_a_provinces_level_stands_under_the_provinces_decision(tmp_path):
    """On the form; the decree's own levels stay the decree's."""
    own = row(indicator="2.1", province="Lào Cai", target="70", source="QĐ 12/2021 của tỉnh", checked_by="A 1/2/2021")
    book(tmp_path, levels=[row(target="60"), own], about={})
    toml = tmp_path / "data/workbook.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace("tỉnh Mẫu", "tỉnh Lào Cai"), encoding="utf-8")
    workbook = Workbook.open(tmp_path)
    season = workbook.season("2021")
    content = commune_form(workbook, season, workbook.communes(season)[0], OBSERVATIONS.frame([]))
    sources = [str(r["level_source"]) for r in content.rows[INDICATORS.title] if "level_source" in r]
    assert sources[0].startswith("QĐ thử") and sources[1] == "QĐ 12/2021 của tỉnh, tỉnh Lào Cai: đã đối chiếu"


# The shipped files


def test_the_shipped_levels_of_the_north_central_region_are_all_there():
    """Every indicator of a shipped whole set that is decided by a number has one for Bắc Trung Bộ, and for no other region by chance."""
    workbook = Workbook.open(REFERENCE.parents[1])
    for set_id in ("xa-ntm-2016-2020", "xa-ntm-2021-2025", "xa-ntm-nang-cao-2021-2025", "xa-ntm-kieu-mau-2018-2020"):
        found = workbook.criteria_set(set_id).levels(2021, Scope("thành phố Huế", "", "BTB"))
        assert not found["lacking_for"].any(), set_id


def test_only_values_with_a_source_became_levels_of_other_regions():
    """QĐ 1980: 11.1 has a source for the nation only, whose regions differ: a note, no level. 10.1 has them all, from 2020 on."""
    found = Workbook.open(REFERENCE.parents[1]).criteria_set("xa-ntm-2016-2020")
    assert [n.scope.region for n in found.numbers_of(("11.1", ""))] == ["BTB"]
    assert {n.scope.region: n.target for n in found.numbers_of(("10.1", ""))} == {
        "BTB": 36, "TDMNPB": 36, "DBSH": 50, "DHNTB": 41, "TN": 41, "DNB": 59, "DBSCL": 50,
    }  # fmt: skip
    assert {n.years[0] for n in found.numbers_of(("10.1", ""))} == {2020}
    assert {n.scope.region: (n.target, n.is_confirmed) for n in found.numbers_of(("12.1", ""))} == {
        "": (90, True),
        "BTB": (90, False),
    }
    assert [n.scope.region for n in found.numbers_of(("15.1", ""))] == [""]
