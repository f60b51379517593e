"""A season's forms as tables: one bad form or row costs a finding, never the others."""

import hashlib
import math
import shutil

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from ntm_lib.analysis.results import assess_seasons
from ntm_lib.errors import WorkbookError
from ntm_lib.intake import form as layout
from ntm_lib.intake.blank.blank_form import department_form
from ntm_lib.intake.blank.form_writer import FormContent, write_form
from ntm_lib.intake.observations import computed_value
from ntm_lib.intake.season_folder import form_hash
from ntm_lib.intake.submissions import form_files, read_submissions
from ntm_lib.tables import records
from tests.sound_form import FOLLOW_UP, INDICATORS, NOTES, RESOURCES, VILLAGES, SoundForm, make_workbook, stated
from tests.unit.builders import UNIT_COLUMNS, identity, nfd, small_workbook, write_csv


@pytest.fixture
def small(tmp_path):
    """A workbook of two communes, An Bình and Hòa Sơn, without forms."""
    return make_workbook(tmp_path, {"an-binh": "An Bình", "hoa-son": "Hòa Sơn"})


def send(workbook, form, *, name="", season="2021"):
    """Put a form into the season's folder, under its unit's name unless told otherwise; return its path."""
    path = workbook.submissions_folder / season / (name or f"{form.unit_id}.xlsx")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(form.written())
    return path


def send_both(workbook):
    return [send(workbook, SoundForm(workbook, unit_id)) for unit_id in ("an-binh", "hoa-son")]


def read(workbook, season="2021"):
    return read_submissions(workbook, [workbook.season(season)])


def found_in(submissions, unit_id):
    return [
        (row["check"], row["sheet"], row["cell"]) for row in records(submissions.findings) if row["unit_id"] == unit_id
    ]


def observation(submissions, code, unit_id="an-binh"):
    """Return the observation of an indicator, e.g. "5.1/nuoc-sach"."""
    indicator, _, component = code.partition("/")
    rows = submissions.observations
    chosen = (rows["unit_id"] == unit_id) & (rows["indicator"] == indicator) & (rows["component"] == component)
    (row,) = records(rows[chosen])
    return row


# What a good form gives


def test_an_observation_carries_what_was_entered_and_where(small):
    """Numerator, denominator, the computed value, status, origin and cut-off stand in one row with unit and season."""
    send_both(small)
    row = observation(read(small), "1.2")
    assert (row["unit_name"], row["season"], row["evidence"]) == ("An Bình", "2021", "Hồ sơ điện")
    # 665 of 700 households are 95 per cent
    assert (row["numerator"], row["denominator"], row["value"]) == (665, 700, 95)
    assert (row["status"], row["origin"], row["cut_off"]) == ("ước", "reported", pd.Timestamp("2021-12-20"))
    assert (row["self_assessment"], row["correction"]) == ("met", "")


@pytest.mark.parametrize(
    ("given", "day"), [("01/12/2021", "2021-12-01"), ("", "2021-12-20"), ("cuối năm", "2021-12-20")]
)
def test_the_cut_off_of_the_season_stands_in_for_one_not_stated(small, given, day):
    """A form goes by the cut-off it states; without one that can be read, by the season's."""
    form = SoundForm(small, "an-binh")
    form.identity["cut_off"] = given
    send(small, form)
    assert set(read(small).observations["cut_off"]) == {pd.Timestamp(day)}


def test_every_value_can_be_found_again_in_its_file(small):
    """source_file, sheet and cell lead to the very cell: opened anew, it holds the number or the word of the table."""
    send_both(small)
    words = {value: word for word, value in layout.ASSESSED_WORDS.items()}
    rows = records(read(small).observations)
    assert len(rows) == 30
    for row in rows:
        book = CalamineWorkbook.from_path(str(small.submissions_folder / row["source_file"]))
        cells = book.get_sheet_by_name(row["sheet"]).to_python(skip_empty_area=False)
        column, line = ord(row["cell"][0]) - ord("A"), int(row["cell"][1:]) - 1
        assert cells[line][column] == (words[row["assessed"]] if pd.isna(row["numerator"]) else row["numerator"])


def test_the_other_sheets_are_tables_of_their_own(small):
    """Villages, dossiers, answers, money, debts and notes come out under the commune's id, each row with its cell."""
    send_both(small)
    found = read(small)
    for table in (found.villages, found.dossiers, found.follow_up, found.resources, found.debts, found.notes):
        assert set(table["unit_id"]) == {"an-binh", "hoa-son"}
        assert table["cell"].ne("").all() and table["sheet"].ne("").all()
    assert stated(found, "an-binh") == stated(found, "hoa-son")


