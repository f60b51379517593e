"""Places by date: the settings of [[place]] and its periods, what a season takes from them, and the table of terms."""

from dataclasses import fields, replace
from datetime import date

import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.ended_leads import ended_lead_faults, ended_leads
from ntm_lib.analysis.reference_findings import agencies_fault, note_units, tier_fault, tier_faults
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import UnknownNameError, WorkbookError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import commune_form, department_form
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.printed_level import level_text
from ntm_lib.intake.reading.entries import read_entry, written
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.presentation import kinds
from ntm_lib.presentation.overview.headline import measures
from ntm_lib.presentation.overview.promise_board import promise_board
from ntm_lib.presentation.shared.data_notes import season_notes
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.presentation.shared.money import has_money
from ntm_lib.presentation.shared.promise_rows import display_rows
from ntm_lib.presentation.words.criteria import level_phrase
from ntm_lib.publishing.outgoing import OutgoingFolder
from ntm_lib.reference.units import Parent, Unit, told_apart
from ntm_lib.schemas import OBSERVATIONS
from ntm_lib.terms import KINDS, TIERS, places_word, terms_of
from ntm_lib.workbook import Workbook
from tests.conftest import ntm
from tests.second_district import make_second_district
from tests.two_tiers import (
    DEPARTMENTS,
    DISTRICT,
    NEW,
    OLD,
    PROVINCE,
    RESOURCES,
    WORKBOOK_TOML,
    make_two_tiers,
    words_of_districts,
)
from tests.two_tiers import (
    UNITS as UNITS_OF_TIERS,
)
from tests.unit.builders import UNITS, observations, send_form, write_csv, write_workbook
from tests.unit.builders import WORKBOOK_TOML as DISTRICT_TOML
from tests.views import commune_view, season_view

DATED = "from = 2025-07-01\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    return Workbook.open(make_two_tiers(tmp_path_factory.mktemp("book")))


def opened(root, old="", new=""):
    """Open the made-up workbook with `old` replaced by `new` in its settings."""
    make_two_tiers(root)
    path = root / "data" / "workbook.toml"
    assert old in WORKBOOK_TOML
    path.write_text(WORKBOOK_TOML.replace(old, new, 1), encoding="utf-8")
    return Workbook.open(root)


# Settings


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('tier = "tỉnh"', 'tier = "vùng"', ["place thứ 1, period thứ 2", "tier “vùng” không có", "“huyện”", "“tỉnh”"]),
        ('parent = "tỉnh Mẫu"\n', "", ["period thứ 1", "cần mục parent"]),
        ('tier = "tỉnh"', 'tier = "tỉnh"\nparent = "vùng Bắc"', ["period thứ 2", "không thuộc tỉnh nào", "“vùng Bắc”", "Bỏ dòng parent"]),
        (DATED, "", ["period thứ 2", "thiếu ngày bắt đầu (from)"]),
        ('name = "huyện Thử"', 'from = 2025-07-01\nname = "huyện Thử"', ["từ 01/07/2025 ghi sau thời kỳ từ 01/07/2025", "Xếp theo ngày"]),
        ('name = "huyện Thử"', 'from = 2026-01-01\nname = "huyện Thử"', ["từ 01/07/2025 ghi sau thời kỳ từ 01/01/2026"]),
        ('name = "huyện Thử"', 'from = 2025-01-01\nname = "huyện Thử"', ["kỳ “2024” chốt số liệu 20/12/2024", "(01/01/2025) của huyện Thử"]),
        ('name = "huyện Thử"', 'name = " "', ["“place.thứ 1.period.thứ 1.name”", "phải có chữ"]),
        ('region = "BTB"', 'region = "BTP"', ["“place.period.region”", "không có vùng ấy", "BTB (Bắc Trung Bộ)"]),
        ('"minh-quan"]', '"minh-quann"]', ["không có đơn vị “minh-quann”", "Có phải là: minh-quan"]),
        ('"minh-quan"]', '"minh-quan", "minh-quan"]', ["đơn vị minh-quan được ghi hai lần trong communes"]),
        ('tier = "tỉnh"', 'tier = "tỉnh"\nfrom_day = 2025-07-01', ["“place.thứ 1.period.thứ 2.from_day”", "không có trong khai báo"]),
        (DATED, 'from = "1/7/2025"\n', ["“place.thứ 1.period.thứ 2.from”", "phải là ngày"]),
        ("[[place]]\n", '[district]\nname = "huyện Thử"\n[[place]]\n', ["cả [[place]] và district"]),
        ("[[place]]\n[[place.period]]", "[place]\n[[place.period]]", ["“place”", "phải là một danh sách", "[[season]]"]),
        ("[[place]]\n", '[[place]]\nid = "Nam Đông"\n', ["“place.thứ 1.id”", "chữ thường không dấu"]),
        ("[[place]]\n", '[[place]]\nid = "co-quan"\n', ["mã nơi “co-quan” trùng tên thư mục"]),
        ("[[place]]\n", '[[place]]\nid = "khac"\nperiod = []\n[[place]]\n', ["“place.thứ 1.period”", "phải thêm phần tử"]),
    ],
)  # fmt: skip
def test_a_wrong_place_is_named(tmp_path, old, new, said):
    """What can't be a place or a period is said in Vietnamese: which, what, what to do."""
    with pytest.raises(WorkbookError) as error:
        opened(tmp_path, old, new)
    assert all(words in str(error.value) for words in ["workbook.toml", *said]), str(error.value)


