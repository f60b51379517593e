"""What communes were before a merger: each unit's standing of then, and sums only where every unit is known whole."""

import re
import shutil
from collections.abc import Iterable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import cast

import pandas as pd
import pytest
from lxml import html

from ntm_lib.analysis.ended_leads import ended_leads
from ntm_lib.analysis.merger import former_units, last_season_before, sums_before
from ntm_lib.analysis.reference_findings import note_easy_targets
from ntm_lib.analysis.yearly_points import Points, YearlySeason, yearly_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.blank.blank_form import commune_form
from ntm_lib.intake.blank.form_content import BAND
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.form import FOLLOW_UP
from ntm_lib.intake.submissions import TABLES, Submissions, read_submissions
from ntm_lib.presentation.agency import page as agency
from ntm_lib.presentation.commune import page
from ntm_lib.presentation.commune.detail import counts_of_years, history, seasons_matrix, seasons_of_set
from ntm_lib.presentation.commune.first_screen import headline
from ntm_lib.presentation.commune.merger import formers, merger_part
from ntm_lib.presentation.commune.pace import merged_sentence
from ntm_lib.presentation.commune.trace import shown_earlier, trace
from ntm_lib.presentation.frame.html import NOTHING, Part
from ntm_lib.presentation.overview import page as overview
from ntm_lib.presentation.overview.missed import not_compared
from ntm_lib.presentation.shared.data_notes import commune_notes
from ntm_lib.presentation.words.breaks import border_reason
from ntm_lib.reference.conclusions import COLUMNS as CONCLUSION_COLUMNS
from ntm_lib.reference.levels import COLUMNS as LEVEL_COLUMNS
from ntm_lib.reference.units import ancestors, in_present_terms, is_redrawn, load_units, predecessors, summable
from ntm_lib.schemas import COMMUNE_SUMMARY
from ntm_lib.season_data import assess_season
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.reference import Measure
from tests.conftest import ROOT, copied_workbook
from tests.unit.builders import (
    SET_ID,
    UNIT_COLUMNS,
    UNITS,
    WORKBOOK_TOML,
    indicator,
    observations,
    season,
    write_csv,
    write_workbook,
)
from tests.views import commune_view, department_view, season_view

ROWS = [
    {"unit_id": "a", "name": "A", "kind": "xã", "successor": "ab", "valid_to": "2019"},
    {"unit_id": "b", "name": "B", "kind": "xã", "successor": "ab", "valid_to": "2019"},
    {"unit_id": "ab", "name": "AB", "kind": "xã", "successor": "moi", "valid_from": "2020", "valid_to": "2025-06-30"},
    {"unit_id": "c", "name": "C", "kind": "thị trấn", "successor": "moi; khac", "valid_to": "2025-06-30"},
    {"unit_id": "moi", "name": "Mới", "kind": "xã", "valid_from": "2025-07-01"},
    {"unit_id": "khac", "name": "Khác", "kind": "xã"},
]
HOUSES = ("9.1", "")


@pytest.fixture
def read(tmp_path):
    def units(*rows):
        parents = write_csv(tmp_path / "unit-parents.csv", ["unit_id", "parent", "valid_from", "valid_to"])
        return load_units(write_csv(tmp_path / "units.csv", UNIT_COLUMNS, rows), parents)

    return units


def measures(workbook: Workbook) -> list[Measure]:
    return rows_of(workbook.measures, Measure)


def test_a_unit_that_was_split_went_to_several(read):
    """C is a part of both; what went into a commune is found through every merger, the latest first."""
    units = read(*ROWS)
    assert units["c"].successors == ("moi", "khac") and units["moi"].successors == ()
    assert [u.unit_id for u in predecessors(units, "khac")] == ["c"]
    assert [u.unit_id for u in ancestors(units, "moi")] == ["ab", "c", "a", "b"]


def test_nothing_is_summed_over_a_part(read):
    """Mới has a part of C: its figures can't be known. AB was made of A and B whole."""
    found = summable(read(*ROWS), ["moi"])
    assert found == {"moi": [], "ab": ["a", "b"], "c": [], "a": [], "b": []}


