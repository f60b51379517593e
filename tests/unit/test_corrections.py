"""What an analyst overrules or accepts: applied on top, pinned to what the form says, and told with reason, name and day."""

import pandas as pd
import pytest

from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake.corrections import COLUMNS, said
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.tables import records
from tests.sound_form import DEBTS, INDICATORS, MEASURES, ROAD, SoundForm, make_workbook
from tests.unit.builders import write_csv

BY = {"unit_id": "an-binh", "reason": "xã báo lại", "who": "Lan", "date": "2021-12-22"}


@pytest.fixture
def season(tmp_path):
    """Return a function that writes the form (with fields put in) and corrections, and reads the season."""
    workbook = make_workbook(tmp_path, {"an-binh": "An Bình"})

    def read(entries, *rows):
        form = SoundForm(workbook, "an-binh")
        for (sheet, place), fields in entries.items():
            form.put(sheet, place, **fields)
        path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(form.written())
        write_csv(workbook.corrections_folder / "2021.csv", COLUMNS, [BY | dict(row) for row in rows])
        return Read(workbook, form, path)

    return read


class Read:
    """The season as read: observations, findings of all checks, corrections."""

    def __init__(self, workbook, form, path):
        self.form, self.path, self.before = form, path, path.read_bytes()
        season = workbook.season("2021")
        self.submissions = read_submissions(workbook, [season])
        results = assess_seasons(workbook, self.submissions, [season])
        self.all_findings = records(season_findings(workbook, season, self.submissions, results))
        self.findings = [row for row in self.all_findings if row["check"] != "D08"]

    def figure(self, code):
        rows = self.submissions.observations
        (row,) = records(rows[rows["indicator"] == code])
        return row

    @property
    def open(self):
        return [row["check"] for row in self.findings if not row["accepted"]]

    @property
    def states(self):
        return self.submissions.corrections["state"].tolist()


def overrule(field, old, new, indicator="1.2", **more):
    return {"indicator": indicator, "field": field, "old": old, "new": new} | more


R12 = (INDICATORS, "1.2")


# Overruling a value


def test_a_correction_is_applied_on_top_and_leaves_a_trace(season):
    """The figure is computed from the new number; the observation tells old, new, why, who and when; the form stays as sent."""
    found = season({}, overrule("numerator", "665", "651"))
    row = found.figure("1.2")
    assert (row["numerator"], row["denominator"], row["value"]) == (651, 700, 93)
    assert row["correction"] == "tử số 665 → 651: xã báo lại (Lan, 2021-12-22)"
    assert found.states == ["áp dụng"] and found.open == []
    assert found.path.read_bytes() == found.before and found.figure("1.1")["correction"] == ""


@pytest.mark.parametrize(
    ("code", "entries", "row", "expected"),
    [
        ("1.2", {}, overrule("denominator", "700", "760"), (665, 760, 87.5)),
        ("2.1", {}, overrule("value", "3", "0", "2.1"), (0, None, 0)),
        ("1.1", {}, overrule("numerator", "9,5", "9,25", "1.1"), (9.25, 10, 92.5)),  # written as in the form
        ("2.2", {}, overrule("assessed", "Đạt", "Chưa đạt", "2.2"), (None, None, None)),
        ("households", {}, overrule("value", "700", "701", "households"), (701, None, 701)),
        ("1.1", {(INDICATORS, "1.1"): {"numerator": None}}, overrule("numerator", "", "8", "1.1"), (8, 10, 80)),
    ],
)
def test_every_entry_of_a_figure_can_be_overruled(season, code, entries, row, expected):
    """Numerator, denominator, value and verdict of indicators and measures, also one that was left empty."""
    found = season(entries, row)
    figure = found.figure(code)
    values = tuple(None if pd.isna(figure[name]) else figure[name] for name in ("numerator", "denominator", "value"))
    assert values == expected and found.states == ["áp dụng"]
    assert code != "2.2" or figure["assessed"] == "not_met"


def test_a_component_is_corrected_by_itself(season):
    """A correction of clean water leaves hygienic water alone."""
    found = season({}, overrule("numerator", "500", "510", "5.1", component="nuoc-sach"))
    rows = found.submissions.observations
    assert rows[rows["indicator"] == "5.1"]["numerator"].tolist() == [690, 510]


def test_a_number_can_be_taken_away(season):
    """An empty `new` leaves the figure without a value; it is missing then, and that is said."""
    found = season({R12: {"self_assessment": None}}, overrule("numerator", "665", ""))
    assert pd.isna(found.figure("1.2")["value"]) and found.open == ["S01"]
    assert "665 → trống" in found.figure("1.2")["correction"]


