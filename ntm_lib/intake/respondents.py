"""Whose form a file is: by what the form says of itself first, compared with the file's name."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from pathlib import PurePath

from ntm_lib.errors import IntakeError
from ntm_lib.intake.form import FORM_VERSION, IDENTITY_SHEET
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.reference.sheet_titles import sheet_of
from ntm_lib.text import clean, did_you_mean, name_key, slug, spelling_key

# What Windows, browsers and mail programs put around the name of a second copy
_COPY = re.compile(
    r"^(copy of|bản sao của) +|(\s*\(\d+\)|[-_ ]+(copy|bản sao|ban sao|sao chép)(?= *\(|$))+$", re.IGNORECASE
)


# What stands around a unit's own name: who writes for it, what it is, what it belongs to, and that it no longer exists
_BEFORE = re.compile(
    r"^((ủy|uỷ) ban nhân dân|ubnd|hđnd|đảng (ủy|uỷ)|ban chỉ đạo|ban quản lý|văn phòng|(ctmtqg )?(xây dựng )?(nông thôn mới|ntm)|xã|phường|thị trấn|đặc khu|(x|p|tt)[.\s])[\s:]*",
    re.IGNORECASE,
)
_PARENT = re.compile(r"\s*(,|;|\(|\s[-–]\s|\s(huyện|thị xã|thành phố|quận|tỉnh|h\.|tx\.|tp\.?)\s).*$", re.IGNORECASE)
PARTS = re.compile(r"\s*(?:[,;+&]|\s[-–]\s|\svà\s)\s*")  # between the names of several
_COMMUNE = re.compile(r"(xã|phường|thị trấn|đặc khu)\s", re.IGNORECASE)
FORMER = re.compile(r"\s*(\(\s*(cũ|trước đây)\s*\)|\bcũ)", re.IGNORECASE)
_AND = re.compile(r"\s*&\s*|\s+[-–]\s+")
NAMED_OTHERWISE = "T14"  # by its file's name another's than by what it says
_ALIKE = 0.75  # of two words without marks, one of which is the other mistyped


@dataclass(frozen=True)
class Known:
    """A unit or department that may answer: its id, its names, its code if it has one, the names of what it was made of, of what it became."""

    respondent: str
    names: tuple[str, ...]
    code: str = ""
    formers: tuple[str, ...] = ()
    successor: str = ""

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its names as they are compared when typed exactly."""
        return frozenset(_key(name) for name in self.names)

    def is_called(self, name: str) -> bool:
        return _key(name) in self.keys

    @cached_property
    def slugs(self) -> frozenset[str]:
        """Its id, and its names without marks."""
        return frozenset({self.respondent, *(slug(name) for name in self.names)})


class Directory(list[Known]):
    """Those who may answer in a season, found by id, name and code without going through all of them for every form.

    `elsewhere` returns the keys (ntm_lib.text.name_key) of the names of all units of the province; it is asked only when one is met.
    `above` are those of what they are part of: a town may have the name of its district.
    """

    def __init__(
        self,
        known: Iterable[Known] = (),
        elsewhere: Callable[[], Collection[str]] = frozenset,
        above: Collection[str] = frozenset(),
    ) -> None:
        super().__init__(known)
        self.elsewhere, self.above = elsewhere, above

    @cached_property
    def by_id(self) -> dict[str, Known]:
        return {known.respondent: known for known in self}

    @cached_property
    def by_code(self) -> dict[str, list[Known]]:
        return _grouped((known.code, known) for known in self if known.code)

    @cached_property
    def by_key(self) -> dict[str, list[Known]]:
        return _grouped((key, known) for known in self for key in known.keys)

    @cached_property
    def by_slug(self) -> dict[str, list[Known]]:
        return _grouped((bare, known) for known in self for bare in known.slugs)


def _key(name: str) -> str:
    """Return the key by which names are compared: with "và" for the signs that stand for it in an office's name."""
    return name_key(_AND.sub(" và ", clean(name)))


def _grouped(pairs: Iterable[tuple[str, Known]]) -> dict[str, list[Known]]:
    found: dict[str, list[Known]] = {}
    for key, known in pairs:
        found.setdefault(key, []).append(known)
    return found


@dataclass(frozen=True)
class Respondent:
    """Whose form it is, and what is worth a remark: (check, message) each."""

    respondent: str
    remarks: tuple[tuple[str, str], ...] = ()


