"""The page on data quality: its numbers are those of the CSVs, it says what changed, and writes the reminders."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.intake.submissions import read_submissions
from ntm_lib.presentation.frame.html import Part
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.quality import page as quality_page
from ntm_lib.presentation.shared.finding_list import LONG, MOST
from ntm_lib.workbook import Workbook
from tests.conftest import Build, ntm
from tests.second_district import built_second_district, write_commune_form
from tests.views import season_view

SEASON = "2030-06"
HOSTILE = "<img src=x onerror=alert(1)></style>{{7*7}}"
CORRECTIONS = (
    "unit_id,indicator,component,field,old,new,check,reason,who,date\n"
    f"dong-lam,1.1,,numerator,180,185,,{HOSTILE},Người Thử,30/6/2030\n"
    "nam-hoa,3.1,,numerator,9,1,,sai rồi,Người Thử,30/6/2030\n"
)
# What each commune gives in 2030-06 by hand, of 3 values: Nam Hòa leaves the households with water empty.
FIRST = {"Đồng Lâm": (3, 3), "Tây Sơn": (3, 3), "Nam Hòa": (2, 3)}


def parsed(folder: Path, name: str = "chat-luong.html") -> html.HtmlElement:
    return html.document_fromstring((folder / name).read_bytes().decode("utf-8"))


def figures(page: html.HtmlElement) -> dict[str, str]:
    """Return the headline's figures by their label."""
    return {
        d.xpath("string(dt)"): " ".join(" ".join(d.xpath("dd//text()")).split())
        for d in page.xpath("//*[@class='figures']/div")
    }


def matrix(page: html.HtmlElement) -> dict[str, list[str]]:
    """Return the cells of the matrix of given values, by commune."""
    rows = page.xpath("//table[contains(@class, 'given')]/tbody/tr")
    return {r.xpath("string(th)"): [" ".join(c.text_content().split()) for c in r.xpath("td")] for r in rows}


def rows_of(page: html.HtmlElement, section: str) -> list[list[str]]:
    rows = page.xpath(f"//section[@aria-labelledby='{section}']//tbody/tr")
    return [[" ".join(c.text_content().split()) for c in r.xpath("th|td")] for r in rows]


def copy_of(district: Path, folder: Path) -> Path:
    return Path(shutil.copytree(district, folder / "district"))


def build(folder: Path, *arguments: str, status: int = 0) -> Build:
    run = ntm("build", "--workbook", str(folder), *arguments, cwd=folder)
    assert run.returncode == status, run.stdout + run.stderr
    return Build(folder / "reports" / SEASON, SEASON, run.stdout)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second district, built once: its forms are kept."""
    return built_second_district(tmp_path_factory.mktemp("quality") / "workbook")


@pytest.fixture(scope="module")
def second(district: Path, tmp_path_factory: pytest.TempPathFactory) -> Build:
    """The same, built again for one commune after Nam Hòa sent its form again, Tây Sơn's was lost, and two rows of corrections."""
    folder = copy_of(district, tmp_path_factory.mktemp("second"))
    write_commune_form(folder, SEASON, "nam-hoa", (49, 50), "Chưa đạt", 2)
    (folder / "data" / "submissions" / SEASON / "tay-son.xlsx").unlink()
    (folder / "data" / "corrections").mkdir()
    (folder / "data" / "corrections" / f"{SEASON}.csv").write_text(CORRECTIONS, encoding="utf-8")
    return build(folder, "--commune", "dong-lam")


def view_of(folder: Path) -> SeasonView:
    book = Workbook.open(folder)
    season = book.season(SEASON)
    return season_view(book, SEASON, read_submissions(book, book.seasons_until(season)))


def shown(part: Part) -> html.HtmlElement:
    return html.fragment_fromstring(str(part.markup), create_parent="div")


# The numbers


