"""What a page above the districts is about: the districts of a province, or of all provinces."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from ntm_lib.analysis.area import PlaceStanding, place_standing, standings
from ntm_lib.area_data import AreaData
from ntm_lib.presentation.frame import links
from ntm_lib.presentation.kinds import is_of_provinces
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.terms import DISTRICT, KINDS, PROVINCE, TIERS
from ntm_lib.workbook import Period, Season, Workbook


@dataclass(frozen=True)
class Place:
    """One row of the page: a district, or a province with its districts, or one above the communes itself."""

    key: str
    name: str
    link: str  # "" if it has no page
    districts: tuple[str, ...]  # ids


@dataclass(frozen=True)
class AreaView:
    """One season of the districts of `province`, or of all districts if it is empty."""

    workbook: Workbook
    season: Season
    data: AreaData
    province: str = ""
    issued: str = field(default="", kw_only=True)  # day of issue as 2021-12-28; empty for a draft

    @property
    def issue_date(self) -> date | None:
        return date.fromisoformat(self.issued) if self.issued else None

    @cached_property
    def criteria_set(self) -> CriteriaSet:
        return self.workbook.criteria_set(self.season.criteria_set)

    @cached_property
    def districts(self) -> dict[str, Period]:
        """What stands above the communes, by id: the districts, or since 1/7/2025 the provinces."""
        every = self.workbook.periods(self.season)
        return {i: period for i, period in every.items() if self.province in ("", period.province)}

    @cached_property
    def provinces(self) -> list[str]:
        return list(dict.fromkeys(period.province for period in self.districts.values()))

    @property
    def is_by_province(self) -> bool:
        """Whether a row is a province with its districts. The index of a workbook of one province has its districts at once."""
        return len(self.provinces) > 1 and not is_of_provinces(self.workbook, self.season)

    @cached_property
    def places(self) -> list[Place]:
        """The rows, in the order of data/workbook.toml."""
        if not self.is_by_province:
            base = "../" if self.province else ""
            unlinked = set(self.data.unlinked)
            return [
                Place(i, d.name, "" if i in unlinked else links.district_page(i, base), (i,))
                for i, d in self.districts.items()
            ]
        own = {p: tuple(i for i, d in self.districts.items() if d.province == p) for p in self.provinces}
        return [Place(p, p, links.province_page(p, base=""), ids) for p, ids in own.items()]

    @cached_property
    def standings(self) -> dict[str, PlaceStanding]:
        """The counts of each place, by its key."""
        column = "province" if self.is_by_province else "district_id"
        return standings(self.data.communes, column, [place.key for place in self.places], self.criteria_set)

    @cached_property
    def district_standings(self) -> dict[str, PlaceStanding]:
        return standings(self.data.communes, "district_id", [*self.districts], self.criteria_set)

    @cached_property
    def whole(self) -> PlaceStanding:
        return place_standing(self.data.communes, self.criteria_set)

    @property
    def statuses(self) -> list[str]:
        return [status for own in self.data.statuses.values() for status in own]

    @property
    def is_tabled(self) -> bool:
        """Whether results rest on summary tables."""
        return bool(self.data.communes["criteria_tabled"].any())

    @property
    def place_word(self) -> str:
        """What the rows are called: "tỉnh", "huyện, thị xã"."""
        return self.province_word if self.is_by_province else self.district_word

    @property
    def district_word(self) -> str:
        by_tier = {t: [d.name for d in self.districts.values() if d.tier == t] for t in TIERS}
        return ", ".join(kinds(names, KINDS[tier]) for tier, names in by_tier.items() if names) or DISTRICT

    @property
    def province_word(self) -> str:
        return kinds(self.provinces, KINDS[PROVINCE])


def kinds(names: Collection[str], known: Collection[str]) -> str:
    """Return the kinds that units of these names are of, "huyện, thị xã"; the first of `known` if no name says."""
    found = [kind for kind in known if any(name.casefold().startswith(f"{kind} ") for name in names)]
    return ", ".join(found) or next(iter(known))
