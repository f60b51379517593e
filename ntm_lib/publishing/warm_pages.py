"""What a warm parent that builds our own pages has done, besides what any notebook needs: imported them, compiled their templates."""

import gc

from ntm_lib.presentation.agency import page as department_page  # noqa: F401
from ntm_lib.presentation.commune import page as commune_page  # noqa: F401
from ntm_lib.presentation.frame.html import warm_templates
from ntm_lib.presentation.method import page as method_page  # noqa: F401
from ntm_lib.presentation.overview import area_page  # noqa: F401
from ntm_lib.presentation.overview import page as district_page  # noqa: F401
from ntm_lib.presentation.quality import page as quality_page  # noqa: F401
from ntm_lib.publishing import warm  # noqa: F401
from ntm_lib.publishing.inputs import libraries_hash, library_hash

warm_templates()
library_hash()  # of the code that was just imported: who asks later may find other files on the disk
libraries_hash()
gc.collect()
gc.freeze()
