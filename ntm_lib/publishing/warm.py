"""What a warm parent has done before it forks: imports, one page and one figure made and thrown away.

A process that starts from it does none of that again. It is imported for what it does; `warm_pages` does the same for our own pages.
"""

import gc
import sys

# jsonschema, which nbformat imports, would compile a grammar for a second, to check addresses that no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import matplotlib.pyplot  # noqa: E402, F401
import nbformat  # noqa: E402

if sys.modules["rfc3987_syntax"] is None:
    del sys.modules["rfc3987_syntax"]  # whoever wants it later gets it

from ntm_lib.publishing import report  # noqa: E402, F401 - papermill, nbclient
from ntm_lib.publishing.cells import warm_shell  # noqa: E402
from ntm_lib.publishing.manifest import library_versions  # noqa: E402
from ntm_lib.publishing.page import Frame, render_page  # noqa: E402


def _make_a_page() -> None:
    """Compile what checks a notebook, the page's template, and what nbconvert looks up once."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell("1", execution_count=1), nbformat.v4.new_markdown_cell("x")]
    )
    render_page(nbformat.reads(nbformat.writes(book), as_version=4), "", Frame("", {}), "")


def _draw_a_figure() -> None:
    """Load what matplotlib loads when it first draws: fonts, its writers of SVG and PNG."""
    from io import BytesIO  # noqa: PLC0415

    from matplotlib.figure import Figure  # noqa: PLC0415

    for kind in ("svg", "png"):
        figure = Figure(figsize=(2, 1))
        axes = figure.subplots()
        axes.plot([1, 2], label="Hộ nghèo đến 31/12, %")
        axes.set_title("Ước thực hiện")
        axes.legend()
        figure.savefig(BytesIO(), format=kind)


warm_shell()
library_versions()
_make_a_page()
_draw_a_figure()
gc.collect()
gc.freeze()  # what is here stays: a collection in a forked process need not look at it, nor copy it
