"""Another district is another data folder: built with the same command, and with everything that can go wrong there."""

import shutil
from pathlib import Path

import pandas as pd
import pytest
from lxml import html

from tests.conftest import ROOT, Build, ntm
from tests.second_district import COMMUNES, make_second_district, write_all_forms, write_commune_form


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A path with a space and Vietnamese letters, as an analyst's folder has.
    folder = make_second_district(tmp_path_factory.mktemp("huyện") / "Sổ báo cáo")
    write_all_forms(folder)
    return folder


@pytest.fixture(scope="module")
def built(district: Path) -> Build:
    run = ntm("build", cwd=district)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(district / "reports" / "2030-06", "2030-06", run.stdout)


def page_of(build: Build, unit_id: str) -> html.HtmlElement:
    return html.document_fromstring((build.folder / "xa" / f"{unit_id}.html").read_bytes().decode("utf-8"))


def test_it_needs_no_git_docs_or_lock(district: Path, built: Build) -> None:
    """The workbook's folder holds data and notebooks only, and the build adds nothing but reports."""
    assert sorted(p.name for p in district.iterdir()) == ["data", "notebooks", "reports"]
    assert (
        len(built.pages) == 2 * (3 + 1) + 3
    )  # communes, the department, their briefs, and index, data quality, method


def test_three_criteria_are_counted_as_three(built: Build) -> None:
    """By hand: Đồng Lâm 180/200 = 90 %, market, 1 bridge: 3. Tây Sơn: market does not apply: 2 + 1. Nam Hòa: no figure for water, 2 bridges."""
    rows = built.table("commune-summary").set_index("unit_id")
    columns = ["criteria_met", "criteria_not_met", "criteria_unknown", "criteria_not_applicable", "criteria_total"]
    assert rows.loc["dong-lam", columns].tolist() == ["3", "0", "0", "0", "3"]
    assert rows.loc["tay-son", columns].tolist() == ["2", "0", "0", "1", "3"]
    assert rows.loc["nam-hoa", columns].tolist() == ["1", "1", "1", "0", "3"]
    assert rows["band"].to_dict() == {"dong-lam": "3", "tay-son": "3", "nam-hoa": "dưới 3"}
    assert rows["criteria_met_change"].to_dict() == {"dong-lam": "1", "tay-son": "0", "nam-hoa": ""}


def test_codes_keep_their_leading_zeros(built: Build) -> None:
    """00123, 01234 and 00089 are neither numbers nor octal numbers, in tables and on pages."""
    rows = built.table("commune-summary").set_index("unit_id")
    for unit_id, (code, _) in COMMUNES.items():
        assert rows.loc[unit_id, "unit_code"] == code
        assert f"mã hành chính {code}" in page_of(built, unit_id).xpath("string(//header)")


def test_what_is_unknown_or_not_applicable_is_said(built: Build) -> None:
    """Nam Hòa reads “ít nhất 1/3”, Tây Sơn says that one criterion does not apply."""
    assert "ít nhất 1/3" in page_of(built, "nam-hoa").xpath("string(//*[@class='figure-main'])")
    assert "1 không áp dụng" in page_of(built, "tay-son").xpath("string(//*[@class='figure-main'])")


def test_rows_totals_means_and_bands_count_alike(built: Build) -> None:
    """Tây Sơn's criterion that does not apply is in its own count, as in the total 3 + 3 + 1, the mean and the band; the table says so once."""
    index = html.document_fromstring((built.folder / "index.html").read_bytes().decode("utf-8"))
    table = index.xpath("//section[@aria-labelledby='cac-xa']//table")[0]
    rows = {row[0].text_content(): row[1].text_content() for row in table.xpath(".//tbody/tr")}
    assert rows == {"Đồng Lâm": "3/3", "Tây Sơn": "3/3", "Nam Hòa": "ít nhất 1/3"}
    assert table.xpath("string(.//tfoot//td[1])") == "ít nhất 7"
    assert table.xpath("string(caption)").count("không áp dụng, tính là đạt") == 1
    whole = " ".join(index.text_content().split())
    assert "đạt ít nhất 7 tiêu chí, bình quân ít nhất 2,3 tiêu chí/xã" in whole  # 7/3, rounded down


