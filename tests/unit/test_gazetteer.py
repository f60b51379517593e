"""The lists of places: names of a province at a day, places found by the words typed, where lists differ, and the tables made anew."""

import csv
import unicodedata
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from ntm_lib.reference.gazetteer import lists, packed, province_in, province_names, unit_names
from ntm_lib.reference.gazetteer.changes import (
    MOVED,
    ONLY_HERE,
    ONLY_THERE,
    OTHER_KIND,
    RENAMED,
    became,
    differences,
    is_unchanged,
    other_list,
    unit_in,
)
from ntm_lib.reference.gazetteer.find import (
    Place,
    communes_named,
    find_places,
    former_places,
    near_names,
    places_of,
    special_zone,
)
from ntm_lib.reference.gazetteer.lists import around, by_code, predecessors, successors, units_of_list
from ntm_lib.reference.gazetteer.packed import TABLES, pack, table
from ntm_lib.text import name_key

YEAR_END = {year: date(year, 12, 31) for year in range(2009, 2031)}


def the_place(words: str, day: date) -> Place:
    (found,) = find_places(words, day)
    return found


@pytest.mark.parametrize(
    ("province", "day", "name", "is_there"),
    [
        ("tỉnh Thừa Thiên Huế", date(2021, 12, 20), "Hương Hữu", True),
        ("Thừa Thiên Huế", date(2015, 12, 31), "Hương Hữu", True),  # before the first list that one counts
        ("thành phố Huế", date(2025, 12, 20), "Hương Hữu", False),
        ("thành phố Huế", date(2025, 12, 20), "Khe Tre", True),
        ("nơi khác", date(2021, 12, 20), "Hương Hữu", False),
    ],
)
def test_a_name_is_known_for_its_days(province: str, day: date, name: str, is_there: bool) -> None:
    assert (name_key(name) in unit_names(province, day)) == is_there


def test_provinces_of_any_date_are_known() -> None:
    assert {"bac-kan", "thua-thien-hue", "hue", "hoa-binh"} <= set(province_names()) and len(province_names()) == 64


@pytest.mark.parametrize(
    ("parent", "province"),
    [
        ("huyện Na Rì, tỉnh Bắc Kạn", "tỉnh Bắc Kạn"), ("huyện Na Rì, Bắc Kạn", "Bắc Kạn"), ("thành phố Huế", "thành phố Huế"), ("tỉnh Phú Yên", "tỉnh Phú Yên"),
        ("huyện Phù Yên, tỉnh Sơn La", "tỉnh Sơn La"), ("huyện Phù Yên", ""), ("Phù Yên", ""), ("xã Huy Hạ, huyện Phù Yên", ""), ("huyện Thử, tỉnh Mẫu", ""), ("", ""),
    ],
)  # fmt: skip
def test_a_district_is_no_province_that_sounds_alike(parent: str, province: str) -> None:
    """Phù Yên is a district of Sơn La, Phú Yên was a province: its levels are not those of the district's communes."""
    assert province_in(parent) == province


def test_the_lists_are_whole() -> None:
    """As many units as the lists were published with: 2.621 communes in 34 provinces since 1/7/2025."""
    assert {name: len(units_of_list(name)) for name in lists.SNAPSHOTS} == {
        "2020": 10_767, "2023-05": 10_598, "2025-03": 10_035, "2025-07": 3_321,
    }  # fmt: skip
    new = units_of_list("2025-07")
    assert sum(unit.kind == "xã" for unit in new) == 2_621 and len({unit.province_code for unit in new}) == 34
    assert len(lists.regions()) == 63 and len(set(lists.regions().values())) == 7
    assert all(len(by_code(name)) == len(units_of_list(name)) for name in lists.SNAPSHOTS)


