"""What only a person can settle: whose a form is, and what a text of old letters says; each by a row of data/corrections that is pinned."""

import hashlib

import pytest

from ntm_lib.analysis.exchanged import note_exchanged
from ntm_lib.analysis.last_season import paired
from ntm_lib.intake.findings import FindingList
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.tables import records
from tests.sound_form import INDICATORS, NOTES, RESOURCES, VILLAGES, SoundForm, make_workbook

HEAD = "unit_id,indicator,component,field,old,new,check,reason,who,date\n"
WHY = "hỏi xã,Lan,2021-12-22"


@pytest.fixture
def workbook(tmp_path):
    return make_workbook(tmp_path, {"an-binh": "An Bình", "hoa-son": "Hòa Sơn"})


def send(workbook, unit="an-binh", season="2021", name="", edits=(), **identity):
    """Put a form into its folder with edits (sheet, row, fields); return its bytes."""
    form = SoundForm(workbook, unit, season)
    form.identity.update(identity)
    for sheet, row, fields in edits:
        form.put(sheet, row, **fields)
    path = workbook.submissions_folder / season / f"{name or unit}.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content := form.written())
    return content


def correct(workbook, *rows):
    path = workbook.corrections_folder / "2021.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")


def read(workbook):
    return read_submissions(workbook, [workbook.season("2021")])


def found(submissions, check):
    return [row for row in records(submissions.findings) if row["check"] == check]


OLD = (INDICATORS, "1.2", {"note": "Sè liÖu cña ®iÖn lùc", "evidence": "BC 12"})


def test_a_text_in_doubt_stays_off_every_table(workbook):
    """The finding shows what it probably says; in no table stands either."""
    send(workbook, edits=[OLD, (NOTES, 3, {"text": "Th«n 3 ®· xong"}), (INDICATORS, "2.2", {"assessed": "§¹t"})])
    read_in = read(workbook)
    doubts = found(read_in, "O11")
    assert {(d["severity"], d["accepted"]) for d in doubts} == {("lỗi", "")} and len(doubts) == 3
    assert "“Số liệu của điện lực”" in doubts[0]["message"]
    (row,) = [o for o in records(read_in.observations) if o["indicator"] == "1.2"]
    assert (row["note"], row["evidence"]) == ("", "BC 12")
    tables = (read_in.observations, read_in.notes, read_in.findings)
    assert not any(mark in table.to_csv() for table in tables for mark in ("®", "«", "Ö", "§"))
    assert not any("đã xong" in note["text"] for note in records(read_in.notes))
    (answer,) = [o for o in records(read_in.observations) if o["indicator"] == "2.2"]
    assert answer["assessed"] == ""


def test_a_confirmed_text_is_taken_while_the_form_says_it(workbook):
    """The row gives what the finding shows and what it says; a choice becomes its word; the finding is accepted with the reason."""
    send(workbook, edits=[OLD, (INDICATORS, "2.2", {"assessed": "§¹t"})])
    correct(
        workbook,
        f"an-binh,,,,Số liệu của điện lực,Số liệu của điện lực huyện,O11,{WHY}",
        f"an-binh,,,,Đạt,Đạt,O11,{WHY}",
    )
    read_in = read(workbook)
    said = {o["indicator"]: o for o in records(read_in.observations)}
    assert said["1.2"]["note"] == "Số liệu của điện lực huyện" and said["2.2"]["assessed"] == "met"
    assert all("hỏi xã (Lan, 2021-12-22)" in d["accepted"] for d in found(read_in, "O11"))
    assert [row["state"] for row in records(read_in.corrections)] == ["áp dụng", "áp dụng"]
    send(workbook)
    assert {row["state"] for row in records(read(workbook).corrections)} == {"từ chối"} and len(
        found(read(workbook), "C01")
    ) == 2


LONG = "Th«n 3 ®· lµm xong ®­êng bª t«ng dµi 300 m, ng­êi d©n hiÕn ®Êt vµ gãp c«ng lao ®éng ®Çy ®ñ trong n¨m"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        (LONG, "Thôn 3 đã làm xong đường bê tông dài 300 m, người dân hiến đất và góp công lao động đầy đủ trong năm"),
        ("Th«n 3 ®· xong\nTh«n 4 ch­a xong ", "Thôn 3 đã xong Thôn 4 chưa xong"),
        ("Th«n “3”  ®· xong", "Thôn “3” đã xong"),
    ],
)
def test_what_a_finding_shows_is_what_a_row_may_repeat(workbook, text, meant):
    """Long, over two lines, with spaces and marks of quotation: copied from the finding, the text itself is taken."""
    send(workbook, edits=[(NOTES, 3, {"text": text})])
    (doubt,) = found(read(workbook), "O11")
    shown = doubt["message"].partition("có lẽ là “")[2].partition("”; chưa dùng")[0]
    correct(workbook, f'an-binh,,,,"{shown}","{shown}",O11,{WHY}')
    read_in = read(workbook)
    assert meant in {note["text"] for note in records(read_in.notes)} and found(read_in, "C01") == []