def test_a_correction_is_refused_when_the_form_says_something_else(season):
    """An old value that the form no longer has is a warning at the correction's line; the form's figure stands."""
    olds = ["666", "", "Đạt", "665 hộ", "1,234"]
    found = season({}, *(overrule("numerator", old, "651") for old in olds))
    assert found.figure("1.2")["numerator"] == 665 and found.figure("1.2")["correction"] == ""
    assert found.states == ["từ chối"] * 5
    for line, (old, finding) in enumerate(zip(olds, found.findings, strict=True), start=2):
        assert (finding["check"], finding["cell"]) == ("C01", str(line))
        assert (finding["source_file"], finding["indicator"]) == ("../corrections/2021.csv", "1.2")
        assert f"“{old}” không còn đúng, biểu nay ghi “665”" in finding["message"]


def test_an_empty_cell_is_said_as_such(season):
    """A correction of a number that is no longer there names the empty cell."""
    found = season({R12: {"numerator": None, "self_assessment": None}}, overrule("numerator", "665", "651"))
    assert "biểu nay ghi trống" in next(row["message"] for row in found.findings if row["check"] == "C01")


def test_a_verdict_is_told_in_the_forms_words(season):
    """Where a verdict is not what the correction says, the message has the word people chose, not the data's."""
    found = season({}, overrule("assessed", "Chưa đạt", "Cơ bản đạt", "2.2"))
    assert "biểu nay ghi “Đạt”" in found.findings[0]["message"]


def test_two_corrections_of_one_figure_both_hold(season):
    """Numerator and denominator are corrected by two rows, told one after the other."""
    found = season({}, overrule("numerator", "665", "700"), overrule("denominator", "700", "800"))
    assert found.figure("1.2")["value"] == 87.5 and found.states == ["áp dụng", "áp dụng"]
    assert found.figure("1.2")["correction"].count("xã báo lại") == 2


def test_the_second_of_two_corrections_of_one_cell_must_start_from_the_first(season):
    """Once a cell is overruled, its old value is gone: a second row for it is refused, unless it starts from the new one."""
    found = season({}, overrule("numerator", "665", "651"), overrule("numerator", "665", "644"))
    assert found.figure("1.2")["numerator"] == 651 and found.states == ["áp dụng", "từ chối"]
    found = season({}, overrule("numerator", "665", "651"), overrule("numerator", "651", "644"))
    assert found.figure("1.2")["numerator"] == 644 and found.states == ["áp dụng", "áp dụng"]


def test_a_cell_that_could_not_be_read_is_corrected_by_what_stands_there(season):
    """`old` is the cell's own text; the finding about it is settled by the correction, with its reason."""
    entries = {R12: {"numerator": "sáu trăm"}}
    found = season(entries, overrule("numerator", "sáu trăm", "665"))
    assert found.figure("1.2")["value"] == 95 and found.open == []
    (finding,) = found.findings
    assert finding["check"] == "O01" and finding["accepted"].startswith("đã sửa: tử số sáu trăm → 665: xã báo lại")


def test_a_cell_that_could_not_be_read_is_no_empty_cell(season):
    """A correction of other words than stand in the cell is refused, and the error stays open."""
    rows = [overrule("numerator", old, "665") for old in ("", "665", "bảy trăm")]
    found = season({R12: {"numerator": "sáu trăm", "self_assessment": None}}, *rows)
    assert pd.isna(found.figure("1.2")["value"]) and sorted(found.open) == ["C01", "C01", "C01", "O01"]
    refusals = [row["message"] for row in found.findings if row["check"] == "C01"]
    assert all("biểu nay ghi “sáu trăm”" in message for message in refusals)


def test_a_correction_settles_only_its_own_cell(season):
    """With numerator and denominator unreadable, correcting one leaves the other's error open and the figure without a value."""
    entries = {R12: {"numerator": "x", "denominator": "y", "self_assessment": None}}
    found = season(entries, overrule("numerator", "x", "665"))
    assert found.open == ["O01"] and pd.isna(found.figure("1.2")["value"])
    found = season(entries, overrule("numerator", "x", "665"), overrule("denominator", "y", "700"))
    assert found.open == [] and found.figure("1.2")["value"] == 95


def test_an_unreadable_verdict_is_corrected_too(season):
    """A word that is no choice is overruled by one that is."""
    found = season({(INDICATORS, "2.2"): {"assessed": "x"}}, overrule("assessed", "x", "Đạt", "2.2"))
    assert found.figure("2.2")["assessed"] == "met" and found.open == []


