"""The criteria of an annex, in the order of its rows."""

import re
from collections.abc import Sequence

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.setup.annex.leads import Lead
from ntm_lib.setup.annex.likeness import likeness
from ntm_lib.setup.annex.result import Known, Said
from ntm_lib.spreadsheet.opened import Place
from ntm_lib.text import spelling_key

_GOES_ON = re.compile(r"\s*\(tiếp.*\)$", re.I)


class Criteria:
    """Which criterion a row belongs to: `no` and `name` are those of the last row, `places` where each criterion begins."""

    def __init__(self, known: Sequence[Known] | None, said: Said) -> None:
        self.known, self.said = known, said
        self.no = self.name = ""
        self.places: dict[str, Place] = {}
        self._names: dict[str, str] = {}

    def begins(self, lead: Lead, no: str, name: str) -> bool | None:
        """Take a row that names the criterion `no`, `name` or both, or neither; return whether it begins one, None if it is asked about."""
        if not no and name:
            no = self._number_of(lead, name)
            if not no:
                return None
        if not no:
            return self._by_code(lead)
        if not self._is_one_name(no, name):
            text = f"Tiêu chí {no} ở trên là {quoted(self._names[no])}, ở đây là {quoted(name)}, nên cả dòng chưa đọc. Sửa số hoặc tên."
            self.said.ask(lead.at, text, "row")
            return None
        own = next((known.criterion_name for known in self.known or () if known.criterion_no == no), name)
        if name and not likeness(name, own):
            text = f"Tiêu chí {no} của bộ là {quoted(own)}, phụ lục ghi {quoted(name)}, nên cả dòng chưa đọc. Xem lại bộ tiêu chí đã chọn, hoặc sửa số."
            self.said.ask(lead.at, text, "row")
            return None
        if no in self.places:
            self.said.remark(lead.places.get("name") or lead.places["number"], f"Tiêu chí {no} nhắc lại.")
        if no == self.no:
            return self._by_code(lead)
        self._take(lead, no, name)
        if lead.code and lead.code.partition(".")[0] != no:
            text = f"Chỉ tiêu {lead.code} đứng ở tiêu chí {no}, nên cả dòng chưa đọc. Sửa lại một trong hai số."
            self.said.ask(lead.at, text, "row")
            return None
        return True

    def _take(self, lead: Lead, no: str, name: str) -> None:
        own = [known.criterion_name for known in self.known or () if known.criterion_no == no]
        self.no = no
        self.name = self._names.setdefault(no, name or (own[0] if own else ""))
        self.places.setdefault(no, lead.at)

    def _is_one_name(self, no: str, name: str) -> bool:
        """Return whether a criterion of this number may be called so: it has no other name yet."""
        return not name or _key(self._names.get(no) or name) == _key(name)

    def _number_of(self, lead: Lead, name: str) -> str:
        """Return the number of a criterion that is named without it, "" if that can't be told."""
        if _key(name) == _key(self.name):
            return self.no
        if self.known is None:
            no = str(1 + max(map(int, self.places), default=0))
            self.said.remark(lead.at, f"Tiêu chí {quoted(name)} không ghi số; lấy số {no} theo thứ tự.")
            return no
        own = [known.criterion_no for known in self.known if _key(known.criterion_name) == _key(name)]
        if not own:
            text = (
                f"Không rõ {quoted(name)} là tiêu chí nào của bộ, nên cả dòng chưa đọc. Ghi số của tiêu chí vào cột TT."
            )
            self.said.ask(lead.at, text, "row")
        return own[0] if own else ""

    def _by_code(self, lead: Lead) -> bool | None:
        """Take the criterion that the code of a row's indicator names, if it is another one than that of the rows above."""
        no = lead.code.partition(".")[0] or self.no
        if no and no == self.no:
            return False
        if all(known.criterion_no != no for known in self.known or ()):
            what = (
                f"Không thấy tiêu chí {no} của chỉ tiêu {lead.code}" if no else "Không rõ dòng này thuộc tiêu chí nào"
            )
            self.said.ask(lead.at, f"{what}, nên cả dòng chưa đọc. Ghi số và tên tiêu chí ở trước.", "row")
            return None
        self._take(lead, no, "")
        return True


def _key(name: str) -> str:
    return spelling_key(_GOES_ON.sub("", name))
