"""Which rules a page of a build is read by."""

from tests.recomputed.checking import Rule
from tests.recomputed.commune_page import Commune
from tests.recomputed.department_page import Department
from tests.recomputed.district_page import District
from tests.recomputed.forms import Season
from tests.recomputed.frame import Findings
from tests.recomputed.method_page import Method
from tests.recomputed.pages import Block
from tests.recomputed.quality_page import Quality


def rule_for(name: str, season: Season, read: list[Block], findings: Findings) -> Rule:
    """Return the rules of the page `name`: "index.html", "xa/huong-huu.html", "phong/kt-ht.html", …"""
    folder, _, file = name.removesuffix(".html").rpartition("/")
    match folder or file:
        case "xa":
            return Commune(season, file, read, findings).expected
        case "phong":
            return Department(season, file, read, findings).expected
        case "chat-luong":
            return Quality(season, read, findings).expected
        case "phuong-phap":
            return Method(season, read).expected
        case "index":
            return District(season, read, findings).expected
    raise AssertionError(f"No rules recompute the numbers of {name}: write them, as those of the other pages")