def identify(
    identity: Mapping[str, str], file_name: str, known: Directory, heads: Mapping[str, str] = {}
) -> Respondent:
    """Return the respondent of a form by identity and file name; raise IntakeError (T13, T14) if that is not certain.

    `heads` are the titles above its tables, by sheet: the office printed there whose form it is.
    """
    remarks: list[tuple[str, str]] = []
    stated, whole = identity.get("respondent", ""), identity.get("unit_name", "")
    name = whole if _named(whole, known) else bare_name(whole)  # an office's own name may have a dash in it
    by_id, by_name = _named(stated, known), _named(name, known)
    by_code = known.by_code.get(identity.get("unit_code", ""), [])
    readings = [found for found in (by_id, by_code, by_name) if found]
    if (stated or name) and not (by_id or by_name):
        readings = []  # a code belongs to a unit for a time only: it does not outweigh names that nobody has
    common = {k.respondent for k in readings[0]} if readings else set()
    for found in readings[1:]:
        common &= {k.respondent for k in found}
    if len(common) != 1:
        reason = "không chỉ rõ một đơn vị của kỳ" if not readings or common else "chỉ các đơn vị khác nhau"
        raise _unclear(reason, identity, known)
    respondent = next(iter(common))
    own = known.by_id[respondent]
    if stated and not by_id:
        message = f"Mã đơn vị {quoted(stated)} trong biểu không có; biểu được nhận theo tên là của {own.names[0]}. Viết lại mã: {respondent}."
        remarks.append(("T21", message))
    if whole and not name and not own.is_called(whole):
        message = f"Tên {quoted(whole)} trong biểu không phải tên của một đơn vị; biểu được nhận theo mã là của {own.names[0]}. Viết lại đúng tên."
        remarks.append(("T21", message))
    if name and not own.is_called(name):
        if not _may_mean(name, whole, own, known):
            raise _unclear("ghi tên của một đơn vị khác", identity, known)
        message = f"Tên {quoted(whole)} trong biểu được hiểu là {own.names[0]}. Viết lại đúng tên."
        remarks.append(("T21", message))
    if not own.is_called(whole) and any(k is not own for part in PARTS.split(whole) for k in _communes(part, known)):
        raise _unclear("ghi tên của hai đơn vị", identity, known)
    remarks += _compare_with_heads(own, heads, known)
    remarks += _compare_with_name(respondent, own, file_name, known)
    return Respondent(respondent, (*remarks, *remarks_on_version(identity)))


