"""What came from what: one manifest per report, written after its page, and one for the whole build.

manifests/<key>.json says how the last attempt ended and which edition of the page is shown; whether a report is fresh is read from it and
from the page's bytes, never from the time of a file.
"""

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from ntm_lib import __version__
from ntm_lib.errors import UnreadableError
from ntm_lib.files import file_hash, fingerprint, read_file, replace_file, visible
from ntm_lib.places import inside, name_fault
from ntm_lib.publishing.states import ReportState

FOLDER = "manifests"
BUILD_FILE = "manifest.json"
TRACE_DIGITS = 8
LIBRARIES = (
    "pandas", "numpy", "matplotlib", "papermill", "nbconvert", "nbclient", "nbformat", "ipython", "jinja2", "mistune", "xlrd",
    "pyarrow", "babel", "matplotlib-inline", "pillow", "markupsafe", "nh3",
)  # fmt: skip


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


_T = TypeVar("_T", bound=_Record)


def _below(path: str) -> str:
    """Return `path` if it stays below the folder it is relative to; raise ValueError otherwise: a manifest may say anything."""
    if any(name_fault(name) for name in path.split("/")):
        raise ValueError(path)
    return path


_Below = Annotated[str, AfterValidator(_below)]


class Edition(_Record):
    """A published page: what it was made from and by, and its bytes."""

    inputs: dict[str, str]  # hash by what it is of: parameters, data, reference, notebook, code, ...
    parameters: dict[str, str | int | float | bool] = {}
    forms: dict[str, str] = {}  # forms whose figures it was given, below the workbook: sha256
    run: str = ""  # id of the build in the run log
    seconds: float = 0.0
    warnings: list[str] = []
    ntm_lib: str = __version__
    python: str = sys.version.split()[0]
    libraries: dict[str, str] = {}
    page_sha256: str
    notebook_sha256: str  # of the executed notebook beside it

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.inputs)

    @property
    def trace(self) -> str:
        """The short form that stands at the page's end."""
        return self.fingerprint[:TRACE_DIGITS]


class ReportManifest(_Record):
    """One report: its last attempt, and the edition that is shown (None if there is none yet)."""

    key: _Below
    title: str
    page: _Below
    notebook: str
    parameters: dict[str, str | int | float | bool]
    state: ReportState
    error: str = ""
    inputs: dict[str, str]
    place: str = ""  # whose reports it is one of: the district, "" above districts
    run: str = ""  # id of the build in the run log
    seconds: float = 0.0
    warnings: list[str] = []
    attempt_sha256: str = ""  # of the executed notebook of a failed attempt, beside the page
    edition: Edition | None = None


class BuildManifest(_Record):
    """A whole build: what every page of it rests on, and what it wrote."""

    season: str
    key: str  # hash of all files a build reads; "" unless all that was asked for is there
    inputs: dict[str, str]  # form file or summary table, relative to the workbook: sha256
    written: dict[_Below, str]  # page or table, relative to the output folder: sha256
    ntm_lib: str = __version__
    python: str = sys.version.split()[0]
    libraries: dict[str, str] = {}


@cache
def library_versions() -> dict[str, str]:
    return {name: version(name) for name in LIBRARIES}


def manifest_path(output: Path, key: str) -> Path:
    """Return the path of a report's manifest; raise PlaceError for a key that leads elsewhere, or a link on the way."""
    return inside(output, f"{FOLDER}/{key}.json")


def read_manifest(output: Path, key: str) -> ReportManifest | None:
    """Return a report's manifest; None if there is none, or it was damaged by hand."""
    return _read(manifest_path(output, key), ReportManifest)


def manifests(output: Path, districts: Iterable[str] = ()) -> Iterator[tuple[Path, ReportManifest]]:
    """Yield the manifests in `output`, and in the folders of these districts below it: the folder of the build, and the manifest."""
    for place in [output, *(output / district for district in districts)]:
        for path in visible(place / FOLDER):
            record = _read(path, ReportManifest) if path.suffix == ".json" else None
            if record is not None and record.key == path.stem:
                yield place, record


def left_districts(output: Path, season: str, districts: Collection[str]) -> list[Path]:
    """Return the folders below `output` that hold a build of `season` of a district that is none of `districts`."""
    places = [path for path in visible(output) if path.is_dir() and path.name not in districts]
    named = {p: {"season": season, "district": p.name} for p in places}
    return [p for p in places if any(named[p].items() <= r.parameters.items() for _, r in manifests(p))]


def days_of_issue(output: Path, season: str) -> set[str]:
    """Return the days of issue, as 2021-12-28, of pages of `season` in `output`; none if all are drafts."""
    own = [record.edition.parameters for _, record in manifests(output) if record.edition]
    return {str(p["issued"]) for p in own if p.get("season") == season and p.get("issued")}


def read_build(output: Path) -> BuildManifest | None:
    return _read(output / BUILD_FILE, BuildManifest)


def _read(path: Path, kind: type[_T]) -> _T | None:
    try:
        return kind.model_validate_json(read_file(path))
    except (FileNotFoundError, UnreadableError, ValidationError):
        return None


def write_manifest(output: Path, manifest: ReportManifest) -> None:
    """Put the manifest in its place, whole; raise ReportError if that can't be written."""
    replace_file(manifest_path(output, manifest.key), _json(manifest))


def write_build(output: Path, manifest: BuildManifest) -> None:
    replace_file(inside(output, BUILD_FILE), _json(manifest))


def _json(record: _Record) -> bytes:
    return record.model_dump_json(indent=1).encode("utf-8")


def shown_edition(output: Path, manifest: ReportManifest | None) -> Edition | None:
    """Return the edition of the page that lies there; None if there is none, or if the page is not the one it was."""
    if manifest is None or manifest.edition is None:
        return None
    return manifest.edition if page_hash(output / manifest.page) == manifest.edition.page_sha256 else None


def page_hash(path: Path) -> str:
    """Return the sha256 of a file; "" if it can't be read."""
    try:
        return file_hash(path)
    except UnreadableError:
        return ""


def changed_inputs(now: Mapping[str, str], before: Mapping[str, str]) -> list[str]:
    """Return the names of the inputs that are not as they were, in the order of `now`."""
    return [name for name in now if now[name] != before.get(name)]
