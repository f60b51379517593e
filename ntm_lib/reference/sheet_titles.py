"""Where people edit a file of a workbook: the sheet of thiet-lap.xlsx (`ntm setup`) that shows it."""

SHEET_TITLES = {
    "units.csv": "Xã", "unit-parents.csv": "Xã thuộc đâu", "commune-groups.csv": "Nhóm xã", "departments.csv": "Cơ quan",
    "levels.csv": "Mức", "indicator-leads.csv": "Chủ trì", "binding-indicators.csv": "Chỉ tiêu buộc xã", "recognition.csv": "Công nhận",
    "published-counts.csv": "Số công bố", "published-district.csv": "Số công bố của nơi", "province-progress.csv": "Tiến độ của tỉnh",
    "measures.csv": "Số liệu khác", "key-measures.csv": "Số liệu so sánh", "relations.csv": "Quan hệ số liệu", "resources.csv": "Nguồn lực",
    "breaks.csv": "Mốc thay đổi", "villages.csv": "Thôn", "assumptions.csv": "Giả định", "abbreviations.csv": "Chữ viết tắt",
}  # fmt: skip


def sheet_of(table: str, file: str = "") -> str:
    """Return where a table is edited, in words: "trang “Mức”, levels.csv"; `file` is what it is kept in, if that is another."""
    return f"trang “{SHEET_TITLES[table]}”, {file or table}"
