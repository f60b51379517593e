"""What is known of one season: its forms, what follows from them, and the cut of it that one commune's report reads.

A report reads the reference data and its SeasonData and nothing else of the forms; the hash of both is what its freshness rests on.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from ntm_lib.analysis.comparison import Comparison, commune_households, compare_communes, similar_communes
from ntm_lib.analysis.consistency import season_findings
from ntm_lib.analysis.fallen import fallen_criteria
from ntm_lib.analysis.follow_up import Evidence, judged_promises
from ntm_lib.analysis.pace import season_pace
from ntm_lib.analysis.proposals import ProposalData, proposed_conclusions
from ntm_lib.analysis.quality import settled_corrections
from ntm_lib.analysis.requests import AddressedRequest, Addressing, Coded, addressed_requests
from ntm_lib.analysis.results import Results, assess_seasons
from ntm_lib.errors import ReportError
from ntm_lib.files import fingerprint
from ntm_lib.handed import handed
from ntm_lib.intake.cache import cached_submissions
from ntm_lib.intake.received import form_changes
from ntm_lib.intake.submissions import Submissions
from ntm_lib.reference.addressees import RequestWord
from ntm_lib.reference.conclusions import focused_on
from ntm_lib.reference.departments import COMMUNES, Lead
from ntm_lib.reference.indicators import Level
from ntm_lib.reference.units import Unit, ancestors, in_present_terms, is_redrawn
from ntm_lib.schemas import (
    PROMISES,
    CommuneSummary,
    ComponentResult,
    CriterionResult,
    Dossier,
    Observation,
    Pace,
    Promise,
    Village,
)
from ntm_lib.tables import field_names, rows_of
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.reference import Measure, Relation, measure_figure
from ntm_lib.workbook.series import Series


@dataclass(frozen=True)
class SeasonData:
    """One season of one workbook; tables as declared in ntm_lib.schemas. `submissions` and `results` hold the earlier seasons too."""

    season: str
    unit_id: str  # whose cut it is; "" for the whole place
    submissions: Submissions
    results: Results
    comparison: Comparison  # the key measures of all communes
    households: Mapping[str, float]  # by unit_id, of the communes where it is known
    findings: pd.DataFrame  # worst first
    corrections: pd.DataFrame  # with their final state, and `refusal`
    promises: pd.DataFrame  # without rows if the season follows up no conclusions
    pace: pd.DataFrame
    proposals: pd.DataFrame  # ntm_lib.analysis.proposals: what the next conclusions may be
    requests: pd.DataFrame  # ntm_lib.analysis.requests: what the communes ask for, and whom
    changes: pd.DataFrame  # what the forms say otherwise than the edition before

    def of_commune(self, workbook: Workbook, unit: Unit) -> "SeasonData":
        """Return the cut that the commune's report reads: its own rows and those of the communes merged into it.

        Of the others it keeps what the report shows of them: the key measures, the counts of the three most like it, the
        promises linked with its own, and those of agencies that are about it.
        """
        focused = focused_on(workbook.conclusions(workbook.season(self.season)), unit.unit_id)
        ids = [unit.unit_id, *(other.unit_id for other in ancestors(workbook.units, unit.unit_id))]
        peers = similar_communes(dict(self.households), unit.unit_id)
        return replace(
            self,
            unit_id=unit.unit_id,
            submissions=Submissions(**{f.name: _rows(getattr(self.submissions, f.name), ids) for f in fields(Submissions)}),
            results=self._results_of(ids, peers),
            findings=_rows(self.findings, [unit.unit_id]),
            corrections=_rows(self.corrections, [unit.unit_id, ""]),
            promises=_shown_promises(self.promises, unit.unit_id, focused),
            households={i: self.households[i] for i in self.households if i in [unit.unit_id, *peers]},
            pace=_rows(self.pace, [unit.unit_id]),
            proposals=_rows(self.proposals[self.proposals["lead"] == COMMUNES], ids),
            requests=_rows(self.requests, [unit.unit_id]),
            changes=_rows(self.changes, ids),
        )  # fmt: skip

    def _results_of(self, ids: list[str], peers: list[str]) -> Results:
        tables = self.results
        is_peer = tables.communes["unit_id"].isin(peers) & (tables.communes["season"] == self.season)
        communes = tables.communes[tables.communes["unit_id"].isin(ids) | is_peer].reset_index(drop=True)
        own = (_rows(table, ids) for table in (tables.components, tables.indicators, tables.criteria))
        components, indicators, criteria = own
        return Results(components, indicators, criteria, communes)

    def fingerprint(self) -> str:
        """Return the hash of all that is in it."""
        tables = {
            **{f"submissions.{f.name}": getattr(self.submissions, f.name) for f in fields(Submissions)},
            **{f"results.{f.name}": getattr(self.results, f.name) for f in fields(Results)},
            **{f.name: getattr(self, f.name) for f in fields(self)},
        }
        texts = {name: _text(t) for name, t in tables.items() if isinstance(t, pd.DataFrame)}
        return fingerprint([self.season, self.unit_id, dict(self.households), self.comparison.text, texts])


def assess_season(workbook: Workbook, season: Season, submissions: Submissions) -> SeasonData:
    """Return the season's data for the whole place, from `submissions`, which hold all seasons until `season`."""
    results = assess_seasons(workbook, submissions, workbook.seasons_until(season))
    return season_data(workbook, season, submissions, results)


