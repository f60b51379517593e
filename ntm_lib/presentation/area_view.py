"""What a page above the districts is about: the communes of a province, or of all provinces."""

from dataclasses import dataclass, field
from datetime import date

from ntm_lib.area_data import AreaData
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.workbook import Season, Workbook


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

    @property
    def criteria_set(self) -> CriteriaSet:
        return self.workbook.criteria_set(self.season.criteria_set)

    @property
    def is_illustrative(self) -> bool:
        return "illustrative" in set(self.data.communes["origin"])