def test_a_season_is_of_the_period_of_its_cut_off(book):
    """Name, tier, office, province and communes are those of the day; the last day of the first period is its own."""
    then, now = (book.place_in(book.season(name)) for name in (OLD, NEW))
    assert (then.name, then.tier, then.parent, then.province) == ("huyện Thử", "huyện", "tỉnh Mẫu", "tỉnh Mẫu")
    assert (now.name, now.tier, now.parent, now.province) == ("tỉnh Mẫu", "tỉnh", "", "tỉnh Mẫu")
    assert (then.full_name, now.full_name) == ("huyện Thử, tỉnh Mẫu", "tỉnh Mẫu")
    assert (then.office, now.region) == ("Văn phòng Điều phối NTM huyện Thử", "BTB")
    assert [book.place.on(date(2025, 6, 30)), book.place.on(date(2025, 7, 1))] == [then, now]
    assert [u.unit_id for u in book.communes(book.season(OLD))] == ["an-binh", "hoa-son"]
    assert [u.unit_id for u in book.communes(book.season(NEW))] == ["an-binh-2025", "minh-quan-phuong", "minh-quan"]


def test_a_place_that_is_alone_needs_no_folder_whatever_its_id(tmp_path):
    """An id may be given, and asked for; the data lie in data/ as before."""
    book = opened(tmp_path, "[[place]]\n", '[[place]]\nid = "thu"\n')
    assert (book.is_of_several, book.place_id, book.data_name) == (False, "", "data")
    assert book.of_place("thu").data_name == "data"


def test_a_place_is_found_by_a_name_of_any_period(book):
    """As it was called, or is; a name that it never had is refused."""
    for name in ("huyện Thử", "Mẫu", "tinh mau"):
        assert book.of_place(name).place is book.place
    with pytest.raises(UnknownNameError, match="Không có nơi nào tên “Thừa”"):
        book.of_place("Thừa")


SEVERAL = """
current_season = "2025"
[[place]]
id = "mau"
[[place.period]]
name = "tỉnh Mẫu"
tier = "tỉnh"
office = "Văn phòng Mẫu"
communes = ["an-binh"]
[[place]]
id = "le"
[[place.period]]
name = "thành phố Lê"
tier = "tỉnh"
office = "Văn phòng Lê"
communes = ["hoa-son"]
[[season]]
name = "2025"
year = 2025
criteria_set = "bo-thu"
cut_off = 2025-12-20
"""


def test_several_provinces_have_one_page_above_and_none_between(tmp_path):
    """Each has its folder; there is no page of a province besides its own, and the pages above speak of no district."""
    book = Workbook.open(write_workbook(tmp_path, SEVERAL))
    season = book.season("2025")
    assert (book.is_of_several, book.of_place("Lê").data_name) == (True, "data/districts/le")
    assert list(kinds.PROVINCE.subjects(book, season)) == []
    assert [s.name for s in kinds.AREA.subjects(book, season)] == ["các tỉnh"]
    with pytest.raises(WorkbookError, match=r"có 2 nơi. Chọn một nơi bằng --place: tỉnh Mẫu, "):
        book.place_in(season)


