"""Whom a commune's requests are for: as its form says, else by what the request speaks of, else the office that coordinates.

Pure functions; what words stand for is in data/reference/request-words.csv, who leads an indicator in indicator-leads.csv.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypedDict

import pandas as pd

from ntm_lib.intake.form import REQUESTS
from ntm_lib.reference.addressees import RequestWord, spoken_names, syllables
from ntm_lib.reference.departments import COORDINATION, Department
from ntm_lib.schemas import Note
from ntm_lib.tables import field_names, rows_of
from ntm_lib.text import clean, names_in, spelling_key

Basis = Literal["form", "content", "none"]  # the form names them; the request's words do; neither does
_CODE = r"(?:số )?(?P<code>\d+(?:\.\d+)?)"
_LISTED = re.compile(
    rf"\b(?:tiêu chí|chỉ tiêu|tc) ?:? ?{_CODE}", re.IGNORECASE
)  # "tiêu chí số 9", "TC9", "tiêu chí: 9"
_FURTHER = re.compile(rf"(?: ?[,;] ?| và ){_CODE}", re.IGNORECASE)  # ", 11", " và số 11"
_AMOUNT = re.compile(
    r"(?:[.,]\d+)* ?(?:%|(?:tỷ|tỉ|triệu|nghìn|ngàn|đồng|km|m|m2|m3|ha|phòng|lớp|trường|nhà|hộ|người|em|trẻ|thôn|xóm|bản|xã|điểm|tuyến|cầu|"
    r"giếng|bể|công trình|mô hình|máy|bộ|suất|năm|tháng|ngày)\b)",
    re.IGNORECASE,
)
# What is written where nothing is asked for: "Không có kiến nghị gì.", "-"
_NOTHING = re.compile(
    r"[-–—.…/ ]*(?:không(?: có| phát sinh)?(?:(?:,| và| hoặc|/)? ?(?:ý kiến|đề nghị|kiến nghị|đề xuất|nội dung))*(?: gì| nào| khác| thêm)*)?[-–—.…/ ]*",
    re.IGNORECASE,
)
_FEWEST = 2  # syllables of a criterion's name that is looked for in a sentence: not "Điện"


class AddressedRequest(TypedDict):
    """A request of a commune, where it stands, and whom it is for; all text."""

    unit_id: str
    text: str
    source_file: str
    sheet: str
    cell: str
    criteria: str  # numbers of the criteria it is about, joined by ";"
    agencies: str  # department_ids, joined by ";"; "" if nobody is named and no office coordinates
    basis: str  # Basis


class Coded(TypedDict):
    """An indicator of a criteria set."""

    criterion_no: str
    criterion_name: str
    indicator: str
    indicator_name: str


@dataclass(frozen=True)
class _Target:
    """What some words of a request stand for."""

    criteria: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    is_agency: bool = False  # the words name the agency itself


@dataclass(frozen=True)
class Addressing:
    """What requests of one season are addressed by: the set's indicators, who leads each, the agencies there are, and what words stand for.

    A commune's own committee is none of the agencies and leads nothing here: nobody asks himself.
    """

    indicators: Sequence[Coded]
    leads: Mapping[str, Sequence[str]]  # department_ids by indicator
    agencies: Sequence[Department]
    words: Sequence[RequestWord]

    def leading(self, rows: Iterable[Coded]) -> tuple[str, ...]:
        """Return the agencies that lead any of these indicators, in their order."""
        known = {agency.department_id for agency in self.agencies}
        led = (i for row in rows for i in self.leads.get(row["indicator"], ()))
        return tuple(dict.fromkeys(i for i in led if i in known))

    def of_criteria(self, numbers: Collection[str]) -> tuple[str, ...]:
        """Return the agencies that lead any of these criteria."""
        return self.leading(row for row in self.indicators if row["criterion_no"] in numbers)

    @cached_property
    def coordinating(self) -> tuple[str, ...]:
        return tuple(a.department_id for a in self.agencies if COORDINATION in a.topics)

    @cached_property
    def phrases(self) -> dict[str, _Target]:
        """What is looked for in a sentence, as `syllables`, the longest first; what two agencies are called is left out."""
        found: dict[str, _Target] = {}
        called = [(syllables(name), a.department_id) for a in self.agencies for name in spoken_names(a)]
        for name, agency in called:
            if {own for other, own in called if other == name} == {agency}:
                found[name] = _Target(agencies=(agency,), is_agency=True)
        for criterion in dict.fromkeys(row["criterion_name"] for row in self.indicators):
            name = syllables(criterion)
            if len(name.split()) >= _FEWEST:
                found.setdefault(name, self._target(criterion))
        for rule in self.words:
            target = self._target(rule["fields"])
            for word in names_in(rule["words"]):
                found.setdefault(syllables(word), target)
        return dict(sorted(found.items(), key=lambda item: -len(item[0])))

    def _target(self, fields: str) -> _Target:
        """Return the criteria of the first of `fields` that names any, and the agencies of the first that anybody answers for.

        Of those who lead what is named after a field, the ones that are named after it too, if there are any: health stands in one
        criterion with culture and education in some sets.
        """
        criteria: tuple[str, ...] = ()
        for name in map(syllables, names_in(fields)):
            rows = self._named(name)
            criteria = criteria or tuple(dict.fromkeys(row["criterion_no"] for row in rows))
            leading = self.leading(rows)
            called = [a.department_id for a in self.agencies if name in syllables(a.name)]
            agencies = [i for i in leading if i in called] or leading or called
            if agencies:
                return _Target(criteria, tuple(agencies))
        return _Target(criteria)

    def _named(self, name: str) -> list[Coded]:
        """Return the indicators of the criterion of this name, else of those whose names have it in them, else the indicators that do."""
        return (
            [row for row, criterion, _ in self._names if criterion == name]
            or [row for row, criterion, _ in self._names if name in criterion]
            or [row for row, _, indicator in self._names if name in indicator]
        )

    @cached_property
    def _names(self) -> list[tuple[Coded, str, str]]:
        """The indicators with the names of their criterion and their own."""
        return [(row, syllables(row["criterion_name"]), syllables(row["indicator_name"])) for row in self.indicators]

    def _listed(self, text: str) -> list[str]:
        """Return the codes of criteria and indicators that a text lists; an amount ends the list: "tiêu chí 9, 5 tỷ đồng"."""
        found = []
        for listed in _LISTED.finditer(text):
            found.append(listed["code"])
            at = listed.end()
            while (further := _FURTHER.match(text, at)) and not self._is_amount(further["code"], text[further.end() :]):
                found.append(further["code"])
                at = further.end()
        return found

    def _is_amount(self, code: str, after: str) -> bool:
        """Return whether a number in a list is one of things, by the words `after` it, and not of the criterion named there ("11 Hộ nghèo")."""
        names = tuple(
            name for row, *both in self._names if code in (row["criterion_no"], row["indicator"]) for name in both
        )
        return bool(_AMOUNT.match(after)) and not syllables(after).startswith(names)

    def in_words(self, text: str) -> _Target:
        """Return what a request speaks of: criteria by number, and by the words of `phrases`, of which a longer one goes before a part of it.

        An agency that is named is the only one asked, whatever the request is about.
        """
        said = self._listed(clean(text))
        rows = [row for row in self.indicators if row["criterion_no"] in said or row["indicator"] in said]
        targets = [_Target(tuple(row["criterion_no"] for row in rows), self.leading(rows))]
        left = syllables(text)
        for phrase, target in self.phrases.items():
            if phrase in left:
                left = left.replace(phrase, " | ")
                targets.append(target)
        asked = [target for target in targets if target.is_agency] or targets
        about = {number for target in targets for number in target.criteria}
        return _Target(
            tuple(dict.fromkeys(row["criterion_no"] for row in self.indicators if row["criterion_no"] in about)),
            tuple(dict.fromkeys(agency for target in asked for agency in target.agencies)),
        )


def requests(notes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of NOTES that stand under the form's heading of requests, but for those that say that there is none."""
    asked = notes[notes["heading"].map(spelling_key) == spelling_key(REQUESTS)]
    return asked.loc[[not _NOTHING.fullmatch(clean(text)) for text in asked["text"]]]


