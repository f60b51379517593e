"""What an annex is read into."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from ntm_lib.reference.criteria import CriteriaSet
from ntm_lib.reference.indicators import IndicatorRow
from ntm_lib.spreadsheet.opened import Place
from ntm_lib.tables import rows_of

Covers = Literal["cell", "row", "column", "annex"]


@dataclass(frozen=True)
class Known:
    """An indicator, or a component of it, that the criteria set of the annex has. `comparator` is that of its levels, "" without any."""

    criterion_no: str
    criterion_name: str
    indicator: str
    component: str
    name: str
    component_name: str
    value_type: str
    unit: str
    rule: str
    comparator: str


@dataclass(frozen=True)
class ReadLevel:
    """One level, in the unit of its indicator. Row and column are counted from 0; a year that is None is the annex's own."""

    indicator: str
    component: str
    comparator: str
    target: float
    group: str
    region: str
    row: int
    column: int
    as_written: str
    from_year: int | None = None
    to_year: int | None = None


@dataclass(frozen=True)
class ReadIndicator:
    """One indicator, or a component of it, as the annex writes it. `groups`: the only groups of communes that it binds, () for all."""

    criterion_no: str
    criterion_name: str
    indicator: str
    component: str
    indicator_name: str
    component_name: str
    value_type: str
    unit: str
    rule: str
    target_text: str
    row: int
    groups: tuple[str, ...] = ()
    is_answer: bool = False  # all that the annex says of it is "Đạt", in one wording


@dataclass(frozen=True)
class Remark:
    """What is said of a cell, or of all of its row, its column, the annex: how it was understood, or that it is not used."""

    row: int
    column: int
    text: str
    covers: Covers = "cell"


@dataclass(frozen=True)
class Question(Remark):
    """A remark on what could not be read for certain: what stands there, what could be meant, what to write instead."""


@dataclass
class Said:
    """What is asked and remarked on while an annex is read."""

    questions: list[Question] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def ask(self, at: Place, text: str, covers: Covers = "cell") -> None:
        self.questions.append(Question(*at, text, covers))

    def remark(self, at: Place, text: str, covers: Covers = "cell") -> None:
        self.remarks.append(Remark(*at, text, covers))


@dataclass(frozen=True)
class ReadAnnex:
    """All that an annex holds: every cell below its heading is in one of these."""

    levels: Sequence[ReadLevel] = ()
    indicators: Sequence[ReadIndicator] = ()
    questions: Sequence[Question] = ()
    remarks: Sequence[Remark] = ()

    @property
    def criteria_total(self) -> int:
        """How many criteria it has."""
        return len({indicator.criterion_no for indicator in self.indicators})

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of communes that it names, in its order."""
        named = [level.group for level in self.levels] + [group for i in self.indicators for group in i.groups]
        return tuple(dict.fromkeys(filter(None, named)))


def known_figures(criteria_set: CriteriaSet) -> list[Known]:
    """Return the figures of a set in its order; their comparators are those of the decree's levels, else of a province's."""
    found = []
    for row in rows_of(criteria_set.rows.drop_duplicates(["indicator", "component"]), IndicatorRow):
        numbers = criteria_set.numbers_of((row["indicator"], row["component"]))
        decreed = sorted(numbers, key=lambda level: bool(level.scope and level.scope.province))
        found.append(
            Known(
                criterion_no=row["criterion_no"],
                criterion_name=row["criterion_name"],
                indicator=row["indicator"],
                component=row["component"],
                name=row["indicator_name"],
                component_name=row["component_name"],
                value_type=row["value_type"],
                unit=row["unit"],
                rule=row["rule"],
                comparator=decreed[0].comparator if decreed else "",
            )
        )
    return found
