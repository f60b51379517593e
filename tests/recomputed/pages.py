"""A page as blocks of text, each with the place it stands in: a section, a table, a row, a column."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import html

from tests.recomputed.written import figures

LEAVES = {"td", "th", "li", "p", "dd", "dt", "h1", "h2", "h3", "figcaption", "summary", "caption", "img"}
PICTURES = {"img", "svg"}  # whose alternative is a block of its own
WHOLE = {"td", "th"}  # never taken apart


@dataclass(frozen=True)
class Block:
    """A piece of text; `row` is the row's first header, `column` the cell's heading, `anchor` the id of the row or its body."""

    tag: str
    text: str
    section: str
    table: str = ""
    row: str = ""
    column: str = ""
    anchor: str = ""
    links: tuple[str, ...] = ()
    traced: tuple[tuple[str, str], ...] = ()  # (text, anchor it leads to) of each figure with a source
    element: html.HtmlElement | None = None

    def __str__(self) -> str:
        return " › ".join(filter(None, [self.section, self.table[:40], self.row[:50], self.column, self.tag]))


def said(element: html.HtmlElement) -> str:
    return " ".join(" ".join(element.itertext()).split())


def parsed(path: Path) -> html.HtmlElement:
    page = html.document_fromstring(path.read_bytes().decode("utf-8"))
    for breaking in page.xpath("//wbr"):
        breaking.drop_tag()
    for unread in page.xpath("//style|//script|//footer//*[@class='edition']"):
        unread.drop_tree()
    return page


def blocks(page: html.HtmlElement) -> list[Block]:
    return list(_walk(page.find("body"), [""]))


def _walk(element: html.HtmlElement, section: list[str]) -> Iterator[Block]:
    if not isinstance(element.tag, str):
        return
    if element.tag in ("nav", "footer"):
        section = [element.tag]
    if element.tag in ("h2", "h3") and element.get("id"):
        section[0] = element.get("id")
    if element.tag == "table":
        yield from _cells(element, section[0])
    elif element.tag in LEAVES and not element.xpath(".//" + "|.//".join(sorted(LEAVES | {"table"}))):
        yield _block(element, section[0])
    else:
        yield from _own_text(element, section[0])
        for child in element:
            yield from _walk(child, section)


def _own_text(element: html.HtmlElement, section: str) -> Iterator[Block]:
    own = " ".join(" ".join([element.text or "", *(child.tail or "" for child in element)]).split())
    if own or element.tag in ("a", "span", "text"):
        text = said(element) if element.tag in ("a", "span", "text") and not len(element) else own
        if text:
            yield Block(element.tag, text, section, element=element)


def _block(element: html.HtmlElement, section: str, **place: str) -> Block:
    text = (
        element.get({"img": "alt", "svg": "aria-label"}[element.tag], "") if element.tag in PICTURES else said(element)
    )
    links = tuple(element.xpath(".//a/@href"))
    sourced = element.xpath(".//a[contains(concat(' ', @class, ' '), ' source ')]")
    traced = tuple((said(a), a.get("href").partition("#")[2]) for a in sourced)
    if element.tag == "dd":
        place["row"] = said(next(other for other in element.itersiblings("dt", preceding=True)))
    return Block(element.tag, text, section, links=links, traced=traced, element=element, **place)


def _cells(element: html.HtmlElement, section: str) -> Iterator[Block]:
    caption = " ".join(said(c) for c in element.xpath("caption"))
    name = element.get("class", "").replace("stack", "").strip()
    table = f"{name}: {caption}"
    for found in element.xpath("caption"):
        yield _block(found, section, table=table, column="caption")
    headings = [said(th) for th in element.xpath("thead/tr[last()]/th")]
    for row in element.xpath("thead/tr|tbody/tr|tfoot/tr|tr"):
        cells = row.xpath("th|td")
        header = next((said(c) for c in cells if c.tag == "th"), said(cells[0]))
        anchor = row.get("id") or row.getparent().get("id") or ""
        for place, cell in enumerate(cells):
            column = "heading" if row.getparent().tag == "thead" else headings[place] if place < len(headings) else ""
            yield _block(cell, section, table=table, row=header, column=column, anchor=anchor)
            for picture in cell.xpath(".//img|.//svg[@role='img']"):
                yield _block(picture, section, table=table, row=header, column=column, anchor=anchor)


class Exact(str):
    """What a block has to say word for word, not only in its figures: a code with its name, a criterion with its number."""


def disagreement(block: Block, expected: str) -> str:
    """Return what differs between a block and what is expected, in its figures or word for word; "" if nothing does."""
    if isinstance(expected, Exact):
        is_right = block.text.casefold() == expected.casefold()
    else:
        is_right = figures(block.text) == figures(expected)
    return "" if is_right else f"{block}\n    page:     {block.text}\n    expected: {expected}"


class Page:
    """A page and its blocks."""

    def __init__(self, tree: html.HtmlElement) -> None:
        self.tree, self.blocks = tree, blocks(tree)

    def unread(self) -> list[str]:
        """Return the figures of the page that stand in no block: nothing would check them."""
        in_blocks = Counter(f for block in self.blocks if block.tag not in PICTURES for f in figures(block.text))
        return list((Counter(figures(said(self.tree.find("body")))) - in_blocks).elements())


def read_page(path: Path) -> Page:
    return Page(parsed(path))