def test_a_word_that_the_field_has_not_confirms_nothing(workbook):
    send(workbook, edits=[(INDICATORS, "2.2", {"assessed": "§¹t"})])
    correct(workbook, f"an-binh,,,,Đạt,Đạt rồi,O11,{WHY}")
    read_in = read(workbook)
    (refused,) = found(read_in, "C01")
    assert "Chọn một trong" in refused["message"] and found(read_in, "O11")[0]["accepted"] == ""


def test_doubts_beyond_the_problems_that_are_told_stay_off_every_table(workbook):
    """A sheet with a thousand other problems before it."""
    form = SoundForm(workbook, "an-binh")

    def edit(book):
        page, first = book[NOTES], int(form.cell(NOTES, 0, "text")[1:]) + 10
        heading, text = form.cell(NOTES, 0, "heading")[0], form.cell(NOTES, 0, "text")[0]
        for number in range(1_001):
            page[f"{heading}{first + number}"], page[f"{text}{first + number}"] = f"Mục {number}", 1.5
        page[f"{heading}{first + 1_100}"], page[f"{text}{first + 1_100}"] = "Khác", "Th«n 3 ®· xong"

    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(form.edited(edit))
    read_in = read(workbook)
    assert found(read_in, "O11") == [] and not any(
        "xong" in n["text"] for n in records(read_in.notes) if "đã" in n["text"]
    )


def test_a_compiler_in_old_letters_is_a_remark_and_no_name(workbook):
    send(workbook, compiled_by="NguyÔn V¨n §øc")
    read_in = read(workbook)
    (remark,) = found(read_in, "O10")
    assert "“Nguyễn Văn Đức”; tên này chưa dùng" in remark["message"] and records(read_in.forms)[0]["compiled_by"] == ""


def test_a_lifted_form_keeps_its_other_remarks_and_is_of_a_commune(workbook):
    """An older version is still said; a department can't own a commune's form."""
    content = send(workbook, unit_name="xã Hòa Sơn", form_version="1")
    sha = hashlib.sha256(content).hexdigest()
    correct(workbook, f"an-binh,,,,{sha[:16]},,T13,{WHY}")
    assert len(found(read(workbook), "T19")) == len(found(read(workbook), "T21")) == 1
    correct(workbook, f"{next(iter(workbook.departments))},,,,{sha[:16]},,T13,{WHY}")
    read_in = read(workbook)
    assert len(found(read_in, "T13")) == len(found(read_in, "C01")) == 1


def test_codes_of_sources_are_held_against_their_names(workbook):
    codes = ("trung-uong", "xa")
    form = SoundForm(workbook, "an-binh")

    def exchange(book):
        first, second = (book[RESOURCES][form.cell(RESOURCES, code, "resource")] for code in codes)
        first.value, second.value = second.value, first.value

    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    path.parent.mkdir(parents=True)
    path.write_bytes(form.edited(exchange))
    read_in = read(workbook)
    assert len(found(read_in, "B15")) == 2 and not set(codes) & set(read_in.resources["resource"])


def test_a_village_in_doubt_is_no_row_until_it_is_confirmed(workbook):
    """What names a row is in doubt: the row waits with it."""
    send(workbook, edits=[(VILLAGES, "9", {"village": "Th«n ®«ng"})])
    assert "Thôn đông" not in set(read(workbook).villages["village"])
    correct(workbook, f"an-binh,,,,Thôn đông,Thôn Đông,O11,{WHY}")
    assert "Thôn Đông" in set(read(workbook).villages["village"])


