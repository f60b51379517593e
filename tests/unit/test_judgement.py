"""The rules a promise is judged by: which decides, on every branch, and what holds for all of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ntm_lib.analysis import judgement
from ntm_lib.analysis.judgement import Standing
from ntm_lib.analysis.promise_rules import BEHIND, RULES, Term, worst_first
from ntm_lib.presentation.words.promise_reasons import RULE_SENTENCES
from ntm_lib.schemas import DOSSIER_STATES, PROMISE_STATES, TASK_STATES, PromiseState

BASE = (2020, date(2020, 12, 31))


def term(deadline=2021, *, stated=False, year=2021, month=12, day=31, closes=None, base=BASE):
    """Return the term of a promise of the conference of 2020; the season closes its year if it ends in December."""
    closing = month == 12 if closes is None else closes
    return Term(base, year, date(year, month, day), closing, deadline, stated)


DUE = term()
DUE_STATED = term(stated=True)
NOT_DUE = term(month=6, day=30)
# Two years from 31/12/2020 to 31/12/2022, one of them over: half of the way
HALF_WAY = term(2022, stated=True)
OPEN = term(None)


# Deadlines


@pytest.mark.parametrize(
    ("found", "is_due"),
    [
        (term(2021), True),
        (term(2021, month=6, day=30), False),  # mid-year
        (term(2021, closes=False), False),  # another season closes the year
        (term(2022), False),
        (term(2020, year=2021, month=6, day=30), True),  # the year after
        (term(2021, year=2023), True),  # two years later
        (term(None), False),
        (term(None, year=2030), False),
    ],
)
def test_a_promise_is_due_when_its_year_is_closed(found, is_due):
    """Due by the season that closes the deadline year or any later one; never without a deadline."""
    assert found.is_due is is_due


@pytest.mark.parametrize(
    ("found", "is_yearly", "share"),
    [
        (HALF_WAY, False, 0.5),
        (term(2022, stated=True, base=None), False, None),
        (term(None), False, None),
        (term(2021, month=1, day=1, base=(2021, date(2021, 12, 31))), False, 0.0),  # before the start
        (term(2021, year=2022), False, 1.0),  # after the end
        # 30/6/2021 is day 181 of 365, counted from 1 January, whatever the base season
        (term(2021, month=6, day=30, base=None), True, 181 / 365),
        (term(2022, month=6, day=30), True, 0.0),  # the deadline year has not begun
    ],
)
def test_the_time_that_has_passed(found, is_yearly, share):
    """From the base season's cut-off to 31 December of the deadline year; a yearly count has the deadline year only."""
    assert found.elapsed(is_yearly) == share


# A measure against a number


@pytest.mark.parametrize(
    ("value", "base", "comparator", "target", "when", "rule"),
    [
        (None, 14.0, "<=", 12, DUE, "no_figure"),
        (11.9, 13.7, "<=", 12, DUE, "measure_reached"),
        (12.000000000000002, 13.7, "<=", 12, DUE, "measure_reached"),  # 84 of 700
        (13.8, 14.8, "<=", 13, DUE, "measure_missed"),
        (13.8, None, "<=", 13, DUE, "measure_missed"),  # due: where it started doesn't matter
        (0, 5, "==", 0, DUE, "measure_reached"),
        (2, 5, "==", 0, DUE, "measure_missed"),
        (36, 33, ">=", 36, NOT_DUE, "measure_reached"),  # before the deadline, too
        # from 20 to 10 in two years: 15 is asked for at half of the way
        (15, 20, "<=", 10, HALF_WAY, "measure_on_path"),
        (14, 20, "<=", 10, HALF_WAY, "measure_on_path"),
        (15.1, 20, "<=", 10, HALF_WAY, "measure_behind"),
        (70, 60, ">=", 80, HALF_WAY, "measure_on_path"),
        (69, 60, ">=", 80, HALF_WAY, "measure_behind"),
        (4, 8, "==", 0, HALF_WAY, "measure_on_path"),
        (5, 8, "==", 0, HALF_WAY, "measure_behind"),
        (11, 8, "<=", 10, HALF_WAY, "measure_behind"),  # it stood at its target and left it
        (20, None, "<=", 10, HALF_WAY, "no_base"),
        (14, 15, "<=", 12, NOT_DUE, "measure_not_due"),
        (15, 15, "<=", 12, NOT_DUE, "measure_not_due"),
        (16, 15, "<=", 12, NOT_DUE, "measure_away"),
        (13, 11, "<=", 12, NOT_DUE, "measure_away"),
        (14, None, "<=", 12, NOT_DUE, "no_base"),
        (14, 15, "<=", 12, OPEN, "measure_not_due"),
    ],
)
def test_a_measure_against_a_number(value, base, comparator, target, when, rule):
    """Reached is reached at any time; past the deadline it is missed; before it the path or the direction decides."""
    assert judgement.judge_number(value, base, comparator, target, False, when) == rule


