"""What the libraries look for in the environment when they are imported; so this has to be imported before them.

One thread: a process that has started more (numpy, pyarrow) can't be forked safely. And nothing of the user's own set-up changes a chart or
ends a build: matplotlib reads these two, and raises what is not the user's fault. Where the user has no home folder that can be written,
the libraries get one for the time of the command: else they complain in English, or end it.
"""

import atexit
import logging
import os
import re
import shutil
import tempfile
import time
from contextlib import suppress

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")
for _name in ("MPLBACKEND", "SOURCE_DATE_EPOCH"):
    os.environ.pop(_name, None)
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)  # it says in English that it takes its time


def _is_writable(folder: str) -> bool:
    return os.path.isabs(folder) and os.path.isdir(folder) and os.access(folder, os.W_OK)  # noqa: PTH112, PTH117


def _is_zone(name: str) -> bool:
    import zoneinfo  # noqa: PLC0415 - seldom needed

    with suppress(Exception):  # over what is not a zone the library raises anything
        return zoneinfo.ZoneInfo(name) is not None
    return False


def _remove(folder: str, owner: int) -> None:
    if os.getpid() == owner:  # not when a process ends that was forked from it
        shutil.rmtree(folder, ignore_errors=True)


for _name in ("MPLCONFIGDIR", "IPYTHONDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
    if _name in os.environ and not _is_writable(os.environ[_name]):
        del os.environ[_name]
_at_home = os.path.expanduser("~")  # noqa: PTH111 - pathlib raises where there is no home
if _at_home == os.sep or not _is_writable(_at_home):
    with suppress(OSError):  # nor a place for temporary files: what then goes wrong is told
        os.environ["HOME"] = _home = tempfile.mkdtemp(prefix="ntm-")
        atexit.register(_remove, _home, os.getpid())
_zone = os.environ.get("TZ", "")
with suppress(AttributeError):  # not on Windows
    if (
        _zone
        and not re.fullmatch(r"(?:[A-Za-z]{3,20}|<[+-]?\w{1,10}>)(?:[+-]?(?:1?\d|2[0-3]))?", _zone)
        and not _is_zone(_zone.removeprefix(":"))
    ):
        del os.environ["TZ"]  # garbage, or a day away: libraries end over it
        time.tzset()
