"""A spreadsheet file of any kind, opened."""

from ntm_lib.errors import IntakeError
from ntm_lib.spreadsheet.apart import read_apart
from ntm_lib.spreadsheet.guard import Inspected, inspect
from ntm_lib.spreadsheet.ods import open_ods
from ntm_lib.spreadsheet.opened import Opened
from ntm_lib.spreadsheet.xls import open_xls
from ntm_lib.spreadsheet.xlsb import open_xlsb
from ntm_lib.spreadsheet.xlsx import open_xlsx


def open_file(content: bytes, inspected: Inspected) -> Opened:
    """Return the sheets of a spreadsheet of any kind; raise IntakeError if they can't be read."""
    match inspected.kind:
        case "xlsx":
            return open_xlsx(inspected.parts)
        case "xlsb":
            return open_xlsb(inspected.parts)
        case "ods":
            return open_ods(inspected.parts)
    return open_xls(content)


def open_apart(path: str, what_to_do: str) -> tuple[Opened, str]:
    """Return the sheets of the spreadsheet at `path`, read in a process of its own, and the sha256 of its bytes.

    Raises IntakeError that says why it can't be read; `what_to_do` ends its message where the file ended its reader.
    """
    reading = next(read_apart([(path, "")], _opened, what_to_do, workers=1))
    if reading.found is None:
        raise IntakeError(reading.check, reading.message)
    return reading.found, reading.sha256


def _opened(content: bytes, kind: str) -> Opened:  # pragma: no cover - in a worker
    return open_file(content, inspect(content))
