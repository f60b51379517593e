"""Results that summary tables state, used where no form decides (docs/decisions/0026-summary-tables.md). Pure functions.

A form's own result stays, met or not; a table gives results, never a figure. Of tables of one season that disagree none is used.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from math import nan

import pandas as pd

from ntm_lib.analysis.assessment import differs, lacks_value, verdict_differs
from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.indicators import Level
from ntm_lib.schemas import (
    CRITERION_RESULTS,
    INDICATOR_RESULTS,
    TABLED,
    ComponentResult,
    CriterionResult,
    TabledResult,
)
from ntm_lib.tables import rows_of

Place = tuple[str, str, str]  # unit, criterion, indicator; "" for the criterion as a whole
_HELD = ("met", "not_applicable")
_WORDS = {"met": "đạt", "not_met": "chưa đạt", "not_applicable": "không áp dụng"}


def _by_place(tabled: pd.DataFrame) -> dict[Place, list[TabledResult]]:
    found: dict[Place, list[TabledResult]] = defaultdict(list)
    for row in rows_of(tabled, TabledResult):
        found[row["unit_id"], row["criterion_no"], row["indicator"]].append(row)
    return found


def agreed(tabled: pd.DataFrame) -> dict[Place, TabledResult]:
    """Return what TABLED_RESULTS of one season state of each place: of several tables that agree the first, of ones that disagree none."""
    return {place: rows[0] for place, rows in _by_place(tabled).items() if len({row["result"] for row in rows}) == 1}


def with_tabled_indicators(
    indicators: pd.DataFrame, components: pd.DataFrame, levels: pd.DataFrame, stated: Mapping[Place, TabledResult]
) -> pd.DataFrame:
    """Return INDICATOR_RESULTS with what tables state of indicators that are unknown because the form gives nothing of them, no component either.

    `components` are COMPONENT_RESULTS of the season, `levels` Workbook.commune_levels, `stated` is `agreed`.
    """
    given = {
        (row["unit_id"], row["indicator"])
        for row in rows_of(components, ComponentResult)
        if row["result"] != "unknown" or not lacks_value(row)
    }
    rules: dict[tuple[str, str], list[Level]] = defaultdict(list)
    for unit_id, level in zip(levels["unit_id"], rows_of(levels, Level), strict=True):
        rules[unit_id, level["indicator"]].append(level)
    rows = []
    for row in rows_of(indicators, ComponentResult):
        place = row["unit_id"], row["indicator"]
        said = stated.get((row["unit_id"], row["criterion_no"], row["indicator"]))
        if said and row["result"] == "unknown" and place not in given and _is_allowed(said["result"], rules[place]):
            rows.append(_taken(row, said))
        else:
            rows.append(row)
    return INDICATOR_RESULTS.frame(rows)


def _is_allowed(result: str, rules: Iterable[Level]) -> bool:
    """Return whether the set allows a result: not applicable only where it says so, not met only of what is known to bind the commune."""
    if result == "not_applicable":
        return all(rule["may_not_apply"] or not rule["is_binding"] for rule in rules)
    return result == "met" or not any(rule["may_not_bind"] for rule in rules)


def _taken(row: ComponentResult, said: TabledResult) -> ComponentResult:
    return {
        **row,
        "result": said["result"],
        "gap": nan,
        "gap_count": nan,
        "self_assessment_differs": differs(row["self_assessment"], said["result"]),
        "origin": TABLED,
        "source_file": f"../{said['source_file']}",
        "sheet": said["sheet"],
        "cell": said["cell"],
    }


def with_tabled_criteria(
    by_forms: pd.DataFrame,
    by_both: pd.DataFrame,
    indicators: pd.DataFrame,
    levels: pd.DataFrame,
    stated: Mapping[Place, TabledResult],
) -> pd.DataFrame:
    """Return CRITERION_RESULTS: by forms where these decide; else by indicators, some of them tabled; else as a table states the whole.

    `by_forms` are the results without tables, `by_both` those of `indicators`, as with_tabled_indicators gives them.
    """
    tabled: dict[tuple[str, str], list[ComponentResult]] = defaultdict(list)
    for part in rows_of(indicators[indicators["origin"] == TABLED], ComponentResult):
        tabled[part["unit_id"], part["criterion_no"]].append(part)
    may_not_apply = levels["may_not_apply"].astype(bool) | ~levels["is_binding"].astype(bool)
    always = may_not_apply.groupby([levels["unit_id"], levels["criterion_no"]]).all().to_dict()
    rows = []
    pairs = zip(rows_of(by_forms, CriterionResult), rows_of(by_both, CriterionResult), strict=True)
    for own, joint in pairs:
        place = own["unit_id"], own["criterion_no"]
        said = stated.get((*place, ""))
        if own["result"] != "unknown":
            rows.append(own)
        elif joint["result"] != "unknown":
            deciding = [part for part in tabled[place] if joint["result"] != "not_met" or part["result"] == "not_met"]
            ids = dict.fromkeys(stated[*place, part["indicator"]]["table_id"] for part in deciding)
            rows.append({**joint, "table_id": ";".join(ids)})
        elif said and (said["result"] != "not_applicable" or always[place]):
            rows.append(_whole(own, said))
        else:
            rows.append(own)
    return CRITERION_RESULTS.frame(rows)


def _whole(row: CriterionResult, said: TabledResult) -> CriterionResult:
    return {
        **row,
        "result": said["result"],
        "self_assessment_differs": verdict_differs(row["self_assessment"], said["result"]),
        "origin": TABLED,
        "table_id": said["table_id"],
    }


def note_tables(findings: FindingList, tabled: pd.DataFrame, indicators: pd.DataFrame, criteria: pd.DataFrame) -> None:
    """D22: a form decides otherwise than a table states; D23: two tables state different results. All tables are of one season."""
    decided: dict[Place, str] = {
        (row["unit_id"], row["criterion_no"], row["indicator"]): row["result"]
        for row in rows_of(
            indicators[(indicators["origin"] != TABLED) & (indicators["source_file"] != "")], ComponentResult
        )
    }
    decided |= {
        (row["unit_id"], row["criterion_no"], ""): row["result"]
        for row in rows_of(criteria[criteria["table_id"] == ""], CriterionResult)
    }
    for place, rows in _by_place(tabled).items():
        first, result = rows[0], decided.get(place, "unknown")
        name = f"Chỉ tiêu {first['indicator']}" if first["indicator"] else f"Tiêu chí {first['criterion_no']}"
        if len({row["result"] for row in rows}) > 1:
            each = "; ".join(f"{_where(row)} ghi “{row['as_written']}” ({_WORDS[row['result']]})" for row in rows)
            message = f"{name}: các bảng tổng hợp ghi khác nhau: {each}. Chưa dùng bảng nào. Gỡ bảng sai bằng ntm import --undo."
            _add(findings, "D23", message, first)
            continue
        if result != "unknown" and (result in _HELD) != (first["result"] in _HELD):
            message = (
                f"{name}: tính theo biểu thì {_WORDS[result]}, bảng tổng hợp ghi “{first['as_written']}” ({_WORDS[first['result']]}). "
                "Kết quả theo biểu được dùng. Xem lại số trong biểu và ô của bảng."
            )
            _add(findings, "D22", message, first)


def _where(row: TabledResult) -> str:
    return ", ".join(
        filter(None, [row["source_file"].rpartition("/")[2], row["sheet"], row["cell"] and f"ô {row['cell']}"])
    )


def _add(findings: FindingList, check: str, message: str, row: TabledResult) -> None:
    found = findings.add_at(check, message, {**row, "source_file": f"../{row['source_file']}"})
    found["figure"] = found["figure"] or row["criterion_no"]
