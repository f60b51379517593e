"""The workbook: one door in, and settings that are checked when it is opened."""

import re

import pytest

from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.workbook import Workbook
from tests.several_districts import make_several_districts
from tests.unit.builders import SET_ID, UNITS, WORKBOOK_TOML, nfd, small_workbook, write_csv, write_workbook


def opened_with(root, old, new):
    """Open a small workbook in whose settings `old` was replaced by `new`."""
    assert old in WORKBOOK_TOML
    return Workbook.open(write_workbook(root, WORKBOOK_TOML.replace(old, new)))


# Opening


def test_a_folder_without_a_workbook_is_named(tmp_path):
    """Opening the wrong folder says which file is missing and how to point to the right one."""
    with pytest.raises(WorkbookError, match=r"Không thấy .*data/workbook\.toml.*--workbook"):
        Workbook.open(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[district]", "[district", ["Không đọc được"]),
        ("year = 2021", 'year = "2021"', ["“season.thứ 2.year”", "phải là số nguyên", "'2021'"]),
        ('name = "2021"', "name = 2021", ["“season.thứ 2.name”", "phải là chữ", "2021"]),
        ("cut_off = 2021-12-20", 'cut_off = "2021-12-20"', ["“season.thứ 2.cut_off”", "phải là ngày"]),
        ("year = 2021", "", ["“season.thứ 2.year”", "thiếu mục này"]),
        ("office =", "offices =", ["“district.offices”", "không có trong khai báo", "“district.office”", "thiếu mục này"]),
        ('name = "huyện Thử"', 'name = "\\u0000"', ["“district.name”", "phải có chữ"]),
        ('name = "huyện Thử"', 'name = " "', ["“district.name”", "phải có chữ"]),
        ('"hoa-son"', '"hoa-soon"', ["không có đơn vị “hoa-soon”", "units.csv", "Có phải là: hoa-son"]),
        ('"hoa-son"', '"kinh-te"', ["“kinh-te” vừa là của xã, vừa là của một cơ quan", "departments.csv", "“phong-kinh-te”"]),
        ('current_season = "2021"', 'current_season = "2012"', ["không có kỳ “2012”", "2021"]),
        ('compare_with = "2020"', 'compare_with = "2002"', ["không có kỳ “2002”", "2020"]),
        ("year = 2021", "year = 2021\ntarget_year = 2020", ["kỳ “2021” ghi target_year 2020, trước năm 2021", "bỏ dòng target_year"]),
        ('province = "tỉnh Mẫu"', 'province = ""', ["“district.province”", "phải có chữ"]),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named(tmp_path, old, new, said):
    """A setting that is missing, unknown, of the wrong type or names nothing is said in Vietnamese, with file and place."""
    assert old in WORKBOOK_TOML
    units = (*UNITS, {"unit_id": "kinh-te", "code": "90003", "name": "Kinh Tế", "kind": "xã"})
    with pytest.raises(WorkbookError) as error:
        Workbook.open(write_workbook(tmp_path, WORKBOOK_TOML.replace(old, new), units))
    assert all(words in str(error.value) for words in ["workbook.toml", *said])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "“current_season” thiếu mục này"),
        (b"a = 1\nb = \n", "dòng 2, cột 5"),
        (b'a = "x', "cuối tệp"),
        (b"a = " + b"[" * 5000 + b"]" * 5000, "quá nhiều ngoặc lồng nhau"),
        (b"a = " + b"9" * 10_000, "số quá dài"),
        (b"a = 2021-02-30", "dòng 1"),
        (b"a = 1\n\0", "dòng 2 có ký tự NUL"),
        ("# Tân Phú\n".encode("cp1258"), "dòng 1 không phải mã UTF-8"),
        ("# a\n".encode("utf-16-le"), "NUL"),
        (None, "ở đó là thư mục"),
    ],
    ids=["empty", "syntax", "end", "nested", "digits", "date", "nul", "cp1258", "utf16-no-mark", "folder"],
)
def test_settings_that_cant_be_read_are_named(tmp_path, content, said):
    """Whatever stands in workbook.toml, the message says where and what to do, in Vietnamese."""
    path = write_workbook(tmp_path) / "data" / "workbook.toml"
    path.unlink()
    path.mkdir() if content is None else path.write_bytes(content)
    with pytest.raises(WorkbookError, match=rf"workbook\.toml: .*{said}"):
        Workbook.open(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_settings_saved_by_notepad_are_read(tmp_path, encoding):
    """Notepad's two Unicode forms begin with a mark that says which one it is."""
    path = write_workbook(tmp_path) / "data" / "workbook.toml"
    path.write_bytes(WORKBOOK_TOML.encode(encoding))
    assert Workbook.open(tmp_path).place.last.name == "huyện Thử"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("year = 2021", "year = 1000000000", "“season.thứ 2.year” không được lớn hơn 2199"),
        ("year = 2021", "year = -1", "“season.thứ 2.year” không được nhỏ hơn 1900"),
        ("year = 2021", "year = 0x" + "f" * 10_000, "không được lớn hơn 2199 (đang ghi: số quá dài)"),
        ("year = 2021", "year = nan", "phải là số nguyên (đang ghi: nan)"),
        ("cut_off = 2021-12-20", "cut_off = 0001-01-01", "không được nhỏ hơn 1900-01-01"),
        ("cut_off = 2021-12-20", "cut_off = 2021-12-20T10:00:00", "phải là ngày"),
        ("year = 2021", "year = 2021\ntarget_year = 99999", "“season.thứ 2.target_year” không được lớn hơn 2199"),
    ],
)
def test_a_setting_out_of_bounds_is_told_with_its_bound(tmp_path, old, new, said):
    """A year or a day that no season can have is refused, and a monstrous value is not printed whole."""
    with pytest.raises(WorkbookError) as error:
        opened_with(tmp_path, old, new)
    assert said in str(error.value) and len(str(error.value)) < 1000


