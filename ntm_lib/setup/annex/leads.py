"""What stands before the levels of an annex's row: numbers of criterion and indicator, marks of sub-rows, names."""

import re
from dataclasses import dataclass, field

from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.columns import Layout, Role
from ntm_lib.setup.annex.result import Said
from ntm_lib.spreadsheet.opened import Place

_HEAD = re.compile(r"(tiêu chí(?: số)?|chỉ tiêu(?: số)?)?\s*(\d{1,2}(?:[.,]\d{1,2})*)([.):–-]*)(?:\s+(.*)|$)", re.I)
_MARK = re.compile(r"([a-zđ])[.)]\s*(.*)|[-–—+•*]\s*(.*)|[a-zđ]()")  # a) b) and dashes
LEADING = (Role.NUMBER, Role.CRITERION, Role.NAME)


@dataclass
class Lead:
    """What stands before the levels of a row; `at` is where its number stands, or its text."""

    at: Place
    criterion_no: str = ""
    criterion_name: str = ""
    code: str = ""
    ordinal: str = ""  # a number within the criterion
    has_mark: bool = False
    places: dict[str, Place] = field(default_factory=dict)  # of the criterion's number and name
    words: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        return " ".join(filter(None, self.words))


def lead_of(cells: Cells, layout: Layout, row: int, said: Said) -> Lead:
    """Return what stands before the levels of a row; ask about cells that may not show what was meant."""
    columns = [column for column in sorted(layout.of(*LEADING)) if cells.text(row, column)]
    lead = Lead((row, columns[-1] if columns else 0))
    for column in columns:
        if fault := cells.fault(row, column):
            said.ask((row, column), fault)
        else:
            _read(lead, layout, (row, column), cells.text(row, column))
    return lead


def _read(lead: Lead, layout: Layout, at: Place, text: str) -> None:
    """Note what a cell says."""
    role = layout.columns[at[1]].role
    head, mark = _HEAD.fullmatch(text), _MARK.fullmatch(text)
    number = head[2].replace(",", ".") if head else ""
    is_whole = "." not in number and head is not None
    is_numbering = head is not None and bool(role is Role.NUMBER or head[1] or head[3] or not head[4])
    rest = (head[4] or "") if head else ""
    is_within = role is Role.NAME and bool(layout.of(Role.NUMBER, Role.CRITERION))
    if number and not is_whole and lead.code in ("", number):
        lead.code, lead.at, text = number, at, rest
    elif is_whole and is_numbering and is_within and not lead.code:
        lead.ordinal, text = number, rest
    elif is_whole and is_numbering and not is_within and lead.criterion_no in ("", number.lstrip("0")):
        lead.criterion_no, lead.places["number"], text = number.lstrip("0") or "0", at, rest
    elif mark and role is not Role.CRITERION:
        lead.has_mark, text = True, mark[2] or mark[3] or ""
    is_name = role is Role.CRITERION or (role is Role.NUMBER and lead.criterion_no and layout.of(Role.CRITERION))
    if is_name and text:
        lead.criterion_name, lead.places["name"] = f"{lead.criterion_name} {text}".strip(), at
    else:
        lead.words.append(text)
