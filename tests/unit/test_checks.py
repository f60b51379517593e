"""Checks on the figures of one commune's form held against each other: where each fires, and where it must not."""

from datetime import date, timedelta

import pytest

from ntm_lib.intake import checks
from ntm_lib.intake.form import DEBT_TOTAL
from ntm_lib.intake.observations import Asked
from ntm_lib.reference.units import Unit

CUT_OFF = date(2021, 12, 20)
TOTAL = {"denominator_name": "Tổng số hộ"}
SHARE = Asked("percent", label="1.1", **TOTAL)


def row(code, *, numerator=None, denominator=None, value=None, assessed="", **more):
    """Return one figure of sheet "Chỉ tiêu"; its cells are named after what they hold."""
    indicator, _, component = code.partition("/")
    return {
        "indicator": indicator, "component": component, "label": code, "numerator": numerator, "denominator": denominator, "value": value,
        "assessed": assessed, "status": "ước", "origin": "reported", "sheet": "Chỉ tiêu", "cell": f"{code} số",
        "denominator_cell": f"{code} mẫu", "status_cell": f"{code} trạng thái", "origin_cell": f"{code} nguồn",
    } | more  # fmt: skip


def by_key(*rows):
    return {(r["indicator"], r["component"]): r for r in rows}


def told(faults):
    """Return (check, cell) of each fault."""
    return [(fault.check, fault.cell) for fault in faults]


# S01


CELLS = {"cell": "G7", "numerator_cell": "H7", "denominator_cell": "I7", "assessed_cell": "K7"}


