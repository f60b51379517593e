"""What a screen reader and a reader of links need and axe can't judge: words that say something, links that lead somewhere."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from ntm_lib.workbook import Workbook

LINK_WORDS_THAT_SAY_NOTHING = {"đây", "tại đây", "xem", "xem thêm", "chi tiết", "bấm vào đây", "liên kết", "trang"}
PICTURE_WORDS = r"(hình( ảnh)?|ảnh|biểu đồ|đồ thị|bản đồ|image|chart|figure)\W*"

Trees = dict[str, html.HtmlElement]


@pytest.fixture(scope="package")
def trees(pages: dict[str, Path]) -> Trees:
    return {address: html.document_fromstring(path.read_bytes().decode("utf-8")) for address, path in pages.items()}


@pytest.fixture(scope="package")
def is_whole(pages: dict[str, Path], season_pages: dict[str, Path]) -> bool:
    """Whether the pages are those of a whole season."""
    return pages == season_pages


def words(element: html.HtmlElement) -> str:
    """Return what a screen reader says of an element: its label, or its text and the alternatives of its pictures."""
    text = element.get("aria-label") or element.text_content() + " ".join(element.xpath(".//img/@alt"))
    return " ".join(text.split())


def test_each_page_says_that_it_is_vietnamese_and_what_it_is(trees: Trees) -> None:
    """`lang` is vi, there is one h1, and no two pages have the same title."""
    for address, tree in trees.items():
        assert tree.get("lang") == "vi", address
        assert len(tree.xpath("//h1")) == 1, address
    titles = [tree.xpath("string(//title)") for tree in trees.values()]
    assert all(titles) and len(set(titles)) == len(titles)


def test_headings_say_something_and_skip_no_level(trees: Trees) -> None:
    """From h1 down, each heading is at most one level below the one before and is not empty."""
    for address, tree in trees.items():
        headings = tree.xpath("//h1|//h2|//h3|//h4|//h5|//h6")
        assert all(words(heading) for heading in headings), address
        for before, after in pairwise(headings):
            assert int(after.tag[1]) <= int(before.tag[1]) + 1, (address, words(before), words(after))


def test_pictures_say_what_they_show(trees: Trees, workbook: Workbook) -> None:
    """A picture's text has twenty letters or more and a number or a place; it is no stock phrase and no file's name."""
    places = {unit.name for unit in workbook.communes(workbook.season("2021"))} | {workbook.place.last.name}
    for address, tree in trees.items():
        pictures = [(img, img.get("alt", "")) for img in tree.xpath("//img")]
        pictures += [(svg, words(svg)) for svg in tree.xpath("//*[local-name()='svg'][not(@aria-hidden='true')]")]
        for picture, text in pictures:
            says = re.sub(rf"^{PICTURE_WORDS}", "", text, flags=re.IGNORECASE)
            assert len(says) >= 20, (address, text)
            assert re.search(r"\d", says) or any(place in says for place in places), (address, text)
            assert text not in picture.get("src", ""), (address, text)
            assert picture.tag == "img" or picture.get("role") == "img", (address, text)


def test_tables_have_captions_and_scoped_headers(trees: Trees) -> None:
    """Every table has a caption and header cells, and every header cell says which way it heads."""
    for address, tree in trees.items():
        for table in tree.xpath("//table"):
            assert table.xpath("caption[normalize-space()]"), (address, words(table)[:80])
            assert table.xpath(".//th"), (address, words(table)[:80])
        assert not tree.xpath("//th[not(@scope)]"), address


def test_links_say_where_they_lead(trees: Trees) -> None:
    """The text of every link has a word in it, and not one like “xem thêm” alone; a figure's link is headed by its row."""
    for address, tree in trees.items():
        for link in tree.xpath("//a[@href]"):
            says = words(link)
            is_headed_figure = re.search(r"\d", says) and link.xpath("ancestor::tr/th or ancestor::li or ancestor::dd")
            assert re.search(r"[^\W\d_]{2}", says) or is_headed_figure, (address, link.get("href"), says)
            assert says.lower().strip(" .…→←") not in LINK_WORDS_THAT_SAY_NOTHING, (address, link.get("href"))


def test_ids_are_unique(trees: Trees) -> None:
    """No page has two places of one name."""
    for address, tree in trees.items():
        ids = tree.xpath("//@id")
        assert sorted(ids) == sorted(set(ids)), address


def targets(path: Path, tree: html.HtmlElement) -> list[tuple[str, Path, str]]:
    """Return each link within the build as it is written, the file it leads to, and the place in it ("" for the top)."""
    links = [(link, urlsplit(link)) for link in tree.xpath("//@href")]
    return [
        (link, (path.parent / unquote(to.path)).resolve() if to.path else path, unquote(to.fragment))
        for link, to in links
        if not to.scheme
    ]


def test_every_link_finds_its_page_and_its_place(pages: dict[str, Path], trees: Trees, is_whole: bool) -> None:
    """Links lead to files of the build, and to places that are there; a build of some communes links to what is built later."""
    known: dict[Path, set[str]] = {pages[address]: set(tree.xpath("//@id")) for address, tree in trees.items()}
    for address, tree in trees.items():
        for link, file, place in targets(pages[address], tree):
            assert file.exists() or not is_whole, (address, link)
            if place and file.exists():
                if file not in known:
                    known[file] = set(html.document_fromstring(file.read_bytes().decode("utf-8")).xpath("//@id"))
                assert place in known[file], (address, link)


def test_every_page_is_reached_from_the_index_and_leads_back(season_pages: dict[str, Path]) -> None:
    """Following links from the index one comes to every page, and each has a link to the index."""
    trees = {path: html.document_fromstring(path.read_bytes().decode("utf-8")) for path in season_pages.values()}
    index = season_pages["index.html"]
    linked = {path: {file for _, file, _ in targets(path, tree) if file in trees} for path, tree in trees.items()}
    reached, waiting = {index}, [index]
    while waiting:
        new = linked[waiting.pop()] - reached
        reached |= new
        waiting += new
    assert reached == set(trees)
    assert [path for path in trees if path != index and index not in linked[path]] == []


def test_states_differ_by_mark_and_word(trees: Trees) -> None:
    """Every coloured state also has its sign and its word, the same everywhere, and no two states share a sign: grey paper is enough."""
    signs: dict[str, dict[str, set[str]]] = {"mark": {}, "promise": {}}
    for address, tree in trees.items():
        for element in tree.xpath("//*[@class]"):
            state = re.search(r"(?:^|\s)(mark|promise)-([\w-]+)", element.get("class"))
            if state is None:
                continue
            is_legend = "legend" in element.getparent().get("class", "")  # there the word follows its sign
            text = words(element) + (element.tail or "" if is_legend else "")
            found = re.findall(r"[●○◐△◇□½–]", text)
            assert found and re.search(r"[^\W\d_]{2}", text), (address, state[0], text)
            signs[state[1]].setdefault(state[2], set()).add(found[0])
    if "index.html" in trees:  # the pages above the districts count communes, and have no states
        assert {"met", "not_met", "unknown"} <= set(signs["mark"])
    for states in signs.values():
        assert all(len(found) == 1 for found in states.values()), states
        by_sign = [sign for found in states.values() for sign in found]
        assert len(by_sign) == len(set(by_sign)), states
