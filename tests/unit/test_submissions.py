"""A season's forms as tables: one bad form or row costs a finding, never the others."""

import math
import shutil

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ntm_lib.analysis.results import assess_seasons
from ntm_lib.intake import form as layout
from ntm_lib.intake.form_writer import FormContent, write_form
from ntm_lib.intake.submissions import computed_value, form_files, read_submissions
from ntm_lib.schemas import records
from tests.unit.builders import identity, raw_form, send_form, small_workbook

INDICATORS, MEASURES = layout.INDICATORS.title, layout.MEASURES.title
VILLAGES, DOSSIERS, FOLLOW_UP, NOTES = (
    s.title for s in (layout.VILLAGES, layout.DOSSIERS, layout.FOLLOW_UP, layout.NOTES)
)
ROADS = {"indicator": "1.1", "numerator": 9, "denominator": 10, "status": "Ước", "origin": "Báo cáo"}
HOUSES = {"indicator": "2.1", "numerator": 3}
ANSWER = {"indicator": "2.2", "assessed": "Đạt", "assessed_by": "UBND xã"}
MODEL = "thôn NTM kiểu mẫu"


@pytest.fixture
def small(tmp_path):
    return small_workbook(tmp_path)


def read(workbook, season="2021"):
    return read_submissions(workbook, [workbook.season(season)])


def seen(submissions):
    """Return (unit, indicator, component) of every observation."""
    rows = submissions.observations
    return list(zip(rows["unit_id"], rows["indicator"], rows["component"], strict=True))


def findings_of(submissions, unit_id):
    return [row for row in records(submissions.findings) if row["unit_id"] == unit_id]


# What a good form gives


def test_an_observation_carries_what_was_entered_and_where(small):
    """Numerator, denominator, the computed value, status, origin and cut-off stand in one row with unit and season."""
    send_form(small, "an-binh", {INDICATORS: [ROADS]}, cut_off="2021-12-01")
    (row,) = records(read(small).observations)
    assert (row["unit_name"], row["season"], row["indicator"]) == ("An Bình", "2021", "1.1")
    # 9 of 10 km are 90 per cent
    assert (row["numerator"], row["denominator"], row["value"]) == (9, 10, 90)
    assert (row["status"], row["origin"], row["cut_off"]) == ("ước", "reported", pd.Timestamp("2021-12-01"))


def test_the_cut_off_of_the_season_stands_in_for_one_not_stated(small):
    """A form without a cut-off goes by the season's: 20/12/2021."""
    send_form(small, "an-binh", {INDICATORS: [ROADS]})
    assert read(small).observations["cut_off"].tolist() == [pd.Timestamp("2021-12-20")]


def test_every_value_can_be_found_again_in_its_file(small):
    """source_file, sheet and cell lead to the very cell: opened anew, it holds the value of the table."""
    components = [
        {"indicator": "4.1", "component": c, "numerator": n, "denominator": 100}
        for c, n in (("hop-ve-sinh", 98), ("nuoc-sach", 61))
    ]
    send_form(
        small,
        "an-binh",
        {INDICATORS: [ROADS, HOUSES, *components], MEASURES: [{"indicator": "hop-tac-xa", "numerator": 4}]},
    )
    send_form(small, "hoa-son", {INDICATORS: [ROADS | {"numerator": 7}]})
    rows = records(read(small).observations)
    assert len(rows) == 6
    for row in rows:
        book = CalamineWorkbook.from_path(str(small.submissions_folder / row["source_file"]))
        cells = book.get_sheet_by_name(row["sheet"]).to_python(skip_empty_area=False)
        column, line = ord(row["cell"][0]) - ord("A"), int(row["cell"][1:]) - 1
        assert cells[line][column] == row["numerator"]


def test_an_answer_is_found_again_where_it_was_given(small):
    """For a yes-or-no indicator the cell is that of the answer: the ninth column, below headings in row 4."""
    send_form(small, "an-binh", {INDICATORS: [ROADS, ANSWER]})
    row = records(read(small).observations)[1]
    assert (row["source_file"], row["sheet"], row["cell"]) == ("2021/an-binh.xlsx", INDICATORS, "I6")
    assert (row["assessed"], row["assessed_by"]) == ("met", "UBND xã")


