"""The one statement on how far the figures of a page can be relied on."""

from dataclasses import replace

import pandas as pd
import pytest

from ntm_lib.intake.findings import NOT_SENT
from ntm_lib.presentation.frame.view import DepartmentView
from ntm_lib.presentation.shared.reliability import reliability, reliability_part
from ntm_lib.schemas import FINDINGS
from tests.views import commune_view, season_view


@pytest.fixture(scope="module")
def view(workbook, submissions, results):
    return season_view(workbook, "2021", submissions, results)


def test_a_place_tells_faults_gaps_origin_and_levels_in_that_order(view) -> None:
    """13.1 of one commune is the one of 9 × 50 values nobody gave; no level was compared with the decree."""
    faults, missing, origin, levels = reliability(view)["clauses"]
    assert (
        faults == "các biểu còn 7 cảnh báo, dữ liệu nền còn 1 cảnh báo chưa xử lý"
    )  # the levels without a source are no form's
    assert (missing, origin) == ("1/450 giá trị chưa có số liệu", "số liệu minh họa")
    assert levels == "0/50 mức quy định đã đối chiếu văn bản, 22 mức chưa có nguồn nào xác nhận"
    assert '<a href="chat-luong.html">' in str(reliability_part(view, base="").markup)


def test_a_department_speaks_of_what_it_leads(view) -> None:
    own = DepartmentView(view.workbook, view.season, view.data, view.workbook.department("ld-tbxh"))
    assert reliability(own)["clauses"][0].startswith(
        "số liệu dùng ở trang này không còn lỗi, cảnh báo nào; dữ liệu nền còn "
    )
    assert reliability(own)["clauses"][1] == f"có đủ {9 * 4} giá trị"
    assert reliability(own)["clauses"][3] == "0/4 mức quy định đã đối chiếu văn bản, 3 mức chưa có nguồn nào xác nhận"
    assert reliability(own)["link"] == "../chat-luong.html"
    leading_none = DepartmentView(
        view.workbook, view.season, view.data, view.workbook.department("van-phong-dieu-phoi")
    )
    assert reliability(leading_none)["clauses"] == reliability(view)["clauses"]


def test_a_department_counts_the_faults_of_what_its_page_shows(view) -> None:
    """KT-HT's are the four on houses; one more of its own form and one of a whole form join them, one of another indicator does not."""
    own = DepartmentView(view.workbook, view.season, view.data, view.workbook.department("kt-ht"))
    assert reliability(own)["clauses"][0].startswith("số liệu dùng ở trang này còn 4 cảnh báo, ")
    more = [
        {"unit_id": "kt-ht", "source_file": "2021/phong/kt-ht.xlsx", "sheet": "Kết luận"},
        {"unit_id": "huong-phu", "source_file": "2021/huong-phu.xlsx", "sheet": ""},
        {"unit_id": "huong-phu", "source_file": "2021/huong-phu.xlsx", "sheet": "Chỉ tiêu", "indicator": "11.1"},
        {"unit_id": "huong-phu", "source_file": "2021/huong-phu.xlsx", "sheet": "", "check": NOT_SENT},
    ]
    rows = [{"severity": "lỗi", "check": "X", "message": str(n), "season": "2021"} | row for n, row in enumerate(more)]
    found = pd.concat([view.findings, FINDINGS.frame(rows)], ignore_index=True)
    faulty = replace(own, data=replace(view.data, findings=found))
    assert reliability(faulty)["clauses"][0].startswith("số liệu dùng ở trang này còn 2 lỗi và 4 cảnh báo, ")


def test_where_nobody_has_sent_a_form_no_form_is_called_faultless(workbook, submissions) -> None:
    none = season_view(workbook, "2021", replace(submissions, observations=submissions.observations.iloc[:0]))
    assert reliability(none)["clauses"][0] == "chưa xã nào có biểu dùng được"


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
