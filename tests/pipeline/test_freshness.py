"""Only what has changed is built again: decided by content, told beforehand by `ntm plan`, and traced back by `ntm status`."""

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from ntm_lib.presentation import kinds
from ntm_lib.publishing.inputs import build_key
from ntm_lib.publishing.plan import plan_season
from ntm_lib.workbook import Workbook
from tests.conftest import fresh_ntm, ntm
from tests.engine.killing import SEASON, tree
from tests.second_district import built_second_district, write_commune_form

WHOLE = {kind.title.format(place="huyện"): kind.key for kind in (*kinds.IN_DISTRICT, kinds.DISTRICT_INDEX) if kind.file}
OWN = {"Xã Đồng Lâm": "dong-lam", "Xã Tây Sơn": "tay-son", "Xã Nam Hòa": "nam-hoa", "Phòng Thử": "phong-phong-thu"}
TITLES = WHOLE | OWN | {f"{title} (tóm tắt)": f"{key}.tom-tat" for title, key in OWN.items()}
OTHERS = {"dong-lam", "tay-son", "dong-lam.tom-tat", "tay-son.tom-tat"}  # than Nam Hòa's
ALL = set(TITLES.values())


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    return built_second_district(tmp_path_factory.mktemp("fresh") / "workbook")


@pytest.fixture
def workbook(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "sổ khác"))


def build(folder: Path, *arguments: str, status: int = 0, command: Callable = ntm) -> set[str]:
    """Build; return the keys of the reports that were built, not kept."""
    run = command("build", "--workbook", str(folder), *arguments, cwd=folder)
    assert run.returncode == status, run.stdout + run.stderr
    lines = re.findall(r"^\[\d+/\d+\] (?:LỖI )?([^:]+): (.*)$", run.stdout, re.MULTILINE)
    return {TITLES[title] for title, said in lines if said != "không đổi"}


def planned(folder: Path, *arguments: str) -> dict[str, str]:
    """Return what `ntm plan` would build, and why."""
    run = ntm("plan", "--workbook", str(folder), *arguments, cwd=folder)
    assert run.returncode == 0, run.stdout + run.stderr
    return {TITLES[t]: why for t, why in re.findall(r"^  ([^:]+): dựng, vì (.*)$", run.stdout, re.MULTILINE)}


def reports(folder: Path) -> Path:
    return folder / "reports" / SEASON


def test_nothing_changed_builds_nothing(workbook: Path) -> None:
    """Also after the whole workbook was copied elsewhere: every file has another time and another path."""
    before = tree(reports(workbook))
    assert planned(workbook) == {} and build(workbook) == set()
    assert tree(reports(workbook)) == before


def test_touching_every_file_builds_nothing(workbook: Path) -> None:
    """Of the workbook and its reports: times of files play no part."""
    for number, path in enumerate(sorted(workbook.rglob("*"))):
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
    assert planned(workbook) == {} and build(workbook) == set()


def test_what_can_not_be_used_is_said_on_every_build(workbook: Path) -> None:
    """Boundaries that are a pipe, and a place for kept forms that is none, cost a line each time, also where nothing has changed."""
    os.mkfifo(workbook / "data" / "reference" / "boundaries.geojson")
    shutil.rmtree(workbook / "data" / "received" / SEASON)
    (workbook / "data" / "received" / SEASON).write_bytes(b"")
    for _ in range(2):
        run = ntm("build", "--workbook", str(workbook), cwd=workbook)
        told = [line for line in run.stdout.splitlines() if line.startswith("CẢNH BÁO")]
        warnings = [line for line in told if " S01 " not in line and " D18 " not in line]
        assert run.returncode == 0 and len(warnings) == 2
        assert "boundaries.geojson" in warnings[0] + warnings[1] and "Chưa giữ" in warnings[0] + warnings[1]


def test_deleting_the_cache_costs_time_only(workbook: Path) -> None:
    shutil.rmtree(workbook / "data" / "cache")
    assert build(workbook) == set()
    assert build(workbook, "--force") == ALL
    assert list((workbook / "data" / "cache").rglob("*.zip"))


