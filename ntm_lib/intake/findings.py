"""The checks: every finding the workbook can make, with its severity, its rule in words and an example.

`docs/kiem-tra.md` is rendered from here (`python -m ntm_lib.intake.findings docs/kiem-tra.md`). Each finding carries the id
of its check, so that a person can look it up and a correction can accept it.
"""

import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ntm_lib.schemas import Finding

ERROR, WARNING, REMARK = "lỗi", "cảnh báo", "lưu ý"
SEVERITIES = (ERROR, WARNING, REMARK)  # worst first

NOT_SENT = "T18"  # the check that finds a commune without a form


@dataclass(frozen=True)
class Check:
    """One check. `rule` and `example` are Vietnamese, for the analyst and the commune's official."""

    check_id: str
    severity: str
    rule: str
    example: str
    stops_form: bool = False  # nothing of the form can be used


MOST_ALIKE = 100  # findings of one check in one sheet; the rest is counted

# Bounds that the rules below state.
JUMP_POINTS = 20.0  # per cent points between two seasons
JUMP_FACTOR = 2.0  # a count, an amount: so many times as much, or as little
JUMP_LEAST = (
    10.0  # smaller differences of a count (or of a share's numerator) are no jump: one school of four is 25 points
)
VALUE_TOLERANCE = 0.1  # between a value typed and the one computed, in the indicator's unit
WHOLE_TOLERANCE = 0.5  # the same where a whole number was typed
INCOME_RANGE = (1.0, 500.0)  # million VND a head and year
MOVED_PCT, ALIKE_PCT = 10.0, 2.0  # households and people: away from the commune's own last season, near to another's
CENSUS_ALIKE_PCT = 5.0  # the same, near to the census of another
FEWEST_ALIKE, SAME_FIGURES_PCT = (
    20,
    90.0,
)  # figures that two forms of one season have in common, and the share of equal ones
DEMOGRAPHY_PCT = 20.0  # households and population against the census of units.csv


class FindingList:
    """Collects the findings of one season; the same finding is kept once, of a sheet at most MOST_ALIKE."""

    def __init__(self, season: str) -> None:
        self.season = season
        self.rows: list[Finding] = []
        self._seen: dict[tuple[str, ...], Finding] = {}
        self._alike: Counter[tuple[str, str, str]] = Counter()

    def add(
        self, check: str, message: str, source_file: str, sheet: str = "", cell: str = "", unit_id: str = "", indicator: str = "", component: str = "", figure: str = "",
    ) -> Finding:  # fmt: skip
        """Note that `check` failed and return the row; sheet and cell as in the file, `source_file` relative to the submissions."""
        key: tuple[str, ...] = (source_file, sheet, cell, check, message)
        if key not in self._seen and sheet:
            self._alike[source_file, sheet, check] += 1
            more = self._alike[source_file, sheet, check] - MOST_ALIKE
            if more > 0:
                cell, indicator, component, key = "", "", "", (source_file, sheet, check)
                message = f"Trang này còn {more} chỗ nữa như vậy ({check}). Sửa các chỗ đã nêu rồi gửi lại."
        if key in self._seen:
            self._seen[key]["message"] = message
        else:
            self._seen[key] = {
                "severity": CHECKS[check].severity,
                "check": check,
                "unit_id": unit_id,
                "season": self.season,
                "source_file": source_file,
                "sheet": sheet,
                "cell": cell,
                "indicator": indicator,
                "component": component,
                "figure": figure,
                "message": message,
                "accepted": "",
            }
            self.rows.append(self._seen[key])
        return self._seen[key]

    def add_at(self, check: str, message: str, row: Mapping[str, object]) -> Finding:
        """Note the same of a row of a table, at the cell where it stands; of a figure its indicator and component too."""
        place = (
            str(row.get(name, "")) for name in ("source_file", "sheet", "cell", "unit_id", "indicator", "component")
        )
        return self.add(check, message, *place)


_GROUPS = {
    "T": "Tệp: trước khi đọc, và tệp nào của ai",
    "B": "Bố cục: trang, dòng tiêu đề, dòng, cột",
    "O": "Ô: điều ghi trong một ô",
    "S": "Số liệu: các con số của một xã với nhau",
    "D": "Đối chiếu: với kỳ trước, với kết quả tính, với số đã công bố",
    "C": "Sửa số và chấp nhận: data/corrections",
    "K": "Khai báo: thiet-lap.xlsx, khi ghi vào sổ",
}

