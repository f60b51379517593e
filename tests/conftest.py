"""What the tests share: the project's own workbook, its forms read and assessed once, and one real build a season."""

import atexit
import gc
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

# Before anything is imported: a home folder of the tests' own, and nothing of how somebody set up this computer's Python and terminal
FOREIGN = ("COLUMNS", "LINES", "DASK_", "FORCE_COLOR", "NO_COLOR", "IPYTHON", "JUPYTER_", "MATPLOTLIBRC", "MPL", "XDG_")
for _name in [name for name in os.environ if name.startswith(FOREIGN)]:
    del os.environ[_name]
# A shell starts background jobs with Ctrl-C ignored; their children inherit that
signal.signal(signal.SIGINT, signal.default_int_handler)
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False  # else each process compiles all modules again
if "PYTEST_XDIST_WORKER" not in os.environ:  # a worker has its starter's
    os.environ["HOME"] = tempfile.mkdtemp(prefix="ntm-home-")
    atexit.register(shutil.rmtree, os.environ["HOME"], ignore_errors=True)

# jsonschema, which nbformat imports, would compile a grammar for a second, to check addresses that no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import coverage  # noqa: E402
import pandas as pd  # noqa: E402
import pytest  # noqa: E402
from hypothesis import settings  # noqa: E402

from ntm_lib import analysis, handed, intake  # noqa: E402
from ntm_lib.analysis.results import Results, assess_seasons  # noqa: E402
from ntm_lib.intake.submissions import Submissions, read_submissions  # noqa: E402
from ntm_lib.workbook import Workbook  # noqa: E402
from tests import forked  # noqa: E402
from tests.made import forget_findings, forget_old_states, made  # noqa: E402
from tests.views import forget_data  # noqa: E402

# The same examples in every run: what fails, fails for whoever looks for it
settings.register_profile("some", derandomize=True, max_examples=30)
settings.register_profile("few", derandomize=True, max_examples=10)  # make test-fast
settings.register_profile("all", derandomize=True, max_examples=100)  # make test-slow
settings.load_profile("some")
if "PYTEST_XDIST_WORKER" not in os.environ:
    forget_old_states()
ROOT = Path(__file__).resolve().parents[1]
PUBLISHED = Path(__file__).parent / "published"
# Branches are counted while code is imported, and in tests of forms and of the analysis but for those with random inputs: it takes as
# long again. Tests of pages, which run all of the analysis, and of a workbook's own files, which run little of it, count nothing
COUNTED = ("tests/unit/", "tests/pipeline/test_hostile_corpus.py", "tests/pipeline/test_own_words.py")
NOT_COUNTED = tuple(
    f"tests/unit/test_{name}.py"
    for name in (
        "any_workbook", "carry", "gazetteer", "new_workbook", "reference", "workbook",
        "area_data", "area_page", "charts", "commune_comparison", "commune_view", "department_sentences", "district", "district_parts",
        "district_wording", "html", "index_page", "method_page", "money_sentences", "pace_wording", "promise_wording", "proposal_wording",
        "quality", "wording",
        "boundaries", "commentary", "department_page", "kinds", "numbers", "page_check", "places", "promise_rows", "records_of_builds",
        "saved_files", "schemas", "text", "csv_edit", "setup", "setup_changes", "toml_edit", "writing",
    )
)  # fmt: skip
# Modules that take longest, first: at the end no process has much left to do alone
LONG = (
    "browser/test_pages.py", "pipeline/test_from_nothing.py", "engine/test_cluster.py", "pipeline/test_nothing_else.py", "pipeline/test_freshness.py",
    "pipeline/test_notebooks.py", "unit/test_setup.py", "pipeline/test_several_districts.py", "browser/test_district_page.py", "browser/test_briefs.py",
    "pipeline/test_hostile_corpus.py", "unit/test_returned_form.py", "unit/test_levels_on_pages.py", "unit/test_merger.py", "unit/test_breaks.py",
    "pipeline/test_issue.py", "pipeline/test_command.py", "pipeline/test_new_command.py", "browser/test_print.py", "unit/test_district_parts.py",
    "unit/test_form_properties.py", "unit/test_setup_changes.py", "engine/test_isolation.py", "pipeline/test_check_command.py", "pipeline/test_carried.py",
    "unit/test_parsers.py", "unit/test_commune_comparison.py", "engine/test_killed.py", "engine/test_processes.py", "pipeline/test_libreoffice.py",
    "engine/test_telling.py", "engine/test_engine.py",
)  # fmt: skip
COUNTING = pytest.StashKey[coverage.Coverage | None]()
KEPT_IN_MIND = pytest.StashKey[
    bool
]()  # a test that is not counted may have called what a counted one would find in a cache


