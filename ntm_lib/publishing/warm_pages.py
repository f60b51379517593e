"""What a warm parent that builds our own pages has done, besides what any notebook needs: imported them, compiled their templates."""

import gc
from importlib import import_module

from ntm_lib.presentation import kinds
from ntm_lib.presentation.frame.html import warm_templates
from ntm_lib.publishing import warm  # noqa: F401
from ntm_lib.publishing.inputs import libraries_hash, library_hash

for kind in kinds.ALL:
    import_module(kind.import_name)
warm_templates()
library_hash()  # of the code that was just imported: who asks later may find other files on the disk
libraries_hash()
gc.collect()
gc.freeze()
