"""The office's own words in a report: data/commentary/<season>/<page>.md, plain Markdown, made harmless.

Raw HTML in the file stays text. What Markdown makes is cut down to paragraphs, lists, emphasis, quotations, small headings and links:
no picture, no style, no script (docs/decisions/0012-commentary.md).
"""

import mistune
import nh3
from markupsafe import Markup

from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.text import without_invisible

_TAGS = {"p", "br", "strong", "em", "del", "ul", "ol", "li", "blockquote", "h3", "h4", "hr", "a"}
_SMALLEST_HEADING = 4
_HARMFUL = "#harmful-link"  # what mistune writes for javascript: and its like


class _BelowSection(mistune.HTMLRenderer):
    """Headings of the file stand below the section's own h2: # becomes h3, anything smaller h4."""

    def heading(self, text: str, level: int, **attrs: object) -> str:
        size = min(level + 2, _SMALLEST_HEADING)
        return f"<h{size}>{text}</h{size}>\n"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        """A link that could run something is its text."""
        return text if self.safe_url(url) == _HARMFUL else super().link(text, url, title)


def harmless(text: str) -> Markup:
    """Return Markdown as HTML that can do nothing but be read; `text` may be anything."""
    markdown = mistune.create_markdown(renderer=_BelowSection(escape=True), plugins=["strikethrough"])
    made = nh3.clean(
        str(markdown(without_invisible(text))),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
    )
    return Markup(_first_heading_is_h3(made))


def _first_heading_is_h3(made: str) -> str:
    """No level is skipped: a file whose first heading is small starts with h3 all the same."""
    first_small, first_large = made.find("<h4>"), made.find("<h3>")
    if first_small >= 0 and (first_large < 0 or first_small < first_large):
        return made.replace("<h4>", "<h3>", 1).replace("</h4>", "</h3>", 1)
    return made


def commentary(view: SeasonView, page: str) -> Part:
    """Return the section with the office's words on a page (its unit_id, department_id, or index); nothing if there are none."""
    text = view.workbook.commentary(view.season, page)
    if not text.strip():
        return Part(Markup(""))
    return render("frame/commentary.html.j2", text=harmless(text), office=view.place.office)
