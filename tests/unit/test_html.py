"""Text from data stays text where Jinja's own escaping does not reach: in a style element."""

import re

import pytest
from lxml import html

from ntm_lib.presentation.frame.html import breakable, css_string, render

TEXTS = (
    "Xã Hương Hữu",
    'a"b\\c',
    "</style><script>x</script>",
    "a\nb",
    "{{7*7}} ; } @import 'x'",
    "x\u202ey\u2066z",
    "4 a",
)


def read(written: str) -> str:
    """Return what a browser reads in a CSS string: a backslash, the sign's number, a space that ends it."""
    assert re.fullmatch(r'"(?:[^\W_]| |\\[0-9a-f]+ )*"', written), written
    return re.sub(r"\\([0-9a-f]+) ", lambda sign: chr(int(sign[1], 16)), written[1:-1])


@pytest.mark.parametrize("text", TEXTS)
def test_a_css_string_is_read_as_the_text_it_was(text: str) -> None:
    """No sign of the text ends the string, and a browser reads the same text again."""
    assert read(css_string(text)) == text


@pytest.mark.parametrize("text", TEXTS)
def test_what_runs_below_every_printed_page_is_the_title_and_the_banner(text: str) -> None:
    """Whatever the title holds, the header has one style element, and it prints title and banner below every page."""
    page = html.document_fromstring(
        str(
            render(
                "frame/header.html.j2", title=text, status="BẢN NHÁP", subtitle=[], made_up="MINH HỌA", partial=""
            ).markup
        )
    )
    (style,) = page.xpath("//style")
    running = read(re.fullmatch(r"@page \{ @bottom-center \{ content: (.*); \} \}", style.text)[1])
    banner = page.xpath("string(//*[@class='banner'])")
    assert running == f"{text} · {banner}"
    assert not page.xpath("//script")


def test_a_long_word_may_break_and_stays_what_it_was() -> None:
    """After every 24 signs of one word there is a place to break; entities, attributes, styles and short words are left alone."""
    word = "a" * 30
    assert breakable(f"<b>{word} {word[:24]}</b>") == f"<b>{word[:24]}<wbr>{word[24:]} {word[:24]}</b>"
    assert breakable("&lt;" * 25) == "&lt;" * 24 + "<wbr>&lt;"
    for kept in (
        f'<img alt="{word}">',
        f"<style>{word}</style>",
        f"<script>\n{word}\n</script>",
        "Tiêu chí 17 &amp; 18",
    ):
        assert breakable(kept) == kept


def test_a_part_within_a_part_is_not_broken_twice() -> None:
    """A section made of parts has the same places to break as the parts alone."""
    once = breakable("x" * 100)
    assert breakable(once) == once
