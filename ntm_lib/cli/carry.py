"""`ntm new --from`: a workbook that goes on from an older one, over a merger or a change of tier."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import click
import pandas as pd

from ntm_lib.analysis.open_conclusions import open_items
from ntm_lib.cli.carried import Found, carried_by_place, told
from ntm_lib.csv_file import csv_bytes
from ntm_lib.errors import WorkbookError
from ntm_lib.files import is_file, replace_file, visible
from ntm_lib.intake.submissions import read_submissions
from ntm_lib.new_workbook.agencies import agency_ids
from ntm_lib.new_workbook.carry import carried_contents
from ntm_lib.new_workbook.contents import FirstSeason
from ntm_lib.new_workbook.old_places import (
    as_chosen,
    asked_places,
    last_season,
    places_since,
    refuse_earlier,
    refuse_other_places,
)
from ntm_lib.new_workbook.old_units import known_ids, refuse_second_units, settled_first
from ntm_lib.new_workbook.units import Decide, Units, collect
from ntm_lib.new_workbook.words import made
from ntm_lib.new_workbook.writer import write
from ntm_lib.reference.files import EXCEL
from ntm_lib.reference.gazetteer.find import Place
from ntm_lib.schemas import PROMISES
from ntm_lib.season_data import assess_season
from ntm_lib.text import season_text
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.settings import OWN_FOLDERS, SETTINGS


def refuse_inside(folder: Path, old_folder: Path) -> None:
    """Raise WorkbookError if one of the two folders is the other, or lies in it."""
    for inner, outer in ((folder, old_folder), (old_folder, folder)):
        if any(path.exists() and path.samefile(outer) for path in (inner, *inner.parents) if outer.exists()):
            raise WorkbookError(
                f"Sổ mới ({folder}) và sổ cũ ({old_folder}) không được là một, không được nằm trong nhau. Chọn thư mục khác cho sổ mới."
            )


def carry_over(
    old_folder: Path,
    folder: Path,
    season: FirstSeason,
    kinds: Collection[str],
    asked: Callable[[date], list[Place]],
    decide: Callable[[date, int], Decide],
) -> Iterator[tuple[str, Iterable[str]]]:
    """Write the workbook that goes on from the one in `old_folder`, of which nothing is changed; return what is said of it: headings with their lines."""
    if not is_file(old_folder / SETTINGS):
        raise WorkbookError(
            f"{old_folder} không phải là sổ dữ liệu: không có {SETTINGS}. Ghi ở --from thư mục có thư mục data của sổ cũ."
        )
    old = Workbook.open(old_folder)
    refuse_earlier(old, season)
    named = asked(season.cut_off)
    places = asked_places(old, named) if named else places_since(old, season.cut_off)
    units = _units(old, season, places, kinds, decide(season.cut_off, len(places)))
    notice, found = _still_open(old, season)
    name = f"{notice}-chuyen-{season.name}" if any(found.values()) else ""
    contents, left = carried_contents(old, units, season, name)

    def complete(root: Path) -> None:
        book = Workbook.open(root)
        if name:
            _write_conclusions(book, season.name, found)

    write(folder, contents, complete)
    click.echo(made(units, season, folder))
    return told(old, Workbook.open(folder), units, season, contents, left, found)


def _units(
    old: Workbook, season: FirstSeason, places: Sequence[Place], kinds: Collection[str], decide: Decide
) -> Units:  # fmt: skip
    """Return the units of the new workbook: of the kinds asked for, and of those that the older one had."""
    before = [old.units[i] for place in old.places for i in place.on(last_season(old).cut_off).communes]
    kinds = {*kinds, *(unit.kind for unit in before)}
    taken = {*agency_ids(), *old.units, *old.departments}
    known = known_ids(old)
    first = settled_first(old, known, season.cut_off, decide)
    found = collect(places, season.cut_off, kinds, first, taken, OWN_FOLDERS, known)
    units = as_chosen(old, found)
    refuse_other_places(old, units)
    refuse_second_units(old, units, set(known.values()))
    return units


def _still_open(old: Workbook, season: FirstSeason) -> tuple[str, dict[str, Found]]:
    """Return the day of the last conclusions (their file's name if it has none), and those of them that are open, by place.

    The last are those of a season's own conference, which no form has followed up yet, or those that a season followed up; a later
    season without any leaves them as they were.
    """
    own_places = {own.place.id: own for own in old.of_each_place()}
    last = {place_id: _last_conclusions(own) for place_id, own in own_places.items()}
    known = [one for one in last.values() if one is not None]
    if not known:
        return "", {}
    newest, is_notice = max(known, key=lambda one: (one[0].cut_off, one[1]))
    found: dict[str, Found] = {}
    for place_id, own in own_places.items():
        one = last[place_id]
        is_of_all = one is not None and (one[0].name, one[1]) == (newest.name, is_notice)
        items = own.conclusions(one[0]) if one is not None and is_of_all else None
        promises = PROMISES.frame([]) if is_notice else _judged(own, newest)
        found[place_id] = open_items(items, promises, season.year) if items is not None else []  # it held none
    return str(newest.conclusions_date or newest.conclusions), found


def _last_conclusions(own: Workbook) -> tuple[Season, bool] | None:
    """Return the last season that has conclusions, with whether they are its own conference's; None if none has."""
    for season in reversed(own.seasons_until(last_season(own))):
        if notice := _own_notice(own, season):
            return notice, True
        if season.conclusions:
            return season, False
    return None


def _own_notice(own: Workbook, last: Season) -> Season | None:
    """Return the season as one that follows up the conclusions of its own conference; None if there is no file of them.

    Its name begins with the conference's day, as that of any conclusions; raises WorkbookError if several do.
    """
    folder = own.data_folder / "conclusions"
    named = [last.model_copy(update={"conclusions": p.stem}) for p in visible(folder) if p.suffix in (".csv", EXCEL)]
    found = [notice for notice in named if last.conference and notice.conclusions_date == last.conference]
    if len(found) > 1:
        files = ", ".join(own.conclusions_file(notice).name for notice in found)
        raise WorkbookError(
            f"{own.data_name}/conclusions: {len(found)} tệp cùng ngày hội nghị của {season_text(last.name)} ({files}), không biết tệp nào là thông báo. Chỉ để lại một, chép các tệp kia ra ngoài thư mục ấy."
        )
    return found[0] if found else None


def _judged(own: Workbook, last: Season) -> pd.DataFrame:
    """Return the promises of the last season, from its forms and those of the season that its conclusions start from."""
    seasons = [season for season in (own.base_season(last), last) if season]
    return assess_season(own, last, read_submissions(own, seasons)).promises


def _write_conclusions(book: Workbook, season_name: str, found: Mapping[str, Found]) -> None:
    for own, carried in carried_by_place(book, season_name, found):
        season = own.season(season_name)
        replace_file(own.data_folder / "conclusions" / f"{season.conclusions}.csv", csv_bytes(carried.items))
        own.check_season(season)
