"""How a criteria set is read: data/reference/criteria, a file for each set, and sets.toml."""

from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import Field

from ntm_lib.errors import UnknownNameError, WorkbookError, fault
from ntm_lib.files import read_file
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.files import EXCEL, Called, file_text, read_reference, table_file
from ntm_lib.reference.indicators import (
    COLUMNS,
    OFFICE,
    RULES,
    TENTHS,
    VALUE_TYPES,
    IndicatorRow,
    binds_group,
)
from ntm_lib.reference.levels import COMPARATORS, ScopedLevel, check_levels, refuse_ties, scoped_level
from ntm_lib.reference.settings import Strict, checked, parsed_settings
from ntm_lib.reference.validity import years_of
from ntm_lib.tables import rows_of
from ntm_lib.text import did_you_mean, names_in, natural_key

SETS = "sets.toml"


class _About(Strict):
    """What sets.toml says of a set."""

    name: str
    decision: str
    tier: str
    criteria_total: int = Field(ge=1, le=999)
    complete: bool
    bands: tuple[Annotated[tuple[int, int], Field(strict=False)], ...] = Field(strict=False)
    groups: tuple[str, ...] = Field(default=(), strict=False)
    indicators_total: int = Field(default=0, ge=0, le=999)


def load_criteria_set(folder: Path, set_id: str, levels: Sequence[ScopedLevel] = ()) -> CriteriaSet:
    """Return the set `set_id` of `folder`, with its `levels` of levels.csv; raise UnknownNameError or WorkbookError naming file, row and column."""
    described = described_sets(folder)
    if set_id not in described:
        raise UnknownNameError(f"Không có bộ tiêu chí “{set_id}” trong {SETS}. {did_you_mean(set_id, described)}")
    about = checked(_About, described[set_id], f"{SETS}, bộ {set_id}")
    content, path = None, folder / f"{set_id}.csv"
    if table_file(path).suffix != EXCEL:
        with suppress(FileNotFoundError):
            content = read_file(path)
    make = _criteria_set.__wrapped__ if content is None else _criteria_set
    return make(Called(path.name, path), set_id, about, tuple(levels), content)


@lru_cache(maxsize=50)
def _criteria_set(
    file: Called, set_id: str, about: _About, levels: tuple[ScopedLevel, ...], content: bytes | None
) -> CriteriaSet:
    """Return the set of a file with this `content`, if it is a CSV: a workbook is opened again and again, a set is checked once."""
    for count in range(about.criteria_total + 1):
        if sum(low <= count <= high for low, high in about.bands) != 1:
            raise WorkbookError(
                f"{SETS}, bộ {set_id}: {count} tiêu chí phải thuộc đúng một nhóm của bands. "
                f"Ghi các cặp [thấp nhất, cao nhất] từ 0 đến {about.criteria_total}, ví dụ [[19, 19], [0, 18]]."
            )
    rows = _load_rows(file.path, content)
    if about.complete and rows["indicator"].nunique() < about.indicators_total:
        raise WorkbookError(
            f"{SETS}, bộ {set_id}: complete = true mà {table_file(file.path).name} mới có {rows['indicator'].nunique()}/{about.indicators_total} chỉ tiêu. "
            "Bổ sung đủ chỉ tiêu, hoặc ghi complete = false."
        )
    rows["is_verdict"] = (rows["indicator"] == rows["criterion_no"]) & (not about.complete)
    written = rows_of(rows, IndicatorRow)
    _check_groups(written, about.groups)
    numbers = [
        *(_written_in(row) for row in written if row["rule"] == "level" and not pd.isna(row["target"])),
        *levels,
    ]
    check_levels(numbers, written, set_id, about.groups)
    refuse_ties(numbers)
    return CriteriaSet(set_id=set_id, rows=rows, numbers=numbers, **dict(about))


