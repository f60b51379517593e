"""The form's layout, stated once: the writer lays it out, the reader finds it again by its headings."""

from dataclasses import dataclass, replace

from ntm_lib.terms import AGENCY_FORMS, APPRAISED, APPRAISED_WORDS, Terms
from ntm_lib.text import sentence_case

FORM_VERSION = "3"


@dataclass(frozen=True)
class Field:
    """One column of a sheet: the heading people see, the field it becomes, its width in characters."""

    heading: str
    name: str
    width: int
    is_entry: bool = True  # filled in by the commune; False for what the office prints
    wrap: bool = False
    is_hidden: bool = False  # for the program only: a code that says nothing to the person who fills in the form
    since: int = 1  # the version of the form that first has it

    def is_in(self, version: str) -> bool:
        """Return whether a form that states `version` was sent out with the column; False where it states none."""
        return self.since == 1 or (version.isdecimal() and int(version) >= self.since)


@dataclass(frozen=True)
class Sheet:
    """One sheet with a table; `needed` are the fields without which a row means nothing.

    Without the columns of `needed` and `essential` the sheet can't be used; any other column may be absent.
    A row is traced to the cell of `traced`, without one to that of the last of `needed`.
    `spare_rows` are empty rows below the printed ones in which the commune may add lines of its own. The first `frozen` columns,
    which say what a row is about, stay in view.
    """

    title: str
    intro: str
    fields: tuple[Field, ...]
    needed: tuple[str, ...]
    spare_rows: int = 0
    essential: tuple[str, ...] = ()
    frozen: int = 1
    traced: str = ""

    def field(self, name: str) -> Field:
        return next(f for f in self.fields if f.name == name)


IDENTITY_SHEET = "Thông tin"
IDENTITY = {
    "form": "Loại biểu",
    "form_version": "Phiên bản biểu",
    "respondent": "Mã đơn vị",
    "unit_name": "Tên đơn vị",
    "unit_code": "Mã hành chính",
    "season": "Kỳ báo cáo",
    "criteria_set": "Bộ tiêu chí",
    "cut_off": "Ngày chốt số liệu",
    "data_origin": "Nguồn gốc số liệu",
    "attempt": "Lần nộp",
    "compiled_by": "Người lập biểu",
}
# Filled in by the respondent; the rest is printed. Of two forms of one unit the one with the higher "Lần nộp" counts.
IDENTITY_ENTRIES = ("attempt", "compiled_by")
COMMUNE_FORM = "Biểu của xã"
DEPARTMENT_FORMS = AGENCY_FORMS  # by tier

_STATUS = Field("Trạng thái số liệu", "status", 10)
_ORIGIN = Field("Nguồn gốc", "origin", 9)
_EVIDENCE = Field("Minh chứng", "evidence", 12, wrap=True)
_NOTE = Field("Ghi chú", "note", 13, wrap=True)
_WIDE_NOTE = Field("Ghi chú", "note", 40, wrap=True)
_AS_OF = Field("Ngày", "as_of", 12)
_CRITERIA_MET = Field("Số tiêu chí đạt", "criteria_met", 10)
_CRITERIA_TOTAL = Field("Trên tổng số", "criteria_total", 10)
_DOSSIER = Field("Trạng thái hồ sơ", "dossier_state", 20)

INDICATORS = Sheet(
    "Chỉ tiêu",
    "Tỷ lệ: ghi tử số và mẫu số, cột Giá trị tự tính. Số đếm: ghi ở cột Giá trị. Có hay không: chọn Đạt hoặc Chưa đạt. Chưa có số liệu thì để trống, không ghi 0.",
    (
        Field("Mã chỉ tiêu", "indicator", 6, is_entry=False),
        Field("Thành phần", "component", 9, is_entry=False, wrap=True, is_hidden=True),
        Field("Tên chỉ tiêu", "indicator_name", 42, is_entry=False, wrap=True),
        Field("Mức quy định", "level", 9, is_entry=False, wrap=True),
        Field("Nguồn của mức", "level_source", 16, is_entry=False, wrap=True),
        Field("Đơn vị tính", "unit", 9, is_entry=False, wrap=True),
        Field("Kỳ trước", "last_value", 8, is_entry=False),
        Field("Tử số", "numerator", 11),
        Field("Mẫu số", "denominator", 11),
        Field("Giá trị", "value", 9),
        Field("Đạt / Chưa đạt", "assessed", 10),
        Field("Cơ quan đánh giá", "assessed_by", 14, wrap=True),
        Field("Xã tự đánh giá", "self_assessment", 10),
        _STATUS,
        _ORIGIN,
        _EVIDENCE,
        _NOTE,
    ),
    needed=("indicator",),
    essential=("component", "numerator", "denominator", "assessed"),
    frozen=3,
)

