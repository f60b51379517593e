"""`ntm import`: a table of many communes, as an office has it, becomes results of a season with an origin of their own."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import click

from ntm_lib.cli.chosen import open_season
from ntm_lib.cli.console import is_confirmed
from ntm_lib.cli.options import FAILED, OK, Text, district_option, season_option, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import IntakeError, NtmError, ReportError, UnknownNameError, WorkbookError
from ntm_lib.files import is_file, read_file, replace_file, sha256
from ntm_lib.intake.summary.answers_file import NAME_OF_FILE, Given, answers_bytes, key_of, read_answers
from ntm_lib.intake.summary.preview import preview
from ntm_lib.intake.summary.reading import Summary, read_summary, results_of
from ntm_lib.intake.summary.store import tables_of, undo_command, undo_table, write_table
from ntm_lib.intake.summary.wanted import wanted_of
from ntm_lib.new_workbook.choice import first_season
from ntm_lib.presentation.words.numbers import day
from ntm_lib.setup.new_season import tried, with_season
from ntm_lib.spreadsheet.any_kind import open_apart
from ntm_lib.spreadsheet.package import SAVE_AGAIN
from ntm_lib.text import season_text, sentence_case, slug, without_invisible
from ntm_lib.workbook import Season, Workbook
from ntm_lib.workbook.settings import SETTINGS

_AGAIN = "Mở bảng bằng Excel (hoặc chép bảng vào Excel), lưu dạng .xlsx rồi chạy lại."
_NO_ANSWERS = "Chuyển tệp cách hiểu ấy ra chỗ khác rồi chạy lại, trả lời lại các câu hỏi."
_COUNTS = {"met": "đạt", "not_met": "chưa đạt", "not_applicable": "không áp dụng"}


@click.command(
    "import",
    cls=VietnameseCommand,
    help="Nhập bảng tổng hợp (mỗi xã một dòng) của văn phòng thành kết quả của một kỳ; chỉ dùng ở chỗ biểu của xã không có.",
)
@click.argument("table", type=Text(), metavar="BẢNG", required=False)
@season_option()
@click.option(
    "--set", "set_id", type=Text(), metavar="BỘ", help="Bộ tiêu chí của một kỳ mà sổ chưa có; mặc định theo năm."
)
@click.option("--cut-off", "cut_off", type=click.DateTime(["%d/%m/%Y", "%Y-%m-%d"]), metavar="NGÀY", help="Ngày chốt số liệu của kỳ ấy; mặc định là ngày cuối của năm.")  # fmt: skip
@click.option("--yes", "is_sure", is_flag=True, help="Ghi mà không hỏi; điều chưa rõ thì không lấy.")
@click.option("--list", "is_list", is_flag=True, help="Liệt kê các bảng đã nhập.")
@click.option("--undo", "undone", type=Text(), metavar="MÃ", help="Gỡ một bảng đã nhập (mã như --list ghi).")
@district_option()
@workbook_option()
@click.pass_context
def import_command(
    context: click.Context,
    table: str | None,
    season_name: str | None,
    set_id: str | None,
    cut_off: datetime | None,
    is_sure: bool,
    is_list: bool,
    undone: str | None,
    district: str | None,
    folder: Path,
) -> None:
    """Say what a table is taken for and, if that is confirmed, keep its results; or list the tables kept, or take one out."""
    if sum((table is not None, is_list, undone is not None)) != 1:
        raise click.UsageError("ghi một trong: tệp của BẢNG, --list, hoặc --undo MÃ.")
    workbook, _ = open_season(folder, district, None)
    _ = workbook.place  # of several places one has to be named
    if undone:
        season = next((table.season for table in tables_of(workbook) if table.table_id == undone), "")
        backup = undo_table(workbook, undone)
        click.echo(f"Đã gỡ bảng {undone}; các tệp của bảng nằm ở {backup}.{_left(workbook, season)}")
    elif is_list:
        for line in _kept(workbook):
            click.echo(line)
    elif table:
        with ExitStack() as kept:
            context.exit(_import(workbook, Path(table), season_name, set_id, cut_off, kept, is_sure=is_sure))


class _Settings(NamedTuple):
    """The settings to write with a table, {} if its season is there; and what they were made of."""

    new: dict[str, bytes]
    as_read: dict[str, bytes]


def _left(workbook: Workbook, season: str) -> str:
    """Return that a season stays of which nothing is left, "" if it went with its table or has something."""
    now = Workbook.open(workbook.root, workbook.place_id)
    has_more = any(table.season == season for table in tables_of(now)) or (now.submissions_folder / season).exists()
    if has_more or season not in now.seasons or season == now.current_season:
        return ""
    return f" {sentence_case(season_text(season))} vẫn còn mà không có bảng, biểu nào: không dùng nữa thì bỏ kỳ ấy ở trang “Kỳ” (ntm setup)."


def _kept(workbook: Workbook) -> Iterator[str]:
    """Yield a line for each table that was imported."""
    found = tables_of(workbook)
    for kept in found:
        counts = ", ".join(
            f"{kept.counts[result]} {word}" for result, word in _COUNTS.items() if kept.counts.get(result)
        )
        when = f", nhập {day(kept.day)}" if kept.day else ""
        yield f"{kept.table_id}: {season_text(kept.season)}, {kept.original_name}{when}: {kept.fault or counts or 'không có kết quả'}"
    if not found:
        yield "Chưa nhập bảng tổng hợp nào."


def _import(
    workbook: Workbook, path: Path, season_name: str | None, set_id: str | None, cut_off: datetime | None, kept: ExitStack, *, is_sure: bool
) -> int:  # fmt: skip
    """Read, say, ask and write; return the exit status."""
    if not is_file(path):
        raise click.UsageError(f"không thấy tệp {path}.")
    reader, season, settings = _season(workbook, season_name, set_id, cut_off, kept)
    wanted = wanted_of(reader, season)
    if not wanted.communes:
        raise UnknownNameError(
            f"Ngày {day(season.cut_off)} sổ không có xã nào: bảng của {season_text(season.name)} là của đơn vị cũ."
        )
    try:
        opened, sha = open_apart(str(path), _AGAIN)
    except IntakeError as error:
        raise IntakeError(error.check, f"{path.name}: {error}".replace(SAVE_AGAIN, _AGAIN)) from None
    mark = f"-{season.name}-{sha[:6]}"  # whatever the file is called
    table_id = f"{slug(path.stem)[:40].strip('-') or 'bang'}{mark}"
    if same := [t.table_id for t in tables_of(workbook) if t.season == season.name and t.table_id.endswith(mark)]:
        raise ReportError(
            f"Bảng này đã nhập cho {season_text(season.name)}. Muốn nhập lại: {undo_command(workbook, same[0])}, rồi chạy lại."
        )
    answers_path = path.with_name(NAME_OF_FILE.format(stem=path.stem))
    given = _answers(answers_path)
    now = [said for said in given if said.season in ("", season.name)]
    summary = read_summary(opened, wanted, {key_of(said): said.answer for said in now})
    click.echo(f"Bảng {path.name}")
    for line in preview(summary, wanted):
        click.echo(without_invisible(line))  # names of sheets may hold what a terminal obeys
    asked = summary.answers.asked.keys()
    older = [said for said in given if said.answer and (said not in now or key_of(said) not in asked)]
    title = f"Cách hiểu bảng {path.name}"
    answers = answers_bytes(summary.answers, title, season.name, older) if asked else None
    if answers is not None:
        click.echo(
            _put_answers(
                answers_path,
                answers,
                summary,
                is_there={key_of(said) for said in given if said.season == season.name} >= asked,
                is_other=is_file(answers_path) and not given,
            )
        )
    results = results_of(summary, wanted)
    if not results:
        click.echo("Không có kết quả nào để ghi.")
        return FAILED
    if not (is_sure or is_confirmed()):
        click.echo("Chưa ghi gì.")
        return FAILED
    original = read_file(path)
    if sha256(original) != sha:
        raise ReportError(f"{path} vừa bị sửa trong lúc đọc. Chưa ghi gì; chạy lại.")
    write_table(workbook, season, table_id, results, path.name, original, answers, settings.new, settings.as_read)
    click.echo(
        f"Đã ghi {len(results)} kết quả vào {season_text(season.name)}, mã bảng {table_id}. Gỡ ra: {undo_command(workbook, table_id)}"
    )
    return OK


def _season(
    workbook: Workbook, name: str | None, set_id: str | None, cut_off: datetime | None, kept: ExitStack
) -> tuple[Workbook, Season, _Settings]:
    """Return the workbook and season to read for, and the settings to write: with one season more where the workbook does not have it."""
    name = name or workbook.current_season
    if name in workbook.seasons:
        if set_id or cut_off:
            raise click.UsageError(f"sổ đã có kỳ {name}: --set và --cut-off chỉ dùng cho một kỳ chưa có.")
        return workbook, workbook.season(name), _Settings({}, {})
    try:
        first = first_season(name, cut_off.date() if cut_off else None)
    except UnknownNameError as error:
        raise click.UsageError(str(error)) from None
    season = Season(name=name, year=first.year, criteria_set=set_id or first.set_id, cut_off=first.cut_off)
    content = read_file(workbook.root / SETTINGS)
    new, later = with_season(content, season)
    folder = kept.enter_context(TemporaryDirectory())
    try:
        trial = tried(workbook, new, Path(folder))
        trial.check_season(trial.season(name))
    except WorkbookError as error:
        raise WorkbookError(f"Không thêm được kỳ {name}. {error}".replace(folder, str(workbook.root))) from None
    compared = f"; kỳ {', '.join(later)} so với kỳ này" if later else ""
    click.echo(
        f"Sổ chưa có kỳ {name}: sẽ thêm vào trang “Kỳ”, bộ {season.criteria_set}, chốt số liệu {day(season.cut_off)}{compared}."
    )
    return trial, trial.season(name), _Settings({SETTINGS: new}, {SETTINGS: content})


def _answers(path: Path) -> list[Given]:
    """Return the answers in the file beside the table, none if there is no such file."""
    if not is_file(path):
        return []
    try:
        opened, _ = open_apart(str(path), _NO_ANSWERS)
    except IntakeError as error:
        raise IntakeError(error.check, f"{path.name}: {error} {_NO_ANSWERS}") from None
    return read_answers(opened)


def _put_answers(path: Path, content: bytes, summary: Summary, *, is_there: bool, is_other: bool) -> str:
    """Put the file with the questions beside the table, if one with these is not there yet; return what to do."""
    if is_other:
        return f"{path} đã có và không phải tệp của lệnh này: đổi tên tệp ấy để trả lời các câu hỏi."
    try:
        if not is_there:
            replace_file(path, content)
    except NtmError as error:
        return f"Không ghi được tệp để trả lời: {error}"
    asked = len(summary.answers.open)
    return (
        f"{asked} điều chưa rõ: trả lời trong {path}, lưu lại rồi chạy lại lệnh này."
        if asked
        else f"Hiểu khác đi thì chọn lại trong {path}."
    )