def test_one_communes_form_builds_its_report_and_those_that_rest_on_it(workbook: Path) -> None:
    """A change in a figure that no other commune's page shows: theirs stay; the pages over all communes are renewed."""
    write_commune_form(workbook, SEASON, "nam-hoa", (49, 50), "Đạt", 8)
    due = planned(workbook)
    assert due["nam-hoa"] == "đổi số liệu" and "tay-son" not in due and "dong-lam" not in due
    assert build(workbook) == set(due) | {"huyen"}
    assert build(workbook) == set()


def test_a_key_measure_builds_the_pages_that_compare_by_it(workbook: Path) -> None:
    """Each commune's page shows the others in the key measures, so all are renewed when one of these changes."""
    (workbook / "data" / "reference" / "key-measures.csv").write_text(
        "criteria_set,indicator,component,name,is_trajectory,verb\nthu-2030,1.1,,Hộ có nước,true,\n", encoding="utf-8"
    )
    build(workbook)
    write_commune_form(workbook, SEASON, "nam-hoa", (40, 50), "Đạt", 9)
    assert {"nam-hoa", "tay-son", "dong-lam"} <= set(planned(workbook))


@pytest.mark.parametrize(
    ("file", "why", "keys"),
    [
        ("data/reference/departments.csv", "đổi dữ liệu nền", ALL - {"huyen"}),
        ("data/workbook.toml", "đổi dữ liệu nền", ALL - {"huyen"}),
        ("notebooks/commune_report.ipynb", "đổi sổ tay", {"dong-lam", "tay-son", "nam-hoa"}),
        (f"data/commentary/{SEASON}/nam-hoa.md", "đổi lời của văn phòng", {"nam-hoa"}),
        (f"reports/{SEASON}/xa/tay-son.html", "trang bị sửa hoặc bị xóa", {"tay-son"}),
        (f"reports/{SEASON}/manifests/tay-son.json", "chưa có bản nào", {"tay-son"}),
    ],
)
def test_what_changed_is_named_and_built(workbook: Path, file: str, why: str, keys: set[str]) -> None:
    """A file edited by one character at its end: the plan says which reports and why, the build builds just these."""
    path = workbook / file
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".json":
        path.write_text("{", encoding="utf-8")
    else:
        path.write_text((path.read_text(encoding="utf-8") if path.exists() else "Lời.") + "\n", encoding="utf-8")
    assert planned(workbook) == dict.fromkeys(keys, why)
    assert build(workbook) - {"huyen"} == keys
    assert build(workbook) == set()


def test_a_page_that_was_deleted_comes_back_the_same(workbook: Path) -> None:
    before = tree(reports(workbook))
    (reports(workbook) / "xa" / "tay-son.html").unlink()
    assert build(workbook) == {"tay-son"}
    assert tree(reports(workbook)) == before


def test_what_failed_last_time_is_tried_again(workbook: Path) -> None:
    """And the page of before stays meanwhile, with its edition in the index."""
    good = (reports(workbook) / "xa" / "nam-hoa.html").read_bytes()
    notebook = workbook / "notebooks" / "commune_report.ipynb"
    own = notebook.read_text(encoding="utf-8")
    notebook.write_text(own.replace('"page.local(view)"', '"1 / (commune != \\"nam-hoa\\")"'), encoding="utf-8")
    assert build(workbook, status=1) >= {"nam-hoa", "tay-son", "huyen"}
    assert (reports(workbook) / "xa" / "nam-hoa.html").read_bytes() == good
    index = (reports(workbook) / "index.html").read_text(encoding="utf-8")
    assert "lỗi, đang hiển thị bản trước" in index and trace(good) in index
    assert planned(workbook) == {"nam-hoa": "lần trước lỗi"}
    run = ntm("status", "--workbook", str(workbook), cwd=workbook)
    assert run.returncode == 1 and f"Xã Nam Hòa: lỗi trong sổ tay, bản {trace(good)}" in run.stdout
    notebook.write_text(own, encoding="utf-8")
    build(workbook)
    assert (reports(workbook) / "xa" / "nam-hoa.html").read_bytes() == good


