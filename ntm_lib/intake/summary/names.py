"""Which commune of the season a row of a summary table is of: by its name, exactly, within its district; else it is asked."""

import re
from collections.abc import Sequence

from ntm_lib.intake.respondents import FORMER, PARTS, bare_name, is_alike
from ntm_lib.intake.summary.page import Page
from ntm_lib.intake.summary.questions import NAME, UNUSED, Answers, Question
from ntm_lib.intake.summary.rows import UNKNOWN, Row
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.reference.units import KINDS_OF_UNIT
from ntm_lib.text import in_quotes, name_key, slug

_NUMBER = re.compile(r"^(\d+\s*[.)]|[-–+•])\s*")
_KIND = re.compile(rf"\b({'|'.join(KINDS_OF_UNIT)})(?=\s)")
ELSEWHERE, UNASKED, UNNAMED = "của huyện khác", "thuộc nhóm chưa rõ", "không phải xã của kỳ"
SEVERAL = "ghi tên nhiều xã; để mỗi xã một dòng"


class Names:
    """Finds the communes of a table's rows; what is not one of the season's is kept with the reason."""

    def __init__(self, page: Page, column: int, wanted: Wanted, answers: Answers) -> None:
        self.page, self.column, self.wanted, self.answers = page, column, wanted, answers
        self.slugs = {unit_id: slug(name) for unit_id, name in wanted.communes.items()}
        self.left_out: dict[str, list[Row]] = {}

    def find(self, rows: Sequence[Row]) -> dict[int, str]:
        """Return the unit id by the number of the row, of those that are communes of the season."""
        keys = [name_key(row.name) for row in rows]
        own = {key for key in keys if self.wanted.named(key)}
        has_others = any(key in self.wanted.elsewhere and key not in own for key in keys)
        found = {}
        for row in rows:
            unit_id, why = self._of(row, has_others=has_others)
            if unit_id:
                found[row.index] = unit_id
            else:
                self.left_out.setdefault(why, []).append(row)
        return found

    def _of(self, row: Row, *, has_others: bool) -> tuple[str, str]:
        written = _NUMBER.sub("", row.name).strip(" .*")
        kind = _KIND.search(written.casefold())
        bare = written if self.wanted.named(written) or FORMER.search(written) else bare_name(written)
        key = name_key(bare)
        ids = self.wanted.named(f"{kind[0]} {key}" if kind else bare)
        if row.district == UNKNOWN:
            return "", UNASKED
        if not self.wanted.named(written) and sum(bool(self.wanted.named(part)) for part in PARTS.split(written)) > 1:
            return "", SEVERAL
        if self.wanted.has_districts and row.district:
            ids = [unit_id for unit_id in ids if self.wanted.parents[unit_id] == row.district]
            if row.district not in (*self.wanted.parents.values(), name_key(self.wanted.place)):
                return "", ELSEWHERE
        is_doubtful = has_others and not row.district and key in self.wanted.elsewhere
        if len(ids) == 1 and not is_doubtful:
            return ids[0], ""
        candidates = ids or list(self.wanted.former.get(key, ())) or self._near(key)
        if not candidates and key not in self.wanted.former:
            return "", UNNAMED
        return self._asked(row, candidates, is_former=not ids and key in self.wanted.former)

    def _near(self, key: str) -> list[str]:
        """Return the communes whose name may be meant: spelt otherwise, or mistyped; none if it is that of another commune of the province."""
        written, is_other = slug(key), key in self.wanted.elsewhere
        return [i for i, own in self.slugs.items() if not is_other and (own == written or is_alike(written, own))]

    def _asked(self, row: Row, candidates: Sequence[str], *, is_former: bool) -> tuple[str, str]:
        names = [self.wanted.titles[unit_id] for unit_id in candidates]
        why = "là tên cũ, đến ngày chốt số liệu không còn" if is_former else "có thể là xã khác"
        question = Question(
            NAME,
            self.page.title,
            self.page.address(row.index, self.column),
            row.name,
            f"{in_quotes(row.name)} {why}" + (f": có phải {' hay '.join(names)} không?" if names else ". Là xã nào?"),
            (*self.wanted.titles.values(), UNUSED),
            "chưa lấy",
        )
        answer = self.answers.of(question)
        return next(
            (i for i, name in self.wanted.titles.items() if name == answer), ""
        ), "đã chọn không dùng" if answer else "chưa rõ là xã nào"