def test_seasons_are_kept_apart(small):
    """Forms of two seasons stand one below the other, and only those asked for."""
    for season in ("2020", "2021"):
        send(small, SoundForm(small, "an-binh", season), season=season)
    both = read_submissions(small, small.seasons.values())
    assert both.observations["season"].drop_duplicates().tolist() == ["2020", "2021"]
    assert set(read(small, "2020").observations["season"]) == {"2020"}


def test_every_file_is_listed_with_whose_it_is(small):
    """FORMS has each spreadsheet of the folder: respondent, whether it counts, which turn, who compiled it, its hash."""
    form = SoundForm(small, "an-binh")
    form.identity |= {"attempt": "2", "compiled_by": "Lan"}
    path = send(small, form)
    path.with_name("la.xlsx").write_bytes(b"x")
    rows = {row["source_file"]: row for row in records(read(small).forms)}
    own, other = rows["2021/an-binh.xlsx"], rows["2021/la.xlsx"]
    assert (own["respondent"], own["is_used"], own["attempt"], own["compiled_by"]) == ("an-binh", True, 2, "Lan")
    assert (other["respondent"], other["is_used"], other["attempt"]) == ("", False, 0)
    assert len(own["sha256"]) == 64 and own["kind"] == "commune"


# Departments


@pytest.fixture
def department(small):
    """The form of department kinh-te, which leads item 2.1."""
    content = department_form(small, small.season("2021"), small.departments["kinh-te"])

    def write(*rows, sheets=layout.DEPARTMENT_SHEETS, **texts):
        path = small.submissions_folder / "2021" / "phong" / "kinh-te.xlsx"
        notes = [{"heading": heading, "text": text} for heading, text in texts.items()]
        write_form(path, FormContent(content.title, content.identity, sheets, {FOLLOW_UP: rows, NOTES: notes}))
        return read(small)

    return write


def test_a_department_answers_in_a_form_of_its_own(department):
    """A form in the folder phong is the department's: it answers for items, of all communes or of one, and observes nothing."""
    found = department({"item": "2.1", "state": "Hoàn thành"}, {"item": "2.1", "unit_id": "an-binh", "figure": 3})
    answers = [(row["respondent"], row["unit_id"], row["state"], row["figure"]) for row in records(found.follow_up)]
    assert answers[0] == ("kinh-te", "", "hoàn thành", pytest.approx(math.nan, nan_ok=True))
    assert answers[1] == ("kinh-te", "an-binh", "", 3)
    assert found.observations.empty and found_in(found, "kinh-te") == []
    assert set(found.follow_up["source_file"]) == {"2021/phong/kinh-te.xlsx"}


@pytest.mark.parametrize(
    ("rows", "findings", "kept"),
    [
        ([{"item": "9.9", "state": "Hoàn thành"}], [("B07", FOLLOW_UP, "A5")], 0),
        ([{"item": "1.1", "state": "Hoàn thành"}], [("B07", FOLLOW_UP, "A5")], 0),  # the communes' own
        ([{"item": "2.1", "unit_id": "xa-la", "figure": 1}], [("B07", FOLLOW_UP, "C5")], 0),
        ([{"item": "2.1", "state": "Hoàn thành"}, {"item": "2.1", "figure": 2}], [("B06", FOLLOW_UP, "A5")], 0),
        ([{"item": "2.1", "figure": -3}], [("S02", FOLLOW_UP, "E5")], 1),
        ([{"item": "2.1", "as_of": "01/01/2019"}], [("S15", FOLLOW_UP, "I5")], 1),
        ([{"item": "2.1", "criteria_met": 6, "criteria_total": 5}], [("S07", FOLLOW_UP, "F5")], 1),
        ([{"item": "2.1", "state": "<script>"}], [("O05", FOLLOW_UP, "D5")], 1),
    ],
)
def test_a_departments_answers_are_checked_like_a_communes(department, rows, findings, kept):
    """Items that are not the department's, units that are none, repetitions and impossible figures are findings at their cells."""
    found = department(*rows)
    assert found_in(found, "kinh-te") == findings and len(found.follow_up) == kept


