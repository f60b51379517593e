"""Annexes in the styles of provincial decisions: their tables as a person pastes them, written and opened as real Excel files."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import Grid, Marks

UP, LEFT = "^", "<"  # cells that are merged with the one above or to the left


class Share(float):
    """A number that Excel shows as a percentage: 0.95 as 95%."""


def pasted(rows: Sequence[Sequence[object]], above: Sequence[Sequence[object]] = ()) -> tuple[Grid, Marks]:
    """Return the sheet of a workbook that holds `rows`, below `above`, as the real reader opens it."""
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        sheet, percent = book.add_worksheet("Phụ lục"), book.add_format({"num_format": "0%"})
        every = [*above, *rows]
        for row, cells in enumerate(every):
            for column, value in enumerate(cells):
                if value in (UP, LEFT, ""):
                    continue
                last_row, last_column = _end(every, row, column)
                if (last_row, last_column) != (row, column):
                    sheet.merge_range(row, column, last_row, last_column, value)
                else:
                    sheet.write(row, column, value, percent if isinstance(value, Share) else None)
    opened = open_file(content.getvalue(), inspect(content.getvalue()))
    return opened.grids["Phụ lục"], opened.marks["Phụ lục"]


def opened(rows: Sequence[Sequence[object]]) -> tuple[Grid, Marks]:
    """Return the same without a file in between, where many are tried."""
    width = max(map(len, rows), default=0)
    grid = [
        ["" if value in (UP, LEFT) else value for value in (*cells, *[""] * (width - len(cells)))] for cells in rows
    ]
    places = [(r, c) for r, cells in enumerate(rows) for c, value in enumerate(cells) if value not in (UP, LEFT, "")]
    return grid, Marks(merged=[(at, end) for at in places if (end := _end(rows, *at)) != at])


def _end(rows: Sequence[Sequence[object]], row: int, column: int) -> tuple[int, int]:
    """Return the last row and column of the merged cell that begins here."""
    last_column = column
    while last_column + 1 < len(rows[row]) and rows[row][last_column + 1] == LEFT:
        last_column += 1
    last_row = row
    while last_row + 1 < len(rows) and column < len(rows[last_row + 1]) and rows[last_row + 1][column] == UP:
        last_row += 1
    return last_row, last_column


# By region, as QĐ 1980: a level for the nation, and one by region; a level for all regions in one merged cell
BY_REGION = (
    ("TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu chung", "Chỉ tiêu theo vùng", LEFT, LEFT),
    (UP, UP, UP, UP, "Trung du và miền núi phía Bắc", "Bắc Trung Bộ", "Vùng Tây Nguyên"),
    ("1", "Quy hoạch", "1.1. Có quy hoạch chung xây dựng xã được phê duyệt và được công bố công khai đúng thời hạn", "Đạt", "Đạt", LEFT, LEFT),
    (UP, UP, "1.2. Ban hành quy định quản lý quy hoạch chung xây dựng xã và tổ chức thực hiện theo quy hoạch", "Đạt", "Đạt", "Đạt", "Đạt"),
    ("2", "Giao thông", "2.1. Đường xã và đường từ trung tâm xã đến đường huyện được nhựa hóa hoặc bê tông hóa", "UBND cấp tỉnh quy định cụ thể", "UBND cấp\ntỉnh quy định cụ thể", LEFT, LEFT),
    ("4", "Điện", "4.2. Tỷ lệ hộ sử dụng điện thường xuyên, an toàn từ các nguồn", "≥ 98%", "≥ 95%", "≧ 98 %", "＞＝ 98%"),
    ("9", "Nhà ở dân cư", "9.1. Nhà tạm, dột nát", "Không", "Không", LEFT, LEFT),
    ("10", "Thu nhập", "Thu nhập bình quân đầu người khu vực nông thôn đến năm 2020\n(triệu đồng/người)", "≥ 45", "≥ 36", 36, "≥ 41 triệu đồng/người"),
    ("11", "Hộ nghèo", "Tỷ lệ hộ nghèo đa chiều giai đoạn 2016-2020", "≤ 6%", "12%", "5%", "không quá\n7 %"),
    ("15", "Y tế", "15.3. Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng thể thấp còi (chiều cao theo tuổi)", "≤21,8%", "≤ 26,7%", Share(0.242), "≤ 31,4%"),
    ("17", "Môi trường và an toàn thực phẩm", "17.1. Tỷ lệ hộ được sử dụng nước hợp vệ sinh và nước sạch theo quy định", "≥ 95% (≥ 60% nước sạch)", "≥ 90%\n(≥ 50% nước sạch)", "≥ 98% (≥ 60% nước sạch)", "95 (50)"),
)  # fmt: skip

# By group of communes, a set of its own: codes in a column of their own, some groups are not bound
BY_GROUP = (
    ("STT", "Tên tiêu chí", "Nội dung tiêu chí", LEFT, "Chỉ tiêu", LEFT, LEFT, "Cơ quan phụ trách"),
    (UP, UP, UP, UP, "Xã nhóm 1", "Xã nhóm II", "Các xã thuộc nhóm 3", UP),
    ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)"),
    (1, "Quy hoạch", "1.1", "Có quy hoạch chung được phê duyệt", "Đạt", LEFT, LEFT, "Sở Xây dựng"),
    (2, "Hạ tầng kinh tế - xã hội", "2.1", "Tỷ lệ đường xã được nhựa hóa hoặc bê tông hóa", Share(1), Share(1), Share(0.8), "Sở Giao thông vận tải"),
    (UP, UP, "2.2", "Số trường học đạt chuẩn", "≥ 2 trường", "≥ 01", "Không áp dụng", "Sở Giáo dục và Đào tạo"),
    (3, "Phát triển kinh tế nông thôn", "3.1", "Tốc độ tăng thu nhập bình quân đầu người", "≥ 10%/năm", "≥ 9,5 %/năm", LEFT, "Thống kê tỉnh"),
    (UP, UP, "3.2", "Thu nhập bình quân đầu người năm 2026", "≥ 70\ntriệu đồng/người", "UBND tỉnh quy định cụ thể hằng năm", LEFT, UP),
    (UP, UP, "3.3", "Có sản phẩm OCOP", "Có ít nhất ba sản phẩm", "Tối thiểu 02 sản phẩm", "≥ 1 sản phẩm", UP),
)  # fmt: skip

# As Word hands it over: several pages, each with the heading; Excel took the codes for numbers, 17.10 for 17.1
PAGES = (
    ("Phụ lục I", "", "", "", ""),
    ("BỘ TIÊU CHÍ XÃ NÔNG THÔN MỚI", LEFT, LEFT, LEFT, LEFT),
    ("TT", "Tiêu chí", "Mã chỉ tiêu", "Nội dung chỉ tiêu", "Mức quy định"),
    ("A", "B", "1", "2", "3"),
    ("I", "NHÓM HẠ TẦNG", "", "", ""),
    (17, "Môi trường và an toàn thực phẩm", 17.2, "Tỷ lệ cơ sở sản xuất - kinh doanh đảm bảo quy định về\nbảo vệ môi trường", "100%"),
    (UP, UP, 17.9, "Tỷ lệ cơ sở chăn nuôi bảo đảm các quy định về vệ sinh thú y", "Từ 85% trở lên"),
    ("TT", "Tiêu chí", "Mã chỉ tiêu", "Nội dung chỉ tiêu", "Mức quy định"),
    ("A", "B", "1", "2", "3"),
    (17, "Môi trường và an toàn thực phẩm (tiếp theo)", 17.1, "Tỷ lệ hộ gia đình và cơ sở sản xuất, kinh doanh thực phẩm tuân thủ các quy định", "Tối thiểu\n98%"),
    (UP, UP, 17.11, "Tỷ lệ hộ gia đình thực hiện phân loại chất thải rắn tại nguồn", "≥ 30 %"),
    (UP, UP, 17.5, "Mai táng, hỏa táng phù hợp với quy định và theo quy hoạch", "UBND cấp huyện quy định cụ thể"),
    ("18", "Hệ thống chính trị và tiếp cận pháp luật", 18.4, "Xã đạt chuẩn tiếp cận pháp luật theo quy định", "Đạt quy định"),
    ("Ghi chú: (*) áp dụng từ năm 2022.", LEFT, LEFT, LEFT, LEFT),
    ("- Các sở, ngành hướng dẫn cụ thể.", "", "", "", ""),
)  # fmt: skip

# A set for villages from nothing: no codes, dashes, numbers in words
VILLAGE = (
    ("TT", "Tiêu chí", "Nội dung", "Yêu cầu"),
    ("1", "Giao thông", "- Tỷ lệ đường ngõ, xóm được cứng hóa", "≥ 80%"),
    (UP, UP, "- Đường trục thôn sạch, có cây xanh", "Đạt"),
    ("2", "Kinh tế", "Thu nhập bình quân đầu người (triệu đồng/người/năm)", "50 (năm 2021: 39; năm 2022: 42)"),
    (UP, UP, "Có mô hình sản xuất hiệu quả", "Ít nhất một mô hình"),
    ("3", "Văn hóa", "Tỷ lệ hộ đạt danh hiệu gia đình văn hóa", "Tối thiểu 90%"),
    (UP, UP, "Thôn đạt danh hiệu văn hóa", "Có"),
    (UP, UP, "Nhà văn hóa thôn có khu thể thao", UP),
)  # fmt: skip

# Criteria in rows of their own, a unit in its column, levels by year
BY_YEAR = (
    ("TT", "Tên chỉ tiêu", "ĐVT", "Mức đạt chuẩn", LEFT, LEFT),
    (UP, UP, UP, "2021", "Năm 2022", "2023"),
    ("I", "PHÁT TRIỂN KINH TẾ", "", "", "", ""),
    ("10", "Thu nhập", "", "", "", ""),
    ("10.1", "Thu nhập bình quân đầu người", "Triệu đồng/người", "≥ 39", "≥ 42", "≥ 44"),
    ("11", "Nghèo đa chiều", "", "", "", ""),
    ("11.1", "Tỷ lệ nghèo đa chiều giai đoạn 2021-2025", "%", "≤ 5", LEFT, LEFT),
    ("12", "Lao động", "", "", "", ""),
    ("12.1", "Tỷ lệ lao động qua đào tạo", "%", 70, 72.5, "≥ 75"),
)  # fmt: skip

# Sub-rows a), b) and dashes below an indicator, text that goes on beside a merged level
SUB_ROWS = (
    ("Số TT", "Tên tiêu chí", "Nội dung tiêu chí", "Chỉ tiêu phải đạt", "Ghi chú"),
    ("2", "Giao thông", "2.1. Đường xã", "", "Theo TCVN 10380"),
    (UP, UP, "a) Tỷ lệ km đường xã được nhựa hóa", "≥ 90%", ""),
    (UP, UP, "b) Tỷ lệ km đường xã có đèn chiếu sáng", "≥ 50%", ""),
    (UP, UP, "2.2. Đường thôn", "100%", ""),
    (UP, UP, "- ít nhất được cứng hóa", UP, ""),
    (UP, UP, "- đi lại thuận tiện quanh năm", UP, ""),
    ("3", "Thủy lợi", "3.1. Đất sản xuất nông nghiệp", "", ""),
    (UP, UP, "- Tỷ lệ diện tích được tưới, tiêu chủ động", "≥ 80 %", ""),
)  # fmt: skip

ALL = {
    "by region": BY_REGION, "by group": BY_GROUP, "pages": PAGES, "village": VILLAGE, "by year": BY_YEAR, "sub-rows": SUB_ROWS,
}  # fmt: skip
