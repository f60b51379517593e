"""The communes that a template forgets: no form, half a form, no history, nothing left to reach, new by merger, hostile words."""

from pathlib import Path

from lxml import html
from playwright.sync_api import Browser

from tests.browser.edge_cases import FIRST_SEASON, HALF, HOSTILE, HOSTILE_DEPARTMENT, LONG, NO_FORM
from tests.browser.survey import LAPTOP
from tests.hostile_words import MARKUP

Pages = dict[str, Path]


def commune(pages: Pages, unit_id: str) -> html.HtmlElement:
    return html.document_fromstring(pages[f"xa/{unit_id}.html"].read_bytes().decode("utf-8"))


def strip(tree: html.HtmlElement) -> list[str]:
    """Return the states of the criteria in the order of the first screen's strip."""
    return [a.get("class").removeprefix("mark-") for a in tree.xpath("//ol[contains(@class, 'strip')]//a")]


def test_a_commune_without_a_form_is_unknown_throughout(edge_pages: Pages) -> None:
    """None of its criteria is shown as met or not met, nor one by one as blank: the page says that there is no form."""
    tree = commune(edge_pages, NO_FORM)
    assert strip(tree) == []
    assert "Chưa nộp biểu" in tree.xpath("string(//*[contains(@class, 'figure-main')])")
    assert "chưa nộp biểu" in tree.text_content().lower()
    assert "minh họa" in tree.xpath("string(//*[@class='banner'])").lower()  # its earlier seasons are


def test_half_a_form_is_counted_as_far_as_it_goes(edge_pages: Pages) -> None:
    """The headline says “ít nhất”, some criteria are met and some unknown, and no missing value became a zero or a failure."""
    tree = commune(edge_pages, HALF)
    assert {"met", "unknown"} == set(strip(tree))
    assert "ít nhất" in tree.xpath("string(//*[contains(@class, 'figure-main')])")


def test_a_commune_in_its_first_season_is_compared_with_nothing(edge_pages: Pages) -> None:
    """Its criteria are judged, the change says that it can't be told, and no arrow points up or down."""
    tree = commune(edge_pages, FIRST_SEASON)
    assert len(strip(tree)) == 19 and "unknown" not in strip(tree)
    headline = tree.xpath("string(//dl[contains(@class, 'figures')])")
    assert "chưa so sánh được" in headline.lower() and not {"▲", "▼"} & set(headline)


def test_a_commune_with_everything_met_has_nothing_missing(season_pages: Pages) -> None:
    """Thượng Nhật stands at 19 of 19: every mark of the strip is met, and the list of what is missing says so."""
    tree = commune(season_pages, "thuong-nhat")
    assert strip(tree) == ["met"] * 19
    assert "Không còn tiêu chí nào chưa đạt" in tree.text_content()


def test_a_commune_new_by_merger_names_those_it_was_made_of(season_pages: Pages) -> None:
    """Hương Xuân was made of Hương Hòa and Hương Giang on 1/1/2020: both are named, their counts are not added up."""
    text = " ".join(commune(season_pages, "huong-xuan").text_content().split())
    assert "Hương Hòa" in text and "Hương Giang" in text and "01/01/2020" in text


def test_no_word_of_a_tile_runs_into_the_next(browser: Browser, edge_pages: Pages) -> None:
    """“chưa nộp biểu” is longer than a count: on a phone it goes over two lines."""
    overrun = """() => [...document.querySelectorAll(".tile")].filter((tile) => {
        const words = document.createRange();
        words.selectNodeContents(tile);
        const right = tile.getBoundingClientRect().right;
        return [...words.getClientRects()].some((box) => box.right > right);
    }).map((tile) => tile.textContent)"""
    with browser.new_context(offline=True) as context:
        page = context.new_page()
        page.goto(edge_pages["index.html"].as_uri())
        assert "chưa nộp biểu" in " ".join(page.locator(".tile").all_text_contents())
        for width in (LAPTOP["width"], 390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate(overrun) == [], width


def test_hostile_words_are_read_and_do_nothing(browser: Browser, edge_pages: Pages) -> None:
    """In a real browser the words of forms and commentary are text: no element of theirs exists, nothing ran, all can be read."""
    with browser.new_context(viewport=LAPTOP, offline=True, bypass_csp=True) as context:  # without the policy's help
        page = context.new_page()
        page.add_init_script("window.ran = 0; window.hacked = () => { window.ran += 1; };")
        for address in (f"xa/{HOSTILE}.html", f"phong/{HOSTILE_DEPARTMENT}.html"):
            page.goto(edge_pages[address].as_uri())
            text = page.evaluate("document.body.textContent")
            assert LONG in text and MARKUP[0] in text, address
            assert not {"\u202e", "\u2066"} & set(text), address
            assert page.locator("[onerror], [onload], [href^=javascript], main script, main iframe").count() == 0, (
                address
            )
            assert page.evaluate("window.ran") == 0, address
        page.goto(edge_pages[f"xa/{HOSTILE}.html"].as_uri())
        commentary = page.locator(".commentary").text_content()
        assert all(word in commentary for word in (LONG, MARKUP[0], MARKUP[1], "{% raw %}"))
