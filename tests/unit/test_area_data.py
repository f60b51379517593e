"""What the pages above the districts read: the districts' published tables, and of each whether they can be used."""

import pytest

from ntm_lib import area_data as module
from ntm_lib.area_data import area_data, load_area
from ntm_lib.csv_file import csv_bytes
from ntm_lib.errors import ReportError, UnknownNameError, WorkbookError
from ntm_lib.workbook import Workbook
from tests.several_districts import DISTRICTS, make_several_districts
from tests.unit.builders import SET_ID, nfd, summary


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return make_several_districts(tmp_path_factory.mktemp("several"))


@pytest.fixture
def book(root):
    return Workbook.open(root)


def publish(reports, district, *rows, **more):
    """Write a district's tables as a build does: one commune that meets all, unless `rows` say otherwise."""
    usual = {
        "season": "2031",
        "criteria_set": SET_ID,
        "cut_off": "2031-12-20",
        "criteria_met": 3,
        "criteria_total": 3,
        "band": "3",
    }
    folder = reports / district / "data"
    folder.mkdir(parents=True, exist_ok=True)
    made = [usual | {"unit_id": f"{district}-{n}"} | row | more for n, row in enumerate(rows or [{}])]
    (folder / "commune-summary.csv").write_bytes(csv_bytes(summary(*made)))
    (folder / "indicator-results.csv").write_text(
        "result,status,origin\nmet,ước,reported\nunknown,thẩm tra,\nmet,,tabled\n", encoding="utf-8"
    )
    (reports / district / "index.html").write_text("", encoding="utf-8")


def found(book, reports, **more):
    return area_data(book, book.season("2031"), reports, **more)


def test_published_tables_are_put_together_with_their_places(book, tmp_path):
    """Each commune has province, id and name of its district; what is not there is absent and has no page."""
    publish(tmp_path, "dong-nui", {}, {"criteria_met": 2, "criteria_not_met": 1, "band": "2"})
    publish(tmp_path, "bac-song")
    data = found(book, tmp_path)
    places = data.communes[["province", "district_id", "district_name", "criteria_met"]].values.tolist()
    assert places == [
        ["tỉnh Mẫu Bắc", "bac-song", "huyện Bắc Sông", 3],
        ["tỉnh Mẫu Nam", "dong-nui", "huyện Đông Núi", 3],
        ["tỉnh Mẫu Nam", "dong-nui", "huyện Đông Núi", 2],
    ]
    assert data.absent == data.unlinked == ("nam-song",)
    assert data.statuses == {"bac-song": ("ước",), "dong-nui": ("ước",)}


def test_nothing_published_is_no_commune_and_no_error(book, tmp_path):
    """Before the first build all districts are absent."""
    data = found(book, tmp_path)
    assert len(data.communes) == 0
    assert data.absent == tuple(DISTRICTS)


@pytest.mark.parametrize("change", [{"season": "2030"}, {"criteria_set": "bo-cu"}, {"cut_off": "2031-06-30"}])
def test_figures_of_another_season_set_or_day_are_not_added_up(book, tmp_path, change):
    """A district that was last built under other settings is absent, not mixed in."""
    publish(tmp_path, "bac-song", **change)
    publish(tmp_path, "nam-song")
    assert found(book, tmp_path).absent == ("bac-song", "dong-nui")


@pytest.mark.parametrize("damage", ["", "not,a\ntable,of,this\n", "\x00\x01", "twice"])
def test_a_damaged_table_leaves_its_district_out(book, tmp_path, damage):
    """An empty, a foreign, a binary file, or one with a commune twice: the others' figures stay."""
    publish(tmp_path, "nam-song")
    publish(tmp_path, "bac-song")
    path = tmp_path / "bac-song" / "data" / "commune-summary.csv"
    head, row = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([head, row, row]) if damage == "twice" else damage, encoding="utf-8")
    data = found(book, tmp_path)
    assert data.absent == ("bac-song", "dong-nui")
    assert data.communes["district_id"].tolist() == ["nam-song"]


def test_a_unit_that_two_districts_name_takes_neither_away(book, tmp_path):
    """Each district's own table is sound, so both are counted."""
    for district in ("bac-song", "nam-song"):
        publish(tmp_path, district, {"unit_id": "chung"})
    assert len(found(book, tmp_path).communes) == 2


def test_a_district_that_was_not_built_this_time_is_told(book, tmp_path):
    """Its last figures stand, as those that may be old; one without any is absent only."""
    publish(tmp_path, "bac-song")
    data = found(book, tmp_path, failed={"bac-song", "nam-song"})
    assert (data.stale, data.absent) == (("bac-song",), ("nam-song", "dong-nui"))
    assert data.fingerprint() != found(book, tmp_path).fingerprint()


def test_tables_that_were_changed_by_hand_are_not_added_up(book, tmp_path):
    """Where a district was not built this time, and its table is not as the last build wrote it."""
    publish(tmp_path, "bac-song")
    data = found(book, tmp_path, failed={"bac-song"}, changed={"bac-song"})
    assert (data.stale, data.absent) == ((), tuple(DISTRICTS))


