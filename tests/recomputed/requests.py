"""Whom the communes' requests are for, from the forms and the reference files alone."""

from dataclasses import dataclass

from tests.recomputed.forms import Season, form, table
from tests.recomputed.totals import departments

SET = "xa-ntm-2016-2020"


@dataclass(frozen=True)
class Request:
    """A request as the commune wrote it, whom it asks, and whether its words alone say so."""

    text: str
    agencies: tuple[str, ...]
    remark: str


def requests(season: Season, unit: str) -> list[Request]:
    lines = [n for n in form(f"{season.name}/{unit}.xlsx")["Ý kiến"] if n.text("Đề mục") == "Kiến nghị, đề xuất"]
    return [_request(n.text("Nội dung"), n) for n in lines if n.text("Nội dung")]


def _request(text: str, line) -> Request:
    named = line.text("Cơ quan được đề nghị")
    if named:
        return Request(text, tuple(i for i, d in departments().items() if d["name"] == named), "")
    if line.text("Tiêu chí liên quan"):
        return Request(text, _leads(line.text("Tiêu chí liên quan").partition(" ")[0]), "")
    return Request(text, _by_words(text), "(theo nội dung)")


def _by_words(text: str) -> tuple[str, ...]:
    """Return who leads the first field of the longest word that the request has."""
    rows = {w: r for r in table("reference/request-words.csv") for w in r["words"].split(";") if w in text.casefold()}
    fields = rows[max(rows, key=len)]["fields"].split(";")
    rows_of_set = table(f"reference/criteria/{SET}.csv")
    codes = next(
        found for f in fields if (found := [r["indicator"] for r in rows_of_set if f in r["indicator_name"].casefold()])
    )
    return tuple(dict.fromkeys(agency for code in codes for agency in _leads(code)))


def _leads(code: str) -> tuple[str, ...]:
    """Return who leads an indicator, or any of a criterion."""
    rows = [r for r in table("reference/indicator-leads.csv") if r["criteria_set"] == SET]
    own = [r for r in rows if code in (r["indicator"], r["indicator"].partition(".")[0])]
    return tuple(dict.fromkeys(r["department_id"] for r in own))
