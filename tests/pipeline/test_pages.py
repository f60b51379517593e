"""Every page of both seasons: parsed, self-contained, readable by people and by screen readers."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import html

from ntm_lib.presentation import kinds
from ntm_lib.workbook import Workbook
from tests.conftest import Build

VERDICTS = (
    "Chỉ tiêu chủ trì chưa đạt", "Kết luận giao", "Kết quả từng", "Mọi tiêu chí còn xã chưa đạt", "Nội dung không đạt", "Số nội dung",
    "Từng kết luận",
)  # fmt: skip # how captions of tables of what was judged begin
MOST_TAGS = 20  # on one page


def parsed(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes().decode("utf-8"))


@pytest.fixture(scope="session")
def pages(built: Build) -> dict[Path, html.HtmlElement]:
    return {path: parsed(path) for path in built.pages}


def test_there_is_a_page_of_each_kind_for_each_that_it_is_about(built: Build, workbook: Workbook) -> None:
    """Nine communes and seven departments with their briefs, and one page of each other kind; the executed notebook beside each page."""
    names = [path.relative_to(built.folder).as_posix() for path in built.pages]
    season = workbook.season(built.season)
    every = [(kind, s) for kind in (*kinds.IN_DISTRICT, kinds.DISTRICT_INDEX) for s in kind.subjects(workbook, season)]
    assert names == sorted(kind.page(subject.id) for kind, subject in every)
    assert len([name for name in names if name.startswith("xa/")]) == 2 * 9
    assert len([name for name in names if name.startswith("phong/")]) == 2 * 7
    assert all(path.with_suffix(".ipynb").exists() for path in built.pages)


def test_each_page_is_vietnamese_with_one_h1_and_a_title(pages) -> None:
    """`lang` is vi, there is exactly one h1, and the title names the same thing."""
    for path, page in pages.items():
        assert page.get("lang") == "vi", path
        assert len(page.xpath("//h1")) == 1, path
        heading, title = page.xpath("string(//h1)"), page.xpath("string(//title)")
        assert heading in title or path.name == "index.html", path


def test_headings_never_skip_a_level(pages) -> None:
    """A screen reader can walk the headings."""
    for path, page in pages.items():
        levels = [int(h.tag[1]) for h in page.xpath("//h1|//h2|//h3|//h4")]
        assert all(after <= before + 1 for before, after in pairwise(levels)), path


def test_no_page_carries_script_or_code(pages) -> None:
    """No script but the index's one, no event handler, no notebook code; a policy forbids them besides."""
    for path, page in pages.items():
        assert not page.xpath("//iframe|//object|//form|//*[@*[starts-with(name(), 'on')]]"), path
        policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
        assert "default-src 'none'" in policy
        assert (len(page.xpath("//script")), "script-src" in policy) == (
            (1, True) if path.name == "index.html" else (0, False)
        ), path
        assert "read_submissions" not in path.read_text(encoding="utf-8"), path


def test_nothing_is_fetched(pages) -> None:
    """Pictures are inlined; links lead to a place in the page or in another page of the same build."""
    at = {path.resolve(): page for path, page in pages.items()}
    for path, page in pages.items():
        assert not page.xpath("//link"), path
        assert all(source.startswith("data:") for source in page.xpath("//@src")), path
        assert "@import" not in page.xpath("string(//style)") and "url(" not in page.xpath("string(//style)")
        for link in page.xpath("//@href"):
            target, _, anchor = link.partition("#")
            aimed_at = page if not target else at.get((path.parent / target).resolve())
            if aimed_at is None:
                assert not anchor and (path.parent / target).resolve().exists(), (path, link)
            elif anchor:
                assert aimed_at.xpath("//*[@id=$anchor]", anchor=anchor), (path, link)