@pytest.mark.parametrize(
    ("value", "comparator", "target", "when", "rule"),
    [
        (14, ">=", 14, DUE, "measure_reached"),
        (12, ">=", 16, DUE, "measure_missed"),
        (5, ">=", 14, NOT_DUE, "measure_not_due"),
        # on 30/6 181 of 365 days are over: 14 x 181 / 365 = 6.94
        (7, ">=", 14, term(stated=True, month=6, day=30), "measure_on_path"),
        (6, ">=", 14, term(stated=True, month=6, day=30), "measure_behind"),
        (0, ">=", 14, term(2022, stated=True), "measure_on_path"),  # it is counted in 2022 only
        (0, "==", 0, DUE, "measure_reached"),
        (0, "==", 0, NOT_DUE, "ceiling_kept"),
        (0, "==", 0, OPEN, "ceiling_kept"),
        (2, "<=", 3, NOT_DUE, "ceiling_kept"),
        (3, "<=", 3, DUE, "measure_reached"),
        (1, "==", 0, NOT_DUE, "ceiling_exceeded"),
        (1, "==", 0, DUE, "ceiling_exceeded"),
        (4, "<=", 3, term(2022, stated=True), "ceiling_exceeded"),
        (9, ">=", 14, term(2021, year=2022), "year_over"),
        (0, "==", 0, term(2021, year=2022), "year_over"),
        (None, ">=", 14, term(2021, year=2022), "no_figure"),
    ],
)
def test_a_count_of_the_year(value, comparator, target, when, rule):
    """Houses removed or new in the year start from 0, not from last year's count, and say nothing of another year."""
    assert judgement.judge_number(value, 9, comparator, target, True, when) == rule


@pytest.mark.parametrize(
    ("base", "comparator", "target", "is_yearly", "when", "needed"),
    [
        (20, "<=", 10, False, HALF_WAY, 15),
        (60, ">=", 80, False, HALF_WAY, 70),
        (8, "==", 0, False, HALF_WAY, 4),
        (2, "==", 6, False, HALF_WAY, 4),
        (8, "<=", 10, False, HALF_WAY, 10),  # to be kept where it is
        (99, ">=", 14, True, term(stated=True, month=6, day=30), round(14 * 181 / 365, 9)),
        (20, "<=", 10, False, term(2022), None),
        (20, "<=", 10, False, DUE_STATED, None),
        (None, "<=", 10, False, HALF_WAY, None),
        (20, "<=", 10, False, term(2022, stated=True, base=None), None),
    ],
)
def test_the_straight_path(base, comparator, target, is_yearly, when, needed):
    """What is asked for now lies on the line from base to target; there is none without a stated deadline ahead, or a base."""
    path = judgement.number_path(50, base, comparator, target, is_yearly, when)
    assert (path.value if path else None) == needed


# More or less than in the base season