@pytest.mark.parametrize(
    ("unit_id", "day", "redrawn"),
    [
        ("moi", "2025-06-30", True),
        ("moi", "2025-07-01", False),
        ("khac", "2019-01-01", False),
        ("phuong", "2025-12-01", False),
        ("phuong", "2025-06-01", True),
    ],
)
def test_borders_are_of_after_a_day(read, unit_id, day, redrawn):
    """A merger moves them; a new name or kind alone does not, however often."""
    rows = [ROWS[4] | {"successor": "phuong", "valid_to": "2025-12-31"}, {"unit_id": "phuong", "name": "Mới", "kind": "phường", "valid_from": "2026"}]  # fmt: skip
    units = read(*ROWS[:4], *rows, ROWS[5])
    assert is_redrawn(units, unit_id, date.fromisoformat(day)) is redrawn


def test_a_unit_that_only_got_a_new_name_goes_on(read):
    """Its earlier rows are its own, through any number of names; those of what was merged or split, and a name without days, are not."""
    days = {"valid_from": "2021-01-01", "valid_to": "2021-12-31"}
    rows = ({"unit_id": "a", "successor": "b", "valid_to": "2020-12-31"}, {"unit_id": "b", "successor": "c"} | days,
            {"unit_id": "c", "valid_from": "2022-01-01"}, {"unit_id": "d", "successor": "e"}, {"unit_id": "e"},
            {"unit_id": "f", "successor": "g;h"} | days, {"unit_id": "g", "valid_from": "2022-01-01"}, {"unit_id": "h", "valid_from": "2022-01-01"})  # fmt: skip
    units = read(*({"name": row["unit_id"], "kind": "xã"} | row for row in rows))
    table = pd.DataFrame({"unit_id": list(units)})
    for now in (units.values(), [units["c"]]):  # of all seasons, of one
        assert list(in_present_terms(table, units, now)["unit_id"]) == ["c", "c", "c", "d", "e", "f", "g", "h"]
    assert list(in_present_terms(table, units, [units["b"]])["unit_id"])[:3] == ["b", "b", "c"]
    assert in_present_terms(table, units, [units["g"]]) is table
    assert in_present_terms(table[:0], units, [units["c"]]).dtypes.equals(table.dtypes)  # a season without forms
    assert [u.unit.unit_id for u in former_units(units, "c", COMMUNE_SUMMARY.frame([]), pd.DataFrame())] == []


@pytest.mark.parametrize(
    ("former", "said"),
    [
        ("Khánh Khê;Đồng Giáp;Tràng Các", "xã nhập thêm Đồng Giáp và Tràng Các từ ngày 01/12/2024"),
        ("An Sơn;Đồng Giáp/", "xã lập trên cơ sở An Sơn và một phần Đồng Giáp từ ngày 01/12/2024"),
        ("Khánh Khê/", "xã đổi địa giới từ ngày 01/12/2024"),
        ("Đồng Giáp;Tràng Các", "xã lập trên cơ sở Đồng Giáp và Tràng Các từ ngày 01/12/2024"),
        ("Khánh Khê", "xã đổi địa giới từ ngày 01/12/2024"),
        ("", "xã đổi địa giới từ ngày 01/12/2024"),
    ],
)
def test_why_borders_are_not_compared(read, former, said):
    """A name with a stroke is of a unit that went to another one, too: only a part of it came in."""
    units = read({"unit_id": "k", "name": "Khánh Khê", "kind": "xã", "valid_from": "2024-12-01"})
    successors = {True: "k;khac", False: "k"}
    others = [replace(units["k"], name=n.rstrip("/"), successor=successors["/" in n]) for n in former.split(";") if n]
    assert border_reason(units["k"], others) == said


@pytest.mark.parametrize(
    ("successors", "said"),
    [("a", "dẫn về chính đơn vị ấy"), ("a;khac", "dẫn về chính đơn vị ấy"), ("b;khac", "dẫn vòng")],
)
def test_a_unit_does_not_become_itself(read, successors, said):
    """A circle of successors is refused with the unit; so is one that gives away a part and keeps its id."""
    rows = [{"unit_id": "a", "name": "A", "kind": "xã", "successor": successors}, ROWS[1] | {"successor": "a"}, ROWS[5]]
    with pytest.raises(WorkbookError, match=rf"dòng 2 \(a\), cột successor: {said}"):
        read(*rows)


