"""The `ntm` command. Exit status: 0 all well, 1 something failed (and is named), 2 wrong usage or nothing could be started."""

import sys
from collections.abc import Sequence
from importlib import import_module

import click

from ntm_lib import __version__
from ntm_lib.cli import environment  # noqa: F401 - first, before numpy
from ntm_lib.cli.console import close_streams, last_words, open_streams, say
from ntm_lib.cli.options import FAILED, OK, USAGE
from ntm_lib.cli.vietnamese import VietnameseGroup, in_vietnamese
from ntm_lib.errors import NtmError, ReportError

COMMANDS = ("new", "setup", "import", "forms", "check", "plan", "build", "status")
_MODULES = {"import": "import_table"}  # of a command whose name is no module's in Python


class _Commands(VietnameseGroup):
    """The commands; the module of one is imported when it is asked for, since `build` alone takes seconds to import."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ntm_lib.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command


@click.group(
    cls=_Commands,
    help="Sổ báo cáo nông thôn mới: từ biểu Excel của xã đến báo cáo HTML.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="ntm", help="In phiên bản rồi thoát.")
def ntm() -> None:
    """Group of all commands."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; whatever goes wrong is told in a sentence, without a traceback."""
    open_streams()
    status = _status(arguments)
    sys.exit(status if close_streams() or status != OK else FAILED)


def _status(arguments: Sequence[str] | None) -> int:
    """Run the command line; return its exit status."""
    try:
        status = ntm.main(
            args=list(arguments) if arguments is not None else None, prog_name="ntm", standalone_mode=False
        )
        return status if isinstance(status, int) else OK
    except click.exceptions.NoArgsIsHelpError as error:
        say(error.format_message())
        return USAGE
    except click.UsageError as error:
        say(
            f"Sai cách dùng: {in_vietnamese(error, COMMANDS)}\nXem: {error.ctx.command_path if error.ctx else 'ntm'} --help"
        )
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        say("Đã dừng theo yêu cầu; báo cáo đã lập xong vẫn giữ nguyên.")
        return FAILED
    except NtmError as error:
        say(str(error))
        return FAILED if isinstance(error, ReportError) else USAGE
    except SystemExit:  # click, when nobody reads on: ntm status | head
        return FAILED
    except Exception as error:  # noqa: BLE001 - the last resort: faults that are foreseen have words of their own
        say(last_words(error))
        return FAILED
