"""What each column of a summary table is taken for, by the headings above it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ntm_lib.intake.summary.headings import is_district_heading, is_name_heading, is_number_heading, words
from ntm_lib.intake.summary.wanted import Wanted
from ntm_lib.text import clean, season_text, spelling_key

# What a column is taken for. LEFT: recognised, and left out for a reason; OPEN: it may be a result, by what stands in it
TT, NAME, DISTRICT, RESULT, COUNT, LISTED, MISSING, YEAR, REMARK, LEFT, OPEN = (
    "tt", "name", "district", "result", "count", "listed", "missing", "year", "remark", "left", "open",
)  # fmt: skip
KINDS = {
    TT: "số thứ tự",
    NAME: "tên xã",
    DISTRICT: "tên huyện",
    COUNT: "số tiêu chí đạt",
    LISTED: "tên các tiêu chí đạt",
    MISSING: "tên các tiêu chí chưa đạt",
    YEAR: "năm đạt",
    LEFT: "không dùng",
}

_NOT_ALL = "chỉ phần đạt thêm"
UNKNOWN_CODE = "không rõ là tiêu chí, chỉ tiêu nào"

PLAN = re.compile(
    r"\b(du kien|du bao|ke hoach|kh|phan dau|dang ky|muc tieu|lo trinh|dinh huong|kha nang|cam ket|de nghi|de xuat)\b"
)
_LAST_YEAR = re.compile(r"\b(cung ky|nam truoc)\b")
_PART_OF_YEAR = re.compile(r"\b([369] thang|(?<!tu )dau (nam|ky)|quy (i|ii|iii|[123]))\b")
_DAY = re.compile(r"\d{1,2}([/.-])(0?[1-9])\1 ?20\d\d|tháng 0?[1-9](?:[/.-]|,? năm )20\d\d")  # before October
_DECISION = re.compile(r"\b(qd|quyet dinh|nq|nghi quyet)\b")  # the year in it is its own
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_PROGRAMME = re.compile(r"(20\d\d)\s*[-–—]\s*(20\d\d)")
_TIER = re.compile(r"\b(ntm|nong thon moi|xa|chuan)( dat)? (nang cao|kieu mau|hien dai)\b|\bntm ?nc\b")
_HIGHER, _NTM = re.compile("nang cao|kieu mau|hien dai"), re.compile(r"\b(ntm|nong thon moi)\b")
_COUNT = re.compile(
    r"\b(tong so|tong cong|tong|cong|so|so luong) ?(cac )?(tieu chi|tc|chi tieu)\b|^(tong|cong|tong cong|tong so)$"
)
_OF_PARTS = re.compile(r"\bso (luong )?chi tieu (da |chua |khong )?(dat|hoan thanh)\b")
_NOT = re.compile(  # what says that something is lacking
    r"\b(chua|khong) (duoc )?(dat|hoan thanh|hoan thien|thuc hien|dam bao|bao dam|cong nhan|duy tri)\b|\b(rot|mat) chuan\b"
    r"|\bcon (thieu|no|lai|ton|phai|vuong|han che)\b|\bno (tc|tieu chi)\b|\b(vuong mac|han che|ton tai)\b|(?<!dac biet )\bkho khan\b"
    r"|\b(can|phai) (phai )?(dat|hoan thanh|hoan thien|thuc hien|khac phuc)\b|\b(tieu chi|tc) chua$"
)
_ADDED = re.compile(
    r"\b(dat|hoan thanh|tang) (them|moi)\b|\b(tang|them|phat sinh)\b|\btrong (nam|ky)\b"
)  # not all, but what came in the year
_LISTED = re.compile(
    r"\b(tieu chi|tc)( con)? ((da |chua |khong )?(dat|hoan thanh)|thieu)\b|\bcon (thieu|lai) (cac )?(tieu chi|tc)\b|^(tieu chi|tc) con (thieu|lai)$"
)
_NAMES = re.compile(r"\b(ten|cac|nhung|danh sach|cu the|chi tiet|noi dung)\b")
_TC, _STATE = re.compile(r"\b(tieu chi|tc)\b"), re.compile(r"\b(dat|hoan thanh|thieu)\b")
_YEAR_MET = re.compile(r"^nam (dat|duoc|hoan thanh|cong nhan)")
_NEUTRAL = re.compile(
    r"\b(ket qua|tu|danh gia|chung|(chua |khong )?(dat|hoan thanh)|muc do|hien trang|thuc hien|uoc|luy ke|den|het|cuoi|dau|trong|nam|thang|ngay|ca|cac|bo|"
    r"tieu chi|chi tieu|noi dung|giai doan|ntm|nong thon moi|nang cao|kieu mau|hien dai|xa|chuan|tinh|thoi diem|quy|d|k|kd|cd|x|i|ii|iii|\d+)\b"
)
_PREFIXED = re.compile(
    r"(?<!\w)(?:tiêu chí|tc|chỉ tiêu|ct|nội dung|nd)\s*(?:số|thứ)?\s*[:.]?\s*(\d{1,2}(?:[.,]\d{1,2})?)(?![\d.,]*\d)(?!\s*[/%])(?!\s*(?:[-–,]|đến|và)\s*\d{1,2}(?!\d))"
)
_IN_BRACKETS = re.compile(r"\((\d{1,2}\.\d{1,2})\)")
_BARE = re.compile(r"\(?(\d{1,2}(?:[.,]\d{1,2})?)[.)]*")
_NUMBERED = re.compile(r"(\d{1,2}[.,]\d{1,2})[\s.:)–-]+(\S.*)|(\d{1,2})\s*[.:)–-]\s*(\D.*)")
_BEFORE_NAME = re.compile(r"^(đạt\s+)?(tiêu chí|tc|chỉ tiêu|nội dung)\s*((số|thứ)\s+)?(\d[\d.]*)?\s*[:.–-]?\s*(về\s+)?")
_IN_FRONT = re.compile(r"^(\d{1,2}(?:[.,]\d{1,2})?)[\s.:)–-]+(?=\D)")
_STANDING = re.compile(r"\b(dat chuan|cong nhan|danh hieu|ve dich|xep loai|loai xa|khu vuc|vung|ve truoc)\b")
_ROMAN = re.compile(r"[IVX]+\.?")


@dataclass(frozen=True)
class Column:
    """One column: its number from 0, its headings from the top down, what it is taken for, and why where it is left out or asked about."""

    index: int
    path: tuple[str, ...]
    kind: str
    code: str = ""  # of a result: a criterion or an indicator
    says_not: bool = False  # a mark in it says that it is not met
    why: str = ""
    is_chosen: bool = False  # by a person

    @property
    def heading(self) -> str:
        return " / ".join(self.path)


def classify(index: int, path: Sequence[str], wanted: Wanted, default: str) -> Column:
    """Return what a column is taken for; `default` is the code that the title names, for columns that name none."""
    column = Column(index, tuple(path), OPEN)
    last = path[-1] if path else ""
    for kind, is_heading in ((TT, is_number_heading), (NAME, is_name_heading), (DISTRICT, is_district_heading)):
        if last and is_heading(last):
            return replace(column, kind=kind)
    if words(last).startswith("ghi chu"):
        return replace(column, kind=REMARK)
    if _YEAR_MET.search(words(last)):
        return replace(column, kind=YEAR)
    if kind := _listed(path, wanted):
        left = left_out(path, wanted) or (_NOT_ALL if _ADDED.search(words(" ".join(path))) else "")
        return replace(column, kind=LEFT if left else kind, why=left)
    if any(
        (_COUNT.search(words(part)) and not code_of(part, wanted)[0]) or _OF_PARTS.search(words(part)) for part in path
    ):
        text = words(" ".join(path))
        is_other = any(map(lacks, path)) or any(found.search(text) for found in (_OF_PARTS, _ADDED))
        is_met = not is_other and not _NOT.search(words(last)) and not left_out(path, wanted)
        return replace(column, kind=COUNT if is_met else LEFT, why="" if is_met else "số đếm khác")
    code, why = _code(path, wanted)
    if left := left_out([part for part in path if not _is_name(part, wanted)], wanted):
        return replace(column, kind=LEFT, code=code, why=left)
    if why:
        return replace(column, why=why)
    if not code and default and path and all(_is_neutral(part) for part in path):
        code = default
    if not code and _STANDING.search(words(last)):
        return replace(column, kind=LEFT, why="không phải kết quả của một tiêu chí")
    if not code:
        return replace(column, why=UNKNOWN_CODE)
    if is_part_of_year(path) and not wanted.is_half_year:
        return replace(column, code=code, why=f"số liệu trong năm, {season_text(wanted.season.name)} là cả năm")
    return replace(column, kind=RESULT, code=code, says_not=any(map(lacks, path)))


def _listed(path: Sequence[str], wanted: Wanted) -> str:
    """Return whether a column names criteria, met or not: "Các tiêu chí chưa đạt", "Chưa đạt / Tên tiêu chí"; "" if it counts them, or is of one."""
    text, last = words(" ".join(path)), words(path[-1]) if path else ""
    if len(path) > 1 and not (_LISTED.search(last) or _NAMES.search(last) or _is_neutral(path[-1])):
        return ""  # reasons, solutions, stated beside the list
    is_count = (
        _COUNT.search(last)
        or re.search(r"\b(so|so luong|sl|tong)\b", last)
        or any(code_of(part, wanted)[0] for part in path)
    )
    if is_count or not (_LISTED.search(text) or (_NAMES.search(last) and _TC.search(last) and _STATE.search(text))):
        return ""
    return MISSING if re.search(r"\b(chua|khong|thieu|con lai)\b", text) else LISTED


def lacks(text: str) -> bool:
    """Return whether a text is of what is not met alone: "Chưa đạt", not "Đạt/Chưa đạt"."""
    rest = _NOT.sub("", plain := words(text))
    return rest != plain and not re.search(r"\b(dat|hoan thanh)\b(?! chuan)", rest)


def left_out(parts: Sequence[str], wanted: Wanted) -> str:
    """Return the reason why a column is no result of the season: a plan, another year, programme or tier; "" if it may be one."""
    text = clean(" / ".join(parts))
    plain, programme = words(text), _PROGRAMME.search(text)
    if found := PLAN.search(plain):
        return f"{'kế hoạch' if found[0] in ('ke hoach', 'kh') else 'dự kiến'}, không phải kết quả"
    if programme and wanted.programme[0] and (programme[1], programme[2]) != wanted.programme:
        return f"của giai đoạn {programme[1]}–{programme[2]}"
    tier, season = _TIER.search(plain), _HIGHER.search(words(wanted.tier))
    higher = (tier[3] or "nang cao") if tier else ""
    if higher != (season[0] if season else "") and (tier or _NTM.search(plain)):
        return f"của danh hiệu khác, kỳ xét {wanted.tier}"
    own = [part for part in parts if not _DECISION.search(words(part))]
    years = [int(year) for year in _YEAR.findall(_PROGRAMME.sub("", clean(" / ".join(own))))]
    if years and max(years) != wanted.season.year:
        return f"của năm {max(years)}"
    return "của kỳ trước" if _LAST_YEAR.search(plain) and not years else ""


def _is_neutral(part: str) -> bool:
    return not _NEUTRAL.sub("", words(part)).strip()


def _is_name(part: str, wanted: Wanted) -> bool:
    """Return whether a heading has the exact name of a criterion or indicator: its words say nothing else."""
    return bool(_by_name(part, wanted))


def _by_name(part: str, wanted: Wanted) -> str:
    text = clean(part)
    bare = _IN_FRONT.sub("", _BEFORE_NAME.sub("", text.casefold()))
    return wanted.by_name.get(spelling_key(bare)) or wanted.by_name.get(spelling_key(text), "")


def code_of(part: str, wanted: Wanted) -> tuple[str, str]:
    """Return the code that one heading names, and the doubt about it; "" where there is none."""
    text = clean(part)
    named = _by_name(text, wanted)
    bare, numbered = _BARE.fullmatch(text), _NUMBERED.fullmatch(text)
    if bare:
        codes = [bare[1]]
    elif numbered and not _PART_OF_YEAR.search(words(text)):
        codes = [numbered[1] or numbered[3]]
    elif named and (in_front := _IN_FRONT.match(text)):
        codes = [in_front[1]]
    else:
        codes = _PREFIXED.findall(text.casefold())
    codes = list(dict.fromkeys(code.replace(",", ".").lstrip("0") for code in codes))
    if not codes:
        return named, "đánh số La Mã, không rõ tiêu chí nào" if _ROMAN.fullmatch(text) and not named else ""
    if len(codes) > 1:
        return "", "tiêu đề nêu nhiều tiêu chí"
    if codes[0] not in wanted.criterion_of:
        return "", not_in_set(codes[0])
    if named and named != codes[0]:
        return "", f"ghi số {codes[0]} mà tên là của {wanted.label(named)}"
    return codes[0], ""


def code_of_title(texts: Sequence[str], wanted: Wanted) -> str:
    """Return the code that the lines above a table name, "" if they name none or several."""
    found = {
        code.lstrip("0")
        for text in texts
        for code in (*_PREFIXED.findall(text.casefold()), *_IN_BRACKETS.findall(text))
    }
    known = found & wanted.criterion_of.keys()
    return known.pop() if len(known) == 1 else ""


def _code(path: Sequence[str], wanted: Wanted) -> tuple[str, str]:
    """Return the code that the headings of a column name, the lowest first, and the doubt about it."""
    found = [(part, *code_of(part, wanted)) for part in path]
    doubts = [why for _, _, why in found if why]
    codes = [code for _, code, _ in found if code]
    if doubts or not codes:
        return "", next(iter(doubts), "")
    if not set(codes) <= {codes[-1], wanted.criterion_of[codes[-1]]}:
        return "", "các dòng tiêu đề nêu tiêu chí khác nhau"
    after = [part for part, _, _ in found[max(n for n, (_, code, _) in enumerate(found) if code) + 1 :]]
    if not all(_is_neutral(part) or is_short_for(part, codes[-1], wanted) for part in after):
        return "", f"không rõ “{after[-1]}” là gì của {wanted.label(codes[-1])}"
    return codes[-1], ""


def is_short_for(part: str, code: str, wanted: Wanted) -> bool:
    """Return whether half of a heading's words are in the name of what it stands below: "Môi trường và ATTP" of 17."""
    own, names = set(words(part).split()), [words(name) for name, of in wanted.by_name.items() if of == code]
    return any(2 * len(own & set(name.split())) >= len(own) > 1 for name in names)


def not_in_set(code: str) -> str:
    return f"bộ tiêu chí của kỳ không có {code}"


def number_in_front(path: Sequence[str]) -> str:
    """Return the number with which the lowest heading begins: "1" of "1 QH"; "" if there is none."""
    found = _IN_FRONT.match(path[-1]) if path else None
    return found[1].lstrip("0") if found else ""


def is_part_of_year(path: Sequence[str]) -> bool:
    text = clean(" / ".join(path)).casefold()
    return bool(_PART_OF_YEAR.search(words(text)) or _DAY.search(text))


def is_estimate(path: Sequence[str]) -> bool:
    return "uoc" in words(" ".join(path)).split()