@pytest.mark.parametrize("second", ['id = "mau"', ""])
def test_several_places_need_ids_of_their_own(tmp_path, second):
    with pytest.raises(WorkbookError, match="cần một id riêng"):
        Workbook.open(write_workbook(tmp_path, SEVERAL.replace('id = "le"', second)))


def test_a_commune_belongs_to_one_place_on_a_day(tmp_path):
    """It may go from one to the other; it is never in both."""
    with pytest.raises(WorkbookError, match="đơn vị an-binh được ghi hai lần"):
        Workbook.open(write_workbook(tmp_path, SEVERAL.replace('"hoa-son"', '"hoa-son", "an-binh"')))
    ended = '[[place.period]]\nfrom = 2025-07-01\nname = "tỉnh Mẫu"\ntier = "tỉnh"\noffice = "V"\ncommunes = []\n[[place]]\nid = "le"\n[[place.period]]\nfrom = 2025-07-01'
    toml = SEVERAL.replace('[[place]]\nid = "le"\n[[place.period]]', ended).replace('"hoa-son"', '"hoa-son", "an-binh"')
    book = Workbook.open(write_workbook(tmp_path / "moved", toml))
    assert [u.unit_id for u in book.of_place("le").communes(book.season("2025"))] == ["hoa-son", "an-binh"]


# What a season takes


def test_agencies_leads_and_money_are_those_of_the_season(book):
    """By validity and by tier; all of them stay known by id."""
    then, now = book.season(OLD), book.season(NEW)
    assert [list(book.departments_in(s)) for s in (then, now)] == [["phong-kt", "ubnd-xa"], ["so-nnmt", "ubnd-xa"]]
    assert [list(book.leads_in(s)["department_id"]) for s in (then, now)] == [["phong-kt"], ["so-nnmt"]]
    assert [list(book.resources_in(s)["resource"]) for s in (then, now)] == [
        ["huyen", "tinh", "tong"],
        ["tinh", "tong"],
    ]
    assert {"phong-kt", "so-nnmt"} < set(book.departments)


def test_money_of_another_tier_is_no_section_of_a_page(tmp_path):
    """A workbook that has sources of districts only asks a province's communes for none: no empty table, no names of theirs."""
    path = make_two_tiers(tmp_path) / "data" / "reference" / "resources.csv"
    write_csv(path, ["resource", "name", "unit", "tier"], [source for source in RESOURCES if source.get("tier")])
    book = Workbook.open(tmp_path)
    rows = [{"indicator": "1.1", "numerator": 75, "denominator": 100}]
    send_form(book, "an-binh-2025", {layout.INDICATORS.title: rows}, season=NEW)
    view = commune_view(book, NEW, "an-binh-2025", read_submissions(book, book.seasons_until(book.season(NEW))))
    assert view.has_figures and not has_money(view) and view.resource_names == {}


SAME_TIER = (f'tier = "huyện"\nparent = "{PROVINCE}"', 'tier = "tỉnh"')
SAME_NAME = (f'name = "{DISTRICT}"', f'name = "{PROVINCE}"')
SAME_GROUND = ('["an-binh-2025", "minh-quan-phuong", "minh-quan"]', '["an-binh-2025"]')
OF_DISTRICT, NEW_BORDERS = f"không so vì năm {OLD} là số của {DISTRICT}", f"không so vì địa giới đã đổi sau năm {OLD}"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ((), OF_DISTRICT),
        ((SAME_GROUND,), OF_DISTRICT),
        ((SAME_TIER,), OF_DISTRICT),
        ((SAME_TIER, SAME_NAME), NEW_BORDERS),
        ((SAME_TIER, SAME_GROUND), "tăng 35 điểm phần trăm"),
    ],
)
def test_a_place_is_not_compared_with_another(tmp_path, changes, said):
    """55 % of the district's households had water, 90 % of the province's have: nothing rose, and why nothing is compared is said."""
    make_two_tiers(tmp_path)
    toml = WORKBOOK_TOML.replace('compare_with = "2025-08"', f'compare_with = "{OLD}"')
    for old, new in changes:
        toml = toml.replace(old, new, 1)
    (tmp_path / "data" / "workbook.toml").write_text(toml, encoding="utf-8")
    book = Workbook.open(tmp_path)
    now = [(NEW, unit.unit_id, 90) for unit in book.communes(book.season(NEW))]
    rows = [
        {"season": season, "unit_id": unit_id, "indicator": "1.1", "numerator": part, "denominator": 100, "value": part}
        for season, unit_id, part in ((OLD, "an-binh", 50), (OLD, "hoa-son", 60), *now)
    ]
    tables = {f.name: TABLES[f.name].frame([]) for f in fields(Submissions)}
    view = season_view(book, NEW, Submissions(**(tables | {"observations": observations(*rows)})))
    shown = measures(view)._repr_html_()
    assert said in shown and ("tăng 35 điểm phần trăm" in shown) == (said == "tăng 35 điểm phần trăm")


