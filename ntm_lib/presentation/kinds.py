"""Every kind of page, described once: which notebook makes it, whom it is about, where it lies, what it is called and rests on.

The plan of a build, the warm-up of its processes, the links between pages, the index's list, the office's words, the tests and
docs/pages.md (`python -m ntm_lib.presentation.kinds docs/pages.md`) read this. How to add a kind is in CONTRIBUTING.md.
"""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ntm_lib.files import fingerprint
from ntm_lib.places import id_fault
from ntm_lib.terms import AGENCY_FOLDERS, places_word, terms_of
from ntm_lib.terms import PROVINCE as PROVINCE_TIER
from ntm_lib.text import sentence_case, slug
from ntm_lib.workbook import Season, Workbook

_LONGEST_NAME = 60  # letters of a file's name
_BRIEF = ".tom-tat"  # ends the name of a brief: no id has a dot


class Reads(StrEnum):
    """What a kind of page rests on besides the reference data, and so how many forms are read again if one changes."""

    OWN = "the rows of the commune it is about (SeasonData.of_commune)"
    SEASON = "the whole season (SeasonData)"
    DISTRICTS = "the tables that all places have published (AreaData)"


@dataclass(frozen=True)
class Subject:
    """Whom or what a page is about."""

    name: str  # stands in the page's titles: "Xã Hương Hữu"
    id: str = ""  # names the page's file; "" for a kind of which a build has one page
    value: str = ""  # of the notebook's parameter; the id if not given


@dataclass(frozen=True)
class PageKind:
    """One kind of page. Titles are filled in with {name} and {id} of the subject, {season}, and {place}: what the place is called."""

    room: str  # folder of ntm_lib/presentation that holds its parts and templates
    notebook: str  # file in notebooks/
    subjects: Callable[[Workbook, Season], Sequence[Subject]]
    reads: Reads
    key: str  # of its report in a build: manifests, log, index
    title: str  # in the index's list and what `ntm build` prints
    page_title: str  # of the browser's window
    heading: str = "{name}"  # what the page's h1 must say
    module: str = "page"  # of the room, whose functions the notebook calls
    parameter: str = ""  # of the notebook, that says which subject
    folder: str = ""  # of its pages; "" beside the index
    file: str = ""  # name of its one page, without .html, if it has no folder
    suffix: str = ""  # of its pages' names, before .html
    group: str = "Số liệu và cách tính"  # heading under which the index lists it
    brief_of: "PageKind | None" = None  # the kind of page that it shortens, in whose line the index lists it
    has_words: bool = False  # the office may write words of its own into it (data/commentary)
    styles: tuple[str, ...] = ()  # style sheets besides the theme
    phone_bytes: int = 0  # a larger page opens slowly on a phone, and `ntm status` says so; 0: never said

    @property
    def import_name(self) -> str:
        return f"ntm_lib.presentation.{self.room}.{self.module}"

    def page(self, subject_id: str = "") -> str:
        """Return the path of a page of this kind below a build's folder, with forward slashes."""
        return f"{self.folder}/{subject_id}{self.suffix}.html" if self.folder else f"{self.file}.html"


def province_id(province: str) -> str:
    """Return the name of a province's file: one that not every system takes is cut, and made unique by its hash."""
    name = slug(province)
    if len(name) <= _LONGEST_NAME and not id_fault(name):
        return name
    return f"{name[:_LONGEST_NAME]}-{fingerprint(province)[:8]}".strip("-")


def area_name(workbook: Workbook, season: Season) -> str:
    """Return the name of what the page over all places of a workbook is about."""
    provinces, places = provinces_in(workbook, season), f"các {places_in(workbook, season)}"
    if is_of_provinces(workbook, season):
        return places
    return f"{places} của {provinces[0]}" if len(provinces) == 1 else f"{places}, các {PROVINCE_TIER}"


def places_in(workbook: Workbook, season: Season) -> str:
    """Return what the places are called together in `season`: "huyện", "tỉnh"."""
    return places_word(period.terms for period in workbook.periods(season).values())


def provinces_in(workbook: Workbook, season: Season) -> list[str]:
    """Return the provinces of the places in `season`, each once."""
    return list(dict.fromkeys(period.province for period in workbook.periods(season).values()))


def is_of_provinces(workbook: Workbook, season: Season) -> bool:
    """Return whether every place is a province in `season`: no page stands between theirs and that of all."""
    return all(period.tier == PROVINCE_TIER for period in workbook.periods(season).values())


def _communes(workbook: Workbook, season: Season) -> list[Subject]:
    return [Subject(unit.title, unit.unit_id) for unit in workbook.communes(season)]


def _agencies(tier: str) -> Callable[[Workbook, Season], list[Subject]]:
    def found(workbook: Workbook, season: Season) -> list[Subject]:
        own = workbook.departments_with_page(season) if workbook.place_in(season).tier == tier else ()
        return [Subject(d.name, d.department_id) for d in own]

    return found


def _place(workbook: Workbook, season: Season) -> list[Subject]:
    return [Subject(workbook.place_in(season).name)]


def _provinces(workbook: Workbook, season: Season) -> list[Subject]:
    provinces = [] if is_of_provinces(workbook, season) else provinces_in(workbook, season)
    apart = provinces if len(provinces) > 1 else []  # the page of an only one is the index
    return [Subject(name, province_id(name), name) for name in apart]


def _area(workbook: Workbook, season: Season) -> list[Subject]:
    return [Subject(area_name(workbook, season))]