def test_sums_go_through_two_mergers_and_stop_at_a_gap():
    """Four and two houses are six; with one of the units silent, or its share alone stated, there is no sum."""
    merged = {"moi": ["ab", "d"], "ab": ["a", "b"], "a": [], "b": [], "d": []}
    moment = [YearlySeason("2019", 2019, 2019.0)]

    def row(unit_id, **counts):
        return {"unit_id": unit_id, "season": "2019", "indicator": "9.1"} | counts

    def point(kind, *rows):
        return Points(observations(*rows), moment, merged).of("moi", HOUSES, kind)

    all_of = [row("a", numerator=3, value=3), row("b", numerator=1, value=1), row("d", numerator=2, value=2)]
    assert [p.value for p in point("number", *all_of)] == [6]
    assert point("number", *all_of[:2]) == point("number", *all_of[1:]) == []
    shares = [row(name, numerator=1, denominator=4, value=25) for name in ("a", "b", "d")]
    assert [(p.value, p.numerator, p.denominator) for p in point("percent", *shares)] == [(25, 3, 12)]
    assert (
        point("percent", *shares[:2], row("d", value=25))
        == point("percent", *shares[:2], row("d", numerator=1, value=25))
        == []
    )
    assert point("percent", *[row(name, numerator=0, denominator=0, value=0) for name in ("a", "b", "d")]) == []


@pytest.mark.parametrize(("unit_id", "people"), [("nam-dong-2025", 7395), ("long-quang-2025", 7287)])
def test_nam_dong_and_long_quang_are_sums_of_2020(workbook, submissions, unit_id, people):
    """Of the census: 1.469 + 3.590 + 2.336 people, and 1.966 + 2.785 + 2.536; figures counted anew each year are no stock."""
    found = sums_before(workbook.units, unit_id, workbook.season("2020"), submissions.observations, measures(workbook))
    by_name = {row.measure["measure"]: row for row in found}
    assert by_name["population"].point.value == people and len(by_name["population"].parts) == 3
    assert all(row.missing == () for row in found) and "temporary_houses_removed" not in by_name


def test_what_none_of_the_units_stated_has_no_row(workbook):
    """Without figures there is nothing to add up, and nothing to be missing."""
    found = sums_before(workbook.units, "nam-dong-2025", workbook.season("2020"), observations(), measures(workbook))
    assert found == []


def test_khe_tre_is_no_sum_for_want_of_the_town(workbook, submissions):
    """The town had no form: three communes are told, and that it is missing."""
    found = sums_before(
        workbook.units, "khe-tre-2025", workbook.season("2020"), submissions.observations, measures(workbook)
    )
    assert {row.point for row in found} == {None} and {row.missing for row in found} == {("khe-tre",)}
    assert set(found[0].parts) == {"huong-phu", "huong-loc", "thuong-lo"}


def test_each_unit_of_then_keeps_its_own_count(workbook, results):
    """Hương Hòa and Hương Giang stood at 19 of 19 each in 2019, and were recognised: two counts, no sum."""
    found = former_units(workbook.units, "huong-xuan", results.communes, workbook.recognition)
    assert [(f.unit.unit_id, f.is_whole, f.recognition.tier) for f in found] == [
        ("huong-hoa", True, "NTM"),
        ("huong-giang", True, "NTM"),
    ]
    assert [f.standings["2019"]["criteria_met"] for f in found] == [19, 19] and "2020" not in found[0].standings


def test_the_last_season_before_a_merger_is_one_with_figures(read):
    """Of the seasons before the founding the last in which a unit of then states a count; one declared and never filled in is passed over."""
    seasons = [season(str(year)) for year in range(2017, 2026)]

    def last(units, unit_id, *rows):
        stated = [{"unit_id": name, "season": of, "indicator": "9.1", "numerator": count} for name, of, count in rows]
        found = last_season_before(units, unit_id, seasons, observations(*stated))
        return found and found.name

    units = read(*ROWS)
    assert last(units, "ab", ("a", "2018", 3), ("c", "2019", 3), ("ab", "2020", 3)) == "2018"
    assert last(units, "ab", ("a", "2018", 3), ("b", "2019", None)) == "2018"
    assert last(units, "moi", ("b", "2018", 3), ("ab", "2021", 4), ("moi", "2025", 7)) == "2021"
    assert last(units, "moi", ("b", "2018", 3)) == "2018"
    assert last(units, "moi") is None
    assert last(units, "khac", ("c", "2018", 3)) is None  # nobody knows when it was founded


SEASON_2025 = """
[[season]]
name = "2024"
year = 2024
criteria_set = "xa-ntm-2016-2020"
cut_off = 2024-12-15
[[season]]
name = "2025"
year = 2025
criteria_set = "xa-ntm-2016-2020"
cut_off = 2025-12-15
compare_with = "2021"
"""


