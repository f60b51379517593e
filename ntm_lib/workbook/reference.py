"""The reference data of a workbook, data/reference: each table read when first asked for, with a type for its rows."""

from collections.abc import Collection, Iterator
from functools import cached_property
from pathlib import Path
from typing import TypedDict

import numpy as np
import pandas as pd

from ntm_lib.errors import WorkbookError, fault, together
from ntm_lib.reference.addressees import RequestWord
from ntm_lib.reference.boundaries import Ring, load_boundaries
from ntm_lib.reference.breaks import Breaks, load_breaks
from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.criteria_files import described_sets, load_criteria_set
from ntm_lib.reference.departments import Department, load_departments, load_leads
from ntm_lib.reference.files import read_reference, table_file
from ntm_lib.reference.indicators import VALUE_TYPES
from ntm_lib.reference.levels import FILE as LEVELS
from ntm_lib.reference.levels import ScopedLevel, load_levels
from ntm_lib.reference.province import load_province_progress
from ntm_lib.reference.recognition import load_recognition
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.reference.units import Unit, load_units
from ntm_lib.reference.villages import Villages, load_villages
from ntm_lib.spot import Spot
from ntm_lib.tables import field_names, rows_of
from ntm_lib.terms import TIERS
from ntm_lib.text import did_you_mean
from ntm_lib.workbook.settings import Season

_MOST_DECIMALS = 4
_OPTIONAL = ("criteria_set", "comparator")  # columns that measures.csv may lack
_TABLES = (
    "units", "departments", "leads", "recognition", "measures", "key_measures", "abbreviations", "assumptions", "resources",
    "relations", "numbered_levels", "commune_groups", "published_counts", "published_figures", "province_progress",
    "breaks", "villages", "binding_indicators", "request_words",
)  # fmt: skip


class Measure(TypedDict):
    """A figure that the conclusions speak of; text but for `quoted_decimals`.

    `criteria_set` is the set for whose seasons the row holds; empty for every set that has no row of its own. `indicator` is the
    indicator of that set which is the same figure; empty where none is: then the form asks for the measure by itself.
    `is_yearly` is "true" for a figure counted anew from every 1 January (houses removed in the year); `proposal` is how a draft of
    conclusions asks for it ("Xóa {count} nhà tạm"), empty if it is never proposed. `quoted_decimals` are those with which places
    quote it: such a measure stands at the top of a place's page; NaN for others. `none_left` is what a commune
    that meets every criterion has none left of ("nhà tạm", check D04); `remark` is given with it in a commune's notes. `comparator` is
    <= where less is better, empty or >= where more is: the way to go where no level says it.
    """

    measure: str
    criteria_set: str
    name: str
    indicator: str
    component: str
    value_type: str
    unit: str
    count_unit: str
    is_yearly: str
    proposal: str
    quoted_decimals: float
    none_left: str
    remark: str
    numerator_name: str
    denominator_name: str
    comparator: str


class KeyMeasure(TypedDict):
    """A figure in which communes are compared; all text.

    `is_trajectory` is "true" for one whose movement over the seasons is drawn; `verb` is what is done to it, where it is neither
    "tăng" nor "giảm".
    """

    criteria_set: str
    indicator: str
    component: str
    name: str
    is_trajectory: str
    verb: str


class FundingSource(TypedDict):
    """A source of money, work or land that the form asks for."""

    resource: str
    name: str
    unit: str


class Relation(TypedDict):
    """How figures of one commune are related: `kind` is part or stock; codes as "17.1/nuoc-sach"."""

    criteria_set: str
    kind: str
    whole: str
    part: str
    plus: str
    minus: str


class PublishedCount(TypedDict):
    """A number of criteria met that sources publish, or that follows from them."""

    unit_id: str
    year: int
    criteria_set: str
    criteria_met: int
    basis: str
    source: str
    note: str


class PublishedFigure(TypedDict):
    """A figure of the whole place that sources publish."""

    year: int
    measure: str
    value: float
    source: str


class Assumption(TypedDict):
    """What is assumed where the sources are silent, in Vietnamese."""

    id: str
    text: str


def measure_figure(about: Measure) -> tuple[str, str]:
    """Return the indicator and component under which a measure's figure stands: its indicator's, else its own name."""
    return about["indicator"] or about["measure"], about["component"]


