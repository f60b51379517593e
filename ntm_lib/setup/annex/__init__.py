"""A decision's annex, pasted into a sheet as it stands: taken apart into indicators and levels, with a question where that is not certain."""

from ntm_lib.setup.annex.columns import Districts
from ntm_lib.setup.annex.reading import read_annex
from ntm_lib.setup.annex.result import Known, Question, ReadAnnex, ReadIndicator, ReadLevel, Remark, known_figures
from ntm_lib.setup.annex.tables import annex_rows, set_entry, set_rows

__all__ = [
    "Districts",
    "Known",
    "Question",
    "ReadAnnex",
    "ReadIndicator",
    "ReadLevel",
    "Remark",
    "annex_rows",
    "known_figures",
    "read_annex",
    "set_entry",
    "set_rows",
]