def test_every_table_is_checked_on_opening(tmp_path):
    """A bad cell of a table that only some reports show stops the opening, and each bad file is named at once."""
    root = write_workbook(tmp_path)
    reference = root / "data" / "reference"
    counts = ["unit_id", "year", "criteria_set", "criteria_met", "basis", "source", "note"]
    row = {"unit_id": "an-binh", "year": "2030?", "criteria_set": SET_ID, "criteria_met": "4"}
    write_csv(reference / "published-counts.csv", counts, [row])
    (reference / "abbreviations.csv").write_text("short,full\nNTM,nông thôn mới\nNTM,khác\n", encoding="utf-8")
    with pytest.raises(WorkbookError) as error:
        Workbook.open(root)
    places = [
        "abbreviations.csv, dòng 3 (NTM)",
        f"published-counts.csv, dòng 2 (an-binh / 2030? / {SET_ID}), cột year: “2030?”",
    ]
    assert [line[: len(place)] for line, place in zip(str(error.value).splitlines(), places, strict=True)] == places


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("part,1.1,2.1,,", None),
        ("stock,1.1,,hop-tac-xa,hop-tac-xa", None),
        ("stock,1.1,,hop-tac-xa,", r"relations\.csv, dòng 2 \(1\.1\): .*plus và minus"),
        (
            "stock,1.1,,hop-tac-xa,hop-tac",
            r"relations\.csv, dòng 2 .*cột minus: “hop-tac” không có\. Có phải là: hop-tac-xa",
        ),
        ("phần,1.1,,,", r"relations\.csv, dòng 2 .*cột kind: “phần” không có"),
    ],
)
def test_a_relation_between_figures_that_are_none_is_refused(tmp_path, row, said):
    """A stock is made of what came and what went, and both are measures: a draft of conclusions speaks of them."""
    root = write_workbook(tmp_path)
    path = root / "data" / "reference" / "relations.csv"
    path.write_text(f"criteria_set,kind,whole,part,plus,minus\n{SET_ID},{row}\n", encoding="utf-8")
    if said is None:
        assert len(Workbook.open(root).relations) == 1
    else:
        with pytest.raises(WorkbookError, match=said):
            Workbook.open(root)