def test_a_correction_that_makes_a_new_fault_is_told_as_one(season):
    """A new number is checked like any other, and the finding says that it comes from the correction."""
    found = season({R12: {"self_assessment": None}}, overrule("numerator", "665", "705"))
    (finding,) = found.findings
    assert finding["check"] == "S03" and finding["message"].startswith("Sau khi sửa số theo data/corrections")
    assert pd.isna(found.figure("1.2")["value"]) and finding["accepted"] == ""


def test_a_correction_of_a_figure_nobody_gave_is_told(season):
    """A row that meets no figure of its unit takes no effect and says so at its line."""
    rows = (
        overrule("numerator", "1", "2", "9.9"),
        overrule("numerator", "1", "2", "1.2", component="la"),
        overrule("value", "1", "2", unit_id="kinh-te"),
    )
    found = season({}, *rows)
    assert [(f["check"], f["cell"]) for f in found.findings] == [("C01", "2"), ("C01", "3"), ("C01", "4")]
    assert found.states == ["từ chối"] * 3 and all("không tìm thấy" in f["message"] for f in found.findings)


# Accepting a finding


DIFFERS = {R12: {"denominator": 734}}  # S04; 665/734


def test_a_warning_is_accepted_while_the_figure_is_the_same(season):
    """`old` is the finding's figure; the acceptance tells why, who and when, and the finding is no longer open."""
    found = season(DIFFERS, {"indicator": "1.2", "check": "S04", "old": "665/734"})
    (finding,) = found.findings
    assert finding["figure"] == "665/734" and finding["accepted"] == "xã báo lại (Lan, 2021-12-22)"
    assert found.open == [] and found.figure("1.2")["denominator"] == 734


def test_an_acceptance_that_meets_no_finding_is_told(season):
    """When the form says something else, or the finding is another's, the warning stays open and the row is named."""
    rows = (
        {"indicator": "1.2", "check": "S04", "old": "665/735"},
        {"indicator": "1.2", "check": "S04", "old": ""},
        {"indicator": "1.1", "check": "S04", "old": "665/734"},
        {"indicator": "1.2", "check": "S08", "old": "665/734"},
        {"indicator": "1.2", "check": "S04", "old": "665/734", "unit_id": ""},
    )
    found = season(DIFFERS, *rows)
    assert sorted(found.open) == ["C01"] * 5 + ["S04"]
    refusals = [f for f in found.findings if f["check"] == "C01"]
    assert [f["cell"] for f in refusals] == ["2", "3", "4", "5", "6"]
    assert all(f"không có {row['check']} nào" in f["message"] for row, f in zip(rows, refusals, strict=True))


@pytest.mark.parametrize(("entries", "check", "old"), [
    ({R12: {"numerator": 705}}, "S03", ""),
    ({R12: {"numerator": "x"}}, "O01", "x"),
])  # fmt: skip
def test_an_error_is_not_accepted(season, entries, check, old):
    """An error can only be corrected: the row is refused as such, and the error stays open."""
    found = season(
        entries | {R12: entries[R12] | {"self_assessment": None}}, {"indicator": "1.2", "check": check, "old": old}
    )
    assert sorted(found.open) == ["C02", check] and found.states == ["từ chối"]
    assert f"{check} là lỗi" in next(row["message"] for row in found.findings if row["check"] == "C02")


def test_a_finding_without_a_figure_is_accepted_by_its_unit_and_check(season):
    """A debt that does not add up has no figure: an empty `old` accepts it."""
    found = season({(DEBTS, ROAD): {"debt_now": 350, "debt_start": None}}, {"check": "S06", "old": ""})
    assert [row["check"] for row in found.findings] == ["S06"] and found.open == []


def test_a_finding_of_the_whole_season_is_accepted_without_a_unit(season):
    """Levels without a source (D08) are the season's: accepted by a row without a unit."""
    found = season({}, {"unit_id": "", "check": "D08", "old": ""})
    assert all(row["accepted"] for row in found.all_findings if row["check"] == "D08") and found.open == []


# Rows that are not complete