@pytest.fixture(scope="module")
def after(tmp_path_factory) -> Workbook:
    """Return the shipped reference data with a season after 1/7/2025, one before it without forms, and a unit of which only a part went to Nam Đông."""
    root = tmp_path_factory.mktemp("2025")
    shutil.copytree(ROOT / "data" / "reference", root / "data" / "reference")
    shutil.copytree(ROOT / "data" / "conclusions", root / "data" / "conclusions")
    toml = (ROOT / "data" / "workbook.toml").read_text(encoding="utf-8")
    toml = toml.replace(
        '"huong-hoa", "huong-giang",', '"huong-hoa", "huong-giang", "khe-tre-2025", "nam-dong-2025", "long-quang-2025",'
    )
    (root / "data" / "workbook.toml").write_text(toml + SEASON_2025, encoding="utf-8")
    path = root / "data" / "reference" / "units.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("2025-06-30,nam-dong-2025,1469", "2025-06-30,nam-dong-2025;long-quang-2025,1469"), encoding="utf-8"
    )
    return Workbook.open(root)


def absorbed(root: Path, *rows: tuple[str, str], communes: str = "") -> Path:
    """Copy the project's workbook to `root`, each row of units.csv that begins with the first text replaced by the second."""
    copied_workbook(root)
    path = root / "data" / "reference" / "units.csv"
    text = path.read_text(encoding="utf-8")
    for old, new in rows:
        assert text.count(old) == 1
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    toml = root / "data" / "workbook.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('"huong-phu", ', f'"huong-phu", {communes}'), encoding="utf-8"
    )
    return root


ENDS = ("huong-loc,20170,Hương Lộc,xã,,2025-06-30,khe-tre-2025", "huong-loc,20170,Hương Lộc,xã,,2020-12-31,huong-phu")


def test_a_commune_that_takes_in_another_is_not_one_unit_before_and_after(tmp_path):
    """Hương Phú with Hương Lộc is not Hương Phú: its 11.1 of 2020 and 2021 are of two borders. What to write is said, and opens."""
    with pytest.raises(WorkbookError) as refused:
        Workbook.open(absorbed(tmp_path / "mot-ma", ENDS))
    said = str(refused.value)
    for words in (
        "(huong-loc): nhập vào huong-phu từ 01/01/2021",
        "ghi “Đến hết ngày” 2020-12-31, “Nhập vào” huong-phu-2021 ở dòng huong-phu",
        "thêm dòng huong-phu-2021 cùng tên, cùng mã hành chính, “Từ ngày” 2021-01-01",
    ):
        assert words in said, said


def test_with_an_id_of_its_own_it_has_the_sums_of_both(tmp_path):
    """As the message says it; the form of 2021 under the older id is found by its name. 11.1 in 2020: both communes' counts."""
    own = (
        "huong-phu,20164,Hương Phú,xã,,2025-06-30,khe-tre-2025",
        "huong-phu,20164,Hương Phú,xã,,2020-12-31,huong-phu-2021",
    )
    new = ("huong-son,", "huong-phu-2021,20164,Hương Phú,xã,2021-01-01,2025-06-30,khe-tre-2025,,,,,,,\nhuong-son,")
    root = absorbed(tmp_path, (ENDS[0], f"{ENDS[1]}-2021"), own, new, communes='"huong-phu-2021", ')
    (root / "data" / "submissions" / "2021" / "huong-loc.xlsx").unlink()
    book = Workbook.open(root)
    ids = {name: [u.unit_id for u in book.communes(book.season(name))] for name in ("2020", "2021")}
    assert "huong-phu" in ids["2020"] and "huong-phu-2021" in ids["2021"] and "huong-phu" not in ids["2021"]
    read = read_submissions(book, [book.season("2020"), book.season("2021")])
    poor = read.observations[read.observations["indicator"] == "11.1"].set_index(["unit_id", "season"])
    parts = [poor.loc[(name, "2020"), ["numerator", "denominator"]] for name in ("huong-phu", "huong-loc")]
    merged = summable(book.units, ["huong-phu-2021"])
    seasons = yearly_seasons(book, book.season("2021"))
    before, now = Points(read.observations, seasons, merged).of("huong-phu-2021", ("11.1", ""), "percent")
    assert (before.numerator, before.denominator) == tuple(parts[0] + parts[1]) and before.is_summed
    assert now.value == poor.loc[("huong-phu-2021", "2021"), "value"] and not now.is_summed


