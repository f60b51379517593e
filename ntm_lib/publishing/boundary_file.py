"""The file of boundaries that a user may provide: what is wrong with it is said when a build starts."""

from collections.abc import Iterator

from ntm_lib.errors import WorkbookError
from ntm_lib.workbook import Workbook


def boundary_faults(workbook: Workbook) -> Iterator[str]:
    """Yield a line if data/reference/boundaries.geojson can't be used; the district's page then keeps its tiles."""
    try:
        workbook.boundaries  # noqa: B018 - read for its faults
    except WorkbookError as error:
        yield f"CẢNH BÁO {error} Trang chung các xã tạm dùng sơ đồ ô vuông."