def test_a_trace_id_tells_of_the_page_that_is_shown_though_a_later_attempt_failed(workbook: Path) -> None:
    """Not of the attempt: that had another form."""
    shown = trace((reports(workbook) / "xa" / "nam-hoa.html").read_bytes())
    told = ntm("status", shown, "--workbook", str(workbook), cwd=workbook).stdout
    write_commune_form(workbook, SEASON, "nam-hoa", (30, 50), "Đạt", 8)
    notebook = workbook / "notebooks" / "commune_report.ipynb"
    own = notebook.read_text(encoding="utf-8")
    notebook.write_text(own.replace('"page.local(view)"', '"1 / 0"'), encoding="utf-8")
    build(workbook, status=1)
    assert f"data/submissions/{SEASON}/nam-hoa.xlsx" in told
    assert ntm("status", shown, "--workbook", str(workbook), cwd=workbook).stdout == told


def test_an_index_that_failed_is_made_again(workbook: Path) -> None:
    before = tree(reports(workbook))
    notebook = workbook / "notebooks" / "district_overview.ipynb"
    own = notebook.read_text(encoding="utf-8")
    notebook.write_text(own.replace('"page.', '"1 / 0; page.', 1), encoding="utf-8")
    assert build(workbook, status=1) == {"huyen"}
    notebook.write_text(own, encoding="utf-8")
    assert build(workbook) == {"huyen"}
    assert ntm("status", "--workbook", str(workbook), cwd=workbook).returncode == 0
    assert tree(reports(workbook)) == before


def test_a_page_that_another_reports_cell_wrote_over_is_named(workbook: Path) -> None:
    """Also one that was fresh and not built this time: no build ends well with another's page in its place."""
    before = tree(reports(workbook))
    notebook = workbook / "notebooks" / "data_quality.ipynb"
    own = notebook.read_text(encoding="utf-8")
    page = reports(workbook) / "xa" / "nam-hoa.html"
    hostile = json.dumps(f"open({str(page)!r}, 'w').write('<h1>Xã khác</h1>'); page.")[:-1]
    notebook.write_text(own.replace('"page.', hostile, 1), encoding="utf-8")
    run = ntm("build", "--workbook", str(workbook), cwd=workbook)
    assert run.returncode == 1 and "LỖI Xã Nam Hòa: Trang" in run.stdout and "ghi đè" in run.stdout
    assert ntm("status", "--workbook", str(workbook), cwd=workbook).returncode == 1
    notebook.write_text(own, encoding="utf-8")
    assert build(workbook) >= {"nam-hoa"}
    assert tree(reports(workbook)) == before


@pytest.mark.parametrize("is_read", [True, False])
def test_reference_data_that_changed_since_is_read_again(workbook: Path, is_read: bool) -> None:
    """The workbook was opened hours ago, for hundreds of districts: pages and their hashes are of what lies there when they are planned."""
    book = Workbook.open(workbook)
    before = plan_season(book, book.season(SEASON)).index.inputs["reference"]
    assert not is_read or book.abbreviations == {}
    path = workbook / "data" / "reference" / "abbreviations.csv"
    path.write_text("short,full\nNTM,nông thôn mới\n", encoding="utf-8")
    plan = plan_season(book, book.season(SEASON))
    assert plan.index.inputs["reference"] != before and plan.frame.abbreviations


def test_reference_data_that_changes_while_it_is_read_is_newer_than_its_hash(workbook: Path) -> None:
    """It is hashed when a workbook is opened, and read later; so the next build makes its pages again."""
    book = Workbook.open(workbook)
    before = book.reference_hashes(book.season(SEASON))
    path = workbook / "data" / "reference" / "criteria" / "thu-2030.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Chợ", "Chợ mới"), encoding="utf-8")
    assert "Chợ mới" in set(book.criteria_set("thu-2030").criteria()["criterion_name"])
    assert book.reference_hashes(book.season(SEASON)) == before
    assert Workbook.open(workbook).reference_hashes(book.season(SEASON)) != before


def renamed(workbook: Path) -> None:
    """Give the commune Nam Hòa another id, as if the first had been a slip."""
    for file in ("workbook.toml", "reference/units.csv"):
        path = workbook / "data" / file
        path.write_text(path.read_text(encoding="utf-8").replace("nam-hoa", "nam-hoa-moi"), encoding="utf-8")


