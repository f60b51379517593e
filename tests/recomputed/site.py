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
    folder, _, file = name.rpartition("/")
    if folder == "xa":
        return Commune(season, file.removesuffix(".html"), read, findings).expected
    if folder == "phong":
        return Department(season, file.removesuffix(".html"), read, findings).expected
    if file == "chat-luong.html":
        return Quality(season, read, findings).expected
    return (Method(season, read) if file == "phuong-phap.html" else District(season, read, findings)).expected
