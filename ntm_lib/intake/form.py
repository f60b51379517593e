"""The form's layout, stated once: the writer lays it out, the reader finds it again by its headings."""

from dataclasses import dataclass

FORM_VERSION = "1"


@dataclass(frozen=True)
class Field:
    """One column of a sheet: the heading people see, the field it becomes, its width in characters."""

    heading: str
    name: str
    width: int
    is_entry: bool = True  # filled in by the commune; False for what the office prints
    wrap: bool = False


@dataclass(frozen=True)
class Sheet:
    """One sheet with a table; `needed` are the fields without which a row means nothing.

    Without the columns of `needed` and `essential` the sheet can't be used; any other column may be absent.
    `spare_rows` are empty rows below the printed ones in which the commune may add lines of its own.
    """

    title: str
    intro: str
    fields: tuple[Field, ...]
    needed: tuple[str, ...]
    spare_rows: int = 0
    essential: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)


IDENTITY_SHEET = "Thông tin"
IDENTITY = {
    "form": "Loại biểu",
    "form_version": "Phiên bản biểu",
    "respondent": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "unit_code": "Mã hành chính",
    "season": "Mùa báo cáo",
    "criteria_set": "Bộ tiêu chí",
    "cut_off": "Ngày chốt số liệu",
    "data_origin": "Nguồn gốc số liệu",
}
COMMUNE_FORM = "Biểu của xã"
DEPARTMENT_FORM = "Biểu của phòng"

_STATUS = Field("Trạng thái số liệu", "status", 12)
_ORIGIN = Field("Nguồn gốc", "origin", 11)
_EVIDENCE = Field("Minh chứng", "evidence", 24, wrap=True)
_NOTE = Field("Ghi chú", "note", 28, wrap=True)
_AS_OF = Field("Ngày", "as_of", 12)
_CRITERIA_MET = Field("Số tiêu chí đạt", "criteria_met", 10)
_CRITERIA_TOTAL = Field("Trên tổng số", "criteria_total", 10)
_DOSSIER = Field("Trạng thái hồ sơ", "dossier_state", 20)

INDICATORS = Sheet(
    "Chỉ tiêu",
    "Điền tử số và mẫu số; tỷ lệ do phần mềm tính. Chỉ tiêu có hoặc không: chọn Đạt hay Chưa đạt. Chưa có số liệu thì để trống, không ghi 0.",
    (
        Field("Tiêu chí", "criterion_no", 7, is_entry=False),
        Field("Mã chỉ tiêu", "indicator", 8, is_entry=False),
        Field("Thành phần", "component", 16, is_entry=False),
        Field("Tên chỉ tiêu", "indicator_name", 46, is_entry=False, wrap=True),
        Field("Mức quy định", "level", 22, is_entry=False, wrap=True),
        Field("Đơn vị tính", "unit", 13, is_entry=False, wrap=True),
        Field("Tử số", "numerator", 12),
        Field("Mẫu số", "denominator", 12),
        Field("Đạt / Chưa đạt", "assessed", 14),
        Field("Cơ quan đánh giá", "assessed_by", 18),
        Field("Xã tự đánh giá", "self_assessment", 14),
        _STATUS,
        _ORIGIN,
        _EVIDENCE,
        _NOTE,
    ),
    needed=("indicator",),
    essential=("component", "numerator", "denominator", "assessed"),
)

MEASURES = Sheet(
    "Số liệu khác",
    "Số liệu nền và số liệu để theo dõi kết luận hội nghị. Chưa có số liệu thì để trống.",
    (
        Field("Mã số liệu", "indicator", 30, is_entry=False),
        Field("Tên số liệu", "indicator_name", 46, is_entry=False, wrap=True),
        Field("Đơn vị tính", "unit", 13, is_entry=False),
        Field("Tử số", "numerator", 12),
        Field("Mẫu số", "denominator", 12),
        _STATUS,
        _ORIGIN,
        _EVIDENCE,
        _NOTE,
    ),
    needed=("indicator",),
)

