"""Conclusions whose agency or commune is not there at the season's cut-off: nobody gets a form or a page for them until another is named."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ntm_lib.intake.findings import FindingList
from ntm_lib.reference.conclusions import Conclusion
from ntm_lib.reference.departments import COMMUNES, Department
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.reference.units import Unit, line_of
from ntm_lib.tables import rows_of
from ntm_lib.text import names_in
from ntm_lib.workbook import Season, Workbook

_NOT_FOLLOWED = "không có biểu, không có trang theo dõi"


@dataclass(frozen=True)
class EndedLead:
    """An agency, or a commune, that is not there, and the conclusions that it leads or, of a commune, that name it."""

    answers: Department | Unit
    items: tuple[Conclusion, ...]

    @property
    def name(self) -> str:
        return self.answers.full_name if isinstance(self.answers, Unit) else self.answers.name

    def validity(self, day: date) -> str:
        """Return from when or until when it is there, which is not `day`: "chỉ có đến hết ngày 30/06/2025"."""
        first, last = self.answers.valid_from, self.answers.valid_to
        if first is not None and first > day:
            return f"chỉ có từ ngày {first:%d/%m/%Y}"
        return f"chỉ có đến hết ngày {last:%d/%m/%Y}"


def ended_leads(workbook: Workbook, season: Season) -> list[EndedLead]:
    """Return those that lead what `season` follows up, and communes that it names, that are not there at its cut-off: agencies, then communes.

    Each with its conclusions in their order.
    """
    items, there = workbook.conclusions(season), workbook.departments_in(season)
    found: dict[str, list[Conclusion]] = {}
    of_communes: dict[str, list[Conclusion]] = {}
    for item in rows_of(items, Conclusion) if items is not None else ():
        lost = [_lost(names_in(item[column]), workbook, season) for column in ("communes", "focus_communes")]
        for unit_id in dict.fromkeys(chain(*lost)):
            of_communes.setdefault(unit_id, []).append(item)
        if item["lead"] and item["lead"] not in (COMMUNES, *there):
            found.setdefault(item["lead"], []).append(item)
    return [
        *(EndedLead(workbook.departments[name], tuple(own)) for name, own in found.items()),
        *(EndedLead(workbook.units[name], tuple(own)) for name, own in of_communes.items()),
    ]


def _lost(named: Sequence[str], workbook: Workbook, season: Season) -> list[str]:
    """Return the communes of one cell that are not there, unless what they became, or were made of, is there and stands beside them.

    Seasons before and after a merger follow one file of conclusions, which names the units of both.
    """
    there = {unit_id for unit_id in named if workbook.units[unit_id].valid_on(season.cut_off)}
    return [unit_id for unit_id in named if unit_id not in there and there.isdisjoint(line_of(workbook.units, unit_id))]


def ended_lead_faults(workbook: Workbook, season: Season) -> list[tuple[str, str]]:
    """Return (first item, sentence) for each of `ended_leads`: which conclusions, whose, until when, and what to do."""
    return [(lead.items[0]["item"], _fault(lead, season)) for lead in ended_leads(workbook, season)]


def _fault(lead: EndedLead, season: Season) -> str:
    if isinstance(lead.answers, Unit):
        given = f"giao cho hoặc nêu {lead.name}, {lead.answers.kind} này"
        is_to_come = lead.answers.valid_from is not None and lead.answers.valid_from > season.cut_off
        table, other = "units.csv", "các đơn vị lập nên nó" if is_to_come else "đơn vị kế thừa"
        lost = _left_out(lead.items)
        todo = f"Ghi thêm {other} bên cạnh, cột “Xã”, “Xã trọng tâm” (giữ đơn vị này cho kỳ khác theo cùng thông báo)"
    else:
        given, lost = f"do {lead.name} chủ trì, cơ quan này", _NOT_FOLLOWED
        table, todo = "departments.csv", "Ghi cơ quan kế thừa vào cột “Chủ trì”"
    return (
        f"Mục {', '.join(item['item'] for item in lead.items)} {given} {lead.validity(season.cut_off)} ({sheet_of(table)}): {lost}. "
        f"{todo} của trang “Kết luận”, hoặc sửa “Từ ngày”, “Đến hết ngày”."
    )


def _left_out(items: Iterable[Conclusion]) -> str:
    """Return what follows for a commune that is not there: an agency that leads an item is asked all the same."""
    found: dict[str, list[str]] = {}
    for item in items:
        is_agencys = item["lead"] not in ("", COMMUNES)
        lost = "biểu, trang của cơ quan chủ trì không tính xã này" if is_agencys else _NOT_FOLLOWED
        found.setdefault(lost, []).append(item["item"])
    return "; ".join(f"{lost} (mục {', '.join(own)})" for lost, own in found.items())


def note_ended_leads(findings: FindingList, workbook: Workbook, season: Season) -> None:
    """D19: who leads a conclusion that is followed up, or is named in it, is there at the cut-off."""
    for item, fault in ended_lead_faults(workbook, season):
        findings.add("D19", fault, f"../conclusions/{workbook.conclusions_file(season).name}", cell=item)