@pytest.mark.parametrize("season", ["2020", "2021"])
def test_the_numbers_are_those_of_the_csvs(build_of: Callable[[str], Build], season: str) -> None:
    """Forms, values, findings and the share of illustrative values, counted from the CSVs without the project's code."""
    built = build_of(season)
    page, forms, findings = parsed(built.folder), built.table("forms"), built.table("findings")
    results, observations = built.table("indicator-results"), built.table("observations")
    communes = set(built.table("commune-summary")["unit_id"])
    used = forms[(forms["kind"] == "commune") & (forms["is_used"] == "True")]
    is_open = findings["accepted"] == ""
    own = figures(page)
    assert own["Xã có biểu dùng được"] == f"{len(used)}/{len(communes)}"
    assert own["Lỗi chưa xử lý"] == str((is_open & (findings["severity"] == "lỗi")).sum())
    assert own["Cảnh báo chưa xử lý"] == str((is_open & (findings["severity"] == "cảnh báo")).sum())
    # Indicators decide by component: 17.1 has two. Measures are the observations that are no indicator.
    indicators = set(results["indicator"])
    is_indicator = observations["indicator"].isin(indicators)
    answered = observations["assessed"] != ""
    is_level = observations["indicator"].isin(set(results.loc[results["rule"] == "level", "indicator"]))
    given = (is_indicator & ~is_level & answered) | ((observations["value"] != "") & (is_level | ~is_indicator))
    given |= is_level & answered & (observations["assessed"] == "not_applicable")
    assert own["Giá trị có số"].startswith(f"{given.sum()}/{len(observations)}")
    illustrative = (given & (observations["origin"] == "illustrative")).sum()
    assert own["Tỷ lệ số minh họa"].endswith(f"{illustrative}/{given.sum()} giá trị")


def test_what_huong_phu_leaves_out_stands_out(build_of: Callable[[str], Build]) -> None:
    """17.2 is the only value without a number in 2021: 8 of 9 in criterion 17, said in words, shape and count."""
    page = parsed(build_of("2021").folder)
    cells = matrix(page)
    assert cells["Hương Phú"][17] == "½ 8/9 thiếu một phần"
    assert cells["Hương Hữu"][17] == "✓ 9/9 đủ"
    incomplete = [name for name, row in cells.items() if any("✓" not in cell for cell in row)]
    assert incomplete == ["Hương Phú", "Cả huyện"]
    assert "Hương Phú thiếu 1: 17.2." in page.xpath("string(//section[@aria-labelledby='day-du']//ul)")


def test_unconfirmed_levels_are_those_of_the_criteria_file(
    build_of: Callable[[str], Build], workbook: Workbook
) -> None:
    """22 of the 50 levels of QĐ 1980 have no source; the file says which."""
    page = parsed(build_of("2021").folder)
    levels = workbook.common_levels(workbook.season("2021"))
    unconfirmed = levels[(~levels["is_confirmed"]) & (levels["checked_by"] == "")]
    said = re.findall(r"\d+\.\d+", " ".join(row[1] for row in rows_of(page, "muc")))
    assert said == unconfirmed["indicator"].tolist()
    assert f"{len(unconfirmed)} chưa có nguồn xác nhận" in page.xpath("string(//section[@aria-labelledby='muc']/p)")


def test_a_district_without_measures_has_no_column_for_them(district: Path) -> None:
    """By hand: three values a commune, Nam Hòa lacks one of them; no form is missing and none is illustrative."""
    page = parsed(district / "reports" / SEASON)
    cells = matrix(page)
    assert {name: cells[name][0].split()[1] for name in FIRST} == {n: f"{a}/{b}" for n, (a, b) in FIRST.items()}
    assert all(len(row) == 4 for row in cells.values())
    assert figures(page)["Tỷ lệ số minh họa"] == "0% 0/8 giá trị"
    assert "Cả 3 xã đã có biểu dùng được." in page.text_content()
    assert "SỐ LIỆU MINH HỌA" not in page.text_content()


# What changed


def test_a_form_that_came_again_shows_each_changed_cell(second: Build) -> None:
    """Nam Hòa's two changed cells, from what to what; nothing else of the three forms."""
    changed = [row for row in rows_of(parsed(second.folder), "da-doi") if len(row) == 4]
    assert [row[:3] for row in changed] == [
        ["1.1", "Tử số", "không có giá trị → 49"],
        ["2.1", "Đạt / Chưa đạt", "Đạt → Chưa đạt"],
    ]
    table = second.table("changes").set_index("row")
    assert table[["respondent", "before", "after"]].to_dict("index") == {
        "1.1": {"respondent": "nam-hoa", "before": "", "after": "49"},
        "2.1": {"respondent": "nam-hoa", "before": "Đạt", "after": "Chưa đạt"},
    }
    assert [row[3] for row in changed] == [f"Chỉ tiêu, ô {table.loc[row[0], 'cell']}" for row in changed]


