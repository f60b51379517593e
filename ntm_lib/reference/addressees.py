"""Whom a commune asks for something, as people write it in a cell: the agencies and criteria that it names."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from ntm_lib.reference.departments import Department
from ntm_lib.text import clean, slug, spelling_key

_KIND = re.compile(r"^(phòng|sở|ban|p\b\.?)\s*", re.IGNORECASE)
_PLACE = re.compile(r"\s+(huyện|thị xã|thành phố|quận|tỉnh)$", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:ti[êe]u ch[íi]|tc|ch[ỉi] ti[êe]u)?\.?\s*(?:s[ốo]\s*)?(\d+(?:\.\d+)?)(?!\d|\.\d)[\s.:)–-]*(.*)", re.IGNORECASE
)
_BEFORE_NAME = re.compile(r"^(tiêu chí|tc)\b\.?\s*", re.IGNORECASE)
_ABBREVIATED = re.compile(r"\S*[&-]\S*")
_MOST_NAMES, _FEWEST_SYLLABLES = 30, 3


class RequestWord(TypedDict):
    """What a request may speak of (`words`), and the `fields` it belongs to: words of a name of a criterion, an indicator or an agency.

    Both are lists joined by ";"; of the fields the first that anybody answers for counts.
    """

    words: str
    fields: str


@dataclass(frozen=True)
class Named:
    """What a cell names: the ids or numbers that are known, and the parts that name nothing that is."""

    found: tuple[str, ...]
    unknown: tuple[str, ...]


def names_in_cell(cell: str, find: Callable[[str], str]) -> Named:
    """Return what `cell` names, by ";" or, where each part then names something, by ","; `find` returns an id, "" for none.

    A name may have commas of its own ("Sở Văn hóa, Thể thao và Du lịch").
    """
    found, unknown = list[str](), list[str]()
    for part in filter(None, (part.strip() for part in cell.split(";"))):
        own = _by_commas(part.split(","), find)
        found += own or []
        unknown += [part] if own is None else []
    return Named(tuple(dict.fromkeys(found)), tuple(unknown))


def _by_commas(pieces: Sequence[str], find: Callable[[str], str]) -> list[str] | None:
    """Return what all pieces name, each or several together; None if one names nothing."""
    if len(pieces) > _MOST_NAMES:
        return None
    if not any(piece.strip() for piece in pieces):
        return []
    for end in range(len(pieces), 0, -1):
        first = find(",".join(pieces[:end]).strip())
        if first and (rest := _by_commas(pieces[end:], find)) is not None:
            return [first, *rest]
    return None


def agency_named(text: str, agencies: Sequence[Department], place: str) -> str:
    """Return the id of the one agency that `text` names: in full or short, with or without its kind and its place ("huyện Nam Đông").

    Dashes, "&", "và" and spaces do not matter. "" if it names none, or several.
    """
    own = clean(text).removesuffix(place).strip() if place else clean(text)
    for wanted in dict.fromkeys((clean(text), own)):
        for key in (letters, slug) if wanted.isascii() else (letters,):
            keys = {key(form) for form in _forms(wanted)} - {""}
            fitting = [a.department_id for a in agencies if keys & {key(f) for f in agency_names(a)}]
            if len(fitting) == 1:
                return fitting[0]
    return ""


def agency_names(agency: Department) -> tuple[str, ...]:
    """Return the names of an agency: in full and short, with and without its kind and the kind of its place."""
    return tuple(dict.fromkeys(form for name in (agency.name, agency.short_name) for form in _forms(name)))


def spoken_names(agency: Department) -> list[str]:
    """Return the names of an agency that are looked for in a sentence: in full and short, without the kind of its place where enough is
    left ("Trung tâm Y tế", not "Công an"), without its own kind where an abbreviation is ("NN&PTNT", not "Y tế").
    """
    both = (agency.name, agency.short_name)
    placeless = [_PLACE.sub("", name) for name in both]
    kindless = [_KIND.sub("", name) for name in both]
    return [
        *both,
        *(name for name in placeless if len(syllables(name).split()) >= _FEWEST_SYLLABLES),
        *(name for name in kindless if _ABBREVIATED.fullmatch(name)),
    ]


def _forms(name: str) -> Iterator[str]:
    for own in (name, _PLACE.sub("", name)):
        yield own
        yield _KIND.sub("", own)


def criterion_named(text: str, criteria: Mapping[str, str], indicators: Mapping[str, tuple[str, str]]) -> str:
    """Return the number of the one criterion that `text` names: by number, by name, by both if they agree, or by the code of an indicator.

    `criteria` are names by number, `indicators` the number of the criterion and the name of each, by code. "" if it names none.
    """
    wanted = clean(text)
    numbered = _NUMBERED.fullmatch(wanted)
    if numbered is None:
        bare = letters(_BEFORE_NAME.sub("", wanted))
        fitting = [number for number, name in criteria.items() if letters(name) == bare]
        return fitting[0] if len(fitting) == 1 else ""
    number, name = indicators.get(numbered[1], (numbered[1], criteria.get(numbered[1], "")))
    said, known = letters(numbered[2]), {letters(name), letters(criteria.get(number, ""))}
    agrees = any(own.startswith(said) or said.startswith(own) for own in known if own)
    return number if number in criteria and agrees else ""


def letters(text: str) -> str:
    """Return the key by which two names are equal whatever their case, Unicode form, dashes, spaces, "&" or "và"."""
    return "".join(syllables(text).split())


def syllables(text: str) -> str:
    """Return `text` as its words between single spaces, one at each end, without "và": words of one text are found in another's."""
    words = re.findall(r"\d+(?:\.\d+)*|[^\W_]+", clean(text).casefold())
    return f" {' '.join(spelling_key(word) for word in words if word != 'và')} "