def test_a_departments_own_words_are_kept(department):
    """What a department writes under a heading is a note of its own, with its short name and its cell; an empty one is none."""
    found = department({"item": "2.1"}, **{"Khó khăn, vướng mắc": "Thiếu cán bộ.", "Kiến nghị, đề xuất": ""})
    (note,) = records(found.notes)
    assert (note["unit_id"], note["unit_name"], note["season"]) == ("kinh-te", "Phòng KT", "2021")
    assert (note["heading"], note["text"]) == ("Khó khăn, vướng mắc", "Thiếu cán bộ.")
    assert (note["source_file"], note["sheet"], note["cell"]) == ("2021/phong/kinh-te.xlsx", NOTES, "B5")
    assert found_in(found, "kinh-te") == []


def test_a_departments_form_without_its_sheet_is_an_error(department):
    """A department's form that lost the sheet of answers says so and answers nothing."""
    found = department(sheets=(layout.NOTES,))
    assert found_in(found, "kinh-te") == [("B01", FOLLOW_UP, "")] and found.follow_up.empty


def test_a_departments_form_among_the_communes_is_nobodys(small):
    """A department's form in the wrong folder is no commune's."""
    content = department_form(small, small.season("2021"), small.departments["kinh-te"])
    write_form(small.submissions_folder / "2021" / "kinh-te.xlsx", content)
    assert [row["check"] for row in records(read(small).findings) if not row["unit_id"]] == ["T13"]


# Missing and misplaced forms


def test_a_missing_form_leaves_everything_unknown(small):
    """A commune that sent nothing is named with what to do; all its criteria are unknown, none is not met."""
    send(small, SoundForm(small, "an-binh"))
    found = read(small)
    (finding,) = [row for row in records(found.findings) if row["unit_id"] == "hoa-son"]
    assert "Chưa có biểu của xã Hòa Sơn" in finding["message"] and finding["source_file"] == "2021/hoa-son.xlsx"
    communes = assess_seasons(small, found, [small.season("2021")]).communes.set_index("unit_id")
    counts = communes[["criteria_met", "criteria_not_met", "criteria_unknown", "criteria_not_applicable"]]
    assert counts.loc["hoa-son"].tolist() == [0, 0, 5, 0]
    # An Bình: nothing fails; 3.1 does not apply, but 3.2 is met beside it
    assert counts.loc["an-binh"].tolist() == [5, 0, 0, 0]


def other_communes_form(workbook):
    first, second = send_both(workbook)
    shutil.copy(first, second)


def form_of_last_season(workbook):
    _, second = send_both(workbook)
    shutil.copy(send(workbook, SoundForm(workbook, "hoa-son", "2020"), season="2020"), second)


def corrupt_form(workbook):
    _, second = send_both(workbook)
    second.write_bytes(second.read_bytes()[:2000])


@pytest.mark.parametrize(
    ("spoil", "check", "said"),
    [
        (form_of_last_season, "T15", ["kỳ “2020”", "không phải năm 2021"]),
        (corrupt_form, "T01", ["Tệp hỏng"]),
    ],
    ids=lambda case: getattr(case, "__name__", ""),
)
def test_a_form_that_cant_be_used_costs_only_itself(small, spoil, check, said):
    """Another commune's form, last season's form or a corrupt file is one error that names it; the other commune is read."""
    spoil(small)
    found = read(small)
    assert set(found.observations["unit_id"]) == {"an-binh"}
    (finding,) = records(found.findings)
    assert (finding["severity"], finding["check"], finding["unit_id"]) == ("lỗi", check, "hoa-son")
    assert finding["source_file"] == "2021/hoa-son.xlsx" and all(words in finding["message"] for words in said)
    assert found.unreadable("hoa-son", "2021") == [f"2021/hoa-son.xlsx: {finding['message']}"]
    assert found.unreadable("an-binh", "2021") == [] and found.unreadable("hoa-son", "2020") == []


def test_a_form_that_names_two_communes_is_nobodys(small):
    """It is not counted under the commune that its name stands for, which is told as one without a form; each reader is told what to do."""
    other_communes_form(small)
    found = read(small)
    assert set(found.observations["unit_id"]) == {"an-binh"} and found.unreadable("hoa-son", "2021") == []
    told = {row["check"]: row for row in records(found.findings)}
    assert {check: row["unit_id"] for check, row in told.items()} == {"T14": "", "T18": "hoa-son"}
    for_commune, _, for_office = told["T14"]["message"].partition(layout.FOR_OFFICE)
    named = ["hoa-son.xlsx", "xã Hòa Sơn", "xã An Bình", "biểu trống của chính đơn vị mình"]
    assert all(words in for_commune for words in named) and "đổi tên tệp" not in for_commune
    rename, _, last_resort = for_office.partition(" Không xin lại được mới ")
    assert rename == "hỏi rõ biểu của ai; tên tệp sai thì đổi tên tệp, không thì xin lại biểu."
    assert "“biểu của ai” vào data/corrections/2021.xlsx" in last_resort and "T13" not in told["T14"]["message"]


