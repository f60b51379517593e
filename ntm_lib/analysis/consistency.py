"""Checks that need more than one form: with last season, with the results, with what is published."""

import pandas as pd

from ntm_lib.analysis.claims import (
    note_broken,
    note_claims,
    note_counts_in_text,
    note_fallen,
    note_known,
    note_left,
    note_own_words,
    note_recognition,
)
from ntm_lib.analysis.ended_leads import note_ended_leads
from ntm_lib.analysis.exchanged import note_beside_census, note_exchanged, note_same_figures
from ntm_lib.analysis.idle_rows import idle_rows
from ntm_lib.analysis.last_season import (
    note_copies,
    note_jumps,
    note_stocks,
    paired,
    unbroken,
    value_types,
)
from ntm_lib.analysis.level_findings import note_below_floor, note_lacking, note_sources
from ntm_lib.analysis.reference_findings import (
    note_easy_targets,
    note_ended_villages,
    note_province,
    note_units,
    tier_faults,
)
from ntm_lib.analysis.results import Results
from ntm_lib.analysis.tabled import note_tables
from ntm_lib.intake.corrections import accept_findings, corrections_file, said
from ntm_lib.intake.findings import SEVERITIES, FindingList
from ntm_lib.intake.submissions import Submissions
from ntm_lib.schemas import FINDINGS, Correction, Finding, Observation
from ntm_lib.tables import rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import Relation


def season_findings(workbook: Workbook, season: Season, submissions: Submissions, results: Results) -> pd.DataFrame:
    """Return FINDINGS of `season`: those of reading the forms and those of this module, worst first, the accepted ones said.

    `submissions` and `results` hold the season compared with, too.
    """
    findings = FindingList(season.name)
    criteria_set = workbook.criteria_set(season.criteria_set)
    now = results.of(season.name)
    pairs = paired(submissions.observations, season, workbook)
    types = value_types(workbook, season)
    note_jumps(findings, unbroken(pairs, workbook, season), types)
    note_copies(findings, pairs)
    note_stocks(findings, pairs, submissions.observations, rows_of(workbook.relations, Relation), season)
    note_exchanged(findings, pairs, workbook, season)
    note_beside_census(findings, submissions.observations, pairs, workbook, season)
    note_same_figures(findings, submissions.observations, types, workbook, season)
    note_claims(findings, now.components)
    note_left(findings, now.criteria, submissions.observations, workbook.measures_of(season.criteria_set), season)
    tabled = submissions.tabled[submissions.tabled["season"] == season.name]
    note_tables(findings, tabled, now.indicators, now.criteria)
    note_fallen(findings, now.communes, submissions.observations)
    note_counts_in_text(findings, submissions.notes, now.communes, season)
    if not criteria_set.complete:
        note_known(findings, now.components)
    note_broken(findings, now.components)
    note_ended_villages(findings, workbook.villages, submissions.villages, season)
    note_recognition(findings, now.communes, submissions.dossiers, season)
    note_own_words(findings, now.communes, submissions.dossiers, criteria_set, season, workbook.place_in(season).terms)
    note_easy_targets(findings, workbook, season, submissions.observations)
    if workbook.closes_year(season):
        note_province(findings, now.communes, criteria_set, workbook, season)
    note_sources(findings, criteria_set, workbook.common_levels(season))
    note_lacking(findings, [workbook.lacking(season)], workbook)
    note_below_floor(findings, workbook, season)
    note_ended_leads(findings, workbook, season)
    note_units(findings, workbook, season)
    for check, faults in (("D18", tier_faults(workbook, season)), ("D21", idle_rows(workbook))):
        for file, fault in faults:
            findings.add(check, fault, f"../{file}")
    file = f"../corrections/{corrections_file(workbook, season).name}"
    return _with_accepted(findings, submissions, season, file)


def _with_accepted(findings: FindingList, submissions: Submissions, season: Season, file: str) -> pd.DataFrame:
    own = submissions.observations[submissions.observations["season"] == season.name]
    says = {(row["unit_id"], row["indicator"], row["component"]): said(row) for row in rows_of(own, Observation)}
    for finding in findings.rows:
        finding["figure"] = finding["figure"] or says.get(
            (finding["unit_id"], finding["indicator"], finding["component"]), ""
        )
    read = submissions.findings[submissions.findings["season"] == season.name]
    rows = [*rows_of(read, Finding), *findings.rows]
    corrections = submissions.corrections[submissions.corrections["season"] == season.name]
    for row in accept_findings(rows, rows_of(corrections, Correction)):
        message = f"Dòng {row['line']}: không có {row['check']} nào với giá trị “{row['old']}” để chấp nhận. Xem cột figure của findings.csv, hoặc bỏ dòng này."
        late = FindingList(season.name)
        late.add("C01", message, file, cell=str(row["line"]), unit_id=row["unit_id"])
        rows += late.rows
    rows.sort(key=lambda row: SEVERITIES.index(row["severity"]))
    return FINDINGS.frame(rows)