MEASURES = Sheet(
    "Số liệu khác",
    "Số liệu nền và số liệu để theo dõi kết luận hội nghị. Chưa có số liệu thì để trống, không ghi 0.",
    (
        Field("Mã số liệu", "indicator", 30, is_entry=False, is_hidden=True),
        Field("Tên số liệu", "indicator_name", 40, is_entry=False, wrap=True),
        Field("Đơn vị tính", "unit", 12, is_entry=False),
        Field("Kỳ trước", "last_value", 10, is_entry=False),
        Field("Tử số", "numerator", 10),
        Field("Mẫu số", "denominator", 10),
        Field("Giá trị", "value", 10),
        _STATUS,
        _ORIGIN,
        _EVIDENCE,
        _NOTE,
    ),
    needed=("indicator",),
    frozen=2,
)

FOLLOW_UP = Sheet(
    "Thực hiện kết luận",
    "Từng nội dung kết luận hội nghị: đã hoàn thành, đang thực hiện hay chưa thực hiện, số liệu và minh chứng.",
    (
        Field("Mục", "item", 7, is_entry=False),
        Field("Nội dung kết luận", "summary", 50, is_entry=False, wrap=True),
        Field("Mã xã", "unit_id", 14, is_entry=False, is_hidden=True),
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
    frozen=2,
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
        _WIDE_NOTE,
    ),
    needed=("village", "tier"),
    spare_rows=12,
    traced="village",
)

DOSSIERS = Sheet(
    "Hồ sơ",
    "Danh hiệu xã đang đề nghị công nhận và hồ sơ đang ở bước nào. Tách khỏi số tiêu chí đạt và quyết định công nhận.",
    (
        Field("Danh hiệu", "tier", 22),
        _DOSSIER,
        _AS_OF,
        _ORIGIN,
        _WIDE_NOTE,
    ),
    needed=("tier",),
    spare_rows=3,
    traced="dossier_state",
)

RESOURCES = Sheet(
    "Nguồn lực",
    "Nguồn lực xây dựng nông thôn mới trong năm, đến ngày chốt số liệu. Không có nguồn nào thì ghi 0; chưa biết thì để trống.",
    (
        Field("Mã nguồn", "resource", 13, is_entry=False, is_hidden=True),
        Field("Nguồn lực", "resource_name", 44, is_entry=False, wrap=True),
        Field("Đơn vị tính", "unit", 12, is_entry=False),
        Field("Kế hoạch năm", "planned", 14),
        Field("Đã huy động", "mobilised", 14),
        Field("Đã giải ngân", "disbursed", 14),
        _ORIGIN,
        _WIDE_NOTE,
    ),
    needed=("resource",),
    frozen=2,
)

DEBTS = Sheet(
    "Nợ đọng",
    "Nợ đọng xây dựng cơ bản, triệu đồng. Dòng đầu là tổng của xã (không có nợ thì ghi 0); các dòng sau là từng công trình còn nợ.",
    (
        Field("Công trình", "project", 44, wrap=True),
        Field("Nợ đầu năm", "debt_start", 13),
        Field("Phát sinh trong năm", "debt_new", 13),
        Field("Đã trả trong năm", "debt_paid", 13),
        Field("Còn nợ", "debt_now", 13),
        _ORIGIN,
        _WIDE_NOTE,
    ),
    needed=("project",),
    spare_rows=8,
)
DEBT_TOTAL = "Tổng nợ đọng xây dựng cơ bản"

NOTES = Sheet(
    "Ý kiến",
    "Viết ngắn gọn, mỗi ý một dòng. Kiến nghị, đề xuất: chọn tiêu chí liên quan và cơ quan được đề nghị; nhiều tiêu chí, nhiều cơ quan thì ghi cách nhau bằng dấu chấm phẩy.",
    (
        Field("Đề mục", "heading", 26, is_entry=False),
        Field("Nội dung", "text", 66, wrap=True),
        Field("Tiêu chí liên quan", "criteria", 22, wrap=True, since=3),
        Field("Cơ quan được đề nghị", "agencies", 30, wrap=True, since=3),
    ),
    needed=("heading", "text"),
    spare_rows=6,
)
OWN_NOTES = replace(NOTES, intro="Viết ngắn gọn, mỗi ý một dòng.", fields=NOTES.fields[:2])  # of an agency
REQUESTS = "Kiến nghị, đề xuất"  # what a commune asks for
NOTE_HEADINGS = ("Kết quả nổi bật", "Khó khăn, vướng mắc", REQUESTS)

