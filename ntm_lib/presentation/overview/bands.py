"""The bands of communes by criteria met, and the shades they are drawn in."""

from typing import TypedDict

from ntm_lib.analysis.district import DistrictStanding
from ntm_lib.presentation.frame import colours

UNDECIDED, UNDECIDED_SHADE = "chưa xếp nhóm (thiếu số liệu)", colours.PAPER


class Band(TypedDict):
    """A band and its number of communes."""

    label: str
    count: int
    shade: str
    is_undecided: bool


def occupied_bands(counts: DistrictStanding) -> list[Band]:
    """Return the bands that have communes, from the highest down; the undecided ones last."""
    found: list[Band] = [
        {"label": label, "count": count, "shade": band_shade(place), "is_undecided": False}
        for place, (label, count) in enumerate(counts.bands)
        if count
    ]
    if counts.undecided:
        found.append({"label": UNDECIDED, "count": counts.undecided, "shade": UNDECIDED_SHADE, "is_undecided": True})
    return found


def band_shade(place: int) -> str:
    """Return the shade of a band by its place from the highest down."""
    return colours.BANDS[min(place, len(colours.BANDS) - 1)]