@pytest.mark.parametrize(
    ("folder", "why"),
    [
        ("x" * 300, "tên quá dài"),
        ("a\0b", "ký tự không dùng được"),
        ("\udcff", "ký tự không dùng được"),
        ("tep", "ở đó là một tệp"),
        ("tep/trong", "ở đó là một tệp"),
        ("vong", "vòng"),
        ("vong/trong", "vòng"),
    ],
)
def test_a_folder_that_cant_be_one_is_named(tmp_path, folder, why):
    """A name too long, a byte that is no character, a file or links in a circle: a sentence says why."""
    (tmp_path / "tep").write_text("", encoding="utf-8")
    (tmp_path / "vong").symlink_to(tmp_path / "vong")
    with pytest.raises(WorkbookError, match=rf"Không dùng được thư mục .*: .*{why}.*\. Chọn hoặc đổi tên"):
        Workbook.open(tmp_path / folder)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('communes = ["an-binh", "hoa-son"]', 'communes = "an-binh"', "district.communes"),
        ('[[season]]\nname = "2020"', '[season]\nname = "2020"', "season"),
        ("[district]", 'district = "Thử"\n[huyen]', "district"),
    ],
)
def test_a_setting_of_the_wrong_shape_is_told_in_vietnamese(tmp_path, old, new, place):
    """A list or a section written as something else is explained without a word of English."""
    toml = WORKBOOK_TOML.replace(old, new)
    if new.startswith("[season]"):  # TOML itself refuses a section beside a list of the same name
        toml = toml[: toml.rindex("[[season]]")]
    with pytest.raises(WorkbookError) as error:
        Workbook.open(write_workbook(tmp_path, toml))
    assert f"“{place}”" in str(error.value) and "should be" not in str(error.value)


@pytest.mark.parametrize("unit_id", ["Hoa-Son", "hòa-sơn", "hoa son", "../hoa-son", "hoa_son"])
def test_an_id_that_is_no_file_name_everywhere_is_refused(tmp_path, unit_id):
    """Two ids that differ by capitals only are one page on Windows and macOS."""
    units = (UNITS[0], UNITS[1] | {"unit_id": unit_id})
    with pytest.raises(WorkbookError, match=r"units\.csv, dòng 3 .*: mã .* chữ thường không dấu"):
        Workbook.open(write_workbook(tmp_path, WORKBOOK_TOML.replace("hoa-son", unit_id), units))


@pytest.mark.parametrize(("second", "said"), [("kinh-te", "“kinh-te” bị lặp"), ("Kinh tế", "ví dụ “kinh-te”")])
def test_an_unfit_id_of_a_department_is_refused(tmp_path, second, said):
    root = write_workbook(tmp_path)
    with (root / "data" / "reference" / "departments.csv").open("a", encoding="utf-8") as file:
        file.write(f"{second},Phòng Hai,Phòng 2,,\n")
    with pytest.raises(WorkbookError, match=said):
        Workbook.open(root)


def test_a_criteria_file_counts_under_the_name_it_is_opened_by(tmp_path):
    """A disk that tells no capitals apart opens it, and may list it otherwise."""
    root = write_workbook(tmp_path)
    path = root / "data" / "reference" / "criteria" / f"{SET_ID}.csv"
    path.rename(path.with_suffix(".CSV"))
    book = Workbook.open(root)
    assert f"data/reference/criteria/{SET_ID}.csv" in book.reference_hashes(book.season("2021"))
    path.write_text("x", encoding="utf-8")
    assert not book.is_as_opened()


