"""What a warm parent has loaded before it forks: a process that starts from it imports nothing, compiles no template, looks up no font.

A server process of `multiprocessing` imports this module for what it does.
"""

import matplotlib.pyplot  # noqa: F401 - loads the list of fonts

from ntm_lib.presentation import commune_page, department_page, district_page, method_page, quality_page  # noqa: F401
from ntm_lib.publishing import report  # noqa: F401 - papermill, nbclient, nbconvert
from ntm_lib.publishing.cells import warm_shell
from ntm_lib.publishing.page import warm_exporter

warm_shell()
warm_exporter()
