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

warm_templates()
gc.collect()
gc.freeze()