def remarks_on_version(identity: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the remarks on the version of a form, if it is not today's."""
    version = identity.get("form_version", "")
    if version in ("", FORM_VERSION):
        return []
    return [("T19", f"Biểu phiên bản {version}; phiên bản hiện hành là {FORM_VERSION}. Lần sau dùng biểu mới.")]


def _unclear(reason: str, identity: Mapping[str, str], known: Directory) -> IntakeError:
    """Return the error that asks whose form it is."""
    given = ", ".join(quoted(identity[key]) for key in ("respondent", "unit_name") if identity.get(key)) or "để trống"
    hint = did_you_mean(
        identity.get("unit_name") or identity.get("respondent", ""),
        [k.names[0] for k in known],
        f"Xem cột “Tên” ở {sheet_of('units.csv')}.",
    )
    message = f"Trang “{IDENTITY_SHEET}” {reason} (mã, tên: {given}). Kiểm tra biểu của ai. {hint}"
    return IntakeError("T13", message)


@lru_cache(maxsize=10_000)
def bare_name(text: str) -> str:
    """Return a unit's own name out of what people write: "UBND xã Hương Phú, huyện Nam Đông" is Hương Phú. "(cũ)" is taken off, too."""
    name = _PARENT.sub("", FORMER.sub("", clean(text))).strip(" .-–")
    while (shorter := _BEFORE.sub("", name)) != name and shorter:
        name = shorter
    return "" if _BEFORE.fullmatch(f"{name} ") else name


def _may_mean(name: str, stated: str, own: Known, known: Directory) -> bool:
    """Return whether a name that is not its own may stand for a unit that id or code already tell: a spelling, or what it was or became."""
    key, elsewhere = name_key(name), known.elsewhere()
    if any(key == name_key(former) for former in own.formers) or (
        key not in elsewhere and key == name_key(own.successor)
    ):
        return True
    written, own_slugs = slug(name), {slug(bare_name(text)) for text in own.names} | {own.respondent}
    is_another = key in elsewhere or (written not in own_slugs and written in map(slug, elsewhere))
    if is_another or FORMER.search(clean(stated)):
        return False
    return any(is_alike(written, bare) for bare in own_slugs) or {k.respondent for k in _mentioned(stated, known)} == {
        own.respondent
    }


def is_alike(written: str, name: str) -> bool:
    """Return whether one name without marks is the other mistyped: word by word, for neighbours often have a word in common."""
    words, own = written.split("-"), name.split("-")
    same = len(words) == len(own)
    return same and all(SequenceMatcher(None, *pair).ratio() >= _ALIKE for pair in zip(words, own, strict=True))


def guess_from_name(file_name: str, known: Directory) -> str:
    """Return the respondent a file's name stands for, "" if it stands for none or several."""
    stem = _COPY.sub("", clean(PurePath(file_name).stem))
    found = _named(stem, known) or _mentioned(stem, known)
    return found[0].respondent if len(found) == 1 else ""


def _named(text: str, known: Directory) -> list[Known]:
    """Return those meant by an id or a name: typed exactly, else with other marks ("Thương Quảng") or without."""
    text = clean(text)
    if not text:
        return []
    by_id = known.by_id.get(text)
    exact = [k for k in known.by_key.get(_key(text), []) if k is not by_id]
    return ([by_id] if by_id else []) + exact or known.by_slug.get(slug(text), [])


def _mentioned(text: str, known: Directory) -> list[Known]:
    """Return those named among other words ("Biểu NTM 2021 xã Hương Phú"); a name that is part of another's does not count."""
    words = f"-{slug(text)}-"
    names = [(f"-{name}-", k.respondent) for k in known for name in k.slugs]
    met = [(name, respondent) for name, respondent in names if name in words]
    whole = {of for name, of in met if not any(name != other and name in other for other, _ in met)}
    return [k for k in known if k.respondent in whole]


def _in_full(text: str, known: Directory) -> list[Known]:
    """Return those whose full name this is: xã A Lưới, but not huyện A Lưới, nor A Lưới alone, which may be the district."""
    key = spelling_key(text)
    return [k for k in known.by_key.get(_key(text), []) if spelling_key(k.names[0]) == key]


def _communes(text: str, known: Directory) -> list[Known]:
    """Return the communes of that name, with their kind or without: then not where the district has that name, too."""
    if name_key(text) in known.above or name_key(text) != spelling_key(text):
        return [k for k in _in_full(text, known) if _COMMUNE.match(text)]
    return [k for k in known.by_key.get(_key(text), []) if _COMMUNE.match(k.names[0])]


def _compare_with_heads(own: Known, heads: Mapping[str, str], known: Directory) -> list[tuple[str, str]]:
    """Return the remarks on tables printed for another respondent than the form's: somebody put them into its file."""
    strange: dict[str, list[str]] = {}
    for sheet, head in heads.items():
        if spelling_key(own.names[0]) in spelling_key(head):
            continue
        for part in clean(head).split(" – "):
            others = _in_full(part, known)
            if others and own not in others:
                strange.setdefault(others[0].names[0], []).append(quoted(sheet))
    return [
        (
            "D11",
            f"Trang {', '.join(sheets)} in tên {name}, nhưng trang “{IDENTITY_SHEET}” ghi {own.names[0]}: có thể hai biểu đổi trang cho nhau, hoặc chép từ biểu của {name}. Hỏi cả hai nơi trước khi dùng số.",
        )
        for name, sheets in strange.items()
    ]


def _compare_with_name(respondent: str, own: Known, file_name: str, known: Directory) -> list[tuple[str, str]]:
    path = PurePath(file_name)
    if clean(path.stem) == respondent:
        return []
    meant = guess_from_name(file_name, known)
    if meant and meant != respondent:
        other = known.by_id[meant]
        raise IntakeError(
            NAMED_OTHERWISE,
            f"Tên tệp {path.name} là của {other.names[0]}, nhưng trang “{IDENTITY_SHEET}” ghi {own.names[0]}: chưa rõ biểu của ai nên chưa dùng. Điền vào biểu trống của chính đơn vị mình, đặt tên tệp theo tên đơn vị mình, rồi gửi lại.",
        )
    return [
        (
            "T11",
            f"Tệp được nhận là biểu của {own.names[0]} theo trang “{IDENTITY_SHEET}”. Đặt lại tên tệp: {respondent}.xlsx.",
        )
    ]