def test_a_commune_with_one_bad_and_one_good_file_is_read(small):
    """A broken copy beside the form is named; the commune is not without a form for that."""
    path = send(small, SoundForm(small, "an-binh"))
    path.with_name("an-binh (1).xlsx").write_bytes(b"")
    found = read(small)
    assert found_in(found, "an-binh") == [("T01", "", "")] and found.unreadable("an-binh", "2021") == []


@pytest.mark.parametrize("place", ["hoa-sown.xlsx", "phong/kinh-tee.xlsx"])
def test_a_form_of_nobody_is_said(small, place):
    """A form of a unit that is none of the season is an error under its own file's name."""
    content = FormContent("Biểu", identity("hoa-sown"), layout.COMMUNE_SHEETS)
    write_form(small.submissions_folder / "2021" / place, content)
    (row,) = [row for row in records(read(small).findings) if row["source_file"] == f"2021/{place}"]
    assert (row["check"], row["unit_id"]) == ("T13", "") and "hoa-sown" in row["message"]


def test_the_lock_file_of_an_open_excel_is_no_form(small):
    """ "~$an-binh.xlsx" and a hidden file are neither read nor complained of, nor what Windows leaves behind."""
    written = send(small, SoundForm(small, "an-binh"))
    for name in ("~$an-binh.xlsx", ".~lock.an-binh.xlsx#", ".an-binh.xlsx", "Thumbs.db", "desktop.ini"):
        written.with_name(name).write_bytes(b"\x05office")
    assert form_files(small, small.season("2021")) == [written]
    assert [row["check"] for row in records(read(small).findings)] == ["T18"]  # Hòa Sơn's


def test_a_season_without_a_folder_has_only_missing_forms(small):
    """Before the first form arrives, every commune is missing and nothing fails."""
    found = read(small)
    assert found.observations.empty and found.findings["unit_id"].tolist() == ["an-binh", "hoa-son"]
    assert set(found.findings["check"]) == {"T18"}


@pytest.mark.parametrize("name", ["2021", "2021/phong"])
def test_a_file_in_the_place_of_a_folder_of_forms_is_named(small, name):
    """What is there and can't be looked into is not an empty folder."""
    place = small.submissions_folder / name
    place.parent.mkdir(parents=True)
    place.write_bytes(b"")
    with pytest.raises(WorkbookError, match=rf"{name}: ở đó là một tệp, không phải thư mục"):
        read(small)


def test_a_form_that_can_not_be_read_has_words_in_place_of_a_hash(tmp_path):
    """So that it is read again when it can be; a file is known by its hash."""
    (tmp_path / "a.xlsx").write_bytes(b"")
    assert form_hash(tmp_path / "a.xlsx") == hashlib.sha256(b"").hexdigest() and "thư mục" in form_hash(tmp_path)


