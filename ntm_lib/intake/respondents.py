"""Whose form a file is: by what the form says of itself first, held against the file's name."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from ntm_lib.errors import IntakeError
from ntm_lib.intake.form import FORM_VERSION, IDENTITY_SHEET
from ntm_lib.intake.reading.entries import quoted
from ntm_lib.text import clean, did_you_mean, name_key, slug

# What Windows, browsers and mail programs put around the name of a second copy
_COPY = re.compile(
    r"^(copy of|bản sao của) +|(\s*\(\d+\)|[-_ ]+(copy|bản sao|ban sao|sao chép)(?= *\(|$))+$", re.IGNORECASE
)


@dataclass(frozen=True)
class Known:
    """A unit or department that may answer: its id, its names, and its code if it has one."""

    respondent: str
    names: tuple[str, ...]
    code: str = ""

    @cached_property
    def keys(self) -> frozenset[str]:
        """Its names as they are compared when typed exactly."""
        return frozenset(name_key(name) for name in self.names)

    @cached_property
    def slugs(self) -> frozenset[str]:
        """Its id, and its names without marks."""
        return frozenset({self.respondent, *(slug(name) for name in self.names)})


class Directory(list[Known]):
    """Those who may answer in a season, found by id, name and code without going through all of them for every form."""

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


def identify(identity: Mapping[str, str], file_name: str, known: Directory) -> Respondent:
    """Return who answers in a form of that identity and file name; raise IntakeError (T13, T14) if that is not certain."""
    remarks: list[tuple[str, str]] = []
    by_words = {word: _named(identity.get(word, ""), known) for word in ("respondent", "unit_name")}
    by_code = known.by_code.get(identity.get("unit_code", ""), [])
    readings = [found for found in (by_words["respondent"], by_code, by_words["unit_name"]) if found]
    is_named = any(identity.get(word) for word in by_words)
    if is_named and not any(by_words.values()):
        readings = []  # a code belongs to a unit for a time only: it does not outweigh names that nobody has
    given = ", ".join(quoted(identity[key]) for key in ("respondent", "unit_name") if identity.get(key)) or "để trống"
    common = {k.respondent for k in readings[0]} if readings else set()
    for found in readings[1:]:
        common &= {k.respondent for k in found}
    if len(common) != 1:
        reason = "không chỉ rõ một đơn vị của mùa" if not readings or common else "chỉ các đơn vị khác nhau"
        hint = did_you_mean(identity.get("unit_name") or identity.get("respondent", ""), [k.names[0] for k in known])
        raise IntakeError("T13", f"Trang “{IDENTITY_SHEET}” {reason} (mã, tên: {given}). Kiểm tra biểu của ai. {hint}")
    respondent = next(iter(common))
    own = known.by_id[respondent]
    name, stated = identity.get("unit_name", ""), identity.get("respondent", "")
    if stated and not by_words["respondent"]:
        message = f"Mã đơn vị {quoted(stated)} trong biểu không có; biểu được nhận theo tên là của {own.names[0]}. Viết lại mã: {respondent}."
        remarks.append(("T21", message))
    if name and name_key(name) not in own.keys:
        remarks.append(("T21", f"Tên {quoted(name)} trong biểu được hiểu là {own.names[0]}. Viết lại đúng tên."))
    remarks += _compare_with_name(respondent, own, file_name, known)
    version = identity.get("form_version", "")
    if version and version != FORM_VERSION:
        remarks.append(
            ("T19", f"Biểu phiên bản {version}; phiên bản hiện hành là {FORM_VERSION}. Lần sau dùng biểu mới.")
        )
    return Respondent(respondent, tuple(remarks))


def guess_from_name(file_name: str, known: Directory) -> str:
    """Return the respondent a file's name stands for, "" if it stands for none or several."""
    stem = _COPY.sub("", clean(PurePath(file_name).stem))
    found = _named(stem, known) or _mentioned(stem, known)
    return found[0].respondent if len(found) == 1 else ""


def _named(text: str, known: Directory) -> list[Known]:
    """Return who is meant by an id or a name: typed exactly, else with other marks ("Thương Quảng") or without."""
    text = clean(text)
    if not text:
        return []
    by_id = known.by_id.get(text)
    exact = [k for k in known.by_key.get(name_key(text), []) if k is not by_id]
    return ([by_id] if by_id else []) + exact or known.by_slug.get(slug(text), [])


def _mentioned(text: str, known: Directory) -> list[Known]:
    """Return who is named among other words ("Biểu NTM 2021 xã Hương Phú"); a name that is part of another's does not count."""
    words = f"-{slug(text)}-"
    names = [(f"-{name}-", k.respondent) for k in known for name in k.slugs]
    met = [(name, respondent) for name, respondent in names if name in words]
    whole = {of for name, of in met if not any(name != other and name in other for other, _ in met)}
    return [k for k in known if k.respondent in whole]


def _compare_with_name(respondent: str, own: Known, file_name: str, known: Directory) -> list[tuple[str, str]]:
    path = PurePath(file_name)
    if clean(path.stem) == respondent:
        return []
    meant = guess_from_name(file_name, known)
    if meant and meant != respondent:
        other = known.by_id[meant]
        raise IntakeError(
            "T14",
            f"Tên tệp {path.name} là của {other.names[0]}, nhưng trang “{IDENTITY_SHEET}” ghi {own.names[0]}. Kiểm tra xem có gửi nhầm biểu không, rồi đổi tên tệp hoặc xin lại biểu.",
        )
    return [
        (
            "T11",
            f"Tệp được nhận là biểu của {own.names[0]} theo trang “{IDENTITY_SHEET}”. Đặt lại tên tệp: {respondent}.xlsx.",
        )
    ]
