"""The settings of a workbook that goes on from an older one: its places through all their periods, its seasons, then the new one."""

from collections.abc import Iterator
from datetime import date, timedelta

from ntm_lib.new_workbook.contents import FirstSeason
from ntm_lib.new_workbook.old_places import is_same, last_season
from ntm_lib.new_workbook.settings import commune_lines, doubts, period_lines, quoted, usual_conference
from ntm_lib.new_workbook.units import NewPlace, Units
from ntm_lib.reference.files import file_text
from ntm_lib.reference.gazetteer.lists import SNAPSHOTS
from ntm_lib.text import clean
from ntm_lib.workbook import Period, Place, Season, Workbook
from ntm_lib.workbook.settings import SETTINGS

_HEAD = """\
# Sổ báo cáo do lệnh `ntm new --from` lập, tiếp theo sổ cũ (thư mục {folder}): các thời kỳ và các kỳ của sổ cũ giữ nguyên, thêm kỳ mới.
# Sửa tệp này bằng Notepad hoặc JupyterLab rồi lưu lại; dòng bắt đầu bằng dấu # là lời ghi chú.
"""

_NOTES = "# Ghi chú trong data/workbook.toml của sổ cũ:"


def carried_settings(old: Workbook, units: Units, season: FirstSeason, conclusions: str) -> str:
    """Return data/workbook.toml; `conclusions` names the file of those still open, "" if there is none."""
    lines = [_HEAD.format(folder=clean(old.root.name)), f"current_season = {quoted(season.name)}"]
    for place, new in zip(old.places, units.places, strict=True):
        lines += ["", "[[place]]", *([f"id = {quoted(place.id)}"] if place.id else [])]
        for period in place.period:
            lines += _period(period)
        lines += _new_period(old, place, new, units)
    for own in old.seasons.values():
        lines += ["", *_season(own)]
    lines += ["", *_new_season(old, season, conclusions)]
    return "\n".join([*lines, "", *_comments(file_text(old.root / SETTINGS))]) + "\n"


def _comments(text: str) -> list[str]:
    """Return the lines of the older settings that hold a comment, each once: what people noted there is not lost."""
    noted = dict.fromkeys(line.strip().lstrip("# ") for line in text.splitlines() if "#" in line)
    return [_NOTES, *(f"#   {line}" for line in noted if line and line not in _NOTES + _HEAD)]


def _new_period(old: Workbook, place: Place, new: NewPlace, units: Units) -> Iterator[str]:
    """Yield the lines of a period more, if the place is another one than in the older workbook's last season, or has other communes.

    It begins on the day of the list that has it so, and after the last season. A period that the older workbook has for that time stands.
    """
    last, period = last_season(old).cut_off, place.last
    communes = [unit.unit_id for unit in units.communes(new)]
    day = max(SNAPSHOTS[new.place.snapshot], last + timedelta(days=1))
    if period.since and period.since > last:
        return
    if not is_same(period, new):
        yield from period_lines(units, new, day)
    elif not set(communes) <= set(period.communes):
        yield from _period(period.model_copy(update={"since": day, "communes": communes}))
        yield from doubts(new)


def _period(period: Period) -> Iterator[str]:
    yield "[[place.period]]"
    if period.since:
        yield f"from = {period.since.isoformat()}"
    for name in ("name", "tier", "parent", "office", "region", "province_row"):
        if text := getattr(period, name):
            yield f"{name} = {quoted(text)}"
    yield from commune_lines(period.communes)


def _season(season: Season) -> Iterator[str]:
    yield "[[season]]"
    for name, value in season.model_dump(exclude_defaults=True).items():
        yield f"{name} = {_value(value)}"


def _value(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case str():
            return quoted(value)
    return str(value)


def _new_season(old: Workbook, season: FirstSeason, conclusions: str) -> Iterator[str]:
    doubt = "" if season.is_cut_off_given else " # ngày chốt số liệu: chờ xác nhận, mặc định là ngày cuối của kỳ"
    yield "[[season]]"
    yield f"name = {quoted(season.name)}"
    yield f"year = {season.year}"
    yield f"criteria_set = {quoted(season.set_id)} # tệp data/reference/criteria/{season.set_id}.csv"
    yield f"cut_off = {season.cut_off.isoformat()}{doubt}"
    yield f"# conference = {usual_conference(season.cut_off)} # ngày hội nghị, khi đã định"
    yield f"compare_with = {quoted(last_season(old).name)} # kỳ cuối của sổ cũ"
    if conclusions:
        yield f"conclusions = {quoted(conclusions)} # kết luận còn mở của sổ cũ: data/conclusions/{conclusions}.csv"