@pytest.mark.parametrize(
    ("value", "base", "comparator", "when", "rule"),
    [
        (None, 5, "decrease", DUE, "no_figure"),
        (4, None, "decrease", DUE, "no_base"),
        (4, 5, "decrease", DUE, "change_reached"),
        (5, 5, "decrease", DUE, "change_missed"),
        (6, 5, "decrease", DUE, "change_missed"),
        (41, 40, "increase", DUE, "change_reached"),
        (40, 40, "increase", DUE, "change_missed"),
        (39, 40, "increase", DUE, "change_missed"),
        (40.0000000000001, 40, "increase", DUE, "change_missed"),
        (4, 5, "decrease", NOT_DUE, "change_right_way"),
        (4, 5, "decrease", HALF_WAY, "change_right_way"),
        (5, 5, "decrease", NOT_DUE, "change_unchanged"),
        (5, 5, "decrease", HALF_WAY, "change_behind"),
        (6, 5, "decrease", NOT_DUE, "change_away"),
        (6, 5, "decrease", HALF_WAY, "change_behind"),
        (0, 0, "decrease", DUE, "change_nothing_left"),
        (0, 0, "decrease", NOT_DUE, "change_nothing_left"),
        (1, 0, "decrease", DUE, "change_missed"),
        (0, 1, "decrease", DUE, "change_reached"),
    ],
)
def test_an_increase_or_decrease(value, base, comparator, when, rule):
    """The direction since the base season decides; unchanged is not kept, except where nothing is left."""
    last = 0.0 if comparator == "decrease" else None
    assert judgement.judge_change(value, base, comparator, last, False, when) == rule


def test_nothing_is_left_to_increase_at_a_hundred_per_cent():
    """A share that was 100 and is 100 is kept; a count has no such end."""
    assert judgement.judge_change(100, 100, "increase", 100.0, False, DUE) == "change_nothing_left"
    assert judgement.judge_change(100, 100, "increase", None, False, DUE) == "change_missed"


@pytest.mark.parametrize(
    ("value", "base", "comparator", "when", "rule"),
    [
        (3, 5, "increase", NOT_DUE, "change_year_running"),
        (5, 5, "increase", NOT_DUE, "change_year_running"),
        (6, 5, "increase", NOT_DUE, "change_right_way"),
        (3, 5, "decrease", NOT_DUE, "change_year_running"),
        (6, 5, "decrease", NOT_DUE, "change_away"),
        (0, 0, "decrease", NOT_DUE, "change_year_running"),
        (0, 0, "decrease", DUE, "change_nothing_left"),
        (3, 5, "increase", DUE, "change_missed"),
        (9, 5, "increase", term(2021, year=2022), "year_over"),
    ],
)
def test_half_a_years_count_is_not_held_against_a_whole_years(value, base, comparator, when, rule):
    """Before the year is over only what can no longer change is judged: more than last year's count."""
    last = 0.0 if comparator == "decrease" else None
    assert judgement.judge_change(value, base, comparator, last, True, when) == rule


# Criteria


@pytest.mark.parametrize(
    ("kept", "lost", "unknown", "when", "rule"),
    [
        ("1 2", "", "", DUE, "criteria_kept"),
        ("1 2", "", "", NOT_DUE, "criteria_kept_so_far"),
        ("1 2", "", "", OPEN, "criteria_kept_so_far"),
        ("1", "2", "", NOT_DUE, "criteria_lost_so_far"),
        ("1", "2", "", OPEN, "criteria_lost_so_far"),
        ("1", "2", "3", DUE, "criteria_lost"),
        ("1", "", "2", DUE, "criteria_kept_unknown"),
        ("", "", "2", NOT_DUE, "criteria_kept_unknown"),
        ("", "", "", DUE, "criteria_no_base"),
    ],
)
def test_criteria_to_keep(kept, lost, unknown, when, rule):
    """One lost decides, then one unknown; until the deadline it can be met again."""
    assert judgement.judge_kept(kept.split(), lost.split(), unknown.split(), when) == rule


