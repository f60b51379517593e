"""What was certainly signed by a day, and what may have been."""

import datetime as dt

from tests.recomputed.forms import Season, table
from tests.recomputed.written import day

TIERS = ("NTM", "NTM nâng cao", "NTM kiểu mẫu")


def decisions(unit: str) -> list[dict[str, str]]:
    own = [row for row in table("reference/recognition.csv") if row["unit_id"] == unit]
    return sorted(own, key=lambda row: TIERS.index(row["tier"]))


def signed(season: Season, unit: str) -> dict[str, str] | None:
    """Return the decision on the highest tier that was certainly signed by the cut-off."""
    now = season.cut_off.isoformat()
    return next((row for row in reversed(decisions(unit)) if (row["signed_by"] or row["decision_date"]) <= now), None)


def uncertain(season: Season, unit: str) -> list[str]:
    """Return the higher tiers whose decision may have been signed by the cut-off."""
    now, certain = season.cut_off.isoformat(), signed(season, unit)
    above = [
        row for row in decisions(unit) if certain is None or TIERS.index(row["tier"]) > TIERS.index(certain["tier"])
    ]
    return [row["tier"] for row in above if row["signed_after"] <= now]


def recognition_said(season: Season, unit: str) -> str:
    row = signed(season, unit)
    if row is None:
        return ""
    on = day(dt.date.fromisoformat(row["decision_date"])) if row["decision_date"] else ""
    return f"{row['tier']} {row['standard_year']} {row['decision_no']} {on} {row['note']}"