@pytest.fixture(scope="module")
def renamed(tmp_path_factory, submissions) -> tuple[Workbook, Submissions]:
    """Return the project's workbook with Hương Hữu under another name and id since 1/1/2021, and its forms."""
    old, new = "huong-huu,20182,Hương Hữu,xã,,2025-06-30,long-quang-2025", "huong-huu-moi,20182,Hương Mới,xã,2021-01-01,2025-06-30,long-quang-2025"  # fmt: skip
    listed = (ROOT / "data" / "reference" / "units.csv").read_text(encoding="utf-8").splitlines()
    rest = next(line.removeprefix(old) for line in listed if line.startswith(old))  # population, position
    rows = (old, "huong-huu,20182,Hương Hữu,xã,,2020-12-31,huong-huu-moi"), ("huong-son,", f"{new}{rest}\nhuong-son,")
    root = absorbed(tmp_path_factory.mktemp("doi-ten") / "so", *rows)
    toml = root / "data" / "workbook.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('"huong-huu",', '"huong-huu", "huong-huu-moi",'), encoding="utf-8"
    )
    given = root / "data" / "conclusions" / "2020-12-24.csv"
    text = given.read_text(encoding="utf-8")
    given.write_text(text.replace("huong-huu", "huong-huu;huong-huu-moi"), encoding="utf-8")
    book = Workbook.open(root)
    present = [name for name, own in book.seasons.items() if own.cut_off.year == 2021]

    def of_now(table: pd.DataFrame) -> pd.DataFrame:
        is_own = table["season"].isin(present)
        names = [name for name in ("unit_id", "respondent") if name in table]
        return table.assign(**{n: table[n].mask(is_own & (table[n] == "huong-huu"), "huong-huu-moi") for n in names})

    return book, Submissions(**{f.name: of_now(getattr(submissions, f.name)) for f in fields(Submissions)})


def test_a_new_name_alone_changes_no_page(renamed, workbook, submissions):
    """Every part of the pages says of Hương Mới what it says of Hương Hữu without the renaming: nothing is of other borders, nothing a sum."""
    book, read = renamed
    for of_page, now in ((commune_page, "huong-huu-moi"), (agency_page, "nn-ptnt"), (place_page, "")):
        then = now.removesuffix("-moi")
        pages = of_page(workbook, then, submissions), of_page(book, now, read)
        lines = [
            sorted(re.sub("(?i)hương hữu|hương mới|huong-huu(-moi)?", "X", line) for line in page) for page in pages
        ]
        assert lines[0] == lines[1]


def test_a_published_count_may_bear_either_id(renamed, workbook, submissions):
    """That of 2020 under the id of 2021 is compared with the form of then; one of a season without the commune is passed over."""
    book, read = renamed
    path = book.reference_folder / "published-counts.csv"
    text = path.read_text(encoding="utf-8")
    own = next(line for line in text.splitlines() if line.startswith("huong-huu,2020,"))
    early = own.replace("huong-huu,2020", "huong-xuan,2019")
    path.write_text(text.replace(own, f"{own.replace('huong-huu', 'huong-huu-moi')}\n{early}"), encoding="utf-8")
    again = Workbook.open(book.root)
    found = [dict(commune_notes(commune_view(b, "2021", unit_id, s))) for b, unit_id, s in ((workbook, "huong-huu", submissions), (again, "huong-huu-moi", read))]  # fmt: skip
    said = [notes["Số tiêu chí năm 2020 đã công bố"] for notes in found]
    assert said[0] == said[1] and said[0].startswith("14 tiêu chí, khớp số đếm từ biểu.")
    assert not any("năm 2019" in name for name, _ in commune_notes(commune_view(again, "2021", "huong-xuan", read)))


def test_a_published_count_without_basis_or_source_claims_neither(renamed):
    """A row of “Số công bố” may have the number only: no stray mark stands for what is not told."""
    book, read = renamed
    path = book.reference_folder / "published-counts.csv"
    text = path.read_text(encoding="utf-8")
    bare = ["huong-xuan,2014,xa-ntm-2009-2015-partial,17,,,", "huong-xuan,2020,xa-ntm-2016-2020,19,,,"]
    bare.append("huong-xuan,2015,xa-ntm-2009-2015-partial,18,,Báo cáo 01/2016,")
    kept = [line for line in text.splitlines() if not line.startswith("huong-xuan,")]
    path.write_text("\n".join([*kept, *bare]) + "\n", encoding="utf-8")
    view = commune_view(Workbook.open(book.root), "2021", "huong-xuan", read)
    assert dict(commune_notes(view))["Số tiêu chí năm 2020 đã công bố"].endswith("Nguồn: chưa ghi.")
    shown = str(history(view).markup)
    rows = {row[0].text_content(): row[-1].text_content() for row in html.fragment_fromstring(shown, "div").iter("tr")}
    assert (rows["2014"], rows["2015"]) == ("", "Báo cáo 01/2016")
    assert ", )" not in shown


