"""How good a season's data are: what is given, of what kind, what is open, and who has not answered."""

import pandas as pd
import pytest

from ntm_lib.analysis import quality
from ntm_lib.presentation.quality.completeness import share
from ntm_lib.presentation.shared.finding_list import finding_line, place
from ntm_lib.reference.indicators import CHECKED, SECONDARY, UNSOURCED, not_lacking, source_kind
from ntm_lib.schemas import COMPONENT_RESULTS, CORRECTIONS, FINDINGS, FORMS
from ntm_lib.tables import records
from tests.unit.builders import MADE_UP_SET, SET_ID, indicator, made_up_set, observations

MEASURES = pd.DataFrame(
    [
        {"measure": "hop-tac-xa", "indicator": "", "component": ""},
        {"measure": "nha-tam", "indicator": "2.1", "component": ""},  # asked for as an indicator
    ]
)


def components(*rows):
    """Return COMPONENT_RESULTS of commune "an-binh" in season 2021 unless a row says otherwise."""
    usual = {
        "unit_id": "an-binh", "unit_name": "An Bình", "season": "2021", "criteria_set": SET_ID, "rule": "level",
        "self_assessment_differs": False,
    }  # fmt: skip
    return COMPONENT_RESULTS.frame(
        [usual | {"criterion_no": row["indicator"].partition(".")[0]} | dict(row) for row in rows]
    )


def findings(*rows):
    """Return FINDINGS on the form of "an-binh" unless a row says otherwise; each of the severity its check has."""
    severities = {"T": "lỗi", "O": "lỗi", "S": "cảnh báo", "C": "cảnh báo", "D": "lưu ý"}
    usual = {"unit_id": "an-binh", "season": "2021", "source_file": "2021/an-binh.xlsx"}
    return FINDINGS.frame(
        [
            usual | {"severity": severities[row["check"][0]], "message": f"câu {n}"} | dict(row)
            for n, row in enumerate(rows)
        ]
    )


def forms(*rows):
    """Return FORMS of communes in season 2021, used unless a row says otherwise."""
    usual = {"season": "2021", "kind": "commune", "is_used": True, "attempt": 1}
    return FORMS.frame([usual | dict(row) for row in rows])


@pytest.fixture
def values():
    """Two communes, three levels and one measure each: An Bình lacks 1.1, Hòa Sơn has the measure only."""
    levels = components(
        {"indicator": "1.1", "result": "unknown", "status": "ước", "origin": "reported"},
        {"indicator": "2.1", "result": "not_met", "status": "ước", "origin": "illustrative"},
        {"indicator": "3.1", "result": "not_applicable", "status": "", "origin": "reported"},
        *(
            {"indicator": code, "unit_id": "hoa-son", "unit_name": "Hòa Sơn", "result": "unknown"}
            for code in ("1.1", "2.1", "3.1")
        ),
    )
    said = observations(
        {"indicator": "hop-tac-xa", "unit_id": "hoa-son", "unit_name": "Hòa Sơn", "value": 0, "status": "thẩm tra"},
        {"indicator": "hop-tac-xa", "status": "ước", "origin": "reported"},
    )
    return quality.asked_values(levels, said, MEASURES)


def test_every_level_and_measure_is_asked_of_every_commune_once(values):
    """Three levels and the measure that is no indicator, for each of two communes."""
    asked = values.groupby("unit_id")["indicator"].apply(list).to_dict()
    assert asked == {name: ["1.1", "2.1", "3.1", "hop-tac-xa"] for name in ("an-binh", "hoa-son")}


def test_what_has_a_result_or_a_number_is_given(values):
    """Not met and not applicable are answers, 0 is a number; unknown and an empty cell are not."""
    given = values[values["is_given"]]
    assert [*zip(given["unit_id"], given["indicator"], strict=True)] == [
        ("an-binh", "2.1"),
        ("an-binh", "3.1"),
        ("hoa-son", "hop-tac-xa"),
    ]


def test_an_answer_that_decides_nothing_is_given_as_the_form_check_has_it():
    """A commune whose group is not known answered Chưa đạt: nothing is missing of its form (S01), so nothing is on the page."""
    answered = components({"indicator": "1.1", "rule": "answer", "assessed": "not_met", "result": "unknown"})
    assert quality.asked_values(answered, observations(), MEASURES)["is_given"].tolist() == [True, False]


