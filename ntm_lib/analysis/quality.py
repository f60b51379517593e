"""How good a season's data are: what is missing, what kind the values are, which findings are open, who has not answered.

Pure functions on the tables of ntm_lib.schemas. Their tables are read by one page only, so their rows are declared here.
"""

from collections.abc import Collection, Iterable
from typing import TypedDict

import pandas as pd

from ntm_lib.analysis.assessment import lacks_value
from ntm_lib.intake.corrections import REFUSED
from ntm_lib.intake.findings import CHECKS
from ntm_lib.schemas import ORIGINS, STATUSES, ComponentResult, Correction
from ntm_lib.tables import field_names, rows_of

MEASURES_PART = ""  # stands for the measures where a criterion's number stands else
NO_ANSWER = "no_statement"  # rule of a promise whose respondent states nothing
USED, UNUSABLE, ABSENT = "used", "unusable", "absent"  # what became of a respondent's form
_STOPPING = [check.check_id for check in CHECKS.values() if check.stops_form]
_REFUSALS = ("C01", "C02")


class AskedValue(TypedDict):
    """A value that a commune was asked for. An indicator that does not apply is given."""

    unit_id: str
    unit_name: str
    part: str  # the criterion's number, or MEASURES_PART
    indicator: str
    component: str
    is_given: bool
    status: str  # empty, as origin is, where no value is given
    origin: str


class Completeness(TypedDict):
    """How many of the values asked for a commune has."""

    unit_id: str
    unit_name: str
    part: str
    given: int
    asked: int


class FindingCount(TypedDict):
    """How many findings of one severity are open and accepted; unit_id is empty for what concerns no single unit."""

    unit_id: str
    severity: str
    open: int
    accepted: int


class SubmissionState(TypedDict):
    """What became of a respondent's form."""

    respondent: str
    state: str  # USED, UNUSABLE, ABSENT
    files: list[str]
    reasons: list[str]  # why the files sent can't be used


class SettledCorrection(Correction):
    """A row of CORRECTIONS with its final state."""

    refusal: str  # why it takes no effect


def given_statuses(components: Iterable[ComponentResult]) -> list[str]:
    """Return the status of each value that is given, judged or not, "" if it has none; what does not apply without a form's word is none."""
    given = (row for row in components if not lacks_value(row))
    return [row["status"] for row in given if row["status"] or row["result"] != "not_applicable"]


def asked_values(components: pd.DataFrame, observations: pd.DataFrame, measures: pd.DataFrame) -> pd.DataFrame:
    """Return one AskedValue per row; `components` and `observations` are of one season, `measures` are those of the workbook."""
    columns = field_names(AskedValue)
    levels = components.rename(columns={"criterion_no": "part"}).assign(
        is_given=[not lacks_value(row) for row in rows_of(components, ComponentResult)]
    )
    own = measures.loc[measures["indicator"] == "", ["measure", "component"]].rename(columns={"measure": "indicator"})
    units = components[["unit_id", "unit_name"]].drop_duplicates()
    asked = units.merge(own, how="cross").assign(part=MEASURES_PART)
    said = observations[["unit_id", "indicator", "component", "value", "assessed", "status", "origin"]]
    found = asked.merge(said, on=["unit_id", "indicator", "component"], how="left")
    found = found.assign(is_given=found["value"].notna() | (found["assessed"].fillna("") != ""))
    values = pd.concat([levels[columns], found[columns]], ignore_index=True)
    labels = values[["status", "origin"]].fillna("").where(values["is_given"], "")
    return values.assign(status=labels["status"], origin=labels["origin"])


def completeness(values: pd.DataFrame) -> pd.DataFrame:
    """Return one Completeness per row, from asked_values."""
    groups = values.groupby(["unit_id", "unit_name", "part"], sort=False)["is_given"]
    return groups.agg(given="sum", asked="size").reset_index()


def value_kinds(values: pd.DataFrame) -> pd.DataFrame:
    """Return a row per commune: unit_id, unit_name, asked, given, and of given ones a count by status and by origin.

    The counts' columns have the names of STATUSES and ORIGINS; no_status and no_origin count values that say neither.
    """
    rows = []
    for (unit_id, unit_name), own in values.groupby(["unit_id", "unit_name"], sort=False):
        given = own[own["is_given"]]
        counts = {name: int((given["status"] == name).sum()) for name in STATUSES}
        counts |= {name: int((given["origin"] == name).sum()) for name in ORIGINS}
        counts |= {f"no_{name}": int((given[name] == "").sum()) for name in ("status", "origin")}
        rows.append({"unit_id": unit_id, "unit_name": unit_name, "asked": len(own), "given": len(given)} | counts)
    columns = ["unit_id", "unit_name", "asked", "given", *STATUSES, "no_status", *ORIGINS, "no_origin"]
    return pd.DataFrame(rows, columns=pd.Index(columns))


def unanswered_promises(promises: pd.DataFrame, used: Collection[str]) -> pd.DataFrame:
    """Return the rows of PROMISES that go by what their respondent says, and of which its form, one that counts (`used`), says nothing."""
    is_blank = promises["rule"].eq(NO_ANSWER) & promises["respondent"].isin(list(used))
    return promises[is_blank].reset_index(drop=True)


def finding_counts(findings: pd.DataFrame) -> pd.DataFrame:
    """Return one FindingCount per row, from FINDINGS."""
    is_open = findings["accepted"] == ""
    counted = findings.assign(open=is_open, taken=~is_open).groupby(["unit_id", "severity"], sort=False)
    return counted.agg(open=("open", "sum"), accepted=("taken", "sum")).reset_index()


def submission_states(
    respondents: Iterable[str], kind: str, forms: pd.DataFrame, findings: pd.DataFrame
) -> pd.DataFrame:
    """Return one SubmissionState per row, in the order given; `kind` is that of FORMS, `forms` and `findings` are of one season."""
    own_forms = forms[forms["kind"] == kind]
    used = set(own_forms.loc[own_forms["is_used"], "respondent"])
    stopping = findings[findings["check"].isin(_STOPPING)]
    rows: list[SubmissionState] = []
    for respondent in respondents:
        reasons = stopping[stopping["unit_id"] == respondent]
        named = [*own_forms.loc[own_forms["respondent"] == respondent, "source_file"], *reasons["source_file"]]
        files = list(dict.fromkeys(name for name in named if name in set(own_forms["source_file"])))
        state = USED if respondent in used else UNUSABLE if files else ABSENT
        messages = [] if state == USED else list(dict.fromkeys(reasons["message"]))
        rows.append({"respondent": respondent, "state": state, "files": files, "reasons": messages})
    return pd.DataFrame(rows, columns=pd.Index(field_names(SubmissionState)))


def unclaimed_files(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of FINDINGS on files of the season's folder that are nobody's: not a form, or not known whose."""
    is_file = findings["check"].str.startswith("T") & ~findings["source_file"].str.startswith("../")
    return findings[is_file & (findings["unit_id"] == "") & (findings["sheet"] == "")].reset_index(drop=True)


def settled_corrections(corrections: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    """Return one SettledCorrection per row, settled by `findings` of the same season.

    An acceptance that met no finding is refused too; that is known only once all findings are.
    """
    refused = findings[findings["check"].isin(_REFUSALS)]
    reasons = dict(zip(refused["cell"], refused["message"], strict=True))
    refusal = corrections["line"].astype(str).map(reasons).fillna("")
    return corrections.assign(state=corrections["state"].where(refusal == "", REFUSED), refusal=refusal)
