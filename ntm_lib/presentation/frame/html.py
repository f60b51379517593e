"""Page parts: Jinja templates with everything from data escaped; a notebook cell shows a part by returning it."""

import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import jinja2
import pandas as pd
from markupsafe import Markup

from ntm_lib.presentation.words import numbers, standing
from ntm_lib.presentation.words import promises as promise_wording
from ntm_lib.presentation.words.criteria import RESULT_MARKS, RESULT_WORDS
from ntm_lib.text import in_quotes, season_text, slug

_ROOMS = Path(__file__).parents[1]
_NO_TEXT = re.compile(r"(<(?:style|script)\b.*?</(?:style|script)>|<[^>]*>)", re.DOTALL)
_LONG_WORD = re.compile(r"((?:&[#\w]+;|[^\s&]){24})(?=\S)")  # no Vietnamese word is half as long


class Part:
    """A piece of a page; JupyterLab and nbconvert show its HTML."""

    def __init__(self, markup: Markup) -> None:
        self.markup = markup

    def _repr_html_(self) -> str:
        return str(self.markup)

    def __html__(self) -> str:
        return str(self.markup)


NOTHING = Part(Markup(""))  # of a part that has nothing to say: no heading stands over nothing


def css_string(text: str) -> Markup:
    """Return `text` as a string of CSS, in quotes; whatever could end the string or its style element is escaped."""
    return Markup('"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in text) + '"')


def breakable(markup: str) -> str:
    """Return `markup` with break points in its long words: a path or a typing error widens no column."""
    parts = _NO_TEXT.split(markup)
    return "".join(part if number % 2 else _LONG_WORD.sub(r"\1<wbr>", part) for number, part in enumerate(parts))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PrefixLoader({p.parent.name: jinja2.FileSystemLoader(p) for p in _ROOMS.glob("*/templates")}),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "number": numbers.number,
        "percent": numbers.percent,
        "day": numbers.day,
        "signed": numbers.signed,
        "season": season_text,
        "slug": slug,
        "css_string": css_string,
        "quoted": in_quotes,
    }
    environment.globals |= {
        "RESULT_MARKS": RESULT_MARKS,
        "RESULT_WORDS": RESULT_WORDS,
        "PROMISE_MARKS": promise_wording.PROMISE_MARKS,
        "MISSING": numbers.MISSING,
        "BY_TABLE": standing.BY_TABLE,
        "TABLE_MARK": standing.TABLE_MARK,
        "SOME_BY_TABLE": standing.SOME_BY_TABLE,
    }
    return environment


def warm_templates() -> None:
    """Compile all templates, so that a process forked from this one need not."""
    for name in _environment().list_templates():
        _environment().get_template(name)


def sort_value(value: float) -> float | str:
    """Return the data-value of a cell, by which it is sorted; "" where there is no value."""
    return "" if pd.isna(value) else value


class Data(Protocol):
    """Something that a part is made of and that knows whether a value in it is illustrative."""

    @property
    def is_illustrative(self) -> bool: ...


def render(template: str, *made_of: Data | pd.DataFrame | Sequence[str], **values: object) -> Part:
    """Return a template filled with `values`; "commune/pace.html.j2" lies in the room commune, among its templates.

    `made_of` is the data that the part shows: something that knows its origin, a table with a column of origins, or origins.
    A part that shows an illustrative value says so: its template asks for `illustrative`, which only a part made of data has.
    """
    if made_of:
        values["illustrative"] = any(map(is_illustrative, made_of))
    return Part(Markup(breakable(_environment().get_template(template).render(**values))))


def is_illustrative(data: Data | pd.DataFrame | Sequence[str]) -> bool:
    """Return whether any value in `data` is illustrative, or any of those it is compared with."""
    if isinstance(data, pd.DataFrame):
        columns = [name for name in ("origin", "change_origin") if name in data.columns]
        return any("illustrative" in set(data[name]) for name in columns)
    return "illustrative" in data if isinstance(data, Sequence) else data.is_illustrative


def together(*parts: Part) -> Part:
    """Return several parts as one, in order."""
    return Part(Markup("\n").join(part.markup for part in parts))
