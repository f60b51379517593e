"""Ids of units and places: the slug of the name, and where that repeats more of what tells one from another. Written once, never a code."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ntm_lib.places import id_fault
from ntm_lib.text import slug

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True)
class Named:
    """What an id may be made of. `within` are the names of what it lies in, the nearest first; `since` is the year it came to be, 0 if not known."""

    name: str
    kind: str
    within: tuple[str, ...] = ()
    since: int = 0


def unique_ids(named: dict[Key, Named], taken: Collection[str]) -> dict[Key, str]:
    """Return an id for each, none of them in `taken` and no two alike.

    The slug of the name; of several alike: with district, then province, then kind, then the year it came to be, last a running
    number. Of two alike of which only one has a known year, that one is the later: it takes the year, the other the bare slug.
    """
    ids: dict[Key, str] = {}
    used = set(taken)
    groups: dict[str, list[Key]] = {}
    for key, one in named.items():
        groups.setdefault(_base(one), []).append(key)
    single = {base for base, keys in groups.items() if len(keys) == 1 and _is_free(base, used)}
    used |= single  # first: no unit with an addition takes what is another's whole name
    for base, keys in groups.items():
        if base in single:
            ids[keys[0]] = base
            continue
        for same_time in ([k for k in keys if not named[k].since], [k for k in keys if named[k].since]):
            chosen = _told_apart({key: list(_ladder(named[key], len(same_time))) for key in same_time}, used)
            ids |= chosen
            used |= set(chosen.values())
    return {key: ids[key] for key in named}


def _base(one: Named) -> str:
    """Return the slug of the name; with the kind before it where the name is a number: "phuong-1"."""
    own = slug(one.name)
    return slug(f"{one.kind} {one.name}") if not own or own.isdigit() else own


def _ladder(one: Named, count: int) -> Iterator[str]:
    """Yield the ids to try, the shortest first; `count` is how many of its time bear the name."""
    base = _base(one)
    if count == 1:
        yield base
        if one.since:
            yield f"{base}-{one.since}"
    longer = base
    for more in (*one.within, one.kind, str(one.since or "")):
        if more:
            longer = f"{longer}-{slug(more)}"
            yield longer


def _told_apart(ladders: dict[Key, Sequence[str]], used: Collection[str]) -> dict[Key, str]:
    ids: dict[Key, str] = {}
    for step in range(max(map(len, ladders.values()), default=0)):
        left = {key: ladder[step] for key, ladder in ladders.items() if key not in ids and step < len(ladder)}
        times = Counter(left.values())
        ids |= {k: text for k, text in left.items() if times[text] == 1 and _is_free(text, {*used, *ids.values()})}
    for key, ladder in ladders.items():
        if key not in ids:
            ids[key] = _numbered(ladder[0], {*used, *ids.values()})
    return ids


def _numbered(base: str, used: Collection[str]) -> str:
    number = 1
    while not _is_free(f"{base}-{number}", used):
        number += 1
    return f"{base}-{number}"


def _is_free(text: str, used: Collection[str]) -> bool:
    return text not in used and not id_fault(text)