def test_rows_of_nothing_but_commas_are_no_rows(tmp_path):
    """Excel saves them where something was deleted."""
    root = write_workbook(tmp_path)
    for name in ("units.csv", "departments.csv"):
        with (root / "data" / "reference" / name).open("a", encoding="utf-8") as file:
            file.write(",,,,\n , ,,,\n")
    assert list(Workbook.open(root).units) == ["an-binh", "hoa-son"]


def test_two_seasons_of_one_name_are_refused(tmp_path):
    """A season entered twice is an error: one of the two would silently be lost."""
    twice = WORKBOOK_TOML.replace('name = "2020"', 'name = "2021"').replace('compare_with = "2020"', "")
    with pytest.raises(WorkbookError, match=r"workbook\.toml: kỳ 2021 được khai hai lần"):
        Workbook.open(write_workbook(tmp_path, twice))


def test_a_fault_in_the_units_is_found_on_opening(tmp_path):
    """A broken units.csv stops the opening, not a report an hour later."""
    write_workbook(tmp_path)
    write_csv(tmp_path / "data" / "reference" / "units.csv", ["unit_id", "name"])
    with pytest.raises(WorkbookError, match=r"units\.csv thiếu cột: code, kind"):
        Workbook.open(tmp_path)


# Seasons, sets, conclusions


@pytest.mark.parametrize(
    ("wrong", "named", "there"),
    [
        ({"component": "nuoc-sac"}, r"4\.1 nuoc-sac", "hop-ve-sinh, nuoc-sach"),
        ({"component": ""}, r"4\.1", "hop-ve-sinh, nuoc-sach"),
        ({"indicator": "1.1", "component": "nuoc-sach"}, r"1\.1 nuoc-sach", "để trống"),
    ],
)
def test_a_key_measure_of_a_component_that_there_is_not_is_named(tmp_path, wrong, named, there):
    """It is told before a season is read, with the components there are: it must not quietly leave the pages."""
    own = {"criteria_set": SET_ID, "indicator": "4.1", "name": "Hộ có nước sạch"}
    write_workbook(tmp_path, key_measures=(own | {"component": "nuoc-sach"}, own | wrong))
    workbook = Workbook.open(tmp_path)
    with pytest.raises(
        WorkbookError,
        match=rf"key-measures\.csv, dòng 3, cột indicator, component: bộ bo-thu không có chỉ tiêu “{named}”\. Cột component của chỉ tiêu này ghi một trong: {there}\.",
    ):
        workbook.check_season(workbook.season("2021"))


@pytest.mark.parametrize("code", ["02-Jan", "2/1/2026", "44563", "17.10"])
def test_a_code_that_excel_has_changed_is_named(tmp_path, code):
    """A lead or a key measure of an indicator that the season's set has not is no silent loss; other sets' rows are not looked at."""
    workbook = Workbook.open(write_workbook(tmp_path))
    path = tmp_path / "data" / "reference" / "indicator-leads.csv"
    with path.open("a", encoding="utf-8") as file:
        file.write(f"bo-khac,{code},kinh-te,\n")
    season = workbook.season(workbook.current_season)
    Workbook.open(tmp_path).check_season(season)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"{season.criteria_set},{code},kinh-te,\n")
    with pytest.raises(
        WorkbookError,
        match=rf"indicator-leads.csv, dòng \d+, cột indicator: bộ {season.criteria_set} không có chỉ tiêu “{code}”",
    ):
        Workbook.open(tmp_path).check_season(season)


def test_an_unknown_season_is_refused_with_those_there_are(tmp_path):
    """A season that is not in the workbook is answered with the nearest one."""
    with pytest.raises(UnknownNameError, match=r"Không có kỳ báo cáo “2012”.*2021"):
        small_workbook(tmp_path).season("2012")