@pytest.mark.parametrize(
    ("asked", "found", "said", "cell"),
    [
        (SHARE, None, "1.1 chưa có số liệu", ""),
        (SHARE, row("1.1"), "1.1 chưa có số liệu", "G7"),
        (SHARE, row("1.1", numerator=84), "mới có tử số 84", "I7"),
        (SHARE, row("1.1", numerator=0, denominator=0), "mới có tử số 0, chưa có mẫu số khác 0", "I7"),
        (SHARE, row("1.1", denominator=700), "mới có mẫu số 700", "H7"),
        (Asked("money", label="1.1"), row("1.1", denominator=700), "mới có mẫu số 700", "H7"),
        (Asked("number", label="Số thôn"), row("1.1", denominator=700), "Số thôn chưa có số liệu", "G7"),
        (Asked("boolean", label="1.1", rule="answer"), row("1.1"), "chưa có đánh giá", "K7"),
        (Asked("percent", label="1.1", rule="assessed"), row("1.1", value=80, numerator=8, denominator=10), "chưa có đánh giá", "K7"),
        (Asked("percent", label="1.1", rule="assessed"), row("1.1", denominator=700, assessed="met"), "chưa có tử số", "H7"),
        (Asked("percent", label="1.1", rule="assessed"), row("1.1", numerator=84, assessed="not_met"), "chưa có mẫu số", "I7"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_with_what_to_enter(asked, found, said, cell):
    """A missing value names the figure, what of it is there already, and what to enter, at the cell to fill in; half a share stands for none."""
    rows = by_key(found | CELLS) if found else {}
    (fault,) = checks.check_missing({("1.1", ""): asked}, rows, set(), "Chỉ tiêu")
    assert (fault.check, fault.sheet, fault.cell, fault.indicator) == ("S01", "Chỉ tiêu", cell, "1.1")
    assert said in fault.message


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (SHARE, row("1.1", value=0.0)),
        (SHARE, row("1.1", assessed="not_applicable")),
        (SHARE, row("1.1", assessed="met")),  # S10 tells
        (Asked("boolean", label="1.1", rule="answer"), row("1.1", assessed="not_met")),
        (Asked("percent", label="1.1", rule="assessed"), row("1.1", assessed="basically_met")),
    ],
)
def test_what_is_there_is_not_missing(asked, found):
    """Nought is a value, and a verdict an answer."""
    assert list(checks.check_missing({("1.1", ""): asked}, by_key(found), set(), "Chỉ tiêu")) == []


def test_a_figure_of_which_another_finding_tells_is_not_missed_again():
    """A cell that could not be read, or a row that stands twice, is one fault, not two."""
    assert list(checks.check_missing({("1.1", ""): SHARE}, {}, {("1.1", "")}, "Chỉ tiêu")) == []


@pytest.mark.parametrize(("missing", "findings"), [(10, 10), (11, 1)])
def test_an_empty_form_is_one_finding(missing, findings):
    """Up to ten missing figures are named one by one; from the eleventh on in one sentence."""
    asked = {(f"{n}.1", ""): Asked("percent", label=f"{n}.1") for n in range(1, 21)}
    rows = by_key(*(row(f"{n}.1", value=1.0) for n in range(missing + 1, 21)))
    faults = list(checks.check_missing(asked, rows, set(), "Chỉ tiêu"))
    assert len(faults) == findings
    if findings == 1:
        assert f"{missing}/20" in faults[0].message and "11.1" in faults[0].message and "12.1" not in faults[0].message


def test_assessments_that_are_missing_are_told_apart_from_figures():
    """Twelve figures without level or verdict are one finding at the cells of their verdicts; the one that is missing stays one of its own."""
    asked = {(f"{n}.1", ""): Asked("percent", label=f"{n}.1", rule="assessed") for n in range(1, 14)}
    rows = by_key(
        *(row(f"{n}.1", value=1.0, assessed_cell=f"K{n}") for n in range(1, 13)), row("13.1", assessed_cell="K13")
    )
    figure, verdicts = checks.check_missing(asked, rows, set(), "Chỉ tiêu")
    assert (figure.cell, figure.indicator) == ("K13", "13.1")
    assert (
        verdicts.message
        == f"12/13 chỉ tiêu có số liệu mà chưa có đánh giá: {', '.join(f'{n}.1' for n in range(1, 13))}. Chọn Đạt hay Chưa đạt."
    )
    assert verdicts.cell == ", ".join(f"K{n}" for n in range(1, 13))


def test_a_wholly_empty_sheet_says_all():
    """Twelve of twelve are told as all, without their codes."""
    asked = {(f"{n}.1", ""): Asked("percent", label=f"{n}.1") for n in range(1, 13)}
    (fault,) = checks.check_missing(asked, {}, set(), "Chỉ tiêu")
    assert "12/12" in fault.message and "tất cả" in fault.message and "1.1" not in fault.message


# S04


@pytest.mark.parametrize(
    ("wholes", "cells"),
    [
        ((700, 700, 700), []),
        ((700, None, 700), []),
        ((700, 734, 700), ["1.2 mẫu"]),
        ((734, 700, 700), ["1.1 mẫu"]),
        ((700, 734, 690), ["1.1 mẫu", "1.2 mẫu"]),  # none is more usual: the smallest is held against
        ((None, None, None), []),
    ],
)
def test_figures_that_share_a_total_state_the_same(wholes, cells):
    """A total that most figures agree on is held against the others, each told once at its own cell."""
    asked = {(f"1.{n}", ""): SHARE for n in (1, 2, 3)}
    rows = by_key(*(row(f"1.{n}", denominator=whole) for n, whole in enumerate(wholes, start=1)))
    assert told(checks.check_totals(asked, rows)) == [("S04", cell) for cell in cells]


def test_a_total_stated_by_itself_is_compared_too():
    """The number of households is held against the wholes of shares; its finding stands at its own cell."""
    asked = {("households", ""): Asked("number", numerator_name="Tổng số hộ"), ("1.1", ""): SHARE, ("1.2", ""): SHARE}
    rows = by_key(row("households", numerator=7000), row("1.1", denominator=700), row("1.2", denominator=700))
    (fault,) = checks.check_totals(asked, rows)
    assert (fault.check, fault.cell, fault.indicator) == ("S04", "households số", "households")
    assert "7000" in fault.message and "1.1, 1.2 ghi 700" in fault.message


def test_totals_of_other_names_are_no_contradiction():
    """Kilometres and households differ by nature; what stands in brackets behind a name changes nothing."""
    named = {"1.1": "Tổng số km", "1.2": "Tổng số hộ", "1.3": "Tổng số hộ (năm 2021)", "1.4": ""}
    asked = {(code, ""): Asked("percent", denominator_name=name) for code, name in named.items()}
    wholes = {"1.1": 10, "1.2": 700, "1.3": 700, "1.4": 3}
    rows = by_key(*(row(code, numerator=1, denominator=whole) for code, whole in wholes.items()))
    assert told(checks.check_totals(asked, rows)) == []
    rows["1.3", ""]["denominator"] = 701
    assert told(checks.check_totals(asked, rows)) == [("S04", "1.3 mẫu")]


# S07, S06


@pytest.mark.parametrize(
    ("part", "whole", "fires"), [(690, 690, False), (691, 690, True), (None, 690, False), (691, None, False)]
)
def test_a_part_is_not_larger_than_its_whole(part, whole, fires):
    """Households with clean water are among those with hygienic water; equal numbers are right."""
    relation = {"criteria_set": "bo", "kind": "part", "whole": "17.1/hvs", "part": "17.1/sach"}
    rows = by_key(row("17.1/hvs", numerator=whole), row("17.1/sach", numerator=part))
    assert told(checks.check_parts([relation], "bo", rows)) == ([("S07", "17.1/sach số")] if fires else [])


@pytest.mark.parametrize("other", [{"criteria_set": "bo-khac"}, {"kind": "stock"}, {"part": "17.9"}, {"whole": "17.9"}])
def test_a_relation_of_another_set_or_kind_or_figure_is_left_out(other):
    """relations.csv holds for its own criteria set, and for figures that the form has."""
    relation = {"criteria_set": "bo", "kind": "part", "whole": "17.1/hvs", "part": "17.1/sach"} | other
    rows = by_key(row("17.1/hvs", numerator=1), row("17.1/sach", numerator=2))
    assert told(checks.check_parts([relation], "bo", rows)) == []


@pytest.mark.parametrize(
    ("met", "total", "expected"),
    [
        (10, 10, []),
        (11, 10, [("S07", "đạt")]),
        (None, 10, []),
        (5, None, []),
        (5.5, 10, [("S12", "đạt")]),
        (5, 10.5, [("S12", "tổng")]),
    ],
)
def test_criteria_met_are_whole_and_not_more_than_there_are(met, total, expected):
    """A village meets at most as many criteria as there are, and whole ones."""
    stated = {
        "criteria_met": met,
        "criteria_total": total,
        "sheet": "Thôn",
        "criteria_met_cell": "đạt",
        "criteria_total_cell": "tổng",
    }
    assert told(checks.check_counts([stated])) == expected


UNITS = {"tw": "triệu đồng", "xa": "triệu đồng", "tong": "triệu đồng", "cong": "công"}


def source(name, planned=None, mobilised=None, disbursed=None):
    fields = {"planned": planned, "mobilised": mobilised, "disbursed": disbursed}
    return {
        "resource": name,
        "sheet": "Nguồn lực",
        **fields,
        **{f"{field}_cell": f"{name} {field}" for field in fields},
    }


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([source("tw", 100, 90, 80), source("xa", 50, 40, 30), source("tong", 150, 130, 110)], []),
        ([source("tw", 100), source("xa", 50.5), source("tong", 150)], []),  # half a million is rounding
        ([source("tw", 100), source("xa", 50.6), source("tong", 150)], ["S06 tong planned"]),
        ([source("tw", 100, 90), source("tong", 150, 80)], ["S06 tong planned", "S06 tong mobilised"]),
        ([source("cong", 999), source("tw", 100), source("tong", 100)], []),  # days are no money
        ([source("tong", 150)], []),  # sources not known
        ([source("tw", 100)], []),
        ([source("tw", 100, 90, 91)], ["S07 tw disbursed"]),
        ([source("tw", 100, 90, 90)], []),
        ([source("tw", None, None, 90)], []),
    ],
)
def test_sources_of_money_add_up_and_are_not_overspent(rows, expected):
    """The sources in the total's unit add up to it within half a million; no more is disbursed than was mobilised."""
    assert [f"{check} {cell}" for check, cell in told(checks.check_resources(rows, UNITS))] == expected


