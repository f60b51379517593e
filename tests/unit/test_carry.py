"""A workbook that goes on from an older one: places, ids, what is filled in, what is copied, settings."""

import csv
import io
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path

import pytest

from ntm_lib.analysis.open_conclusions import Change
from ntm_lib.cli.carried import _issued, _unlike_the_lists
from ntm_lib.cli.carry import _still_open, _units
from ntm_lib.errors import UnknownNameError, UnreadableError, WorkbookError
from ntm_lib.new_workbook import choice
from ntm_lib.new_workbook.agencies import agency_ids
from ntm_lib.new_workbook.carried_tables import carried_units
from ntm_lib.new_workbook.carry import carried_contents
from ntm_lib.new_workbook.contents import UNIT_COLUMNS, Contents
from ntm_lib.new_workbook.old_places import as_chosen, asked_places, places_since, refuse_earlier, refuse_other_places
from ntm_lib.new_workbook.old_units import is_near, known_ids
from ntm_lib.new_workbook.units import Units, collect
from ntm_lib.new_workbook.writer import write
from ntm_lib.presentation.shared.lacking import ended_lines
from ntm_lib.publishing.manifest import Edition, ReportManifest, write_manifest
from ntm_lib.publishing.states import ReportState
from ntm_lib.reference.conclusions import COLUMNS
from ntm_lib.reference.gazetteer.changes import Difference
from ntm_lib.reference.gazetteer.find import Place
from ntm_lib.reference.gazetteer.lists import units_of_list
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import OWN_FOLDERS
from tests.conftest import copied_workbook
from tests.unit.builders import DEPARTMENTS, SET_ID, in_excel, write_csv, write_workbook

DISTRICT = """
current_season = "2023"

[district]
name = "huyện Na Rì"
province = "tỉnh Bắc Kạn"
office = "Văn phòng Na Rì"
communes = ["xa-kim-hy", "cuong-loi", "khong-ai-biet"]

[[season]]
name = "2023"
year = 2023
criteria_set = "bo-thu"
cut_off = 2023-12-20 # ngày do Ban chỉ đạo định
conference = 2023-12-25
"""
UNITS = (
    {"unit_id": "xa-kim-hy", "code": "", "name": "Kim Hỷ", "kind": "xã"},
    {"unit_id": "cuong-loi", "code": "02152", "name": "Cường Lợi", "kind": "xã", "valid_to": "30/06/2025", "lat": "22,27", "lon": "106,2"},
    {"unit_id": "khong-ai-biet", "code": "", "name": "Không Ai Biết", "kind": "xã"},
    {"unit_id": "van-lang", "code": "", "name": "Một xã khác", "kind": "xã"},
)  # fmt: skip
TASK = {"item": "1.1", "notice_point": "1", "summary": "Việc đã giao", "kind": "task", "comparator": "done", "target": "yes", "deadline_stated": "no", "communes": "xa-kim-hy"}  # fmt: skip


def as_before(place: Place, differing: Sequence[Difference]) -> Collection[Difference]:
    return ()


def season(year: int, day: date | None = None):
    return choice.first_season(str(year), day)


def carried(
    old: Workbook, year: int, places: Sequence[Place] = (), conclusions: str = ""
) -> tuple[Units, Contents, list[str]]:
    """Return units, contents and what is left of a workbook for that year."""
    new = season(year)
    known = known_ids(old)
    taken = {*agency_ids(), *old.units, *old.departments}
    found = list(places) or places_since(old, new.cut_off)
    units = as_chosen(old, collect(found, new.cut_off, {"xã"}, as_before, taken, OWN_FOLDERS, known))
    return units, *carried_contents(old, units, new, conclusions)


def table(contents: Contents, name: str) -> list[dict[str, str]]:
    content = contents.files[f"data/reference/{name}.csv"]
    assert isinstance(content, bytes)
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.fixture
def district(tmp_path: Path) -> Workbook:
    """A district as it was written before there were periods, levels by scope and the sets of today."""
    return Workbook.open(write_workbook(tmp_path / "cu", DISTRICT, UNITS, resources=(
        {"resource": "huyen", "name": "Ngân sách huyện", "unit": "triệu đồng"},
        {"resource": "rieng", "name": "Quỹ riêng", "unit": "triệu đồng"},
    )))  # fmt: skip


