"""What one report may take, and the names of the errors that an executed notebook has where it took more."""

from dataclasses import dataclass

from ntm_lib.processes import StartMethod, have_warm

CELL_OVERDUE = "CellOverdue"
REPORT_OVERDUE = "ReportOverdue"
PROCESS_ENDED = "ProcessEnded"
TOO_MUCH_OUTPUT = "TooMuchOutput"

have_warm("ntm_lib.publishing.warm_pages")


@dataclass(frozen=True)
class Limits:
    """Of one report; `start_method` is how its processes are started (None: the cheapest way that is safe)."""

    cell_seconds: float = 60
    report_seconds: float = 180
    memory: int = (
        4_000_000_000  # bytes of address space: what is reserved counts too, so this is far above what is used
    )
    output_bytes: int = 50_000_000  # that cells may print and show
    start_method: StartMethod | None = None