_LIST = (
    Check("T01", ERROR, "Tệp phải mở được bằng Excel.", "tệp 0 byte; tệp tải về dở dang", stops_form=True),
    Check("T02", ERROR, "Nội dung tệp phải là bảng tính, đúng như đuôi tệp.", "tệp Word, PDF, CSV hay trang web đổi tên thành .xlsx", stops_form=True),
    Check("T03", ERROR, "Tệp không đặt mật khẩu mở.", "Excel hỏi mật khẩu khi mở tệp", stops_form=True),
    Check("T04", ERROR, "Tệp không lớn bất thường: tối đa 20 MB, giải nén tối đa 100 MB.", "tệp nén 500 KB bung ra 2 GB", stops_form=True),
    Check("T05", ERROR, "Vùng có ô của một trang không quá 4 triệu ô.", "một ô lạc ở XFD1048576", stops_form=True),
    Check("T06", ERROR, "Tệp không khai DTD: bảng tính bình thường không có.", "tệp “billion laughs”", stops_form=True),
    Check("T07", WARNING, "Tệp không chứa macro. Số liệu vẫn đọc, macro không chạy.", "biểu lưu thành .xlsm"),
    Check("T08", ERROR, "Đọc một tệp không quá 30 giây và 2 GB bộ nhớ.", "tệp làm trình đọc treo hoặc dừng đột ngột", stops_form=True),
    Check("T09", WARNING, "Tệp không lấy số từ tệp khác.", "công thức =[bao-cao.xlsx]Sheet1!B2"),
    Check("T10", REMARK, "Tệp nên là .xlsx. Tệp .xls, .xlsb vẫn đọc được, nhưng không xem được công thức viết gì.", "huong-huu.xls"),
    Check("T11", REMARK, "Tên tệp nên là mã đơn vị; tên khác vẫn nhận nếu trang “Thông tin” nói rõ đơn vị.", "“Biểu Thượng Long.xlsx”"),
    Check("T12", ERROR, "Tệp phải là biểu của sổ báo cáo: có trang “Thông tin”, và trang “Chỉ tiêu” dùng được.", "xã gửi báo cáo của mình; trang “Chỉ tiêu” mất cột “Tử số”", stops_form=True),
    Check("T13", ERROR, "Biểu chỉ rõ một đơn vị của kỳ: mã, tên, mã hành chính không chỉ hai đơn vị.", "“xã Hương” hợp với nhiều xã", stops_form=True),
    Check("T14", ERROR, "Tên tệp và trang “Thông tin” không chỉ hai đơn vị khác nhau.", "huong-huu.xlsx chứa biểu của Hương Phú", stops_form=True),
    Check("T15", ERROR, "Biểu phải của đúng kỳ và đúng bộ tiêu chí.", "gửi lại biểu năm trước", stops_form=True),
    Check("T16", ERROR, "Mỗi đơn vị một biểu. Có nhiều tệp khác nhau mà “Lần nộp” không nói tệp nào sau thì không dùng tệp nào.", "huong-huu.xlsx và huong-huu (1).xlsx cùng ghi lần nộp 1", stops_form=True),
    Check("T17", REMARK, "Có nhiều tệp của một đơn vị: dùng tệp có “Lần nộp” cao nhất; tệp giống hệt chỉ tính một lần.", "huong-huu (1).xlsx ghi lần nộp 2"),
    Check(NOT_SENT, WARNING, "Mọi xã của kỳ đều nộp biểu.", "chưa thấy biểu của xã"),
    Check("T19", REMARK, "Biểu nên là phiên bản hiện hành.", "biểu phiên bản 1: vẫn đọc theo tên cột"),
    Check("T20", WARNING, "Thư mục của kỳ chỉ chứa biểu Excel.", "tệp .docx, .pdf, .zip, thư mục con, liên kết tới tệp ở nơi khác: sổ không đọc"),
    Check("T21", REMARK, "Mã, tên đơn vị viết như trong danh mục; viết lệch vẫn nhận nếu chỉ hợp với một đơn vị.", "“Thương Quảng” là Thượng Quảng"),
    Check("B01", ERROR, "Biểu có đủ các trang.", "mất trang “Chỉ tiêu”"),
    Check("B02", ERROR, "Trang có dòng tiêu đề với các cột chính.", "dòng tiêu đề bị xóa"),
    Check("B03", WARNING, "Trang có đủ các cột.", "mất cột “Ghi chú”"),
    Check("B04", ERROR, "Mỗi trang của biểu chỉ có một.", "“Chỉ tiêu” và “Chỉ tiêu (2)” ghi số khác nhau"),
    Check("B05", WARNING, "Dòng có số liệu phải có mã hoặc tên.", "xã chèn một dòng, ghi số mà không có mã chỉ tiêu"),
    Check("B06", ERROR, "Mỗi chỉ tiêu, mỗi nội dung, mỗi thôn một dòng.", "chỉ tiêu 2.3 có hai dòng; “thôn 3” ghi hai lần"),
    Check("B07", WARNING, "Mã trong biểu phải có trong bộ tiêu chí, danh mục số liệu, danh mục nguồn lực, kết luận giao cho đơn vị.", "mã 2.9; mục kết luận của xã khác"),
    Check("B08", REMARK, "Trang đổi tên vẫn nhận theo tiêu đề cột.", "“Chỉ tiêu” thành “Sheet3”"),
    Check("B09", REMARK, "Dòng, cột bị ẩn vẫn được đọc; trang bị ẩn cũng vậy, nếu không có trang đang hiện cùng loại.", "dòng 14 ẩn mà có số liệu"),
    Check("B10", WARNING, "Không gộp ô trong bảng: chỉ ô đầu của vùng gộp có giá trị.", "gộp G12:G14"),
    Check("B11", REMARK, "Chữ xã ghi ngoài các ô của biểu (chú thích, hộp chữ của tệp .xlsx, chữ ghi bên bảng, trang thêm) được nêu lại cho cán bộ văn phòng đọc.", "chú thích “số của tháng 11”"),
    Check("B12", ERROR, "Không có hai cột cùng tiêu đề.", "hai cột “Tử số” ghi số khác nhau"),
    Check("B13", WARNING, "Ngày chốt số liệu trong biểu là ngày, và là ngày của kỳ.", "biểu ghi 30/11/2021, kỳ chốt 20/12/2021"),
    Check("B14", WARNING, "Trang bị ẩn không được đọc khi có trang đang hiện cùng loại.", "“Chỉ tiêu” bị ẩn, “Chỉ tiêu (2)” đang hiện: đọc “Chỉ tiêu (2)”"),
    Check("B15", ERROR, "Mã và tên in trên một dòng là của cùng một chỉ tiêu.", "mã 9.1 và 11.1 đổi chỗ, tên vẫn như cũ"),
    Check("B16", REMARK, "Mức in trong biểu là mức đang áp dụng cho xã.", "gửi biểu rồi mới sửa trang “Mức”: biểu in “≥ 70”, nay là “≥ 75”"),
    Check("O01", ERROR, "Ô số chỉ ghi số.", "“chín km”, “-”, “n/a”"),
    Check("O02", ERROR, "Số không đọc được theo hai cách.", "“1,234”: một nghìn hai trăm ba mươi tư hay một phẩy hai?"),
    Check("O03", ERROR, "Tỷ lệ phần trăm chỉ ghi ở cột Giá trị, và đọc được theo một cách.", "tử số “12,5%”; giá trị 0,125 không có dấu %"),
    Check("O04", ERROR, "Ô ngày ghi ngày/tháng/năm.", "“cuối tháng 12”"),
    Check("O05", ERROR, "Ô chọn ghi đúng một từ trong danh sách; danh hiệu là một danh hiệu của danh sách hoặc của kết luận.", "“x”, “có”, “Ok”; danh hiệu “NTM, tỉnh đã công nhận”"),
    Check("O06", ERROR, "Công thức phải có giá trị đã tính.", "ứng dụng điện thoại lưu =B2+B3 mà không tính"),
    Check("O07", ERROR, "Ô không hỏng, không mang giá trị lỗi của Excel.", "#DIV/0!, #REF!; ô hỏng trong tệp"),
    Check("O08", WARNING, "Ô không chứa liên kết hay công thức gọi chương trình, lấy dữ liệu ngoài.", "=HYPERLINK(…), =cmd|…"),
    Check("O09", WARNING, "Ô chữ giữ chữ: Excel không đổi thành ngày, giờ hay số.", "tên thôn “26/3” Excel đổi thành ngày 26/3/2021: đọc là 26/3, hỏi lại"),
    Check("O10", REMARK, "Chữ gõ bằng phông Unicode; chữ phông .Vn…, VNI-… được đổi sang Unicode.", "“Th«n 3” phông .VnTime: đọc là Thôn 3"),
    Check("O11", ERROR, "Chữ đọc được cho chắc: chữ bảng mã cũ mà phông không nói rõ, chữ hỏng khi gửi thì chờ xác nhận.", "“Th«n 3” phông Arial: có lẽ là Thôn 3, chưa dùng"),
    Check("O12", ERROR, "Số nhìn thấy trong ô là số được lưu, và chỉ một số.", "“700” gạch ngang rồi “704”; “704” có dấu chú ¹; 1080000 định dạng hiện ra 1.080"),
    Check("O13", WARNING, "Chữ gạch ngang không được đọc.", "“chưa xong” gạch ngang, viết tiếp “đã xong”: đọc là đã xong"),
    Check("O14", WARNING, "Tiêu chí, cơ quan mà kiến nghị nêu là của bộ tiêu chí và danh mục cơ quan của kỳ; nêu lạ thì kiến nghị vẫn giữ.", "“Phòng Kinh doanh”; “tiêu chí 25”; “9 Hộ nghèo”"),
    Check("S01", WARNING, "Mỗi chỉ tiêu có số liệu, hoặc đánh giá Đạt / Chưa đạt nếu chỉ tiêu cần.", "5.1 để trống: chưa có số liệu, không phải 0"),
    Check("S02", ERROR, "Số đếm, số tiền không âm.", "tử số -3"),
    Check("S03", ERROR, "Tử số của một tỷ lệ không lớn hơn mẫu số.", "705 hộ có nước trên 701 hộ"),
    Check("S04", WARNING, "Cùng một tổng (số hộ, dân số) thì mẫu số của các chỉ tiêu bằng nhau.", "11.1 ghi 701 hộ, 17.1 ghi 734 hộ"),
    Check("S05", ERROR, "Mẫu số lớn hơn 0 khi có tử số.", "tử số 5, mẫu số 0"),
    Check("S06", WARNING, "Các phần cộng lại bằng tổng.", "nhà tạm năm trước 14, thêm 0, xóa 5, còn 10"),
    Check("S07", WARNING, "Phần không lớn hơn toàn phần.", "hộ dùng nước sạch nhiều hơn hộ dùng nước hợp vệ sinh"),
    Check("S08", WARNING, "Giá trị ghi trong biểu khớp với giá trị tính từ tử số và mẫu số: lệch không quá 0,1; không quá 0,5 nếu ghi số tròn.", "681/701 là 97,1 %, biểu ghi 99 %"),
    Check("S09", WARNING, "Tỷ lệ có tử số và mẫu số.", "chỉ ghi 96,5 %: dùng được, nhưng không tính được còn thiếu bao nhiêu hộ"),
    Check("S10", WARNING, "Chỉ tiêu so bằng số thì phải có số, không chỉ chữ Đạt.", "10.1 chọn Đạt mà không ghi thu nhập"),
    Check("S11", WARNING, "“Không áp dụng” chỉ dùng cho chỉ tiêu được phép.", "11.1 chọn Không áp dụng"),
    Check("S12", WARNING, "Số hộ, số người, số nhà và các số đếm khác là số nguyên.", "350,5 hộ"),
    Check("S13", REMARK, "Số liệu có trạng thái và nguồn gốc.", "ô “Trạng thái số liệu” để trống"),
    Check("S14", WARNING, "“Chính thức” không dùng cho số chốt sớm hơn ngày chốt của kỳ.", "biểu chốt 30/11, ghi Chính thức, kỳ chốt 20/12"),
    Check("S15", WARNING, "Ngày ghi trong biểu không sau ngày chốt của kỳ và không trước quá hai năm.", "05/12/2012"),
    Check("S16", WARNING, "Số hộ, dân số không lệch quá 20 % so với số ở trang “Xã” (units.csv).", "xã 701 hộ ghi 7.010 hộ"),
    Check("S17", ERROR, "Một số đếm ghi ở một ô: không ghi hai số khác nhau ở Tử số và Giá trị.", "9.1: tử số 3, giá trị 5"),
    Check("S18", ERROR, "Thu nhập bình quân từ 1 đến 500 triệu đồng/người.", "41.200.000: ghi đồng thay vì triệu đồng"),
    Check("D01", WARNING, "Số liệu không nhảy so với kỳ trước: tỷ lệ quá 20 điểm, số đếm gấp đôi hoặc còn một nửa; chênh từ 10 đơn vị trở lên.", "hộ nghèo từ 12 % xuống 1,2 %"),
    Check("D02", WARNING, "Biểu không chép nguyên số của kỳ trước.", "mọi tử số, mẫu số giống hệt năm 2020"),
    Check("D03", WARNING, "Xã tự đánh giá đạt thì số liệu cũng đạt.", "9.1 tự đánh giá Đạt, còn 3 nhà tạm"),
    Check("D04", WARNING, "Xã báo đủ tiêu chí thì không còn nhà tạm.", "19/19 mà còn 2 nhà tạm"),
    Check("D05", REMARK, "Xã đã được công nhận vẫn giữ đủ tiêu chí.", "công nhận 2015, nay đạt 16"),
    Check("D06", WARNING, "Số tiêu chí nói trong phần Ý kiến khớp với số tính được.", "“xã đạt 17/19 tiêu chí”, tính được 15"),
    Check("D07", WARNING, "Tổng số tiêu chí của nơi lập báo cáo khớp với bảng của tỉnh.", "tính được 156, tỉnh công bố 157"),
    Check("D08", WARNING, "Mức của bộ tiêu chí có nguồn.", "50/57 mức của bộ 2021–2025 chưa có nguồn"),
    Check("D09", REMARK, "Xã báo tỉnh công nhận thì có quyết định ở trang “Công nhận” (recognition.csv).", "hồ sơ “Tỉnh công nhận”, chưa thấy quyết định"),
    Check("D10", REMARK, "Mục tiêu của kết luận cao hơn hiện trạng kỳ trước.", "giao hộ nghèo còn 13 %, kỳ trước đã 11 %"),
    Check("D11", WARNING, "Biểu là của xã mà trang “Thông tin” ghi: không trang nào in tên xã khác, và số hộ, số dân không rời số kỳ trước của xã quá 10 % để gần số của xã khác (trong 2 %); chưa có kỳ trước thì không rời số ở trang “Xã” của xã quá 20 % để gần số của một xã khác (trong 5 %); hai biểu cùng kỳ không giống nhau ở 90 % trở lên của ít nhất 20 số khác 0.", "biểu ghi Hương Hữu mà số hộ, số dân là của Hương Phú"),
    Check("D12", WARNING, "Mỗi chỉ tiêu xét bằng số có mức cho mọi xã của kỳ; bộ tiêu chí chia nhóm xã thì xã nào cũng có nhóm.", "chưa khai mức của 9 chỉ tiêu cho tỉnh Bắc Kạn; chưa khai nhóm của 3/9 xã"),
    Check("D13", WARNING, "Mức do tỉnh quy định không thấp hơn mức của quyết định.", "quyết định: từ 90; trang “Mức” ghi cho tỉnh: từ 85"),
    Check("D14", WARNING, "Biểu chỉ ghi số ở các chỉ tiêu áp dụng cho xã.", "xã nhóm 1 ghi số ở chỉ tiêu chỉ dành cho nhóm 3: không được tính"),
    Check("D15", WARNING, "Hồ sơ của danh hiệu, hay của danh hiệu cao hơn, nói đạt hay chưa đạt thì số liệu cũng cho biết như vậy, dù là xã tự đánh giá, cấp trên thẩm tra hay báo đã công nhận mà sổ chưa có quyết định.", "số liệu đủ 19/19, hồ sơ ghi “Chưa đạt”; hồ sơ ghi “Huyện thẩm tra đạt”, số liệu chưa đạt tiêu chí 9"),
    Check("D16", WARNING, "Kết quả theo đánh giá không trái với số đã biết: của tiêu chí trong bộ mới biết một phần, với chỉ tiêu xã phải đạt; của chỉ tiêu không so được hai năm, với mức của chỉ tiêu ấy.", "tiêu chí 3 ghi Đạt, chỉ tiêu 3.6 chưa đạt; tăng thu nhập 7,5 %/năm, mức từ 11, đánh giá Đạt"),
    Check("D17", WARNING, "Thôn ghi trong biểu còn tên ấy tại ngày chốt số liệu, theo trang “Thôn” (villages.csv).", "“thôn 3” đã nhập vào “thôn Tân Lập”"),
    Check("D18", WARNING, "Kỳ chốt số liệu từ 01/07/2025 thì trên xã là tỉnh, không còn cấp huyện, không còn cơ quan cấp huyện.", "năm 2025 của huyện Nam Đông, chốt 20/12/2025"),
    Check("D19", WARNING, "Cơ quan, xã được giao kết luận đang theo dõi là cơ quan, xã có tại ngày chốt số liệu; xã thì đơn vị kế thừa, hoặc lập nên xã ấy, ghi bên cạnh cũng được.", "mục 10.2 do Phòng Kinh tế chủ trì, phòng ấy chỉ có đến hết 30/06/2025"),
    Check("D20", WARNING, "Các dòng của trang “Xã” (units.csv): loại, số dân, số hộ dùng được; ngày cuối không trước ngày đầu, đơn vị kế thừa có ngay sau ngày cuối; tọa độ nằm trong Việt Nam, mã có 5 chữ số, không xã nào của kỳ trùng xã khác; tên không lặp lại loại đơn vị.", "vĩ độ và kinh độ ghi lộn cột; mã 1234 mất số 0; tên “Xã Hương Phú” của một xã; có “Nhập vào” mà thiếu “Đến hết ngày”"),
    Check("D21", WARNING, "Mỗi dòng ghi tên tỉnh của trang “Mức” (levels.csv), mỗi dòng của trang “Nhóm xã”, “Chỉ tiêu buộc xã” (commune-groups.csv, binding-indicators.csv) áp dụng cho ít nhất một xã của sổ, ở một kỳ hay năm sau (mức của tỉnh: cả năm trước kỳ đầu); năm của mức không ra ngoài thời kỳ của bộ.", "mức năm 2026 ghi cho Thừa Thiên Huế, tên không còn từ 01/07/2025"),
    Check("D22", WARNING, "Kết quả tính từ biểu không khác kết quả mà bảng tổng hợp của kỳ ghi.", "biểu: tiêu chí 9 chưa đạt; bảng tổng hợp ghi x ở ô K12: tính theo biểu"),
    Check("D23", WARNING, "Các bảng tổng hợp của một kỳ không ghi khác nhau về một tiêu chí, chỉ tiêu của một xã.", "bảng tháng 12 ghi Đ, bảng gửi tỉnh ghi KĐ: chưa dùng bảng nào"),
    Check("D24", WARNING, "Kết quả đã nhập từ bảng tổng hợp (data/imports) đọc được, và nêu xã, tiêu chí, chỉ tiêu mà kỳ có.", "results.csv, dòng 14: kỳ này không có xã “huong-pu”"),
    Check("C01", WARNING, "Dòng sửa số, chấp nhận phải tìm được điều nó nói tới, và giá trị cũ còn đúng.", "xã nộp lại biểu, giá trị cũ đã khác"),
    Check("C02", WARNING, "Dòng sửa số ghi đủ: đơn vị, chỉ tiêu, lý do, người sửa, ngày.", "thiếu lý do"),
    Check("K01", ERROR, "Mỗi ô của tệp thiết lập ghi vào sổ được, và sổ mở được với các ô ấy; khi còn một lỗi thì không ghi ô nào.", "mức ghi “khoảng 90”; quyết định của một xã không có trong sổ"),
)  # fmt: skip