def test_reported_data_is_not_called_illustrative(built: Build) -> None:
    """Nothing on a page made from reported values says “minh họa”."""
    for path in built.pages:
        assert "SỐ LIỆU MINH HỌA" not in path.read_text(encoding="utf-8")


def test_no_word_of_nam_dong_is_left(built: Build) -> None:
    """Names, sets and counts of the first district are data, not code."""
    for path in built.pages:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in ("Nam Đông", "/19", "QĐ 1980", "Huế") if word in text], path


def department_sentence(output: Path) -> str:
    page = html.document_fromstring((output / "phong" / "phong-thu.html").read_bytes().decode("utf-8"))
    return page.xpath("string(//p[@class='lead'])").strip()


def test_one_bad_form_is_named_and_the_others_are_built(built: Build, district: Path, tmp_path: Path) -> None:
    """A truncated form costs its own report only: exit status 1, the file named, its last good page kept and said to be so."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder)
    output = folder / "reports" / "2030-06"
    bad = folder / "data" / "submissions" / "2030-06" / "tay-son.xlsx"
    bad.write_bytes(bad.read_bytes()[:300])
    before = (output / "xa" / "tay-son.html").read_bytes()
    run = ntm("build", "--workbook", str(folder), cwd=tmp_path)
    assert run.returncode == 1
    assert "LỖI Xã Tây Sơn: 2030-06/tay-son.xlsx: Tệp hỏng" in run.stdout
    assert run.stdout.splitlines()[1].startswith("LỖI T01 2030-06/tay-son.xlsx: Tệp hỏng")
    assert "Traceback" not in run.stdout + run.stderr
    assert (output / "xa" / "tay-son.html").read_bytes() == before
    index = html.document_fromstring((output / "index.html").read_bytes().decode("utf-8"))
    assert index.xpath("string(//tr[@id='bao-cao-tay-son']/td[1])").startswith("lỗi, đang hiển thị bản trước")
    assert index.xpath("string(//tr[@id='bao-cao-nam-hoa']/td[1])") == "đã lập"
    findings = pd.read_csv(output / "data" / "findings.csv", encoding="utf-8-sig")
    assert findings.loc[findings["severity"] == "lỗi", "source_file"].tolist() == ["2030-06/tay-son.xlsx"]


def test_a_commune_without_a_form_gets_a_sound_report(district: Path, tmp_path: Path) -> None:
    """No form means every criterion is unknown, none is not met, and the build is still all well."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder, ignore=shutil.ignore_patterns("reports"))
    (folder / "data" / "submissions" / "2030-06" / "tay-son.xlsx").unlink()
    run = ntm("build", "--workbook", str(folder), "--commune", "tay-son", cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    output = Build(folder / "reports" / "2030-06", "2030-06", run.stdout)
    row = output.table("commune-summary").set_index("unit_id").loc["tay-son"]
    assert (row["criteria_met"], row["criteria_not_met"], row["criteria_unknown"]) == ("0", "0", "3")
    assert "Xã chưa nộp biểu dùng được của kỳ này" in page_of(output, "tay-son").text_content()


def test_a_failing_notebook_leaves_no_half_page(district: Path, tmp_path: Path) -> None:
    """A cell that raises fails that report with cell and cause named; the executed notebook of the failure is kept beside."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder, ignore=shutil.ignore_patterns("reports"))
    notebook = folder / "notebooks" / "commune_report.ipynb"
    text = notebook.read_text(encoding="utf-8").replace(
        '"page.outlook(view)"', '"1 / 0 if commune == \\"nam-hoa\\" else None"'
    )
    notebook.write_text(text, encoding="utf-8")
    run = ntm("build", "--workbook", str(folder), cwd=tmp_path)
    output = folder / "reports" / "2030-06"
    assert run.returncode == 1
    assert "LỖI Xã Nam Hòa: Sổ tay dừng ở ô “1 / 0 if commune" in run.stdout
    assert not (output / "xa" / "nam-hoa.html").exists()
    assert (output / "xa" / "nam-hoa.failed.ipynb").exists()
    assert (output / "xa" / "dong-lam.html").exists()


def test_markup_in_a_form_stays_text(district: Path, tmp_path: Path) -> None:
    """A commune's note with markup reaches its page as text."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder, ignore=shutil.ignore_patterns("reports"))
    reference = folder / "data" / "reference" / "units.csv"
    hostile = "<img src=x onerror=alert(1)></style>{{7*7}}"
    reference.write_text(reference.read_text(encoding="utf-8").replace("Nam Hòa", hostile), encoding="utf-8")
    run = ntm("build", "--workbook", str(folder), "--commune", "nam-hoa", cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    page = page_of(Build(folder / "reports" / "2030-06", "2030-06", run.stdout), "nam-hoa")
    assert hostile in page.xpath("string(//h1)")
    assert not page.xpath("//img[@src='x']|//*[@onerror]")


def test_a_notebook_with_a_worker_that_dies_fails_alone(district: Path, tmp_path: Path) -> None:
    """A cell that kills its parent process takes down one report, not the batch."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder, ignore=shutil.ignore_patterns("reports"))
    notebook = folder / "notebooks" / "commune_report.ipynb"
    kill = '"import os; os.kill(os.getppid(), 9) if commune == \\"nam-hoa\\" else None"'
    notebook.write_text(notebook.read_text(encoding="utf-8").replace('"page.outlook(view)"', kill), encoding="utf-8")
    run = ntm("build", "--workbook", str(folder), "--workers", "2", cwd=tmp_path)
    assert run.returncode == 1
    assert "LỖI Xã Nam Hòa: Tiến trình dựng báo cáo dừng đột ngột (tín hiệu SIGKILL)" in run.stdout
    assert "Có 1 báo cáo lỗi: Xã Nam Hòa." in run.stdout


def test_the_projects_own_notebooks_are_used(district: Path) -> None:
    """The second district runs the very notebooks that are committed."""
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        assert (district / "notebooks" / path.name).read_bytes() == path.read_bytes()


def test_writing_a_form_again_changes_only_that_commune(built: Build, district: Path, tmp_path: Path) -> None:
    """At 22:00 one corrected form is built alone: other communes' pages stay as they are, those that rest on it are renewed."""
    folder = tmp_path / "district"
    shutil.copytree(district, folder)
    output = folder / "reports" / "2030-06"
    other = (output / "xa" / "tay-son.html").read_bytes()
    write_commune_form(folder, "2030-06", "nam-hoa", (49, 50), "Đạt", 1)
    run = ntm("build", "--workbook", str(folder), "--commune", "Nam Hoà", cwd=tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    page = html.document_fromstring((output / "xa" / "nam-hoa.html").read_bytes().decode("utf-8"))
    assert page.xpath("string(//*[@class='figure-main']//strong)") == "3/3"
    assert (output / "xa" / "tay-son.html").read_bytes() == other
    lead = [department_sentence(output), department_sentence(district / "reports" / "2030-06")]
    assert lead == [
        "Phòng Thử chủ trì 1 chỉ tiêu thuộc 1 tiêu chí; cả 3 xã đã đạt tất cả. Mới đạt so với năm 2029: 1 Nước ở xã Đồng Lâm.",
        "Phòng Thử chủ trì 1 chỉ tiêu thuộc 1 tiêu chí; 2/3 xã đã đạt tất cả, xã Nam Hòa còn chỉ tiêu chưa có số liệu. Mới đạt so với năm 2029: 1 Nước ở xã Đồng Lâm.",
    ]
