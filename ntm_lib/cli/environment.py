"""What the libraries look for in the environment when they are imported; so this has to be imported before them.

One thread: a process that has started more (numpy, pyarrow) can't be forked safely. And nothing of the user's own set-up changes a chart or
ends a build: matplotlib reads these two, and raises what is no user's fault here.
"""

import os

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
for _name in ("MPLBACKEND", "SOURCE_DATE_EPOCH"):
    os.environ.pop(_name, None)
