"""Where people edit a file of a workbook: the sheet of thiet-lap.xlsx (`ntm setup`) that shows it."""

from collections.abc import Iterable
from dataclasses import replace

from ntm_lib.spot import Spot

SHEET_TITLES = {
    "units.csv": "Xã", "unit-parents.csv": "Xã thuộc đâu", "commune-groups.csv": "Nhóm xã", "departments.csv": "Cơ quan",
    "levels.csv": "Mức", "indicator-leads.csv": "Chủ trì", "binding-indicators.csv": "Chỉ tiêu buộc xã", "recognition.csv": "Công nhận",
    "published-counts.csv": "Số công bố", "published-district.csv": "Số công bố của nơi", "province-progress.csv": "Tiến độ của tỉnh",
    "measures.csv": "Số liệu khác", "key-measures.csv": "Số liệu so sánh", "relations.csv": "Quan hệ số liệu", "resources.csv": "Nguồn lực",
    "breaks.csv": "Mốc thay đổi", "villages.csv": "Thôn", "assumptions.csv": "Giả định", "abbreviations.csv": "Chữ viết tắt",
}  # fmt: skip
CRITERIA_TITLE, CHECKED_BY = "Chỉ tiêu", "Ai đối chiếu, ngày"
# of the columns of units.csv that messages name
UNIT_HEADINGS = {
    "kind": "Loại", "name": "Tên", "code": "Mã hành chính", "valid_from": "Từ ngày", "valid_to": "Đến hết ngày", "successor": "Nhập vào",
    "population": "Dân số", "households": "Số hộ", "lat": "Vĩ độ", "lon": "Kinh độ",
}  # fmt: skip


def sheet_of(table: str, file: str = "") -> str:
    """Return where a table is edited, in words: "trang “Mức”, levels.csv"; `file` is what it is kept in, if that is another."""
    return f"trang “{SHEET_TITLES[table]}”, {file or table}"


def row_of(table: str, what: str, place: Spot, columns: Iterable[str] = ()) -> str:
    """Return a row of a table by what it says, as its sheet shows it, the headings of some of its cells, and where it stands in its file:
    "trang “Mức”: 10.1, tỉnh Bắc Kạn, năm 2021 (levels.csv, dòng 194)"."""
    cells = ", ".join(f"“{heading}”" for heading in columns)
    in_columns = f", cột {cells}" if cells else ""
    where = replace(place, named="", columns=place.columns if place.cells else ())
    return f"trang “{SHEET_TITLES[table]}”: {what}{in_columns} ({where})"