def addressed_requests(notes: pd.DataFrame, by: Addressing) -> pd.DataFrame:
    """Return the requests in `notes` (NOTES of a season's communes), one AddressedRequest per row.

    The form's agencies count, else those that lead the criteria it names; then what the words say; then the office that coordinates.
    """
    rows = [_addressed(note, by) for note in rows_of(requests(notes), Note)]
    return pd.DataFrame(rows, columns=pd.Index(field_names(AddressedRequest))).astype("str")


def _addressed(note: Note, by: Addressing) -> AddressedRequest:
    criteria, named, basis = names_in(note["criteria"]), names_in(note["agencies"]), "form"
    agencies = named or by.of_criteria(criteria)
    if not agencies:
        said = by.in_words(note["text"])
        criteria, agencies = criteria or said.criteria, said.agencies or by.coordinating
        basis = "content" if said.agencies else "none"
    return {
        "unit_id": note["unit_id"],
        "text": note["text"],
        "source_file": note["source_file"],
        "sheet": note["sheet"],
        "cell": note["cell"],
        "criteria": ";".join(criteria),
        "agencies": ";".join(agencies),
        "basis": basis,
    }


def requests_to(department_id: str, addressed: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `addressed` (AddressedRequest) that ask this agency."""
    return addressed[[department_id in names_in(agencies) for agencies in addressed["agencies"]]]


def asking_communes(addressed: pd.DataFrame) -> dict[str, list[str]]:
    """Return the communes (unit_ids) with open requests by the agency they ask, in the order of the rows; under "" those that ask nobody known."""
    found: dict[str, list[str]] = {}
    for row in rows_of(addressed, AddressedRequest):
        for agency in names_in(row["agencies"]) or ("",):
            if row["unit_id"] not in found.setdefault(agency, []):
                found[agency].append(row["unit_id"])
    return found