def test_links_among_the_forms_are_not_followed(small, tmp_path):
    """To a form elsewhere, to nowhere, to itself; the season's own folder or that of the departments: a finding each, and nothing is read."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "an-binh.xlsx").write_bytes(SoundForm(small, "an-binh").written())
    folder = small.submissions_folder / "2021"
    folder.mkdir(parents=True)
    (folder / "an-binh.xlsx").symlink_to(elsewhere / "an-binh.xlsx")
    (folder / "nowhere.xlsx").symlink_to(tmp_path / "nowhere")
    (folder / "loop.xlsx").symlink_to(folder / "loop.xlsx")
    (folder / "phong").symlink_to(elsewhere)

    def found():
        submissions = read(small)
        assert submissions.forms.empty
        rows = submissions.findings[submissions.findings["check"] == "T20"]
        assert all("Đây là liên kết tới nơi khác nên không đọc" in message for message in rows["message"])
        return set(rows["source_file"])

    assert found() == {"2021/an-binh.xlsx", "2021/nowhere.xlsx", "2021/loop.xlsx", "2021/phong"}
    shutil.rmtree(folder)
    folder.symlink_to(elsewhere)
    assert found() == {"2021"}


def test_a_form_counts_for_the_borders_of_its_season(tmp_path):
    """A commune that was merged before the cut-off, or is founded after it, has no form in the season: T13 at its file."""
    names = {"an-binh": "An Bình", "hoa-son": "Hòa Sơn", "an-son": "An Sơn"}
    workbook = make_workbook(tmp_path, names)
    forms = {unit_id: SoundForm(workbook, unit_id) for unit_id in names}
    units = [
        {"unit_id": "an-binh", "code": "90001", "name": "An Bình", "kind": "xã", "valid_to": "2021-06-30", "successor": "an-son"},
        {"unit_id": "hoa-son", "code": "90002", "name": "Hòa Sơn", "kind": "xã"},
        {"unit_id": "an-son", "code": "90001", "name": "An Sơn", "kind": "xã", "valid_from": "2021-07-01"},
    ]  # fmt: skip
    write_csv(tmp_path / "data" / "reference" / "units.csv", UNIT_COLUMNS, units)
    workbook = type(workbook).open(tmp_path)
    for form in forms.values():
        form.identity["unit_code"] = ""
        send(workbook, form)
    forms["an-binh"].identity["unit_code"] = "90001"  # which is An Sơn's now
    send(workbook, forms["an-binh"])
    found = read(workbook)
    assert found.forms.loc[found.forms["is_used"], "respondent"].tolist() == ["an-son", "hoa-son"]
    refused = found.findings[found.findings["source_file"] == "2021/an-binh.xlsx"]
    assert refused["check"].tolist() == ["T13"] and refused["unit_id"].tolist() == [""]


# Rows that can't be taken


def test_an_indicator_entered_twice_is_not_counted(small):
    """Two rows for one indicator: none is taken, both cells are named, the other indicators go on."""
    form = SoundForm(small, "an-binh")
    form.rows[INDICATORS].append(form.rows[INDICATORS][form.place(INDICATORS, "1.2")] | {"numerator": 1})
    send(small, form)
    found = read(small)
    assert "1.2" not in set(found.observations["indicator"]) and len(found.observations) == 14
    (finding,) = [row for row in records(found.findings) if row["unit_id"] == "an-binh"]
    first = form.cell(INDICATORS, "1.2", "indicator")
    assert (finding["check"], finding["indicator"], finding["cell"]) == ("B06", "1.2", first)
    assert f"1.2 có 2 dòng ({first}, A{4 + len(form.rows[INDICATORS])})" in finding["message"]
    assert found.unreadable("an-binh", "2021") == []  # one indicator is lost, not the form


def test_two_components_are_no_repetition(small):
    """Indicator 5.1 has two rows by right, one a component."""
    send(small, SoundForm(small, "an-binh"))
    found = read(small)
    assert [observation(found, f"5.1/{c}")["numerator"] for c in ("hop-ve-sinh", "nuoc-sach")] == [690, 500]
    assert found_in(found, "an-binh") == []


def test_a_village_of_two_communes_is_two_villages(small):
    """Thôn 3 of An Bình and thôn 3 of Hòa Sơn are both counted."""
    send_both(small)
    found = read(small)
    assert found.villages["village"].tolist() == ["thôn 3", "9", "thôn 3", "9"] and found.findings.empty


def test_a_cell_that_could_not_be_read_is_found_with_its_file(small):
    """Text in a number cell is an error with file, sheet, cell and indicator, and the value is missing, not 0."""
    form = SoundForm(small, "an-binh")
    form.put(INDICATORS, "1.2", numerator="chín trăm")
    send(small, form)
    found = read(small)
    (finding,) = [row for row in records(found.findings) if row["unit_id"] == "an-binh"]
    assert (finding["severity"], finding["check"], finding["indicator"]) == ("lỗi", "O01", "1.2")
    assert (finding["sheet"], finding["cell"]) == (INDICATORS, form.cell(INDICATORS, "1.2", "numerator"))
    assert "chín trăm" in finding["message"] and finding["source_file"] == "2021/an-binh.xlsx"
    assert pd.isna(observation(found, "1.2")["value"])


def test_a_finding_names_the_sheet_as_the_file_does(small):
    """In a form whose sheet was renamed, findings and observations give the title people see there."""
    form = SoundForm(small, "an-binh")
    form.put(INDICATORS, "1.2", numerator=None)
    content = form.edited(lambda book: setattr(book[INDICATORS], "title", "Biểu 01"))
    (path := send(small, form)).write_bytes(content)
    found = read(small)
    assert path.exists() and ("S01", "Biểu 01", form.cell(INDICATORS, "1.2", "numerator")) in found_in(found, "an-binh")
    assert observation(found, "1.1")["sheet"] == "Biểu 01"


def test_a_lost_indicators_sheet_stops_the_report_of_that_commune(small):
    """Without the sheet of indicators the form can't be used as a whole; without the villages it can."""
    for unit_id, lost in (("an-binh", INDICATORS), ("hoa-son", VILLAGES)):
        form = SoundForm(small, unit_id)
        send(small, form).write_bytes(form.edited(lambda book, title=lost: book.remove(book[title])))
    found = read(small)
    assert len(found.unreadable("an-binh", "2021")) == 1 and found.unreadable("hoa-son", "2021") == []
    assert found_in(found, "an-binh") == [("T12", INDICATORS, "")] and found_in(found, "hoa-son") == [
        ("B01", VILLAGES, "")
    ]
    assert found.forms["is_used"].tolist() == [False, True] and found.notes["unit_id"].unique().tolist() == ["hoa-son"]


