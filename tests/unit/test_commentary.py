"""The office's own words: Markdown becomes plain paragraphs, whatever else stands in the file stays text."""

import pytest
from lxml import html

from ntm_lib.presentation.frame.commentary import harmless
from ntm_lib.publishing.commentary_files import commentary_faults
from tests.unit.builders import nfd, small_workbook


def parsed(text):
    return html.fragment_fromstring(str(harmless(text)), create_parent="div")


def test_markdown_is_shown_as_people_mean_it() -> None:
    """Emphasis, lists, a quotation, a line struck out and a link come out as such."""
    page = parsed("Xã **rất** cố gắng.\n\n- một\n- hai\n\n> lời dân\n\n~~bỏ~~ [công văn](https://example.vn/1)")
    assert [e.text for e in page.xpath("//strong|//del")] == ["rất", "bỏ"]
    assert page.xpath("count(//li)") == 2 and page.xpath("//blockquote")
    assert page.xpath("//a/@href") == ["https://example.vn/1"]


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("# To\n\n## Nhỏ\n\n### Bé", ["h3", "h4", "h4"]),
        ("## Nhỏ\n\n# To", ["h3", "h3"]),
        ("#### Bé\n\n##### Bé hơn", ["h3", "h4"]),
    ],
)
def test_headings_stand_below_the_sections_own(text, tags) -> None:
    """The first heading of a file is an h3, however it was written; no level is skipped."""
    assert [e.tag for e in parsed(text).xpath("//h1|//h2|//h3|//h4|//h5|//h6")] == tags


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![ảnh](https://example.vn/a.png)",
        "![ảnh](data:image/svg+xml;base64,PHN2Zz4=)",
        "[bấm](javascript:alert(1))",
        "[bấm](<java\nscript:alert(1)>)",
        "</section></main><h1>Giả</h1>",
        "<style>body{display:none}</style>",
        "<a href=x onclick=alert(1)>x</a>",
        "[x]: javascript:alert(1)\n\n[x]",
        "<!-- <b> -->",
        "<iframe src=https://example.vn></iframe>",
    ],
)
def test_nothing_in_the_file_can_act(text) -> None:
    """No script, picture, frame, style, handler, comment or foreign heading comes out, and no link that runs code."""
    page = parsed(text)
    allowed = {"div", "p", "a", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "h3", "h4", "hr"}
    assert {e.tag for e in page.iter()} <= allowed
    for element in page.iter():
        assert set(element.attrib) <= {"href", "rel"}
        assert "script" not in element.get("href", "").lower() or element.get("href").startswith("https://")


def test_raw_html_stays_readable_text() -> None:
    """What an official types with < and > is shown as typed, and braces are no template."""
    assert parsed("a <b>x</b> {{7*7}}").text_content().strip() == "a <b>x</b> {{7*7}}"


def test_words_are_found_by_season_and_page(tmp_path) -> None:
    """The file of the page and season is read, in one Unicode form; another page, another season and a broken file give none."""
    workbook = small_workbook(tmp_path)
    season = workbook.season("2021")
    folder = workbook.commentary_folder(season)
    folder.mkdir(parents=True)
    (folder / "an-binh.md").write_text(nfd("Hòa"), encoding="utf-8")
    (folder / "hoa-son.md").write_bytes("Hòa".encode("utf-16"))
    assert workbook.commentary(season, "an-binh") == "Hòa"
    assert workbook.commentary(season, "hoa-son") == workbook.commentary(season, "index") == ""
    assert workbook.commentary(workbook.season("2020"), "an-binh") == ""


def test_a_file_that_will_not_be_used_is_named(tmp_path) -> None:
    """A wrong name, another kind of file and an unreadable one are named with what to do; good and hidden files are not."""
    workbook = small_workbook(tmp_path)
    season = workbook.season("2021")
    pages = ["index", "an-binh", "hoa-son"]
    assert list(commentary_faults(workbook, season, pages)) == []
    folder = workbook.commentary_folder(season)
    folder.mkdir(parents=True)
    (folder / "an-binh.md").write_text("Tốt", encoding="utf-8")
    (folder / ".nhap.md").write_text("Tốt", encoding="utf-8")
    (folder / "an-bin.md").write_text("Tốt", encoding="utf-8")
    (folder / "index .md").write_text("Tốt", encoding="utf-8")
    (folder / "hoa-son.docx").write_bytes(b"PK")
    (folder / "hoa-son.md").write_bytes("Hòa".encode("utf-16"))
    lines = list(commentary_faults(workbook, season, pages))
    assert [line.partition(":")[0] for line in lines] == [
        f"CẢNH BÁO data/commentary/2021/{name}" for name in ("an-bin.md", "hoa-son.docx", "hoa-son.md", "index .md")
    ]
    assert "Có phải là: an-binh?" in lines[0] and "UTF-8" in lines[2] and "index?" in lines[3]
