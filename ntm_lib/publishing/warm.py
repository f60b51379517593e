"""What a warm parent has done before it forks: imports, one cell run, one page made, both thrown away.

A process that starts from it does none of that again. It is imported for what it does; `warm_pages` does the same for our own pages.
"""

import gc
import sys

# jsonschema, which nbformat imports, would compile a grammar for a second, to check addresses that no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import matplotlib.pyplot  # noqa: E402, F401
import nbformat  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402

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


_REHEARSAL = """
import io
import matplotlib.pyplot as plt
import pandas as pd
table = pd.read_csv(io.StringIO("chỉ tiêu,năm,giá trị\\nHộ nghèo,2020,4.65\\nHộ nghèo,2021,3.5\\n"))
display(table[table["giá trị"] > 1].pivot(index="chỉ tiêu", columns="năm", values="giá trị").round(1))
figure, axes = plt.subplots(figsize=(2, 1))
axes.plot(table["năm"], table["giá trị"], marker="o", label="Hộ nghèo đến 31/12, %")
axes.bar([2020], [1])
axes.set_title("Ước thực hiện")
axes.legend()
figure.savefig(io.BytesIO(), format="svg")
plt.show()
"""


def _rehearse() -> None:
    """Run a cell that reads, shows a table and draws, and leave nothing of it in the shell: what that loads and finds out is done once."""
    shell = warm_shell()
    before = set(shell.user_ns)
    shell.tell_to(lambda *_: None)
    shell.run_cell(_REHEARSAL, store_history=False).raise_error()
    for name in set(shell.user_ns) - before:
        del shell.user_ns[name]


library_versions()
_make_a_page()
# A notebook that builds runs in a shell already; the processes of its reports rehearse for themselves
if not InteractiveShell.initialized():
    _rehearse()
gc.collect()
gc.freeze()  # what is here stays: a collection in a forked process need not look at it, nor copy it