def commune_page(book: Workbook, unit_id: str, submissions: Submissions) -> list[str]:
    view = commune_view(book, "2021", unit_id, submissions)
    parts = (page.opening, page.promises, page.outlook, page.comparison, page.development, page.local, page.closing)
    return lines_of(part(view) for part in parts)


def agency_page(book: Workbook, department: str, submissions: Submissions) -> list[str]:
    view = department_view(book, "2021", department, submissions)
    parts = (agency.headline, agency.topics, agency.indicators, agency.conclusions, agency.awaited, agency.notes)
    return lines_of(part(view) for part in parts)


def place_page(book: Workbook, _: str, submissions: Submissions) -> list[str]:
    view = season_view(book, "2021", submissions)
    parts = (overview.sheet, overview.promise_board, overview.communes, overview.province, overview.notes)
    return lines_of(part(view) for part in parts)


def lines_of(parts: Iterable[Part]) -> list[str]:
    """Return the words of each row, paragraph and picture of the parts."""
    whole = html.fragment_fromstring("".join(str(part.markup) for part in parts), create_parent=True)
    blocks = whole.xpath(".//tr|.//p|.//li|.//caption|.//summary|.//h2|.//h3")
    return [" ".join(block.text_content().split()) for block in blocks] + whole.xpath(".//@alt|.//@aria-label|.//@href")


def test_a_new_name_alone_changes_no_verdict(renamed, workbook, submissions):
    """Hương Hữu under another name since 1/1/2021: promises, the count's change, what fell, findings, form and page are as without it."""
    book, read = renamed
    before, after = (assess_season(b, b.season("2021"), s) for b, s in ((workbook, submissions), (book, read)))
    counted = ["season", "criteria_met_change", "recognised_tier"]
    stated = ["item", "state", "rule", "base_value", "base_numerator", "kept", "lost", "ruled", "unknown"]
    for what in (
        lambda data: data.promises[data.promises["unit_id"].isin(["huong-huu", "huong-huu-moi"])][stated],
        lambda data: data.results.communes[counted].sort_values(counted),
        lambda data: data.findings["check"].sort_values(),
    ):
        assert what(before).to_csv(index=False) == what(after).to_csv(index=False)
    season, units = book.season("2021"), (workbook.units["huong-huu"], book.units["huong-huu-moi"])
    forms = [commune_form(b, season, u, s.observations).rows["Chỉ tiêu"] for b, u, s in zip((workbook, book), units, (submissions, read), strict=True)]  # fmt: skip
    assert forms[0] == forms[1] and any(row.get("last_value") for row in forms[0])
    assert not ended_leads(book, season)
    view = commune_view(book, "2021", "huong-huu-moi", read)
    assert "so với năm 2020" in str(headline(view).markup) and merger_part(view) is NOTHING
    assert len(seasons_of_set(view)) == len(seasons_of_set(commune_view(workbook, "2021", "huong-huu", submissions)))
    assert "sáp nhập" not in str(history(view).markup) + str(seasons_matrix(view).markup)
    assert not_compared(season_view(book, "2021", read)) == not_compared(season_view(workbook, "2021", submissions)) == []  # fmt: skip


AN_MOI = [
    UNITS[0] | {"valid_to": "2020-12-31", "successor": "an-moi"},
    UNITS[0] | {"unit_id": "an-moi", "name": "An Mới", "valid_from": "2021-01-01"},
    UNITS[1],
]