def test_building_again_gives_the_same_bytes(second: Build) -> None:
    """What was read in between is the same edition, so the changes are still held against the one before it."""
    before = {
        path: path.read_bytes() for path in [second.folder / "chat-luong.html", second.folder / "data/changes.csv"]
    }
    build(second.folder.parents[1], "--commune", "dong-lam")
    assert {path: path.read_bytes() for path in before} == before


def test_every_form_that_counts_is_kept_once_an_edition(second: Build) -> None:
    """Two editions of Nam Hòa, one of the others; Tây Sơn's is still there though its file is gone."""
    kept = second.folder.parents[1] / "data" / "received" / SEASON
    numbers = {folder.name: sorted(path.name[:2] for path in folder.iterdir()) for folder in kept.iterdir()}
    assert numbers == {"dong-lam": ["1-"], "nam-hoa": ["1-", "2-"], "tay-son": ["1-"]}


def test_forms_that_can_not_be_kept_cost_a_line_and_no_page(district: Path, tmp_path: Path) -> None:
    """Where data/received can't be written the build says so once and goes on."""
    folder = copy_of(district, tmp_path)
    shutil.rmtree(folder / "data" / "received")
    (folder / "data" / "received").write_text("một tệp, không phải thư mục", encoding="utf-8")
    built = build(folder, "--commune", "dong-lam")
    lines = [
        line for line in built.stdout.splitlines() if line.startswith("CẢNH BÁO Chưa giữ hoặc chưa so được bản biểu")
    ]
    assert len(lines) == 1 and "received" in lines[0]
    assert (built.folder / "chat-luong.html").exists()


# Corrections


def test_corrections_stand_on_the_pages_with_reason_name_day_and_state(second: Build) -> None:
    """One took effect, one did not because the form says something else; the district's and the commune's notes say so too."""
    page = parsed(second.folder)
    rows = [row for row in rows_of(page, "da-doi") if len(row) == 5]
    assert [(row[1], row[2]) for row in rows] == [
        ("Xã Đồng Lâm", "1.1, cột Tử số: 180 → 185"),
        ("Xã Nam Hòa", "3.1, cột Tử số: 9 → 1"),
    ]
    assert rows[0][3:] == [f"{HOSTILE} (Người Thử, 30/6/2030)", "áp dụng"]
    assert rows[1][4].startswith("từ chối") and "giá trị cũ “9” không còn đúng" in rows[1][4]
    assert second.table("corrections")["state"].tolist() == ["áp dụng", "từ chối"]
    district_notes = parsed(second.folder, "index.html").xpath("string(//section[@class='notes'])")
    commune_notes = parsed(second.folder, "xa/dong-lam.html").xpath("string(//section[@class='notes'])")
    assert "Xã Đồng Lâm, 1.1, cột Tử số: 180 → 185; lý do:" in district_notes
    assert "Dòng sửa số không có hiệu lực. Xã Nam Hòa, 3.1" in district_notes
    assert "1.1, cột Tử số: 180 → 185; lý do:" in commune_notes
    assert "Nam Hòa" not in commune_notes and "không có hiệu lực" not in commune_notes


def test_hostile_text_stays_text(second: Build) -> None:
    """Markup in a reason reaches all three pages as text."""
    for name in ("chat-luong.html", "index.html", "xa/dong-lam.html"):
        page = parsed(second.folder, name)
        assert HOSTILE in page.text_content(), name
        assert not page.xpath("//img[@src='x']|//*[@onerror]"), name


