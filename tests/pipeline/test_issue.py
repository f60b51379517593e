"""A build is a draft until it is issued with a date, and all of one state; the office's last words reach a page without a notebook."""

import shutil
from pathlib import Path

import pytest
from lxml import html

from tests.conftest import Build, ntm
from tests.second_district import make_second_district, write_all_forms, write_commune_form
from tests.several_districts import make_several_districts

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


# One build, one state of issue


@pytest.fixture(scope="module")
def wholly_issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_second_district(tmp_path_factory.mktemp("whole") / "sổ")
    write_all_forms(folder)
    assert ntm("build", "--issue", "05/07/2030", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def whole(wholly_issued: Path, tmp_path: Path) -> Path:
    """A workbook all of whose pages were issued on 05/7/2030."""
    return Path(shutil.copytree(wholly_issued, tmp_path / "sổ"))


def states(folder: Path) -> set[str]:
    """Return what the banners of all pages say of their issue."""
    return {text_of(path).partition(" · ")[0] for path in (folder / "reports" / "2030-06").rglob("*.html")}


def test_one_commune_leaves_no_mixture_of_drafts_and_issued_pages(whole: Path) -> None:
    """A build without a word over an issued edition is refused, with what to say; with a day or --draft every page is of that state."""
    pages = {path: path.read_bytes() for path in (whole / "reports").rglob("*.html")}
    write_commune_form(whole, "2030-06", "nam-hoa", (49, 50), "Đạt", 1)
    for command in (
        ("plan",),
        ("build",),
        ("build", "--commune", "nam-hoa"),
        ("build", "--issue", "05/07/2030", "--draft"),
    ):
        run = ntm(*command, cwd=whole)
        assert run.returncode == 2 and "--issue" in run.stderr and "--draft" in run.stderr
    assert (
        "đang có bản phát hành ngày 05/7/2030. Dựng lại bản phát hành: --issue 05/7/2030"
        in ntm("build", cwd=whole).stderr
    )
    assert {path: path.read_bytes() for path in (whole / "reports").rglob("*.html")} == pages

    assert ntm("build", "--commune", "nam-hoa", "--issue", "05/07/2030", cwd=whole).returncode == 0
    assert states(whole) == {"PHÁT HÀNH NGÀY 05/7/2030"}
    plan = ntm("plan", "--commune", "nam-hoa", "--issue", "06/07/2030", cwd=whole)
    assert "Xã Đồng Lâm: dựng, vì đổi tham số (ngày phát hành hoặc bản nháp)" in plan.stdout
    assert ntm("build", "--commune", "nam-hoa", "--issue", "06/07/2030", cwd=whole).returncode == 0
    assert states(whole) == {"PHÁT HÀNH NGÀY 06/7/2030"}
    assert ntm("build", "--commune", "nam-hoa", "--draft", cwd=whole).returncode == 0
    assert states(whole) == {DRAFT}
    assert ntm("build", cwd=whole).returncode == 0


def test_issued_pages_are_asked_for_whatever_became_of_the_index(whole: Path) -> None:
    """Its manifest is damaged, as by a build that was killed; a page that somebody edited comes into the new state with the others."""
    reports = whole / "reports" / "2030-06"
    (reports / "manifests" / "huyen.json").write_text("x", encoding="utf-8")
    run = ntm("build", "--commune", "nam-hoa", cwd=whole)
    assert run.returncode == 2 and "đang có bản phát hành ngày 05/7/2030" in run.stderr
    with (reports / "xa" / "tay-son.html").open("a", encoding="utf-8") as page:
        page.write("<!-- ghi tay -->")
    assert ntm("build", "--commune", "nam-hoa", "--draft", cwd=whole).returncode == 0
    assert states(whole) == {DRAFT}


def test_pages_that_are_left_out_of_date_are_named(whole: Path) -> None:
    """Two communes sent again, one is built: the last lines and the index name the other, and why; the pages of both then rest on one state."""
    index = whole / "reports" / "2030-06" / "index.html"
    for unit_id in ("nam-hoa", "tay-son"):
        write_commune_form(whole, "2030-06", unit_id, (49, 50), "Đạt", 1)
    run = ntm("build", "--commune", "nam-hoa", "--issue", "05/07/2030", cwd=whole)
    said = run.stdout.splitlines()[-1]
    assert (
        said.startswith("CẢNH BÁO 2 trang đã cũ so với các trang vừa dựng: ")
        and "Xã Tây Sơn, Xã Tây Sơn (tóm tắt) (đổi số liệu)" in said
    )
    assert "Dựng lại cả kỳ: chạy lại lệnh này, bỏ --commune" in said
    assert index.read_text("utf-8").count("đã cũ: đổi số liệu") == 1
    run = ntm("build", "--issue", "05/07/2030", cwd=whole)
    assert "đã cũ" not in run.stdout and "đã cũ" not in index.read_text("utf-8")


def test_a_page_that_fails_is_named_as_older_than_the_others(whole: Path) -> None:
    """Its edition of before stays, and rests on older figures than its neighbours."""
    (whole / "data" / "submissions" / "2030-06" / "nam-hoa.xlsx").write_bytes(b"%PDF")
    run = ntm("build", "--issue", "05/07/2030", cwd=whole)
    assert run.returncode == 1 and run.stdout.splitlines()[-1].startswith(
        "CẢNH BÁO 2 trang đã cũ so với các trang vừa dựng: Xã Nam Hòa, Xã Nam Hòa (tóm tắt) (lần trước lỗi)"
    )


def test_several_districts_are_asked_for_the_state_of_issue_too(tmp_path: Path) -> None:
    """Above the districts, and for one of them."""
    folder = make_several_districts(tmp_path)
    assert ntm("build", "--issue", "25/12/2031", cwd=folder).returncode == 0
    for command in (("build",), ("plan",), ("build", "--district", "bac-song")):
        run = ntm(*command, cwd=folder)
        assert run.returncode == 2 and "đang có bản phát hành ngày 25/12/2031" in run.stderr
    assert ntm("plan", "--draft", cwd=folder).returncode == 0
