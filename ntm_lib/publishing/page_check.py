"""Checks a rendered page before it is published: that it is about whom it should be, and fetches and runs nothing."""

import re
from html import unescape
from html.parser import HTMLParser

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BANNED = ("script", "link", "iframe", "object", "embed", "base")
# Quick, and wrong only on the safe side: a text that speaks of such things is looked at again, slowly
_SUSPECT = re.compile(rf"<(?:{'|'.join(_BANNED)})\b|\bsrc\s*=\s*(?![\"']data:)|\bon\w+\s*=|javascript:", re.IGNORECASE)


def page_fault(content: str, heading: str, script: str = "") -> str:
    """Return what is wrong with a page, in Vietnamese; "" if nothing is.

    `heading` is what its one h1 must say; `script` is the text of the one script it may have, "" for none.
    """
    headings = [unescape(_TAG.sub("", found)) for found in _HEADING.findall(content)]
    if len(headings) != 1 or heading not in headings[0]:
        shown = "”, “".join(headings)
        return f"Tiêu đề trang là “{shown}”, phải có đúng một tiêu đề nói về “{heading}”. Kiểm tra sổ tay và tham số."
    body = content.replace(f"<script>{script}</script>", "", 1) if script else content
    if not _SUSPECT.search(body):
        return ""
    finder = _Finder()
    finder.feed(body)
    if finder.found:
        return f"Trang có “{finder.found}”, thứ phải tải từ nơi khác hoặc là mã chạy. Bỏ nó khỏi sổ tay."
    return ""


class _Finder(HTMLParser):
    """Finds the first start tag that fetches or runs something."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip().lower() for name, value in attrs}
        fetches = not values.get("src", "data:").startswith("data:")
        runs = any(name.startswith("on") for name in values) or values.get("href", "").startswith("javascript:")
        if tag in _BANNED or fetches or runs:
            self.found = self.found or (self.get_starttag_text() or tag)[:80]
