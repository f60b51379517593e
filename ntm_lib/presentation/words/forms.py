"""What stands in the forms, as a page tells it: their sheets, what kind of values they hold, and the respondents' own words."""

from collections.abc import Callable, Sequence
from typing import TypedDict

from ntm_lib.intake.form import COMMUNE_SHEETS, IDENTITY_SHEET, NOTE_HEADINGS
from ntm_lib.schemas import Note
from ntm_lib.text import in_quotes, spelling_key

ORIGIN_WORDS = {
    "published": "công bố",
    "illustrative": "minh họa",
    "reported": "báo cáo",
    "tabled": "bảng tổng hợp",
    "": "",
}

_SHEETS = {spelling_key(sheet.title) for sheet in COMMUNE_SHEETS} | {spelling_key(IDENTITY_SHEET)}

_OTHER_NOTES = "Ý kiến khác"


def sheet_name(title: str) -> str:
    """Return the name of a sheet: as the form has it; in quotation marks if the commune gave it one of its own."""
    return title if spelling_key(title) in _SHEETS else in_quotes(title)


class Opinions(TypedDict):
    """What stands under one heading of a form's sheet of opinions, in quotation marks."""

    heading: str
    texts: list[str]


def by_headings(notes: Sequence[Note], after: Callable[[Note], str] = lambda _: "") -> list[Opinions]:
    """Return the texts of a form's sheet of opinions, by its printed headings; `after` is what the page says of one.

    What stands under a heading of the respondent's own is told with that heading, as its words.
    """
    printed = {spelling_key(heading): heading for heading in NOTE_HEADINGS}
    groups: dict[str, list[str]] = {heading: [] for heading in (*NOTE_HEADINGS, _OTHER_NOTES)}
    for note in notes:
        heading = printed.get(spelling_key(note["heading"]))
        own = "" if heading else f"{note['heading']}: "
        said = in_quotes(f"{own}{note['text']}")
        groups[heading or _OTHER_NOTES].append(" – ".join(filter(None, [said, after(note)])))
    return [{"heading": heading, "texts": texts} for heading, texts in groups.items() if texts]