@pytest.mark.parametrize(
    ("met", "not_met", "unknown", "needed", "when", "rule"),
    [
        ("10 13 14", "", "", None, DUE, "criteria_reached"),
        ("10 13 14", "", "", None, NOT_DUE, "criteria_reached"),
        ("13 14", "10", "", None, DUE, "criteria_missed"),
        ("13", "10", "14", None, DUE, "criteria_missed"),  # one failed decides even if another is unknown
        ("13 14", "", "10", None, DUE, "criteria_unknown"),
        ("", "", "", None, DUE, "criteria_unknown"),
        ("13", "10", "14", None, NOT_DUE, "criteria_not_due"),
        ("13 14", "", "10", None, NOT_DUE, "criteria_unknown"),
        ("13 14", "10", "", 2, HALF_WAY, "criteria_on_path"),
        ("13", "10 14", "", 2, HALF_WAY, "criteria_behind"),
        ("13", "10", "14", 2, HALF_WAY, "criteria_unknown"),  # the unknown one could make up for it
        ("", "10 13", "14", 2, HALF_WAY, "criteria_behind"),
        ("13", "10", "", None, HALF_WAY, "no_base"),
    ],
)
def test_criteria_to_reach(met, not_met, unknown, needed, when, rule):
    """All met is reached; one failed is missed once due; before a stated deadline as many must be met as the path asks for."""
    assert judgement.judge_criteria(met.split(), not_met.split(), unknown.split(), needed, when) == rule


@pytest.mark.parametrize(
    ("base", "total", "when", "needed"),
    [
        (0, 3, HALF_WAY, 1),  # 1.5, in whole criteria
        (1, 4, HALF_WAY, 2),
        (0, 4, HALF_WAY, 2),
        (None, 4, HALF_WAY, None),
        (0, 4, DUE_STATED, None),
        (0, 4, NOT_DUE, None),
        (0, 4, OPEN, None),
    ],
)
def test_the_path_of_criteria_asks_for_whole_ones(base, total, when, needed):
    """Half a criterion can't be met: the path is rounded down."""
    assert judgement.count_path(base, total, when) == needed


# Tiers and villages


@pytest.mark.parametrize(
    ("standing", "rule"),
    [
        (Standing(is_recognised=True, met=9, total=19, state="chưa thực hiện"), "tier_recognised"),
        (Standing(met=19, total=19, state="đang thực hiện", dossier="huyện thẩm tra đạt"), "tier_counted"),
        (Standing(met=17, total=19, dossier="tỉnh công nhận"), "tier_declared"),
        (Standing(state="hoàn thành"), "tier_declared"),
        (Standing(met=17, state="hoàn thành"), "tier_declared"),  # of how many is not said: nothing contradicts
        (Standing(met=9, total=10, state="hoàn thành"), None),  # counts contradict the word
        (Standing(met=9, total=10, dossier="cơ bản đạt"), None),
        (Standing(dossier="huyện thẩm tra đạt"), None),
        (Standing(met=0, total=0), None),
        (Standing(), None),
    ],
)
def test_a_tier_is_reached(standing, rule):
    """By a decision, by all criteria met, or by what is stated where no count contradicts it; never by “cơ bản đạt”."""
    assert judgement.reached_tier(standing) == rule