def debt(project, start=None, new=None, paid=None, now=None):
    fields = {"debt_start": start, "debt_new": new, "debt_paid": paid, "debt_now": now}
    cells = {"debt_paid_cell": f"{project} trả", "debt_now_cell": f"{project} còn"}
    return {"project": project, "sheet": "Nợ đọng", **fields, **cells}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([debt("đường", 500, 100, 200, 400)], []),
        ([debt("đường", 500, None, 200, 300)], []),  # nothing new
        ([debt("đường", 500, 100, 200, 400.5)], []),
        ([debt("đường", 500, 100, 200, 401)], ["đường còn"]),
        ([debt("đường", 100, 0, 200, 0)], ["đường trả"]),  # more than was owed
        ([debt("đường", None, 100, 200, 400)], []),
        ([debt(DEBT_TOTAL, now=400), debt("đường", now=300), debt("cầu", now=100)], []),
        ([debt(DEBT_TOTAL.upper(), now=400), debt("đường", now=300)], [f"{DEBT_TOTAL.upper()} còn"]),
        ([debt(DEBT_TOTAL, now=400.5), debt("đường", now=400)], []),
        ([debt(DEBT_TOTAL, now=401), debt("đường", now=400)], [f"{DEBT_TOTAL} còn"]),
        ([debt(DEBT_TOTAL, now=400)], []),
        ([debt(DEBT_TOTAL), debt("đường", now=300)], []),
    ],
)
def test_debts_add_up(rows, expected):
    """What is left is what was, and new, less paid; the works add up to the commune's total."""
    assert told(checks.check_debts(rows)) == [("S06", cell) for cell in expected]


@pytest.mark.parametrize(
    ("new", "said"), [(None, "500 + phát sinh 0 − đã trả 200 = 300"), (100, "500 + phát sinh 100 − đã trả 200 = 400")]
)
def test_a_debt_that_does_not_add_up_shows_its_sum(new, said):
    """The message spells the sum out, with nought for what was not entered as new."""
    (fault,) = checks.check_debts([debt("đường", 500, new, 200, 777)])
    assert said in fault.message and "Còn nợ ghi 777" in fault.message


