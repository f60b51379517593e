"""`python -m ntm_lib.reference.gazetteer FOLDER`: pack the tables of FOLDER anew."""

import sys
from pathlib import Path

from ntm_lib.reference.gazetteer.packed import pack

pack(Path(sys.argv[1]))
