"""All forms of a season as tables: observations, dossiers, villages, follow-up, resources, debts, notes; its summary tables; and the findings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from itertools import islice

import pandas as pd

from ntm_lib.intake.findings import CHECKS
from ntm_lib.intake.reading.parsers import read_forms
from ntm_lib.intake.season_folder import form_files
from ntm_lib.intake.season_reader import SeasonReader
from ntm_lib.intake.summary.store import read_tabled
from ntm_lib.schemas import (
    CORRECTIONS,
    DEBTS,
    DOSSIERS,
    FINDINGS,
    FOLLOW_UP,
    FORMS,
    NOTES,
    OBSERVATIONS,
    RESOURCES,
    TABLED_RESULTS,
    VILLAGES,
)
from ntm_lib.tables import Table
from ntm_lib.workbook import Season, Workbook

__all__ = ["Submissions", "form_files", "read_submissions"]


@dataclass(frozen=True)
class Submissions:
    """What the forms and summary tables of one or more seasons hold; each table as declared in ntm_lib.schemas."""

    observations: pd.DataFrame
    dossiers: pd.DataFrame
    villages: pd.DataFrame
    follow_up: pd.DataFrame
    resources: pd.DataFrame
    debts: pd.DataFrame
    notes: pd.DataFrame
    forms: pd.DataFrame
    corrections: pd.DataFrame
    findings: pd.DataFrame
    tabled: pd.DataFrame  # results that summary tables of these seasons state

    def unreadable(self, unit_id: str, season: str) -> list[str]:
        """Return the reasons why the unit has no form that can be used; empty if it has one, or if none was sent."""

        def own(table: pd.DataFrame) -> pd.DataFrame:
            return table[(table["unit_id"] == unit_id) & (table["season"] == season)]

        stopping = own(self.findings)
        stopping = stopping[stopping["check"].map(lambda check: CHECKS[check].stops_form)]
        if stopping.empty or not own(self.observations).empty:
            return []
        return [f"{row['source_file']}: {row['message']}" for _, row in stopping.iterrows()]


TABLES: Mapping[str, Table] = {
    "observations": OBSERVATIONS,
    "dossiers": DOSSIERS,
    "villages": VILLAGES,
    "follow_up": FOLLOW_UP,
    "resources": RESOURCES,
    "debts": DEBTS,
    "notes": NOTES,
    "forms": FORMS,
    "corrections": CORRECTIONS,
    "findings": FINDINGS,
    "tabled": TABLED_RESULTS,
}


def read_submissions(workbook: Workbook, seasons: Iterable[Season], workers: int | None = None) -> Submissions:
    """Return the forms of `seasons`, read by `workers` parser processes (None: as many as pay off).

    A form that can't be read costs findings, never the other forms. Raises WorkbookError for a broken reference file.
    """
    rows: dict[str, list[Mapping[str, object]]] = {name: [] for name in TABLES}
    readers = [SeasonReader(workbook, season) for season in seasons]
    readings = read_forms([request for reader in readers for request in reader.requests()], workers)
    for reader in readers:
        for name, own in reader.take(islice(readings, len(reader.files))).items():
            rows[name] += own
        tabled = read_tabled(workbook, reader.season)
        rows["tabled"] += tabled.rows
        rows["findings"] += tabled.findings
    return Submissions(**{f.name: TABLES[f.name].frame(rows[f.name]) for f in fields(Submissions)})
