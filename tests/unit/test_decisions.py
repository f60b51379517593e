"""What a conference has to decide: page, agency, overview and draft say the same of every open criterion, in both seasons and the odd cases."""

from dataclasses import replace
from math import nan

import pytest

from ntm_lib.analysis.decisions import DepartmentDecisions, FigureGap, debts_left
from ntm_lib.analysis.proposals import ANSWER, FORM, NEW_RULE, PART, TO_BE_SET, TOO_SLOW
from ntm_lib.analysis.requests import asking_communes
from ntm_lib.presentation.agency import headline as agency
from ntm_lib.presentation.agency.awaited import awaited_rows
from ntm_lib.presentation.commune import first_screen as commune
from ntm_lib.presentation.frame.links import commune_page
from ntm_lib.presentation.frame.view import CommuneView, DepartmentView, SeasonView
from ntm_lib.presentation.overview import decisions as overview
from ntm_lib.presentation.words.decisions import of_department
from ntm_lib.reference.departments import COMMUNES
from ntm_lib.tables import records
from tests.views import data_of, season_view

DRAFTED = {"to_reach": "criterion_met", "open": TO_BE_SET, "too_slow": TOO_SLOW, "new_rule": NEW_RULE}


def _without(submissions, *respondents):
    """Return the submissions as if these had sent nothing."""
    tables = {
        name: table[~table["unit_id" if "unit_id" in table else "respondent"].isin(respondents)]
        for name in ("observations", "assessments", "follow_up", "villages", "dossiers", "notes", "resources", "debts")
        if (table := getattr(submissions, name, None)) is not None
    }
    forms = submissions.forms[~submissions.forms["respondent"].isin(respondents)]
    return replace(submissions, forms=forms, **tables)


@pytest.fixture(scope="module", params=["2020", "2021", "2021 without two forms"])
def view(request, workbook, submissions) -> SeasonView:
    season, _, odd = request.param.partition(" ")
    read = _without(submissions, "huong-huu", "ld-tbxh") if odd else submissions
    return SeasonView(workbook, workbook.season(season), data_of(workbook, season, read))


def _drafted(view: SeasonView, lead: str, unit_id: str = "") -> dict[str, set[str]]:
    """Return the criteria of the drafted items of a commune, or the indicators of those of a department, by what is asked."""
    items = [r for r in records(view.data.proposals) if r["lead"] == lead and unit_id in (r["unit_id"], "")]
    column = "criterion_no" if lead == COMMUNES else "indicator"
    return {
        what: {code for r in items if r["measure"] in measures for code in r[column].split(";") if code}
        for what, measures in (DRAFTED | {"to_reach": ("criterion_met", PART)}).items()
        for measures in [(measures,) if isinstance(measures, str) else measures]
    }


def test_every_open_criterion_of_a_commune_stands_in_its_draft(view):
    """What its page puts to the conference, and by what, is what the draft says, and nothing that fails is in neither."""
    for unit in view.workbook.communes(view.season):
        own = CommuneView(view.workbook, view.season, view.data.of_commune(view.workbook, unit), unit)
        facts, drafted = commune.to_decide(own), _drafted(view, COMMUNES, unit.unit_id)
        failing = {row["criterion_no"] for row in own.criterion_rows if row["result"] == "not_met"}
        assert drafted["to_reach"] == set(facts.to_reach), unit.name
        assert drafted["open"] == failing & {*facts.to_answer, *facts.to_set}, unit.name
        assert drafted["too_slow"] == failing & set(facts.too_slow), unit.name
        assert drafted["new_rule"] == set(facts.new_rule), unit.name
        assert failing == set().union(*drafted.values()), unit.name
        asked = {r["measure"] for r in records(view.data.proposals) if r["unit_id"] == unit.unit_id}
        assert (FORM in asked) == (not own.has_figures) == facts.lacks_form == (unit in view.silent), unit.name


def test_an_agency_is_asked_for_what_its_page_says(view):
    """By the same prospects, and each failing figure it leads is in one of them."""
    for department in view.workbook.departments_with_page(view.season):
        own = DepartmentView(view.workbook, view.season, view.data, department)
        facts, drafted = agency.to_decide(own), _drafted(view, department.department_id)
        said = {
            "to_reach": _codes(facts.to_reach),
            "open": _codes((*facts.to_answer, *facts.to_set)),
            "too_slow": _codes(facts.too_slow),
            "new_rule": _codes(facts.new_rule),
        }
        assert said == drafted, department.name
        assert {*own.led.loc[own.led["result"] == "not_met", "indicator"]} <= set().union(*said.values())


