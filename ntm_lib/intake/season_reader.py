"""Reads one season's folder of forms: which file is whose, which of several counts, who has sent none."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ntm_lib.errors import IntakeError
from ntm_lib.intake.corrections import corrections_said, load_corrections, said
from ntm_lib.intake.findings import NOT_SENT, FindingList
from ntm_lib.intake.form import FOR_OFFICE
from ntm_lib.intake.form_tables import FormTables
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.intake.reading.form_reader import Form
from ntm_lib.intake.respondents import (
    NAMED_OTHERWISE,
    Directory,
    Known,
    Respondent,
    guess_from_name,
    identify,
    remarks_on_version,
)
from ntm_lib.intake.season_folder import form_files, is_departments, other_files, same_names, shown_name
from ntm_lib.places import is_link
from ntm_lib.reference.gazetteer import unit_names
from ntm_lib.reference.units import Unit, predecessors
from ntm_lib.schemas import FormRecord
from ntm_lib.spreadsheet.apart import Reading, Request
from ntm_lib.text import name_key, season_text
from ntm_lib.workbook import Season, Workbook

_SEASON = re.compile(r"^(năm|kỳ|mùa)\s+", re.IGNORECASE)  # as people write before it


@dataclass(frozen=True)
class _Copy:
    """One file of a unit: whose it is, what it says, and what is recorded of it."""

    path: Path
    form: Form
    respondent: Respondent
    row: FormRecord


class SeasonReader:
    """Collects the rows of one season's forms, by table."""

    def __init__(self, workbook: Workbook, season: Season) -> None:
        self.workbook, self.season = workbook, season
        self.communes = {unit.unit_id: unit for unit in workbook.communes(season)}
        self.files = form_files(workbook, season)
        self.findings = FindingList(season.name)
        self.corrections = load_corrections(workbook, season, self.findings)
        self.tables = FormTables(workbook, season, self.corrections, self.findings)
        self.forms: list[FormRecord] = []

    def requests(self) -> list[Request]:
        """Return the files to read, in the order `take` needs their readings."""
        return [(str(path), _kind(path)) for path in self.files]

    def take(self, readings: Iterable[Reading[Form]]) -> dict[str, Sequence[Mapping[str, object]]]:
        """Take over the season's files as read, one reading a request; return the rows of all tables by name."""
        known = {"commune": self._known_communes(), "department": self._known_departments()}
        met = self._report_other_files(known["commune"])
        held: dict[tuple[str, str], list[_Copy]] = {}
        for path, reading in zip(self.files, readings, strict=True):
            kind = _kind(path)
            self.forms.append(self._form_row(path, reading))
            try:
                copy = self._identify(path, reading, known[kind], self.forms[-1])
                held.setdefault((kind, copy.respondent.respondent), []).append(copy)
                met.add(copy.respondent.respondent)
            except IntakeError as error:
                # of two units that it names none is known to have sent it
                unit_id = "" if error.check == NAMED_OTHERWISE else guess_from_name(path.name, known[kind])
                met.add(unit_id)
                self._finding(error.check, str(error), path, unit_id)
        for (kind, unit_id), copies in held.items():
            chosen = self._choose(unit_id, copies)
            if chosen is not None:
                self._take(kind, unit_id, chosen)
        self._report_absent(met)
        return self._finished()

    def _finished(self) -> dict[str, Sequence[Mapping[str, object]]]:
        self.corrections.report_unused(self.findings)
        observations = self.tables.observations
        says = {(o["unit_id"], o["indicator"], o["component"]): said(o) for o in observations}
        for finding in self.findings.rows:
            finding["figure"] = says.get((finding["unit_id"], finding["indicator"], finding["component"]), "")
        return {
            **self.tables.rows,
            "observations": observations,
            "forms": self.forms,
            "corrections": self.corrections.finished(),
            "findings": self.findings.rows,
        }

    def _form_row(self, path: Path, reading: Reading[Form]) -> FormRecord:
        identity = reading.found.identity if reading.found else {}
        return {
            "season": self.season.name,
            "source_file": shown_name(self.workbook, path),
            "kind": _kind(path),
            "respondent": "",
            "is_used": False,
            "attempt": _attempt(identity.get("attempt", "")),
            "compiled_by": identity.get("compiled_by", ""),
            "sha256": reading.sha256,
        }

    # Which file is whose

    def _known_communes(self) -> Directory:
        communes, day = self.communes.values(), self.season.cut_off
        known = [Known(u.unit_id, self._names(u), u.code, *self._relatives(u)) for u in communes]
        parents = {part.strip() for u in communes for part in u.parent_on(day).split(",")}
        provinces = {u.parent_on(day).rpartition(",")[2].strip() for u in communes} - {""}
        place = self.workbook.place_in(self.season)
        above = frozenset(map(name_key, (*parents, place.name, place.province)))
        own = {name_key(unit.name) for unit in self.workbook.units.values()}
        return Directory(known, lambda: own.union(*(unit_names(province, day) for province in provinces)), above)

    def _names(self, unit: Unit) -> tuple[str, ...]:
        """Return the names under which a commune may answer: as they are printed, and without what tells it from another of its name."""
        bare = self.workbook.units[unit.unit_id]
        return tuple(dict.fromkeys([unit.full_name, unit.name, bare.full_name, bare.name]))

    def _relatives(self, unit: Unit) -> tuple[tuple[str, ...], str]:
        """Return the names of the units of which it was made, and of the one that it became, "" if it became none, or several."""
        units = self.workbook.units
        became = units[unit.successors[0]].name if len(unit.successors) == 1 else ""
        return tuple(u.name for u in predecessors(units, unit.unit_id)), became

    def _known_departments(self) -> Directory:
        departments = self.workbook.departments_in(self.season).values()
        return Directory(Known(d.department_id, (d.name, d.short_name)) for d in departments)

    def _identify(self, path: Path, reading: Reading[Form], known: Directory, row: FormRecord) -> _Copy:
        if reading.found is None:
            raise IntakeError(reading.check, reading.message)
        identity = reading.found.identity
        respondent = self._whose(path, reading, identity, known)
        season, criteria_set = identity.get("season", ""), identity.get("criteria_set", "")
        if _SEASON.sub("", season) != self.season.name:
            stated = f"của kỳ {quoted(season)}" if season else "không ghi kỳ"
            message = f"Biểu {stated}, không phải {season_text(self.season.name)}. Gửi biểu của {season_text(self.season.name)}."
            raise IntakeError("T15", message)
        if criteria_set and criteria_set.casefold() != self.season.criteria_set.casefold():
            message = f"Biểu theo bộ tiêu chí {quoted(criteria_set)}, {season_text(self.season.name)} theo “{self.season.criteria_set}”. Dùng biểu của kỳ này."
            raise IntakeError("T15", message)
        row["respondent"] = respondent.respondent
        return _Copy(path, reading.found, respondent, row)

    def _whose(self, path: Path, reading: Reading[Form], identity: Mapping[str, str], known: Directory) -> Respondent:
        """Return a form's respondent; where that is not certain, the one a person names (a correction of that file's content)."""
        try:
            return identify(identity, path.name, known, reading.found.heads if reading.found else {})
        except IntakeError as error:
            owner, reason = self.corrections.owner(reading.sha256, known.by_id)
            if owner:
                message = f"Biểu được nhận là của {known.by_id[owner].names[0]} theo dòng sửa số của văn phòng: {reason}. ({error})"
                return Respondent(owner, (("T21", message), *remarks_on_version(identity)))
            rename = "tên tệp sai thì đổi tên tệp, không thì " if error.check == NAMED_OTHERWISE else ""
            how = f"{FOR_OFFICE}hỏi rõ biểu của ai; {rename}xin lại biểu. Không xin lại được mới ghi dòng “biểu của ai” vào {corrections_said(self.workbook, self.season)}, old là {reading.sha256[:16]}."
            raise IntakeError(error.check, f"{str(error).strip()}{how}") from error

    def _choose(self, unit_id: str, copies: list[_Copy]) -> _Copy | None:
        """Return the file that counts of several of one unit; None if nothing in them says which is newer."""
        copies = sorted(copies, key=lambda copy: copy.path.stem != unit_id)  # of equals the one with the right name
        by_content = {copy.row["sha256"]: copy for copy in reversed(copies)}
        attempts = {sha: max(1, copy.row["attempt"]) for sha, copy in by_content.items()}  # a second one says so
        latest = [sha for sha, attempt in attempts.items() if attempt == max(attempts.values())]
        if len(latest) > 1:
            names = ", ".join(sorted(copy.path.name for copy in copies))
            message = f"Có {len(copies)} tệp của một đơn vị ({names}) ghi cùng lần nộp; chưa dùng tệp nào. Để lại một tệp, hoặc ghi “Lần nộp” cao hơn ở tệp sau."
            for copy in copies:
                self._finding("T16", message, copy.path, unit_id)
            return None
        chosen = by_content[latest[0]]
        for copy in copies:
            if copy is not chosen:
                is_same = copy.row["sha256"] == latest[0]
                reason = "giống hệt" if is_same else "lần nộp cũ hơn"
                message = f"Tệp không dùng: {reason}, đã dùng {chosen.path.name}. Chuyển tệp này ra khỏi thư mục."
                self._finding("T17", message, copy.path, unit_id)
        return chosen

    def _report_other_files(self, known: Directory) -> set[str]:
        """Note what lies in the folder and is not read; return the units that sent something that is there twice."""
        for path in other_files(self.workbook, self.season):
            message = "Không phải biểu Excel nên không đọc. Xin biểu .xlsx, hoặc chuyển tệp ra khỏi thư mục."
            if is_link(path):
                message = "Đây là liên kết tới nơi khác nên không đọc. Chép chính tệp biểu vào thư mục của kỳ."
            elif path.is_dir():
                message = "Thư mục này không được đọc: biểu đặt thẳng trong thư mục của kỳ. Chuyển các biểu ra ngoài."
            self._finding("T20", message, path, guess_from_name(path.name, known))
        met = set()
        for name, paths in same_names(self.workbook, self.season).items():
            unit_id = guess_from_name(paths[0].name, known)
            message = f"Có {len(paths)} tệp tên này, chỉ khác cách gõ dấu hay dấu cách; chưa dùng tệp nào. Để lại một tệp, hoặc đặt tên khác hẳn nhau."
            self.findings.add("T16", message, name, unit_id=unit_id)
            met.add(unit_id)
        return met

    def _report_absent(self, met: set[str]) -> None:
        for unit_id, unit in self.communes.items():
            if unit_id not in met:
                path = self.workbook.submissions_folder / self.season.name / f"{unit_id}.xlsx"
                message = f"Chưa có biểu của {unit.full_name}: mọi chỉ tiêu của {unit.kind} là chưa có số liệu. Nhắc {unit.kind} nộp biểu."
                self._finding(NOT_SENT, message, path, unit_id)

    def _take(self, kind: str, unit_id: str, chosen: _Copy) -> None:
        for check, message in chosen.respondent.remarks:
            self._finding(check, message, chosen.path, unit_id)
        source_file = chosen.row["source_file"]
        chosen.row["is_used"] = True
        if kind == "department":
            self.tables.take_department(chosen.form, source_file, unit_id)
        else:
            chosen.row["is_used"] = self.tables.take_commune(chosen.form, source_file, self.communes[unit_id])

    def _finding(self, check: str, message: str, path: Path, unit_id: str) -> None:
        self.findings.add(check, message, shown_name(self.workbook, path), unit_id=unit_id)


def _kind(path: Path) -> str:
    return "department" if is_departments(path) else "commune"


def _attempt(text: str) -> int:
    """Return the number in a form's “Lần nộp” ("2", "lần 2"); 0 if it states none that can be read."""
    numbers = re.findall(r"[0-9]+", text)
    return int(numbers[0]) if len(numbers) == 1 and len(numbers[0]) <= 3 else 0