def test_what_files_say_of_a_former_name_holds_for_the_present_one(tmp_path):
    """Group, bound indicators, villages and a number reached (D10) of An Bình are An Mới's; a row repeated under its id is there once."""
    village = {"unit_id": "an-binh", "village": "thôn 3", "valid_to": "2021-03-31", "successor": "Tân Lập"}
    new = {"unit_id": "an-binh", "village": "Tân Lập", "valid_from": "2021-04-01"}
    item = {"item": "4.1", "kind": "measure", "lead": "kinh-te", "communes": "an-binh;an-moi", "measure": "hop-tac-xa", "comparator": ">=", "target": "3", "summary": "3 hợp tác xã"}  # fmt: skip
    root = write_workbook(
        tmp_path,
        WORKBOOK_TOML.replace('"an-binh"', '"an-binh", "an-moi"'),
        AN_MOI,
        (indicator("1.1"), indicator("2.1", binds="office")),
        layout="",
        about={"groups": '["1", "2"]'},
        commune_groups=[{"unit_id": "an-binh", "group": "2", "from_year": "", "to_year": "", "source": ""}],
        binding_indicators=[
            {"criteria_set": SET_ID, "indicator": "2.1", "group": "", "unit_id": "an-binh", "source": ""}
        ],
        villages=[village | {"source": ""}, new, village | {"unit_id": "an-moi"}],
    )
    write_csv(root / "data" / "conclusions" / "2020-12-24.csv", CONCLUSION_COLUMNS, [item])
    write_csv(root / "data" / "reference" / "levels.csv", LEVEL_COLUMNS)
    book = Workbook.open(root)
    now = book.season("2021")
    case = book.level_case(now, book.units["an-moi"])
    assert (case.scope.group, case.bound) == ("2", ("2.1",))
    assert not book.level_case(now, book.units["hoa-son"]).bound
    (ended,) = [row for row in book.villages.rows if (row["unit_id"], row["village"]) == ("an-moi", "thôn 3")]
    assert book.villages.is_renamed(ended) and book.villages.name_on("an-moi", "thôn 3", now.cut_off) == "Tân Lập"
    findings = FindingList("2021")
    base = observations({"indicator": "hop-tac-xa", "season": "2020", "value": 3})
    note_easy_targets(findings, book, now.model_copy(update={"conclusions": "2020-12-24"}), base)
    assert [(row["check"], row["unit_id"]) for row in findings.rows] == [("D10", "an-moi")]


CHAIN = [
    {"unit_id": "an", "name": "An", "kind": "xã", "valid_to": "2020-12-31", "successor": "binh"},
    {"unit_id": "binh", "name": "Bình", "kind": "xã", "valid_from": "2021-01-01", "valid_to": "2021-12-31", "successor": "dong"},
    {"unit_id": "cao", "name": "Cao", "kind": "xã", "valid_to": "2021-12-31", "successor": "dong"},
    {"unit_id": "dong", "name": "Đông", "kind": "xã", "valid_from": "2022-01-01", "valid_to": "2022-06-30", "successor": "tay"},
    {"unit_id": "tay", "name": "Tây", "kind": "xã", "valid_from": "2022-07-01"},
]  # fmt: skip
SEASON_2022 = WORKBOOK_TOML.partition('[[season]]\nname = "2021"')[2]
SEASON_2022 = '\n[[season]]\nname = "2022"' + SEASON_2022.replace("2021", "2022").replace("2020", "2021")


def test_names_before_and_after_a_merger_are_of_one_unit_each(tmp_path):
    """An became Bình, Bình and Cao Đông, Đông Tây: Tây was merged in 2022 of two units, Bình with An's years, and Cao."""
    toml = WORKBOOK_TOML.replace('"an-binh", "hoa-son"', ", ".join(f'"{row["unit_id"]}"' for row in CHAIN)) + SEASON_2022  # fmt: skip
    item = {"item": "1.1", "summary": "Việc", "kind": "task", "lead": "ubnd-xa", "communes": "an", "deadline_stated": "no", "deadline_year": "2022"}  # fmt: skip
    toml = toml.replace('compare_with = "2021"', 'compare_with = "2021"\nconclusions = "2020-12-24"')
    book = Workbook.open(
        write_workbook(
            tmp_path,
            toml,
            CHAIN,
            departments=[{"department_id": "ubnd-xa", "name": "UBND xã", "short_name": "UBND xã"}],
        )
    )
    write_csv(tmp_path / "data" / "conclusions" / "2020-12-24.csv", CONCLUSION_COLUMNS, [item])
    figures = [("2020", "an", 4), ("2020", "cao", 2), ("2021", "binh", 3), ("2021", "cao", 1), ("2022", "tay", 2)]
    rows = [
        {"season": year, "unit_id": who, "indicator": "2.1", "value": n, "numerator": n} for year, who, n in figures
    ]
    tables = {f.name: TABLES[f.name].frame([]) for f in fields(Submissions)}
    read = Submissions(**(tables | {"observations": observations(*rows)}))
    view = commune_view(book, "2022", "tay", read)
    assert [(f.unit.unit_id, list(f.standings)) for f in formers(view)] == [("binh", ["2020", "2021"]), ("cao", ["2020", "2021"])]  # fmt: skip
    part = " ".join(html.fragment_fromstring(str(merger_part(view).markup)).text_content().split())
    assert "Xã Bình" in part and "không có biểu" not in part and not {"An", "Đông"} & set(part.split())
    assert last_season_before(book.units, "tay", list(book.seasons.values()), read.observations) == book.season("2021")
    count = cast(
        "Measure", {"measure": "2.1", "indicator": "2.1", "component": "", "value_type": "number", "is_yearly": ""}
    )
    for year, parts in (("2020", [4, 2]), ("2021", [3, 1])):
        (found,) = sums_before(book.units, "tay", book.season(year), read.observations, [count])
        assert found.point and found.point.value == sum(parts) and not found.missing
        assert {name: point.value for name, point in found.parts.items()} == dict(
            zip(("binh", "cao"), parts, strict=True)
        )
    assert merged_sentence(view) == "Trước năm 2022 cộng số của Bình và Cao."
    assert set(counts_of_years(view)["unit_name"]) == {"Bình", "Cao", "Tây"}
    (asked,) = commune_form(book, book.season("2022"), book.units["tay"], read.observations).rows[FOLLOW_UP.title]
    assert "Nội dung đã giao cho xã An chờ văn phòng giao lại." in asked[BAND]


