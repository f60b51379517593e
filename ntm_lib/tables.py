"""Declared tables: a typed row states columns, types, meanings and allowed values once; its table validates a DataFrame by them.

A row type is a TypedDict whose fields are Annotated[type, Column(...)]. Rows are plain dicts at run time; mypy checks their keys.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache, cached_property
from math import nan
from typing import Any, Generic, TypeVar, cast, get_args, get_type_hints

import pandas as pd

from ntm_lib.errors import NtmError

# Tables are small and read row by row: texts kept as Python's own are read faster than Arrow's, and may hold any character.
pd.set_option("mode.string_storage", "python")

Row = TypeVar("Row", bound=Mapping[str, Any])

_KINDS = {str: "text", float: "number", int: "count", bool: "flag", pd.Timestamp: "date"}
_EMPTY = {"text": "", "number": nan, "count": 0, "flag": False, "date": pd.NaT}
_TYPES = {"text": "str", "number": "float64", "count": "int64", "flag": "bool", "date": "datetime64[us]"}


@dataclass(frozen=True)
class Column:
    """What a column holds, and which values it may have; its table adds name and kind (a key of _TYPES)."""

    meaning: str
    allowed: tuple[str, ...] = ()
    required: bool = False  # an empty value is refused
    name: str = ""
    kind: str = "text"


class Table(Generic[Row]):
    """A declared table; `validate` is run wherever the table leaves a stage."""

    def __init__(self, row: type[Row], name: str, key: tuple[str, ...], meaning: str = "", **others: Column) -> None:
        """Declare the table of `row`, whose docstring is its meaning; `others` are columns that differ from the row's."""
        self.name, self.key, self.meaning = name, key, meaning or row.__doc__ or ""
        self.columns = tuple(
            replace(others.get(column.name, column), name=column.name, kind=column.kind) for column in columns_of(row)
        )

    @property
    def column_names(self) -> list[str]:
        return [column.name for column in self.columns]

    def frame(self, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
        """Return `rows` as a validated DataFrame with this table's columns, in order; absent fields are empty."""
        return self.validate(self._untyped(rows)) if rows else self._empty.copy()

    @cached_property
    def _empty(self) -> pd.DataFrame:
        """Without rows: most seasons have many such tables, and typing its columns takes as long as typing a thousand rows."""
        return self.validate(self._untyped(()))

    def _untyped(self, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
        return pd.DataFrame(list(rows), columns=pd.Index(self.column_names))

    def validate(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return `frame` with declared columns and types; raise NtmError naming table, column and row if it can't be."""
        try:
            typed = pd.DataFrame({c.name: _typed(frame[c.name], c) for c in self.columns}, index=frame.index)
            self._refuse_repeated(typed)
            return typed
        except KeyError as error:
            raise NtmError(f"Bảng {self.name} thiếu cột: {error}.") from error
        except (ValueError, TypeError) as error:
            raise NtmError(f"Bảng {self.name} không đúng khai báo: {error}.") from error

    def _refuse_repeated(self, typed: pd.DataFrame) -> None:
        key = typed[list(self.key)]
        repeated = key[key.duplicated()]
        if len(repeated):
            values = ", ".join(repr(value) for value in repeated.iloc[0])
            raise ValueError(f"cột {', '.join(self.key)}, dòng {repeated.index[0]}, giá trị {values} (khóa bị lặp)")


@cache
def columns_of(row: type) -> tuple[Column, ...]:
    """Return the columns that a row type declares, in order; fields without a Column are left out."""
    found = []
    for name, hint in get_type_hints(row, include_extras=True).items():
        kind, *about = get_args(hint) or (hint,)
        if about:
            python = str if issubclass(kind, Enum) else kind
            found.append(replace(about[0], name=name, kind=_KINDS[python]))
    return tuple(found)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of `frame` as dicts by column name, with plain Python values."""
    names = [str(column) for column in frame.columns]
    # to_dict("records") takes texts out one by one: eight times as long for a table of observations.
    return [dict(zip(names, row, strict=True)) for row in frame.astype(object).to_numpy().tolist()]


def rows_of(frame: pd.DataFrame, row: type[Row]) -> list[Row]:
    """Return the rows of `frame` as `row`: of a declared table, of a file of reference data, or of a table made in between.

    Fields that are an Enum become one; others are as the frame holds them, an empty number NaN, an empty date NaT.
    """
    rows = records(frame)
    for name, kind in _enums(row):
        for found in rows:
            found[name] = kind(found[name])
    return cast(list[Row], rows)


def field_names(row: Any) -> list[str]:
    """Return the names of the fields that a row of the type `row` has, in order: the columns of its file."""
    return list(row.__annotations__)


def empty_row(row: type[Row]) -> Row:
    """Return a row whose fields are all empty, for one that is filled in field by field: as a frame of its table has them."""
    return cast(Row, dict(_empty_fields(row)))


@cache
def _empty_fields(row: type) -> dict[str, object]:
    hints = get_type_hints(row)
    return {name: _EMPTY[_KINDS.get(kind, "text")] for name, kind in hints.items()}


@cache
def _enums(row: type) -> tuple[tuple[str, type[Enum]], ...]:
    hints = {name: (get_args(hint) or (hint,))[0] for name, hint in get_type_hints(row, include_extras=True).items()}
    return tuple((name, kind) for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, Enum))


def _typed(values: pd.Series, column: Column) -> pd.Series:
    try:
        typed = _converted(values, column)
    except (ValueError, TypeError) as error:
        raise ValueError(f"cột {column.name}: {error}") from error
    if not (column.allowed or column.required):
        return typed
    refused = _is_refused(typed, column)
    if refused.any():
        wrong = typed[refused]
        allowed = f"chỉ nhận {', '.join(column.allowed)}" if column.allowed else "có ô trống"
        raise ValueError(f"cột {column.name}, dòng {wrong.index[0]}, giá trị {wrong.iloc[0]!r} ({allowed})")
    return typed


def _converted(values: pd.Series, column: Column) -> pd.Series:
    if column.kind == "text":
        return values.astype("str").fillna("")
    if column.kind == "date":
        return pd.to_datetime(values).astype("datetime64[us]")
    dtype: Any = _TYPES[column.kind]
    return values.astype(dtype)


def _is_refused(typed: pd.Series, column: Column) -> pd.Series:
    """Return a mask of the values that are not allowed, or are empty though the column requires one."""
    if column.allowed:
        return ~typed.isin(column.allowed if column.required else (*column.allowed, ""))
    return typed == "" if column.kind == "text" else typed.isna()