def test_a_unit_went_whole_to_one_or_in_parts_to_several() -> None:
    """Nobody need ask which share a successor has: whole means one, part means several; all codes are of their list."""
    for code, shares in successors().items():
        assert code in by_code("2025-03") and all(share.code in by_code("2025-07") for share in shares)
        assert [share.is_whole for share in shares] == ([True] if len(shares) == 1 else [False] * len(shares))
    assert sum(map(len, successors().values())) == sum(map(len, predecessors().values())) == 10_597


def test_points_have_four_decimals() -> None:
    unit = by_code("2025-07")["20179"]
    assert (unit.name, unit.lat, unit.lon, unit.area_km2) == ("Nam Đông", "16.0660", "107.7170", "175.95")


def write_tables(folder: Path, most: int) -> None:
    folder.mkdir()
    for name, (file_name, columns) in TABLES.items():
        with (folder / file_name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([columns, *islice(table(name), most)])


def test_the_tables_made_anew_are_the_tables(tmp_path, monkeypatch) -> None:
    """Packed from tables of the same places they say the same; the bytes may be another version's of the packer."""
    write_tables(tmp_path / "csv", 100_000)
    kept = {name: list(table(name)) for name in TABLES}
    pack(tmp_path / "csv", tmp_path)
    monkeypatch.setattr(packed, "FOLDER", tmp_path)
    assert {name: list(table(name)) for name in TABLES} == kept


def test_the_same_tables_give_the_same_bytes(tmp_path) -> None:
    write_tables(tmp_path / "csv", 300)
    made = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pack(tmp_path / "csv", tmp_path / name)
        made.append({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()})
    assert made[0] == made[1] and len(made[0]) == 3


@pytest.mark.parametrize(
    ("words", "year", "title"),
    [
        ("Na Rì, Bắc Kạn", 2023, "huyện Na Rì, tỉnh Bắc Kạn"),
        ("na ri bac kan", 2023, "huyện Na Rì, tỉnh Bắc Kạn"),
        ("HUYỆN NA RÌ TỈNH BẮC KẠN", 2020, "huyện Na Rì, tỉnh Bắc Kạn"),
        (unicodedata.normalize("NFD", "Na Rì,Bắc Kạn"), 2015, "huyện Na Rì, tỉnh Bắc Kạn"),
        ("huyện Nam Đông", 2020, "huyện Nam Đông, tỉnh Thừa Thiên Huế"),
        ("H. Nam Đông - Thừa Thiên Huế", 2023, "huyện Nam Đông, tỉnh Thừa Thiên Huế"),
        ("Nam Đông, thành phố Huế", 2023, "huyện Nam Đông, tỉnh Thừa Thiên Huế"),  # the province's later name
        ("Huế", 2023, "thành phố Huế, tỉnh Thừa Thiên Huế"),
        ("thành phố Huế", 2026, "thành phố Huế"),
        ("TP.Huế", 2026, "thành phố Huế"),
        ("Ea H’leo", 2023, "huyện Ea H'leo, tỉnh Đắk Lắk"),
        ("ea hleo", 2023, "huyện Ea H'leo, tỉnh Đắk Lắk"),
        ("Ia H'Drai", 2020, "huyện Ia H' Drai, tỉnh Kon Tum"),
        ("tỉnh Hòa Bình", 2020, "tỉnh Hoà Bình"),
        ("Bà Rịa–Vũng Tàu", 2023, "tỉnh Bà Rịa - Vũng Tàu"),
        ("Phan Rang Tháp Chàm", 2020, "thành phố Phan Rang-Tháp Chàm, tỉnh Ninh Thuận"),
        ("TPHCM", 2026, "thành phố Hồ Chí Minh"),
        ("Lí Sơn", 2020, "huyện Lý Sơn, tỉnh Quảng Ngãi"),
        ("ly son", 2020, "huyện Lý Sơn, tỉnh Quảng Ngãi"),
        ("huyện đảo Phú Quý", 2023, "huyện Phú Quí, tỉnh Bình Thuận"),
        ("q.1, tphcm", 2020, "quận 1, thành phố Hồ Chí Minh"),
    ],
)
def test_a_place_is_found_however_it_is_typed(words: str, year: int, title: str) -> None:
    assert the_place(words, YEAR_END[year]).title == title


@pytest.mark.parametrize(
    ("words", "year"),
    [("Na Rí", 2023), ("huyện Huế", 2023), ("Bắc Kạn", 2026), ("huyện Nam Đông", 2026), ("Khe Tre", 2026), ("1", 2020)],
)
def test_what_is_not_a_place_of_that_day_is_not_found(words: str, year: int) -> None:
    """Other marks, another kind, a place that has ended, a commune, a bare number."""
    assert find_places(words, YEAR_END[year]) == []


def test_several_places_of_one_name_are_all_found_provinces_first() -> None:
    assert len(find_places("Châu Thành", YEAR_END[2020])) == 10
    titles = [place.title for place in find_places("Hải Dương", YEAR_END[2023])]
    assert titles == ["tỉnh Hải Dương", "thành phố Hải Dương, tỉnh Hải Dương"]


def test_every_district_and_province_is_found_by_its_title() -> None:
    """Whatever the list writes can be typed back: no name is eaten by the reading of abbreviations, dashes or marks."""
    for snapshot, day in lists.SNAPSHOTS.items():
        for place in places_of(snapshot):
            assert place in find_places(place.title, day), place


def test_near_names_and_communes_are_offered() -> None:
    assert near_names("Na Rí", YEAR_END[2023])[0] == "huyện Na Rì, tỉnh Bắc Kạn"
    assert near_names("xyz", YEAR_END[2023]) == []
    assert {unit.province for unit in communes_named("Khe Tre", YEAR_END[2026])} == {"Thành phố Huế"}
    assert communes_named("không có xã này", YEAR_END[2026]) == []


@pytest.mark.parametrize(
    ("words", "day", "titles"),
    [
        ("huyện Nam Đông", YEAR_END[2026], ["xã Khe Tre", "xã Nam Đông", "xã Long Quảng"]),
        ("Nam Đông", date(2025, 4, 30), ["huyện Phú Lộc"]),  # NQ 1314: the whole district into Phú Lộc on 1/1/2025
        ("tỉnh Bắc Kạn", YEAR_END[2026], ["tỉnh Thái Nguyên"]),
        ("tỉnh Bình Định", YEAR_END[2025], ["tỉnh Gia Lai"]),
    ],
)
def test_what_a_place_became(words: str, day: date, titles: list[str]) -> None:
    (place,) = former_places(words, day)
    assert [title.partition(",")[0] for title in became(place, day)] == titles


def test_every_place_that_ended_became_another_or_a_special_zone() -> None:
    """Else `ntm new` could not say what to ask for."""
    for snapshot in ("2020", "2023-05", "2025-03"):
        for place in places_of(snapshot):
            assert became(place, YEAR_END[2026]) or special_zone(place.title), place


def test_lists_around_a_day() -> None:
    """The list of 3/2025 stands until the reform, whose day is known; before the first and after the last there is one only."""
    days = {
        date(2019, 12, 31): ("", "2020"),
        date(2020, 1, 1): ("2020", "2023-05"),
        date(2023, 4, 30): ("2020", "2023-05"),
        date(2023, 12, 31): ("2023-05", "2025-03"),
        date(2025, 3, 1): ("2025-03", ""),
        date(2025, 6, 30): ("2025-03", ""),
        date(2025, 7, 1): ("2025-07", ""),
        date(2030, 12, 31): ("2025-07", ""),
    }
    assert {day: around(day) for day in days} == days


def test_where_the_lists_around_2020_differ_in_na_ri() -> None:
    """22 units in 2020, 17 in 5/2023: five are gone, four codes bear another name; Yến Lạc, under another code, is the same town."""
    place = the_place("Na Rì, Bắc Kạn", YEAR_END[2020])
    found = differences(place, other_list(place, YEAR_END[2020]))
    gone = {d.here.name for d in found if d.what == ONLY_HERE}
    renamed = {(d.here.name, d.there.name) for d in found if d.what == RENAMED}
    assert gone == {"Văn Học", "Lương Hạ", "Ân Tình", "Lam Sơn", "Hảo Nghĩa"}
    assert renamed == {("Vũ Loan", "Văn Vũ"), ("Lạng San", "Văn Lang"), ("Lương Thành", "Sơn Thành"), ("Hữu Thác", "Trần Phú")}  # fmt: skip
    assert len(found) == 9 and len(place.units) == 22


def test_each_way_in_which_lists_differ() -> None:
    day = YEAR_END[2024]
    moved = the_place("Nam Đông, Thừa Thiên Huế", day)
    assert {(d.what, d.there.district) for d in differences(moved, "2025-03")} == {(MOVED, "Huyện Phú Lộc")}
    raised = the_place("Phong Điền, Thừa Thiên Huế", day)
    kinds = {d.here.name: (d.here.kind, d.there.kind) for d in differences(raised, "2025-03") if d.what == OTHER_KIND}
    assert kinds["Phong Hải"] == ("xã", "phường") and kinds["Phong Thu"] == ("xã", "phường")
    na_ri = next(place for place in places_of("2023-05") if place.full_name == "huyện Na Rì")
    back = differences(na_ri, "2020")
    assert {d.there.name for d in back if d.what == ONLY_THERE} == {"Văn Học", "Lương Hạ", "Ân Tình", "Lam Sơn", "Hảo Nghĩa"}  # fmt: skip


def test_spelling_and_codes_make_no_difference() -> None:
    """Liêm Thuỷ is Liêm Thủy, Sĩ Bình is Sỹ Bình, and Hương Xuân is the same commune under 20176 and 20179."""
    day = YEAR_END[2023]
    for words in ("Na Rì, Bắc Kạn", "Bạch Thông, Bắc Kạn"):
        assert differences(the_place(words, day), "2025-03") == []
    huong_xuan = next(unit for unit in units_of_list("2020") if unit.code == "20176")
    assert unit_in(huong_xuan, "2025-03").code == "20179"
    assert unit_in(by_code("2025-03")["20179"], "2020") == huong_xuan


def test_a_slip_of_a_list_makes_no_difference() -> None:
    """Marks and spaces of one code are: Đắk Nên, Đăk Nên. Other letters are not (Đồng Phú was merged into Hồng Phú), nor is a name that another
    unit had (Thạnh An stands beside Thanh An)."""
    day = YEAR_END[2023]
    told = {d.here.name for d in differences(the_place("Kon Plông, Kon Tum", day), "2025-03")}
    assert told.isdisjoint({"Đắk Nên", "Đắk Ring", "Đắk Tăng"}) and "Măng Buk" in told
    renamed = [(d.here.name, d.there.name) for d in differences(the_place("Chương Mỹ, Hà Nội", day), "2025-03") if d.what == RENAMED]  # fmt: skip
    assert ("Đồng Phú", "Hồng Phú") in renamed
    units = {unit.name: unit for unit in units_of_list("2023-05") if unit.district == "Huyện Vĩnh Thạnh"}
    assert unit_in(units["Thanh An"], "2025-03") is None
    assert unit_in(units["Thạnh Qưới"], "2025-03").name == "Thạnh Quới"


def test_a_unit_that_the_reform_left_as_it_was() -> None:
    """One predecessor, whole, of the same name and kind; a town that became a commune of its name is another unit."""
    unchanged = [(old, share.code) for old, shares in successors().items() for share in shares if is_unchanged(by_code("2025-03")[old], by_code("2025-07")[share.code])]  # fmt: skip
    assert len(unchanged) == 124
    assert not is_unchanged(by_code("2025-03")["20161"], by_code("2025-07")["20161"])
