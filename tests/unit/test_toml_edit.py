"""Edits of settings: each changes its own lines, in the file's own style, and says what was asked; all else stays as people wrote it."""

import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ntm_lib.errors import WorkbookError
from ntm_lib.setup.encoding import edited
from ntm_lib.setup.toml_edit import add_entry, add_item, add_table, remove_item, remove_table, remove_value, set_value

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = (ROOT / "data" / "workbook.toml").read_text("utf-8")
SETS = (ROOT / "data" / "reference" / "criteria" / "sets.toml").read_text("utf-8")
OFFICE = ("place", 0, "period", 0, "office")
COMMUNES = ("place", 0, "period", 0, "communes")
OLD = """\
current_season = '2020'  # một kỳ
[district]   # cách ghi trước đây
name="huyện A" # tên
communes = ["an-binh", "an-hoa"]
# lời cuối

[[season]]
  name   =  "2020"
  year = 2020
# conference = 2020-12-25
# compare_with = "2019"
"""

SEVERAL = """\
[[district]]
id = "a"
communes = ["a", "b"]

[[district]]
id = "b"
"""


def changed(before: str, after: str) -> str:
    """Return the line above the first that differs, then the lines that went and that came; all others are equal."""
    old, new = before.split("\n"), after.split("\n")
    top = next((n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new)))
    while len(old) > top < len(new) and old[-1] == new[-1]:
        del old[-1], new[-1]
    lines = [
        f"  {old[top - 1]}" if top else "",
        *(f"- {line}" for line in old[top:]),
        *(f"+ {line}" for line in new[top:]),
    ]
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@pytest.mark.parametrize(
    ("text", "edit", "lines"),
    [
        pytest.param(SHIPPED, lambda t: set_value(t, ("current_season",), "2020"), """

            - current_season = "2021"
            + current_season = "2020"
            """, id="a value"),
        pytest.param(SHIPPED, lambda t: set_value(t, ("season", 4, "conference"), date(2020, 12, 25)), """
              cut_off = 2020-12-15
            - conference = 2020-12-24 # thông báo kết luận hội nghị 24/12/2020
            + conference = 2020-12-25 # thông báo kết luận hội nghị 24/12/2020
            """, id="a value with a comment"),
        pytest.param(SHIPPED, lambda t: set_value(t, ("lời",), "a"), """
              current_season = "2021"
            + "lời" = "a"
            """, id="a name more above all tables"),
        pytest.param(SHIPPED, lambda t: set_value(t, ("season", 0, "target_year"), 2020), """
              cut_off_illustrative = true
            + target_year = 2020
            """, id="a name more"),
        pytest.param(SHIPPED, lambda t: set_value(t, (*OFFICE[:-1], "from"), date(2009, 1, 1)), """
              ]
            + from = 2009-01-01
            """, id="below a list, above the words on the seasons"),
        pytest.param(SHIPPED, lambda t: set_value(t, ("place", 0, "note"), True), """
              id = "nam-dong"
            + note = true
            """, id="above the tables in the table"),
        pytest.param(SHIPPED, lambda t: remove_value(t, ("season", 1, "compare_with")), """
              cut_off = 2017-12-31
            - compare_with = "2016"
            """, id="a name less"),
        pytest.param(SHIPPED, lambda t: add_item(t, COMMUNES, "xa-moi"), """
                  "huong-phu", "thuong-lo", "thuong-nhat", "thuong-quang",
            -     "huong-hoa", "huong-giang",
            +     "huong-hoa", "huong-giang", "xa-moi",
            """, id="an item more"),
        pytest.param(SHIPPED, lambda t: remove_item(t, COMMUNES, "thuong-lo"), """
                  "huong-xuan", "huong-loc", "huong-huu", "thuong-long", "huong-son",
            -     "huong-phu", "thuong-lo", "thuong-nhat", "thuong-quang",
            +     "huong-phu", "thuong-nhat", "thuong-quang",
            """, id="an item less"),
        pytest.param(SHIPPED, lambda t: add_entry(t, ("season",), {"name": "2022", "year": 2022}), """

            + [[season]]
            + name = "2022"
            + year = 2022
            +
            """, id="a season more"),
        pytest.param(SHIPPED, lambda t: add_entry(t, ("season",), {"name": "2016-06"}, 0), """
              [[season]]
            + name = "2016-06"
            +
            + [[season]]
            """, id="a season between others"),
        pytest.param(SHIPPED, lambda t: remove_table(t, ("season", 1)), """
              [[season]]
            - name = "2017"
            - year = 2017
            - criteria_set = "xa-ntm-2016-2020"
            - cut_off = 2017-12-31
            - compare_with = "2016"
            - cut_off_illustrative = true
            -
            - [[season]]
            """, id="a season less"),
        pytest.param(SHIPPED, lambda t: add_entry(t, ("place", 0, "period"), {"from": date(2025, 7, 1), "communes": [f"xa-so-{n}" for n in range(12)]}), """

            + [[place.period]]
            + from = 2025-07-01
            + communes = [
            +     "xa-so-0", "xa-so-1", "xa-so-2", "xa-so-3", "xa-so-4",
            +     "xa-so-5", "xa-so-6", "xa-so-7", "xa-so-8", "xa-so-9",
            +     "xa-so-10", "xa-so-11",
            + ]
            +
            """, id="a period more"),
        pytest.param(SHIPPED, lambda t: add_entry(t, ("place", 0, "note"), {"x": 1}), """

            + [[place.note]]
            + x = 1
            +
            """, id="a first one of its kind"),
        pytest.param(SETS, lambda t: add_table(t, "xa-moi-2026", {"complete": False, "bands": [[19, 19], [0, 18]]}), """

            + [xa-moi-2026]
            + complete = false
            + bands = [[19, 19], [0, 18]]
            +
            """, id="a set more"),
        pytest.param(OLD, lambda t: set_value(t, ("current_season",), "2020"), "", id="what it says"),
        pytest.param(OLD, lambda t: set_value(t, ("district", "name"), "huyện “B” \"C\""), """
              [district]   # cách ghi trước đây
            - name="huyện A" # tên
            + name="huyện “B” \\"C\\"" # tên
            """, id="of the former kind"),
        pytest.param(OLD, lambda t: remove_value(t, ("season", 0, "year")), """
                name   =  "2020"
            -   year = 2020
            """, id="set in"),
        pytest.param(OLD, lambda t: add_entry(t, ("season",), {"name": "2021"}), """

            + [[season]]
            + name = "2021"
            +
            """, id="below the hints of the last season"),
        pytest.param(OLD, lambda t: remove_table(t, ("season", 0)), """

            - [[season]]
            -   name   =  "2020"
            -   year = 2020
            - # conference = 2020-12-25
            - # compare_with = "2019"
            -
            """, id="the last table"),
        pytest.param(OLD, lambda t: remove_table(t, ("district",)), """
              current_season = '2020'  # một kỳ
            - [district]   # cách ghi trước đây
            - name="huyện A" # tên
            - communes = ["an-binh", "an-hoa"]
            - # lời cuối
            -
            """, id="with the comment right below"),
        pytest.param(SEVERAL, lambda t: remove_item(set_value(t, ("district", 1, "region"), "BTB"), ("district", 0, "communes"), "a"), """
              id = "a"
            - communes = ["a", "b"]
            -
            - [[district]]
            - id = "b"
            + communes = ["b"]
            +
            + [[district]]
            + id = "b"
            + region = "BTB"
            """, id="of the former kind, several"),
        pytest.param("[[a]]\nx = 1\n# của b\n[[b]]\n", lambda t: add_entry(t, ("a",), {"x": 2}), """
              x = 1
            +
            + [[a]]
            + x = 2
            +
            """, id="above the comment right above the next"),
        pytest.param("[[a]]\n[[b]]\n", lambda t: set_value(t, ("a", 0, "x y"), 1), """
              [[a]]
            + "x y" = 1
            """, id="in an empty table"),
        pytest.param("[[a]]\n\n[[b]]\n", lambda t: remove_table(t, ("a", 0)), """

            - [[a]]
            -
            """, id="an empty table"),
    ],
)  # fmt: skip
def test_an_edit_changes_its_own_lines(text: str, edit: Callable[[str], str], lines: str) -> None:
    """Also in files of Windows, without a newline at their end, and with the mark of UTF-8 or in UTF-16."""
    after = edit(text)
    assert changed(text, after) == dedent(lines).strip("\n")
    crlf = text.replace("\n", "\r\n")
    assert edit(crlf) == after.replace("\n", "\r\n")
    for codec in ("utf-8", "utf-8-sig", "utf-16"):
        assert edited(crlf.encode(codec), edit) == edit(crlf).encode(codec)
    cut = edit(text.removesuffix("\n"))
    assert tomllib.loads(cut) == tomllib.loads(after) and cut in (after, after.removesuffix("\n"))