def test_one_communes_faults_excuse_no_other(small):
    """A figure that one commune could not write still is missing in the other's form."""
    first, second = (SoundForm(small, unit_id) for unit_id in ("an-binh", "hoa-son"))
    first.put(INDICATORS, "1.2", numerator=None, denominator=None, assessed="Đạt", self_assessment=None)
    second.put(INDICATORS, "1.2", numerator=None, denominator=None)
    send(small, first), send(small, second)
    found = read(small)
    assert [check for check, *_ in found_in(found, "an-binh")] == ["S10"]
    assert [check for check, *_ in found_in(found, "hoa-son")] == ["S01"]


def test_names_of_files_are_shown_as_text_and_open_the_file(small):
    """A name in NFD with two spaces is shown in NFC with one, and the file is found again by what is shown."""
    form = SoundForm(small, "an-binh")
    send(small, form, name=nfd("Biểu  xã.xlsx"))
    (row,) = records(read(small).forms)
    assert row["source_file"] == "2021/Biểu xã.xlsx"


# Workbooks that ask for less


def test_a_workbook_without_sources_or_relations_takes_any_money(small):
    """Without resources.csv and relations.csv no source is unknown and nothing has to add up."""
    form = SoundForm(small, "an-binh")
    form.put(RESOURCES, "xa", resource="nguồn khác", planned=999)
    form.put(INDICATORS, "5.1/nuoc-sach", numerator=695)
    send(small, form)
    for name in ("resources.csv", "relations.csv"):
        (small.reference_folder / name).unlink()
    found = read(type(small).open(small.root))
    assert found_in(found, "an-binh") == [] and "nguồn khác" in set(found.resources["resource"])


def test_a_season_that_follows_up_nothing_has_no_items(tmp_path):
    """An answer to an item is unknown in a season without conclusions; it is said and left out."""
    workbook = small_workbook(tmp_path)
    rows = {FOLLOW_UP: [{"item": "1.1", "state": "Hoàn thành"}]}
    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    write_form(path, FormContent("Biểu", identity(), layout.COMMUNE_SHEETS, rows))
    found = read(workbook)
    assert ("B07", FOLLOW_UP, "A5") in found_in(found, "an-binh") and found.follow_up.empty


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


@pytest.mark.parametrize(("numerator", "denominator", "value"), [(97, 160, 60.625), (489, 800, 61.125), (29, 100, 29)])
def test_a_share_is_exact_where_it_can_be(numerator, denominator, value):
    """Half a hundredth is half a hundredth: people round it up, and so does a page."""
    assert computed_value("percent", numerator, denominator) == value


def test_a_share_of_nothing_is_unknown(small):
    """A part of a whole of 0 is an error that leaves the indicator unknown, neither met nor failed."""
    form = SoundForm(small, "an-binh")
    form.put(INDICATORS, "1.1", denominator=0)
    send(small, form)
    found = read(small)
    assert [check for check, *_ in found_in(found, "an-binh")] == ["S05"]
    components = assess_seasons(small, found, [small.season("2021")]).of("2021", "an-binh").components
    assert components.loc[components["indicator"] == "1.1", "result"].tolist() == ["unknown"]