@pytest.fixture(scope="module")
def nam_dong(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return Workbook.open(copied_workbook(tmp_path_factory.mktemp("nam-dong")))


# Places


@pytest.mark.parametrize(
    ("year", "name"),
    [(2022, "huyện Nam Đông, tỉnh Thừa Thiên Huế"), (2025, "thành phố Huế"), (2030, "thành phố Huế")],
)
def test_a_place_is_what_it_became_at_the_cut_off(nam_dong: Workbook, year: int, name: str) -> None:
    """Itself while it lasts; since 1/7/2025 the province that has its communes."""
    assert [place.title for place in places_since(nam_dong, date(year, 12, 31))] == [name]


def test_a_district_that_went_into_another_one_is_that_one(nam_dong: Workbook) -> None:
    (place,) = places_since(nam_dong, date(2025, 3, 31))
    assert place.title == "huyện Phú Lộc, thành phố Huế"


def test_a_place_that_nobody_knows_has_to_be_named(tmp_path: Path) -> None:
    old = Workbook.open(write_workbook(tmp_path))
    with pytest.raises(
        UnknownNameError, match=r"huyện Thử, tỉnh Mẫu của sổ cũ: .* không có trong danh sách .* --place"
    ):
        places_since(old, date(2026, 12, 31))
    with pytest.raises(WorkbookError, match="Sổ cũ có 1 nơi, --place ghi 0 nơi"):
        asked_places(old, [])


def test_several_places_that_became_one_are_refused(tmp_path: Path) -> None:
    """Their forms lie in folders of their own; which of them a season of then was, one place could not tell."""
    toml = "".join(
        f'[[place]]\nid = "{i}"\n[[place.period]]\nname = "{name}"\ntier = "huyện"\nparent = "tỉnh Bắc Kạn"\noffice = "x"\ncommunes = ["{unit}"]\n'
        for i, name, unit in (("na-ri", "huyện Na Rì", "an-binh"), ("ba-be", "huyện Ba Bể", "hoa-son"))
    )
    seasons = f'[[season]]\nname = "2023"\nyear = 2023\ncriteria_set = "{SET_ID}"\ncut_off = 2023-12-20\n'
    old = Workbook.open(write_workbook(tmp_path, f'current_season = "2023"\n{toml}{seasons}'))
    assert [place.name for place in places_since(old, date(2024, 12, 31))] == ["Na Rì", "Ba Bể"]
    with pytest.raises(WorkbookError, match=r"Sổ cũ có 2 nơi, .* cùng thuộc tỉnh Thái Nguyên"):
        places_since(old, date(2026, 12, 31))


def test_a_place_without_a_commune_of_the_older_one_is_refused(district: Workbook) -> None:
    places = choice.chosen_places(["Huế"], date(2026, 12, 31), lambda asked, found: found[0])
    units = collect(places, date(2026, 12, 31), {"xã"}, as_before, (), (), known_ids(district))
    with pytest.raises(WorkbookError, match="thành phố Huế không có xã nào của huyện Na Rì"):
        refuse_other_places(district, units)


def test_a_place_where_the_communes_became_wards_is_theirs(tmp_path: Path) -> None:
    """No commune of it is one of theirs; whoever wants the wards asks for them."""
    toml = DISTRICT.replace("Na Rì", "Phong Điền").replace("Bắc Kạn", "Thừa Thiên Huế").replace("xa-kim-hy", "phong-my")
    units = (*UNITS, {"unit_id": "phong-my", "code": "", "name": "Phong Mỹ", "kind": "xã"})
    old = Workbook.open(write_workbook(tmp_path / "cu", toml, units))
    made, contents, _ = carried(old, 2026)
    refuse_other_places(old, made)
    by_id = {row["unit_id"]: row for row in table(contents, "units")}
    assert by_id[by_id["phong-my"]["successor"]]["kind"] == "phường"


@pytest.mark.parametrize("year", [2020, 2021])
def test_the_new_season_comes_after_all_others(nam_dong: Workbook, year: int) -> None:
    with pytest.raises(WorkbookError, match=r"Sổ cũ đã có kỳ 2021, chốt số liệu 20/12/2021: kỳ mới phải sau"):
        refuse_earlier(nam_dong, season(year))
    refuse_earlier(nam_dong, season(2022))


# Units


def test_every_unit_keeps_its_id(nam_dong: Workbook) -> None:
    """Also those that the older workbook has of after the reform; what is new gets an id that no unit or agency has."""
    units, contents, _ = carried(nam_dong, 2026)
    rows = table(contents, "units")
    assert [row["unit_id"] for row in rows][: len(nam_dong.units)] == list(nam_dong.units)
    assert len({row["unit_id"] for row in rows}) == len(rows) > len(nam_dong.units)
    communes = {unit.unit_id for unit in units.communes(units.places[0])}
    assert {"nam-dong-2025", "khe-tre-2025", "long-quang-2025"} <= communes and len(communes) == 19
    by_id = {row["unit_id"]: row for row in rows}
    assert by_id["huong-xuan"]["code"] == "20179" and by_id["huong-xuan"]["valid_from"] == "2020-01-01"
    assert by_id["huong-hoa"]["valid_to"] == "2019-12-31" and by_id["huong-hoa"]["successor"] == "huong-xuan"
    assert by_id["nam-dong-2025"]["lat"] and not nam_dong.units["nam-dong-2025"].lat


def test_what_the_older_workbook_lacked_is_filled_in_and_what_it_said_stands(district: Workbook) -> None:
    """A unit without a code is found by name in its district; numbers and days in the writing of Vietnamese Excel are read as such."""
    known = known_ids(district)
    assert {known[s, "02146"] for s in ("2020", "2023-05", "2025-03")} == {"xa-kim-hy"}
    assert "khong-ai-biet" not in known.values() and "van-lang" not in known.values()
    _, contents, _ = carried(district, 2026)
    by_id = {row["unit_id"]: row for row in table(contents, "units")}
    assert by_id["xa-kim-hy"]["valid_to"] == by_id["cuong-loi"]["valid_to"] == "2025-06-30"
    assert by_id[by_id["xa-kim-hy"]["successor"]]["name"] == "Văn Lang"
    assert by_id["cuong-loi"]["successor"] == "cuong-loi-2025" and by_id["khong-ai-biet"]["valid_to"] == ""
    assert "danh sách 7/2025" in by_id["cuong-loi"]["note"]
    assert by_id["van-lang"]["name"] == "Một xã khác"  # its id is taken, though the gazetteer has another of that name


def test_an_earlier_merger_that_the_older_workbook_states_is_followed(tmp_path: Path) -> None:
    """Hương Hòa and Hương Giang are Hương Xuân since 1/1/2020: no list tells it, the workbook of 2019 does."""
    root = copied_workbook(tmp_path / "cu")
    path = root / "data" / "workbook.toml"
    toml = path.read_text(encoding="utf-8").replace('current_season = "2021"', 'current_season = "2019"')
    path.write_text(toml.partition('[[season]]\nname = "2020"')[0], encoding="utf-8")
    _, contents, _ = carried(Workbook.open(root), 2020)
    book = opened(contents, tmp_path / "moi")
    communes = {unit.unit_id for unit in book.communes(book.season("2020"))}
    assert len(communes) == 9 and "huong-xuan" in communes and len(book.place.period) == 1
    change = Change(date(2020, 12, 31), book.units, communes, book.departments)
    assert [change.commune(unit) for unit in ("huong-hoa", "huong-giang", "huong-phu")] == [
        "huong-xuan",
        "huong-xuan",
        "huong-phu",
    ]


def test_a_name_and_a_successor_that_the_older_workbook_has_stand_and_are_said(tmp_path: Path) -> None:
    """A slip in a name is told from another commune by the code of then; of a successor, both are named."""
    slip = {"unit_id": "lien-thuy", "code": "02197", "name": "Liêm Thúy", "kind": "xã"}
    units = (*UNITS[1:], {**UNITS[0], "successor": "van-lang", "valid_to": "2025-06-30"}, slip)
    root = write_workbook(tmp_path / "cu", DISTRICT, units)
    listed = next(u for u in units_of_list("2025-03") if u.code == slip["code"])
    assert is_near(listed.name, slip["name"]) and listed.name != slip["name"]
    old = Workbook.open(root)
    assert known_ids(old)["2025-03", slip["code"]] == "lien-thuy"
    found, contents, _ = carried(old, 2026)
    by_id = {row["unit_id"]: row for row in table(contents, "units")}
    assert (by_id["xa-kim-hy"]["successor"], by_id["xa-kim-hy"]["valid_to"]) == ("van-lang", "2025-06-30")
    assert [row["code"] for row in by_id.values()].count(slip["code"]) == 1 and by_id["lien-thuy"]["successor"]
    said = list(_unlike_the_lists(old, opened(contents, tmp_path / "moi"), found))
    assert said[0].startswith(
        "units.csv, dòng 5 (xa-kim-hy): xã Kim Hỷ theo sổ cũ nhập vào xã Một xã khác (van-lang), theo danh sách 7/2025 vào xã Văn Lang ("
    )
    assert said[1].startswith(
        "units.csv, dòng 6 (lien-thuy): sổ cũ ghi xã Liêm Thúy, danh sách 3/2025 ghi xã Liêm Thủy cùng mã 02197"
    )


@pytest.mark.parametrize(
    ("of_both", "ended", "successor"),
    [(False, "2025-06-30", "Văn Lang"), (False, "", "Văn Lang"), (True, "2025-06-30", "")],
)
def test_a_unit_made_between_two_lists_goes_on_as_those_it_was_made_of(
    tmp_path: Path, of_both: bool, ended: str, successor: str
) -> None:
    """No list has it, so the history of what it was made of hung on a dead end; where the lists lead to several, it is said to lack a successor."""
    merged = {"valid_to": "2025-03-31", "successor": "kim-hy-2025"}
    made = {
        "unit_id": "kim-hy-2025",
        "name": "Kim Hỷ",
        "kind": "xã",
        "valid_from": "2025-04-01",
        "valid_to": ended,
    }
    units = (UNITS[0] | merged, UNITS[1] | (merged if of_both else {}), *UNITS[2:], made)
    root = write_workbook(tmp_path / "cu", DISTRICT.replace('"cuong-loi",', '"cuong-loi", "kim-hy-2025",'), units)
    old = Workbook.open(root)
    found, contents, _ = carried(old, 2026)
    by_id = {row["unit_id"]: row for row in table(contents, "units")}
    into = by_id["kim-hy-2025"]["successor"]
    assert (by_id[into]["name"] if into else "") == successor
    assert by_id["kim-hy-2025"]["valid_to"] == "2025-06-30"
    book = opened(contents, tmp_path / "moi")
    unlike = [line for line in _unlike_the_lists(old, book, found) if "xã Kim Hỷ theo sổ cũ" in line]
    lacking = [line for line in ended_lines(book, book.season("2026")) if "xã Kim Hỷ" in line]
    assert (bool(unlike), bool(lacking)) == (of_both, of_both)


@pytest.mark.parametrize(
    ("first", "found"), [("2025-04-01", ("moi", "2025-06-30")), ("", ("", "")), ("2025-07-01", ("", ""))]
)
def test_an_older_list_of_units_without_last_days_goes_on(tmp_path: Path, first: str, found: tuple[str, str]) -> None:
    """That column is not asked of an older workbook: what the lists know is filled in, of a unit known to be made before the reform."""
    usual = {"name": "Giữa", "kind": "xã", "valid_from": ""}
    rows = [usual | {"unit_id": "cu", "successor": "giua"}, usual | {"unit_id": "giua", "valid_from": first}]
    path = write_csv(tmp_path / "units.csv", [*rows[0]], rows)
    blank = dict.fromkeys(UNIT_COLUMNS, "")
    new = [
        blank | {"unit_id": "cu", "valid_to": "2025-06-30", "successor": "moi"},
        blank | {"unit_id": "moi", "valid_from": "2025-07-01"},
    ]
    text = carried_units(path, new, ()).decode("utf-8-sig")
    (made,) = (row for row in csv.DictReader(io.StringIO(text)) if row["unit_id"] == "giua")
    assert (made["successor"], made["valid_to"]) == found


def test_what_the_older_workbook_has_settled_is_not_asked(tmp_path: Path) -> None:
    """Two lists differ on a unit, and the older workbook says when it ended or began: that stands, and waits for nobody."""
    toml = DISTRICT.replace("Na Rì", "Trùng Khánh").replace("Bắc Kạn", "Cao Bằng").replace("2023", "2021")
    ended, began = {"valid_to": "2021-05-31", "successor": "doai-duong"}, {"valid_from": "2021-06-01"}
    rows = (("thong-hoe", "01525", "Thông Hoè", ended), ("doai-duong", "01525", "Đoài Dương", began),
            ("ngoc-chung", "01486", "Ngọc Chung", ended), ("tri-phuong", "01453", "Tri Phương", began), ("dinh-minh", "01510", "Đình Minh", {}))  # fmt: skip
    units = [{"unit_id": i, "code": code, "name": name, "kind": "xã"} | days for i, code, name, days in rows]
    toml = toml.replace('"xa-kim-hy", "cuong-loi", "khong-ai-biet"', ", ".join(f'"{row[0]}"' for row in rows))
    old = Workbook.open(write_workbook(tmp_path / "cu", toml, units))
    found = _units(old, season(2022), places_since(old, date(2022, 12, 31)), {"xã"}, as_before)
    (place,) = found.places
    assert {unit.unit_id for unit in found.communes(place)} & {*old.units} == {"doai-duong", "tri-phuong", "dinh-minh"}
    waiting = {unit.name for difference in place.waiting for unit in (difference.here, difference.there) if unit}
    assert waiting & {row[2] for row in rows} == {"Đình Minh"} and "Quang Hán" in waiting


@pytest.mark.parametrize(
    "slip",
    [{"name": "Liêm Thúy", "code": ""}, {"name": "Tên Khác", "code": "02197"}, {"name": "Liêm Thúy", "code": "02999"}],
)
def test_a_unit_that_may_be_there_twice_is_refused(tmp_path: Path, slip: dict[str, str]) -> None:
    """Nearly the name or the code of one in the lists, and nothing that says it is the same: its forms would lie beside an empty unit."""
    unit = {"unit_id": "lien-thuy", "kind": "xã"} | slip
    old = Workbook.open(write_workbook(tmp_path / "cu", DISTRICT, (*UNITS, unit)))
    with pytest.raises(
        WorkbookError, match=rf"units\.csv, dòng 6 \(lien-thuy\) của sổ cũ: xã {slip['name']}.*mã 02197"
    ):
        _units(old, season(2026), places_since(old, date(2026, 12, 31)), {"xã"}, as_before)


def test_a_unit_renamed_between_two_lists_waits_beside_the_older_one(tmp_path: Path) -> None:
    """The lists do not tell a new name from a merger: the new row is marked, and the workbook opens though both have the code."""
    toml = (
        DISTRICT.replace("Na Rì", "Trùng Khánh")
        .replace("Bắc Kạn", "Cao Bằng")
        .replace('"xa-kim-hy", ', '"thong-hoe", ')
        .replace("2023", "2021")
    )
    units = (*UNITS, {"unit_id": "thong-hoe", "code": "01525", "name": "Thông Huề", "kind": "xã"})
    _, contents, _ = carried(Workbook.open(write_workbook(tmp_path / "cu", toml, units)), 2024)
    (new,) = [row for row in table(contents, "units") if row["code"] == "01525" and row["unit_id"] != "thong-hoe"]
    assert new["name"] == "Đoài Dương" and new["note"] == "chờ xác nhận: cùng mã với thong-hoe, đổi tên hay sáp nhập"
    opened(contents, tmp_path / "moi")


# Agencies, sets and other tables


def test_the_agencies_of_a_district_end_with_it(nam_dong: Workbook, tmp_path: Path) -> None:
    """Those of the province come beside them, under ids of their own; the communes' committees go on."""
    _, contents, _ = carried(nam_dong, 2026)
    book = opened(contents, tmp_path / "moi")
    then, now = (book.departments_in(book.season(name)) for name in ("2021", "2026"))
    assert list(then) == list(nam_dong.departments)
    assert {"gd-dt-tinh", "nn-mt", "ubnd-xa"} <= set(now) and set(now) & set(then) == {"ubnd-xa"}
    assert now["gd-dt-tinh"].name == "Sở Giáo dục và Đào tạo"


def test_within_a_tier_only_what_changed_since_is_changed(tmp_path: Path) -> None:
    """From 1/3/2025 districts had other offices; an office that the lists do not know stays."""
    departments = (*DEPARTMENTS, {"department_id": "ld-tbxh", "name": "Phòng Lao động", "short_name": "Phòng LĐ"}, {"department_id": "y-te", "name": "Phòng Y tế", "short_name": "Phòng Y tế"})  # fmt: skip
    old = Workbook.open(write_workbook(tmp_path / "cu", DISTRICT, UNITS, departments=departments))
    new = season(2025, date(2025, 4, 30))
    units = collect(
        places_since(old, new.cut_off), new.cut_off, {"xã"}, as_before, agency_ids(), OWN_FOLDERS, known_ids(old)
    )
    contents, _ = carried_contents(old, units, new, "")
    ended = {row["department_id"]: row["valid_to"] for row in table(contents, "departments")}
    assert (ended["kinh-te"], ended["ld-tbxh"], ended["y-te"]) == ("2025-02-28", "2025-02-28", "")
    assert "nn-mt" in ended and "noi-vu" not in ended and list(ended).count("y-te") == 1


def test_an_older_workbook_gets_what_the_new_set_needs(district: Workbook, tmp_path: Path) -> None:
    """Its own set, seasons and levels stay; the workbook opens under both sets."""
    _, contents, _ = carried(district, 2026)
    book = opened(contents, tmp_path / "moi")
    assert [book.criteria_set(s.criteria_set).set_id for s in book.seasons.values()] == [
        SET_ID,
        "xa-ntm-2026-2030-partial",
    ]
    assert (
        book.breaks.between({"poor_households_pct"}, date(2023, 12, 20), date(2027, 1, 1)) is None
    )  # no measure of its own
    assert [row["tier"] for row in table(contents, "resources")] == ["huyện", ""]
    assert book.place.period[0].full_name == "huyện Na Rì, tỉnh Bắc Kạn" and book.place.last.name == "tỉnh Thái Nguyên"
    assert book.place.last.since == date(2025, 7, 1) and len(book.communes(book.season("2026"))) == 77
    unit = book.units["xa-kim-hy"]
    assert unit.valid_on(date(2023, 12, 20)) and not unit.valid_on(date(2026, 1, 1))


def test_breaks_since_the_last_season_come_along(nam_dong: Workbook, tmp_path: Path) -> None:
    path = nam_dong.reference_folder / "breaks.csv"
    kept = path.read_bytes()
    columns = ["date", "indicator_or_measure", "kind", "text", "source", "note"]
    row = {"date": "2019-01-01", "indicator_or_measure": "", "kind": "method", "text": "riêng", "source": "x"}
    try:
        write_csv(path, columns, [row])
        _, contents, _ = carried(nam_dong, 2026)
    finally:
        path.write_bytes(kept)
    rows = table(contents, "breaks")
    assert rows[0]["text"] == "riêng" and {"2022-01-01", "2027-01-01"} <= {r["date"] for r in rows[1:]}
    _, contents, _ = carried(nam_dong, 2026)
    assert contents.files["data/reference/breaks.csv"] == path  # nothing to add: as it is


def opened(contents: Contents, folder: Path) -> Workbook:
    write(folder, contents, Workbook.open)
    return Workbook.open(folder)


# Files


def test_what_the_workbook_knows_is_copied_and_the_rest_is_told(district: Workbook, tmp_path: Path) -> None:
    """Byte for byte and with its time; links, hidden and foreign files are named, and nothing of the older workbook is touched."""
    data, files = district.data_folder, {
        "submissions/2023/a.xlsx": b"a", "submissions/2023/phong/b.xlsx": b"b", "submissions/2023/~$a.xlsx": b"", "submissions/1999/c.xlsx": b"c",
        "received/2023/xa-kim-hy/1-aa.xlsx": b"a", "corrections/2023.csv": b"k", "corrections/nhap.txt": b"", "commentary/2023/index.md": b"l", "imports/2023/cuoi-nam/results.csv": b"r",
        "conclusions/2023-12-25.csv": b"c", "cache/2023/x.zip": b"", "reference/ghi-chu.csv": b"x\n", "reference/hinh/x.png": b"", ".kho/x": b"",
        "backup/2023-12-01-080000/data/reference/units.csv": b"x", "backup/.lock": b"",
    }  # fmt: skip
    for name, content in files.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    (district.root / "notebooks").mkdir()
    (district.root / "notebooks" / "rieng.ipynb").write_bytes(b"{}")
    (district.root / "thư.docx").write_bytes(b"")
    (data / "submissions/2023/xa.xlsx").symlink_to(data / "submissions/2023/a.xlsx")
    before = {path: path.read_bytes() for path in district.root.rglob("*") if path.is_file()}
    _, contents, left = carried(district, 2026)
    copied = {name: path for name, path in contents.files.items() if isinstance(path, Path)}
    assert {name.removeprefix("data/") for name in copied} >= {
        "submissions/2023/a.xlsx", "submissions/2023/phong/b.xlsx", "received/2023/xa-kim-hy/1-aa.xlsx", "corrections/2023.csv",
        "commentary/2023/index.md", "imports/2023/cuoi-nam/results.csv", "conclusions/2023-12-25.csv", "reference/ghi-chu.csv", "reference/criteria/bo-thu.csv", "notebooks/rieng.ipynb",
    }  # fmt: skip
    assert left == [
        "data/.kho/", "data/backup/", "data/corrections/nhap.txt", "data/reference/hinh/", "data/submissions/1999/", "data/submissions/2023/xa.xlsx",
        "data/submissions/2023/~$a.xlsx", "thư.docx",
    ]  # fmt: skip
    book = opened(contents, tmp_path / "moi")
    for name, path in copied.items():
        new = book.root / name
        assert new.read_bytes() == path.read_bytes() and new.stat().st_mtime_ns == path.stat().st_mtime_ns
    assert (book.submissions_folder / "2026").is_dir() and not (book.data_folder / "cache").exists()
    assert {path: path.read_bytes() for path in district.root.rglob("*") if path.is_file()} == before


def test_tables_kept_in_excel_go_on(district: Workbook, tmp_path: Path) -> None:
    """What gets more rows goes on as the CSV that it would have been; other tables, conclusions, corrections as they are."""
    for name in ("conclusions/2023-12-25", "corrections/2023"):
        write_csv(district.data_folder / f"{name}.csv", COLUMNS, [TASK])
    made = {n: content for n, content in carried(district, 2026)[1].files.items() if isinstance(content, bytes)}
    kept = [in_excel(path) for path in sorted(district.data_folder.rglob("*.csv"))]
    old = Workbook.open(district.root)
    _, contents, left = carried(old, 2026)
    assert {name: contents.files.get(name) for name in made} == made and left == []
    files = {path.relative_to(old.root).with_suffix("").as_posix(): path for path in kept}
    assert {n: p for n, p in contents.files.items() if n.endswith(".xlsx")} == {
        f"{name}.xlsx": path for name, path in files.items() if f"{name}.csv" not in made
    }
    assert _still_open(old, season(2024))[0] == "2023-12-25"
    assert len(opened(contents, tmp_path / "moi").units) == len(table(contents, "units"))


def test_an_issued_edition_stays_and_is_said_to(tmp_path: Path) -> None:
    """The edition lies in the older workbook's reports: what is built of that season in the new one is a draft."""
    old = Workbook.open(write_workbook(tmp_path, DISTRICT, UNITS))
    assert list(_issued(old)) == []
    edition = Edition(inputs={}, parameters={"season": "2023", "issued": "2023-12-28"}, page_sha256="", notebook_sha256="")  # fmt: skip
    record = ReportManifest(key="xa.kim-hy", title="Kim Hỷ", page="xa/kim-hy.html", notebook="commune_report.ipynb", parameters={}, state=ReportState.PUBLISHED, inputs={}, edition=edition)  # fmt: skip
    write_manifest(tmp_path / "reports" / "2023", record)
    (said,) = _issued(old)
    assert said.startswith("Bản phát hành năm 2023 (ngày 28/12/2023) ở lại sổ cũ") and "--issue" in said


def test_a_file_that_can_not_be_read_stops_all_of_it(district: Workbook, tmp_path: Path) -> None:
    """It is named, and nothing of the new workbook is left."""
    form = district.submissions_folder / "2023" / "a.xlsx"
    form.parent.mkdir(parents=True)
    form.write_bytes(b"a")
    _, contents, _ = carried(district, 2026)
    form.unlink()
    form.mkdir()
    with pytest.raises(UnreadableError, match=r"a\.xlsx"):
        write(tmp_path / "moi", contents, Workbook.open)
    assert [path.name for path in tmp_path.iterdir()] == ["cu"]


def test_a_folder_of_its_own_becomes_that_of_the_only_place(tmp_path: Path) -> None:
    """[[district]] with one entry kept its forms below data/districts."""
    toml = DISTRICT.replace("[district]", '[[district]]\nid = "na-ri"')
    old = Workbook.open(write_workbook(tmp_path / "cu", toml, UNITS))
    form = tmp_path / "cu/data/districts/na-ri/submissions/2023/a.xlsx"
    form.parent.mkdir(parents=True)
    form.write_bytes(b"a")
    _, contents, left = carried(old, 2024)
    assert contents.files["data/submissions/2023/a.xlsx"] == form and left == []


# Conclusions


def test_the_notice_of_the_last_conference_is_found_by_the_day_its_name_begins_with(district: Workbook) -> None:
    """As everywhere else; of two files of that day nobody knows which was issued."""
    folder = district.data_folder / "conclusions"
    write_csv(folder / "2023-12-25-ban-hanh.csv", COLUMNS, [TASK])
    write_csv(folder / "2022-12-25.csv", COLUMNS, [TASK])
    write_csv(folder / "2023-12-25-du-thao.txt", COLUMNS)
    notice, found = _still_open(district, season(2024))
    assert notice == "2023-12-25" and [(item["item"], units) for item, units in found[""]] == [("1.1", ["xa-kim-hy"])]
    write_csv(folder / "2023-12-25.csv", COLUMNS, [TASK])
    with pytest.raises(
        WorkbookError, match=r"data/conclusions: 2 tệp .* năm 2023 \(2023-12-25-ban-hanh.csv, 2023-12-25.csv\)"
    ):
        _still_open(district, season(2024))


def test_a_last_season_that_follows_nothing_leaves_conclusions_open(tmp_path: Path) -> None:
    """A season without `conclusions` says nothing of them: those of the one before are as they were."""
    later = (
        '[[season]]\nname = "2024"\nyear = 2024\ncriteria_set = "bo-thu"\ncut_off = 2024-12-20\ncompare_with = "2023"\n'
    )
    old = Workbook.open(write_workbook(tmp_path, DISTRICT + later, UNITS))
    write_csv(old.data_folder / "conclusions" / "2023-12-25.csv", COLUMNS, [TASK])
    notice, found = _still_open(old, season(2025))
    assert notice == "2023-12-25" and [item["item"] for item, _ in found[""]] == ["1.1"]


def test_without_any_conclusions_none_are_open(district: Workbook) -> None:
    assert _still_open(district, season(2024)) == ("", {})


def test_a_place_that_held_no_conference_has_nothing_open(tmp_path: Path) -> None:
    """Of two places one has a notice: the other's file will be empty, and is there."""
    toml = "".join(
        f'[[place]]\nid = "{i}"\n[[place.period]]\nname = "{name}"\ntier = "huyện"\nparent = "tỉnh Bắc Kạn"\noffice = "x"\ncommunes = ["{unit}"]\n'
        for i, name, unit in (("na-ri", "huyện Na Rì", "xa-kim-hy"), ("ba-be", "huyện Ba Bể", "cuong-loi"))
    )
    old = Workbook.open(
        write_workbook(
            tmp_path,
            DISTRICT.partition("[district]")[0] + toml + "[[season]]" + DISTRICT.partition("[[season]]")[2],
            UNITS,
        )
    )
    write_csv(tmp_path / "data" / "districts" / "na-ri" / "conclusions" / "2023-12-25-ban-hanh.csv", COLUMNS, [TASK])
    notice, found = _still_open(old, season(2024))
    assert notice == "2023-12-25" and {place: len(items) for place, items in found.items()} == {"na-ri": 1, "ba-be": 0}


# Settings


def test_settings_have_each_season_in_the_place_of_its_time(nam_dong: Workbook, tmp_path: Path) -> None:
    _, contents, _ = carried(nam_dong, 2026, conclusions="2020-12-24-chuyen-2026")
    book = opened(contents, tmp_path / "moi")
    assert {s: book.seasons[s] for s in nam_dong.seasons} == nam_dong.seasons
    new = book.season(book.current_season)
    assert (new.name, new.compare_with, new.conclusions_date) == ("2026", "2021", date(2020, 12, 24))
    assert [p.name for p in book.place.period] == ["huyện Nam Đông", "thành phố Huế"]
    assert book.place.period[0] == nam_dong.place.period[0]
    base = book.base_season(new)
    assert base is not None and base.name == "2020"


def test_a_place_that_is_the_same_gets_no_period_more(district: Workbook, tmp_path: Path) -> None:
    """But for communes that the list has and the older workbook has not; a period declared for the time stands as it is."""
    _, contents, _ = carried(district, 2024)
    first = opened(contents, tmp_path / "2024")
    assert [p.since for p in first.place.period] == [None, date(2023, 12, 21)]
    _, contents, _ = carried(
        first, 2025, choice.chosen_places(["tỉnh Thái Nguyên"], date(2025, 12, 31), lambda asked, found: found[0])
    )
    second = opened(contents, tmp_path / "2025")
    _, contents, _ = carried(second, 2026)
    third = opened(contents, tmp_path / "2026")
    assert third.place.period == second.place.period and len(third.place.period) == 3


def test_a_place_that_is_the_same_keeps_its_office_and_what_it_left_out(tmp_path: Path) -> None:
    """New communes come in; one that the older workbook knew and had not among its own does not."""
    units = (*UNITS[:3], {"unit_id": "van-lang", "code": "02140", "name": "Văn Lang", "kind": "xã"})
    old = Workbook.open(write_workbook(tmp_path / "cu", DISTRICT, units))
    _, contents, _ = carried(old, 2024)
    book = opened(contents, tmp_path / "moi")
    last = book.place.last
    assert last.office == "Văn phòng Na Rì" and last.since == date(2023, 12, 21)
    assert "van-lang" not in last.communes and {"xa-kim-hy", "cuong-loi", "cu-le"} <= set(last.communes)
    assert len(last.communes) == 15  # of sixteen


def test_comments_of_the_older_settings_are_kept_once(district: Workbook, tmp_path: Path) -> None:
    _, contents, _ = carried(district, 2024)
    first = opened(contents, tmp_path / "2024")
    _, contents, _ = carried(first, 2025)
    settings = contents.files["data/workbook.toml"]
    assert isinstance(settings, bytes)
    assert settings.decode("utf-8").count("# ngày do Ban chỉ đạo định") == 1


def test_a_declared_period_stands(tmp_path: Path) -> None:
    """Somebody has already written what the place is since the reform: no other is added."""
    toml = DISTRICT.replace("[district]\n", '[[place]]\n[[place.period]]\ntier = "huyện"\n').replace(
        "province =", "parent ="
    )
    since = '[[place.period]]\nfrom = 2025-07-01\nname = "tỉnh Thái Nguyên"\ntier = "tỉnh"\noffice = "x"\ncommunes = ["van-lang-moi"]\n'
    first, second = toml.split("[[season]]")
    units = (*UNITS, {"unit_id": "van-lang-moi", "name": "Văn Lang", "kind": "xã", "valid_from": "2025-07-01"})
    old = Workbook.open(write_workbook(tmp_path / "cu", f"{first}{since}\n[[season]]{second}", units, unit_parents=(
        {"unit_id": "van-lang-moi", "parent": "tỉnh Thái Nguyên", "valid_from": "2025-07-01"},
    )))  # fmt: skip
    _, contents, _ = carried(old, 2026)
    book = opened(contents, tmp_path / "moi")
    assert [unit.unit_id for unit in book.communes(book.season("2026"))] == ["van-lang-moi"]
