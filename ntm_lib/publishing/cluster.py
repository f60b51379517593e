"""Runs the same plan on an existing Dask cluster: `ntm build --scheduler tcp://...`. dask.distributed is imported only here.

The workers see the workbook's folder and the output folder under the same paths as the command does. A task is a batch of reports with
the data they are given, or a district; it runs in a process apart from the worker's threads, as it would here. The scheduler hands the tasks
of a worker that is lost to another; what such a task had published is published again, to the same bytes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from math import ceil
from pathlib import Path
from typing import Any

from ntm_lib.errors import ReportError, UnreadableError, WorkbookError
from ntm_lib.files import read_file, replace_file
from ntm_lib.places import inside
from ntm_lib.publishing.batch import is_end, run_reports
from ntm_lib.publishing.districts import DistrictEvent, Request, build_districts
from ntm_lib.publishing.inputs import libraries_hash, library_hash
from ntm_lib.publishing.limits import Limits
from ntm_lib.publishing.page import Frame
from ntm_lib.publishing.report import ReportEvent, ReportPlan, record_failure
from ntm_lib.publishing.states import ReportState
from ntm_lib.workbook import Workbook

CONNECT_SECONDS = 10
RUN_FILE = ".cluster-run"  # the id of the build whose reports the workers make; empty when it has ended
_LEFT = "Máy trạm bỏ báo cáo này vì một lần dựng khác đã bắt đầu vào cùng thư mục. Chạy lại lệnh này."
MOST_IN_A_BATCH = 20
BATCHES_A_THREAD = 4  # so that no worker waits long for the last one


class Cluster:
    """An existing Dask cluster."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.threads = max(1, sum(client.nthreads().values()))
        self.version = [library_hash(), libraries_hash()]

    def run_reports(
        self, plans: Iterable[ReportPlan], frame: Frame, output: Path, workers: int, run: str, limits: Limits
    ) -> Iterator[ReportEvent]:
        """Yield the states of each report, a batch at a time: as batch.run_reports does, but the cluster decides on `workers`."""
        waiting = list(plans)
        size = min(MOST_IN_A_BATCH, max(1, ceil(len(waiting) / (BATCHES_A_THREAD * self.threads))))
        batches = (waiting[start : start + size] for start in range(0, len(waiting), size))
        arguments = ((batch, frame, output, run, limits, self.version) for batch in batches)
        replace_file(inside(output, RUN_FILE), run.encode("utf-8"))
        try:
            for (batch, *_), events, error in self._run(_make_batch, arguments):
                yield from events or []
                last = {event.key: event.state for event in events or []}
                for plan in batch:
                    if not is_end(plan, last.get(plan.key)):
                        event = ReportEvent(plan.key, ReportState.FAILED_PROCESS, error or _LEFT)
                        record_failure(plan, output, run, event, [])
                        yield event
        finally:
            replace_file(inside(output, RUN_FILE), b"")

    def build_districts(
        self, workbook: Workbook, districts: Sequence[str], request: Request, workers: int
    ) -> Iterator[DistrictEvent]:
        """Yield what happens to each district, a district at a time: as districts.build_districts does."""
        own = Request(**{**vars(request), "workers": 1})
        arguments = ((workbook.root, district, own, self.version) for district in districts)
        for (_, district, *_), events, error in self._run(_make_district, arguments):
            yield from events or [DistrictEvent(district, ended=True, error=error)]

    def _run(self, task: Any, arguments: Iterable[tuple[Any, ...]]) -> Iterator[tuple[tuple[Any, ...], Any, str]]:
        """Yield arguments, result and error ("" if there is none) of each task as it ends; a few are handed out ahead of the workers."""
        from distributed import as_completed  # noqa: PLC0415

        waiting = iter(arguments)
        given = {self._submit(task, own): own for own in islice(waiting, 2 * self.threads)}
        completed = as_completed(list(given))
        for future in completed:
            own = given.pop(future)
            following = next(waiting, None)
            if following is not None:
                more = self._submit(task, following)
                given[more] = following
                completed.add(more)
            if future.status == "finished":
                yield own, future.result(), ""
            else:
                yield own, None, f"Máy trạm không làm xong: {future.exception()}. Xem cụm Dask rồi chạy lại."

    def _submit(self, task: Any, arguments: tuple[Any, ...]) -> Any:
        return self.client.submit(task, *arguments, pure=False)


@contextmanager
def connected(address: str) -> Iterator[Cluster]:
    """Yield the cluster whose scheduler is at `address`; raise WorkbookError if the extra is not installed, ReportError if nobody answers."""
    if not re.fullmatch(r"(tcp|tls)://([\w.-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", address):
        raise WorkbookError(
            f"Địa chỉ “{address}” của --scheduler không dùng được. Ghi như dask scheduler in ra, ví dụ tcp://10.0.0.1:8786."
        )
    try:
        from distributed import Client  # noqa: PLC0415
    except ImportError:
        raise WorkbookError(
            'Chưa cài phần chạy trên nhiều máy. Chạy trong thư mục của sổ: pip install -e ".[dask]", hoặc bỏ --scheduler.'
        ) from None
    try:
        client = Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TypeError, OverflowError) as error:  # TypeError: tls:// without certificates
        raise ReportError(
            f"Không nối được tới {address}: {error}. Kiểm tra dask scheduler đang chạy, hoặc bỏ --scheduler."
        ) from error
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise ReportError(
                f"Cụm Dask ở {address} chưa có máy trạm nào. Chạy dask worker {address} trên từng máy."
            ) from None
        yield Cluster(client)


def _make_batch(
    plans: list[ReportPlan], frame: Frame, output: Path, run: str, limits: Limits, version: list[str]
) -> list[ReportEvent]:
    """Make some reports, in a Dask worker; return all their states."""
    _check(version)
    return list(run_reports(plans, frame, output, 1, run, limits, partial(_is_wanted, output, run)))


def _is_wanted(output: Path, run: str) -> bool:
    """Return whether the command that asked for the reports is still there: it may have been stopped, and another build be at work."""
    try:
        return read_file(output / RUN_FILE) == run.encode("utf-8")
    except (FileNotFoundError, UnreadableError):  # not seen here yet: then no other build's can be there
        return True


def _make_district(root: Path, district: str, request: Request, version: list[str]) -> list[DistrictEvent]:
    """Build a district, in a Dask worker but in a process of its own; return all that happened."""
    _check(version)
    return list(build_districts(Workbook.open(root), [district], request, 1))


def _check(version: list[str]) -> None:
    """Refuse to work with another version of the library than the command's: its pages would not be the same."""
    if version != [library_hash(), libraries_hash()]:
        raise ReportError(
            "Máy trạm chạy bản ntm_lib hoặc thư viện khác với máy ra lệnh. Cài cùng một bản trên mọi máy."
        )