INCOMPLETE = (
    (overrule("numerator", "665", "651", reason=""), "thiếu cột reason"),
    (overrule("numerator", "665", "651", who="", date=" "), "thiếu cột who, date"),
    (overrule("numerator", "665", "651", date="2021-02-31"), "cột date: “2021-02-31” không có trong lịch"),
    (overrule("numerator", "665", "651", date="hôm qua"), "cột date: "),
    (overrule("numerator", "665", "651", unit_id="xa-la"), "không có đơn vị “xa-la”"),
    (overrule("numerator", "665", "651", unit_id=""), "cần unit_id"),
    (overrule("numerator", "665", "651", ""), "cần unit_id, indicator"),
    (overrule("tử số", "665", "651"), "field là một trong numerator, denominator, value, assessed"),
    (overrule("", "665", "651"), "chỉ một trong hai"),
    (overrule("numerator", "665", "651", check="S04"), "chỉ một trong hai"),
    (overrule("numerator", "665", "1,234"), "cột new"),
    (overrule("numerator", "665", "95%"), "cột new"),
    (overrule("assessed", "Đạt", "tốt", "2.2"), "cột new"),
    ({"indicator": "1.2", "check": "S99", "old": ""}, "không có kiểm tra “S99”"),
)


def test_a_row_that_is_not_complete_is_told_and_left_out(season):
    """Each fault of a row is a warning at its line in words; nothing of the row takes effect."""
    found = season({}, *(row for row, _ in INCOMPLETE))
    for line, (finding, (_, words)) in enumerate(zip(found.findings, INCOMPLETE, strict=True), start=2):
        assert (finding["check"], finding["cell"], finding["severity"]) == ("C02", str(line), "cảnh báo")
        assert words in finding["message"]
    assert found.states == ["từ chối"] * len(INCOMPLETE)
    assert found.figure("1.2")["numerator"] == 665 and found.figure("2.2")["assessed"] == "met"


def test_an_empty_row_is_no_correction_and_counts_as_a_line(season):
    """Excel leaves rows of nothing but commas; the lines told of are those that Excel shows."""
    empty = dict.fromkeys(COLUMNS, "")
    found = season({}, empty, empty, overrule("denominator", "700", "760"))
    assert found.submissions.corrections["line"].tolist() == [4] and found.states == ["áp dụng"]


def test_a_bad_row_does_not_stop_the_next(season):
    """The second row is applied, and its line is the file's."""
    found = season({}, overrule("numerator", "665", "651", who=""), overrule("denominator", "700", "760"))
    assert found.figure("1.2")["denominator"] == 760
    assert found.submissions.corrections["line"].tolist() == [2, 3] and found.states == ["từ chối", "áp dụng"]


@pytest.mark.parametrize("content", ["unit_id;indicator\nan-binh;1.2\n", "", "unit_id,indicator\n\xff"])
def test_a_file_of_corrections_that_cant_be_read_is_named(season, content):
    """A file saved in another shape stops the reading with its name: to go on without the corrections would be silent."""
    found = season({})
    path = found.path.parents[2] / "corrections" / "2021.csv"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(WorkbookError, match=r"2021\.csv"):
        season_again(found)


def season_again(found):
    from ntm_lib.workbook import Workbook  # noqa: PLC0415

    workbook = Workbook.open(found.path.parents[3])
    return read_submissions(workbook, [workbook.season("2021")])


def test_corrections_hold_for_their_own_season(season):
    """A row of another season's file touches nothing of this one."""
    found = season({}, overrule("numerator", "665", "651"))
    folder = found.path.parents[2] / "corrections"
    (folder / "2021.csv").rename(folder / "2020.csv")
    again = season_again(found)
    assert again.corrections.empty and 665 in set(again.observations["numerator"])


def test_without_a_file_nothing_is_corrected(season):
    """No corrections is the usual state."""
    found = season({})
    (found.path.parents[2] / "corrections" / "2021.csv").unlink()
    assert season_again(found).corrections.empty


# What an observation says


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"numerator": 665.0, "denominator": 700.0, "value": 95.0}, "665/700"),
        ({"numerator": 9.5, "denominator": 10.0, "value": 95.0}, "9,5/10"),
        ({"numerator": 3.0, "value": 3.0}, "3"),
        ({"value": 96.5}, "96,5"),
        ({"value": 96.5, "assessed": "met"}, "96,5"),
        ({"assessed": "basically_met"}, "Cơ bản đạt"),
        ({}, ""),
    ],
)
def test_a_figure_is_said_in_one_way(fields, expected):
    """What an acceptance quotes is numerator over denominator, else the value, else the verdict in the form's word."""
    assert said({"numerator": None, "denominator": None, "value": None, "assessed": ""} | fields) == expected


def test_measures_are_corrected_and_counted_in_totals(season):
    """A corrected number of households is the one that others are held against."""
    found = season({(MEASURES, "households"): {"value": 7000}}, overrule("value", "7000", "700", "households"))
    assert found.open == [] and found.figure("households")["value"] == 700
