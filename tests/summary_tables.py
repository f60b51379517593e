"""Summary tables as offices make them, in the layouts that were seen, each with its traps. Written with xlsxwriter from rows of cells."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import xlsxwriter

from ntm_lib.spreadsheet.any_kind import open_file
from ntm_lib.spreadsheet.guard import inspect
from ntm_lib.spreadsheet.opened import Opened

COMMUNES = (
    "Hương Xuân", "Hương Lộc", "Hương Hữu", "Thượng Long", "Hương Sơn", "Hương Phú", "Thượng Lộ", "Thượng Nhật", "Thượng Quảng",
)  # fmt: skip
NAMES = (
    "Quy hoạch", "Giao thông", "Thủy lợi", "Điện", "Trường học", "Cơ sở vật chất văn hóa", "Cơ sở hạ tầng thương mại nông thôn",
    "Thông tin và truyền thông", "Nhà ở dân cư", "Thu nhập", "Hộ nghèo", "Lao động có việc làm", "Tổ chức sản xuất", "Giáo dục và đào tạo",
    "Y tế", "Văn hóa", "Môi trường và an toàn thực phẩm", "Hệ thống chính trị và tiếp cận pháp luật", "Quốc phòng và an ninh",
)  # fmt: skip
NUMBERS = tuple(range(1, 20))
Cell = str | float | None
Rows = Sequence[Sequence[Cell]]


def table(rows: Rows, merged: Sequence[str] = (), title: str = "Sheet1", **more: Rows) -> bytes:
    """Return a file with a sheet of these rows; a text that begins with "=" is a formula, without a value if "?" stands before it."""
    return book({title: (rows, merged)} | {name: (other, ()) for name, other in more.items()})


def book(
    sheets: Mapping[str, tuple[Rows, Sequence[str]]], hidden: Sequence[str] = (), hidden_columns: str = ""
) -> bytes:
    """Return a file with these sheets: rows and merged ranges of each."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False}) as file:
        for name, (rows, merged) in sheets.items():
            page = file.add_worksheet(name)
            for cells in merged:
                page.merge_range(cells, "")
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, str) and value.startswith("="):
                        formula, _, result = value.partition("→")
                        page.write_formula(r, c, formula, None, result)
                    elif value is not None:
                        page.write(r, c, value)
            if name in hidden:
                page.hide()
            if hidden_columns:
                page.set_column(hidden_columns, None, None, {"hidden": True})
    return buffer.getvalue()


def opened(content: bytes) -> Opened:
    return open_file(content, inspect(content))


def marks(count: int, met: str = "x", otherwise: str = "") -> list[str]:
    """Return the marks of 19 criteria of which the first `count` are met."""
    return [met if number <= count else otherwise for number in NUMBERS]