COMMUNE = PageKind(
    room="commune", notebook="commune_report.ipynb", subjects=_communes, parameter="commune", reads=Reads.OWN,
    key="{id}", folder="xa", group="Các xã", has_words=True, phone_bytes=400_000,
    title="{name}", page_title="{name} – nông thôn mới {season}",
)  # fmt: skip
AGENCIES = {
    tier: PageKind(
        room="agency", notebook="department_report.ipynb", subjects=_agencies(tier), parameter="department", reads=Reads.SEASON,
        key=f"{folder}-{{id}}", folder=folder, group=sentence_case(terms_of(tier, "").agencies), has_words=True,
        title="{name}", page_title="{name} – nông thôn mới {season}",
    )
    for tier, folder in AGENCY_FOLDERS.items()
}  # fmt: skip
COMMUNE_BRIEF = PageKind(
    room="brief", module="commune_page", notebook="commune_brief.ipynb", subjects=_communes, parameter="commune", reads=Reads.OWN,
    key=f"{{id}}{_BRIEF}", folder="xa", suffix=_BRIEF, group=COMMUNE.group, brief_of=COMMUNE, styles=("brief/brief.css",),
    title="{name} (tóm tắt)", page_title="Tóm tắt: {name} – nông thôn mới {season}",
)  # fmt: skip
AGENCY_BRIEFS = {
    tier: PageKind(
        room="brief", module="agency_page", notebook="department_brief.ipynb", subjects=kind.subjects, parameter="department",
        reads=Reads.SEASON, key=f"{kind.key}{_BRIEF}", folder=kind.folder, suffix=_BRIEF, group=kind.group, brief_of=kind,
        styles=("brief/brief.css",), title="{name} (tóm tắt)", page_title="Tóm tắt: {name} – nông thôn mới {season}",
    )
    for tier, kind in AGENCIES.items()
}  # fmt: skip
QUALITY = PageKind(
    room="quality", notebook="data_quality.ipynb", subjects=_place, reads=Reads.SEASON,
    key="chat-luong", file="chat-luong",
    title="Chất lượng số liệu", page_title="Chất lượng số liệu {name} – nông thôn mới {season}",
)  # fmt: skip
METHOD = PageKind(
    room="method", notebook="method.ipynb", subjects=_place, reads=Reads.SEASON,
    key="phuong-phap", file="phuong-phap", heading="Phương pháp",
    title="Phương pháp", page_title="Phương pháp: cách tính và nguồn số liệu – nông thôn mới {season}",
)  # fmt: skip
DISTRICT = PageKind(
    room="overview", notebook="district_overview.ipynb", subjects=_place, reads=Reads.SEASON,
    key="huyen", file="index", has_words=True, styles=("overview/district.css",),
    title="Trang {place}", page_title="Nông thôn mới {name} – {season}",
)  # fmt: skip
PROVINCE = PageKind(
    room="overview", module="area_page", notebook="area_overview.ipynb", subjects=_provinces, parameter="province",
    reads=Reads.DISTRICTS, key="{id}", folder="tinh", group="Các tỉnh", styles=("overview/district.css", "overview/area.css"),
    title="{name}", page_title="Nông thôn mới {name} – {season}",
)  # fmt: skip
AREA = PageKind(
    room="overview", module="area_page", notebook="area_overview.ipynb", subjects=_area,
    reads=Reads.DISTRICTS, key="chung", file="index", styles=("overview/district.css", "overview/area.css"),
    title="Trang chung", page_title="Nông thôn mới các {place} – {season}",
)  # fmt: skip

IN_DISTRICT = (
    COMMUNE,
    COMMUNE_BRIEF,
    *AGENCIES.values(),
    *AGENCY_BRIEFS.values(),
    QUALITY,
    METHOD,
)  # in the order of the index's list
DISTRICT_INDEX = DISTRICT
ABOVE_DISTRICTS = (PROVINCE,)
AREA_INDEX = AREA
ALL = (*IN_DISTRICT, DISTRICT_INDEX, *ABOVE_DISTRICTS, AREA_INDEX)
FOLDERS = tuple(dict.fromkeys(kind.folder for kind in ALL if kind.folder))


def kind_in(folder: str) -> PageKind | None:
    """Return the kind whose pages lie in a folder, None if they are of no kind."""
    return next((kind for kind in ALL if folder and kind.folder == folder), None)


PROMISES = """Every page keeps three promises; `publishing/page_check.py` refuses to publish one that does not:

- one `h1`, which says whose page it is;
- nothing is fetched: pictures and styles lie in the page itself, which may be mailed and opens without a network;
- nothing runs, but for the one script of an `index.html`, allowed by its hash: it searches and sorts the page's tables.

A commune's page is to stay below {limit} KB, so that it opens on a phone. A larger one is published all the same, and `ntm status` says so."""


def pages_table() -> str:
    """Return docs/pages.md."""
    lines = ["# Pages", "", "Rendered from `ntm_lib/presentation/kinds.py` by `make docs`; do not edit here.", ""]
    lines += [PROMISES.format(limit=COMMUNE.phone_bytes // 1000), ""]
    lines += [
        "| page | made by | parts in `ntm_lib/presentation` | rests on | the office's own words |",
        "|---|---|---|---|---|",
    ]
    for kind in ALL:
        words = "`data/commentary/<season>/<name of the page>.md`" if kind.has_words else "none"
        address = kind.page(f"<{kind.parameter}>")
        lines.append(
            f"| `{address}` | `notebooks/{kind.notebook}` | `{kind.room}/{kind.module}.py` | {kind.reads} | {words} |"
        )
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(pages_table(), encoding="utf-8")