def forget() -> None:
    """Empty the caches of forms' reading and of the analysis: what is counted is run, not remembered."""
    forget_data()
    for name, module in list(sys.modules.items()):
        if name.startswith(("ntm_lib.intake", "ntm_lib.analysis", "ntm_lib.spreadsheet")):
            for found in vars(module).values():
                if hasattr(found, "cache_clear"):
                    found.cache_clear()


def pytest_xdist_auto_num_workers() -> int:
    """Two processes more than there are cores: some tests wait for time limits to run out."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    order = {f"tests/{name}": number for number, name in enumerate(LONG)}
    items.sort(key=lambda item: order.get(item.nodeid.partition("::")[0], len(order)))
    for item in items:
        if is_random(item):
            item.add_marker("random")


def is_random(item: pytest.Item) -> bool:
    """Return whether a test makes its inputs up."""
    return getattr(getattr(item, "function", None), "is_hypothesis_test", False)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    counting = session.config.stash[COUNTING] = coverage.Coverage.current()
    if counting:
        for package in (analysis, intake):
            for module in walk_packages(package.__path__, f"{package.__name__}."):
                import_module(module.name)
        counting.stop()
    return (yield)


def pytest_collection_finish() -> None:
    """What was imported stays: looking through it for garbage, again and again, takes a tenth of the tests' time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    counting = item.config.stash[COUNTING]
    is_counted = item.nodeid.startswith(COUNTED) and not item.nodeid.startswith(NOT_COUNTED)
    if counting is None or is_random(item) or not is_counted:
        item.config.stash[KEPT_IN_MIND] = True
        return (yield)
    if item.config.stash.get(KEPT_IN_MIND, True):
        forget()
        item.config.stash[KEPT_IN_MIND] = False
    counting.start()
    try:
        return (yield)
    finally:
        counting.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.failed:
        forget_findings()
    return report


def ntm(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the real `ntm` command in a process of its own, which need not be a fresh Python where the system can fork."""
    return forked.run(arguments, cwd) if sys.platform.startswith("linux") else fresh_ntm(*arguments, cwd=cwd)


def fresh_ntm(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the `ntm` command as a shell does: what it reads when Python starts and libraries are imported is read."""
    command = [str(Path(sys.executable).with_name("ntm")), *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=600, check=False)


def without(reason: str) -> NoReturn:
    """Skip on a computer that lacks the program; where CI runs it must be there."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(frozen=True)
class Build:
    """A finished build: its folder and what the command printed."""

    folder: Path
    season: str
    stdout: str

    def table(self, name: str) -> pd.DataFrame:
        path = self.folder / "data" / f"{name}.csv"
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")

    @property
    def pages(self) -> list[Path]:
        return sorted(self.folder.rglob("*.html"))


@pytest.fixture(scope="session")
def workbook() -> Workbook:
    return Workbook.open(ROOT)


@pytest.fixture(scope="session")
def submissions(workbook: Workbook) -> Submissions:
    return read_submissions(workbook, workbook.seasons_until(workbook.season("2021")))


@pytest.fixture(scope="session")
def results(workbook: Workbook, submissions: Submissions) -> Results:
    return assess_seasons(workbook, submissions, workbook.seasons_until(workbook.season("2021")))


@pytest.fixture
def hand() -> Generator[Callable[..., None], None, None]:
    """ntm_lib.handed.hand, for one test only."""
    yield handed.hand
    handed.hand()


def project_built(folder: Path, season: str) -> None:
    """Build a season of the project's own workbook with the real command: below `folder` a copy of it, what the command said and read."""
    workbook = copied_workbook(folder / "workbook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(forked.READ, str(folder / "read.txt"))
        run = ntm("build", "--season", season, cwd=workbook)
    assert run.returncode == 0, run.stdout + run.stderr
    (folder / "said.txt").write_text(run.stdout, encoding="utf-8")


def copied_workbook(root: Path) -> Path:
    """Copy the project's own workbook to `root`, without what was kept of earlier readings."""
    for folder in ("data", "notebooks"):
        ignored = shutil.ignore_patterns("received", "cache", ".ipynb_checkpoints")
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    return root


@pytest.fixture(scope="session")
def build_of() -> Callable[[str], Build]:
    """Return a function that gives the build of a season of the project's own workbook: to be looked at, not to be changed."""

    def build(season: str) -> Build:
        folder = made(f"season-{season}", lambda folder: project_built(folder, season))
        said = (folder / "said.txt").read_text(encoding="utf-8")
        return Build(folder / "workbook" / "reports" / season, season, said)

    return cache(build)


@pytest.fixture(scope="session", params=["2020", "2021"])
def built(request: pytest.FixtureRequest, build_of: Callable[[str], Build]) -> Build:
    """The builds of both seasons, one after the other."""
    return build_of(request.param)