def test_villages_dossiers_answers_and_notes_are_tables_of_their_own(small):
    """What the other sheets hold comes out under the commune's id, each row with its cell."""
    send_form(small, "an-binh", {
        VILLAGES: [{"village": "3", "tier": MODEL, "criteria_met": 7, "criteria_total": 10}],
        DOSSIERS: [{"tier": "NTM", "dossier_state": "Huyện thẩm tra đạt"}],
        FOLLOW_UP: [{"item": "1.1", "state": "Hoàn thành"}],
        NOTES: [{"heading": "Khó khăn, vướng mắc", "text": "Thiếu vốn"}, {"heading": "Khó khăn, vướng mắc", "text": "Mưa lũ"}],
    })  # fmt: skip
    found = read(small)
    (village,), (dossier,), (answer,) = map(records, (found.villages, found.dossiers, found.follow_up))
    assert (village["unit_id"], village["village"], village["criteria_met"], village["criteria_total"]) == (
        "an-binh",
        "3",
        7,
        10,
    )
    assert (dossier["unit_id"], dossier["tier"], dossier["dossier_state"]) == ("an-binh", "NTM", "huyện thẩm tra đạt")
    assert (answer["respondent"], answer["unit_id"], answer["item"], answer["state"]) == (
        "an-binh",
        "an-binh",
        "1.1",
        "hoàn thành",
    )
    assert found.notes["text"].tolist() == ["Thiếu vốn", "Mưa lũ"]


def test_a_department_answers_in_a_form_of_its_own(small):
    """A form in the folder phong is the department's: it answers for items, and observes nothing."""
    path = small.submissions_folder / "2021" / "phong" / "kinh-te.xlsx"
    rows = {FOLLOW_UP: [{"item": "10.1", "unit_id": "an-binh", "state": "Hoàn thành"}]}
    write_form(path, FormContent("Biểu", identity("kinh-te"), layout.DEPARTMENT_SHEETS, rows))
    (answer,) = records(read(small).follow_up)
    assert (answer["respondent"], answer["unit_id"], answer["source_file"]) == (
        "kinh-te",
        "an-binh",
        "2021/phong/kinh-te.xlsx",
    )


def test_seasons_are_kept_apart(small):
    """Forms of two seasons stand one below the other, and only those asked for."""
    for season in ("2020", "2021"):
        send_form(small, "an-binh", {INDICATORS: [ROADS]}, season=season)
    both = read_submissions(small, small.seasons.values())
    assert both.observations["season"].tolist() == ["2020", "2021"]
    assert read(small, "2020").observations["season"].tolist() == ["2020"]


# Missing and misplaced forms


def test_a_missing_form_leaves_everything_unknown(small):
    """A commune that sent nothing is named with what to do; all its criteria are unknown, none is not met."""
    send_form(small, "an-binh", {INDICATORS: [ROADS, HOUSES, ANSWER]})
    found = read(small)
    (finding,) = findings_of(found, "hoa-son")
    assert "Chưa có biểu của xã Hòa Sơn" in finding["message"] and finding["source_file"] == "2021/hoa-son.xlsx"
    communes = assess_seasons(small, found, [small.season("2021")]).communes.set_index("unit_id")
    counts = communes[["criteria_met", "criteria_not_met", "criteria_unknown", "criteria_not_applicable"]]
    assert counts.loc["hoa-son"].tolist() == [0, 0, 4, 0]
    # An Bình: 1 met (90 % of 80), 2 failed (3 houses), 3 and 4 without figures
    assert counts.loc["an-binh"].tolist() == [1, 1, 2, 0]


def other_communes_form(workbook):
    written = send_form(workbook, "an-binh", {INDICATORS: [ROADS]})
    shutil.copy(written, written.with_name("hoa-son.xlsx"))


def form_of_last_season(workbook):
    send_form(workbook, "an-binh", {INDICATORS: [ROADS]})
    send_form(workbook, "hoa-son", {INDICATORS: [ROADS]}, season="2020")
    folder = workbook.submissions_folder
    shutil.copy(folder / "2020" / "hoa-son.xlsx", folder / "2021" / "hoa-son.xlsx")


def corrupt_form(workbook):
    written = send_form(workbook, "an-binh", {INDICATORS: [ROADS]})
    written.with_name("hoa-son.xlsx").write_bytes(written.read_bytes()[:2000])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (other_communes_form, ["hoa-son.xlsx", "“an-binh”", "khác tên tệp"]),
        (form_of_last_season, ["hoa-son.xlsx", "mùa “2020”", "không phải mùa 2021"]),
        (corrupt_form, ["Không mở được tệp hoa-son.xlsx"]),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_a_form_that_cant_be_used_costs_only_itself(small, spoil, said):
    """Another commune's form, last season's form or a corrupt file is one error that names it; the other commune is read."""
    spoil(small)
    found = read(small)
    assert seen(found) == [("an-binh", "1.1", "")]
    (finding,) = records(found.findings)
    assert (finding["severity"], finding["unit_id"], finding["source_file"]) == ("lỗi", "hoa-son", "2021/hoa-son.xlsx")
    assert all(words in finding["message"] for words in said)
    assert found.unreadable("hoa-son", "2021") == [finding["message"]]
    assert found.unreadable("an-binh", "2021") == []