LETTERHEAD = [
    ["UBND HUYỆN NAM ĐÔNG", None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    [],
    ["TỔNG HỢP KẾT QUẢ THỰC HIỆN TIÊU CHÍ NĂM 2020"],
    [],
]


def matrix(
    met: str = "x", otherwise: str = "", counts: Sequence[int] = (19, 19, 14, 13, 16, 19, 19, 19, 19)
) -> list[list[Cell]]:
    """Return the plainest matrix: one heading row with numbers, a row a commune, the count at the right."""
    rows = [
        [n, name, *marks(count, met, otherwise), count]
        for n, (name, count) in enumerate(zip(COMMUNES, counts, strict=True), start=1)
    ]
    return [*LETTERHEAD, ["TT", "Tên xã", *NUMBERS, "Tổng số tiêu chí đạt"], *rows]


# The matrix in the styles of offices


def two_rows() -> bytes:
    """Merged “Các tiêu chí” over the numbers, with the names below in a third row; a row of column numbers; words as marks; a remark."""
    heads = [
        ["STT", "Đơn vị", "Các tiêu chí", *[None] * 18, "Số tiêu chí\nđạt", "Ghi chú"],
        [None, None, *NUMBERS],
        [None, None, *NAMES],
        ["A", "B", *range(1, 22)],
    ]
    rows = [[n, f"Xã {name} ", *marks(17, "Đạt", "Chưa đạt"), 17, ""] for n, name in enumerate(COMMUNES, start=1)]
    tail = [["", "Tổng cộng", *[9] * 17, 0, 1], [], [None, "NGƯỜI LẬP BIỂU"], [None, "Nguyễn Văn A"]]
    return table([*LETTERHEAD, *heads, *rows, *tail], ["A5:A7", "B5:B7", "C5:U5", "V5:V7", "W5:W7", "A3:W3"])


def by_name() -> bytes:
    """Names alone in place of numbers, groups by district with subtotals, numbering that begins again in each; Đ and KĐ."""
    heads = [["TT", "Huyện, xã", *(f"Tiêu chí {name}" for name in NAMES), "Tổng"]]
    own = [[n, name, *marks(18, "Đ", "KĐ"), 18] for n, name in enumerate(COMMUNES, start=1)]
    other = [
        [n, name, *marks(10, "Đ", "KĐ"), 10] for n, name in enumerate(("A Ngo", "Hương Phong", "Hồng Hạ"), start=1)
    ]
    groups = [
        ["I", "Huyện A Lưới (3 xã)"],
        *other,
        ["", "Cộng", *[3] * 10, *[0] * 9],
        ["II", "Huyện Nam Đông (9 xã + 01 thị trấn)"],
        *own,
    ]
    return table([*LETTERHEAD, *heads, *groups, ["", "Tổng cộng toàn tỉnh", *[12] * 10, *[9] * 8, 0]])


def two_levels() -> bytes:
    """Indicators below their criteria; the criterion's own verdict in a column of its own."""
    heads = [
        ["TT", "Tên xã", "Tiêu chí 4. Điện", None, None, "Tiêu chí số 17", None, "Cộng"],
        [None, None, "4.1", "4.2", "Đạt tiêu chí số 4", "Chỉ tiêu 17.8", "Đánh giá chung", None],
    ]
    rows = [
        [n, name, "x", "x" if n != 2 else "", "x" if n != 2 else "", "Đ", "C"]
        for n, name in enumerate(COMMUNES, start=1)
    ]
    return table([*LETTERHEAD, *heads, *rows], ["A5:A6", "B5:B6", "C5:E5", "F5:G5", "H5:H6"])


# Layouts of one criterion, and those that are refused


def l1(season: int = 2020) -> bytes:
    """One criterion with its indicators, this year's state beside what is expected of the next; groups are formulas."""
    heads = [
        ["Biểu mẫu số 01"],
        ["BÁO CÁO THỰC HIỆN TIÊU CHÍ ĐIỆN NÔNG THÔN"],
        [
            "TT",
            "Tên xã",
            f"Lũy kế đến hết năm {season}",
            None,
            None,
            f"Dự kiến đến hết năm {season + 1}",
            None,
            None,
            "Ghi chú",
        ],
        [None, None, *["Đạt nội dung 4.1", "Đạt nội dung 4.2", "Đạt tiêu chí số 4"] * 2],
    ]
    own = [[n, f"{name} ", "x", "x", "x" if n < 9 else None, "x", "x", "x"] for n, name in enumerate(COMMUNES, start=1)]
    rows = [
        ["I", '="Huyện A Lưới "&COUNTA(E6)&"/1 xã"→Huyện A Lưới 1/1 xã'], ["1", "Hương Phong", "x", "x", "x"],
        ["II", '="Huyện Nam Đông "&COUNTA(E8:E16)&"/9 xã"→Huyện Nam Đông 8/9 xã'], *own,
        ["Lũy kế đến hết năm:", None, '=COUNTA(E6:E16)&"/11 xã đạt"→9/11 xã đạt'],
    ]  # fmt: skip
    return table([*heads, *rows], ["A2:I2", "A3:A4", "B3:B4", "C3:E3", "F3:H3", "I3:I4"])


def l2() -> bytes:
    """One indicator, two sheets, two programmes side by side; every cell was filled with “Chưa đạt” beforehand."""
    heads = [
        ["THEO DÕI TIẾN ĐỘ CHỈ TIÊU ATTP (17.8)"],
        ["STT", "TT", "Huyện, xã", "Kết quả", None, None, None, "Ghi chú", "Tổng số (xã)", None],
        [None, None, None, "Nông thôn mới", None, "NTM nâng cao", None, None, "NTM", "NTM NC"],
        [None, None, None, "2016-2020", "2021-2025", "2016-2020", "2021-2025"],
        [],
    ]
    no = "Chưa đạt"
    rows = [[n, n, f"Xã {name}", "Đạt" if n < 6 else no, no, no, no] for n, name in enumerate(COMMUNES, start=1)]
    body = [[None, "1. HUYỆN NAM ĐÔNG (09 xã)"], *rows, ["TỔNG SỐ", *[None] * 7, 5, 0]]
    merged = ["A2:A5", "B2:B5", "C2:C5", "D2:G2", "D3:E3", "F3:G3", "D4:D5", "E4:E5", "F4:F5", "G4:G5", "H2:H5", "I2:J2", "I3:I5", "J3:J5", "B6:H6", "A16:H16"]  # fmt: skip
    return book({"Danh sách": ([*heads, *body], merged), "Tổng hợp": ([*heads, *body], merged)})


def l3() -> bytes:
    heads = [
        ["SỞ CÔNG THƯƠNG", None, None, None, "Biểu số 13/SCT-BCT"], ["THỰC HIỆN TIÊU CHÍ CƠ SỞ HẠ TẦNG THƯƠNG MẠI"],
        ["TT", "Tên huyện/thị xã", "Số xã", "Số xã đạt tiêu chí 7 (lũy kế)", "Kế hoạch"], ["A", "B", 1, 2, 3], [None, "Quận/Huyện/Thị xã"],
        ["1", "Huyện Nam Đông", 10, 9, 9], ["2", "Huyện A Lưới", 18, 12, 13], [None, None, "=SUM(C6:C7)→28"], ["Người lập biểu", None, None, "Thủ trưởng đơn vị"],
    ]  # fmt: skip
    return table(heads)


def l4(title: str = "DANH SÁCH CÁC XÃ ĐƯỢC THÔNG BÁO ĐẠT TIÊU CHÍ SỐ 7") -> bytes:
    rows = [
        [1, "Hương Hữu", "Nam Đông", "Chợ Hương Hữu", 2018], [2, "Thượng Lộ", "Nam Đông", "", 2021], [3, "Hồng Hạ", "A Lưới", "Chợ Hồng Hạ", 2017],
        [4, "Thượng Nhật", "huyện Nam Đông", "", ""], [5, "Hương Sơn", "Nam Đông", "", "trước 2015"],
    ]  # fmt: skip
    return table([[title], [], ["STT", "Tên xã", "Huyện", "Tên chợ", "Năm đạt tiêu chí", "Ghi chú"], *rows])


def l5(title: str = "KẾT QUẢ THỰC HIỆN BỘ TIÊU CHÍ, XÃ HƯƠNG HỮU") -> bytes:
    heads = [
        [title],
        [
            "TT",
            "Nội dung",
            "ĐVT",
            "KQ đến 31/12 năm trước",
            None,
            "TH 6 tháng",
            None,
            "KH 6T cuối năm",
            None,
            "Ghi chú",
        ],
        [None, None, None, *["Kết quả", "Đánh giá"] * 3],
    ]
    rows = [
        [1, "Quy hoạch", None, None, "Đạt", None, "Đạt", None, "Đạt"], ["1.1", "Có quy hoạch", "", "", "Đạt", "", "Đạt"],
        ["2.1", "Đường xã", "%", 95.5, "Không", 97, "Có"], ["2.2", "Đường thôn", "%", 80, "", 80, "rồi"], [4, "Điện", "", "", "chưa rõ"],
    ]  # fmt: skip
    return table([*heads, *rows], ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2", "H2:I2"])


def l6() -> bytes:
    heads = [
        ["TT", "Nội dung", "ĐVT", "Xã nhóm 1", None, "Xã nhóm 2", None],
        [None, None, None, *["KQ đến 31/12 năm trước", "TH 6 tháng"] * 2],
    ]
    return table(
        [["BIỂU 05: KẾT QUẢ CẤP TỈNH"], *heads, [1, "Quy hoạch", "xã", 3, 4, 5, 6], [2, "Hạ tầng", "xã", 3, 4, 5, 6]],
        ["A2:A3", "B2:B3", "C2:C3", "D2:E2", "F2:G2"],
    )


def l7() -> bytes:
    heads = ["Đơn vị", "Tổng số tiêu chí đạt", "Số xã", "Số xã đạt chuẩn", "Tỷ lệ %", "Bình quân tiêu chí/xã"]
    return table(
        [
            heads,
            ["Toàn tỉnh", 1700, 95, 70, 73.7, 17.9],
            ["Nam Đông", 157, 9, 7, 77.8, 17.4],
            ["A Lưới", 250, 17, 10, 58.8, 14.7],
        ]
    )
