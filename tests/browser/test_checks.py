"""The checks themselves: a page with a fault of each kind is found out, so that finding nothing means something."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.printing import Sheet, printed, sheets_of, table_faults
from tests.browser.survey import LAPTOP, PHONE, Faults, run_checks, survey
from tests.browser.test_keyboard import tab_faults

BAD_PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Trang sai</title>
<style>
  @media print { @page { size: A4; margin: 20mm 15mm 20mm 30mm; } }
  .plain:focus { outline: none; }
  .wide { width: 700px; }
  .cut { width: 4rem; overflow: hidden; white-space: nowrap; }
  .over { margin-top: -1.9rem; }
  .pale { color: #bbb; }
  .fixed { position: fixed; top: 0; left: 0; width: 100%; height: 100%; }
</style></head>
<body><main><h1>Trang sai</h1>
<a href="#a">Một</a> <a class="plain" href="#b">Hai</a> <a href="#c" tabindex="3">Ba</a>
<img src="other.png" alt="ảnh">
<p class="wide">Đoạn rộng hơn màn hình</p>
<p class="cut">Chữ bị cắt mất vì ô quá hẹp</p>
<p>Dòng nằm dưới dòng kia</p><p class="over">Dòng nằm trên dòng kia</p>
<p class="pale">Chữ quá nhạt</p>
<details><summary>Đóng</summary><p>Không được in</p></details>
</main></body></html>
"""


@pytest.fixture(scope="module")
def bad_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bad") / "trang-sai.html"
    path.write_text(BAD_PAGE, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def faults(browser: Browser, bad_page: Path) -> Faults:
    return survey(browser, bad_page, (PHONE, LAPTOP))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("messages", "at 390: error: Failed to load resource"),
        ("requests", "at 1280: file:///"),
        ("axe", "at 390: color-contrast (serious): .pale"),
        ("axe", "at 1280: tabindex (serious)"),
        ("sideways", "at 360 px, text 100 %: <p.wide>"),
        ("sideways", "at 320 px, text 100 %: page is 7"),
        ("crowded", "at 390 px, text 200 %: cut off: <p.cut>"),
        ("crowded", "at 1280 px, text 100 %: <p> “Dòng nằm dưới dòng kia” over <p.over>"),
    ],
)
def test_a_fault_is_found(faults: Faults, kind: str, words: str) -> None:
    """What the console says, what is fetched, what axe-core knows, what is too wide, cut off or covered."""
    assert [fault for fault in getattr(faults, kind) if fault.startswith(words)]


def test_a_control_without_a_ring_or_out_of_order_is_found(browser: Browser, bad_page: Path) -> None:
    """A link that shows no focus, and one that Tab reaches before those above it."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(bad_page.as_uri())
        faults = tab_faults(page)
    assert "<a.plain> “Hai” has the focus without a ring" in faults
    assert any(fault.startswith("reached ['<a> “Ba”'") for fault in faults)


def test_a_control_that_is_covered_is_found(browser: Browser, bad_page: Path) -> None:
    """Something fixed over the page hides what has the focus."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(bad_page.as_uri())
        page.evaluate("document.body.append(Object.assign(document.createElement('div'), {className: 'fixed'}))")
        run_checks(page, "controls()")
        page.keyboard.press("Tab")
        assert run_checks(page, "focused()")["isVisible"] is False


def test_what_is_clipped_or_hidden_in_print_is_found(browser: Browser, bad_page: Path) -> None:
    """A part wider than the paper, a closed part that stays closed, and no number above."""
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.goto(bad_page.as_uri())
        assert [fault for fault in run_checks(page, "sticksOut(623, true)") if fault.startswith("<p.wide>")]
        sheets = printed(page)
    assert not sheets_of(sheets, "d0")
    assert (sheets[0].above, sheets[0].below) == ("", "")


def test_a_row_that_is_torn_on_paper_is_found(browser: Browser) -> None:
    """A row taller than a sheet lies on two of them, whatever the style asks for."""
    cell = "<br>".join(str(line) for line in range(60))
    table = f"<style>@page {{ size: A4; margin: 20mm }}</style><table><thead><tr><th>Số</th></tr></thead><tbody><tr><td>Một</td></tr><tr><td>{cell}</td></tr></tbody></table>"
    with browser.new_context(viewport=LAPTOP, offline=True) as context:
        page = context.new_page()
        page.set_content(table)
        assert "table 0: row 1 lies on sheets [1, 2]" in table_faults(printed(page))


def test_a_table_that_is_torn_is_found() -> None:
    """A split row, a sheet without the header, and a group's row left behind."""
    bodies = ("[t0h] [t0r0] [t0r1] [t0g2]", "[t0r1] [t0r3] [t1h] [t1r0]")
    assert table_faults([Sheet((0, 0), "", 0, "", body) for body in bodies]) == [
        "table 0: row 1 lies on sheets [1, 2]",
        "table 0: no header on sheet 2",
        "table 0: row 2 heads rows of the next sheet",
    ]