@pytest.mark.parametrize(
    "row",
    [
        "an-binh,,,,,Đạt,O11,",
        "an-binh,,,,Đạt,,O11,",
        ",,,,Đạt,Đạt,O11,",
        "an-binh,,,,abc,,T13,",
        ",,,,0123456789abcdef,,T13,",
        "an-binh,,,,x,,T12,",
    ],
)
def test_a_row_that_can_lift_nothing_is_named(workbook, row):
    """Without whose, what it said or what it says; of an error that nobody can lift."""
    send(workbook)
    correct(workbook, f"{row}{WHY}")
    (fault,) = found(read(workbook), "C02")
    assert fault["cell"] == "2"


def test_whose_a_form_is_can_be_said_of_that_file_only(workbook):
    """The form names another commune; a row pinned to its content says whose it is; another file is a question again."""
    content = send(workbook, unit_name="xã Hòa Sơn")
    refused = read(workbook)
    (question,) = found(refused, "T13")
    sha = hashlib.sha256(content).hexdigest()
    assert refused.observations.empty and sha[:16] in question["message"] and "data/corrections" in question["message"]
    correct(workbook, f"an-binh,,,,{sha[:16]},,T13,{WHY}")
    taken = read(workbook)
    assert set(taken.observations["unit_id"]) == {"an-binh"} and found(taken, "T13") == []
    (remark,) = found(taken, "T21")
    assert "hỏi xã (Lan, 2021-12-22)" in remark["message"]
    send(workbook, unit_name="xã Hòa Sơn", edits=[(INDICATORS, "1.2", {"numerator": 640})])
    assert read(workbook).observations.empty and len(found(read(workbook), "C01")) == 1


def test_codes_that_changed_places_with_their_names_are_two_findings(workbook):
    """Two codes exchanged while the names stayed: neither row counts."""
    form = SoundForm(workbook, "an-binh")
    path = workbook.submissions_folder / "2021" / "an-binh.xlsx"
    path.parent.mkdir(parents=True)

    def exchange(book):
        page = book[INDICATORS]
        first, second = (page[form.cell(INDICATORS, code, "indicator")] for code in ("1.1", "1.2"))
        first.value, second.value = second.value, first.value

    path.write_bytes(form.edited(exchange))
    read_in = read(workbook)
    faults = found(read_in, "B15")
    assert {f["indicator"] for f in faults} == {"1.1", "1.2"} and all("chưa được tính" in f["message"] for f in faults)
    assert not {"1.1", "1.2"} & set(read_in.observations["indicator"])


def test_figures_of_another_commune_are_told(workbook):
    """Two identity sheets exchanged: each form's households and people are the other commune's of last season."""
    sizes = {"an-binh": (700, 2785), "hoa-son": (420, 1600)}
    for season, swap in (("2020", False), ("2021", True)):
        for unit in sizes:
            other = {"an-binh": "hoa-son", "hoa-son": "an-binh"}[unit] if swap else unit
            households, people = sizes[other]
            edits = [
                ("Số liệu khác", "households", {"value": households}),
                ("Số liệu khác", "population", {"value": people + 5 * swap}),
            ]
            send(workbook, unit, season, edits=edits)
    seasons = [workbook.season("2020"), workbook.season("2021")]
    pairs = paired(read_submissions(workbook, seasons).observations, seasons[1], workbook)
    findings = FindingList("2021")
    note_exchanged(findings, pairs, workbook, workbook.season("2021"))
    assert {(row["check"], row["unit_id"]) for row in findings.rows} == {("D11", "an-binh"), ("D11", "hoa-son")}
    assert "Hòa Sơn" in next(row["message"] for row in findings.rows if row["unit_id"] == "an-binh")
    for name in ("value", "value_before"):
        pairs.loc[pairs["indicator"] == "population", name] = float("nan")
    findings = FindingList("2021")
    note_exchanged(findings, pairs, workbook, workbook.season("2021"))
    assert findings.rows == []  # households alone may be alike by chance


def test_a_commune_that_grew_is_no_other(workbook):
    for season, households in (("2020", 500), ("2021", 700)):
        edits = [
            ("Số liệu khác", "households", {"value": households}),
            ("Số liệu khác", "population", {"value": 4 * households}),
        ]
        send(workbook, "an-binh", season, edits=edits)
        send(workbook, "hoa-son", season)
    seasons = [workbook.season("2020"), workbook.season("2021")]
    pairs = paired(read_submissions(workbook, seasons).observations, seasons[1], workbook)
    findings = FindingList("2021")
    pairs.loc[pairs["unit_id"] == "hoa-son", "value_before"] *= 3
    note_exchanged(findings, pairs, workbook, workbook.season("2021"))
    assert findings.rows == []