def test_completeness_counts_by_criterion_and_for_the_measures(values):
    """By hand: An Bình 0/1, 1/1, 1/1 and 0/1; Hòa Sơn has its measure only."""
    table = quality.completeness(values)
    own = table[table["unit_id"] == "an-binh"].set_index("part")
    assert own["given"].to_dict() == {"1": 0, "2": 1, "3": 1, quality.MEASURES_PART: 0}
    assert own["asked"].to_dict() == dict.fromkeys(["1", "2", "3", quality.MEASURES_PART], 1)
    assert table.groupby("unit_id")["given"].sum().to_dict() == {"an-binh": 2, "hoa-son": 1}


def test_status_and_origin_are_counted_of_given_values_only(values):
    """The status printed beside an empty cell counts for nothing; a value that says neither is counted as such."""
    table = quality.value_kinds(values).set_index("unit_id")
    assert table.loc["an-binh", ["asked", "given", "ước", "thẩm tra", "no_status"]].tolist() == [4, 2, 1, 0, 1]
    assert table.loc["an-binh", ["illustrative", "reported", "published", "no_origin"]].tolist() == [1, 1, 0, 0]
    assert table.loc["hoa-son", ["given", "thẩm tra", "no_origin"]].tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("part", "whole", "text"), [(0, 0, ""), (1, 2, "50%"), (621, 622, "99,8%"), (9999, 10000, "99,99%"), (3, 3, "100%")]
)
def test_a_share_is_never_rounded_up_to_the_whole(part, whole, text):
    """100% is said of all only, and of nothing no share is said."""
    assert share(part, whole) == text


def test_a_conclusion_left_blank_in_a_form_that_counts_is_unanswered():
    """What goes by a figure, what was answered, and what is asked of one who sent nothing are not."""
    told = [("1.1", "an-binh", "no_statement"), ("1.2", "an-binh", "task_done"), ("1.1", "hoa-son", "no_statement"), ("2.1", "an-binh", "no_figure")]  # fmt: skip
    promises = pd.DataFrame(told, columns=["item", "respondent", "rule"])
    assert quality.unanswered_promises(promises, ["an-binh"])["item"].tolist() == ["1.1"]


def test_a_level_is_checked_or_has_a_source_or_has_none(tmp_path):
    """Who checked it counts most; then whether a secondary source supports it."""
    rows = [
        *MADE_UP_SET[:-3],
        indicator("3.1", confirmed="true"),
        indicator("4.1", checked_by="Phòng Thử", confirmed="true"),
    ]
    levels = not_lacking(records(made_up_set(tmp_path, rows).levels(2021)))
    assert {level["indicator"]: source_kind(level) for level in levels} == {
        "1.1": UNSOURCED, "2.1": UNSOURCED, "2.2": UNSOURCED, "3.1": SECONDARY, "4.1": CHECKED,
    }  # fmt: skip


def test_open_and_accepted_findings_are_counted_apart():
    """By unit and severity; what concerns the whole district stands under the empty unit."""
    table = quality.finding_counts(
        findings({"check": "S01"}, {"check": "S01", "accepted": "đã hỏi"}, {"check": "O01"}, {"check": "D07", "unit_id": ""})
    )  # fmt: skip
    counts = {(r["unit_id"], r["severity"]): (r["open"], r["accepted"]) for _, r in table.iterrows()}
    assert counts == {("an-binh", "cảnh báo"): (1, 1), ("an-binh", "lỗi"): (1, 0), ("", "lưu ý"): (1, 0)}


# Who has answered


def states(own_forms, own_findings, kind="commune"):
    table = quality.submission_states(["an-binh", "hoa-son"], kind, own_forms, own_findings)
    return {row["respondent"]: (row["state"], row["files"], row["reasons"]) for _, row in table.iterrows()}


def test_a_commune_with_a_form_that_counts_has_answered():
    """Errors in single cells, or a broken second copy, do not make a form unanswered."""
    found = states(
        forms(
            {"source_file": "2021/an-binh.xlsx", "respondent": "an-binh"},
            {"source_file": "2021/an-binh (1).xlsx", "is_used": False},
        ),
        findings({"check": "O01"}, {"check": "T01", "source_file": "2021/an-binh (1).xlsx"}),
    )
    assert found["an-binh"][0] == quality.USED
    assert found["an-binh"][2] == []


def test_a_commune_without_any_file_is_absent():
    """The finding that the form is missing names a file that is not there; it counts as no file sent."""
    found = states(forms(), findings({"check": "T18", "severity": "cảnh báo"}))
    assert found["an-binh"] == (quality.ABSENT, [], [])


