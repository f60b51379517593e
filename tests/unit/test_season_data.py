"""The cut of a season's data that one commune's report reads: its own, what is shown of others, and no more."""

from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import fields, replace

import pandas as pd
import pytest

from ntm_lib.analysis.comparison import similar_communes
from ntm_lib.errors import ReportError
from ntm_lib.intake.submissions import Submissions
from ntm_lib.presentation.commune.page import promises
from ntm_lib.presentation.frame.view import CommuneView
from ntm_lib.season_data import SeasonData, load_season
from ntm_lib.workbook import Workbook
from tests.views import data_of


@pytest.fixture(scope="module")
def whole(workbook, submissions, results) -> SeasonData:
    return data_of(workbook, "2021", submissions, results)


def cut(workbook: Workbook, whole: SeasonData, unit_id: str) -> SeasonData:
    return whole.of_commune(workbook, workbook.units[unit_id])


def test_a_commune_is_given_its_own_rows_and_its_predecessors(workbook, whole) -> None:
    """Hương Xuân has those of Hương Hòa and Hương Giang, of which it was made; nobody else's figures are in it."""
    own = cut(workbook, whole, "huong-xuan")
    ids = {"huong-xuan", "huong-hoa", "huong-giang"}
    assert set(own.submissions.observations["unit_id"]) == ids
    assert set(own.results.components["unit_id"]) == ids
    assert set(own.findings["unit_id"]) <= {"huong-xuan"}
    before = whole.submissions.observations
    assert len(own.submissions.observations) == before["unit_id"].isin(ids).sum()


def test_of_the_others_it_has_what_the_page_shows(workbook, whole) -> None:
    """The key measures of all, the counts of the three nearest in households, and the promises beside its own."""
    own = cut(workbook, whole, "huong-huu")
    peers = similar_communes(whole.households, "huong-huu")
    now = own.results.communes[own.results.communes["season"] == "2021"]
    assert len(peers) == 3 and set(now["unit_id"]) == {"huong-huu", *peers}
    assert set(own.households) == {"huong-huu", *peers}
    assert similar_communes(own.households, "huong-huu") == peers
    pd.testing.assert_frame_equal(own.comparison.values, whole.comparison.values)
    related = own.promises[own.promises["respondent"] != "huong-huu"]
    named = set(";".join(own.promises.loc[own.promises["respondent"] == "huong-huu", "related_to"]).split(";"))
    assert len(related) and set(related["item"]) <= named


@pytest.mark.parametrize(
    ("unit_id", "items"),
    [
        ("huong-xuan", ["8.2", "11.1"]),
        ("huong-loc", ["8.2", "11.1"]),
        ("huong-huu", ["9.2"]),
        ("thuong-long", ["9.2", "12.1"]),
        ("huong-son", ["10.2"]),
        ("huong-phu", ["12.1"]),
        ("thuong-nhat", ["12.1"]),
        ("thuong-lo", []),
    ],
)
def test_what_the_notice_tells_agencies_about_a_commune_is_on_its_page(workbook, whole, unit_id, items) -> None:
    """Points 8 to 12 name these communes; what they say of all communes is on the agencies' pages only."""
    unit, season = workbook.units[unit_id], workbook.season("2021")
    view = CommuneView(workbook, season, cut(workbook, whole, unit_id), unit)
    assert view.agencies_promises["item"].tolist() == items
    assert not set(view.own_promises["item"]) & set(items)
    page = str(promises(view).markup)
    assert ("Nội dung của cơ quan khác liên quan đến xã" in page) == bool(items)
    assert all(f"mục {item})" in page for item in items)


def test_a_figure_of_another_commune_changes_only_what_shows_it(workbook, whole) -> None:
    """The hash of a commune's data stays when another's figure changes that is no key measure, and moves with its own."""
    table = whole.submissions.observations
    chosen = (table["unit_id"] == "thuong-lo") & (table["season"] == "2021") & (table["indicator"] == "17.4")
    assert chosen.sum() == 1
    changed = replace(
        whole,
        submissions=replace(whole.submissions, observations=table.assign(note=table["note"].where(~chosen, "khác"))),
    )
    before = {
        unit.unit_id: cut(workbook, whole, unit.unit_id).fingerprint()
        for unit in workbook.communes(workbook.season("2021"))
    }
    after = {unit_id: cut(workbook, changed, unit_id).fingerprint() for unit_id in before}
    assert {unit_id for unit_id in before if before[unit_id] != after[unit_id]} == {"thuong-lo"}
    assert changed.fingerprint() != whole.fingerprint()


def test_every_table_counts_in_the_hash(workbook, whole) -> None:
    """One value changed in any one table of the data gives another hash."""
    first = whole.fingerprint()
    for name in ("findings", "promises", "pace", "proposals"):
        table = getattr(whole, name)
        column = next(c for c in table.columns if table[c].dtype == "str")
        assert replace(whole, **{name: table.assign(**{column: "khác"})}).fingerprint() != first, name
    for field in fields(Submissions):
        table = getattr(whole.submissions, field.name)
        if len(table):
            other = replace(whole.submissions, **{field.name: table.assign(season="khác")})
            assert replace(whole, submissions=other).fingerprint() != first, field.name


def test_a_process_that_holds_a_report_s_data_gives_no_other(workbook, whole, hand) -> None:
    """What a notebook was not given it can't have, in whichever thread it asks: another commune's, the whole district's, another season's."""
    season = workbook.season("2021")
    own = cut(workbook, whole, "huong-huu")
    hand(workbook, own)
    assert load_season(workbook, season, workbook.units["huong-huu"]) is own
    for unit, asked in (("thuong-lo", season), (None, season), ("huong-huu", workbook.season("2020"))):
        with pytest.raises(ReportError, match=r"được giao số liệu kỳ\s+2021 của huong-huu"):
            load_season(workbook, asked, workbook.units[unit] if unit else None)
    with ThreadPoolExecutor(1) as threads, pytest.raises(ReportError, match="mọi xã"):
        threads.submit(load_season, workbook, season).result()


def test_nor_that_of_another_workbook(workbook, whole, tmp_path, hand) -> None:
    """The figures of one district never stand under the name of another."""
    hand(workbook, whole)
    other = copy(workbook)
    other.root = tmp_path
    with pytest.raises(ReportError, match=r"được giao số liệu của huyện Nam Đông"):
        load_season(other, workbook.season("2021"))