# S13, S14, B13, S15, S16


def test_a_figure_without_its_labels_is_told_once_a_column():
    """Twelve lines without a status are one remark at their cells, with ten codes; a line without a value is not asked for one."""
    rows = [row(f"{n}.1", value=1.0, status="") for n in range(1, 13)] + [row("99.1", status="", origin="")]
    (fault,) = checks.check_labels(rows)
    assert (fault.check, fault.cell) == ("S13", ", ".join(f"{n}.1 trạng thái" for n in range(1, 13)))
    assert "10.1 và 2 dòng khác" in fault.message and "99.1" not in fault.message


def test_ten_lines_are_named_in_full():
    """Up to ten lines nothing is left out of the sentence."""
    (fault,) = checks.check_labels([row(f"{n}.1", value=1.0, status="") for n in range(1, 11)])
    assert "9.1, 10.1. Chọn" in fault.message


@pytest.mark.parametrize(
    ("more", "cells"),
    [
        ({}, []),
        ({"origin": ""}, ["1.1 nguồn"]),
        ({"status": "", "origin": ""}, ["1.1 trạng thái", "1.1 nguồn"]),
        ({"status": "", "status_cell": ""}, []),  # the column is gone: B03 tells
        ({"origin": "", "value": None, "assessed": "met"}, ["1.1 nguồn"]),
    ],
)
def test_labels_are_asked_for_where_there_is_a_figure_and_a_column(more, cells):
    """Status and origin are asked for of values and verdicts alike, unless the form has no such column."""
    assert told(checks.check_labels([row("1.1", value=1.0) | more])) == [("S13", cell) for cell in cells]


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (None, []),
        (CUT_OFF, []),
        (CUT_OFF - timedelta(days=1), [("B13", "B11"), ("S14", "1.1 trạng thái, 1.2 trạng thái")]),
        (CUT_OFF + timedelta(days=1), [("B13", "B11")]),
    ],
)
def test_figures_cut_off_before_the_season_are_not_final(stated, expected):
    """A form cut off on another day says so at the day; its final figures are told once if that day is earlier."""
    final = {"status": "chính thức"}
    rows = [row("1.1", **final), row("1.2", **final), row("1.3"), row("1.4", **final, origin="published")]
    faults = list(checks.check_early(rows, stated, CUT_OFF, ("Thông tin", "B11")))
    assert told(faults) == expected
    assert not faults or f"ngày {stated:%d/%m/%Y}, kỳ chốt ngày 20/12/2021" in faults[0].message
    assert not faults[1:] or ("1.1, 1.2." in faults[1].message and "số chốt ngày 19/12/2021" in faults[1].message)


@pytest.mark.parametrize(
    ("day", "fires"),
    [
        (CUT_OFF, False),
        (CUT_OFF + timedelta(days=1), True),
        (CUT_OFF - timedelta(days=730), False),
        (CUT_OFF - timedelta(days=731), True),
        (None, False),
    ],
)
def test_a_statements_day_is_near_the_season(day, fires):
    """A day after the cut-off, or more than two years before, is told at its own cell."""
    stated = {"as_of": day, "as_of_cell": "F5", "sheet": "Thôn", "cell": "B5"}
    assert told(checks.check_days([stated], CUT_OFF)) == ([("S15", "F5")] if fires else [])


@pytest.mark.parametrize(
    ("households", "known", "fires"),
    [
        (800, 1000, False),
        (799, 1000, True),
        (1200, 1000, False),
        (1201, 1000, True),
        (None, 1000, False),
        (7000, None, False),
    ],
)
def test_households_are_near_the_census(households, known, fires):
    """Up to 20 per cent off the number of units.csv is no finding; without that number nothing is compared."""
    unit = Unit("a", "", "A", "xã", None, None, "", None, known, None, None, ())
    rows = by_key(row("households", value=households))
    assert told(checks.check_demography(rows, unit)) == ([("S16", "households số")] if fires else [])


def test_population_is_compared_apart_and_a_lost_row_is_no_fault():
    """The census's population is held against the population; a form without these rows is not blamed here."""
    unit = Unit("a", "", "A", "xã", None, None, "", 2800, 700, None, None, ())
    assert told(checks.check_demography(by_key(row("population", value=700)), unit)) == [("S16", "population số")]
    assert told(checks.check_demography({}, unit)) == []


def test_a_component_is_written_behind_a_stroke():
    """Codes are written as relations.csv has them."""
    assert (checks.code(("17.1", "nuoc-sach")), checks.code(("17.10", ""))) == ("17.1/nuoc-sach", "17.10")
