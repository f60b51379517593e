"""What a form holds, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ntm_lib.intake.form import Sheet
from ntm_lib.terms import DISTRICT, Terms, terms_of

_TERMS = terms_of(DISTRICT, "")

Cell = str | float | int | date | None
Row = Mapping[str, Cell]

# Keys of a row that are no fields: what the writer is told of it.
BAND = "band"  # a heading across the table; the row has nothing else
BLOCKED = "blocked"  # names of the fields that do not apply to the row, with spaces between
PRINTED = "printed"  # names of the entry fields that the office has filled in this row
COMPUTED = "computed"  # "percent", "money" or "growth": the value is worked out from numerator and denominator


@dataclass(frozen=True)
class FormContent:
    """What one form holds: its identity, and the rows of each sheet by field name (words as people choose them).

    A row may also have the keys above that tell the writer what of it is blocked, printed or computed.
    `warning` stands on every sheet, `instructions` on the first.
    """

    title: str
    identity: Mapping[str, str]
    sheets: Sequence[Sheet]
    rows: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    office: str = ""
    terms: Terms = _TERMS  # the words of the place
    warning: str = ""
    instructions: Sequence[str] = ()
    set_name: str = ""  # the criteria set's name for people
    lists: Mapping[tuple[str, str], Sequence[str]] = field(
        default_factory=dict
    )  # what to choose from, by sheet title and field