def test_the_overview_puts_to_the_conference_what_the_communes_pages_do(view):
    """The same criteria of the same communes by the same prospects, and as many conclusions not kept, dossiers and debts."""
    found, said = overview.decisions_of(view), dict(overview.decided(view))
    views = [
        CommuneView(view.workbook, view.season, view.data.of_commune(view.workbook, unit), unit)
        for unit in view.workbook.communes(view.season)
    ]
    facts = {own.unit.unit_id: commune.to_decide(own) for own in views}
    for kinds in (("to_reach",), ("to_answer", "to_set"), ("new_rule",), ("too_slow",), ("without_figures",)):
        of_place = {
            (unit_id, view.common_levels[gap.figure]["criterion_no"])
            for kind in kinds
            for gap in getattr(found, kind)
            for unit_id in gap.communes
        }
        assert of_place == {(u, n) for u, own in facts.items() for kind in kinds for n in getattr(own, kind)}, kinds
    broken = sum(len(own.broken) for own in facts.values())
    assert not broken or f"{broken} của xã" in next(about for what, about in said.items() if "giao lại" in what)
    dossiers = sum(len(own.appraised_tiers) + len(own.appraised_villages) for own in facts.values())
    assert not dossiers or f"{dossiers} hồ sơ" in said["Cho ý kiến hồ sơ huyện đã thẩm tra"]
    owed = [debts_left(own.own(view.submissions.debts)).amount for own in views]
    assert f"{sum(owed):g} triệu đồng" in said["Nguồn và thời hạn trả nợ đọng xây dựng cơ bản"]
    waiting = sum(own.lacks_form for own in facts.values())
    assert ("Ấn định ngày nộp biểu" in said) == bool(waiting)


def test_a_request_is_answered_by_whom_it_asks(view):
    """Its agency's page, what communes wait for of that agency and the draft name the same communes; every request has one that answers."""
    asking = asking_communes(view.data.requests)
    drafted = {r["lead"]: r["communes"].split(";") for r in records(view.data.proposals) if r["measure"] == ANSWER}
    assert drafted == asking
    for department in view.workbook.departments_with_page(view.season):
        own, name = DepartmentView(view.workbook, view.season, view.data, department), department.department_id
        asked = [row["link"] for row in awaited_rows(own) if row["proposals"]]
        assert [*agency.to_decide(own).asking] == asking.get(name, []), name
        assert {*asked} == {commune_page(unit_id) for unit_id in asking.get(name, [])}


def _codes(gaps: tuple[FigureGap, ...]) -> set[str]:
    return {gap.figure[0] for gap in gaps}


def test_the_prospects_of_the_shipped_season_are_those_read_by_hand(workbook, submissions, results):
    """Thượng Long 2021: houses fall fast enough, the school does not move, health is a question of yes or no besides, poverty gets a new line."""
    found = _drafted(season_view(workbook, "2021", submissions, results), COMMUNES, "thuong-long")
    assert found == {"to_reach": {"9"}, "open": {"15"}, "too_slow": {"5"}, "new_rule": {"11"}}


NOTHING = DepartmentDecisions((), (), (), (), (), (), (), (), (), 0)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((3.0, 7.0, 3.0), "9.1 Nhà tạm: 13 nhà ở 3 xã (An, Bình và Cam)"),
        ((3.0, nan, 3.0), "9.1 Nhà tạm ở 3 xã (An, Bình và Cam)"),  # of one nobody knows how many
        ((0.0, 0.0, 0.0), "9.1 Nhà tạm ở 3 xã (An, Bình và Cam)"),
    ],
)
def test_what_an_agency_is_asked_for_is_the_sum_of_its_communes(workbook, counts, said):
    """Counts are added, never shares; without all of them no sum is said."""
    units = {name.lower(): replace(workbook.units["huong-huu"], name=name) for name in ("An", "Bình", "Cam")}
    facts = replace(NOTHING, to_reach=(FigureGap(("9.1", ""), tuple(units), counts),))
    found = of_department(
        facts, (), lambda *_: "9.1 Nhà tạm", units, 2022, together=lambda _, count: f"{count:g} nhà" if count else ""
    )
    assert found == [("Giao đạt trong năm 2022", said)]
