"""How a name that somebody types is found among those there are: the same rule for communes, departments, places and provinces."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ntm_lib.text import clean, slug

Found = TypeVar("Found")


def named(
    wanted: str,
    among: Sequence[Found],
    exact: Callable[[Found], Iterable[str]],
    names: Callable[[Found], Iterable[str]],
    key: Callable[[str], str],
) -> Found | None:
    """Return the one that `wanted` names; None if none does, or several.

    `exact` gives the ids and codes of one, `names` its names, of which two spellings are equal if their `key` is. A name without
    marks ("huong huu") is taken if it fits one only. The first of these readings that fits one only counts.
    """
    wanted = clean(wanted)
    plain = slug(wanted) if wanted.isascii() else ""
    readings: tuple[Callable[[Found], bool], ...] = (
        lambda found: wanted in exact(found),
        lambda found: key(wanted) in map(key, names(found)),
        lambda found: bool(plain) and plain in map(slug, names(found)),
    )
    for fits in readings:
        own = [found for found in among if fits(found)]
        if len(own) == 1:
            return own[0]
    return None