def measures_of(measures: pd.DataFrame, criteria_set: str) -> pd.DataFrame:
    """Return the rows of `measures` that hold under a set, one a measure, in the order in which the file first names each.

    A row of the set goes before the one for any set. A measure that has neither is none under this set.
    """
    own = measures[measures["criteria_set"].isin(["", criteria_set])]
    order = {name: place for place, name in enumerate(dict.fromkeys(measures["measure"]))}
    chosen = own.assign(is_any=own["criteria_set"] == "", place=own["measure"].map(order))
    chosen = chosen.sort_values(["place", "is_any"], kind="stable").drop_duplicates("measure")
    return chosen.drop(columns=["is_any", "place"]).reset_index(drop=True)


class ReferenceData:
    """The tables of `root`/data/reference."""

    root: Path

    @property
    def reference_folder(self) -> Path:
        return self.root / "data" / "reference"

    def reference_file(self, name: str) -> str:
        """Return the name of the file that stands for the table `name` of data/reference: "levels.csv", or "levels.xlsx" in its place."""
        return table_file(self.reference_folder / name).name

    def sheet_of(self, name: str) -> str:
        """Return where people edit that table, with its file: "trang “Mức”, levels.csv"."""
        return sheet_of(name, self.reference_file(name))

    @cached_property
    def units(self) -> dict[str, Unit]:
        return load_units(self.reference_folder / "units.csv", self.reference_folder / "unit-parents.csv")

    @cached_property
    def departments(self) -> dict[str, Department]:
        return load_departments(self.reference_folder / "departments.csv")

    @cached_property
    def leads(self) -> pd.DataFrame:
        return load_leads(self.reference_folder / "indicator-leads.csv", self.departments)

    @cached_property
    def recognition(self) -> pd.DataFrame:
        return load_recognition(self.reference_folder / "recognition.csv", self.units)

    @cached_property
    def measures(self) -> pd.DataFrame:
        """Figures that the conclusions speak of, one Measure per row: a measure has a row for every set, or rows for some sets."""
        measures = read_reference(
            self.reference_folder / "measures.csv",
            [name for name in field_names(Measure) if name not in _OPTIONAL],
            kinds={**dict.fromkeys(_OPTIONAL, "text"), "is_yearly": "flag", "quoted_decimals": "count"},
            allowed={"value_type": VALUE_TYPES, "comparator": (">=", "<=")},
            required=("measure", "name", "value_type"),
            key=("measure", "criteria_set"),
            named=("measure",),
            placed=True,
        )
        for where, about in zip(measures.index, rows_of(measures, Measure), strict=True):
            if about["quoted_decimals"] > _MOST_DECIMALS:
                what = f"nhiều hơn {_MOST_DECIMALS} chữ số thập phân. Ghi số nhỏ hơn."
                raise fault(where.in_column("quoted_decimals"), what)
            if about["none_left"] and about["value_type"] != "number":
                what = "chỉ dùng cho số đếm (value_type là number). Để trống ô này."
                raise fault(where.in_column("none_left"), what)
        return measures

    def measures_of(self, criteria_set: str) -> pd.DataFrame:
        """Return the measures of seasons under a set, one Measure per row: see `measures_of`; none whose indicator the set lacks."""
        if criteria_set not in self._measures_of_sets:
            own, known = measures_of(self.measures, criteria_set), self._figures_of_set(criteria_set)
            figures = ["/".join(filter(None, measure_figure(about))) for about in rows_of(own, Measure)]
            is_asked = [not i or known is None or f in known for i, f in zip(own["indicator"], figures, strict=True)]
            self._measures_of_sets[criteria_set] = own[np.array(is_asked, dtype=bool)].reset_index(drop=True)
        return self._measures_of_sets[criteria_set]

    @cached_property
    def _measures_of_sets(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def key_measures(self) -> pd.DataFrame:
        """The dozen figures in which communes are compared, one KeyMeasure per row, in the order they are shown."""
        return read_reference(
            self.reference_folder / "key-measures.csv",
            field_names(KeyMeasure),
            kinds={"is_trajectory": "flag"},
            required=("criteria_set", "indicator", "name"),
            key=("criteria_set", "indicator", "component"),
            optional=True,
            placed=True,
        )

    @cached_property
    def abbreviations(self) -> dict[str, str]:
        """Abbreviations that reports may use, by their short form."""
        columns = ["short", "full"]
        path = self.reference_folder / "abbreviations.csv"
        table = read_reference(path, columns, required=columns, key=("short",), optional=True)
        return dict(zip(table["short"], table["full"], strict=True))

    @cached_property
    def assumptions(self) -> pd.DataFrame:
        """What is assumed where the sources are silent, one Assumption per row; no rows if the file is absent."""
        path = self.reference_folder / "assumptions.csv"
        return read_reference(path, field_names(Assumption), key=("id",), optional=True)

    @cached_property
    def resources(self) -> pd.DataFrame:
        """Sources of money, work and land the form asks for, one FundingSource per row; none if the file is absent.

        A column more, `tier`, names the only tier at which one is asked for (`Workbook.resources_in`); empty: at each.
        """
        columns = field_names(FundingSource)
        path = self.reference_folder / "resources.csv"
        allowed = {"tier": TIERS}
        table = read_reference(path, columns, allowed=allowed, required=columns, key=("resource",), optional=True)
        return table if "tier" in table.columns else table.assign(tier="")

    @cached_property
    def relations(self) -> pd.DataFrame:
        """How figures of one commune are related, one Relation per row."""
        columns, required = field_names(Relation), ("criteria_set", "kind", "whole")
        path = self.reference_folder / "relations.csv"
        measures = set(self.measures["measure"])
        allowed = {"kind": ("part", "stock"), "plus": measures, "minus": measures}
        relations = read_reference(
            path, columns, allowed=allowed, required=required, named=("whole",), optional=True, placed=True
        )
        unfit = relations[(relations["kind"] == "stock") & ((relations["plus"] == "") | (relations["minus"] == ""))]
        if len(unfit):
            raise fault(unfit.index[0], "loại stock cần cả cột plus và minus. Điền hai mã.")
        return relations

    @cached_property
    def request_words(self) -> pd.DataFrame:
        """What a commune's request may speak of and which names that belongs to, one RequestWord per row; none if the file is absent."""
        path = self.reference_folder / "request-words.csv"
        columns = field_names(RequestWord)
        return read_reference(path, columns, required=columns, key=("words",), optional=True)

    @cached_property
    def published_counts(self) -> pd.DataFrame:
        """Criteria counts that sources publish, or that follow from them, one PublishedCount per row."""
        return read_reference(
            self.reference_folder / "published-counts.csv",
            field_names(PublishedCount),
            kinds={"year": "year", "criteria_met": "count"},
            allowed={"unit_id": self.units},
            required=("unit_id", "year", "criteria_set", "criteria_met"),
            key=("unit_id", "year", "criteria_set"),
            optional=True,
        )

    @cached_property
    def published_figures(self) -> pd.DataFrame:
        """Figures of the whole place that sources publish, one PublishedFigure per row."""
        return read_reference(
            self.reference_folder / "published-district.csv",
            field_names(PublishedFigure),
            kinds={"year": "year", "value": "number"},
            required=("year", "measure", "value"),
            key=("year", "measure"),
            optional=True,
        )

    @cached_property
    def province_progress(self) -> pd.DataFrame:
        """The province's own table by district: see load_province_progress."""
        return load_province_progress(self.reference_folder / "province-progress.csv")

    @cached_property
    def breaks(self) -> Breaks:
        """Days from which figures no longer say what they said before; none if the file is absent."""
        return load_breaks(self.reference_folder / "breaks.csv", set(self.measures["measure"]), self._figures_of_set)

    @cached_property
    def villages(self) -> Villages:
        """Villages that came to be, ended or were renamed; none if the file is absent."""
        return load_villages(self.reference_folder / "villages.csv", self.units)

    @cached_property
    def boundaries(self) -> dict[str, tuple[Ring, ...]]:
        """Outer rings of communes by unit_id, if the user has put data/reference/boundaries.geojson there; else empty."""
        return load_boundaries(self.reference_folder / "boundaries.geojson", self.units)

    def criteria_set(self, set_id: str) -> CriteriaSet:
        """Return a criteria set by id, read once."""
        if set_id not in self._criteria_sets:
            own = self.numbered_levels.get(set_id, ())
            self._criteria_sets[set_id] = load_criteria_set(self.reference_folder / "criteria", set_id, own)
        return self._criteria_sets[set_id]

    @cached_property
    def numbered_levels(self) -> dict[str, list[ScopedLevel]]:
        """The levels of levels.csv by criteria set; {} if the file is absent."""
        return load_levels(self.reference_folder / LEVELS, lambda: described_sets(self.reference_folder / "criteria"))

    @cached_property
    def _criteria_sets(self) -> dict[str, CriteriaSet]:
        return {}

    def _figures_of_set(self, set_id: str) -> set[str] | None:
        """Return the figures of a set as "17.1" and "17.1/nuoc-sach", none of a set that does not exist; None if it can't be read."""
        if set_id not in self._set_ids:
            return set() if self._set_ids else None
        found = self._readable_set(set_id)
        if found is None:
            return None
        rows = found.rows
        pairs = zip(rows["indicator"], rows["component"], strict=True)
        return {name for indicator, component in pairs for name in (indicator, f"{indicator}/{component}".rstrip("/"))}

    def _readable_set(self, set_id: str) -> CriteriaSet | None:
        """Return a set of sets.toml; None if it can't be read, which is told where it is used."""
        try:
            return self.criteria_set(set_id)
        except WorkbookError:
            return None

    @cached_property
    def _set_ids(self) -> list[str]:
        """The sets of sets.toml; none if it can't be read, which is told where a set is used."""
        try:
            return list(described_sets(self.reference_folder / "criteria"))
        except WorkbookError:
            return []

    def can_read_sets(self, set_ids: Collection[str]) -> bool:
        """Return whether these criteria sets can be read."""
        return all(set_id in self._set_ids and self._readable_set(set_id) is not None for set_id in set_ids)

    def check_measures(self) -> None:
        """Raise WorkbookError for a measure of a set that is none, or that lacks its indicator."""
        for where, about in self._measures_by_place():
            set_id = about["criteria_set"]
            if set_id and self._set_ids and set_id not in self._set_ids:
                what = f"không có bộ “{set_id}” trong sets.toml. {did_you_mean(set_id, self._set_ids)}"
                raise fault(where.in_column("criteria_set"), what)
            if set_id and (figure := self._lost_figure(about)):
                what = f"bộ này không có chỉ tiêu “{figure}”. Sửa mã, hoặc để trống để biểu hỏi riêng số liệu này."
                raise fault(where.in_column("indicator"), what)

    def lost_measures(self) -> list[tuple[Spot, str]]:
        """Return where measures stand that name no set and point at an indicator that none has, each with it: no form asks for them."""
        found = [(where, self._lost_figure(about)) for where, about in self._measures_by_place()]
        return [(where, figure) for where, figure in found if figure]

    def _measures_by_place(self) -> Iterator[tuple[Spot, Measure]]:
        for where, about in zip(self.measures.index, rows_of(self.measures, Measure), strict=True):
            of_set = f", bộ {about['criteria_set']}" if about["criteria_set"] else ""
            yield where.called(f"{about['measure']}{of_set}"), about

    def _lost_figure(self, about: Measure) -> str:
        """Return the figure of an indicator that a measure points at and its set, or of a measure for any set each of them, lacks; else ""."""
        figure = "/".join(filter(None, (about["indicator"], about["component"])))
        known = [
            self._figures_of_set(name) for name in ([about["criteria_set"]] if about["criteria_set"] else self._set_ids)
        ]
        is_lost = about["indicator"] and None not in known and not any(figure in (own or ()) for own in known)
        return figure if is_lost else ""

    def check_reference(self) -> None:
        """Read every table of data/reference, so that a fault is told before anything is done, the first one of each file."""
        faults: list[WorkbookError] = []
        for name in _TABLES:
            try:
                getattr(self, name)
            except WorkbookError as error:
                faults.append(error)
        if faults:  # what two tables rest on is told once
            raise together(faults)

    def check_levels(self, season: Season) -> None:
        """Read the levels of `season`; raise WorkbookError or UnknownNameError for what can't be used."""
        criteria_set = self.criteria_set(season.criteria_set)
        criteria_set.levels(season.year)
        for table, figure in ((self.leads, ["indicator"]), (self.key_measures, ["indicator", "component"])):
            known = set(criteria_set.rows[figure].itertuples(index=False, name=None))
            own = table.loc[table["criteria_set"] == criteria_set.set_id, figure].itertuples(name=None)
            unknown = [(where, " ".join(codes).rstrip()) for where, *codes in own if tuple(codes) not in known]
            if unknown:
                where, named = unknown[0]
                parts = [part or "để trống" for code, *rest in known if code == named.split()[0] for part in rest]
                hint = "Sửa lại đúng mã; Excel có thể đã đổi mã thành ngày tháng."
                if parts:
                    hint = f"Cột component của chỉ tiêu này ghi một trong: {', '.join(sorted(parts))}."
                what = f"bộ {criteria_set.set_id} không có chỉ tiêu “{named}”. {hint}"
                raise fault(where.called("").in_column(*figure), what)
