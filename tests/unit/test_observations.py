"""One row of a form as one figure: what follows from what was entered, and which errors leave none."""

import pytest

from ntm_lib.intake.observations import Asked, read_figure
from ntm_lib.intake.reading.entries import Percent

SHARE = Asked("percent", label="1.1", count_unit="hộ")
KM = Asked("percent", label="2.1", count_unit="km")
COUNT = Asked("number", label="9.1", count_unit="nhà")
INCOME = Asked("money", label="10.1", unit="triệu đồng/người/năm", count_unit="triệu đồng")
ANSWER = Asked("boolean", label="8.1", rule="answer")
ASSESSED_SHARE = Asked("percent", label="2.3", rule="assessed")
MARKET = Asked("boolean", label="7.1", rule="assessed", may_not_apply=True)


def checks(figure):
    """Return (check, field) of each fault."""
    return [(check, name) for check, name, _ in figure.faults]


@pytest.mark.parametrize(
    ("asked", "entries", "value"),
    [
        (SHARE, {"numerator": 84.0, "denominator": 700.0}, 12),
        (SHARE, {"numerator": 700.0, "denominator": 700.0}, 100),
        (SHARE, {"numerator": 0.0, "denominator": 700.0}, 0),
        (KM, {"numerator": 9.5, "denominator": 10.0}, 95),
        (COUNT, {"value": 3.0}, 3),
        (COUNT, {"numerator": 3.0}, 3),  # as older forms have it
        (COUNT, {"numerator": 3.0, "value": 3.0}, 3),
        (COUNT, {"value": 0.0}, 0),
        (INCOME, {"numerator": 90000.0, "denominator": 2500.0}, 36),
        (INCOME, {"numerator": 2500.0, "denominator": 2500.0}, 1),
        (INCOME, {"numerator": 500000.0, "denominator": 1000.0}, 500),
        (SHARE, {}, None),
        (SHARE, {"numerator": 84.0}, None),
        (SHARE, {"denominator": 700.0}, None),
        (SHARE, {"numerator": 0.0, "denominator": 0.0}, None),
        (INCOME, {"numerator": 0.0, "denominator": 0.0}, None),
        (INCOME, {}, None),
        (INCOME, {"denominator": 2500.0}, None),
        (COUNT, {"denominator": 3.0}, None),
        (ANSWER, {"assessed": "met", "numerator": -1.0}, None),  # a number beside an answer says nothing
        (MARKET, {"assessed": "not_applicable"}, None),
        (Asked("percent", target=120.0), {"numerator": 130.0, "denominator": 100.0}, 130),
    ],
)
def test_a_sound_entry_gives_its_value_without_a_fault(asked, entries, value):
    """What was entered rightly, or not at all, is nothing to complain of here."""
    figure = read_figure(entries, asked)
    assert figure.value == (None if value is None else pytest.approx(value)) and figure.faults == []


@pytest.mark.parametrize(
    ("asked", "entries", "faults"),
    [
        (SHARE, {"numerator": -1.0, "denominator": 700.0}, [("S02", "numerator")]),
        (SHARE, {"numerator": -1.0, "denominator": -7.0}, [("S02", "numerator"), ("S02", "denominator")]),
        (COUNT, {"value": -1.0}, [("S02", "value")]),
        (SHARE, {"numerator": 701.0, "denominator": 700.0}, [("S03", "numerator")]),
        (SHARE, {"value": 100.1}, [("S03", "value")]),
        (Asked("percent", target=100.0), {"numerator": 130.0, "denominator": 100.0}, [("S03", "numerator")]),
        (SHARE, {"numerator": 1.0, "denominator": 0.0}, [("S05", "denominator")]),
        (INCOME, {"numerator": 1.0, "denominator": 0.0}, [("S05", "denominator")]),
        (COUNT, {"numerator": 3.0, "value": 5.0}, [("S17", "value")]),
        (COUNT, {"value": Percent(3.0)}, [("O03", "value")]),
        (INCOME, {"value": Percent(41.0)}, [("O03", "value")]),
        (SHARE, {"value": 0.125}, [("O03", "value")]),
        (SHARE, {"value": 1.0}, [("O03", "value")]),
        (INCOME, {"numerator": 41.2e9, "denominator": 1000.0}, [("S18", "numerator")]),
        (INCOME, {"numerator": 999.0, "denominator": 1000.0}, [("S18", "numerator")]),
        (INCOME, {"numerator": 500001.0, "denominator": 1000.0}, [("S18", "numerator")]),
        (INCOME, {"value": 41.2e6}, [("S09", "numerator"), ("S18", "value")]),
        (INCOME, {"numerator": 41.2e9, "denominator": 1000.0, "value": 41.2e6}, [("S18", "numerator")]),
    ],
)
def test_an_error_leaves_no_number(asked, entries, faults):
    """An error is told at its field, and neither value nor numerator nor denominator goes on."""
    figure = read_figure(entries, asked)
    assert checks(figure) == faults
    assert (figure.numerator, figure.denominator, figure.value) == (None, None, None)