@pytest.mark.parametrize(("last", "names"), [("2016", ["2016"]), ("2019", ["2016", "2017", "2018", "2019"])])
def test_seasons_until_end_with_the_season_asked_for(workbook, last, names):
    """A report of 2019 never reads a later season."""
    assert [s.name for s in workbook.seasons_until(workbook.season(last))] == names


def test_seasons_go_by_cut_off_and_not_by_their_place_in_the_file(tmp_path):
    """Seasons entered newest first still come oldest first."""
    turned = WORKBOOK_TOML.replace('compare_with = "2020"', "")
    head, first, second = turned.split("[[season]]")
    workbook = Workbook.open(write_workbook(tmp_path, "[[season]]".join([head, second, first])))
    assert [s.name for s in workbook.seasons_until(workbook.season("2021"))] == ["2020", "2021"]


CLOSING = [
    ("2021-12-20", True),
    ("2021-10-01", True),
    ("2021-09-30", False),
    ("2021-06-30", False),
    ("2022-01-10", True),
]


@pytest.mark.parametrize(("cut_off", "judges"), CLOSING)
def test_promises_are_judged_by_the_season_that_ends_the_year(tmp_path, cut_off, judges):
    """A mid-year season closes no year, even while the season of the year's end is not declared yet."""
    book = Workbook.open(write_workbook(tmp_path, WORKBOOK_TOML.replace("2021-12-20", cut_off)))
    assert book.judges_year(book.season("2021")) is judges


def test_a_later_season_of_the_year_judges_it(tmp_path):
    """Of two seasons in the last quarter only the last one judges the year."""
    last = f'[[season]]\nname = "2021-12"\nyear = 2021\ncriteria_set = "{SET_ID}"\ncut_off = 2021-12-31\n'
    book = Workbook.open(write_workbook(tmp_path, WORKBOOK_TOML + last))
    assert [book.judges_year(book.season(name)) for name in ("2021", "2021-12")] == [False, True]


def test_a_season_without_conclusions_follows_up_none(workbook):
    """Season 2020 has no earlier conference to follow up; season 2021 has the notice's 52 items."""
    assert workbook.conclusions(workbook.season("2020")) is None
    assert len(workbook.conclusions(workbook.season("2021"))) == 52


def test_season_2021_is_assessed_at_the_levels_of_2020(workbook):
    """QĐ 318 applies from season 2022: season 2021 goes under QĐ 1980, income at 36 million."""
    season = workbook.season("2021")
    levels = workbook.common_levels(season).set_index("indicator")
    assert (season.criteria_set, levels.loc["10.1", "target"]) == ("xa-ntm-2016-2020", 36)


def test_a_criteria_set_is_read_once(tmp_path):
    """Asking twice for a set gives the same one."""
    workbook = small_workbook(tmp_path)
    assert workbook.criteria_set(SET_ID) is workbook.criteria_set(SET_ID)


def test_published_figures_may_be_absent(tmp_path):
    """A workbook without published counts and district figures opens and has empty tables."""
    workbook = small_workbook(tmp_path)
    assert [len(t) for t in (workbook.published_counts, workbook.published_figures, workbook.province_progress)] == [
        0,
        0,
        0,
    ]


# Communes


@pytest.mark.parametrize(
    ("season", "count", "merged", "new"), [("2018", 10, True, False), ("2019", 10, True, False), ("2020", 9, False, True)]
)  # fmt: skip
def test_communes_are_those_of_the_cut_off_borders(workbook, season, count, merged, new):
    """Ten communes until 31/12/2019; from 1/1/2020 nine, Hương Xuân in place of Hương Hòa and Hương Giang."""
    ids = [unit.unit_id for unit in workbook.communes(workbook.season(season))]
    assert len(ids) == count
    assert ({"huong-hoa", "huong-giang"} <= set(ids), "huong-xuan" in ids) == (merged, new)


