"""Run log, manifests, states and lock: what is written of a build can be read again, whatever happened to the files."""

import json
import subprocess
import sys

import pytest

from ntm_lib.cli.status import listed
from ntm_lib.errors import ReportError
from ntm_lib.lock import locked
from ntm_lib.publishing.manifest import (
    BuildManifest,
    Edition,
    ReportManifest,
    manifest_path,
    manifests,
    read_build,
    read_manifest,
    shown_edition,
    write_build,
    write_manifest,
)
from ntm_lib.publishing.run_log import FILE, RunLog, log_entries
from ntm_lib.publishing.states import FIRST, NEXT, ReportState


def record(**given) -> ReportManifest:
    usual = {
        "key": "nam-hoa", "title": "Xã Nam Hòa", "page": "xa/nam-hoa.html", "notebook": "commune_report.ipynb",
        "parameters": {"commune": "00123", "so": 1, "la": True}, "state": ReportState.PUBLISHED, "inputs": {"data": "a"},
    }  # fmt: skip
    return ReportManifest(**(usual | given))


def test_a_line_cut_off_by_a_kill_costs_that_line_only(tmp_path) -> None:
    """What stood before and what comes after is read."""
    RunLog(tmp_path).add(report="a", state="running")
    with (tmp_path / FILE).open("ab") as log:
        log.write(b'{"time": "2021-12-20T1')
    second = RunLog(tmp_path)
    second.add(report="b", state="published", error="có dấu")
    second.add(report="c", state="published")
    entries = list(log_entries(tmp_path))
    assert [entry["report"] for entry in entries] == ["a", "b", "c"]
    assert entries[1]["error"] == "có dấu" and entries[0]["run"] != entries[1]["run"] == entries[2]["run"]


def test_a_log_that_can_not_be_written_stops_no_build(tmp_path) -> None:
    (tmp_path / FILE).mkdir()
    RunLog(tmp_path).add(report="a")
    assert list(log_entries(tmp_path)) == []


def test_a_manifest_is_read_as_it_was_written(tmp_path) -> None:
    """Codes stay text with their zeros, numbers numbers."""
    edition = Edition(inputs={"data": "a", "code": "b"}, page_sha256="c", notebook_sha256="d")
    write_manifest(tmp_path, record(edition=edition, warnings=["dòng"]))
    assert read_manifest(tmp_path, "nam-hoa") == record(edition=edition, warnings=["dòng"])
    assert edition.trace == edition.fingerprint[:8]
    (tmp_path / "bac" / "manifests").mkdir(parents=True)
    write_manifest(tmp_path / "bac", record(key="an-binh"))
    assert [(place, r.key) for place, r in manifests(tmp_path)] == [(tmp_path, "nam-hoa")]
    assert [(place, r.key) for place, r in manifests(tmp_path, ["bac", "nam"])] == [
        (tmp_path, "nam-hoa"),
        (tmp_path / "bac", "an-binh"),
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 1}', json.dumps({"key": "a", "state": "unheard-of"})])
def test_a_damaged_manifest_is_none(tmp_path, content: str) -> None:
    path = manifest_path(tmp_path, "nam-hoa")
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    (tmp_path / "manifest.json").write_text(content, encoding="utf-8")
    assert read_manifest(tmp_path, "nam-hoa") is None and read_build(tmp_path) is None
    assert list(manifests(tmp_path)) == []


def test_an_edition_is_shown_only_if_the_page_is_its_own(tmp_path) -> None:
    """Not if there is no manifest, no edition, no page, or another page."""
    from ntm_lib.files import sha256  # noqa: PLC0415

    edition = Edition(inputs={}, page_sha256=sha256(b"trang"), notebook_sha256="")
    page = tmp_path / "xa" / "nam-hoa.html"
    assert shown_edition(tmp_path, None) is None
    assert shown_edition(tmp_path, record()) is None
    assert shown_edition(tmp_path, record(edition=edition)) is None
    page.parent.mkdir()
    page.write_bytes(b"trang")
    assert shown_edition(tmp_path, record(edition=edition)) == edition
    page.write_bytes(b"khac")
    assert shown_edition(tmp_path, record(edition=edition)) is None


def test_a_build_manifest_is_read_as_it_was_written(tmp_path) -> None:
    made = BuildManifest(season="2021", key="k", inputs={"a": "b"}, written={"index.html": "c"})
    write_build(tmp_path, made)
    assert read_build(tmp_path) == made


def test_every_state_has_words_and_every_live_state_a_way_to_fail() -> None:
    """Ends have no next state; whatever is under way may be killed or take too long."""
    for state in ReportState:
        assert state.words
        assert state.is_last == (
            state.failed or state in (ReportState.PUBLISHED, ReportState.SKIPPED, ReportState.WITHDRAWN)
        )
        if not state.is_last:
            assert {ReportState.FAILED_PROCESS, ReportState.FAILED_TIME} <= set(NEXT[state])
    reached = {after for states in NEXT.values() for after in states} | set(FIRST)
    assert reached == set(ReportState)


def test_a_lock_is_given_back(tmp_path) -> None:
    """Also when the block fails; who comes meanwhile is told."""
    folder = tmp_path / "out"
    with pytest.raises(KeyError), locked(folder):
        raise KeyError
    script = (
        "import sys; from pathlib import Path; from ntm_lib.lock import locked\nwith locked(Path(sys.argv[1])): pass"
    )
    with locked(folder):
        other = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=False)
    assert other.returncode == 1 and "Đang có một lần dựng khác" in other.stderr
    assert subprocess.run([sys.executable, "-c", script, str(folder)], check=False).returncode == 0


def test_a_place_that_is_a_file_can_not_be_locked(tmp_path) -> None:
    (tmp_path / "out").write_text("một tệp", encoding="utf-8")
    with pytest.raises(ReportError, match="Không ghi được"), locked(tmp_path / "out"):
        pass


@pytest.mark.parametrize(
    ("page", "size", "is_said"),
    [
        ("xa/a.html", 400_001, True),
        ("xa/a.html", 400_000, False),
        ("phong/a.html", 900_000, False),
        ("xa/b.html", 0, False),
    ],
)
def test_a_commune_page_that_is_heavy_for_a_phone_is_published_and_said(tmp_path, page, size, is_said) -> None:
    """The size is a warning of `ntm status`, never a reason to refuse; a page that is not there has none."""
    if size:
        path = tmp_path / page
        path.parent.mkdir()
        path.write_bytes(b"x" * size)
    line = listed(tmp_path, record(page=page), {})
    assert line.endswith("trang nặng 401 KB, quá 400 KB nên mở chậm trên điện thoại") is is_said
    assert is_said or "CẢNH BÁO" not in line
