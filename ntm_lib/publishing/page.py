"""Renders an executed notebook to one self-contained HTML page with the project's own nbconvert template."""

import base64
import hashlib
import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from nbconvert import HTMLExporter, TemplateExporter
from nbformat import NotebookNode

from ntm_lib.errors import ReportError
from ntm_lib.files import fingerprint
from ntm_lib.presentation.frame.colours import style_sheet
from ntm_lib.presentation.frame.links import PROPOSED_FILE

_TEMPLATES = Path(__file__).parent / "templates"
_SCRIPT = _TEMPLATES / "ntm" / "index.js"
_STYLES = Path(__file__).parents[1] / "presentation"
_STYLE = re.compile(r"<style\b.*?</style>\n?", re.DOTALL)
_TAG = re.compile(r"<style.*?</style>|<[^>]*>", re.DOTALL)
_LINK_TO_PAGE = re.compile(r'<a\b([^>]*?)\s+href="([^"#:]+\.html)(?:#[^"]*)?"([^>]*)>(.*?)</a>', re.DOTALL)

# Nothing may be fetched, run or sent; pictures and styles lie in the page itself.
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True)
class ListedReport:
    """One line of the index's list of reports."""

    key: str
    title: str
    link: str  # "" if there is no page to show
    state: str
    edition: str
    error: str
    group: str  # heading it stands under: communes, departments, data and method
    brief: "ListedReport | None" = None  # its brief, which has no line of its own


@dataclass(frozen=True)
class Frame:
    """What stands around the content of every page of a build."""

    footer: str
    abbreviations: Mapping[str, str]  # all that a page may use, by short form; a page lists those it uses
    home: str = "Trang chung"  # what the pages call their index, to which each leads back
    above: Mapping[str, str] = field(default_factory=dict)  # pages above the index: names by address as seen from it

    @property
    def fingerprint(self) -> str:
        return fingerprint([self.footer, dict(self.abbreviations), self.home, dict(self.above)])


class _PageExporter(HTMLExporter):
    """nbconvert's exporter without its last step, which parses the whole page again to mend what our template has right."""

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        return TemplateExporter.from_notebook_node(self, nb, resources, **kw)


@lru_cache(maxsize=1)
def _exporter() -> HTMLExporter:
    # Its preprocessors would each copy the notebook and check it again
    return _PageExporter(template_name="ntm", extra_template_basedirs=[str(_TEMPLATES)], default_preprocessors=[])


@lru_cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@lru_cache
def _style(path: Path) -> str:
    return style_sheet(path)


def render_page(
    notebook: NotebookNode, title: str, frame: Frame, index_link: str, trace: str = "", styles: Sequence[str] = ()
) -> bytes:
    """Return the page of an executed notebook, without any script; raise ReportError if a cell failed or was not run.

    `trace` stands in the closed block at the end and leads to the page's manifest; `styles` are style sheets besides the theme.
    """
    ways_up = {index_link: frame.home}
    return _rendered(notebook, frame, styles, title=title, ways_up=ways_up, policy=_POLICY, trace=trace).encode("utf-8")


def index_script() -> str:
    """Return the text of the one script there is."""
    return _text(_SCRIPT)


def render_index(
    notebook: NotebookNode,
    title: str,
    frame: Frame,
    reports: Sequence[ListedReport],
    trace: str = "",
    linked: Collection[str] = (),
    styles: Sequence[str] = (),
) -> bytes:
    """Return the district's page with the list of reports and the one script there is, which searches and sorts its tables.

    The page's policy allows that script by its hash and no other. A link to a page that was not built becomes plain text,
    unless it is one of `linked`, or leads up to a page above.
    Raises ReportError as render_page does.
    """
    script = index_script()
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    groups = {report.group: [r for r in reports if r.group == report.group] for report in reports}
    body = _rendered(
        notebook, frame, styles, title=title, ways_up=frame.above, report_groups=groups, script=script,
        policy=f"{_POLICY}; script-src 'sha256-{digest}'", trace=trace,
    )  # fmt: skip
    shown = [*reports, *(report.brief for report in reports if report.brief)]
    return without_dead_links(body, {*linked, *frame.above, *(report.link for report in shown)}).encode("utf-8")


def without_dead_links(body: str, pages: Collection[str]) -> str:
    """Return `body` with each link to a page outside `pages` replaced by its text; links within the page stay."""

    def kept(link: re.Match[str]) -> str:
        before, page, after, text = link.groups()
        return link.group() if page in pages else f"<span{before}{after}>{text}</span>"

    return _LINK_TO_PAGE.sub(kept, body)


def _rendered(notebook: NotebookNode, frame: Frame, styles: Sequence[str], **page: Any) -> str:
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type != "code":
            continue
        if cell.execution_count is None or any(output.output_type == "error" for output in cell.outputs):
            raise ReportError(f"Ô {number} của sổ tay chưa chạy xong, không dựng trang từ sổ tay dở dang.")
    common = {
        "footer": frame.footer,
        "draft": f"{PROPOSED_FILE}.csv",
        "abbreviations": used_abbreviations(notebook, frame.abbreviations),
        "style": "".join(_style(_STYLES / name) for name in ("frame/theme.css", *styles)),
    }
    body, _ = _exporter().from_notebook_node(notebook, resources={"page": common | page})
    return _with_styles_in_head(str(body))


def _with_styles_in_head(body: str) -> str:
    """Return the page with the style elements of its cells in its head: none may stand in the text."""
    head, end, text = body.partition("</head>")
    return "".join([head, *_STYLE.findall(text), end, _STYLE.sub("", text)])


def used_abbreviations(notebook: NotebookNode, known: Mapping[str, str]) -> dict[str, str]:
    """Return the abbreviations of `known` that stand as words in the outputs of an executed notebook, in `known`'s order."""
    shown = " ".join(_TAG.sub(" ", output.get("data", {}).get("text/html", "")) for output in _outputs(notebook))
    text = html.unescape(shown)
    return {s: full for s, full in known.items() if re.search(rf"(?<![\w&-]){re.escape(s)}(?![\w&-])", text)}


def _outputs(notebook: NotebookNode) -> Iterator[NotebookNode]:
    for cell in notebook.cells:
        yield from cell.get("outputs", [])