CHECKS: dict[str, Check] = {check.check_id: check for check in _LIST}


def checks_page() -> str:
    """Return docs/kiem-tra.md."""
    lines = ["# Danh mục kiểm tra", ""]
    lines += ["Sinh từ `ntm_lib/intake/findings.py` bằng `make docs`; không sửa ở đây.", ""]
    lines += [
        "**Lỗi**: con số ấy, dòng ấy (hoặc cả biểu, nếu ghi “cả biểu”) không được tính cho đến khi sửa. **Cảnh báo**: vẫn tính, nhưng phải xem lại. "
        "**Lưu ý**: để biết. Cảnh báo và lưu ý chấp nhận được bằng một dòng trong `data/corrections/<kỳ>.csv`; lỗi thì không, trừ hai điều chỉ người mới biết: biểu của ai (T13) và chữ ghi gì (O11).",
        "",
    ]
    for letter, title in _GROUPS.items():
        lines += [f"## {title}", "", "| mã | mức độ | quy tắc | ví dụ |", "|---|---|---|---|"]
        for check in CHECKS.values():
            if check.check_id.startswith(letter):
                severity = f"{check.severity} (cả biểu)" if check.stops_form else check.severity
                lines.append(f"| {check.check_id} | {severity} | {check.rule} | {check.example} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(checks_page(), encoding="utf-8")