@pytest.mark.parametrize(("season", "kind"), [(OLD, "huyện"), (NEW, "tỉnh")])
def test_agencies_pages_lie_in_the_folder_of_the_tier(book, season, kind):
    """A season has pages of one kind of agency only."""
    found = {tier: list(own.subjects(book, book.season(season))) for tier, own in kinds.AGENCIES.items()}
    assert found[kind] and not any(found[tier] for tier in TIERS if tier != kind)


def test_a_district_after_there_are_none_is_told(tmp_path, book):
    """D18: from 1/7/2025 on, a season of a district with communes; not the day before, nor a province, nor a place that has ended."""
    assert [tier_fault(book, book.season(name)) for name in (OLD, NEW)] == ["", ""]
    without = opened(
        tmp_path, WORKBOOK_TOML[WORKBOOK_TOML.index("[[place.period]]\nfrom") : WORKBOOK_TOML.index("[[season]]")]
    )
    season = without.season(NEW)
    assert tier_fault(without, season) == ""  # its communes have ended
    without.units["an-binh"] = replace(without.units["an-binh"], valid_to=None)
    said = tier_fault(without, season)
    assert (
        "chốt số liệu 20/12/2025" in said
        and "huyện Thử vẫn khai là cấp huyện" in said
        and "trang “Nơi” (workbook.toml) một thời kỳ từ 01/07/2025" in said
    )
    assert tier_fault(without, season.model_copy(update={"cut_off": date(2025, 6, 30)})) == ""


def test_agencies_of_districts_in_a_season_of_a_province_are_told(book):
    """Else its pages name a “Phòng …” under the province; in its own time the same agency is nothing to tell."""
    assert [agencies_fault(book, book.season(name)) for name in (OLD, NEW)] == ["", ""]
    (name, own) = next((i, d) for i, d in book.departments.items() if d.name.startswith("Phòng "))
    book.departments[name] = replace(own, has_report=True, valid_from=None, valid_to=None)
    assert agencies_fault(book, book.season(OLD)) == ""
    said = agencies_fault(book, book.season(NEW))
    assert (
        own.name in said
        and "“Đến hết ngày” 30/06/2025 cho các cơ quan ấy ở trang “Cơ quan”, departments.csv" in said
        and ("reference/departments.csv", said) in tier_faults(book, book.season(NEW))
    )


def test_what_cant_be_right_in_the_rows_of_units_is_told(tmp_path):
    """D20: a point outside Vietnam (lat and lon exchanged), one that two communes have, a kind written twice (phường Phường Đúc is
    called so), a code without its zeros, of letters, or of another commune; of units of no season what is wrong with their own row."""

    def commune(unit_id, name="", lat="", lon="", kind="xã", code=""):
        return {"unit_id": unit_id, "code": code, "name": name or unit_id, "kind": kind, "lat": lat, "lon": lon}

    communes = [commune("a", lat="16.1", lon="107.7"), commune("b", lat="107.5", lon="16.2"), commune("c", lat="16.1", lon="107.7"),
                commune("d", lat="8.6", lon="111.9"), commune("e", "Xã E"), commune("duc", "Phường Đúc", kind="phường"),
                commune("f", code="01234"), commune("g", code="1234"), commune("h", code="X1234"), commune("i", code="01234")]  # fmt: skip
    others = [commune("old", lat="1", lon="1", kind="thôn"), commune("before", lat="16.1", lon="107.7", code="01234")]
    own = ", ".join(f'"{unit["unit_id"]}"' for unit in communes)
    toml = DISTRICT_TOML.replace('"an-binh", "hoa-son"', own)
    book = Workbook.open(write_workbook(tmp_path, toml, [*communes, *others]))
    findings = FindingList("2021")
    note_units(findings, book, book.season("2021"))
    told = [(row["unit_id"], row["message"]) for row in findings.rows]
    assert [name for name, _ in told] == ["b", "e", "g", "h", "old", "old", "c", "i"]
    said = [
        "Trang “Xã”: xã b, cột “Vĩ độ”, “Kinh độ” (units.csv, dòng 3): điểm 107,5; 16,2 không ở Việt Nam",
        "lặp lại loại đơn vị",
        "ví dụ 01234",
        "5 chữ số",
        "cột “Loại” (units.csv, dòng 12): “thôn” không có",
        "điểm 1; 1 không ở Việt Nam",
        "trùng tọa độ của xã a",
        "xã f cũng có mã 01234",
    ]
    assert all(words in message for words, (_, message) in zip(said, told, strict=True))