FOLLOW_UP = Sheet(
    "Thực hiện kết luận",
    "Từng nội dung kết luận hội nghị: đã hoàn thành, đang thực hiện hay chưa thực hiện, số liệu và minh chứng.",
    (
        Field("Mục", "item", 7, is_entry=False),
        Field("Nội dung kết luận", "summary", 50, is_entry=False, wrap=True),
        Field("Mã xã", "unit_id", 14, is_entry=False),
        Field("Kết quả", "state", 16),
        Field("Số liệu", "figure", 10),
        _CRITERIA_MET,
        _CRITERIA_TOTAL,
        _DOSSIER,
        _AS_OF,
        _ORIGIN,
        _EVIDENCE,
        _NOTE,
    ),
    needed=("item",),
)

VILLAGES = Sheet(
    "Thôn",
    "Các thôn phấn đấu đạt chuẩn thôn NTM kiểu mẫu.",
    (
        Field("Tên thôn", "village", 20),
        Field("Danh hiệu phấn đấu", "tier", 22),
        _CRITERIA_MET,
        _CRITERIA_TOTAL,
        _DOSSIER,
        _AS_OF,
        _ORIGIN,
        _NOTE,
    ),
    needed=("village", "tier"),
    spare_rows=12,
)

DOSSIERS = Sheet(
    "Hồ sơ",
    "Danh hiệu xã đang đề nghị công nhận và hồ sơ đang ở bước nào. Tách khỏi số tiêu chí đạt và quyết định công nhận.",
    (
        Field("Danh hiệu", "tier", 22),
        _DOSSIER,
        _AS_OF,
        _ORIGIN,
        _NOTE,
    ),
    needed=("tier",),
    spare_rows=3,
)

NOTES = Sheet(
    "Ý kiến",
    "Viết ngắn gọn, mỗi ý một dòng.",
    (
        Field("Đề mục", "heading", 34, is_entry=False),
        Field("Nội dung", "text", 90, wrap=True),
    ),
    needed=("heading", "text"),
    spare_rows=6,
)
NOTE_HEADINGS = ("Kết quả nổi bật", "Khó khăn, vướng mắc", "Kiến nghị, đề xuất")

COMMUNE_SHEETS = (INDICATORS, MEASURES, DOSSIERS, FOLLOW_UP, VILLAGES, NOTES)
DEPARTMENT_SHEETS = (FOLLOW_UP, NOTES)

# What people choose in the form, and the value it becomes.
ASSESSED_WORDS = {"Đạt": "met", "Chưa đạt": "not_met", "Cơ bản đạt": "basically_met", "Không áp dụng": "not_applicable"}
STATUS_WORDS = {"Ước": "ước", "Chính thức": "chính thức", "Thẩm tra": "thẩm tra"}
ORIGIN_WORDS = {"Công bố": "published", "Minh họa": "illustrative", "Báo cáo": "reported"}
STATE_WORDS = {"Hoàn thành": "hoàn thành", "Đang thực hiện": "đang thực hiện", "Chưa thực hiện": "chưa thực hiện"}
DOSSIER_WORDS = {
    "Chưa đạt": "chưa đạt",
    "Cơ bản đạt": "cơ bản đạt",
    "Xã tự đánh giá đạt": "xã tự đánh giá đạt",
    "Huyện thẩm tra đạt": "huyện thẩm tra đạt",
    "Tỉnh công nhận": "tỉnh công nhận",
}
CHOICES: dict[str, dict[str, str]] = {
    "assessed": ASSESSED_WORDS,
    "self_assessment": ASSESSED_WORDS,
    "status": STATUS_WORDS,
    "origin": ORIGIN_WORDS,
    "state": STATE_WORDS,
    "dossier_state": DOSSIER_WORDS,
}
NUMBER_FIELDS = frozenset({"numerator", "denominator", "figure", "criteria_met", "criteria_total"})
DATE_FIELDS = frozenset({"as_of"})
