"""To whom a commune's requests go, as its form says: names become numbers of criteria and ids of agencies; a request is kept in any case."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ntm_lib.intake import form as layout
from ntm_lib.intake.form_report import FormReport
from ntm_lib.intake.form_rows import Entries
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.reference.addressees import agency_named, criterion_named, names_in_cell
from ntm_lib.reference.criteria import Criterion
from ntm_lib.reference.departments import Department
from ntm_lib.reference.indicators import IndicatorRow
from ntm_lib.tables import rows_of
from ntm_lib.text import did_you_mean
from ntm_lib.workbook import Season, Workbook

_UNKNOWN = "O14"


@dataclass(frozen=True)
class Addressees:
    """Whom and what a commune may name in a season."""

    agencies: Sequence[Department]
    criteria: Mapping[str, str]  # names by number
    indicators: Mapping[str, tuple[str, str]]  # number of the criterion and name, by code
    place: str

    @classmethod
    def of(cls, workbook: Workbook, season: Season) -> "Addressees":
        """Return those of `season`."""
        criteria_set = workbook.criteria_set(season.criteria_set)
        rows = rows_of(criteria_set.rows, IndicatorRow)
        return cls(
            [*workbook.agencies_in(season).values()],
            {c["criterion_no"]: c["criterion_name"] for c in rows_of(criteria_set.criteria(), Criterion)},
            {r["indicator"]: (r["criterion_no"], r["indicator_name"]) for r in rows},
            workbook.place_in(season).name,
        )

    @cached_property
    def _finders(self) -> dict[str, tuple[Callable[[str], str], list[str]]]:
        """How a name of a field is found, and the names there are."""
        named = [f"{number} {name}" for number, name in self.criteria.items()]
        return {
            "criteria": (lambda text: criterion_named(text, self.criteria, self.indicators), named),
            "agencies": (
                lambda text: agency_named(text, self.agencies, self.place),
                [agency.name for agency in self.agencies],
            ),
        }

    def settle(self, report: FormReport, notes: Sequence[Entries]) -> None:
        """Put ids in place of the names in `notes`, joined by ";", and note each name that is none of the season's."""
        title = report.title(layout.NOTES)
        for note in notes:
            for name, (find, known) in self._finders.items():
                if name not in note:
                    continue
                named = names_in_cell(note[name], find)
                note[name] = ";".join(named.found)
                if named.unknown:
                    said = ", ".join(quoted(text) for text in named.unknown)
                    what = f"{said} ở cột “{layout.NOTES.field(name).heading}” không có trong danh mục của kỳ nên chưa dùng"
                    near = did_you_mean(named.unknown[0], known)
                    message = f"{what}; kiến nghị vẫn giữ. Chọn trong danh sách của ô. {near}".strip()
                    report.finding(_UNKNOWN, message, title, note[f"{name}_cell"])
