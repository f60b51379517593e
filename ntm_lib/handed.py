"""What a build hands to the notebook that it runs: things it has prepared, so that no cell reads or computes them again.

A build hands the workbook and the season's data to the process of one report, before the first cell (`hand`). In the notebook
`Workbook.open`, `load_season` and `load_area` ask for them (`handed`). Run by hand, a notebook finds nothing and reads the forms.
"""

from typing import TypeVar

Thing = TypeVar("Thing")

_prepared: list[object] = []  # of this process, whichever thread asks: it runs one report


def hand(*things: object) -> None:
    """Hand these to the code that runs after this in this process; what was handed before is taken back."""
    _prepared[:] = things


def handed(kind: type[Thing]) -> Thing | None:
    """Return the thing of this kind that was handed over, None if there is none."""
    return next((thing for thing in _prepared if isinstance(thing, kind)), None)