def test_a_report_that_the_season_no_longer_has_is_taken_away(workbook: Path) -> None:
    """Its old page would be sent on with the folder, and nobody would renew it; another season's stay where they are."""
    record = json.loads((reports(workbook) / "manifests" / "nam-hoa.json").read_text(encoding="utf-8"))
    others = {
        "mua-khac": {"parameters": record["parameters"] | {"season": "2029"}},
        "huyen-khac": {"place": "huyện Khác, tỉnh Thử"},
        "trang-khac": {"page": "index.html"},
    }
    for key, other in others.items():
        path = reports(workbook) / "manifests" / f"{key}.json"
        path.write_text(json.dumps(record | {"key": key, "page": f"xa/{key}.html"} | other), encoding="utf-8")
    renamed(workbook)
    plan = ntm("plan", "--workbook", str(workbook), cwd=workbook)
    assert f"Xã Nam Hòa (xa/nam-hoa.html): bỏ, vì không còn trong kỳ {SEASON}" in plan.stdout
    assert (reports(workbook) / "xa" / "nam-hoa.html").exists()
    run = ntm("build", "--workbook", str(workbook), cwd=workbook)
    assert run.returncode == 0 and f"Đã bỏ Xã Nam Hòa (xa/nam-hoa.html) không còn trong kỳ {SEASON}." in run.stdout
    left = {p.relative_to(reports(workbook)).as_posix() for p in reports(workbook).rglob("*nam-hoa*")}
    new = [f"nam-hoa-moi{part}" for part in ("", ".tom-tat")]
    assert left == {f for name in new for f in (f"xa/{name}.html", f"xa/{name}.ipynb", f"manifests/{name}.json")}
    assert {p.stem for p in reports(workbook).glob("manifests/*-khac.json")} == set(others)
    assert (reports(workbook) / "index.html").exists()
    assert "không có gì thay đổi" in ntm("build", "--workbook", str(workbook), cwd=workbook).stdout


def test_a_page_that_cant_be_taken_away_is_named(workbook: Path) -> None:
    """The build ends well all the same, and the next one that has something to do tries again."""
    page = reports(workbook) / "xa" / "nam-hoa.html"
    page.unlink()
    page.mkdir()
    renamed(workbook)
    run = ntm("build", "--workbook", str(workbook), cwd=workbook)
    assert (
        run.returncode == 0
        and f"CẢNH BÁO Xã Nam Hòa (xa/nam-hoa.html) không còn trong kỳ {SEASON}. Để lại xa/nam-hoa.html: không còn đúng"
        in run.stdout
    )
    page.rmdir()
    run = ntm("build", "--workbook", str(workbook), "--force", cwd=workbook)
    assert "Đã bỏ Xã Nam Hòa" in run.stdout


def test_two_reports_of_one_key_are_refused(workbook: Path) -> None:
    """A commune's id may be what a department's report is called."""
    for file in ("workbook.toml", "reference/units.csv"):
        path = workbook / "data" / file
        path.write_text(path.read_text(encoding="utf-8").replace("nam-hoa", "phong-phong-thu"), encoding="utf-8")
    run = ntm("build", "--workbook", str(workbook), cwd=workbook)
    assert run.returncode != 0 and "Hai báo cáo cùng mã: phong-phong-thu" in run.stderr


def test_an_earlier_seasons_conclusions_count(workbook: Path) -> None:
    """Its reports are compared with: what a build reads of it is in the build's key."""
    path = workbook / "data" / "workbook.toml"
    toml = path.read_text(encoding="utf-8").replace('name = "2029"', 'name = "2029"\nconclusions = "truoc"')
    path.write_text(toml, encoding="utf-8")
    book = Workbook.open(workbook)
    before = build_key(book, book.season(SEASON), "")
    (workbook / "data" / "conclusions").mkdir()
    (workbook / "data" / "conclusions" / "truoc.csv").write_text("x", encoding="utf-8")
    assert build_key(book, book.season(SEASON), "") != before


def test_force_builds_all_to_the_same_bytes(workbook: Path) -> None:
    before = tree(reports(workbook))
    assert set(planned(workbook, "--force").values()) == {"theo yêu cầu (--force)"}
    assert build(workbook, "--force", "--workers", "1") == ALL
    assert tree(reports(workbook)) == before