def test_a_place_of_several_is_told_of_its_own_units(tmp_path):
    """Those that its periods list and what they were before; all of them are told where the workbook of all is asked."""
    units = [
        *UNITS,
        {"unit_id": "khe-tre", "name": "Khe Tre", "kind": "thôn", "valid_to": "2019", "successor": "hoa-son"},
    ]
    head, _, rest = DISTRICT_TOML.partition("[district]")
    one, _, seasons = rest.partition("[[season]]")
    two = [f'[[district]]\nid = "{i}"{one.replace(chr(34) + "an-binh" + chr(34) + ", " + chr(34) + "hoa-son" + chr(34), own)}' for i, own in (("a", '"an-binh"'), ("b", '"hoa-son"'))]  # fmt: skip
    book = Workbook.open(write_workbook(tmp_path, f"{head}{''.join(two)}[[season]]{seasons}", units))
    assert [unit.unit_id for unit in book.of_place("a").own_units] == ["an-binh"]
    assert [unit.unit_id for unit in book.of_place("b").own_units] == ["hoa-son", "khe-tre"]
    assert book.own_units == list(book.units.values())


@pytest.mark.parametrize(("maker", "season", "count"), [(make_second_district, "2030-06", 1), (make_two_tiers, NEW, 0)])
def test_the_finding_stands_among_those_of_the_season(tmp_path, maker, season, count):
    book = Workbook.open(maker(tmp_path))
    seasons = book.seasons_until(book.season(season))
    submissions = read_submissions(book, seasons)
    found = season_findings(book, seasons[-1], submissions, assess_seasons(book, submissions, seasons))
    own = found[found["check"] == "D18"]
    assert (len(own), set(own["source_file"]), set(own["severity"])) == (
        count,
        {"../workbook.toml"} if count else set(),
        {"cảnh báo"} if count else set(),
    )


@pytest.mark.parametrize(
    ("dates", "said"),
    [({"valid_to": "2025-06-30"}, "chỉ có đến hết ngày 30/06/2025"), ({"valid_from": "2026-01-01"}, "chỉ có từ ngày 01/01/2026")],
)  # fmt: skip
def test_conclusions_whose_lead_is_not_there_are_told(tmp_path, dates, said):
    """D19, and a line on the page: which conclusions, whose, until when, what to do. Such an agency has no form and no page of its own."""
    root = make_two_tiers(tmp_path)
    agencies = [row for row in DEPARTMENTS if row["department_id"] != "so-nnmt"]
    agencies.append({**DEPARTMENTS[1], "valid_from": ""} | dates)
    columns = ["department_id", "name", "short_name", "topics", "has_report", "valid_from", "valid_to"]
    write_csv(root / "data" / "reference" / "departments.csv", columns, agencies)
    book = Workbook.open(root)
    seasons = book.seasons_until(book.season(NEW))
    submissions = read_submissions(book, seasons)
    found = season_findings(book, seasons[-1], submissions, assess_seasons(book, submissions, seasons))
    (told,) = found.loc[found["check"] == "D19", "message"]
    assert (
        told.startswith(f"Mục 2.1, 2.2 do Sở Nông nghiệp và Môi trường chủ trì, cơ quan này {said}")
        and "cột “Chủ trì” của trang “Kết luận”" in told
    )
    shown = " ".join(str(promise_board(season_view(book, NEW, submissions)).markup).split())
    assert f"Sở Nông nghiệp và Môi trường ({said}): mục 2.1 Chỉ đạo chung; mục 2.2 Giúp xã làm hồ sơ." in shown


