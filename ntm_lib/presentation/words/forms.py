"""What stands in the forms, as a page tells it: their sheets, what kind of values they hold, and the respondents' own words."""

from collections.abc import Mapping, Sequence
from typing import Any

from ntm_lib.intake.form import COMMUNE_SHEETS, IDENTITY_SHEET, NOTE_HEADINGS
from ntm_lib.text import in_quotes, spelling_key

Row = Mapping[str, Any]

ORIGIN_WORDS = {"published": "công bố", "illustrative": "minh họa", "reported": "báo cáo", "": ""}

_SHEETS = {spelling_key(sheet.title) for sheet in COMMUNE_SHEETS} | {spelling_key(IDENTITY_SHEET)}

_OTHER_NOTES = "Ý kiến khác"


def sheet_name(title: str) -> str:
    """Return what a sheet of a form is called: as the form has it; in quotation marks if the commune gave it a name of its own."""
    return title if spelling_key(title) in _SHEETS else in_quotes(title)


def by_headings(notes: Sequence[Row]) -> list[dict[str, Any]]:
    """Return what a form's sheet of opinions says, by its printed headings: {heading, texts}, in quotation marks.

    What stands under a heading of the respondent's own is told with that heading, as its words.
    """
    printed = {spelling_key(heading): heading for heading in NOTE_HEADINGS}
    groups: dict[str, list[str]] = {heading: [] for heading in (*NOTE_HEADINGS, _OTHER_NOTES)}
    for note in notes:
        heading = printed.get(spelling_key(note["heading"]))
        own = "" if heading else f"{note['heading']}: "
        groups[heading or _OTHER_NOTES].append(in_quotes(f"{own}{note['text']}"))
    return [{"heading": heading, "texts": texts} for heading, texts in groups.items() if texts]
