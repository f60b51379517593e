"""A new workbook: ids, units, agencies, settings, the files common to any workbook, and how it is put on disk."""

import csv
import io
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pytest

from ntm_lib.errors import ReportError, UnknownNameError, WorkbookError
from ntm_lib.new_workbook import choice, words
from ntm_lib.new_workbook.agencies import agencies, agency_ids
from ntm_lib.new_workbook.common import FOLDER, common_files, shipped_files, years_of_sets
from ntm_lib.new_workbook.contents import Contents, FirstSeason, contents
from ntm_lib.new_workbook.ids import Named, unique_ids
from ntm_lib.new_workbook.settings import usual_conference
from ntm_lib.new_workbook.units import COMMUNE, Units, collect
from ntm_lib.new_workbook.words import each_place, next_commands
from ntm_lib.new_workbook.writer import write
from ntm_lib.reference.gazetteer.changes import Difference
from ntm_lib.reference.gazetteer.find import Place, find_places, places_of
from ntm_lib.reference.gazetteer.lists import SNAPSHOTS, by_code, in_sentence, split_kind, units_of_list
from ntm_lib.reference.gazetteer.packed import table
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import OWN_FOLDERS
from tests.conftest import ROOT

UNITS = "data/reference/units.csv"
YEAR_END = {year: date(year, 12, 31) for year in range(2009, 2031)}


def as_before(place: Place, differing: Sequence[Difference]) -> Collection[Difference]:
    return ()


def as_after(place: Place, differing: Sequence[Difference]) -> Collection[Difference]:
    return differing


def of(names: Sequence[str], day: date, kinds: Collection[str] = (COMMUNE,), decide=as_before) -> Units:
    places = choice.chosen_places(names, day, lambda asked, found: found[0])
    return collect(places, day, set(kinds), decide, agency_ids(), OWN_FOLDERS)