def test_conclusions_of_a_commune_that_has_ended_are_told(tmp_path):
    """The same of a commune: without it a merger would make them vanish, from forms and from counts."""
    root = make_two_tiers(tmp_path)
    path = root / "data" / "conclusions"
    book = Workbook.open(root)
    season = book.season(NEW)
    (file,) = path.glob(f"{season.conclusions}.csv")
    rows = pd.read_csv(file, dtype=str, encoding="utf-8-sig").fillna("")
    before = book.season(OLD).model_copy(update={"conclusions": season.conclusions})
    # Both stand there: a season on either side of the merger has its own.
    rows.assign(communes="hoa-son;an-binh-2025", focus_communes="hoa-son;an-binh-2025").to_csv(file, index=False)
    book = Workbook.open(root)
    assert not [own for s in (season, before) for own in ended_leads(book, s) if isinstance(own.answers, Unit)]
    rows.assign(communes="an-binh-2025").to_csv(file, index=False)
    (*_, (_, told)) = ended_lead_faults(book, before)
    assert "chỉ có từ ngày 01/07/2025" in told and "Ghi thêm các đơn vị lập nên nó bên cạnh" in told
    rows["communes"] = "hoa-son"  # agencies are to help it, too
    rows.to_csv(file, index=False)
    book = Workbook.open(root)
    (lead,) = ended_leads(book, book.season(NEW))
    assert lead.name == "xã Hòa Sơn" and [item["item"] for item in lead.items] == list(rows["item"])
    seasons = book.seasons_until(book.season(NEW))
    submissions = read_submissions(book, seasons)
    found = season_findings(book, seasons[-1], submissions, assess_seasons(book, submissions, seasons))
    (told,) = found.loc[found["check"] == "D19", "message"]
    assert "giao cho hoặc nêu xã Hòa Sơn, xã này chỉ có đến hết ngày 30/06/2025" in told
    of_agencies = ", ".join(rows.loc[rows["lead"] != "ubnd-xa", "item"])
    assert f"biểu, trang của cơ quan chủ trì không tính xã này (mục {of_agencies})" in told
    assert "không có biểu, không có trang theo dõi (mục " in told
    assert "Ghi thêm đơn vị kế thừa bên cạnh, cột “Xã”, “Xã trọng tâm”" in told
    view, gone = season_view(book, NEW, submissions), "xã Hòa Sơn (không có ở kỳ này)"
    led = view.promises[view.promises["respondent"] == "so-nnmt"]
    assert {row["who"] for row in display_rows(view, led, "so-nnmt")} == {gone}  # never the whole province
    asked = department_form(book, book.season(NEW), book.departments["so-nnmt"]).rows[layout.FOLLOW_UP.title]
    assert asked and all(str(row["summary"]).endswith(f" – {gone}") for row in asked)
    blank = OutgoingFolder(root / "reports" / NEW / "bieu")
    blank.put("hoa-son.xlsx", b"of an earlier day")
    (blank.folder / "khac.xlsx").write_bytes(b"the office's own")
    blank.put("sua.xlsx", b"of an earlier day").write_bytes(b"changed since")
    for command in ("forms", "status", "check"):
        said = ntm(command, "--season", NEW, "--workbook", str(root)).stdout
        assert said.count("D19") == 1 and told in said
        assert ("sua.xlsx: đã có người sửa" in said) == (command == "forms")
        assert ("Đã bỏ biểu trắng cũ mà kỳ này không gửi nữa: hoa-son.xlsx" in said) == (command == "forms")
    assert not (blank.folder / "hoa-son.xlsx").exists() and (blank.folder / "khac.xlsx").exists()
    form = commune_form(book, season, book.units["an-binh-2025"], OBSERVATIONS.frame([]))
    assert "Nội dung đã giao cho xã Hòa Sơn chờ văn phòng giao lại" in str(form.rows[layout.FOLLOW_UP.title])


def test_a_lead_that_is_there_is_no_finding(book):
    season = book.season(NEW)
    assert ended_leads(book, season) == [] == ended_leads(book, book.season(OLD))


