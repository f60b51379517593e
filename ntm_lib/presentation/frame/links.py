"""Addresses of pages and of the things on them, so that pages can link to each other; where pages lie is in presentation.kinds.

Links are relative: `base` is "" on a page beside the index and "../" on a page in a folder.
"""

from ntm_lib.presentation.kinds import (
    AGENCIES,
    AGENCY_BRIEFS,
    COMMUNE,
    COMMUNE_BRIEF,
    METHOD,
    PROVINCE,
    QUALITY,
    province_id,
)
from ntm_lib.text import slug

PROPOSED_FILE = "proposed-conclusions"  # in the build's data folder, .csv
AREA_INDEX = "../index.html"  # from a district's index, and from a province's page
METHOD_PAGE, QUALITY_PAGE = METHOD.page(), QUALITY.page()
# Ids of the section that follows up the last conclusions: on the district's page and a department's, and on a commune's
PROMISES, COMMUNE_PROMISES = "ket-luan", "theo-doi"


def commune_page(unit_id: str, base: str = "../", anchor: str = "") -> str:
    return f"{base}{COMMUNE.page(unit_id)}" + (f"#{anchor}" if anchor else "")


def department_page(tier: str, department_id: str, base: str = "../", anchor: str = "") -> str:
    return f"{base}{AGENCIES[tier].page(department_id)}" + (f"#{anchor}" if anchor else "")


def commune_brief(unit_id: str, base: str = "../") -> str:
    return f"{base}{COMMUNE_BRIEF.page(unit_id)}"


def department_brief(tier: str, department_id: str, base: str = "../") -> str:
    return f"{base}{AGENCY_BRIEFS[tier].page(department_id)}"


def province_page(province: str, base: str = "../") -> str:
    return f"{base}{PROVINCE.page(province_id(province))}"


def district_page(district_id: str, base: str = "../") -> str:
    """Return the address of a district's index from the pages above the districts; that of the only one has no id."""
    return f"{base}{district_id}/index.html" if district_id else f"{base}index.html"


def criterion_anchor(criterion_no: str) -> str:
    """Return the id of a criterion's rows on a commune's page."""
    return f"tieu-chi-{slug(criterion_no)}"


def promise_anchor(item: str, unit_id: str = "") -> str:
    """Return the id of a promise's row; `unit_id` only on a department's page, for a promise about one commune."""
    return "-".join(filter(None, ["cam-ket", slug(item), unit_id]))


def figure_anchor(indicator: str, component: str = "", season: str = "") -> str:
    """Return the id of a figure's row in the table of sources of a commune's page; `season` for an earlier season's."""
    return "-".join(filter(None, ["nguon", slug(season), slug(indicator), slug(component)]))


def tabled_anchor(criterion_no: str, indicator: str = "") -> str:
    """Return the id of a summary table's result there: of an indicator, or of a criterion as a whole."""
    return f"nguon-bang-{slug(indicator) if indicator else f'tieu-chi-{slug(criterion_no)}'}"


def statement_anchor(kind: str, name: str) -> str:
    """Return the id of a stated row there: kind is ket-luan, thon, von, no, ho-so; name its item, village, source, work or tier."""
    return f"nguon-{kind}-{slug(name)}"
