"""Forms read in parser processes, by the layout of who answers."""

from collections.abc import Iterable, Iterator

from ntm_lib.intake import form as layout
from ntm_lib.intake.reading.form_reader import Form, read_form
from ntm_lib.processes import have_warm
from ntm_lib.spreadsheet.apart import MEMORY_BYTES, SECONDS, Reading, Request, read_apart

SHEETS = {"commune": layout.COMMUNE_SHEETS, "department": layout.DEPARTMENT_SHEETS}
_WHAT_TO_DO = "Chép các số vào biểu trắng rồi gửi lại."

have_warm(__name__)


def read_forms(
    requests: Iterable[Request], workers: int | None = None, seconds: float = SECONDS, memory: int = MEMORY_BYTES
) -> Iterator[Reading[Form]]:
    """Yield the form in each file, in order; a request names the file and a key of SHEETS. See `read_apart`."""
    return read_apart(requests, read_kind, _WHAT_TO_DO, workers, seconds, memory)


def read_kind(content: bytes, kind: str) -> Form:
    """Return the form in a file's bytes, of a kind of SHEETS; raise IntakeError if it is none of ours."""
    return read_form(content, SHEETS[kind])
