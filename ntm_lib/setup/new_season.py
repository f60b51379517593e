"""A season more in data/workbook.toml: that of a table of last year, of an office whose workbook begins later."""

import shutil
import tomllib
from pathlib import Path

from ntm_lib.setup.encoding import edited
from ntm_lib.setup.toml_edit import Value, add_entry, set_value
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.settings import SETTINGS


def with_season(content: bytes, season: Season) -> tuple[bytes, list[str]]:
    """Return the settings file with one season more, below the last one before it, and the names of those that are compared with it now.

    It is compared with the season before it, and the next one with it, if that is compared with none yet.
    """
    later = list[str]()

    def added(text: str) -> str:
        new, names = _with_season(text, season)
        later.extend(names)
        return new

    return edited(content, added), later


def _with_season(text: str, season: Season) -> tuple[str, list[str]]:
    seasons = tomllib.loads(text)["season"]
    order = sorted(range(len(seasons)), key=lambda n: seasons[n]["cut_off"])
    earlier = [n for n in order if seasons[n]["cut_off"] < season.cut_off]
    following = [n for n in order if seasons[n]["cut_off"] > season.cut_off][:1]
    later = [n for n in following if "compare_with" not in seasons[n]]
    for n in later:
        text = set_value(text, ("season", n, "compare_with"), season.name)
    values: dict[str, Value] = {
        "name": season.name, "year": season.year, "criteria_set": season.criteria_set, "cut_off": season.cut_off,
    }  # fmt: skip
    if earlier:
        values["compare_with"] = seasons[earlier[-1]]["name"]
    return add_entry(text, ("season",), values, earlier[-1] if earlier else -1), [seasons[n]["name"] for n in later]


def tried(workbook: Workbook, settings: bytes, folder: Path) -> Workbook:
    """Return the workbook as it would be with this settings file, opened in an empty folder; raises what opening it raises.

    It holds settings and reference data alone: no forms.
    """
    shutil.copytree(workbook.root / "data" / "reference", folder / "data" / "reference")
    (folder / SETTINGS).write_bytes(settings)
    return Workbook.open(folder, workbook.place_id)
