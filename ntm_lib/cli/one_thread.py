"""Keeps this process at one thread: one that has started more can't be forked safely.

numpy and pyarrow look when they are imported, so this has to be imported before them.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