PRINTED_TEXTS = (
    "indicator_name",
    "summary",
    "resource_name",
    "level",
)  # what the office printed beside codes, to be compared with what these mean now
COMMUNE_SHEETS = (INDICATORS, MEASURES, DOSSIERS, FOLLOW_UP, VILLAGES, RESOURCES, DEBTS, NOTES)
DEPARTMENT_SHEETS = (FOLLOW_UP, OWN_NOTES)

# What people choose in the form, and the value it becomes.
ASSESSED_WORDS = {"Đạt": "met", "Chưa đạt": "not_met", "Cơ bản đạt": "basically_met", "Không áp dụng": "not_applicable"}
STATUS_WORDS = {"Ước": "ước", "Chính thức": "chính thức", "Thẩm tra": "thẩm tra"}
ORIGIN_WORDS = {"Công bố": "published", "Minh họa": "illustrative", "Báo cáo": "reported"}
STATE_WORDS = {"Hoàn thành": "hoàn thành", "Đang thực hiện": "đang thực hiện", "Chưa thực hiện": "chưa thực hiện"}
DOSSIER_WORDS = {
    "Chưa đạt": "chưa đạt",
    "Cơ bản đạt": "cơ bản đạt",
    "Xã tự đánh giá đạt": "xã tự đánh giá đạt",
    "Thẩm tra đạt": APPRAISED,
    **{sentence_case(word): APPRAISED for word in APPRAISED_WORDS.values()},
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

# Read as a word of a list though it offers another: what the form's own line says (FOLLOW_UP), and how people say the same.
ALSO_READ = {"state": {"Đã hoàn thành": "hoàn thành"}, "dossier_state": {"Tỉnh đã công nhận": "tỉnh công nhận"}}

VILLAGE_TIERS = ("thôn NTM kiểu mẫu",)
LISTS_SHEET = "Danh mục"  # hidden: what the lists offer that are no CHOICES; a name may have commas, which a list in the cell can't have
# Offered in a list. Of tiers, only those of the list and of the season's conclusions are taken; another heading is taken too.
SUGGESTIONS: dict[tuple[str, str], tuple[str, ...]] = {
    (DOSSIERS.title, "tier"): ("NTM", "NTM nâng cao", "NTM kiểu mẫu"),
    (VILLAGES.title, "tier"): VILLAGE_TIERS,
    (NOTES.title, "heading"): NOTE_HEADINGS,
}
NUMBER_FIELDS = frozenset(
    {
        "numerator", "denominator", "value", "figure", "criteria_met", "criteria_total",
        "planned", "mobilised", "disbursed", "debt_start", "debt_new", "debt_paid", "debt_now",
    }
)  # fmt: skip
DATE_FIELDS = frozenset({"as_of"})
SEVERAL = frozenset({"criteria", "agencies"})  # more than one name may stand in a cell

# What the office writes into a copy that goes back (ntm_lib.intake.returned.returned_form): the reader takes none of it for the commune's.
RETURN_SHEET = "Cần sửa"
FOR_OFFICE = " Văn phòng: "  # begins what of a message is for the office alone; the copy that goes back ends before it
RETURN_COLUMNS = 6  # of that sheet; what stands to the right is the commune's
RETURN_PREFIXES = ("CẦN SỬA – ", "LƯU Ý – ")
COMMUNE_COMMENT = "\nChú thích của xã: "  # in such a comment, before the part that is the commune's own


def offered(field: str, terms: Terms) -> tuple[str, ...]:
    """Return the words that a form of this tier offers for `field`; any word of CHOICES is read in any form. Empty without a list."""
    own = sentence_case(APPRAISED_WORDS[terms.appraiser])
    return tuple(word for word in CHOICES.get(field, ()) if CHOICES[field][word] != APPRAISED or word == own)


def accepted(field: str) -> tuple[str, ...]:
    """Return the same for a message where the tier is not known."""
    of_tiers = {sentence_case(word) for word in APPRAISED_WORDS.values()}
    return tuple(word for word in CHOICES[field] if word not in of_tiers)