def test_without_its_results_a_districts_status_is_not_known(book, tmp_path):
    """The counts stand; what kind of figures they are is left open."""
    publish(tmp_path, "bac-song")
    (tmp_path / "bac-song" / "data" / "indicator-results.csv").unlink()
    assert found(book, tmp_path).statuses == {"bac-song": ()}


def test_a_district_without_communes_is_not_absent(book, tmp_path):
    """Its table is there and has no row."""
    publish(tmp_path, "bac-song")
    path = tmp_path / "bac-song" / "data" / "commune-summary.csv"
    path.write_text(path.read_text(encoding="utf-8-sig").splitlines()[0] + "\n", encoding="utf-8")
    data = found(book, tmp_path)
    assert "bac-song" not in data.absent and len(data.communes) == 0


def test_the_cut_of_a_province_knows_nothing_of_the_others(book, tmp_path):
    """Rows, absent and unlinked districts, statuses: its own only, and a change elsewhere leaves its fingerprint."""
    publish(tmp_path, "bac-song")
    publish(tmp_path, "dong-nui")
    north = found(book, tmp_path).of_province("tỉnh Mẫu Bắc", book.periods(book.season("2031")))
    assert set(north.communes["district_id"]) == set(north.statuses) == {"bac-song"}
    assert north.absent == north.unlinked == ("nam-song",)
    publish(tmp_path, "dong-nui", criteria_met=2, criteria_not_met=1, band="2")
    assert (
        found(book, tmp_path).of_province("tỉnh Mẫu Bắc", book.periods(book.season("2031"))).fingerprint()
        == north.fingerprint()
    )


# In JupyterLab


def test_the_forms_are_read_where_no_build_holds_the_data(book):
    """By hand: each district 3 + 2 + 1; of one province only its districts are read."""
    data = load_area(book, book.season("2031"))
    assert data.communes.groupby("district_id")["criteria_met"].sum().to_dict() == dict.fromkeys(DISTRICTS, 6)
    assert set(data.statuses.values()) == {("ước",)}
    south = load_area(book, book.season("2031"), "tỉnh Mẫu Nam")
    assert set(south.communes["district_name"]) == {"huyện Đông Núi"} and south.absent == ()


def test_a_district_that_cant_be_assessed_is_absent(book, monkeypatch):
    """One broken file of one district does not close the notebook of all."""
    read = module.load_season

    def broken(workbook, season):
        if workbook.place_id == "nam-song":
            raise WorkbookError("hỏng")
        return read(workbook, season)

    monkeypatch.setattr(module, "load_season", broken)
    assert load_area(book, book.season("2031")).absent == ("nam-song",)


def test_a_notebook_of_another_season_is_refused_in_a_build(book, tmp_path, hand):
    """What a build holds is for the season it was told, and no other."""
    hand(found(book, tmp_path))
    assert load_area(book, book.season("2031")).absent == tuple(DISTRICTS)
    with pytest.raises(ReportError, match="đòi số liệu kỳ 2030"):
        load_area(book, book.season("2031").model_copy(update={"name": "2030"}))
    with pytest.raises(ReportError, match="của tỉnh Mẫu Nam, nhưng báo cáo này được giao năm 2031 của mọi tỉnh"):
        load_area(book, book.season("2031"), "tỉnh Mẫu Nam")


@pytest.mark.parametrize(
    "typed", ["tỉnh Mẫu Bắc", "Mẫu Bắc", "  tỉnh  mẫu bắc ", nfd("Mẫu Bắc"), "mau bac", "tinh mau bac"]
)
def test_a_province_is_known_however_it_is_typed(book, typed):
    """With or without “tỉnh”, in any Unicode form, without marks: it is the one of workbook.toml."""
    assert book.province(typed) == "tỉnh Mẫu Bắc"


@pytest.mark.parametrize(
    ("typed", "hint"), [("tỉnh Mẫu Bác", "Có phải là: tỉnh Mẫu Bắc"), ("Huế", "Các tên dùng được"), ("", "Các tên")]
)
def test_a_province_that_is_not_there_is_told(book, typed, hint):
    """The message names the nearest, or all."""
    with pytest.raises(UnknownNameError, match=hint):
        book.province(typed)


def test_one_province_written_in_two_ways_is_a_fault(root, tmp_path):
    """Two spellings would be two provinces with one page."""
    (tmp_path / "data").mkdir()
    toml = (root / "data" / "workbook.toml").read_text(encoding="utf-8")
    (tmp_path / "data" / "workbook.toml").write_text(toml.replace("tỉnh Mẫu Bắc", "Tỉnh Mẫu Bắc", 1), encoding="utf-8")
    with pytest.raises(WorkbookError, match="một tỉnh ghi hai cách, “Tỉnh Mẫu Bắc” và “tỉnh Mẫu Bắc”"):
        Workbook.open(tmp_path)