def said(book: Workbook, unit_id: str, submissions: Submissions) -> str:
    part = merger_part(commune_view(book, "2025", unit_id, submissions))
    assert part is not NOTHING
    return " ".join(html.fragment_fromstring(str(part.markup)).text_content().split())


def test_the_page_names_who_is_missing(after, submissions):
    """The town stands with its kind of then and without a form; Hương Phú's counts stand by season."""
    text = said(after, "khe-tre-2025", submissions)
    assert (
        "Số liệu của các đơn vị cũ không cộng thành số của xã Khe Tre: thị trấn Khe Tre không có biểu năm 2021." in text
    )
    assert "Thị trấn Khe Tre đến 30/6/2025––––––không có biểu" in text
    assert "Dân số không cộng: thị trấn Khe Tre không có số liệu này" in text.replace("Dân sốkhông", "Dân số không")


def test_the_page_says_that_a_part_is_no_whole(after, submissions):
    """Hương Sơn went to two communes: what Nam Đông has of it nobody knows; Hương Xuân's own former communes stand below it."""
    text = said(after, "nam-dong-2025", submissions)
    assert "chỉ một phần của xã Hương Sơn thuộc về xã Nam Đông" in text and "không có biểu kỳ" not in text
    assert "không cộng: có xã chỉ một phần thuộc về" in text
    assert text.index("Xã Thượng Nhật đến 30/6/2025") < text.index("Xã Hương Hòa đến 31/12/2019")


def test_who_has_no_form_is_named_for_the_season_that_is_added_up(after, submissions):
    """Thượng Nhật with forms until 2020 only lacks that of 2021; with no form of Nam Đông's later than 2019, Hương Xuân's own parts speak for it."""

    def without(rows):
        return replace(submissions, observations=submissions.observations[~rows])

    table = submissions.observations
    text = said(after, "nam-dong-2025", without(table["unit_id"].eq("thuong-nhat") & table["season"].eq("2021")))
    assert "xã Thượng Nhật không có biểu năm 2021." in text and "Số liệu năm 2021" in text
    text = said(after, "nam-dong-2025", without(table["season"].isin(["2020", "2021"])))
    assert "không có biểu kỳ" not in text and "Số liệu năm 2019" in text
    text = said(after, "nam-dong-2025", without(table["unit_id"].notna()))
    assert "xã Hương Sơn, xã Hương Xuân và xã Thượng Nhật không có biểu." in text


def test_units_of_an_earlier_merger_are_named_where_their_figures_stand(after, submissions):
    """Hương Giang went into Hương Xuân, and that into Nam Đông: its figures of 2019 are traced to its own form, its counts are its own."""
    view = commune_view(after, "2025", "nam-dong-2025", submissions)
    rows = [
        row.text_content() for row in html.fragment_fromstring(str(trace(view, shown_earlier(view)).markup)).iter("tr")
    ]
    (poverty,) = [row for row in rows if "11.1" in row and "năm 2019" in row and "2019/huong-giang.xlsx" in row]
    assert "xã Hương Giang, huyện Nam Đông" in poverty and "6/372" in poverty
    assert "xã Hương Giang, huyện Nam Đông năm 2019: 19" in str(history(view).markup)


def test_a_commune_that_no_merger_made_has_no_such_section(workbook, submissions, results):
    assert merger_part(commune_view(workbook, "2021", "huong-huu", submissions, results)) is NOTHING