@pytest.mark.parametrize(
    ("standing", "needed", "when", "rule"),
    [
        (Standing(met=10, total=10), None, NOT_DUE, "tier_counted"),
        (Standing(), None, DUE, "no_statement"),
        (Standing(met=9, total=10, dossier="cơ bản đạt"), None, DUE, "tier_missed"),
        (Standing(met=9, total=10, state="hoàn thành"), None, DUE, "tier_missed"),
        (Standing(dossier="cơ bản đạt"), None, DUE, "tier_unfinished"),
        (Standing(dossier="huyện thẩm tra đạt", state="đang thực hiện"), None, DUE, "tier_unfinished"),
        (Standing(dossier="huyện thẩm tra đạt"), None, DUE, "tier_unclear"),
        (Standing(dossier="xã tự đánh giá đạt"), None, DUE, "tier_unclear"),
        (Standing(state="chưa thực hiện"), None, NOT_DUE, "tier_waiting"),
        (
            Standing(state="chưa thực hiện", met=5.0, total=10.0, base_met=4.0),
            None,
            NOT_DUE,
            "tier_not_due",
        ),  # it moved all the same
        (Standing(state="đang thực hiện"), None, NOT_DUE, "tier_not_due"),
        (Standing(met=8, total=10), 8, HALF_WAY, "tier_on_path"),
        (Standing(met=7, total=10, state="đang thực hiện"), 8, HALF_WAY, "tier_behind"),
        (Standing(met=7, total=10), None, HALF_WAY, "tier_not_due"),
        (Standing(state="đang thực hiện"), 8, HALF_WAY, "tier_not_due"),
        (Standing(state="chưa thực hiện"), 8, HALF_WAY, "tier_waiting"),
    ],
)
def test_a_tier_to_reach(standing, needed, when, rule):
    """Short of it when due is missed by its count, or else not completed; before a stated deadline the criteria met are compared with the path, if there is one."""
    assert judgement.judge_tier(standing, needed, when) == rule


@pytest.mark.parametrize(
    ("standing", "when", "rule"),
    [
        (Standing(met=19, total=19), OPEN, "tier_counted"),
        (Standing(state="đang thực hiện", met=9, total=19), OPEN, "progress_made"),
        (Standing(state="hoàn thành", met=9, total=19), OPEN, "progress_made"),
        (Standing(met=8, total=10, base_met=6), OPEN, "progress_made"),
        (Standing(state="chưa thực hiện", met=8, total=10, base_met=6), OPEN, "progress_made"),
        (Standing(met=6, total=10, base_met=6), OPEN, "progress_waiting"),
        (Standing(met=9, total=19), OPEN, "progress_made"),
        (Standing(met=0, total=19), OPEN, "no_statement"),
        (Standing(dossier="cơ bản đạt"), OPEN, "progress_made"),
        (Standing(dossier="chưa đạt"), OPEN, "no_statement"),
        (Standing(), OPEN, "no_statement"),
        (Standing(state="chưa thực hiện"), OPEN, "progress_waiting"),
        (Standing(state="chưa thực hiện", dossier="cơ bản đạt"), OPEN, "progress_waiting"),
        (Standing(state="chưa thực hiện"), term(None, month=6, day=30), "progress_waiting"),
        (Standing(state="chưa thực hiện"), term(None, year=2022, month=6, day=30), "progress_waiting"),
        (Standing(state="đang thực hiện"), DUE, "progress_made_in_time"),
        (Standing(state="chưa thực hiện"), term(2020, base=None), "progress_none"),
    ],
)
def test_progress_towards_a_tier(standing, when, rule):
    """Begun is progress; not begun is none once its deadline has passed; nothing stated is unknown."""
    assert judgement.judge_progress(standing, when) == rule


# Tasks


@pytest.mark.parametrize(
    ("state", "when", "rule"),
    [
        ("", DUE, "no_statement"),
        ("hoàn thành", DUE, "task_done"),
        ("hoàn thành", NOT_DUE, "task_done"),
        ("đang thực hiện", DUE, "task_unfinished"),
        ("chưa thực hiện", DUE_STATED, "task_unfinished"),
        ("đang thực hiện", NOT_DUE, "task_running"),
        ("đang thực hiện", HALF_WAY, "task_running"),
        ("chưa thực hiện", NOT_DUE, "task_waiting"),
        ("chưa thực hiện", HALF_WAY, "task_waiting"),
        ("chưa thực hiện", OPEN, "task_waiting"),
    ],
)
def test_a_task(state, when, rule):
    """Done is done; not done when due is not completed; before, it goes on or is not begun, as stated."""
    assert judgement.judge_task(state, when) == rule


