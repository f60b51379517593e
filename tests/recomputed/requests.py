"""Whom the communes' requests are for, from the forms and the reference files alone."""

from dataclasses import dataclass

from tests.recomputed.forms import Season, form, table
from tests.recomputed.totals import departments
from tests.recomputed.written import joined

SET = "xa-ntm-2016-2020"


@dataclass(frozen=True)
class Request:
    """A request as the commune wrote it, whom it asks, and what it is about, with whether its words alone say so."""

    text: str
    agencies: tuple[str, ...]
    remark: str


def requests(season: Season, unit: str) -> list[Request]:
    lines = [n for n in form(f"{season.name}/{unit}.xlsx")["Ý kiến"] if n.text("Đề mục") == "Kiến nghị, đề xuất"]
    return [_request(n.text("Nội dung"), n) for n in lines if n.text("Nội dung")]


def _request(text: str, line) -> Request:
    named, about = line.text("Cơ quan được đề nghị"), line.text("Tiêu chí liên quan").partition(" ")[0]
    remark = f"({_about([about])})" if about else ""
    if named:
        return Request(text, tuple(i for i, d in departments().items() if d["name"] == named), remark)
    if about:
        return Request(text, _leads(about), remark)
    codes = _by_words(text)
    agencies = tuple(dict.fromkeys(agency for code in codes for agency in _leads(code)))
    return Request(text, agencies, f"({_about([code.partition('.')[0] for code in codes])}; theo nội dung)")


def _about(criteria: list[str]) -> str:
    return f"tiêu chí {joined(list(dict.fromkeys(criteria)))}"


def _by_words(text: str) -> list[str]:
    """Return the indicators of the first field of the longest word that the request has."""
    rows = {w: r for r in table("reference/request-words.csv") for w in r["words"].split(";") if w in text.casefold()}
    fields = rows[max(rows, key=len)]["fields"].split(";")
    rows_of_set = table(f"reference/criteria/{SET}.csv")
    return next(
        found for f in fields if (found := [r["indicator"] for r in rows_of_set if f in r["indicator_name"].casefold()])
    )


def _leads(code: str) -> tuple[str, ...]:
    """Return who leads an indicator, or any of a criterion."""
    rows = [r for r in table("reference/indicator-leads.csv") if r["criteria_set"] == SET]
    own = [r for r in rows if code in (r["indicator"], r["indicator"].partition(".")[0])]
    return tuple(dict.fromkeys(r["department_id"] for r in own))