def test_pictures_say_what_they_show(pages) -> None:
    """The alternative of a chart names what it draws, with its figures and the years or the level; it is no stock phrase."""
    for path, page in pages.items():
        told = page.xpath("//img/@alt|//svg[@role='img']/@aria-label")
        assert told or path.parent.name != "xa"
        for alt in told:
            assert len(alt) > 40 and re.search(r"20\d\d: (ít nhất )?\d+|; mức: .*; huyện \d", alt), (path, alt)


def test_tables_have_captions_and_scoped_headers(pages) -> None:
    """Every table has a caption, every header cell a scope."""
    for path, page in pages.items():
        assert page.xpath("//table") or ".tom-tat" in path.name, path
        assert not page.xpath("//table[not(caption[normalize-space()])]"), path
        assert not page.xpath("//th[not(@scope)]"), path


def test_illustrative_data_can_not_be_missed(pages) -> None:
    """The banner, and every table of verdicts and chart that rest on illustrative values, say “minh họa”; no heading, no sentence repeats it."""
    for path, page in pages.items():
        assert "SỐ LIỆU MINH HỌA" in page.xpath("string(//*[@class='banner'])"), path
        assert not page.xpath("//*[self::h1 or self::h2 or self::h3 or @class='lead']//*[@class='illustrative']"), path
        for caption in page.xpath("//caption"):
            text = caption.text_content()
            assert "minh họa" in text or not text.startswith(VERDICTS), (path, text)
        assert page.text_content().count("số liệu minh họa") < MOST_TAGS, path
        for title in page.xpath("//figcaption"):
            assert "minh họa" in title.text_content(), path


def test_pages_are_small_enough_for_a_phone(built: Build) -> None:
    """Leaders open them on a phone: no page of the shipped seasons is larger than a commune's may be."""
    assert max(path.stat().st_size for path in built.pages) < kinds.COMMUNE.phone_bytes == 400_000


def test_the_index_lists_every_report_with_its_state_and_edition(built: Build) -> None:
    """Each line of the list links to a page that exists, says it was built; the closed block at the end has the page's own edition."""
    page = parsed(built.folder / "index.html")
    lines = page.xpath("//tr[starts-with(@id, 'bao-cao-')]")
    reports = [path for path in built.pages if ".tom-tat" not in path.name]
    assert len(lines) == len(reports) - 1
    assert {"bao-cao-chat-luong", "bao-cao-phuong-phap"} <= {line.get("id") for line in lines}
    for line in lines:
        assert [c.text_content() for c in line.xpath("td")] == ["đã lập"]
    editions = page.xpath("//footer//li/span[@class='edition']/text()")
    assert len(editions) == len(lines) and all(re.fullmatch(r"[0-9a-f]{8}", edition) for edition in editions)


def test_the_conclusions_stand_with_this_seasons_figures(build_of) -> None:
    """Hương Hữu's promise of 12 % poor households stands beside 96 of 701 in 2020 and 84 of 707 in 2021."""
    page = parsed(build_of("2021").folder / "xa" / "huong-huu.html")
    (row,) = page.xpath("//tr[@id='cam-ket-4-3']")
    state, *cells = [c.text_content() for c in row.xpath("td")]
    assert state == "● hoàn thành" and cells[:2] == ["không quá 12%", "13,7%"]
    assert cells[2].startswith("11,9% (84/707 hộ)")


def test_the_history_breaks_at_sets_and_borders(build_of) -> None:
    """Hương Xuân's history keeps its two former communes and the set of 2009 apart from today's."""
    page = parsed(build_of("2021").folder / "xa" / "huong-xuan.html")
    rows = [[c.text_content() for c in r.xpath("th|td")] for r in page.xpath("//figure//tbody/tr")]
    assert {row[1] for row in rows} == {"Hương Hòa", "Hương Giang", "Hương Xuân"}
    assert {row[2] for row in rows if row[0] == "2014"} == {"QĐ 491/QĐ-TTg năm 2009"}
    assert all(int(row[0]) >= 2020 for row in rows if row[1] == "Hương Xuân")