@pytest.mark.parametrize(
    ("asked", "entries", "faults", "value"),
    [
        (SHARE, {"numerator": 350.5, "denominator": 701.0}, [("S12", "numerator")], 50),
        (SHARE, {"numerator": 350.0, "denominator": 700.5}, [("S12", "denominator")], 100 * 350 / 700.5),
        (COUNT, {"value": 2.5}, [("S12", "value")], 2.5),
        (COUNT, {"numerator": 2.5}, [("S12", "numerator")], 2.5),
        (INCOME, {"value": 41.2}, [("S09", "numerator")], 41.2),
        (INCOME, {"numerator": 90000.0, "value": 41.2}, [("S09", "denominator")], 41.2),
        (INCOME, {"denominator": 2500.0, "value": 41.2}, [("S09", "numerator")], 41.2),
        (SHARE, {"value": 96.5}, [("S09", "numerator")], 96.5),
        (SHARE, {"value": 0.0}, [("S09", "numerator")], 0),
        (SHARE, {"value": 100.0}, [("S09", "numerator")], 100),
        (SHARE, {"value": 1.01}, [("S09", "numerator")], 1.01),
        (SHARE, {"value": Percent(0.125)}, [("S09", "numerator")], 0.125),
        (SHARE, {"value": 96.5, "denominator": 700.0}, [("S09", "numerator")], 96.5),
        (SHARE, {"numerator": 84.0, "denominator": 700.0, "value": 99.0}, [("S08", "value")], 12),
        (INCOME, {"numerator": 90000.0, "denominator": 2500.0, "value": 41.2}, [("S08", "value")], 36),
        (SHARE, {"assessed": "met"}, [("S10", "numerator")], None),
        (SHARE, {"assessed": "not_met"}, [("S10", "numerator")], None),
        (SHARE, {"assessed": "not_applicable"}, [("S11", "assessed")], None),
        (ANSWER, {"assessed": "not_applicable"}, [("S11", "assessed")], None),
        (SHARE, {"numerator": 84.0, "denominator": 700.0, "assessed": "not_applicable"}, [("S11", "assessed")], 12),
    ],
)
def test_a_warning_takes_nothing_away(asked, entries, faults, value):
    """A warning is told at its field, and the value stands as it was entered or computed."""
    figure = read_figure(entries, asked)
    assert checks(figure) == faults
    assert figure.value == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("stated", "is_told"),
    [
        (Percent(97.1), False),  # 681 of 701 is 97,147
        (97.1, False),
        (0.971, False),
        (97.0, False),  # rounded to a whole
        (Percent(97.0), False),
        (Percent(97.2), False),
        (97.3, True),
        (98.0, True),
        (Percent(0.971), True),  # 0,971 % is not 97,1 %
        (9.71, True),
    ],
)
def test_a_rate_beside_its_parts_may_be_rounded(stated, is_told):
    """A rate typed beside numerator and denominator agrees within 0,1 point, a whole one within 0,5; the computed one counts."""
    figure = read_figure({"numerator": 681.0, "denominator": 701.0, "value": stated}, SHARE)
    assert figure.value == pytest.approx(97.1469, abs=1e-4)
    assert checks(figure) == ([("S08", "value")] if is_told else [])


@pytest.mark.parametrize(
    ("value", "is_told"), [(36.1, False), (36.11, True), (36.5, True), (36.0, False), (37.0, True)]
)
def test_the_bounds_of_agreement_are_those_of_the_catalogue(value, is_told):
    """Of 36 million a head 36,1 is near enough, 36,11 is not; nor is a whole million more."""
    figure = read_figure({"numerator": 90000.0, "denominator": 2500.0, "value": value}, INCOME)
    assert bool(figure.faults) == is_told


@pytest.mark.parametrize(
    ("asked", "entries", "unreadable", "value"),
    [
        (SHARE, {"numerator": 84.0, "denominator": 700.0}, ["value"], 12),
        (SHARE, {"numerator": 84.0, "denominator": 700.0}, ["assessed"], 12),
        (SHARE, {"denominator": 700.0, "value": 12.0}, ["numerator"], None),
        (SHARE, {"numerator": 84.0, "value": 12.0}, ["denominator"], None),
        (INCOME, {"numerator": 84.0, "value": 36.0}, ["denominator"], None),
        (COUNT, {"value": 3.0}, ["numerator"], None),
        (COUNT, {"numerator": 3.0}, ["value"], None),
        (COUNT, {"value": 3.0}, ["denominator"], 3),
    ],
)
def test_a_number_rests_on_cells_that_could_be_read(asked, entries, unreadable, value):
    """Where a part can't be read, a rate typed beside does not stand in for it; a cell nothing rests on costs nothing."""
    figure = read_figure(entries, asked, unreadable)
    assert figure.value == (None if value is None else pytest.approx(value)) and figure.faults == []


def test_a_rate_that_can_be_read_two_ways_is_said_both_ways():
    """The message of O03 has both readings, and what to write instead."""
    (fault,) = read_figure({"value": 0.125}, SHARE).faults
    assert "0,125 là 0,125 % hay 12,5 %" in fault[2] and "dấu %" in fault[2]


def test_an_unreadable_number_leaves_the_verdict_that_decides():
    """Where the form's verdict decides, it stands though the numbers beside it can't be read."""
    figure = read_figure({"assessed": "met", "denominator": 10.0}, ASSESSED_SHARE, ["numerator"])
    assert (figure.assessed, figure.value, figure.faults) == ("met", None, [])


def test_a_verdict_that_decides_needs_no_number():
    """An assessed share without numbers is no S10: its level is not known."""
    assert read_figure({"assessed": "not_met"}, ASSESSED_SHARE).faults == []
