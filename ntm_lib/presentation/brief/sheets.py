"""The two sheets of a brief, made together: what the first has room for, the second leaves to the items to be decided."""

from collections.abc import Sequence

from ntm_lib.presentation.brief.first_sheet import First, first_sheet
from ntm_lib.presentation.brief.second_sheet import Second, second_sheet
from ntm_lib.presentation.brief.small_charts import Chart, cut_captions
from ntm_lib.presentation.frame.html import Part
from ntm_lib.presentation.frame.view import SeasonView


def sheets(view: SeasonView, first: First, second: Second, charts: Sequence[Chart] = ()) -> tuple[Part, Part]:
    """Return the first sheet and the second; the charts stand on the first where it holds them after all it says, else on the second."""
    row = cut_captions(charts)
    sheet, has_charts = first_sheet(view, first, row)
    return sheet, second_sheet(view, second, () if has_charts else row)
