"""The district's page with many communes, made once a machine."""

from functools import partial
from pathlib import Path

from ntm_lib.presentation.kinds import DISTRICT
from ntm_lib.publishing.page import Frame, ListedReport, render_index
from ntm_lib.publishing.run import run_notebook
from ntm_lib.workbook import Workbook
from tests.large_district import SEASON, large_district
from tests.made import made


def index_of(count: int) -> Path:
    """Return the district's page of so many communes: its notebook is run, no other."""
    return made(f"index-{count}", partial(make_index, count=count)) / "index.html"


def make_index(target: Path, count: int) -> None:
    folder = large_district(count)
    executed = run_notebook(
        folder / "notebooks" / "district_overview.ipynb", {"season": SEASON}, target / "executed.ipynb"
    )
    units = Workbook.open(folder).place.last.communes
    reports = [ListedReport(u, u, f"xa/{u}.html", "đã lập", "0123abcd", "", "Các xã") for u in units]
    page = render_index(executed, "Trang huyện", Frame("Văn phòng", {}), reports, styles=DISTRICT.styles)
    (target / "index.html").write_bytes(page)