# Names


def unit(unit_id, name, kind="xã", parent=""):
    parents = (Parent(parent, None, None),) if parent else ()
    return Unit(unit_id, "", name, kind, None, None, "", None, None, None, None, parents)


def test_communes_of_one_name_are_told_apart():
    """By parent where that does, else by kind; others are as they are, and two that nothing tells apart stay alike."""
    units = [
        unit("a", "Minh Quán", parent="huyện A, tỉnh Mẫu"),
        unit("b", "Minh Quán", parent="huyện B, tỉnh Mẫu"),
        unit("c", "Khe Tre", "thị trấn"),
        unit("d", "Khe Tre"),
        unit("e", "Lộc"),
        unit("f", "Đông"),
        unit("g", "Đông"),
    ]
    found = told_apart(units, date(2024, 1, 1))
    assert [u.name for u in found] == [
        "Minh Quán (huyện A)", "Minh Quán (huyện B)", "Khe Tre (thị trấn)", "Khe Tre (xã)", "Lộc", "Đông", "Đông",
    ]  # fmt: skip
    assert [u.full_name for u in found[:4]] == [
        "xã Minh Quán (huyện A)", "xã Minh Quán (huyện B)", "thị trấn Khe Tre", "xã Khe Tre",
    ]  # fmt: skip
    assert told_apart(units[3:5], date(2024, 1, 1)) == units[3:5]


@pytest.mark.parametrize("typed", ["phường Minh Quán", "Minh Quán (phường)", "minh-quan-phuong", "90011"])
def test_a_commune_of_a_repeated_name_is_found(book, typed):
    assert book.commune(typed, book.season(NEW)).unit_id == "minh-quan-phuong"
    with pytest.raises(UnknownNameError):
        book.commune("Minh Quán", book.season(NEW))


# Terms


@pytest.mark.parametrize(
    ("tier", "name", "word"),
    [
        ("huyện", "huyện Nam Đông", "huyện"), ("huyện", "Thị xã Hương Trà", "thị xã"), ("huyện", "thành phố Thủ Đức", "thành phố"),
        ("huyện", "Nam Đông", "huyện"), ("tỉnh", "tỉnh Bắc Kạn", "tỉnh"), ("tỉnh", "thành phố Huế", "thành phố"), ("tỉnh", "", "tỉnh"),
    ],
)  # fmt: skip
def test_a_place_is_called_what_its_name_says(tier, name, word):
    assert terms_of(tier, name).place == word and word in KINDS[tier]


@pytest.mark.parametrize(
    ("tier", "name", "parent", "district", "province"),
    [
        ("huyện", "huyện Nam Đông", "tỉnh Mẫu", "huyện", "tỉnh"),
        ("huyện", "thị xã Hương Trà", "thành phố Huế", "thị xã", "thành phố"),
        ("huyện", "thành phố Thủ Đức", "Thành phố Hồ Chí Minh", "cấp huyện", "cấp tỉnh"),
        ("tỉnh", "thành phố Huế", "", "thành phố", "thành phố"),
    ],
)
def test_money_and_levels_are_called_after_the_place_and_its_province(tier, name, parent, district, province):
    """A thị xã has no "Ngân sách huyện", a thành phố under the centre sets its levels as a thành phố."""
    terms = terms_of(tier, name, parent)
    assert terms.source("Ngân sách tỉnh") == f"Ngân sách {province}"
    assert terms.source("Ngân sách huyện") == f"Ngân sách {district}"
    assert terms.source("Ngân sách xã") == "Ngân sách xã"
    own = {
        "rule": "assessed", "target_text": "UBND cấp tỉnh quy định cụ thể", "has_other_years": False, "lacking_for": "", "is_binding": True,
        "may_not_bind": False, "is_verdict": False, "is_broken": False, "is_open": False, "is_below_floor": False,
    }  # fmt: skip
    assert level_phrase(own, terms.province).endswith(f"mức của {terms.province}")
    assert level_text(own, terms.province) == f"{terms.province.capitalize()} quy định"


def test_the_words_of_a_province_are_none_of_a_districts():
    """Whatever the table says at the tier of provinces, no reader takes it for a district."""
    own = terms_of("tỉnh", "tỉnh Mẫu")
    assert not words_of_districts(" ; ".join(vars(own).values()))
    assert own.said("toàn {place}, các xã và {agencies}") == "toàn tỉnh, các xã và các sở, ngành"


