"""What `ntm build` says while it works: a bar on a terminal, one whole line per report elsewhere; and how it ended."""

import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click
from tqdm import tqdm

from ntm_lib.presentation.kinds import places_in
from ntm_lib.presentation.words.numbers import day
from ntm_lib.publishing.manifest import left_districts
from ntm_lib.text import season_text, sentence_case
from ntm_lib.workbook import Season, Workbook

if TYPE_CHECKING:  # imported only when there is something to build
    from ntm_lib.publishing.batch import BuildPlan
    from ntm_lib.publishing.districts import DistrictEvent
    from ntm_lib.publishing.manifest import BuildManifest
    from ntm_lib.publishing.report import ReportEvent, ReportPlan

tqdm.monitor_interval = 0  # its monitor would be a second thread, and then nothing may be forked


def _bar(unit: str) -> tqdm:
    return tqdm(unit=unit, disable=not sys.stderr.isatty(), leave=False)


def withdrawn(event: "ReportEvent") -> str:
    """Return the line on a report that a build took away."""
    return f"CẢNH BÁO {event.reason}. {event.error}" if event.error else f"Đã bỏ {event.reason}."


class ReportProgress:
    """Of the reports of one district."""

    def __init__(self, workbook: Workbook, season: Season, target: Path, issued: date | None) -> None:
        place = workbook.place_in(season)
        self.named, self.home = f"{sentence_case(season_text(season.name))}, {place.name}", f"trang {place.terms.place}"
        self.status = f"phát hành ngày {day(issued)}" if issued else "bản nháp"
        self.index = target / "index.html"
        self.target = target
        self.bar = _bar("trang")
        self.ended: dict[str, ReportEvent] = {}

    def unchanged(self, made: "BuildManifest") -> None:
        pages = sum(path.endswith(".html") for path in made.written)
        click.echo(
            f"{self.named}: không có gì thay đổi, giữ nguyên {pages} trang. {sentence_case(self.home)}: {self.index}"
        )

    def planned(self, plan: "BuildPlan", lines: Sequence[str]) -> "Callable[[ReportEvent], None]":
        self.reports = {report.key: report for report in [*plan.reports, plan.index]}
        self.total = self.bar.total = len(plan.chosen) + 1
        click.echo(f"{self.named}: {len(plan.chosen)} báo cáo và {self.home}, {self.status}.")
        for line in lines:
            click.echo(line)
        return self.tell

    def tell(self, event: "ReportEvent") -> None:
        if not event.state.is_last:
            return
        if event.state.value == "withdrawn":
            tqdm.write(withdrawn(event), file=sys.stdout)
            return
        self.bar.update(event.key not in self.ended)
        self.ended[event.key] = event
        report, counted = self.reports[event.key], f"[{len(self.ended)}/{self.total}]"
        if event.state.failed:
            tqdm.write(f"{counted} LỖI {report.title}: {event.error}", file=sys.stdout)
        elif self.bar.disable and event.state.value == "skipped":
            click.echo(f"{counted} {report.title}: không đổi")
        elif self.bar.disable:
            click.echo(f"{counted} {report.title}: {self.target / report.page}")

    def close(self) -> int:
        """Say how the build ended; return how many reports failed."""
        self.bar.close()
        failed = [event for event in self.ended.values() if event.state.failed]
        skipped = sum(event.state.value == "skipped" for event in self.ended.values())
        kept = f", trong đó {skipped} không đổi nên giữ nguyên" if skipped else ""
        click.echo(
            f"Xong {len(self.ended) - len(failed)}/{len(self.ended)}{kept}. {sentence_case(self.home)}: {self.index}"
        )
        if failed:
            click.echo(f"Có {len(failed)} báo cáo lỗi: {', '.join(self.reports[e.key].title for e in failed)}.")
        sound = {event.key for event in self.ended.values() if not event.state.failed}
        self._tell_of_old([report for report in self.reports.values() if report.key not in sound])
        return len(failed)

    def _tell_of_old(self, reports: "Sequence[ReportPlan]") -> None:
        """Name the pages that were not made this time and rest on older figures than their neighbours."""
        if not reports:
            return
        from ntm_lib.publishing.batch import out_of_date  # noqa: PLC0415 - takes a second

        old = out_of_date(reports, self.target)
        if old:
            named = "; ".join(f"{', '.join(titles)} ({why})" for why, titles in old.items())
            pages = sum(len(titles) for titles in old.values())
            click.echo(
                f"CẢNH BÁO {pages} trang đã cũ so với các trang vừa dựng: {named}. Dựng lại cả kỳ: chạy lại lệnh này, bỏ --commune; nếu có báo cáo lỗi thì sửa trước."
            )


class DistrictProgress:
    """Of the districts of a workbook of several, and of the pages above them."""

    def __init__(self, workbook: Workbook, season: Season, target: Path) -> None:
        self.names = {i: period.name for i, period in workbook.periods(season).items()}
        self.word = places_in(workbook, season)
        self.season = season.name
        self.index = target / "index.html"
        self.bar = _bar(self.word)
        self.bar.total = len(self.names)
        self.done = self.pages = self.failed = 0
        click.echo(f"{sentence_case(season_text(season.name))}: {len(self.names)} {self.word}.")

    def tell(self, event: "DistrictEvent") -> None:
        name = self.names.get(event.district, "Trang tỉnh và trang chung")
        if event.report is not None and event.report.state.value == "withdrawn":
            tqdm.write(f"{name}: {withdrawn(event.report)}", file=sys.stdout)
        if event.report is not None and event.report.state.failed:
            tqdm.write(f"LỖI {name}, {event.report.key}: {event.report.error}", file=sys.stdout)
        if not event.ended:
            return
        self.done += 1
        self.bar.update()
        self.pages += event.built + event.skipped
        self.failed += event.failed + bool(event.error)
        counted = f"[{self.done}/{len(self.names) + 1}] {name}"
        if event.error:
            tqdm.write(f"LỖI {counted}: {event.error}", file=sys.stdout)
        elif self.bar.disable:
            click.echo(f"{counted}: dựng {event.built} trang, giữ nguyên {event.skipped}, lỗi {event.failed}")

    def close(self) -> int:
        """Say how the build ended; return how many reports or districts failed."""
        self.bar.close()
        for path in left_districts(self.index.parent, self.season, self.names):
            click.echo(f"CẢNH BÁO {path}: nơi này không còn trong sổ dữ liệu. Xóa thư mục nếu không cần.")
        click.echo(
            f"Xong {self.pages} trang của {len(self.names)} {self.word}, {self.failed} lỗi. Trang chung: {self.index}"
        )
        return self.failed