def test_an_accepted_finding_is_counted_and_shown_apart(district: Path, tmp_path: Path) -> None:
    """Nam Hòa's missing value, accepted with a reason, is open no more; the notes of its report name it."""
    folder = copy_of(district, tmp_path)
    (folder / "data" / "corrections").mkdir()
    accepted = "nam-hoa,1.1,,,,,S01,đang đếm lại,Người Thử,30/6/2030\n"
    (folder / "data" / "corrections" / f"{SEASON}.csv").write_text(
        CORRECTIONS.splitlines()[0] + "\n" + accepted, encoding="utf-8"
    )
    built = build(folder, "--commune", "nam-hoa")
    findings = built.table("findings")
    own = findings[(findings["check"] == "S01") & (findings["unit_id"] == "nam-hoa")]
    assert own["accepted"].tolist() == ["đang đếm lại (Người Thử, 30/6/2030)"]
    section = rows_of(parsed(built.folder), "kiem-tra")
    assert [row[2] for row in section if row[-1] == "S01"] == ["đang đếm lại (Người Thử, 30/6/2030)"]
    assert "S01" not in built.stdout and "1 điều đã chấp nhận hoặc đã sửa" in built.stdout
    notes = parsed(built.folder, "xa/nam-hoa.html").xpath("string(//section[@class='notes'])")
    assert "đang đếm lại (Người Thử, 30/6/2030)" in notes


# Who has not answered


def test_a_missing_commune_gets_a_letter_ready_to_copy(second: Build) -> None:
    """The letter names the commune, the season, the day, what is missing and who asks; no letter for the others."""
    page = parsed(second.folder)
    assert figures(page)["Xã có biểu dùng được"] == "2/3"
    assert rows_of(page, "chua-nop")[0][:2] == ["Xã Tây Sơn", "✕ chưa gửi"]
    letters = page.xpath("//blockquote[@class='letter']")
    assert len(letters) == 1
    assert [p.text_content() for p in letters[0].xpath("p")] == [
        "Kính gửi: Ủy ban nhân dân xã Tây Sơn",
        "Văn phòng Thử đang tổng hợp số liệu nông thôn mới kỳ 2030-06, chốt số liệu ngày 30/6/2030. "
        "Đến nay chưa nhận được biểu của xã; 3 giá trị của 3 tiêu chí đều chưa có số liệu.",
        "Đề nghị Ủy ban nhân dân xã Tây Sơn điền biểu đã nhận được và gửi lại trong thời gian sớm nhất. Nội dung nào chưa có "
        "số liệu thì để trống, không ghi 0. Nếu có vướng mắc, xin liên hệ để được hướng dẫn. Trân trọng cảm ơn.",
        "Văn phòng Thử",
    ]
    assert "minh họa" not in letters[0].text_content()
    assert matrix(page)["Tây Sơn"] == ["✕ 0/3 chưa có giá trị nào", "chưa có biểu dùng được"]


def test_a_file_that_can_not_be_used_is_said_in_the_letter(district: Path, tmp_path: Path) -> None:
    """A truncated form is no missing form: the letter says which file came and why it can't be used."""
    folder = copy_of(district, tmp_path)
    bad = folder / "data" / "submissions" / SEASON / "nam-hoa.xlsx"
    bad.write_bytes(bad.read_bytes()[:300])
    page = shown(quality_page.absent(view_of(folder)))
    assert "Còn 1/3 xã chưa có biểu dùng được: 1 đã gửi nhưng chưa dùng được." in page.text_content()
    letter = page.xpath("string(//blockquote)")
    assert "đã nhận tệp nam-hoa.xlsx của xã nhưng chưa sử dụng được. Lý do: Tệp hỏng" in letter


def test_illustrative_days_are_said_to_be_so_in_the_letter(
    workbook: Workbook, submissions, results, tmp_path: Path
) -> None:
    """The project's own cut-off and conference day are illustrative; a department that sent nothing is reminded of its items."""
    season = workbook.season("2021")
    forms = submissions.forms.assign(
        is_used=submissions.forms["is_used"] & ~submissions.forms["respondent"].eq("kt-ht")
    )
    without = type(submissions)(**(vars(submissions) | {"forms": forms[forms["respondent"] != "kt-ht"]}))
    page = shown(quality_page.absent(season_view(workbook, season.name, without, results)))
    letter = page.xpath("string(//blockquote)")
    assert letter.startswith("Kính gửi: Phòng Kinh tế và Hạ tầng")
    assert "ngày 20/12/2021 (ngày minh họa), phục vụ hội nghị ngày 28/12/2021 (ngày minh họa)" in letter
    assert "2 nội dung kết luận hội nghị 24/12/2020 do cơ quan chủ trì (các mục 10.1 và 10.2)" in letter
    assert "phải thay bằng ngày thật" in page.text_content()
    assert "Cả 9 xã đã có biểu dùng được." in page.text_content()


