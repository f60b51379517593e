"""What the first sheet of a form tells the person who fills it in."""

from datetime import date

from ntm_lib.intake import form as layout
from ntm_lib.workbook import Period

_KEEP_LAYOUT = (
    "Không đổi tên trang, không xóa dòng tiêu đề và các cột. Được chèn thêm dòng, chỉnh chiều cao dòng, chiều rộng cột."
)
_SEND_BACK = "Lưu dạng .xlsx và gửi lại tệp này cho {office}. Gửi lại lần sau thì tăng “Lần nộp” thêm 1."


def commune_instructions(place: Period, cut_off: date) -> list[str]:
    """Return the sentences for a commune, in order; they are numbered where they are written."""
    return [
        f"Ghi số liệu đến hết ngày {cut_off:%d/%m/%Y}. Chỉ ghi vào ô nền trắng, nền vàng; ô nền xám đã in sẵn và khóa.",
        "Chưa có số liệu thì để trống, không ghi 0, “không”, “x” hay dấu gạch. Chỉ ghi 0 khi con số đúng là 0, ví dụ không còn nhà tạm nào.",
        "Tỷ lệ: ghi tử số và mẫu số là số đếm (số hộ, số người, số km), cột “Giá trị” tự tính. Chỉ khi thiếu tử số, mẫu số mới ghi tỷ lệ vào cột “Giá trị”, ví dụ 12,5%.",
        "Số đếm (ví dụ số nhà tạm): ghi ở cột “Giá trị”. Chỉ tiêu có hay không: chọn Đạt hoặc Chưa đạt, ghi cơ quan đánh giá.",
        f"Viết số liền nhau, không dùng dấu phân nhóm: viết 1234, không viết 1.234 hay 1,234. Ngày viết như {cut_off:%d/%m/%Y}.",
        f"Trạng thái số liệu: “Ước” là số còn có thể thay đổi, “Chính thức” là số đã chốt, “Thẩm tra” là số cơ quan {place.terms.place} đã thẩm tra.",
        _KEEP_LAYOUT,
        _SEND_BACK.format(office=place.office),
    ]


def department_instructions(office: str, cut_off: date) -> list[str]:
    """Return the sentences for a department, in order."""
    return [
        f"Ghi kết quả đến hết ngày {cut_off:%d/%m/%Y} ở trang “{layout.FOLLOW_UP.title}”, mỗi nội dung một dòng: hoàn thành, đang thực hiện hay chưa thực hiện; ngày; minh chứng.",
        "Nội dung có số liệu thì ghi số ở cột “Số liệu”. Chưa có số liệu thì để trống, không ghi 0.",
        _KEEP_LAYOUT,
        _SEND_BACK.format(office=office),
    ]
