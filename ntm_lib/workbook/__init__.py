"""The workbook: its settings, how names are looked up, its reference data, its seasons, and the one door to them all."""

from ntm_lib.workbook.settings import Period, Place, Season
from ntm_lib.workbook.workbook import Workbook, as_it_is_now

__all__ = ["Period", "Place", "Season", "Workbook", "as_it_is_now"]