@pytest.mark.parametrize(
    "edit",
    [
        lambda: set_value("[[a]]\n[[b]]\n[[a.c]]\n", ("a", 0, "x"), 1),
        lambda: set_value("a = { x = 1 }\n", ("a", "y"), 1),
        lambda: add_entry("a = [{ x = 1 }]\n", ("a",), {"x": 2}),
        lambda: remove_table("a = [{ x = 1 }]\n", ("a", 0)),
    ],
)
def test_what_is_written_in_another_way_is_left_alone(edit: Callable[[], str]) -> None:
    """Tables whose parts lie apart, and tables in one line: the message says how to write them."""
    with pytest.raises(WorkbookError, match="không sửa giúp được"):
        edit()


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = WORDS | st.integers(0, 9999) | st.booleans() | st.dates() | st.lists(WORDS, max_size=12)


@settings(deadline=None)
@given(st.sampled_from([SHIPPED, OLD]), st.data())
def test_whatever_is_written_is_read_again(text: str, data: st.DataObject) -> None:
    """Any words, numbers, days and lists; the rest of what the file says, and its comments, stay."""
    said = tomllib.loads(text)
    season = data.draw(st.integers(0, len(said["season"]) - 1))
    name, value = data.draw(st.sampled_from([*said["season"][season], "target_year", "lời"])), data.draw(VALUES)
    after = set_value(text, ("season", season, name), value)
    said["season"][season][name] = value
    assert tomllib.loads(after) == said
    new = {name: value, "khác": data.draw(VALUES)}
    longer = add_entry(after, ("season",), new, season)
    said["season"].insert(season + 1, new)
    assert tomllib.loads(longer) == said
    assert remove_table(longer, ("season", season + 1)) == after


@settings(deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c-d", "e"]), unique=True, max_size=4), st.data())
def test_items_come_and_go_among_comments(items: list[str], data: st.DataObject) -> None:
    """In one line or several, with comments behind and between, with or without a last comma; or it is said that it can't be."""
    before, behind = (
        st.sampled_from([" ", "\n    ", "\n    # lời\n    "]),
        st.sampled_from(["", "\n", " # cuối\n", ",", ",\n"]),
    )
    inside = ",".join(f'{data.draw(before)}"{item}"' for item in items) + (data.draw(behind) if items else "")
    text = f"x = [{inside}] # danh sách\ny = 1\n"
    is_told = (
        "# cuối" in inside and "\n" not in inside.split("# cuối")[0].rpartition('"' + items[-1])[0].rpartition(",")[2]
    )
    with pytest.raises(WorkbookError, match="Chuyển lời ấy lên trên") if is_told else nullcontext():
        after = add_item(text, ("x",), "mới")
        assert tomllib.loads(after) == {"x": [*items, "mới"], "y": 1} and after.count("#") == text.count("#")
    for item in items:
        after = remove_item(text, ("x",), item)
        assert tomllib.loads(after) == {"x": [own for own in items if own != item], "y": 1}
