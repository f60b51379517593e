"""What a warm parent that builds our own pages has done, besides what any notebook needs: imported them, compiled their templates."""

import gc

from ntm_lib.presentation import (  # noqa: F401
    area_page,
    commune_page,
    department_page,
    district_page,
    method_page,
    quality_page,
)
from ntm_lib.presentation.html import warm_templates
from ntm_lib.publishing import warm  # noqa: F401
from ntm_lib.publishing.inputs import libraries_hash, library_hash

warm_templates()
library_hash()  # of the code that was just imported: who asks later may find other files on the disk
libraries_hash()
gc.collect()
gc.freeze()