def season_data(workbook: Workbook, season: Season, submissions: Submissions, results: Results) -> SeasonData:
    """Return the same as `assess_season`, from results that are there already."""
    now = results.of(season.name)
    observations = submissions.observations
    households = commune_households(observations, season.name, workbook.communes(season))
    findings = season_findings(workbook, season, submissions, results)
    promises = _promises(workbook, season, submissions, results)
    pace = season_pace(workbook, season, observations, now.components)
    levels = workbook.common_levels(season)
    criteria_set = workbook.criteria_set(season.criteria_set)
    requests = _requests(workbook, season, submissions)
    return SeasonData(
        season=season.name,
        unit_id="",
        submissions=submissions,
        results=results,
        comparison=compare_communes(
            workbook.key_measures, criteria_set, levels, now.components, observations, season.name
        ),
        households=households,
        findings=findings,
        corrections=settled_corrections(_of(submissions.corrections, season), findings),
        promises=promises,
        pace=pace,
        proposals=_proposals(workbook, season, submissions, now, pace, promises, requests),
        requests=requests,
        changes=form_changes(workbook, season, submissions.forms),
    )


def _promises(workbook: Workbook, season: Season, submissions: Submissions, results: Results) -> pd.DataFrame:
    items = workbook.conclusions(season)
    if items is None:
        return PROMISES.frame([])
    levels, base = rows_of(workbook.common_levels(season), Level), workbook.base_season(season)
    fallen, communes = fallen_criteria(workbook, results, season, base), workbook.communes(season)
    given = season.conclusions_date or (base or season).cut_off
    tables = (results.criteria, submissions.observations, submissions.follow_up, submissions.villages)
    criteria, observations, follow_up, villages = (in_present_terms(t, workbook.units, communes) for t in tables)
    evidence = Evidence(
        criteria,
        observations,
        follow_up,
        villages,
        workbook.measures,
        in_present_terms(workbook.recognition, workbook.units, communes),
        workbook.breaks,
        workbook.villages,
        {(level["indicator"], level["component"]): level["is_whole"] for level in levels},
        {unit_id: [found.criterion_no for found in own if not found.is_lost] for unit_id, own in fallen.items()},
        [unit.unit_id for unit in communes if is_redrawn(workbook.units, unit.unit_id, given)],
        results.components,
    )
    return judged_promises(items, communes, season, base, workbook.judges_year(season), evidence)


def _proposals(
    workbook: Workbook,
    season: Season,
    submissions: Submissions,
    now: Results,
    pace: pd.DataFrame,
    promises: pd.DataFrame,
    requests: pd.DataFrame,
) -> pd.DataFrame:
    measures = rows_of(workbook.measures_of(season.criteria_set), Measure)
    series, year = Series(workbook.breaks, workbook.measures, season), workbook.target_year(season)
    figures = set(zip(now.components["indicator"], now.components["component"], strict=True))
    forms = _of(submissions.forms, season)
    data = ProposalData(
        rows_of(now.communes, CommuneSummary),
        rows_of(now.criteria, CriterionResult),
        rows_of(now.components, ComponentResult),
        rows_of(_of(submissions.observations, season), Observation),
        rows_of(pace, Pace),
        rows_of(promises, Promise),
        rows_of(_of(submissions.villages, season), Village),
        rows_of(_of(submissions.dossiers, season), Dossier),
        rows_of(requests, AddressedRequest),
        measures,
        rows_of(workbook.relations, Relation),
        rows_of(workbook.leads_in(season), Lead),
        workbook.departments_in(season),
        set(forms.loc[forms["is_used"] & (forms["kind"] == "department"), "respondent"]),
        series.breaking({*figures, *map(measure_figure, measures)}, year),
        workbook.criteria_set(season.criteria_set).tier,
    )
    return proposed_conclusions(data, season.criteria_set, year)


