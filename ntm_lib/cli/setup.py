"""`ntm setup`: the settings of a workbook in Excel, and what was changed there taken back into its files."""

import re
from itertools import count
from pathlib import Path

import click

from ntm_lib.cli.console import is_confirmed
from ntm_lib.cli.options import FAILED, OK, workbook_option
from ntm_lib.cli.vietnamese import VietnameseCommand
from ntm_lib.errors import NtmError, WorkbookError
from ntm_lib.files import read_file, replace_file, visible
from ntm_lib.setup.setup import Taken, setup_file, take_back
from ntm_lib.setup.sheets import FILE
from ntm_lib.setup.words import change_lines, fault_lines, marked_copy
from ntm_lib.workbook import Workbook
from ntm_lib.workbook.writing import finish_writing, write_all

_TO_MEND = "cần sửa"
_MARKS = re.compile(rf" \(({_TO_MEND}|cũ)( \d+)?\)$")
_FEW = 20


@click.command(
    "setup", cls=VietnameseCommand, help="Lấy thiết lập của sổ ra Excel (thiet-lap.xlsx), hoặc ghi tệp ấy trở lại sổ."
)
@click.argument("file", type=click.Path(path_type=Path), metavar="[TỆP]", required=False)
@click.option("--yes", "is_agreed", is_flag=True, help="Ghi ngay, không hỏi lại.")
@workbook_option()
@click.pass_context
def setup_command(context: click.Context, file: Path | None, is_agreed: bool, folder: Path) -> None:
    """Write thiet-lap.xlsx, or take it back: nothing is written while a finding is open, or before somebody says yes."""
    finished = finish_writing(folder)
    if finished:
        click.echo(f"Đã ghi nốt lần ghi trước bị ngắt giữa chừng. Bản cũ: {finished}")
    workbook = Workbook.open(folder)
    context.exit(_take(workbook, file, is_agreed) if file else _give(workbook))


def _give(workbook: Workbook) -> int:
    """Write thiet-lap.xlsx; one that lies there with changes that nobody has taken back is set aside under another name."""
    path = workbook.root / FILE
    if path.exists() and _is_open_work(workbook, path):
        older = _free_name(path, "cũ")
        path.rename(older)
        click.echo(
            f"Tệp {FILE} còn khác với sổ: đổi tên thành {older.name}. Còn cần các chỗ khác ấy thì: {_command(older)}"
        )
    if path.exists():
        write_all(workbook.root, {FILE: setup_file(workbook)})  # one that somebody has worked with goes into the backup
    else:
        replace_file(path, setup_file(workbook))
    click.echo(f"Đã lập {path}. Sửa bằng Excel, lưu, đóng tệp rồi chạy: {_command(path)}")
    return OK


def _command(path: Path) -> str:
    """Return what is typed where one stands to take back a file of settings that lies in its workbook's folder."""
    here = path.parent == Path.cwd()
    file = path.name if here else str(path)
    quoted = f'"{file}"' if " " in file else file
    return f"ntm setup {quoted}" if here else f'ntm setup {quoted} --workbook "{path.parent}"'


def _is_open_work(workbook: Workbook, path: Path) -> bool:
    try:
        taken = take_back(workbook, path)
    except WorkbookError:  # none of ours, or of another workbook
        return True
    return not taken.is_empty or bool(taken.faults)


def _take(workbook: Workbook, file: Path, is_agreed: bool) -> int:
    if not file.is_file():
        raise WorkbookError(f"Không thấy tệp {file}. Lấy tệp thiết lập bằng `ntm setup`.")
    taken = take_back(workbook, file)
    for remark in taken.remarks:
        click.echo(f"LƯU Ý: {remark}")
    if taken.faults:
        return _refuse(file, taken)
    if not taken.new.files:
        click.echo("Không có gì thay đổi so với sổ.")
        return OK
    click.echo("Sẽ ghi vào sổ:")
    for line in change_lines(taken):
        click.echo(line)
    if not (is_agreed or is_confirmed()):
        click.echo("Chưa ghi gì.")
        return FAILED
    backup = write_all(workbook.root, taken.new.files, taken.contents.hashes)
    click.echo(f"Đã ghi {len(taken.new.files)} tệp: {', '.join(taken.new.files)}. Bản cũ: {backup}")
    _put_away(workbook, file)
    return OK


def _put_away(workbook: Workbook, file: Path) -> None:
    """Move what a marked copy replaces, the file it was made of and earlier copies, into the backup once the copy has been written."""
    folder, stem = file.resolve().parent, _MARKS.sub("", file.stem)
    if folder != workbook.root or _TO_MEND not in file.stem[len(stem) :]:
        return
    older = [path for path in visible(folder) if path.suffix == file.suffix and path.name != file.name]
    older = [
        path
        for path in older
        if path.stem == stem or re.fullmatch(rf"{re.escape(stem)} \({_TO_MEND}( \d+)?\)", path.stem)
    ]
    names = ", ".join(path.name for path in older)
    try:
        backup = write_all(workbook.root, {path.name: None for path in older})
    except NtmError:  # open in Excel, say
        click.echo(f"Không dùng {names} nữa: các chỗ sai trong đó đã sửa ở {file.name}.")
    else:
        if backup:
            click.echo(f"{names} đã được thay bằng {file.name}, chuyển vào {backup}")


def _refuse(file: Path, taken: Taken) -> int:
    for line in [*fault_lines(taken.faults)][:_FEW]:
        click.echo(f"LỖI: {line}")
    if len(taken.faults) > _FEW:
        click.echo(f"và {len(taken.faults) - _FEW} lỗi nữa.")
    copy = _free_name(file, _TO_MEND)
    replace_file(copy, marked_copy(read_file(file), file, taken.faults))
    click.echo(f"Chưa ghi gì. Các ô phải sửa được đánh dấu trong {copy}")
    return FAILED


def _free_name(file: Path, word: str) -> Path:
    """Return a name with `word` that nothing has: somebody may work in an earlier file of that kind."""
    stem = _MARKS.sub("", file.stem)
    names = (f"{stem} ({word}{f' {number}' if number > 1 else ''}).xlsx" for number in count(1))
    return next(path for name in names if not (path := file.with_name(name)).exists())