@pytest.mark.parametrize(
    "name",
    ["huong-huu", "20182", "Hương Hữu", nfd("Hương Hữu"), "xã  Hương Hữu", "HƯƠNG HỮU", "huong huu", "Huong-Huu", "xa Huong Huu"],
)  # fmt: skip
def test_a_commune_is_found_however_it_is_typed(workbook, name):
    """Id, code, name in either Unicode form, with or without "xã" or marks, all lead to Hương Hữu, whose code has another holder since 2025."""
    assert workbook.commune(name, workbook.season("2021")).unit_id == "huong-huu"


def test_the_place_of_the_tone_mark_does_not_matter(workbook):
    """ "Hương Hoà" and "Hương Hòa" are the same commune of season 2019."""
    season = workbook.season("2019")
    assert workbook.commune("Hương Hoà", season) is workbook.commune("Hương Hòa", season)


@pytest.mark.parametrize(
    ("typed", "season", "hint"),
    [
        ("Thương Quảng", "2021", "Thượng Quảng"),  # the notice's own misspelling
        ("Hương Hòa", "2020", "Hương"),  # merged on 1/1/2020
        (
            "20161",
            "2021",
            "Xem cột “Tên” ở trang “Xã”, units.csv",
        ),  # the town of Khe Tre is no commune of the programme
    ],
)
def test_a_name_that_fits_no_commune_is_refused_with_a_suggestion(workbook, typed, season, hint):
    """A wrong name is never taken for the nearest right one; the message suggests it."""
    with pytest.raises(UnknownNameError, match=f"Không có xã “{typed}” trong năm {season}.*{hint}"):
        workbook.commune(typed, workbook.season(season))


def test_a_name_without_marks_that_fits_two_communes_is_refused(tmp_path):
    """ "hoa son" could be Hòa Sơn or Hoa Sơn: nothing is guessed."""
    pair = ({"unit_id": "an-binh", "code": "00001", "name": "Hoa Sơn", "kind": "xã"}, UNITS[1])
    workbook = Workbook.open(write_workbook(tmp_path, units=pair))
    with pytest.raises(UnknownNameError, match="hoa son"):
        workbook.commune("hoa son", workbook.season("2021"))
    assert workbook.commune("Hoa Sơn", workbook.season("2021")).unit_id == "an-binh"


def test_no_name_is_no_commune(tmp_path):
    """An empty name finds nothing, even where one commune has no code."""
    workbook = Workbook.open(write_workbook(tmp_path, units=(UNITS[0] | {"code": ""}, UNITS[1])))
    with pytest.raises(UnknownNameError, match="Tên xã để trống"):
        workbook.commune(" ", workbook.season("2021"))


@pytest.mark.parametrize(
    "name",
    [
        "ld-tbxh", "Phòng LĐ-TBXH", "phòng lđ – tbxh", "Phòng Lao động - Thương binh và Xã hội", "PHÒNG LAO ĐỘNG – THƯƠNG BINH VÀ XÃ HỘI",
        nfd("Phòng Lao động-Thương binh và  Xã hội"), "phong lao dong - thuong binh va xa hoi", "Phong LD-TBXH",
    ],
)  # fmt: skip
def test_a_department_is_found_however_it_is_typed(workbook, name):
    """Id, name or short name, in either Unicode form, with any dash, with or without marks."""
    assert workbook.department(name).department_id == "ld-tbxh"


@pytest.mark.parametrize(
    ("typed", "hint"),
    [("Phòng LĐ-TBXX", "Phòng LĐ-TBXH"), ("kt-tt", "kt-ht"), ("Sở Tài chính", "Xem cột “Mã cơ quan”")],
)
def test_a_name_that_fits_no_department_is_refused_with_a_suggestion(workbook, typed, hint):
    """A wrong name is never taken for the nearest right one."""
    with pytest.raises(UnknownNameError, match=f"Không có cơ quan “{typed}”.*{hint}"):
        workbook.department(typed)


