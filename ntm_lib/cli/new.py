"""`ntm new`: a workbook from nothing, for places and a first season."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

import click

from ntm_lib.analysis.level_findings import lacking_levels, missing_groups
from ntm_lib.cli.carry import carry_over, refuse_inside
from ntm_lib.cli.console import has_terminal
from ntm_lib.cli.options import OK, Folder, Text
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import UnknownNameError
from ntm_lib.new_workbook import choice, words
from ntm_lib.new_workbook.agencies import agency_ids
from ntm_lib.new_workbook.contents import FirstSeason, contents
from ntm_lib.new_workbook.units import Decide, collect, why
from ntm_lib.new_workbook.writer import refuse_filled, write
from ntm_lib.presentation.shared.lacking import lacking_lines
from ntm_lib.reference.gazetteer.changes import Difference, other_list
from ntm_lib.reference.gazetteer.find import Place
from ntm_lib.reference.gazetteer.lists import list_name
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.settings import OWN_FOLDERS


@click.command(
    "new",
    cls=VietnameseCommand,
    help="Lập sổ dữ liệu mới cho một nơi, từ kỳ báo cáo đầu tiên; hoặc chuyển tiếp từ sổ cũ.",
)
@click.argument("folder", type=Folder(), metavar="THƯ_MỤC")
@click.option("--place", "asked", type=Text(), metavar="NƠI", multiple=True, help="Huyện hoặc tỉnh, ví dụ “Na Rì, Bắc Kạn”; có thể lặp lại; “cả nước”: mọi tỉnh. Cần có nếu không dùng --from.")  # fmt: skip
@click.option("--season", "season_name", type=Text(), metavar="NĂM", required=True, help="Năm của kỳ đầu tiên, ví dụ 2023; giữa năm: 2023-06; với --from: kỳ mới.")  # fmt: skip
@click.option(
    "--cut-off",
    "cut_off",
    type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]),
    metavar="NGÀY",
    help="Ngày chốt số liệu; mặc định là ngày cuối của năm, của tháng.",
)
@click.option("--with", "more_kinds", type=Text(), metavar="LOẠI", default="xã", help="Thêm thị-trấn, phường, đặc-khu (cách nhau bằng dấu phẩy).")  # fmt: skip
@click.option("--from", "old_folder", type=Folder(), metavar="SỔ_CŨ", help="Chuyển tiếp từ sổ cũ (thư mục có data/) qua sáp nhập, đổi cấp: đơn vị, biểu đã nộp, kết luận còn mở.")  # fmt: skip
@click.pass_context
def new_command(
    context: click.Context,
    folder: Path,
    asked: Sequence[str],
    season_name: str,
    cut_off: datetime | None,
    more_kinds: str,
    old_folder: Path | None,
) -> None:
    """Write the workbook whole, or nothing; say what waits to be confirmed, what is lacking and what comes next."""
    season = choice.first_season(season_name.strip(), cut_off.date() if cut_off else None)
    kinds = choice.chosen_kinds(more_kinds)
    if old_folder:
        refuse_inside(folder, old_folder)
    elif not asked:
        option = next(p for p in context.command.params if p.name == "asked")
        raise click.MissingParameter(ctx=context, param=option)
    refuse_filled(folder)
    if old_folder:
        told = carry_over(
            old_folder, folder, season, kinds, lambda day: choice.chosen_places(asked, day, _choose), _decide
        )
    else:
        told = _from_nothing(folder, season, kinds, asked)
    for title, lines in told:
        _tell(title, lines)
    workbook = Workbook.open(folder)
    _tell("Còn thiếu", _lacking(workbook, season.name))
    click.echo("\nLàm tiếp:")
    places = [place.id for place in workbook.places]
    for command in words.next_commands(folder, places):
        click.echo(f"  {command}")
    if each := words.each_place(places):
        click.echo(each)
    context.exit(OK)


def _from_nothing(
    folder: Path, season: FirstSeason, kinds: Collection[str], asked: Sequence[str]
) -> Iterator[tuple[str, Iterable[str]]]:
    """Write a workbook that has nothing before it; yield what is said of it."""
    day = season.cut_off
    places, left_out = choice.without_communes(choice.chosen_places(asked, day, _choose), kinds)
    if not places:
        raise UnknownNameError(choice.no_communes(left_out, kinds))
    units = collect(places, day, kinds, _decide(day, len(places)), agency_ids(), OWN_FOLDERS)
    write(folder, contents(units, season), Workbook.open)
    click.echo(words.made(units, season, folder))
    yield "Chờ xác nhận", words.waiting(units, season, left_out)


def _tell(title: str, lines: Iterable[str]) -> None:
    click.echo(f"\n{title}:")
    for line in lines:
        click.echo(f"  - {line}")


def _lacking(workbook: Workbook, season_name: str) -> Iterator[str]:
    """Yield what the workbook needs and nobody has stated yet; what several places lack alike is told once."""
    season = workbook.season(season_name)
    own = workbook.of_each_place()
    found = [place.lacking(season) for place in own]
    yield from filter(None, [*lacking_levels(found), missing_groups(found)])
    of_all = [dict.fromkeys(lacking_lines(place, season)) for place in own]
    alike = [line for line in of_all[0] if all(line in lines for lines in of_all)]
    yield from alike
    for place, lines in zip(own, of_all, strict=True):
        yield from (f"{place.place_in(season).name}: {line}" for line in lines if line not in alike)


def _decide(day: date, count: int) -> Decide:
    """Return who decides between two lists: on a terminal whoever sits there, else nobody."""
    return _Asked(day, count) if has_terminal() else _as_before


def _choose(asked: str, places: Sequence[Place]) -> Place:
    """Return the place that is meant of several; without a terminal raise UnknownNameError that lists them."""
    if not has_terminal():
        raise UnknownNameError(choice.several(asked, places))
    click.echo(f"“{asked}” là tên của {len(places)} nơi:")
    for number, place in enumerate(places, start=1):
        click.echo(f"  {number}. {place.title}")
    return places[int(_answer("Chọn số", [str(n + 1) for n in range(len(places))])) - 1]


def _as_before(place: Place, differing: Sequence[Difference]) -> Collection[Difference]:
    """The list before the cut-off stands; what differs is listed as waiting to be confirmed."""
    return ()


class _Asked:
    """Asks which of two lists stands where they differ."""

    def __init__(self, day: date, count: int) -> None:
        self._day, self._is_one, self._for_all = day, count == 1, ""

    def __call__(self, place: Place, differing: Sequence[Difference]) -> Collection[Difference]:
        if not differing:
            return ()
        other = other_list(place, self._day)
        answer = self._for_all or self._which_list(place, differing, other)
        if answer == "3":
            return [d for d in differing if self._is_as_there(d, place, other)]
        self._for_all = answer
        return differing if answer == "2" else ()

    def _which_list(self, place: Place, differing: Sequence[Difference], other: str) -> str:
        click.echo(f"{place.title}: hai danh sách trước và sau ngày {self._day:%d/%m/%Y} khác nhau ở {len(differing)} đơn vị:")  # fmt: skip
        for difference in differing:
            unit = difference.here or difference.there
            click.echo(f"  - {unit.kind if unit else ''} {unit.name if unit else ''}: {why(difference, place, other)}")
        every = "" if self._is_one else ", cho mọi nơi"
        click.echo(f"  1. Lấy theo danh sách {list_name(place.snapshot)}{every}; các đơn vị này chờ xác nhận")
        click.echo(f"  2. Lấy theo danh sách {list_name(other)}{every}")
        click.echo("  3. Hỏi từng đơn vị")
        return _answer("Chọn số", ["1", "2", "3"])

    def _is_as_there(self, difference: Difference, place: Place, other: str) -> bool:
        unit = difference.here or difference.there
        name = f"{unit.kind} {unit.name}" if unit else ""
        text = f"{name}: tại ngày {self._day:%d/%m/%Y} theo danh sách {list_name(place.snapshot)} (1) hay {list_name(other)} (2)"  # fmt: skip
        return _answer(text, ["1", "2"]) == "2"


def _answer(text: str, answers: Sequence[str]) -> str:
    """Ask until one of `answers` is typed."""
    while True:
        typed: str = click.prompt(
            text, prompt_suffix=f" [{answers[0]}–{answers[-1]}]: ", default="", show_default=False
        )
        if typed.strip() in answers:
            return typed.strip()
        click.echo(f"Gõ một số từ {answers[0]} đến {answers[-1]}.")