def made(names: Sequence[str], year: int) -> dict[str, bytes]:
    return contents(of(names, YEAR_END[year]), choice.first_season(str(year), None)).files


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    text = files[f"data/reference/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


# Ids


@pytest.mark.parametrize(
    ("named", "ids"),
    [
        ([Named("Hương Hữu", "xã")], ["huong-huu"]),
        ([Named("1", "phường"), Named("10", "phường")], ["phuong-1", "phuong-10"]),
        (
            [Named("Khe Tre", "xã", ("Huế",), 2025), Named("Khe Tre", "thị trấn", ("Phú Lộc", "Huế"))],
            ["khe-tre-2025", "khe-tre"],
        ),
        (
            [Named("Tân Phú", "xã", ("Đồng Nai",), 2025), Named("Tân Phú", "xã", ("Cà Mau",), 2025)],
            ["tan-phu-dong-nai", "tan-phu-ca-mau"],
        ),
        (
            [Named("An Hòa", "xã", ("Châu Thành", "Long An")), Named("An Hoà", "xã", ("Châu Thành", "Bến Tre"))],
            ["an-hoa-chau-thanh-long-an", "an-hoa-chau-thanh-ben-tre"],
        ),
        (
            [Named("Vị Xuyên", "thị trấn", ("Vị Xuyên",)), Named("Vị Xuyên", "xã", ("Vị Xuyên",))],
            ["vi-xuyen-vi-xuyen-thi-tran", "vi-xuyen-vi-xuyen-xa"],
        ),
        (
            [Named("Minh Quán", "xã", ("Trấn Yên",)), Named("Minh Quân", "xã", ("Trấn Yên",))],
            ["minh-quan-tran-yen-1", "minh-quan-tran-yen-2"],
        ),
        ([Named("Tài Chính", "xã", ("Đâu Đó",))], ["tai-chinh-dau-do"]),  # an agency has the bare one
        ([Named("Con", "xã", ("Đâu Đó",))], ["con-dau-do"]),  # Windows has a device of that name
    ],
)
def test_an_id_says_what_tells_units_apart(named: list[Named], ids: list[str]) -> None:
    found = unique_ids(dict(enumerate(named)), {"tai-chinh"})
    assert [found[n] for n in range(len(named))] == ids


def test_ids_are_unique_in_the_whole_country() -> None:
    """2026 with all that its communes were made of, and 2023 district by district: no id twice, none an agency's, all of them names of files."""
    for day, count in ((YEAR_END[2026], 2_621), (YEAR_END[2023], 8_207)):
        units = of(["cả nước"], day)
        ids = [unit.unit_id for unit in units.units.values()]
        assert len(set(ids)) == len(ids) and not set(ids) & agency_ids()
        places = [place.place_id for place in units.places]
        assert len(set(places)) == len(places) and not set(places) & OWN_FOLDERS
        assert sum(len(place.communes) for place in units.places) == count


# Units


def test_nam_dong_in_2020_is_what_the_project_has_by_hand() -> None:
    """Names, ids, codes, last day and place of the nine communes; Hương Xuân's code of 2020 is wrong in the list, as its README says."""
    by_hand_of = {row["unit_id"]: row for row in rows({UNITS: (ROOT / UNITS).read_bytes()}, "units")}
    found = rows(made(["Nam Đông, Thừa Thiên Huế"], 2020), "units")
    assert {row["unit_id"] for row in found} == {
        "huong-phu", "huong-son", "huong-loc", "thuong-quang", "huong-xuan", "huong-huu", "thuong-lo", "thuong-long", "thuong-nhat",
    }  # fmt: skip
    for row in found:
        by_hand = by_hand_of[row["unit_id"]]
        assert (row["name"], row["kind"], row["valid_to"]) == (by_hand["name"], by_hand["kind"], by_hand["valid_to"])
        assert row["code"] == by_hand["code"] or row["unit_id"] == "huong-xuan"
        assert abs(float(row["lat"]) - float(by_hand["lat"])) < 0.0001 and row["region"] == "BTB"


def test_hue_in_2026_was_made_of_what_the_resolution_says() -> None:
    """NQ 1675: Khe Tre of the town, Hương Phú, Hương Lộc and Thượng Lộ; Long Quảng of three, Nam Đông of three."""
    files = made(["Huế"], 2026)
    units = {row["unit_id"]: row for row in rows(files, "units")}
    former = {name: {i for i, row in units.items() if row["successor"] == name} for name in ("khe-tre-2025", "long-quang", "nam-dong")}  # fmt: skip
    assert former == {
        "khe-tre-2025": {"khe-tre", "huong-phu", "huong-loc", "thuong-lo"},
        "long-quang": {"thuong-quang", "huong-huu", "thuong-long"},
        "nam-dong": {"huong-son", "huong-xuan", "thuong-nhat"},
    }
    assert (units["khe-tre"]["kind"], units["khe-tre"]["valid_to"]) == ("thị trấn", "2025-06-30")
    assert (units["khe-tre-2025"]["kind"], units["khe-tre-2025"]["valid_from"]) == ("xã", "2025-07-01")
    parents = {row["unit_id"]: row["parent"] for row in rows(files, "unit-parents")}
    assert parents["khe-tre"] == "huyện Phú Lộc, thành phố Huế" and parents["khe-tre-2025"] == "thành phố Huế"
    settings = tomllib.loads(files["data/workbook.toml"].decode("utf-8"))
    assert len(settings["place"][0]["period"][0]["communes"]) == 19


def test_of_a_unit_that_was_split_all_successors_are_there() -> None:
    """Else it would look as if it had gone whole to the one commune that the workbook has."""
    split = [row for row in rows(made(["cả nước"], 2026), "units") if ";" in row["successor"]]
    assert len(split) > 200 and all(row["valid_to"] == "2025-06-30" for row in split)
    for year in (2025, 2026):
        found = rows(made(["Bắc Ninh"], year), "units")
        ids = {row["unit_id"] for row in found}
        assert all(set(filter(None, row["successor"].split(";"))) <= ids for row in found)


def test_a_commune_that_the_reform_left_as_it_was_is_one_unit() -> None:
    """It has no first and no last day, so that its seasons before and since are its own."""
    files = made(["Lai Châu"], 2026)
    units = rows(files, "units")
    unchanged = {row["unit_id"] for row in units if not row["valid_from"] and not row["valid_to"]}
    assert unchanged == {"mu-ca", "ta-tong"}
    settings = tomllib.loads(files["data/workbook.toml"].decode("utf-8"))
    assert unchanged < set(settings["place"][0]["period"][0]["communes"])


@pytest.mark.parametrize(
    ("names", "year"), [(["Lai Châu"], 2026), (["Mường Tè, Lai Châu"], 2025), (["Mường Tè, Lai Châu"], 2023)]
)
def test_a_commune_that_the_reform_left_as_it_was_has_a_district_before_and_a_province_since(
    names: list[str], year: int
) -> None:
    """Whichever side of the reform the workbook was made on: else its pages name a district that has ended."""
    season = choice.first_season(str(year), date(2025, 6, 1) if year == 2025 else None)
    files = contents(of(names, season.cut_off), season).files
    parents = [row for row in rows(files, "unit-parents") if row["unit_id"] == "mu-ca"]
    assert sorted((row["parent"], row["valid_from"], row["valid_to"]) for row in parents) == [
        ("huyện Mường Tè, tỉnh Lai Châu", "", "2025-06-30"),
        ("tỉnh Lai Châu", "2025-07-01", ""),
    ]


def test_where_lists_differ_the_one_before_is_taken_and_the_rest_is_at_hand() -> None:
    day = YEAR_END[2020]
    units = of(["Na Rì, Bắc Kạn"], day)
    communes = {unit.listed.name for unit in units.communes(units.places[0])}
    assert len(communes) == 21 and "Vũ Loan" in communes and "Văn Vũ" not in communes
    doubtful = {unit.listed.name for unit in units.units.values() if "chờ xác nhận" in unit.note}
    assert {"Vũ Loan", "Văn Vũ", "Lương Hạ"} <= doubtful and "Kim Hỷ" not in doubtful
    assert len(units.places[0].waiting) == 9


def test_where_lists_differ_the_other_may_be_chosen() -> None:
    units = of(["Na Rì, Bắc Kạn"], YEAR_END[2020], decide=as_after)
    names = {unit.listed.name for unit in units.units.values()}
    assert len(names) == 16 and {"Văn Vũ", "Trần Phú"} < names and "Lương Hạ" not in names
    assert units.places[0].waiting == () and len(units.communes(units.places[0])) == 16


def test_a_unit_of_another_kind_in_the_other_list_is_one_unit() -> None:
    """Phong Hải, xã in 5/2023 and phường in 3/2025, is listed once, with the doubt."""
    day = YEAR_END[2024]
    phong_hai = [u for u in of(["Phong Điền, Thừa Thiên Huế"], day).units.values() if u.listed.name == "Phong Hải"]
    assert [(u.listed.kind, u.note) for u in phong_hai] == [("xã", "chờ xác nhận: là xã trong danh sách 5/2023, là phường trong danh sách 3/2025")]  # fmt: skip
    after = of(["Phong Điền, Thừa Thiên Huế"], day, decide=as_after)
    assert "Phong Hải" not in {unit.listed.name for unit in after.units.values()}


def test_kinds_asked_for_are_there() -> None:
    units = of(["Na Rì, Bắc Kạn"], YEAR_END[2023], kinds=choice.chosen_kinds("thị-trấn, Phường"))
    assert Counter(unit.listed.kind for unit in units.units.values()) == {"xã": 16, "thị trấn": 1}


def test_a_province_of_several_regions_has_those_of_its_communes() -> None:
    """Gia Lai since 1/7/2025 is Bình Định and Gia Lai of before."""
    files = made(["tỉnh Gia Lai"], 2025)
    settings = tomllib.loads(files["data/workbook.toml"].decode("utf-8"))
    assert "region" not in settings["place"][0]["period"][0]
    own = {row["region"] for row in rows(files, "units") if row["unit_id"] in settings["place"][0]["period"][0]["communes"]}  # fmt: skip
    assert own == {"DHNTB", "TN"}


# Agencies


@pytest.mark.parametrize(
    ("tier", "kinds", "day", "there", "not_there"),
    [
        ("huyện", {"huyện"}, date(2023, 12, 31), {"Phòng NN&PTNT", "Phòng LĐ-TBXH", "Công an huyện", "Phòng NN&MT"}, {"Phòng Kinh tế", "Sở NN&MT"}),
        ("huyện", {"thị xã"}, date(2023, 12, 31), {"Phòng Kinh tế", "Công an thị xã"}, {"Phòng NN&PTNT", "Phòng KT-HT"}),
        ("huyện", {"huyện"}, date(2025, 3, 1), {"Phòng NN&MT", "Phòng KT, HT&ĐT"}, {"Phòng NN&PTNT", "Phòng LĐ-TBXH", "Công an huyện"}),
        ("huyện", {"huyện", "thị xã"}, date(2023, 12, 31), {"Phòng Kinh tế", "Phòng NN&PTNT", "Công an cấp huyện"}, set()),
        ("tỉnh", {"tỉnh"}, date(2026, 12, 31), {"Sở NN&MT", "Sở Tài chính", "Công an tỉnh", "Thống kê tỉnh"}, {"Phòng NN&MT"}),
    ],
)  # fmt: skip
def test_agencies_are_those_of_tier_and_date(
    tier: str, kinds: set[str], day: date, there: set[str], not_there: set[str]
) -> None:
    found = agencies(tier, kinds, day)
    names = {row["short_name"] for row in found}
    assert there <= names and not names & not_there
    ids = [row["department_id"] for row in found]
    assert (
        len(set(ids)) == len(ids)
        and "ubnd-xa" in ids
        and not any("{" in text for row in found for text in row.values())
    )
    assert [row["topics"] for row in found if row["topics"]] == ["dieu-phoi", "nguon-luc"]
    assert {row["valid_from"] for row in found if row["short_name"] == "Phòng NN&MT"} <= {"2025-03-01"}


# Files common to any workbook


def test_the_common_files_are_the_projects_own() -> None:
    """`make common` copies them again."""
    assert shipped_files() == common_files(ROOT)
    assert "data/reference/measures.csv" in shipped_files() and len(list(FOLDER.glob("notebooks/*.ipynb"))) == 8


def test_nothing_of_nam_dong_is_common() -> None:
    for name, content in shipped_files().items():
        text = content.decode("utf-8")
        if not name.endswith(".ipynb"):  # these have their defaults put in when they are written
            assert "Nam Đông" not in text and "Hương " not in text and "24/12/2020" not in text, name


def test_each_year_has_its_set() -> None:
    sets = {year: next(s.set_id for s in years_of_sets() if s.first <= year <= s.last) for year in range(2009, 2031)}
    assert (sets[2015], sets[2016], sets[2021], sets[2022], sets[2025], sets[2026]) == (
        "xa-ntm-2009-2015-partial", "xa-ntm-2016-2020", "xa-ntm-2016-2020", "xa-ntm-2021-2025", "xa-ntm-2021-2025",
        "xa-ntm-2026-2030-partial",
    )  # fmt: skip
    assert {f"data/reference/criteria/{set_id}.csv" for set_id in sets.values()} <= set(shipped_files())


def test_tables_open_right_in_excel_and_notebooks_run_as_they_are() -> None:
    files = made(["Na Rì, Bắc Kạn"], 2023)
    assert all(content.startswith(b"\xef\xbb\xbf\xef"[:3]) for name, content in files.items() if name.endswith(".csv"))
    notebook = files["notebooks/commune_report.ipynb"].decode("utf-8")
    assert 'season: str = \\"2023\\"' in notebook and 'commune: str = \\"van-vu\\"' in notebook
    assert 'district: str = \\"\\"' in notebook
    assert 'department: str = \\"van-phong-dieu-phoi\\"' in files["notebooks/department_report.ipynb"].decode("utf-8")


def test_several_places_have_folders_and_ids() -> None:
    found = contents(of(["tỉnh Bắc Kạn"], YEAR_END[2023]), choice.first_season("2023", None))
    settings = tomllib.loads(found.files["data/workbook.toml"].decode("utf-8"))
    assert [place["id"] for place in settings["place"]] == [
        "bac-kan", "pac-nam", "ba-be", "ngan-son", "bach-thong", "cho-don", "cho-moi", "na-ri",
    ]  # fmt: skip
    assert "data/districts/na-ri/submissions/2023" in found.folders
    assert 'district: str = \\"bac-kan\\"' in found.files["notebooks/commune_report.ipynb"].decode("utf-8")


# What was asked for


def test_of_several_places_each_sends_its_own_forms(tmp_path: Path) -> None:
    """A command that would be refused is not the one to go on with: places are told apart by their ids, names may repeat."""
    _, forms, _, build = next_commands(tmp_path, ["na-ri", "ba-be"])
    assert forms == f'ntm forms --place na-ri --workbook "{tmp_path}"' and "--place" not in build
    assert each_place(["na-ri", "ba-be"]).endswith("na-ri, ba-be.") and not each_place(["na-ri"])
    assert "--place" not in "".join(next_commands(tmp_path, [""]))


@pytest.mark.parametrize("name", ["2008", "2031", "2021-13", "năm 2023", "٢٠٢٣"])
def test_a_year_without_a_set_is_refused(name: str) -> None:
    with pytest.raises(UnknownNameError, match="từ 2009 đến 2030"):
        choice.first_season(name, None)


def test_the_cut_off_is_of_the_year() -> None:
    assert choice.first_season("2023", None) == FirstSeason("2023", 2023, "xa-ntm-2021-2025", YEAR_END[2023], False)
    assert choice.first_season("2023", date(2023, 12, 15)).is_cut_off_given
    assert choice.first_season("2024-02", None).cut_off == date(2024, 2, 29)
    with pytest.raises(UnknownNameError, match="không thuộc năm 2023"):
        choice.first_season("2023", date(2024, 1, 15))


def test_the_cut_off_is_of_the_month() -> None:
    """A season of June whose figures are those of December would be compared and judged as another one."""
    assert choice.first_season("2023-06", date(2023, 6, 20)).cut_off == date(2023, 6, 20)
    with pytest.raises(
        UnknownNameError, match=r"không thuộc tháng 06/2023 của kỳ 2023-06.*--season 2023-12; cả năm: --season 2023"
    ):
        choice.first_season("2023-06", date(2023, 12, 31))


@pytest.mark.parametrize(
    ("asked", "day", "said"),
    [
        ("huyện Nam Đông", YEAR_END[2026], ["không còn cấp huyện", "xã Khe Tre, thành phố Huế", "xã Long Quảng", '--place "thành phố Huế"']),
        ("Nam Đông", date(2025, 5, 1), ["thuộc huyện Phú Lộc, thành phố Huế", '--place "huyện Phú Lộc, thành phố Huế"']),
        ("tỉnh Bắc Kạn", YEAR_END[2026], ["thuộc tỉnh Thái Nguyên", '--place "tỉnh Thái Nguyên"']),
        ("Khe Tre", YEAR_END[2026], ["xã Khe Tre thuộc thành phố Huế", '--place "thành phố Huế"']),
        ("Hương Hữu", YEAR_END[2020], ["huyện Nam Đông, tỉnh Thừa Thiên Huế"]),
        ("Na Rí", YEAR_END[2023], ["Có phải là: huyện Na Rì, tỉnh Bắc Kạn?"]),
        ("Côn Đảo, Bà Rịa - Vũng Tàu", YEAR_END[2023], ["Côn Đảo: danh sách đơn vị hành chính ngày 31/12/2023 không có xã", "Từ 01/07/2025 là đặc khu Côn Đảo thuộc thành phố Hồ Chí Minh", "--with đặc-khu --season 2025"]),
        ("huyện Lí Sơn", YEAR_END[2023], ["Lý Sơn: danh sách", "đặc khu Lý Sơn thuộc tỉnh Quảng Ngãi"]),  # its communes ended in 2020
        ("Cô Tô", YEAR_END[2026], ["Từ 01/07/2025 là đặc khu Cô Tô", '--place "tỉnh Quảng Ninh" --with đặc-khu']),
        ("Thổ Châu", YEAR_END[2023], ["xã Thổ Châu thuộc thành phố Phú Quốc"]),
        ("Đảo Cồn Cỏ", YEAR_END[2023], ["đặc khu Cồn Cỏ thuộc tỉnh Quảng Trị"]),  # in no list before 7/2025
        ("TP Phú Quốc", YEAR_END[2026], ["đặc khu Phú Quốc thuộc tỉnh An Giang", "--with đặc-khu"]),
        ("xyz", YEAR_END[2023], ["Không có nơi nào tên “xyz”", "ví dụ “Na Rì, Bắc Kạn”"]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused_with_what_there_is(asked: str, day: date, said: list[str]) -> None:
    with pytest.raises(UnknownNameError) as error:
        of([asked], day)
    assert all(text in str(error.value) for text in said), str(error.value)


SHORT = {"huyện": "H. ", "thị xã": "TX ", "thành phố": "TP. ", "quận": "Q.", "tỉnh": "T. "}


def unmarked(words: str) -> str:
    letters = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def ways_to_type(kind: str, name: str, province: str) -> list[str]:
    """Return a place with its kind, the kind abbreviated and none, alone and with its province, by a comma or none, with marks and without."""
    kinds = [f"{kind} ", SHORT.get(kind, ""), ""]
    ends = ["", f", {province}", f" {split_kind(province)[1]}"] if province else [""]
    typed = [f"{kind}{name}{end}" for kind in kinds for end in ends if kind or end or not name.isdigit()]
    return [*typed, *map(unmarked, typed)]


def test_every_place_there_ever_was_is_known_however_it_is_typed() -> None:
    """It is found, or told what became of it: a province, several districts of one name, an island. Each place by every sixth of its ways in turn."""
    day, known = YEAR_END[2026], ("Lập sổ cho", "không phải là huyện hay tỉnh")
    places = {place.title: place for snapshot in SNAPSHOTS for place in places_of(snapshot)}.values()
    ways = [ways_to_type(p.kind, p.name, "" if p.is_province else p.province) for p in places]
    typed = {words for n, own in enumerate(ways) for words in own[n % 6 :: 6]}
    unknown = [w for w in typed if not find_places(w, day) and not any(text in choice._not_found(w, day) for text in known)]  # fmt: skip
    assert unknown == []


def test_every_island_is_known_however_it_is_typed() -> None:
    """As the đặc khu it is or the district it was, of the province of then or of now; some are in no earlier list."""
    for zone in (unit for unit in units_of_list("2025-07") if unit.kind == "đặc khu"):
        provinces = {name for _, name, _, _, now in table("provinces") if zone.province in (name, now)}
        kinds = ("đặc khu", "huyện", "thành phố", "huyện đảo", "đảo", "H. đảo")
        typed = {words for kind in kinds for province in provinces for words in ways_to_type(kind, zone.name, in_sentence(province))}  # fmt: skip
        ask = f'--place "{in_sentence(zone.province)}" --with đặc-khu'
        assert [words for words in typed if ask not in choice._not_found(words, YEAR_END[2026])] == []


def test_what_became_of_a_place_is_told_once_however_the_lists_write_it() -> None:
    """ "Hoà Bình" in one, "Hòa Bình" in the next: a province, its town and a district of Bạc Liêu."""
    with pytest.raises(UnknownNameError) as error:
        of(["Hoà Bình"], YEAR_END[2026])
    assert len(str(error.value).splitlines()) == 3


def test_a_place_named_twice_is_one() -> None:
    assert len(of(["Na Rì", "na ri bac kan", "tỉnh Bắc Kạn"], YEAR_END[2023]).places) == 8


def test_a_place_without_communes_says_what_it_has() -> None:
    places = find_places("Quận 1", YEAR_END[2020])
    assert choice.without_communes(places, {COMMUNE}) == ([], places)
    assert "10 phường" in choice.no_communes(places, {COMMUNE}) and "--with phường" in choice.no_communes(places, {COMMUNE})  # fmt: skip
    with pytest.raises(UnknownNameError, match="thị-trấn, phường, đặc-khu"):
        choice.chosen_kinds("làng")


# What is said of it


def test_what_waits_and_what_is_lacking_is_said_once_each() -> None:
    """Ten communes that moved are one line; before the first list, and after the last one, it says so."""
    day = YEAR_END[2024]
    lines = list(words.waiting(of(["Nam Đông, Thừa Thiên Huế"], day), choice.first_season("2024", None)))
    moved = [line for line in lines if "thuộc huyện Phú Lộc" in line]
    assert len(moved) == 1 and "xã Hương Phú" in moved[0] and "trong danh sách 3/2025" in moved[0]
    early = words.waiting(of(["Na Rì"], YEAR_END[2012]), choice.first_season("2012", None))
    assert any("Không có danh sách đơn vị hành chính trước năm 2020" in line for line in early)
    late = list(words.waiting(of(["Huế"], YEAR_END[2026]), choice.first_season("2026", date(2026, 12, 20))))
    assert any("danh sách 7/2025, chưa có danh sách mới hơn" in line for line in late)
    assert not any("mặc định" in line for line in late)


# On disk


SMALL = Contents({"data/workbook.toml": b"x", "notebooks/a.ipynb": b"y"}, ("data/submissions/2023",))


def list_of(folder: Path) -> list[Path]:
    """A check that takes anything."""
    return list(folder.iterdir())


def names_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


WHOLE = {"data", "data/workbook.toml", "notebooks", "notebooks/a.ipynb", "data/submissions", "data/submissions/2023"}


@pytest.mark.parametrize("kept", [None, [], [".DS_Store"], ["Thumbs.db", "desktop.ini"], [".sổ.ntm-1.tmp"]])
def test_a_workbook_is_written_where_nothing_is(tmp_path: Path, kept: list[str] | None) -> None:
    """Also below folders that are not there yet, and beside what a system or a run that was cut off left."""
    folder = tmp_path / "nơi mới" / "sổ"
    for name in kept or ():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    write(folder, SMALL, list_of)
    assert names_in(folder) == WHOLE | set(kept or ()) and names_in(tmp_path / "nơi mới") >= {"sổ"}
    assert [path.name for path in (tmp_path / "nơi mới").iterdir()] == ["sổ"]


@pytest.mark.parametrize("name", ["tệp.txt", ".git", "data"])
def test_a_folder_with_anything_in_it_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(WorkbookError, match="chỉ lập trong thư mục trống"):
        write(tmp_path, SMALL, list_of)
    assert names_in(tmp_path) == {name}


def test_a_file_or_a_link_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "tệp").touch()
    (tmp_path / "đích").mkdir()
    (tmp_path / "liên kết").symlink_to(tmp_path / "đích")
    for name in ("tệp", "liên kết"):
        with pytest.raises(WorkbookError, match="không phải là thư mục"):
            write(tmp_path / name, SMALL, list_of)


@pytest.mark.parametrize("is_there", [True, False])
def test_what_can_not_be_written_whole_is_not_written(tmp_path: Path, is_there: bool) -> None:
    """A name that no disk takes: nothing is left, neither of the workbook nor of the folders made for it."""
    folder = tmp_path / "mới" / "sổ"
    if is_there:
        folder.mkdir(parents=True)
    with pytest.raises(ReportError, match="Không ghi được"):
        write(folder, Contents({**SMALL.files, f"data/{'x' * 300}": b""}, SMALL.folders), list_of)
    assert names_in(tmp_path) == ({"mới", "mới/sổ"} if is_there else set())


def test_what_would_not_open_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(WorkbookError, match="TOML"):
        write(tmp_path / "sổ", SMALL, Workbook.open)
    assert names_in(tmp_path) == set()


def test_every_list_and_province_can_be_collected() -> None:
    """No district of any list trips over what the lists do not say."""
    for snapshot, day in (("2020", YEAR_END[2020]), ("2023-05", YEAR_END[2024]), ("2025-03", date(2025, 6, 1))):
        places = [place for place in places_of(snapshot) if not place.is_province]
        units = collect(places, day, {COMMUNE}, as_before, agency_ids(), OWN_FOLDERS)
        counted = sum(unit.kind == COMMUNE for unit in by_code(snapshot).values())
        assert sum(len(place.communes) for place in units.places) == counted


@pytest.mark.parametrize(
    ("cut_off", "day"), [((2025, 6, 30), "2025-06-30"), ((2025, 12, 31), "2025-12-25"), ((2026, 12, 15), "2026-12-25")]
)
def test_the_conference_that_is_suggested_is_one_of_its_season(cut_off, day):
    """A district that ends on 30/6/2025 holds none in December."""
    assert usual_conference(date(*cut_off)) == day
