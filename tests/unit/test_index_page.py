"""The frame of a page: its policy, the one script of the index, the list of reports, and links to pages that exist."""

import base64
import hashlib
import re

import nbformat
import pytest
from lxml import html

from ntm_lib.publishing.page import Frame, ListedReport, render_index, render_page, without_dead_links

FRAME = Frame("Văn phòng Thử", {})
REPORTS = (
    ListedReport("an-binh", "Xã An Bình", "xa/an-binh.html", "đã lập", "0123abcd", "", "Các xã"),
    ListedReport("phong-kt", "Phòng <KT>", "", "lỗi, chưa có bản nào", "", "Hỏng <b>ô</b>", "Các phòng"),
    ListedReport("hoa-son", "Xã Hòa Sơn", "xa/hoa-son.html", "đã lập", "89abcdef", "", "Các xã"),
)  # fmt: skip


def notebook(markup="<h1>Trang</h1>"):
    """Return an executed notebook of one cell, tagged as the place of the list of reports."""
    output = nbformat.v4.new_output("execute_result", {"text/html": markup}, execution_count=1)
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("x", execution_count=1, outputs=[output], metadata={"tags": ["reports"]})]
    )


@pytest.fixture(scope="module")
def index():
    return html.document_fromstring(render_index(notebook(), "Trang huyện", FRAME, REPORTS).decode("utf-8"))


def policy_of(page):
    return page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")


def test_the_policy_allows_the_one_script_by_its_hash(index):
    """The hash in the index's policy is that of the script that stands in it, and nothing else may run or be fetched."""
    (script,) = index.xpath("//script")
    digest = base64.b64encode(hashlib.sha256(script.text.encode("utf-8")).digest()).decode("ascii")
    policy = dict(part.split(" ", 1) for part in policy_of(index).split("; "))
    assert policy == {
        "default-src": "'none'", "img-src": "data:", "style-src": "'unsafe-inline'", "base-uri": "'none'", "form-action": "'none'",
        "script-src": f"'sha256-{digest}'",
    }  # fmt: skip


def test_other_pages_carry_no_script():
    """A commune's page has no script, and its policy allows none."""
    page = html.document_fromstring(render_page(notebook(), "Xã", FRAME, "../index.html").decode("utf-8"))
    assert not page.xpath("//script")
    assert "script-src" not in policy_of(page) and "default-src 'none'" in policy_of(page)
    assert page.xpath("//nav/a/@href") == ["../index.html"]


def test_the_script_is_short_and_plain(index):
    """Under a hundred lines, no code from text, nothing sent or stored, no markup from data."""
    script = index.xpath("string(//script)")
    assert len(script.splitlines()) < 100
    forbidden = r"\b(eval|Function|import|fetch|XMLHttpRequest|innerHTML|outerHTML|insertAdjacentHTML|localStorage|cookie|setTimeout)\b"
    assert not re.findall(forbidden, script)


def test_reports_are_listed_in_groups(index):
    """Each group has its heading, in the order of the plan; state and error stand beside, as text."""
    bodies = [
        [" ".join(row.text_content().split()) for row in body.xpath("tr")]
        for body in index.xpath("//table[contains(@class, 'reports')]/tbody")
    ]
    assert [body[0] for body in bodies] == ["Các xã", "Các phòng"]
    assert bodies[0][1].startswith("Xã An Bình") and bodies[0][2].startswith("Xã Hòa Sơn")
    assert "Phòng <KT>" in bodies[1][1] and "Hỏng <b>ô</b>" in bodies[1][1]
    assert index.xpath("//tr[@id='bao-cao-an-binh']//a/@href") == ["xa/an-binh.html"]
    assert not index.xpath("//tr[@id='bao-cao-phong-kt']//a")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('<a href="xa/a.html">A</a>', '<a href="xa/a.html">A</a>'),
        ('<a href="xa/a.html#tieu-chi-9" aria-label="đạt">●</a>', '<a href="xa/a.html#tieu-chi-9" aria-label="đạt">●</a>'),
        ('<a href="xa/b.html">B</a>', "<span>B</span>"),
        ('<a class="tile" style="x" href="xa/b.html#o">B <strong>1</strong></a>', '<span class="tile" style="x">B <strong>1</strong></span>'),
        ('<a href="#o">O</a> <a href="xa/b.html">B</a>', '<a href="#o">O</a> <span>B</span>'),
        ('<a href="https://vi.du/b.html">B</a>', '<a href="https://vi.du/b.html">B</a>'),
        ("<abbr>A</abbr>", "<abbr>A</abbr>"),
    ],
)  # fmt: skip
def test_a_page_that_was_not_built_is_not_linked(given, shown):
    """Its name stays as text; links to pages that exist, within the page and to the outside stay links."""
    assert without_dead_links(given, {"xa/a.html"}) == shown


def test_the_index_itself_links_only_to_what_is_listed():
    """A link in the page's content to a report without a page becomes text."""
    markup = '<h1>T</h1><a href="xa/an-binh.html">A</a> <a href="phong/kt.html#ket-luan">K</a>'
    page = html.document_fromstring(render_index(notebook(markup), "T", FRAME, REPORTS).decode("utf-8"))
    assert not page.xpath("//a[starts-with(@href, 'phong/')]")
    assert page.xpath("string(//main)").count("K") >= 1
