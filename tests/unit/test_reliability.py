"""The one statement on how far the figures of a page can be relied on."""

from dataclasses import replace

import pytest

from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared.reliability import reliability, reliability_part
from tests.views import commune_view, season_view


@pytest.fixture(scope="module")
def view(workbook, submissions, results):
    return season_view(workbook, "2021", submissions, results)


def test_a_place_tells_faults_gaps_origin_and_levels_in_that_order(view) -> None:
    """13.1 of one commune is the one of 9 × 50 values nobody gave; no level was compared with the decree."""
    faults, missing, origin, levels = reliability(view)["clauses"]
    assert faults.startswith("các biểu còn ") and faults.endswith(" cảnh báo chưa xử lý")
    assert (missing, origin) == ("1/450 giá trị chưa có số liệu", "số liệu minh họa")
    assert levels == "0/50 mức quy định đã đối chiếu văn bản"
    assert '<a href="chat-luong.html">' in str(reliability_part(view, base="").markup)


def test_a_department_speaks_of_what_it_leads(view) -> None:
    own = DepartmentView(view.workbook, view.season, view.data, view.workbook.department("ld-tbxh"))
    assert reliability(own)["clauses"][1] == f"có đủ {9 * 4} giá trị"
    assert reliability(own)["clauses"][3] == "0/4 mức quy định đã đối chiếu văn bản"
    assert reliability(own)["link"] == "../chat-luong.html"
    leading_none = DepartmentView(
        view.workbook, view.season, view.data, view.workbook.department("van-phong-dieu-phoi")
    )
    assert reliability(leading_none)["clauses"] == reliability(view)["clauses"]


def test_a_commune_speaks_of_its_own_form(workbook, submissions, results, view) -> None:
    own = commune_view(workbook, "2021", "thuong-nhat", submissions, results)
    assert reliability(own)["clauses"][0] == "biểu của xã không còn lỗi, cảnh báo nào"
    warned = view.findings[(view.findings["unit_id"] != "") & (view.findings["severity"] == "cảnh báo")]
    unit_id, count = next(iter(warned[warned["unit_id"].isin(view.units)]["unit_id"].value_counts().items()))
    other = commune_view(workbook, "2021", unit_id, submissions, results)
    assert reliability(other)["clauses"][0] == f"biểu của xã còn {count} cảnh báo chưa xử lý"


def test_a_commune_without_a_form_says_so_first(workbook, submissions, results) -> None:
    silent = submissions.observations
    none = replace(submissions, observations=silent[(silent["unit_id"] != "thuong-lo") | (silent["season"] != "2021")])
    own = commune_view(workbook, "2021", "thuong-lo", none)
    assert reliability(own)["clauses"][:2] == ["xã chưa có biểu dùng được", "50/50 giá trị chưa có số liệu"]
    assert len(reliability(own)["clauses"]) == 3


def test_figures_partly_made_up_are_counted(workbook, submissions) -> None:
    table = submissions.observations
    reported = table["origin"].where(table["indicator"] != "11.1", "reported")
    own = commune_view(workbook, "2021", "thuong-lo", replace(submissions, observations=table.assign(origin=reported)))
    assert reliability(own)["clauses"][2] == "49/50 giá trị là số minh họa"