def test_files_of_nobody_are_listed(district: Path, tmp_path: Path) -> None:
    """A Word file in the folder is named with what to do."""
    folder = copy_of(district, tmp_path)
    (folder / "data" / "submissions" / SEASON / "báo cáo.docx").write_bytes(b"PK")
    rows = rows_of(shown(quality_page.absent(view_of(folder))), "chua-nop")
    assert [(row[0], row[-1]) for row in rows] == [("2030-06/báo cáo.docx", "T20")]


# Long lists, and the page's place in the build


def test_hundreds_of_findings_stay_readable(district: Path, tmp_path: Path) -> None:
    """Beyond LONG a severity is folded by unit, beyond MOST a unit's rows are cut with the number of the others."""
    view = view_of(district)
    one = view.findings.iloc[[0]].assign(severity="lỗi", unit_id="nam-hoa", accepted="")
    many = one.loc[one.index.repeat(MOST + 7)].assign(cell=[f"G{n}" for n in range(MOST + 7)])
    many = many.assign(message=[f"Sai {n}." for n in range(MOST + 7)])
    view = replace(view, data=replace(view.data, findings=many.reset_index(drop=True)))
    page = shown(quality_page.findings(view))
    assert MOST > LONG
    assert page.xpath("string(//details/summary)") == f"Xã Nam Hòa: {MOST + 7} lỗi"
    assert len(page.xpath("//details//tbody/tr")) == MOST + 1
    assert "… và 7 dòng nữa" in page.text_content()
    assert "Không có gì phải xem lại: Đồng Lâm và Tây Sơn." in page.text_content()


def test_without_any_finding_or_change_the_page_says_so(district: Path) -> None:
    """Zero is a sentence, not an empty table."""
    view = view_of(district)
    view = replace(view, data=replace(view.data, findings=view.findings.iloc[0:0]))
    texts = [
        shown(part).text_content()
        for part in (
            quality_page.headline(view),
            quality_page.findings(view),
            quality_page.changes(view),
        )
    ]
    assert "không còn lỗi, cảnh báo nào chưa xử lý" in texts[0]
    assert "Lỗi: không có" in texts[1]
    assert "Không có ô nào khác lần nộp trước" in texts[2] and "Không sửa số nào" in texts[2]


def test_the_page_is_built_and_listed_every_time(second: Build) -> None:
    """A build of one commune builds it too; index, manifest and executed notebook have it, and the district's page links to it."""
    assert "[1/7]" in second.stdout and "Xong 7/7." in second.stdout
    assert (second.folder / "chat-luong.ipynb").exists()
    assert (second.folder / "manifests" / "chat-luong.json").exists()
    index = parsed(second.folder, "index.html")
    assert index.xpath("string(//tr[@id='bao-cao-chat-luong']/td[1])") == "đã lập"
    assert index.xpath("//section[@class='notes']//a/@href") == ["phuong-phap.html"]
    assert index.xpath("//p[@class='reliability']/a/@href") == ["chat-luong.html"]
    assert parsed(second.folder).xpath("//nav/a/@href") == ["index.html"]


def test_remarks_are_only_counted_in_the_command_s_lines(build_of: Callable[[str], Build]) -> None:
    """Each open error and warning is one whole line with its check; remarks are one line for all."""
    built = build_of("2021")
    findings = built.table("findings")
    is_open = findings["accepted"] == ""
    worse = findings[is_open & (findings["severity"] != "lưu ý")]
    lines = built.stdout.splitlines()
    printed = [line for line in lines if line.startswith(("LỖI ", "CẢNH BÁO "))]
    assert [line.split(" ")[-1] for line in printed] == [m.split(" ")[-1] for m in worse["message"]]
    assert not [line for line in lines if line.startswith("LƯU Ý")]
    remarks = (is_open & (findings["severity"] == "lưu ý")).sum()
    assert f"Ngoài ra có {remarks} lưu ý: xem chat-luong.html hoặc data/findings.csv." in lines
