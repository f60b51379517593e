"""The places of Vietnam at four dates, and what became of them on 1/7/2025: facts of the General Statistics Office's list (docs/data-log.md).

Kept as packed tables beside these modules; made anew from a folder of CSV by `python -m ntm_lib.reference.gazetteer FOLDER`.
"""

from ntm_lib.reference.gazetteer.lists import official_names, province_in, province_key, province_names, unit_names

__all__ = ["official_names", "province_in", "province_key", "province_names", "unit_names"]
