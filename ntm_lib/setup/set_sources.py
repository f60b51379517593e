"""How far the levels of each criteria set were checked, in words."""

from collections.abc import Sequence

from ntm_lib.reference.criteria_files import described_sets
from ntm_lib.reference.levels import ScopedLevel
from ntm_lib.text import joined
from ntm_lib.workbook import Workbook


def set_sources(workbook: Workbook) -> dict[str, str]:
    """Return, by criteria set, how many of its levels have a source, how many were compared with the document, and by whom.

    All levels count, of whatever scope and year: check D08 counts those that bind the season's communes. Raises WorkbookError for a set
    that can't be read.
    """
    sets = described_sets(workbook.reference_folder / "criteria")
    return {set_id: _words(workbook.criteria_set(set_id).numbers) for set_id in sets}


def _words(levels: Sequence[ScopedLevel]) -> str:
    if not levels:
        return "chưa có mức nào"
    sourced = sum(level.is_confirmed or bool(level.checked_by) for level in levels)
    checked = [level.checked_by for level in levels if level.checked_by]
    by = (
        f"{len(checked)} đã đối chiếu với văn bản ({joined(list(dict.fromkeys(checked)))})"
        if checked
        else "chưa ai đối chiếu với văn bản"
    )
    return f"{len(levels)} mức: {sourced} có nguồn, {len(levels) - sourced} chưa có nguồn xác nhận; {by}"