# What holds for all

figures = st.none() | st.floats(0, 100)
terms = st.builds(
    term,
    st.none() | st.integers(2020, 2023),
    stated=st.booleans(),
    year=st.integers(2021, 2023),
    month=st.sampled_from([6, 12]),
    day=st.just(30),
    closes=st.booleans(),
    base=st.sampled_from([BASE, None]),
).map(lambda t: t if t.deadline_year else Term(t.base, t.year, t.cut_off, t.closes_year, None, False))
standings = st.builds(
    Standing,
    st.booleans(),
    st.none() | st.integers(0, 10),
    st.none() | st.integers(0, 10),
    st.sampled_from(["", *DOSSIER_STATES]),
    st.sampled_from(["", *TASK_STATES]),
    st.none() | st.integers(0, 10),
)
numbers = st.lists(st.sampled_from("123456"), unique=True, max_size=3)
number_rules = st.builds(
    lambda t, *rest: (t, judgement.judge_number(*rest, t)),
    terms, figures, figures, st.sampled_from([">=", "<=", "=="]), st.floats(0, 100), st.booleans(),
)  # fmt: skip
change_rules = st.builds(
    lambda t, *rest: (t, judgement.judge_change(*rest, t)),
    terms, figures, figures, st.sampled_from(["increase", "decrease"]), st.none() | st.sampled_from([0.0, 100.0]), st.booleans(),
)  # fmt: skip
kept_rules = st.builds(lambda t, *rest: (t, judgement.judge_kept(*rest, t)), terms, numbers, numbers, numbers)
criteria_rules = st.builds(
    lambda t, base, *rest: (t, judgement.judge_criteria(*rest, judgement.count_path(base, 9, t), t)),
    terms, st.none() | st.integers(0, 9), numbers, numbers, numbers,
)  # fmt: skip
tier_rules = st.builds(
    lambda t, s: (t, judgement.judge_tier(s, judgement.count_path(s.base_met, s.total or 0, t), t)), terms, standings
)
progress_rules = st.builds(lambda t, s: (t, judgement.judge_progress(s, t)), terms, standings)
task_rules = st.builds(lambda t, s: (t, judgement.judge_task(s, t)), terms, st.sampled_from(["", *TASK_STATES]))


@given(st.one_of(number_rules, change_rules, kept_rules, criteria_rules, tier_rules, progress_rules, task_rules))
def test_no_promise_goes_on_past_its_deadline_or_is_left_uncompleted_before(judged):
    """Past its deadline a promise is kept, missed, not completed or unknown; before, it is not missed but by a ceiling exceeded."""
    when, rule = judged
    state = RULES[rule]
    running = (PromiseState.RUNNING, PromiseState.NOT_BEGUN)
    assert state not in (running if when.is_due else (PromiseState.UNFINISHED,))
    assert when.is_due or state != PromiseState.MISSED or rule == "ceiling_exceeded"


def test_each_rule_has_a_state_and_a_sentence_of_its_own():
    """The method page can say of every rule what it gives and why, no two alike."""
    assert set(RULES.values()) == set(PROMISE_STATES) and set(RULES) == set(RULE_SENTENCES)
    sentences = list(RULE_SENTENCES.values())
    assert len(set(sentences)) == len(sentences) and all(s.endswith(".") for s in sentences)


def test_what_is_behind_goes_on_and_comes_before_what_is_not():
    """Those left or missed stand first; of those under way the ones that do not keep up."""
    assert {RULES[rule] for rule in BEHIND} == {PromiseState.RUNNING}
    found = [
        {"state": RULES[rule], "rule": rule}
        for rule in ("task_done", "measure_on_path", "measure_behind", "task_unfinished", "measure_missed")
    ]
    assert [row["rule"] for row in sorted(found, key=worst_first)] == [
        "measure_missed",
        "task_unfinished",
        "measure_behind",
        "measure_on_path",
        "task_done",
    ]
