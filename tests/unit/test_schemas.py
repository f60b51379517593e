"""The declared tables: what doesn't fit them is refused where it leaves a stage."""

from typing import Annotated, TypedDict

import pandas as pd
import pytest

from ntm_lib.errors import NtmError
from ntm_lib.schemas import CRITERION_RESULTS, OBSERVATIONS, TABLES, data_dictionary
from ntm_lib.tables import Column, Table
from tests.unit.builders import criterion


class Place(TypedDict):
    """a table for these tests"""

    place: Annotated[str, Column("its name", required=True)]
    state: Annotated[str, Column("its state", ("open", "closed"))]
    houses: Annotated[float, Column("houses")]
    rank: Annotated[int, Column("place in the list", required=True)]
    is_old: Annotated[bool, Column("older than 1990", required=True)]
    founded: Annotated[pd.Timestamp, Column("day it was founded")]


PLACES = Table(Place, "places", ("place",))
GOOD = {"place": "A", "state": "open", "houses": 3, "rank": 1, "is_old": True, "founded": "1980-02-01"}


def test_rows_become_declared_types_in_declared_order():
    """A table has its columns in order, typed; a number that is missing is empty, a text that is missing is the empty text."""
    found = PLACES.frame([{"rank": 2, "is_old": False, "place": "B"}, GOOD])
    assert list(found.columns) == ["place", "state", "houses", "rank", "is_old", "founded"]
    assert [str(kind) for kind in found.dtypes] == ["str", "str", "float64", "int64", "bool", "datetime64[us]"]
    assert found["state"].tolist() == ["", "open"]
    assert found["houses"].isna().tolist() == [True, False]
    assert found["founded"].tolist()[1] == pd.Timestamp(1980, 2, 1)


def test_columns_that_are_not_declared_are_left_out():
    """A working column never leaves its stage."""
    assert "work" not in PLACES.validate(pd.DataFrame([GOOD | {"work": 1}])).columns


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_may_be_empty(table):
    """A season without a single form still gives all tables, with their columns and types."""
    assert list(table.frame([]).columns) == table.column_names


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"state": "ajar"}, ["cột state", "dòng 0", "'ajar'"]),
        ({"place": ""}, ["cột place", "trống"]),
        ({"place": None}, ["cột place", "trống"]),
        ({"houses": "ba"}, ["cột houses"]),
        ({"founded": "hôm qua"}, ["cột founded"]),
        ({"rank": None}, ["cột rank"]),
    ],
)
def test_a_value_that_does_not_fit_is_named(wrong, said):
    """A wrong value is refused with the table's and the column's name."""
    with pytest.raises(NtmError) as error:
        PLACES.frame([GOOD | wrong])
    assert all(words in str(error.value) for words in ["Bảng places", *said])


def test_a_missing_column_is_named():
    """A table that lost a column on its way is refused, not filled up."""
    with pytest.raises(NtmError, match=r"Bảng places thiếu cột:.*founded"):
        PLACES.validate(pd.DataFrame([GOOD]).drop(columns="founded"))


def test_a_repeated_key_is_refused():
    """Two rows with one key are an error that names the table and the key."""
    with pytest.raises(NtmError, match=r"Bảng places không đúng khai báo: cột place.*'A'"):
        PLACES.frame([GOOD, GOOD | {"rank": 2}])


def test_a_key_of_several_columns_must_repeat_as_a_whole():
    """The same criterion in two seasons is two rows; twice in one season is an error."""
    CRITERION_RESULTS.frame([criterion("1", "met"), criterion("1", "met", season="2020")])
    with pytest.raises(NtmError, match="Bảng criterion-results"):
        CRITERION_RESULTS.frame([criterion("1", "met"), criterion("1", "not_met")])


def test_a_result_is_never_empty():
    """A result is one of four words: an empty one would be counted nowhere."""
    with pytest.raises(NtmError, match="cột result"):
        CRITERION_RESULTS.frame([criterion("1", "")])


def test_codes_that_look_like_numbers_stay_text():
    """Indicator 17.10 doesn't become 17.1 in a table."""
    row = {"unit_id": "a", "unit_name": "A", "season": "2021"}
    found = OBSERVATIONS.frame([row | {"indicator": "17.1"}, row | {"indicator": "17.10"}])
    assert found["indicator"].tolist() == ["17.1", "17.10"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_keys_are_columns_of_their_table(table):
    """A key names columns that exist, each once."""
    assert set(table.key) <= set(table.column_names)
    assert len(set(table.column_names)) == len(table.column_names)


def test_the_data_dictionary_tells_every_column():
    """Each table has its section, and each of its columns a line with type and meaning."""
    text = data_dictionary()
    for table in TABLES:
        section = text.split(f"## {table.name}\n")[1].split("\n## ")[0]
        for column in table.columns:
            assert f"| `{column.name}` | {column.kind} | {column.meaning} |" in section
