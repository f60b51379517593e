"""The district among the districts of its province, from the province's own table."""

import pandas as pd

from ntm_lib.reference.province import WHOLE_PROVINCE, DistrictProgress


class ComparedDistrict(DistrictProgress):
    """A row of the province's table, criteria_mean (criteria a commune) and standard_pct computed anew from the counts."""

    is_whole: bool  # the row of the whole province


def districts_on_last_day(progress: pd.DataFrame, until_year: int) -> pd.DataFrame:
    """Return the rows of the province's latest table up to `until_year`, the whole province last; no rows if there is none.

    One ComparedDistrict per row.
    """
    known = progress[progress["as_of"].str[:4].astype("int64") <= until_year]
    latest = known[known["as_of"] == known["as_of"].max()]
    communes = latest["commune_count"].where(latest["commune_count"] > 0)
    computed = latest.assign(
        criteria_mean=latest["criteria_met_total"] / communes,
        standard_pct=100 * latest["standard_count"] / communes,
        is_whole=latest["unit_name"] == WHOLE_PROVINCE,
    )
    return computed.sort_values("is_whole", kind="stable", ignore_index=True)
