"""The sheets of thiet-lap.xlsx, stated once: which file each shows, its columns, what may stand in them. Written from here, read back by it.

A column's `name` is that of the CSV file, or the key of the TOML file. What is stored and what is shown may differ ("true", "có"); both
ways go through `ntm_lib.setup.values`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from ntm_lib.reference.departments import TOPICS
from ntm_lib.reference.recognition import TIERS as RECOGNISED
from ntm_lib.reference.regions import REGIONS
from ntm_lib.reference.units import KINDS_OF_UNIT
from ntm_lib.schemas import CONCLUSION_KINDS
from ntm_lib.terms import TIERS

VERSION = "1"
FILE = "thiet-lap.xlsx"
FLAG = {"true": "có", "false": "không"}
MARKED = {"true": "có", "": "không"}  # of a flag that is no while it is empty
YES_NO = {"yes": "có", "no": "không"}
RULES = {"level": "theo mức", "answer": "có hay không", "assessed": "theo đánh giá"}
VALUE_TYPES = {
    "percent": "tỷ lệ %", "number": "số đếm", "money": "tiền một người", "growth": "mức tăng %", "boolean": "có hay không", "text": "chữ",
}  # fmt: skip
KINDS = dict(
    zip(
        CONCLUSION_KINDS,
        ("nhiệm vụ", "giữ tiêu chí", "danh hiệu của xã", "danh hiệu của thôn", "đạt tiêu chí", "con số"),
        strict=True,
    )
)
COMPARATORS = {
    ">=": "≥", "<=": "≤", "==": "=", "increase": "tăng", "decrease": "giảm", "keep": "giữ", "reach": "đạt", "progress": "phấn đấu", "build": "xây dựng", "done": "xong",
}  # fmt: skip
LEVEL_COMPARATORS = {name: COMPARATORS[name] for name in (">=", "<=", "==")}
BREAKS = {"poverty-line": "chuẩn nghèo", "boundary": "địa giới", "set": "bộ tiêu chí", "method": "cách tính"}
UNITS, AGENCIES, SETS, PERIODS, FIGURES = "units", "agencies", "sets", "periods", "measures"
NAMES_OF = (UNITS, AGENCIES, SETS, PERIODS, FIGURES)  # what `names_of` a column may be


@dataclass(frozen=True)
class Column:
    """One column: its heading, the name in the file, its width in characters, and what may stand in it.

    `kind` is text, code (a text that names something), id (one that names files, too), number, count, year, date, day (names a notice) or flag; `words` are the texts it may have and how they are shown;
    `names_of` says that it holds ids of units, agencies, sets, periods or measures, shown with their names, if `is_free` other texts too; `is_list` that it holds several,
    joined by ";". A `is_key` column tells its row from others; it and a `is_lasting` one can't be changed once forms or tables that came in use the row;
    `is_needed` may not be empty; `is_wanted` is marked while it is.
    """

    heading: str
    name: str
    width: int = 14
    kind: str = "text"
    words: Mapping[str, str] = field(default_factory=dict)
    names_of: str = ""
    is_free: bool = False
    is_list: bool = False
    is_key: bool = False
    is_lasting: bool = False
    is_needed: bool = False
    is_wanted: bool = False
    hint: str = ""


@dataclass(frozen=True)
class SettingSheet:
    """One sheet: its title, what it is for, the file it shows, its columns.

    `path` is relative to the workbook's folder; a `{}` in it stands for the text of the column `file_column`: one sheet shows several
    files of one kind. `key` are the columns that tell a row. Rows may be written in which only the
    columns `offered` hold something: they wait to be filled in, and say nothing until they are.
    """

    title: str
    intro: str
    path: str
    columns: tuple[Column, ...]
    file_column: str = ""
    spare: int = 12
    offered: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        return tuple(c.name for c in self.columns if c.is_key)

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)


_REFERENCE = "data/reference/"
_SETTINGS = "data/workbook.toml"
_SOURCE = Column("Nguồn", "source", 40, is_wanted=True, hint="Văn bản: số, ngày, nơi đăng.")
_NOTE = Column("Ghi chú", "note", 30)
_SET = Column("Bộ tiêu chí", "criteria_set", 24, "code", names_of=SETS, is_key=True, is_needed=True)
_INDICATOR = Column(
    "Mã chỉ tiêu", "indicator", 9, "code", is_key=True, is_needed=True, hint="Ví dụ 17.1; 17.1 khác 17.10."
)
_COMPONENT = Column(
    "Thành phần", "component", 16, "code", is_key=True, hint="Chỉ ghi khi chỉ tiêu có nhiều mức, ví dụ 17.1."
)
_UNIT = Column("Xã", "unit_id", 28, "code", names_of=UNITS, is_key=True, is_needed=True)
_FROM_YEAR = Column("Từ năm", "from_year", 8, "year", is_key=True)
_TO_YEAR = Column("Đến năm", "to_year", 8, "year")
_FROM_DAY = Column("Từ ngày", "valid_from", 12, "date", is_key=True)
_TO_DAY = Column("Đến hết ngày", "valid_to", 12, "date")

PLACES = SettingSheet(
    "Nơi",
    "Nơi mà sổ được lập cho, mỗi thời kỳ một dòng; thời kỳ đầu để trống “Từ ngày”. Xã nào thuộc nơi nào: ghi ở trang “Xã”.",
    _SETTINGS,
    (
        Column("Mã nơi", "id", 16, "id", is_key=True, hint="Chỉ cần khi sổ có nhiều nơi: chữ thường không dấu, gạch nối."),
        Column("Từ ngày", "from", 12, "date", is_key=True),
        Column("Tên", "name", 28, is_needed=True, hint="Có loại đứng trước: huyện Nam Đông, thành phố Huế."),
        Column("Cấp", "tier", 10, words={t: t for t in TIERS}, is_needed=True, hint="huyện: cả thị xã, thành phố thuộc tỉnh; tỉnh: cả thành phố trực thuộc trung ương."),
        Column("Thuộc tỉnh", "parent", 26, hint="Tên tỉnh, khi cấp là huyện."),
        Column("Cơ quan lập báo cáo", "office", 50, is_needed=True),
        Column("Vùng", "region", 26, words=dict(REGIONS), is_wanted=True, hint="Vùng của quyết định, chọn mức theo vùng. Các xã thuộc nhiều vùng thì ghi ở trang “Xã”."),
        Column("Tên trong bảng của tỉnh", "province_row", 20, hint="Tên của nơi ở trang “Tiến độ của tỉnh”."),
    ),
    spare=6,
)  # fmt: skip

SEASONS = SettingSheet(
    "Kỳ",
    "Các kỳ báo cáo, mỗi kỳ một dòng. Kỳ đang làm: ghi “có” ở cột đầu của đúng một dòng.",
    _SETTINGS,
    (
        Column("Kỳ đang làm", "is_current", 9, "flag", words=MARKED),
        Column("Tên kỳ", "name", 11, "code", is_key=True, is_needed=True, hint="2021; giữa năm: 2021-06. Đặt tên thư mục của biểu."),
        Column("Năm", "year", 7, "year", is_needed=True, hint="Năm chọn mức của bộ tiêu chí."),
        Column("Bộ tiêu chí", "criteria_set", 26, "code", names_of=SETS, is_lasting=True, is_needed=True),
        Column("Ngày chốt số liệu", "cut_off", 13, "date", is_needed=True),
        Column("Ngày hội nghị", "conference", 13, "date", is_wanted=True),
        Column("So với kỳ", "compare_with", 11, "code", hint="Tên một kỳ trước; để trống nếu không có."),
        Column("Kết luận theo dõi", "conclusions", 18, "day", hint="Tên ở cột “Thông báo” của trang “Kết luận”, ví dụ 2020-12-24."),
        Column("Năm đích", "target_year", 9, "year", hint="Đến hết năm nào thì phải đạt các mức còn thiếu; để trống: năm sau."),
        Column("Ngày chốt là minh họa", "cut_off_illustrative", 11, "flag", words=MARKED),
        Column("Ngày hội nghị là minh họa", "conference_illustrative", 11, "flag", words=MARKED),
    ),
    spare=6,
)  # fmt: skip

COMMUNES = SettingSheet(
    "Xã",
    "Mọi đơn vị đã hoặc đang thuộc nơi. Đơn vị đã sáp nhập ghi “Đến hết ngày” và “Nhập vào”; đơn vị mới là một dòng mới với mã mới.",
    f"{_REFERENCE}units.csv",
    (
        Column("Mã xã", "unit_id", 20, "id", is_key=True, is_needed=True, hint="Chữ thường không dấu, gạch nối; không bao giờ đổi hay dùng lại."),
        Column("Tên", "name", 20, is_needed=True),
        Column("Loại", "kind", 11, words={k: k for k in KINDS_OF_UNIT}, is_needed=True),
        Column("Thuộc nơi", "periods", 26, "code", names_of=PERIODS, is_list=True, hint="Trống: không thuộc nơi nào của sổ (đơn vị cũ, hay chỉ để tra)."),
        Column("Mã hành chính", "code", 10, "code"),
        Column("Từ ngày", "valid_from", 12, "date"),
        _TO_DAY,
        Column("Nhập vào", "successor", 28, "code", names_of=UNITS, is_list=True),
        Column("Vùng", "region", 24, words=dict(REGIONS)),
        Column("Dân số", "population", 10, "count", is_wanted=True),
        Column("Số hộ", "households", 9, "count", is_wanted=True),
        Column("Năm của dân số", "census_year", 9, "year"),
        Column("Diện tích, km²", "area_km2", 10, "number"),
        Column("Vĩ độ", "lat", 11, "number"),
        Column("Kinh độ", "lon", 11, "number"),
        _NOTE,
        _SOURCE,
    ),
)  # fmt: skip

PARENTS = SettingSheet(
    "Xã thuộc đâu",
    "Huyện, tỉnh mà xã thuộc về trong từng thời gian: để nói đúng tên của lúc ấy.",
    f"{_REFERENCE}unit-parents.csv",
    (_UNIT, Column("Thuộc", "parent", 44, is_needed=True), _FROM_DAY, _TO_DAY, _SOURCE),
)

GROUPS = SettingSheet(
    "Nhóm xã",
    "Nhóm của từng xã theo quyết định của tỉnh, với bộ tiêu chí có chia nhóm (2026–2030).",
    f"{_REFERENCE}commune-groups.csv",
    (_UNIT, Column("Nhóm", "group", 8, "code", is_needed=True), _FROM_YEAR, _TO_YEAR, _SOURCE),
)

AGENCIES_SHEET = SettingSheet(
    "Cơ quan",
    "Các phòng, sở, ngành chủ trì chỉ tiêu hoặc được giao kết luận. Cơ quan đổi tên, lập mới là một dòng mới với mã mới.",
    f"{_REFERENCE}departments.csv",
    (
        Column("Mã cơ quan", "department_id", 22, "code", is_key=True, is_needed=True),
        Column("Tên", "name", 48, is_needed=True),
        Column("Tên ngắn", "short_name", 28, is_needed=True),
        Column("Có trang riêng", "has_report", 10, "flag", words=FLAG),
        Column("Phần thêm", "topics", 18, words={TOPICS[0]: "điều phối", TOPICS[1]: "nguồn lực", ";".join(TOPICS): "điều phối; nguồn lực"}),
        Column("Từ ngày", "valid_from", 12, "date"),
        _TO_DAY,
        Column("Cơ quan kế tục", "successor", 28, "code", names_of=AGENCIES),
    ),
)  # fmt: skip

SETS_SHEET = SettingSheet(
    "Bộ tiêu chí",
    "Các bộ tiêu chí mà sổ biết. Bộ mới: thêm một dòng, rồi thêm chỉ tiêu ở trang “Chỉ tiêu”, hoặc dán phụ lục vào trang “Dán phụ lục”.",
    f"{_REFERENCE}criteria/sets.toml",
    (
        Column("Mã bộ", "set_id", 28, "id", is_key=True, is_needed=True),
        Column("Tên", "name", 50, is_needed=True),
        Column("Quyết định", "decision", 32, is_needed=True),
        Column("Danh hiệu", "tier", 16, is_needed=True, hint=f"Ví dụ: {', '.join(RECOGNISED)}."),
        Column("Số tiêu chí", "criteria_total", 9, "count", is_needed=True),
        Column("Đã đủ chỉ tiêu", "complete", 10, "flag", words=FLAG, is_needed=True),
        Column("Số chỉ tiêu của quyết định", "indicators_total", 12, "count"),
        Column("Nhóm xã", "groups", 12, "code", is_list=True, hint="Ví dụ 1; 2; 3, khi bộ có mức riêng theo nhóm xã."),
        Column("Các nhóm số tiêu chí", "bands", 30, "code", is_list=True, is_needed=True, hint="Từ cao xuống thấp, đủ từ 0 đến số tiêu chí: 19; 15–18; 10–14; 5–9; 0–4."),
    ),
    spare=4,
)  # fmt: skip

INDICATORS = SettingSheet(
    "Chỉ tiêu",
    "Chỉ tiêu của các bộ, mỗi chỉ tiêu (hay thành phần của nó) một dòng. Mức bằng số ghi ở trang “Mức”.",
    f"{_REFERENCE}criteria/{{}}.csv",
    (
        Column("Bộ tiêu chí", "criteria_set", 24, "code", names_of=SETS, is_key=True, is_needed=True),
        Column("Số tiêu chí", "criterion_no", 8, "code", is_needed=True),
        Column("Tên tiêu chí", "criterion_name", 24, is_needed=True),
        _INDICATOR,
        _COMPONENT,
        Column("Tên chỉ tiêu", "indicator_name", 52, is_needed=True),
        Column("Tên thành phần", "component_name", 24),
        Column("Loại số liệu", "value_type", 13, words=VALUE_TYPES, is_needed=True),
        Column("Cách xét", "rule", 13, words=RULES, is_needed=True, hint="theo mức: so với số ở trang “Mức”; có hay không, theo đánh giá: lấy chữ Đạt, Chưa đạt của biểu."),
        Column("Đơn vị tính", "unit", 12),
        Column("Chữ của quyết định", "target_text", 22),
        Column("Có thể không áp dụng", "may_not_apply", 10, "flag", words=FLAG, is_needed=True),
        Column("Văn phòng quyết định xã nào phải đạt", "binds", 13, words={"office": "có"}),
        Column("Cho nhóm xã", "groups", 10, "code", is_list=True),
        Column("Tử số là", "numerator_name", 30),
        Column("Mẫu số là", "denominator_name", 30),
        Column("Đơn vị đếm", "count_unit", 10),
        Column("Đếm chẵn", "is_whole", 8, "flag", words=FLAG),
        _NOTE,
        _SOURCE,
        Column("Có nguồn thứ cấp", "confirmed", 10, "flag", words=FLAG, is_needed=True),
        Column("Ai đối chiếu, ngày", "checked_by", 22, is_wanted=True),
    ),
    file_column="criteria_set",
)  # fmt: skip

LEVELS = SettingSheet(
    "Mức",
    "Mức bằng số mà chỉ tiêu được so với. Phạm vi để trống là mọi nơi; dòng hẹp hơn quyết định. Mức của nơi mình đứng đầu. Cả phụ lục của tỉnh thì dán vào trang “Dán phụ lục”.",
    f"{_REFERENCE}levels.csv",
    (
        _SET,
        _INDICATOR,
        _COMPONENT,
        Column("Tỉnh", "province", 20, is_key=True, hint="Tên tỉnh đã đặt mức; trống: mức của trung ương."),
        Column("Nhóm", "group", 8, "code", is_key=True),
        Column("Vùng", "region", 24, words=dict(REGIONS), is_key=True),
        _FROM_YEAR,
        _TO_YEAR,
        Column("So sánh", "comparator", 8, words=LEVEL_COMPARATORS, is_needed=True),
        Column("Mức", "target", 10, "number", is_needed=True),
        _SOURCE,
        Column("Có nguồn thứ cấp", "confirmed", 10, "flag", words=FLAG, is_needed=True),
        Column("Ai đối chiếu, ngày", "checked_by", 22, is_wanted=True),
        _NOTE,
    ),
    spare=40,
)  # fmt: skip

LEADS = SettingSheet(
    "Chủ trì",
    "Cơ quan chủ trì từng chỉ tiêu, theo văn bản phân công: chọn ở cột “Cơ quan”. Nhiều cơ quan cùng chủ trì thì thêm dòng ở cuối.",
    f"{_REFERENCE}indicator-leads.csv",
    (
        _SET,
        _INDICATOR,
        Column("Cơ quan", "department_id", 34, "code", names_of=AGENCIES, is_key=True, is_needed=True),
        Column("Căn cứ", "basis", 44, is_wanted=True, hint="Văn bản; chưa có thì ghi: thông lệ, chờ xác nhận."),
    ),
    offered=("criteria_set", "indicator"),
)

BINDING = SettingSheet(
    "Chỉ tiêu buộc xã",
    "Chỉ tiêu do văn phòng quyết định xã nào phải đạt: một xã, một nhóm, hay mọi xã (để trống cả hai).",
    f"{_REFERENCE}binding-indicators.csv",
    (
        _SET,
        _INDICATOR,
        Column("Nhóm", "group", 8, "code", is_key=True),
        Column("Xã", "unit_id", 28, "code", names_of=UNITS, is_key=True),
        _SOURCE,
    ),
)

RECOGNITION = SettingSheet(
    "Công nhận",
    "Quyết định công nhận. Năm của chuẩn khác ngày ký; chưa rõ ngày ký thì ghi khoảng: sau ngày, muộn nhất ngày.",
    f"{_REFERENCE}recognition.csv",
    (
        _UNIT,
        Column("Danh hiệu", "tier", 18, words={t: t for t in RECOGNISED}, is_key=True, is_needed=True),
        Column("Đạt chuẩn năm", "standard_year", 9, "code"),
        Column("Số quyết định", "decision_no", 20, is_wanted=True),
        Column("Ngày ký", "decision_date", 12, "date", is_wanted=True),
        Column("Ký sau ngày", "signed_after", 12, "date"),
        Column("Ký muộn nhất ngày", "signed_by", 12, "date"),
        _NOTE,
        _SOURCE,
    ),
)

CONCLUSIONS = SettingSheet(
    "Kết luận",
    "Kết luận hội nghị, mỗi nội dung một dòng. Thông báo mới: ghi ngày của nó (2020-12-24) ở cột đầu, và ghi ngày ấy vào trang “Kỳ” cho kỳ theo dõi.",
    "{data}/conclusions/{}.csv",
    (
        Column("Thông báo", "conclusions", 13, "day", is_key=True, is_needed=True, hint="Ngày của thông báo, ví dụ 2020-12-24; sổ có nhiều nơi thì ghi mã nơi trước: nam-dong/2020-12-24."),
        Column("Mục", "item", 7, "code", is_key=True, is_needed=True),
        Column("Điểm của thông báo", "notice_point", 9, "code"),
        Column("Chủ trì", "lead", 30, "code", names_of=AGENCIES, is_list=True, is_wanted=True),
        Column("Phối hợp", "supports", 30, "code", names_of=AGENCIES, is_list=True),
        Column("Xã", "communes", 36, "code", names_of=UNITS, is_list=True),
        Column("Xã trọng tâm", "focus_communes", 30, "code", names_of=UNITS, is_list=True),
        Column("Bộ tiêu chí", "criteria_set", 20, "code", names_of=SETS),
        Column("Số tiêu chí", "criterion_no", 10, "code", is_list=True),
        Column("Mã chỉ tiêu", "indicator", 9, "code"),
        Column("Loại", "kind", 16, words=KINDS, is_needed=True),
        Column("Số liệu", "measure", 34, "code", names_of=FIGURES, is_free=True, hint="Loại con số: chọn trong danh sách (trang “Số liệu khác”). Danh hiệu của thôn: tên thôn. Loại khác: để trống."),
        Column("So sánh", "comparator", 10, words=COMPARATORS, hint="Con số: ≥, ≤, =, tăng, giảm. Danh hiệu: đạt, phấn đấu. Danh hiệu của thôn: đạt, xây dựng. Nhiệm vụ: xong. Giữ tiêu chí: giữ."),
        Column("Mức giao", "target", 12, hint="Loại con số: số. Danh hiệu: tên danh hiệu, ví dụ NTM nâng cao. Loại khác: để trống."),
        Column("Mức theo cách tính mới", "new_rule", 9, words=YES_NO),
        Column("Hạn, năm", "deadline_year", 8, "year"),
        Column("Thông báo ghi hạn", "deadline_stated", 9, words=YES_NO),
        Column("Trùng mục", "same_as", 8, "code"),
        Column("Liên quan mục", "related_to", 10, "code", is_list=True),
        Column("Nội dung", "summary", 60, is_needed=True),
        Column("Lời của thông báo", "quote", 60, hint="Chép nguyên văn phần thông báo nói về nội dung này; để trống thì trang dùng cột “Nội dung”."),
        _NOTE,
    ),
    file_column="conclusions",
    spare=40,
)  # fmt: skip

COUNTS = SettingSheet(
    "Số công bố",
    "Số tiêu chí đạt của xã mà văn bản công bố, để so với số tính được.",
    f"{_REFERENCE}published-counts.csv",
    (
        _UNIT,
        Column("Năm", "year", 7, "year", is_key=True, is_needed=True),
        _SET,
        Column("Số tiêu chí đạt", "criteria_met", 10, "count", is_needed=True),
        Column("Căn cứ", "basis", 16),
        _SOURCE,
        _NOTE,
    ),
)

PLACE_FIGURES = SettingSheet(
    "Số công bố của nơi",
    "Số liệu của cả nơi đã công bố, ví dụ thu nhập, tỷ lệ hộ nghèo.",
    f"{_REFERENCE}published-district.csv",
    (
        Column("Năm", "year", 7, "year", is_key=True, is_needed=True),
        Column("Số liệu", "measure", 34, "code", names_of=FIGURES, is_key=True, is_needed=True),
        Column("Giá trị", "value", 12, "number", is_needed=True),
        _SOURCE,
    ),
)

PROVINCE = SettingSheet(
    "Tiến độ của tỉnh",
    "Bảng của tỉnh theo huyện, để đặt nơi mình cạnh nơi khác.",
    f"{_REFERENCE}province-progress.csv",
    (
        Column("Đến ngày", "as_of", 12, "date", is_key=True, is_needed=True),
        Column("Nơi", "unit_name", 22, is_key=True, is_needed=True),
        Column("Tổng số tiêu chí đạt", "criteria_met_total", 11, "count", is_needed=True),
        Column("Số xã", "commune_count", 8, "count", is_needed=True),
        Column("Số xã đạt chuẩn", "standard_count", 9, "count", is_needed=True),
        Column("Tỷ lệ, %", "standard_pct", 9, "number"),
        Column("Tiêu chí bình quân", "criteria_mean", 10, "number"),
        _SOURCE,
    ),
)

MEASURES = SettingSheet(
    "Số liệu khác",
    "Số liệu nền và số liệu mà kết luận nói tới; biểu hỏi những số liệu không phải là chỉ tiêu của bộ.",
    f"{_REFERENCE}measures.csv",
    (
        Column("Mã số liệu", "measure", 30, "code", is_key=True, is_needed=True),
        Column("Bộ tiêu chí", "criteria_set", 20, "code", names_of=SETS, is_key=True),
        Column("Tên", "name", 34, is_needed=True),
        Column("Là chỉ tiêu", "indicator", 9, "code"),
        Column("Thành phần", "component", 14, "code"),
        Column("Loại số liệu", "value_type", 13, words=VALUE_TYPES, is_needed=True),
        Column("Đơn vị tính", "unit", 12),
        Column("Tử số là", "numerator_name", 28),
        Column("Mẫu số là", "denominator_name", 28),
        Column("Đơn vị đếm", "count_unit", 10),
        Column("Đếm lại mỗi năm", "is_yearly", 9, "flag", words=FLAG),
        Column("Câu đề xuất", "proposal", 28, hint="Ví dụ: Xóa {count} nhà tạm."),
        Column("Số lẻ khi nêu", "quoted_decimals", 8, "count"),
        Column("Hết thì không còn", "none_left", 14),
        Column("Nhận xét kèm", "remark", 26),
        Column("Chiều tốt", "comparator", 8, words=LEVEL_COMPARATORS),
    ),
)  # fmt: skip

KEY_MEASURES = SettingSheet(
    "Số liệu so sánh",
    "Số liệu đặt các xã cạnh nhau, theo thứ tự dòng.",
    f"{_REFERENCE}key-measures.csv",
    (
        _SET,
        _INDICATOR,
        _COMPONENT,
        Column("Tên", "name", 34, is_needed=True),
        Column("Vẽ qua các năm", "is_trajectory", 9, "flag", words=FLAG),
        Column("Động từ", "verb", 12, hint="Khi không phải tăng hay giảm, ví dụ xóa."),
    ),
)

RELATIONS = SettingSheet(
    "Quan hệ số liệu",
    "Số này là một phần của số kia, hay số cuối kỳ bằng số đầu kỳ cộng, trừ: để kiểm tra biểu.",
    f"{_REFERENCE}relations.csv",
    (
        _SET,
        Column("Loại", "kind", 14, words={"part": "một phần", "stock": "đầu kỳ, cuối kỳ"}, is_key=True, is_needed=True),
        Column("Số liệu", "whole", 26, "code", is_key=True, is_needed=True),
        Column("Phần", "part", 22, "code", is_key=True),
        Column("Cộng", "plus", 26, "code"),
        Column("Trừ", "minus", 26, "code"),
        _NOTE,
    ),
)

RESOURCES = SettingSheet(
    "Nguồn lực",
    "Các nguồn tiền, công, đất mà biểu hỏi.",
    f"{_REFERENCE}resources.csv",
    (
        Column("Mã nguồn", "resource", 20, "code", is_key=True, is_needed=True),
        Column("Tên", "name", 44, is_needed=True),
        Column("Đơn vị tính", "unit", 14, is_needed=True),
        Column("Chỉ ở cấp", "tier", 10, words={t: t for t in TIERS}),
    ),
)

BREAKS_SHEET = SettingSheet(
    "Mốc thay đổi",
    "Ngày mà từ đó con số không còn so được với trước: chuẩn nghèo mới, bộ tiêu chí mới.",
    f"{_REFERENCE}breaks.csv",
    (
        Column("Từ ngày", "date", 12, "date", is_key=True, is_needed=True),
        Column("Chỉ tiêu hoặc số liệu", "indicator_or_measure", 30, "code", is_key=True),
        Column("Loại", "kind", 16, words=BREAKS, is_needed=True),
        Column("Nội dung", "text", 50, is_needed=True),
        _SOURCE,
        _NOTE,
    ),
)

VILLAGES = SettingSheet(
    "Thôn",
    "Thôn lập mới, hết, đổi tên. Không cần ghi mọi thôn.",
    f"{_REFERENCE}villages.csv",
    (
        _UNIT,
        Column("Thôn", "village", 22, is_key=True, is_needed=True),
        Column("Từ ngày", "valid_from", 12, "date"),
        _TO_DAY,
        Column("Tên mới, nhập vào", "successor", 26),
        _SOURCE,
    ),
)

ASSUMPTIONS = SettingSheet(
    "Giả định",
    "Những điều được giả định khi nguồn không nói; in ở trang phương pháp.",
    f"{_REFERENCE}assumptions.csv",
    (Column("Số", "id", 6, "code", is_key=True, is_needed=True), Column("Giả định", "text", 110, is_needed=True)),
)

ABBREVIATIONS = SettingSheet(
    "Chữ viết tắt",
    "Chữ viết tắt được dùng trên trang.",
    f"{_REFERENCE}abbreviations.csv",
    (Column("Viết tắt", "short", 12, is_key=True, is_needed=True), Column("Đầy đủ", "full", 60, is_needed=True)),
)

SHEET_GROUPS = {  # by when an office needs them, in the order of the tabs
    "Làm trước": (PLACES, SEASONS, COMMUNES, AGENCIES_SHEET, LEADS, LEVELS),
    "Khi có văn bản": (RECOGNITION, CONCLUSIONS, GROUPS, BINDING, VILLAGES, COUNTS, PLACE_FIGURES, PROVINCE),
    "Ít khi phải sửa": (
        SETS_SHEET, INDICATORS, PARENTS, KEY_MEASURES, MEASURES, RELATIONS, RESOURCES, BREAKS_SHEET, ASSUMPTIONS, ABBREVIATIONS,
    ),
}  # fmt: skip
SHEETS = tuple(sheet for sheets in SHEET_GROUPS.values() for sheet in sheets)