def test_places_of_two_tiers_have_a_neutral_name():
    district, province = terms_of("huyện", ""), terms_of("tỉnh", "")
    assert [places_word(own) for own in ([district], [province, province], [district, province])] == [
        "huyện",
        "tỉnh",
        "nơi",
    ]


def test_a_town_that_appraises_is_not_called_a_district():
    """Kỳ Anh is a thị xã: its own word in the form's list, on pages and in what the conference decides."""
    terms = terms_of("huyện", "thị xã Kỳ Anh")
    assert read_entry("dossier_state", "Thị xã thẩm tra đạt") == "huyện thẩm tra đạt"
    assert written("dossier_state", "huyện thẩm tra đạt", terms) == "Thị xã thẩm tra đạt"
    assert terms.dossier_state("huyện thẩm tra đạt") == terms.said("{appraiser} thẩm tra đạt") == "thị xã thẩm tra đạt"
    assert "Thị xã thẩm tra đạt" in layout.offered("dossier_state", terms)
    assert terms_of("tỉnh", "thành phố Huế").dossier_state("huyện thẩm tra đạt") == "tỉnh thẩm tra đạt"


@pytest.mark.parametrize("typed", ["Huyện thẩm tra đạt", "tỉnh thẩm tra đạt", "Tinh tham tra dat", "Thẩm tra đạt"])
def test_an_appraised_dossier_is_one_state_however_it_is_said(typed):
    """Read in any form, offered and shown by tier."""
    state = read_entry("dossier_state", typed)
    assert state == "huyện thẩm tra đạt"
    said = {tier: terms_of(tier, "").dossier_state(state) for tier in TIERS}
    assert said == {"huyện": "huyện thẩm tra đạt", "tỉnh": "tỉnh thẩm tra đạt"}
    for tier in TIERS:
        terms = terms_of(tier, "")
        assert written("dossier_state", state, terms).casefold() == said[tier]
        assert [w for w in layout.offered("dossier_state", terms) if "thẩm tra" in w.casefold()] == [
            said[tier].capitalize()
        ]
    assert terms_of("tỉnh", "").dossier_state("chưa đạt") == "chưa đạt" and layout.offered("note", terms) == ()


def test_a_commune_that_is_no_commune_now_is_told_by_every_command_and_on_the_page(tmp_path):
    """Hòa Sơn became a phường that the workbook does not follow: what to do stays among what is lacking, what became of it on the place's page."""
    make_two_tiers(tmp_path)
    settings, units = tmp_path / "data" / "workbook.toml", tmp_path / "data" / "reference" / "units.csv"
    text = settings.read_text(encoding="utf-8").replace('"minh-quan-phuong", ', "")
    settings.write_text(text.replace('compare_with = "2025-08"', f'compare_with = "{OLD}"'), encoding="utf-8")
    rows = [{**row, "successor": "minh-quan-phuong"} if row["unit_id"] == "hoa-son" else row for row in UNITS_OF_TIERS]
    write_csv(units, ["unit_id", "code", "name", "kind", "valid_from", "valid_to", "successor"], rows)
    (tmp_path / "data" / "conclusions" / "2025-09-10.csv").rename(tmp_path / "data" / "conclusions" / "2025-06-25.csv")
    settings.write_text(settings.read_text(encoding="utf-8").replace('"2025-09-10"', '"2025-06-25"'), encoding="utf-8")
    book = Workbook.open(tmp_path)
    season = book.season(NEW)
    gone = "xã Hòa Sơn nay là phường Minh Quán"
    assert f"{gone}. Muốn theo dõi cả các đơn vị ấy: lập lại với --with phường." in list(lacking_lines(book, season))
    assert not [line for line in lacking_lines(book, book.season("2025-08")) if "Hòa Sơn" in line]
    view = season_view(book, NEW, read_submissions(book, book.seasons_until(season)))
    assert dict(season_notes(view))[f"Xã của năm {OLD} không còn trong kỳ này"] == f"{gone} (kỳ ấy chưa nộp biểu)."
    assert view.conclusions_day == f"25/6/2025 của {DISTRICT}"