@pytest.mark.parametrize(
    ("place", "said"),
    [("hoa-sown.xlsx", "Không có xã nào của mùa 2021 có mã “hoa-sown”"), ("phong/kinh-tee.xlsx", "Không có phòng nào có mã “kinh-tee”")],
)  # fmt: skip
def test_a_form_of_nobody_is_said(small, place, said):
    """A file under a name that is no commune's and no department's is an error that says how to name it."""
    written = send_form(small, "an-binh", {})
    target = written.parent / place
    target.parent.mkdir(exist_ok=True)
    shutil.copy(written, target)
    messages = [row["message"] for row in records(read(small).findings) if row["source_file"] == f"2021/{place}"]
    assert len(messages) == 1 and said in messages[0]


def test_the_lock_file_of_an_open_excel_is_no_form(small):
    """ "~$an-binh.xlsx" is neither read nor complained of."""
    written = send_form(small, "an-binh", {INDICATORS: [ROADS]})
    written.with_name("~$an-binh.xlsx").write_bytes(b"\x05office")
    assert form_files(small, small.season("2021")) == [written]
    assert [row["unit_id"] for row in records(read(small).findings)] == ["hoa-son"]  # its form is missing, nothing else


def test_a_season_without_a_folder_has_only_missing_forms(small):
    """Before the first form arrives, every commune is missing and nothing fails."""
    found = read(small)
    assert found.observations.empty and found.findings["unit_id"].tolist() == ["an-binh", "hoa-son"]


# Rows that can't be taken


def test_an_indicator_entered_twice_is_not_counted(small):
    """Two rows for one indicator: none is taken, both cells are named, the other indicators go on."""
    send_form(small, "an-binh", {INDICATORS: [ROADS, HOUSES, ROADS | {"numerator": 1}]})
    found = read(small)
    assert seen(found) == [("an-binh", "2.1", "")]
    (finding,) = findings_of(found, "an-binh")
    assert (finding["severity"], finding["sheet"], finding["cell"]) == ("lỗi", INDICATORS, "B5")
    assert "Chỉ tiêu 1.1 có 2 dòng (B5, B7)" in finding["message"]
    assert found.unreadable("an-binh", "2021") == []  # one indicator is lost, not the form


def test_two_components_are_no_repetition(small):
    """Indicator 4.1 has two rows by right, one a component."""
    rows = [
        {"indicator": "4.1", "component": c, "numerator": 1, "denominator": 2} for c in ("hop-ve-sinh", "nuoc-sach")
    ]
    send_form(small, "an-binh", {INDICATORS: rows})
    found = read(small)
    assert seen(found) == [("an-binh", "4.1", "hop-ve-sinh"), ("an-binh", "4.1", "nuoc-sach")]
    assert findings_of(found, "an-binh") == []


@pytest.mark.parametrize(
    ("sheet", "row", "shown"),
    [
        (INDICATORS, {"indicator": "9.9", "numerator": 1}, "“9.9”"),
        (INDICATORS, {"indicator": "1.10", "numerator": 1}, "“1.10”"),
        (INDICATORS, {"indicator": "4.1", "component": "nuoc-la", "numerator": 1}, "“4.1 nuoc-la”"),
        (MEASURES, {"indicator": "hop-tac", "numerator": 1}, "“hop-tac”"),
    ],
)
def test_an_unknown_indicator_is_said_and_left_out(small, sheet, row, shown):
    """A code that the season's set and the measures don't have is a warning with its cell."""
    send_form(small, "an-binh", {INDICATORS: [ROADS], sheet: [ROADS, row] if sheet == INDICATORS else [row]})
    found = read(small)
    assert seen(found) == [("an-binh", "1.1", "")]
    (finding,) = findings_of(found, "an-binh")
    assert (finding["severity"], finding["cell"]) == ("cảnh báo", "B6" if sheet == INDICATORS else "A5")
    assert f"Mã chỉ tiêu {shown} không có trong bộ tiêu chí" in finding["message"]


