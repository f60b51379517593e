"""What a warm parent has loaded before it forks: a process that starts from it imports nothing and compiles no template.

A server process of `multiprocessing` imports this module for what it does.
"""

import gc
import sys

# jsonschema, which nbformat imports, would compile a grammar for a second, to check addresses that no notebook has
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import matplotlib.pyplot  # noqa: E402, F401
import nbformat  # noqa: E402, F401

if sys.modules["rfc3987_syntax"] is None:
    del sys.modules["rfc3987_syntax"]  # whoever wants it later gets it

from ntm_lib.presentation import (  # noqa: E402
    commune_page,  # noqa: F401
    department_page,  # noqa: F401
    district_page,  # noqa: F401
    method_page,  # noqa: F401
    quality_page,  # noqa: F401
)
from ntm_lib.presentation.html import warm_templates  # noqa: E402
from ntm_lib.publishing import report  # noqa: E402, F401 - papermill, nbclient, nbconvert
from ntm_lib.publishing.cells import warm_shell  # noqa: E402
from ntm_lib.publishing.page import warm_exporter  # noqa: E402

warm_shell()
warm_exporter()
warm_templates()
gc.collect()
gc.freeze()  # what is here stays: a collection in a forked process need not look at it, nor copy it