def test_a_file_that_can_not_be_used_is_named_with_its_reason():
    """A broken file is known by its name; two files that contradict each other are both named, their reason once."""
    found = states(
        forms(
            {"source_file": "2021/an-binh.xlsx", "is_used": False, "attempt": 0},
            {"source_file": "2021/hoa-son.xlsx", "is_used": False, "respondent": "hoa-son"},
            {"source_file": "2021/hoa-son (1).xlsx", "is_used": False, "respondent": "hoa-son"},
        ),
        findings(
            {"check": "T01", "message": "tệp hỏng"},
            *(
                {"check": "T16", "unit_id": "hoa-son", "source_file": f"2021/{name}.xlsx", "message": "hai tệp"}
                for name in ("hoa-son", "hoa-son (1)")
            ),
        ),
    )
    assert found["an-binh"] == (quality.UNUSABLE, ["2021/an-binh.xlsx"], ["tệp hỏng"])
    assert found["hoa-son"] == (quality.UNUSABLE, ["2021/hoa-son.xlsx", "2021/hoa-son (1).xlsx"], ["hai tệp"])


def test_a_commune_s_form_is_no_department_s():
    """Departments are asked for their own forms."""
    own = forms({"source_file": "2021/an-binh.xlsx", "respondent": "an-binh"})
    assert states(own, findings(), kind="department")["an-binh"][0] == quality.ABSENT


def test_files_that_are_nobody_s_are_told_apart():
    """A Word file and a form of nobody are listed; a file of a commune, a cell, and a file of data/reference are not."""
    table = quality.unclaimed_files(
        findings(
            {"check": "T20", "unit_id": "", "source_file": "2021/bao cao.docx"},
            {"check": "T13", "unit_id": "", "source_file": "2021/bieu.xlsx"},
            {"check": "T01"},
            {"check": "O01", "unit_id": "", "sheet": "Chỉ tiêu", "cell": "G2"},
            {"check": "D07", "unit_id": "", "source_file": "../reference/province-progress.csv"},
        )
    )
    assert table["source_file"].tolist() == ["2021/bao cao.docx", "2021/bieu.xlsx"]


def test_a_correction_is_refused_when_a_finding_says_so():
    """The refusal is found by the line; an acceptance that met nothing is refused though its row was fit to be tried."""
    rows = [{"season": "2021", "line": n, "state": s} for n, s in ((2, "áp dụng"), (3, "áp dụng"), (4, "từ chối"))]
    refused = findings(
        {"check": "C01", "cell": "3", "source_file": "../corrections/2021.csv", "message": "không có D01"},
        {"check": "C02", "cell": "4", "source_file": "../corrections/2021.csv", "message": "thiếu lý do"},
    )
    table = quality.settled_corrections(CORRECTIONS.frame(rows), refused)
    assert table["state"].tolist() == ["áp dụng", "từ chối", "từ chối"]
    assert table["refusal"].tolist() == ["", "không có D01", "thiếu lý do"]


# Where a finding stands


@pytest.mark.parametrize(
    ("source_file", "sheet", "cell", "said"),
    [
        ("2021/an-binh.xlsx", "Chỉ tiêu", "G12", "Chỉ tiêu, ô G12"),
        ("2021/an-binh.xlsx", "Nợ đọng", "", "trang Nợ đọng"),
        ("2021/phong/kt-ht.xlsx", "", "", "tệp kt-ht.xlsx"),
        ("../corrections/2021.csv", "", "3", "data/corrections/2021.csv, dòng 3"),
        ("../conclusions/2020-12-24.csv", "", "7.2", "data/conclusions/2020-12-24.csv, mục 7.2"),
        ("../reference/province-progress.csv", "", "", "data/reference/province-progress.csv"),
        ("", "", "", ""),
    ],
)
def test_a_place_is_said_as_people_find_it(source_file, sheet, cell, said):
    """Sheet and cell in a form, the name of a file, the line or item of a file below data."""
    assert place({"source_file": source_file, "sheet": sheet, "cell": cell}) == said


def test_a_finding_is_one_whole_line():
    """Severity, check, file, sheet and cell stand before what to do."""
    row = findings({"check": "O01", "sheet": "Chỉ tiêu", "cell": "G12", "message": "Ghi số."}).iloc[0].to_dict()
    assert finding_line(row) == "LỖI O01 2021/an-binh.xlsx Chỉ tiêu G12: Ghi số."
