"""The code of each indicator of an annex: as it is written, as its criteria set has it, or made in the annex's order."""

from collections.abc import Iterator, Sequence

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.setup.annex.cells import Cells
from ntm_lib.setup.annex.likeness import likeness
from ntm_lib.setup.annex.result import Known, Question, Said
from ntm_lib.setup.annex.rows import Draft
from ntm_lib.setup.annex.wording import UnclearError
from ntm_lib.text import joined

_ALIKE = 0.5  # of the words of the shorter of two names
_MORE_ALIKE = 0.3
_FOREIGN = 5  # codes that a set does not have, from which the annex is taken for that of another one


def coded(
    drafts: Sequence[Draft],
    cells: Cells,
    known: Sequence[Known] | None,
    said: Said,
) -> Iterator[tuple[str, Draft]]:
    """Give each indicator with its code; ask about those whose code can't be told, and leave them out."""
    used: list[str] = []
    for draft in drafts:
        others = [other for other in drafts if other.criterion_no == draft.criterion_no]
        try:
            code, remark = _code(draft, others, cells, known, used)
        except UnclearError as error:
            said.ask(draft.at, f"{error} Cả dòng chưa đọc.", "row")
            below = [*draft.more, *(part.at for part in draft.parts)]
            for at in below:
                said.ask(at, "Dòng này thuộc dòng chưa đọc ở trên.", "row")
            continue
        if remark:
            said.remark(draft.at, remark)
        used.append(code)
        yield code, draft


def of_another_set(drafts: Sequence[Draft], known: Sequence[Known] | None) -> Question | None:
    """Return what is asked, once, of an annex most of whose codes its set does not have: another set's, or that of a set known in part."""
    codes = {draft.code: draft.at for draft in drafts if draft.code}
    own = {k.indicator for k in known or ()}
    foreign = [code for code in codes if code not in own]
    if known is None or len(foreign) < _FOREIGN or len(foreign) * 2 < len(codes):
        return None
    text = (
        f"Bộ đã chọn không có {len(foreign)} trong {len(codes)} chỉ tiêu của phụ lục ({', '.join(foreign[:_FOREIGN])}, …). Chọn đúng bộ ở ô “Bộ tiêu chí”; "
        "nếu sổ chưa có bộ ấy, hoặc mới biết một phần, thì ghi vào ô ấy một mã mới, điền “Tên bộ” và “Danh hiệu”: cả bộ được lập từ phụ lục này."
    )
    return Question(*codes[foreign[0]], text, "annex")


def _code(
    draft: Draft, others: Sequence[Draft], cells: Cells, known: Sequence[Known] | None, used: Sequence[str]
) -> tuple[str, str]:
    """Return the code of an indicator, and what is to be said of it."""
    code, said = draft.code, ""
    if not code and any(other.code for other in others):
        raise UnclearError(
            f"{quoted(draft.name)} không có mã, các chỉ tiêu khác của tiêu chí {draft.criterion_no} thì có. Ghi mã của chỉ tiêu."
        )
    if not code:
        code, said = _unwritten(draft, known, used)
    elif used and cells.is_number(*draft.at) and _follows(f"{code}0", used[-1]):
        said = f"Excel bỏ số 0 ở cuối: {code} đọc là {code}0."
        code = f"{code}0"
    if code in used:
        raise UnclearError(f"Chỉ tiêu {code} đã có ở dòng trên. Sửa lại mã.")
    if known is not None:
        _check(code, draft, known)
    return code, said


def _follows(code: str, last: str) -> bool:
    """Return whether 17.10 comes after 17.9."""
    (first, _, number), (of, _, before) = code.rpartition("."), last.rpartition(".")
    return first == of and int(number) == int(before) + 1


def _unwritten(draft: Draft, known: Sequence[Known] | None, used: Sequence[str]) -> tuple[str, str]:
    if known is None:
        code = f"{draft.criterion_no}.{1 + sum(c.startswith(f'{draft.criterion_no}.') for c in used)}"
        return code, f"Chỉ tiêu không ghi mã; lấy mã {code} theo thứ tự."
    own = {k.indicator: likeness(draft.name, k.name) for k in known if k.criterion_no == draft.criterion_no}
    fitting = (
        [code for code, alike in own.items() if alike >= _ALIKE and alike == max(own.values())]
        if len(own) > 1
        else [*own]
    )
    if len(fitting) != 1:
        raise UnclearError(
            f"Không rõ {quoted(draft.name)} là chỉ tiêu nào của tiêu chí {draft.criterion_no} trong bộ. Ghi mã của chỉ tiêu, ví dụ {next(iter(own), '2.1')}."
        )
    return fitting[0], f"Chỉ tiêu không ghi mã; đọc là chỉ tiêu {fitting[0]} của bộ."


def _check(code: str, draft: Draft, known: Sequence[Known]) -> None:
    """Raise UnclearError if the set has no such code, or if the name is rather that of another indicator of the set."""
    own = [k for k in known if k.indicator == code]
    if not own:
        codes = joined(list(dict.fromkeys(k.indicator for k in known if k.criterion_no == draft.criterion_no)))
        raise UnclearError(
            f"Bộ không có chỉ tiêu {code}; tiêu chí {draft.criterion_no} của bộ có: {codes or 'không có chỉ tiêu nào'}. Sửa mã, hoặc lập bộ mới từ phụ lục này."
        )
    alike = likeness(draft.name, own[0].name)
    nearest = max(likeness(draft.name, k.name) for k in known)
    if not alike or (nearest >= _ALIKE and nearest - alike > _MORE_ALIKE):
        raise UnclearError(
            f"Chỉ tiêu {code} của bộ là {quoted(own[0].name)}, phụ lục ghi {quoted(draft.name)}. Sửa mã; nếu đúng là một thì chép nội dung của bộ vào ô này."
        )