MATPLOTLIBRC = "lines.linewidth: 9\nxtick.major.size: 20\nlines.solid_capstyle: round\nfigure.facecolor: red\n"


def test_hash_seeds_and_a_matplotlibrc_change_no_byte(workbook: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The order of sets differs from one Python to the next; matplotlib reads settings from the folder the user stands in, which no hash covers."""
    before = tree(reports(workbook))
    monkeypatch.setenv("PYTHONHASHSEED", "2")
    (workbook / "matplotlibrc").write_text(MATPLOTLIBRC, encoding="utf-8")
    build(workbook, "--force", command=fresh_ntm)
    assert tree(reports(workbook)) == before


def test_a_build_of_some_communes_leaves_the_rest_for_later(workbook: Path) -> None:
    """The index says which pages are kept though they are not fresh; the next whole build makes just these."""
    path = workbook / "data" / "reference" / "departments.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert build(workbook, "--commune", "Nam Hòa") == ALL - OTHERS
    index = (reports(workbook) / "index.html").read_text(encoding="utf-8")
    assert index.count("đã cũ: đổi ") == 2
    assert build(workbook) == OTHERS | {"huyen"}


def trace(page: bytes) -> str:
    found = re.search(r'<span class="edition">([0-9a-f]+)</span>', page.decode("utf-8"))
    assert found
    return found.group(1)


def test_the_trace_id_in_a_footer_leads_to_what_the_page_was_made_from(workbook: Path) -> None:
    """Form, parameters, notebook and versions; an id that no page bears is said to be unknown."""
    page = (reports(workbook) / "xa" / "nam-hoa.html").read_bytes()
    run = ntm("status", trace(page).upper(), "--workbook", str(workbook), cwd=workbook)
    assert run.returncode == 0
    for words in (
        "Xã Nam Hòa",
        "xa/nam-hoa.html",
        "commune = nam-hoa",
        f"data/submissions/{SEASON}/nam-hoa.xlsx",
        "pandas",
    ):
        assert words in run.stdout
    unknown = ntm("status", "00000000", "--workbook", str(workbook), cwd=workbook)
    assert unknown.returncode == 1 and "Không có báo cáo nào" in unknown.stdout


def test_every_page_bears_its_own_id(built: Path) -> None:
    """The id is the beginning of the hash of all the page rests on, as its manifest has it; no two pages share one."""
    import hashlib  # noqa: PLC0415

    ids = set()
    for path in (reports(built) / "manifests").glob("*.json"):
        record = json.loads(path.read_text(encoding="utf-8"))
        inputs = json.dumps(record["edition"]["inputs"], sort_keys=True).encode()
        page = (reports(built) / record["page"]).read_bytes()
        assert trace(page) == hashlib.sha256(inputs).hexdigest()[:8]
        assert record["edition"]["page_sha256"] == hashlib.sha256(page).hexdigest()
        ids.add(trace(page))
    assert len(ids) == len(ALL)


def test_the_log_has_each_state_in_its_order(built: Path) -> None:
    """Every line is JSON with time, build and report; the states of each report follow each other as declared."""
    from ntm_lib.publishing.states import FIRST, NEXT, ReportState  # noqa: PLC0415

    last: dict[str, ReportState] = {}
    for line in (reports(built) / "run-log.jsonl").read_text(encoding="utf-8").splitlines():
        if not line:
            continue
        entry = json.loads(line)
        state, key = ReportState(entry["state"]), entry["report"]
        before = last.get(key)
        allowed = (*FIRST, ReportState.RUNNING) if before is None else NEXT[before]
        if key == "huyen":  # only run first, then rendered when all others have ended
            allowed = (*allowed, ReportState.PUBLISHED, ReportState.SKIPPED)
        assert state in allowed, (key, before, state)
        last[key] = state
    assert set(last) == ALL and set(last.values()) == {ReportState.PUBLISHED}


def test_status_of_nothing_says_so(tmp_path: Path, built: Path) -> None:
    run = ntm("status", "--workbook", str(built), "--output", str(tmp_path), cwd=built)
    assert run.returncode == 1 and "Chưa có báo cáo nào" in run.stdout