@pytest.mark.parametrize(
    "again",
    [
        "thôn 9",
        "Thôn 9",
    ],
)
def test_a_village_entered_twice_is_not_counted(small, again):
    """Two rows for one village and tier: none is taken, both cells are named, the other villages go on."""
    names = ["thôn 9", "thôn 10", again]
    send_form(small, "an-binh", {VILLAGES: [{"village": name, "tier": MODEL, "criteria_met": 5} for name in names]})
    found = read(small)
    assert found.villages["village"].tolist() == ["thôn 10"]
    (finding,) = findings_of(found, "an-binh")
    assert "có 2 dòng (B5, B7)" in finding["message"]


def test_a_village_of_two_communes_is_two_villages(small):
    """Thôn 3 of An Bình and thôn 3 of Hòa Sơn are both counted."""
    for unit_id in ("an-binh", "hoa-son"):
        send_form(small, unit_id, {VILLAGES: [{"village": "thôn 3", "tier": MODEL}]})
    found = read(small)
    assert found.villages["unit_id"].tolist() == ["an-binh", "hoa-son"] and found.findings.empty


def test_a_cell_that_could_not_be_read_is_found_with_its_file(small):
    """Text in a number cell becomes a warning with file, sheet and cell, and the value is missing, not 0."""
    path = small.submissions_folder / "2021" / "an-binh.xlsx"
    path.parent.mkdir(parents=True)
    headings = [[f.heading for f in sheet.fields] for sheet in layout.COMMUNE_SHEETS]
    sheets = {sheet.title: [line] for sheet, line in zip(layout.COMMUNE_SHEETS, headings, strict=True)}
    sheets[INDICATORS] = [headings[0], [None, "1.1", None, None, None, None, "chín", 10]]
    raw_form(path, sheets)
    found = read(small)
    (finding,) = findings_of(found, "an-binh")
    assert (finding["severity"], finding["sheet"], finding["cell"]) == ("cảnh báo", INDICATORS, "G2")
    assert found.observations[["numerator", "value"]].isna().all(axis=None)


def test_a_lost_indicators_sheet_stops_the_report_of_that_commune(small):
    """Without the sheet of indicators the form can't be used as a whole; without the villages it can."""
    send_form(small, "an-binh", {})
    for unit_id, lost in (("an-binh", layout.INDICATORS), ("hoa-son", layout.VILLAGES)):
        sheets = [sheet for sheet in layout.COMMUNE_SHEETS if sheet is not lost]
        write_form(
            small.submissions_folder / "2021" / f"{unit_id}.xlsx", FormContent("Biểu", identity(unit_id), sheets)
        )
    found = read(small)
    assert len(found.unreadable("an-binh", "2021")) == 1 and found.unreadable("hoa-son", "2021") == []
    assert [row["severity"] for row in findings_of(found, "hoa-son")] == ["cảnh báo"]


# Values


@pytest.mark.parametrize(
    ("value_type", "numerator", "denominator", "value"),
    [
        ("percent", 84, 700, 12),  # 84 / 700 × 100
        ("percent", 0, 700, 0),
        ("percent", 84, 0, None),
        ("percent", 0, 0, None),
        ("percent", 84, None, None),
        ("percent", None, 700, None),
        ("money", 90000, 2500, 36),  # 90.000 million over 2.500 people
        ("money", 90000, 0, None),
        ("number", 14, None, 14),
        ("number", 0, None, 0),
        ("number", None, None, None),
        ("boolean", 1, 1, None),
        ("text", 1, 1, None),
    ],
)
def test_a_value_is_computed_from_what_was_entered(value_type, numerator, denominator, value):
    """A share, money a head or a number; nothing where a part is missing or the whole is 0."""
    found = computed_value(value_type, numerator, denominator)
    assert found is None if value is None else math.isclose(found, value)


def test_a_share_of_nothing_is_missing_in_the_table(small):
    """A denominator of 0 keeps what was entered and has no value, so that the indicator is unknown."""
    send_form(small, "an-binh", {INDICATORS: [ROADS | {"denominator": 0}]})
    found = read(small)
    (row,) = records(found.observations)
    assert (row["numerator"], row["denominator"], pd.isna(row["value"])) == (9, 0, True)
    components = assess_seasons(small, found, [small.season("2021")]).of("2021", "an-binh").components
    assert components.loc[components["indicator"] == "1.1", "result"].tolist() == ["unknown"]
