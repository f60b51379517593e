"""Opens an xlsx: its sheets in order, each with its cells and what is said of them, and what the file carries along."""

from collections.abc import Mapping
from contextlib import suppress

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.opened import Opened, Place, grid_of, place
from ntm_lib.spreadsheet.package import (
    SAVE_AGAIN,
    Attributes,
    Parts,
    Relation,
    first_of_kind,
    local,
    main_part,
    parse,
    related,
)
from ntm_lib.spreadsheet.rich_text import read_shared_texts, text_in
from ntm_lib.spreadsheet.sheet_pass import SheetPass, is_true, whole_number
from ntm_lib.spreadsheet.styles import read_styles


def open_xlsx(parts: Parts) -> Opened:
    """Return the contents of a package; raise IntakeError if a sheet reaches too far or the package is damaged."""
    workbook = main_part(parts)
    links = related(parts, workbook)
    styles = read_styles(parts, first_of_kind(parts, links, "styles"))
    texts = read_shared_texts(parts, first_of_kind(parts, links, "sharedStrings"))
    opened = Opened()
    sheets: list[tuple[str, str, Attributes]] = []
    is_1904 = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal is_1904
        if tag == "workbookPr":
            is_1904 = is_true(attributes.get("date1904"))
        elif tag == "sheet":
            own = {local(name): value for name, value in attributes.items()}
            sheets.append((own.get("name", ""), own.get("id", ""), own))

    parse(parts[workbook], start)
    for title, link, attributes in sheets:
        relation = links.get(link)
        if relation is None or relation.kind != "worksheet":
            opened.foreign.append(title)
            continue
        if relation.target not in parts:
            raise IntakeError("T01", f"Tệp hỏng: thiếu phần của trang “{title}”. {SAVE_AGAIN}")
        sheet = SheetPass(title, styles, texts, is_1904=is_1904)
        sheet.run(parts[relation.target])
        sheet.marks.is_hidden = attributes.get("state", "visible") != "visible"
        sheet.marks.comments = _comments(parts, relation.target)
        opened.add(title, grid_of(sheet.values, title), sheet.marks)
    return opened


def _comments(parts: Parts, sheet: str) -> dict[Place, str]:
    """Return the comments of a sheet, whole: those of a conversation as it is kept by the newer Excel, and what stands in text boxes."""
    notes, threads, boxes = dict[Place, str](), dict[Place, str](), dict[Place, str]()
    relations: dict[str, Relation] = {}
    with suppress(IntakeError):
        relations = related(parts, sheet)
    for relation in relations.values():
        with suppress(IntakeError, KeyError):  # a damaged one costs nothing but itself
            if relation.kind == "comments":
                notes |= _read_comments(parts[relation.target], "t")
            elif relation.kind == "threadedComment":
                threads |= _read_comments(parts[relation.target], "text")
            elif relation.kind == "drawing":
                boxes |= _text_boxes(parts[relation.target])
    said = notes | threads
    return said | {at: "\n".join(filter(None, (said.get(at), text))) for at, text in boxes.items()}


def _text_boxes(xml: bytes) -> dict[Place, str]:
    """Return the text in the shapes of a drawing, by the place of their first corner (ECMA-376 part 1, 20.5)."""
    found: dict[Place, list[str]] = {}
    corner: dict[str, str] = {}
    inside: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        inside.append(tag)
        if tag.endswith("Anchor"):
            corner.clear()

    def text(data: str) -> None:
        if inside[-1] in ("row", "col") and "from" in inside:
            corner[inside[-1]] = data
        elif (
            inside[-1] == "t" and "txBody" in inside and "Fallback" not in inside
        ):  # that repeats it for older programs
            found.setdefault(place_of_corner(), []).append(data)

    def end(tag: str) -> None:
        inside.pop()
        if tag == "p" and place_of_corner() in found:
            found[place_of_corner()].append(" ")

    def place_of_corner() -> Place:
        return max(whole_number(corner.get("row", "")), 0), max(whole_number(corner.get("col", "")), 0)

    parse(xml, start, text, end, is_mixed=True)
    return {at: "".join(pieces).strip() for at, pieces in found.items()}


def _read_comments(xml: bytes, text_tag: str) -> Mapping[Place, str]:
    found: dict[Place, list[str]] = {}
    at: list[Place] = []
    is_text = False

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal is_text
        if tag in ("comment", "threadedComment"):
            at[:] = [_first_place(attributes.get("ref", ""))]
            found.setdefault(at[0], []).append("\n")
        is_text = tag == text_tag

    def text(data: str) -> None:
        if is_text and at:
            found[at[0]].append(data)

    parse(xml, start, text)
    return {where: text_in("".join(parts)).strip() for where, parts in found.items()}


def _first_place(reference: str) -> Place:
    """Return the place of a comment: the first cell of a range; A1 for what is none, so that what it says is not lost."""
    with suppress(ValueError):
        return place(reference.partition(":")[0])
    return 0, 0