def addressing(workbook: Workbook, season: Season) -> Addressing:
    """Return what requests of `season` are addressed by."""
    rows = workbook.criteria_set(season.criteria_set).rows
    leads: dict[str, list[str]] = {}
    for lead in rows_of(workbook.leads_in(season), Lead):
        if lead["criteria_set"] == season.criteria_set:
            leads.setdefault(lead["indicator"], []).append(lead["department_id"])
    return Addressing(
        rows_of(rows[field_names(Coded)].drop_duplicates(), Coded),
        leads,
        [*workbook.agencies_in(season).values()],
        rows_of(workbook.request_words, RequestWord),
    )


def _requests(workbook: Workbook, season: Season, submissions: Submissions) -> pd.DataFrame:
    notes, communes = _of(submissions.notes, season), [unit.unit_id for unit in workbook.communes(season)]
    return addressed_requests(notes[notes["unit_id"].isin(communes)], addressing(workbook, season))


def _of(table: pd.DataFrame, season: Season) -> pd.DataFrame:
    return table[table["season"] == season.name]


def _rows(table: pd.DataFrame, ids: list[str]) -> pd.DataFrame:
    """Return the rows about these units, and those they sent; a country has thousands of cuts, most tables of a new season are empty."""
    if table.empty:
        return table
    chosen = [table[name].isin(ids) for name in ("unit_id", "respondent") if name in table.columns]
    return table[np.logical_or.reduce(chosen)].reset_index(drop=True)


def _text(table: pd.DataFrame) -> str:
    """Return all that is in the table, to be hashed; as CSV it would take three times as long."""
    if table.empty:  # most are, of a commune in a new season
        return repr({name: [] for name in table.columns})
    return repr({name: column.tolist() for name, column in table.items()})


def promises_about(promises: pd.DataFrame, unit_id: str, focused: Collection[str]) -> pd.Series:
    """Return which of PROMISES are an agency's about one commune: judged for it, or for the whole place with a focus on it (`focused`)."""
    is_focused = promises["unit_id"].eq("") & promises["item"].isin(list(focused))
    return promises["respondent_kind"].eq("department") & (promises["unit_id"].eq(unit_id) | is_focused)


def _shown_promises(promises: pd.DataFrame, unit_id: str, focused: Collection[str]) -> pd.DataFrame:
    """Return the promises that the commune answers for, those linked with them, and those of agencies about it."""
    is_own = promises["respondent"] == unit_id
    named = set(";".join(promises.loc[is_own, "related_to"]).split(";")) - {""}
    items = zip(promises["item"], promises["also_in"], strict=True)
    is_related = [bool(named & {item, *others.split(";")}) for item, others in items]
    is_about = promises_about(promises, unit_id, focused)
    return promises[is_own | is_about | np.array(is_related, dtype=bool)].reset_index(drop=True)


def load_season(workbook: Workbook, season: Season, unit: Unit | None = None) -> SeasonData:
    """Return the data of `season`, or the cut of it for `unit`'s report; forms are read only if they have changed.

    In a build it is what was handed to the notebook: a report is given what it may read, and ReportError is raised if it asks for
    another's.
    """
    unit_id = unit.unit_id if unit else ""
    given, of = handed(SeasonData), handed(Workbook)
    if given is None or of is None:
        data = assess_season(workbook, season, cached_submissions(workbook, workbook.seasons_until(season)))
        return data.of_commune(workbook, unit) if unit else data
    if (workbook.root, workbook.place_id) != (of.root, of.place_id):
        raise ReportError(
            f"Sổ tay đòi số liệu của {workbook.place_in(season).name} ({workbook.root}), nhưng báo cáo này được giao số liệu của "
            f"{of.place_in(season).name} ({of.root}). Sửa sổ tay cho đúng tham số."
        )
    if (given.season, given.unit_id) != (season.name, unit_id):
        raise ReportError(
            f"Sổ tay đòi số liệu kỳ {season.name} của {unit_id or 'mọi xã'}, nhưng báo cáo này được giao số liệu kỳ "
            f"{given.season} của {given.unit_id or 'mọi xã'}. Sửa sổ tay cho đúng tham số."
        )
    return given