def test_a_name_that_fits_two_departments_is_refused(tmp_path):
    """Two departments of one short name are told apart by their id only; without marks two different names may be one."""
    columns = ["department_id", "name", "short_name", "topics", "has_report"]
    rows = [
        {"department_id": "mot", "name": "Phòng Má", "short_name": "Phòng"},
        {"department_id": "hai", "name": "Phòng Mà", "short_name": "Phòng"},
    ]
    root = write_workbook(tmp_path)
    write_csv(root / "data" / "reference" / "departments.csv", columns, rows)
    workbook = Workbook.open(root)
    for name in ("Phòng", "phong ma"):
        with pytest.raises(UnknownNameError, match=name):
            workbook.department(name)
    assert workbook.department("Phòng Mà").department_id == workbook.department("hai").department_id == "hai"


def test_no_name_is_no_department(workbook):
    """An empty name finds nothing."""
    with pytest.raises(UnknownNameError, match="Tên cơ quan để trống"):
        workbook.department(" ")


def test_assumptions_may_be_absent(tmp_path):
    """A workbook without assumptions.csv assumes nothing."""
    assert small_workbook(tmp_path).assumptions.empty


def test_a_season_is_compared_with_an_earlier_one_only(tmp_path):
    """With itself or a later one nothing could be said to have changed."""
    toml = WORKBOOK_TOML.replace('compare_with = "2020"', 'compare_with = "2021"')
    assert toml != WORKBOOK_TOML
    with pytest.raises(WorkbookError, match="kỳ “2021” so với kỳ “2021”"):
        Workbook.open(write_workbook(tmp_path, toml))


def test_without_a_folder_the_nearest_workbook_above_is_opened(tmp_path, monkeypatch):
    """From the workbook's own folder and from any below it; where there is none, what was looked for and what to do is said."""
    root = write_workbook(tmp_path / "so", WORKBOOK_TOML)
    below = root / "notebooks" / "cua-toi"
    below.mkdir(parents=True)
    for folder in (root, below):
        monkeypatch.chdir(folder)
        assert Workbook.open().root == root.resolve()
        assert Workbook.open().season(2021).name == "2021"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkbookError, match=r"workbook\.toml trong .* tham số workbook"):
        Workbook.open()


def test_a_districts_name_is_read_without_what_is_not_seen(tmp_path):
    """As it comes out of Word: spaces that do not break, marks of direction, letters in pieces."""
    toml = WORKBOOK_TOML.replace('name = "huyện Thử"', 'name = "huyện\\u00a0\\u202eThư\\u0309 "')
    assert Workbook.open(write_workbook(tmp_path, toml, UNITS)).place.last.name == "huyện Thử"


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (
            {"quoted_decimals": "5"},
            "measures.csv, dòng 2 (hop-tac-xa), cột quoted_decimals: nhiều hơn 4 chữ số thập phân",
        ),
        (
            {"value_type": "percent", "none_left": "hộ"},
            "measures.csv, dòng 2 (hop-tac-xa), cột none_left: chỉ dùng cho số đếm",
        ),
    ],
)
def test_a_measure_that_no_page_could_say_is_refused(tmp_path, own, said):
    """Of decimals more than anybody quotes, or a share of which none is left."""
    measure = {"measure": "hop-tac-xa", "name": "Hợp tác xã", "value_type": "number", "unit": "hợp tác xã"}
    with pytest.raises(WorkbookError, match=re.escape(said)):
        Workbook.open(write_workbook(tmp_path, measures=[measure | own]))


@pytest.mark.parametrize("typed", ["bac-song", "huyện Bắc Sông", "Bắc Sông", "bac song", "huyen bac song"])
def test_a_district_is_found_however_it_is_typed(tmp_path, typed):
    """As communes are: by id or name, with its kind or without, with marks or without."""
    assert Workbook.open(make_several_districts(tmp_path)).of_place(typed).place_id == "bac-song"
