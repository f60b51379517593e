"""A build is a draft until it is issued with a date; the office's last words reach a page without a notebook."""

from pathlib import Path

import pytest
from lxml import html

from tests.conftest import Build, ntm
from tests.second_district import make_second_district, write_all_forms

DRAFT, OFFICIAL = "BẢN NHÁP – CHƯA PHÁT HÀNH", "Tài liệu phục vụ hội nghị – không thay thế báo cáo chính thức"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = make_second_district(tmp_path_factory.mktemp("issued"))
    write_all_forms(folder)
    words = folder / "data" / "commentary" / "2030-06"
    words.mkdir(parents=True)
    (words / "dong-lam.md").write_text("Xã **đi đầu** về nước sạch.", encoding="utf-8")
    (words / "dong-lan.md").write_text("Viết nhầm tên.", encoding="utf-8")
    run = ntm("build", "--issue", "05/07/2030", "--commune", "dong-lam", cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return Build(folder / "reports" / "2030-06", "2030-06", run.stdout)


def text_of(path: Path) -> str:
    return html.document_fromstring(path.read_bytes().decode("utf-8")).xpath("string(//p[@class='banner'])")


def test_every_page_says_that_it_is_issued_and_when(issued: Build) -> None:
    """All pages of the build carry the day of issue in place of the draft's words; what they are not stays said."""
    assert "phát hành ngày 05/7/2030" in issued.stdout
    for path in issued.pages:
        banner = text_of(path)
        assert "PHÁT HÀNH NGÀY 05/7/2030" in banner and DRAFT not in banner and OFFICIAL in banner, path


def test_the_offices_words_stand_in_the_page(issued: Build) -> None:
    """The file named after the commune is shown under its own heading, on that page only."""
    page = html.document_fromstring((issued.folder / "xa" / "dong-lam.html").read_bytes().decode("utf-8"))
    (section,) = page.xpath("//section[@class='commentary']")
    assert "Ý kiến của Văn phòng Thử" in section.text_content() and section.xpath("string(.//strong)") == "đi đầu"
    assert "đi đầu" not in (issued.folder / "index.html").read_text(encoding="utf-8")


def test_words_for_no_page_are_named(issued: Build) -> None:
    """A file whose name fits no page is said when the build starts, with the name that is near."""
    assert "data/commentary/2030-06/dong-lan.md" in issued.stdout and "dong-lam" in issued.stdout


def test_a_build_without_a_date_is_a_draft(built: Build) -> None:
    """Every page of the project's own builds says that it is a draft and no official report."""
    for path in built.pages:
        assert DRAFT in text_of(path) and OFFICIAL in text_of(path), path


@pytest.mark.parametrize(
    ("given", "said"), [("32/7/2030", "phải là một ngày"), ("01/06/2030", "trước ngày chốt số liệu 30/6/2030")]
)
def test_a_day_that_can_not_be_is_refused(tmp_path: Path, given: str, said: str) -> None:
    """No such day, or one before the cut-off: wrong usage, said in Vietnamese, and nothing is built."""
    folder = make_second_district(tmp_path)
    run = ntm("build", "--issue", given, cwd=folder)
    assert run.returncode == 2 and said in run.stderr and not (folder / "reports").exists()
