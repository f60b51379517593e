"""Renders an executed notebook to one self-contained HTML page with the project's own nbconvert template."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nbconvert import HTMLExporter
from nbformat import NotebookNode

from ntm_lib.errors import ReportError

_TEMPLATES = Path(__file__).parent / "templates"
_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_STYLE = Path(__file__).parents[1] / "presentation" / "theme.css"


@dataclass(frozen=True)
class ListedReport:
    """One line of the index's list of reports."""

    key: str
    title: str
    link: str  # "" if there is no page to show
    state: str
    edition: str
    error: str


@dataclass(frozen=True)
class Frame:
    """What stands around the content of every page of a build."""

    footer: str
    abbreviations: Mapping[str, str]  # all that a page may use, by short form; a page lists those it uses


@lru_cache(maxsize=1)
def _exporter() -> HTMLExporter:
    return HTMLExporter(template_name="ntm", extra_template_basedirs=[str(_TEMPLATES)])


@lru_cache(maxsize=1)
def _style() -> str:
    return _STYLE.read_text(encoding="utf-8")


def render_page(
    notebook: NotebookNode, title: str, frame: Frame, index_link: str = "", reports: Sequence[ListedReport] = ()
) -> bytes:
    """Return the page of an executed notebook; raise ReportError if a cell failed or was not run."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None or any(output.output_type == "error" for output in cell.outputs):
            raise ReportError(f"Ô {number} của sổ tay chưa chạy xong, không dựng trang từ sổ tay dở dang.")
    page = {
        "title": title,
        "footer": frame.footer,
        "abbreviations": used_abbreviations(notebook, frame.abbreviations),
        "style": _style(),
        "index_link": index_link,
        "reports": reports,
    }
    body, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return body.encode("utf-8")


def used_abbreviations(notebook: NotebookNode, known: Mapping[str, str]) -> dict[str, str]:
    """Return the abbreviations of `known` that stand as words in the outputs of an executed notebook, in `known`'s order."""
    shown = " ".join(_TAG.sub(" ", output.get("data", {}).get("text/html", "")) for output in _outputs(notebook))
    text = html.unescape(shown)
    return {s: full for s, full in known.items() if re.search(rf"(?<![\w&-]){re.escape(s)}(?![\w&-])", text)}


def _outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    for cell in notebook.cells:
        yield from cell.get("outputs", [])