def described_sets(folder: Path) -> dict[str, object]:
    """Return what sets.toml of `folder` says of each set, by id; raise WorkbookError if it is not there or can't be read."""
    try:
        return dict(_described(Called(SETS, folder / SETS), file_text(folder / SETS)))
    except FileNotFoundError:
        raise WorkbookError(f"Không có tệp {folder / SETS}. Chép lại tệp này.") from None


@lru_cache(maxsize=10)
def _described(file: Called, text: str) -> dict[str, object]:
    return parsed_settings(file.path, text)


def _load_rows(path: Path, content: bytes | None) -> pd.DataFrame:
    rows = read_reference(
        path,
        COLUMNS,
        content=content,
        kinds={
            "target": "number",
            "level_from_year": "year",
            "level_to_year": "year",
            "may_not_apply": "flag",
            "is_whole": "flag",
            "confirmed": "flag",
            "binds": "text",
        },
        allowed={"binds": (OFFICE,), "rule": RULES, "value_type": VALUE_TYPES, "comparator": COMPARATORS},
        required=(
            "criterion_no", "criterion_name", "indicator", "indicator_name", "rule", "value_type", "confirmed", "may_not_apply",
        ),
        key=("indicator", "component", "level_from_year", "level_to_year"),
        placed=True,
    )  # fmt: skip
    told = zip(rows.index, rows["indicator"], rows["component"], strict=True)
    rows["place"] = [where.called(f"chỉ tiêu {indicator} {component}".rstrip()) for where, indicator, component in told]
    rows = rows.reset_index(drop=True)
    if rows.empty:
        raise WorkbookError(f"{table_file(path).name}: chưa có chỉ tiêu nào. Điền các dòng, hoặc chép lại tệp này.")
    is_first_layout = "comparator" in rows.columns
    if not is_first_layout:
        rows["comparator"] = ""
    for row in rows_of(rows, IndicatorRow):
        if is_first_layout and row["rule"] == "level" and (not row["comparator"] or pd.isna(row["target"])):
            raise fault(
                row["place"],
                f"cách xét “level” cần cột comparator ({', '.join(COMPARATORS)}) và cột target là một số. Điền hai ô.",
            )
    if "groups" not in rows.columns:
        rows["groups"] = ""
    tenths = rows["count_unit"].isin(TENTHS)
    rows["is_whole"] = ~tenths if is_first_layout else rows["is_whole"] != "false"
    rows["may_not_apply"] = rows["may_not_apply"] == "true"
    rows["is_confirmed"] = rows.pop("confirmed") == "true"
    codes = list(zip(rows["criterion_no"].tolist(), rows["indicator"].tolist(), strict=True))
    order = sorted(range(len(rows)), key=lambda i: [natural_key(code) for code in codes[i]])
    return rows.iloc[order].reset_index(drop=True)


def _check_groups(rows: Sequence[IndicatorRow], groups: Sequence[str]) -> None:
    """Raise WorkbookError if a row binds a group that the set does not have, or nothing of a criterion binds one."""
    for row in rows:
        unknown = sorted(set(names_in(row["groups"])) - set(groups))
        if unknown:
            known = ", ".join(groups) or "không có"
            what = f"không có nhóm “{unknown[0]}”; groups của bộ trong {SETS}: {known}. Sửa một trong hai."
            raise fault(row["place"].in_column("groups"), what)
    for group in groups:
        bound = {row["criterion_no"] for row in rows if binds_group(row["groups"], group)}
        for row in rows:
            if row["criterion_no"] not in bound:
                what = f"tiêu chí {row['criterion_no']} không có chỉ tiêu nào cho xã nhóm {group}. Sửa cột groups."
                raise fault(row["place"].called(""), what)


def _written_in(row: IndicatorRow) -> ScopedLevel:
    """Return the level that a row of the first layout holds."""
    years = years_of(row["level_from_year"], row["level_to_year"])
    return scoped_level(row, None, years, row["is_confirmed"], row["place"])
