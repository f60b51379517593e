"""Checks a rendered page before it is published: that it is about whom it should be, and fetches and runs nothing."""

import re
import string
from html import unescape
from html.parser import HTMLParser

_HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_INSIDE_WORD = set(string.ascii_lowercase + string.digits + "+-_")
_BANNED = ("script", "link", "iframe", "object", "embed", "base")


def page_fault(content: str, heading: str, script: str = "") -> str:
    """Return the fault of a page, in Vietnamese; "" if it has none.

    `heading` is what its one h1 must say; `script` is the text of the one script it may have, "" for none.
    """
    headings = [unescape(_TAG.sub("", found)) for found in _HEADING.findall(content)]
    if len(headings) != 1 or not _is_about(headings[0], heading):
        shown = "”, “".join(headings)
        return f"Tiêu đề trang là “{shown}”, phải có đúng một tiêu đề nói về “{heading}”. Kiểm tra sổ tay và tham số."
    body = content.replace(f"<script>{script}</script>", "", 1) if script else content
    if not _is_suspect(body.lower()):
        return ""
    finder = _Finder()
    finder.feed(body)
    if finder.found:
        return f"Trang có “{finder.found}”, thứ phải tải từ nơi khác hoặc là mã chạy. Bỏ nó khỏi sổ tay."
    return ""


def _is_about(shown: str, heading: str) -> bool:
    """Return whether a heading says all that it must: "Xã Tân Phú Đông" or "Phường 12" is not about "Xã Tân Phú" or "Phường 1"."""
    return re.search(rf"(?<!\w){re.escape(heading)}\s*($|[,.:;–—·|])", shown) is not None


def _is_suspect(body: str) -> bool:
    """Return whether a page may fetch or run something; wrong only on the safe side: such a page is looked at again, slowly.

    A page is mostly pictures. Each search is for a plain text, or begins with one: those are quick.
    """
    return (
        any(f"<{tag}" in body for tag in _BANNED)
        or "javascript:" in unescape(body)
        or re.search(r"src\s*=\s*(?![\"']data:)", body) is not None
        or any(body[m.start() - 1 : m.start()] not in _INSIDE_WORD for m in re.finditer(r"on\w+\s*=", body))
    )


class _Finder(HTMLParser):
    """Finds the first start tag that fetches or runs something."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip().lower() for name, value in attrs}
        fetches = not values.get("src", "data:").startswith("data:")
        runs = any(name.startswith("on") for name in values) or values.get("href", "").startswith("javascript:")
        if tag in _BANNED or fetches or runs:
            self.found = self.found or (self.get_starttag_text() or tag)[:80]
