"""What the draft of the next conclusions has to say of a department: what its communes lack together, by what is to be decided of it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.forms import Key, units
from tests.recomputed.pages import Block
from tests.recomputed.promises import labels
from tests.recomputed.requests import requests
from tests.recomputed.standing import NOT_MET
from tests.recomputed.written import joined

if TYPE_CHECKING:
    from tests.recomputed.department_page import Department

WRONG = "không phải các xã này 0"
DECIDED = {"theo quy định mới": "new rule", "tiến độ hiện nay": "too slow", "do hội nghị quyết định": "open"}


def item(
    page: "Department",
    block: Block,
    prospect: Callable[["Department", str, Key], str],
    together: Callable[["Department", Key, list[str]], str],
) -> str:
    """Return what an item says, told by how it begins."""
    asking = {u: n for u in page.communes if (n := len([r for r in requests(page.season, u) if page.department in r.agencies]))}  # fmt: skip
    said: dict[str, Callable[[], str]] = {
        "Chỉ đạo, hướng dẫn": lambda: guidance(page, block, prospect, together),
        "Trả lời": lambda: f"{sum(asking.values())}" if names(asking) in block.text else WRONG,
        "Tiếp tục thực hiện": lambda: next(p.item["summary"] for p in page.own if p.item["summary"] in block.text),
    }
    return next(text for words, text in said.items() if block.text.startswith(words))()


def names(found: object) -> str:
    return joined([f"xã {units()[unit]['name']}" for unit in found])


def guidance(page: "Department", block: Block, prospect: Callable, together: Callable) -> str:
    """Return the criterion, what the communes of this prospect lack of each of its figures together, and what is left to the conference."""
    one = next(iter(page.communes.values())).components
    criterion = next(c for c in {one[k].level.criterion for k in page.keys} if f"tiêu chí {labels(page.season, [c])}" in block.text)  # fmt: skip
    which = next((which for words, which in DECIDED.items() if words in block.text), "in time")
    failing = {
        key: [u for u, own in page.communes.items() if own.components[key].result == NOT_MET and prospect(page, u, key) == which]
        for key in page.keys
        if one[key].level.criterion == criterion
    }  # fmt: skip
    if f"hướng dẫn {names([u for u in page.communes if any(u in who for who in failing.values())])} " not in block.text:
        return WRONG
    codes = " ".join(key[0] for key, who in failing.items() if who) if "đạt chỉ tiêu" in block.text else ""
    lacking = [f"{key[0]} {amount}" for key, who in failing.items() if who and (amount := together(page, key, who))]
    lacking = [] if "theo quy định mới" in block.text else lacking  # what is lacking by the rule to come nobody knows
    years = {"in time": 0, "too slow": 2}.get(which, 1) * f" {page.season.year + 1} "
    new = pace.rule_changes(page.season.name, next(iter(page.communes)), [criterion]) if which == "new rule" else ""
    return f"{codes} {labels(page.season, [criterion])} {', '.join(lacking)} {years} {new}"
