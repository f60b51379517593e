"""The district as a whole: totals, bands, what is most missed, who leads, how the promises stand."""

import tomllib
from collections import Counter
from fractions import Fraction
from functools import cache
from math import floor

from tests.recomputed.forms import DATA, Season, communes, place, seasons, table, units
from tests.recomputed.promises import STATES, Promise, promises
from tests.recomputed.recognition import signed, uncertain
from tests.recomputed.standing import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Standing, district
from tests.recomputed.written import MISSING, day, number, percent, rounded

UNDECIDED = "chưa xếp nhóm (thiếu số liệu)"


def tenth(value: Fraction) -> str:
    """Return a mean with exactly one decimal: "19,0"."""
    return f"{float(rounded(value, 1)):.1f}".replace(".", ",")


@cache
def bands() -> list[tuple[int, int]]:
    sets = tomllib.loads((DATA / "reference/criteria/sets.toml").read_text(encoding="utf-8"))
    return [tuple(pair) for pair in sets["xa-ntm-2016-2020"]["bands"]]


def band_label(low: int, high: int) -> str:
    return f"{low}" if low == high else f"dưới {high + 1}" if low == 0 else f"{low}–{high}"


def band(commune: Standing) -> str:
    """Return the commune's band; undecided while what is unknown could change it."""
    least, most = commune.held, commune.held + commune.count(UNKNOWN)
    found = {band_label(low, high) for low, high in bands() for count in (least, most) if low <= count <= high}
    return found.pop() if len(found) == 1 else UNDECIDED


class Totals:
    """The counts over all communes of a season."""

    def __init__(self, season: Season) -> None:
        self.season, self.communes = season, district(season)
        self.count = len(self.communes)
        self.met = sum(c.held for c in self.communes.values())
        self.unknown = sum(c.count(UNKNOWN) for c in self.communes.values())
        self.size = len(next(iter(self.communes.values())).criteria)
        self.bands = Counter(band(c) for c in self.communes.values())
        without_gap = [c for c in self.communes.values() if not c.count(NOT_MET)]
        self.full = sum(c.is_known for c in without_gap)
        self.maybe_full = len(without_gap) - self.full

    @property
    def mean(self) -> str:
        """Return criteria a commune, rounded down while some are unknown: it is at least so much."""
        mean = Fraction(self.met, self.count)
        return tenth(Fraction(floor(mean * 10), 10) if self.unknown else mean)

    @property
    def before(self) -> "Totals | None":
        """Return the season compared with, if its communes are the same."""
        earlier = seasons().get(self.season.before)
        return totals(earlier.name) if earlier and communes(earlier) == communes(self.season) else None

    @property
    def change(self) -> tuple[int, int] | None:
        """Return the least and the most by which the number of criteria met has changed."""
        past = self.before
        return past and (self.met - past.met - past.unknown, self.met + self.unknown - past.met)

    @property
    def change_size(self) -> str:
        least, most = self.change
        return "" if least == most == 0 else number(least) if least > 0 else number(-most)

    def share(self, count: int) -> str:
        """Return a share of the communes; none of fewer than twenty."""
        return percent(Fraction(100 * count, self.count)) if self.count >= 20 else ""

    def meeting(self, criterion: str) -> int:
        return sum(c.criteria[criterion] in (MET, NOT_APPLICABLE) for c in self.communes.values())

    @property
    def missed(self) -> list[tuple[str, list[str]]]:
        """Return each criterion that fails somewhere with the communes that fail it, most often failed first."""
        failing = {n: [u for u, c in self.communes.items() if c.criteria[n] == NOT_MET] for n in first(self).criteria}
        found = [(n, who) for n, who in failing.items() if who]
        return sorted(found, key=lambda pair: (-len(pair[1]), self.first_failure(pair[0])))

    def first_failure(self, criterion: str) -> tuple[int, int]:
        """Return the place of a criterion's first failure, going commune by commune."""
        order = [(u, n) for u, c in self.communes.items() for n, r in c.criteria.items() if r == NOT_MET]
        return min((place, 0) for place, (_, n) in enumerate(order) if n == criterion)

    @property
    def fallen(self) -> dict[str, list[str]]:
        return {u: c.fallen for u, c in self.communes.items() if c.fallen}

    @property
    def apart(self) -> list[str]:
        """Return the communes that did not exist in the season compared with."""
        return [u for u in self.communes if u not in communes(seasons()[self.season.before])]

    @property
    def recognised(self) -> list[str]:
        return [u for u in self.communes if signed(self.season, u)]

    @property
    def unclear(self) -> list[str]:
        return [u for u in self.communes if not signed(self.season, u) and uncertain(self.season, u)]


@cache
def totals(season: str) -> Totals:
    return Totals(seasons()[season])


def standing_sentence(now: Totals, with_change: bool) -> str:
    bands_said = [f"{count} xã {label}" for label, count in by_band(now) if count and label != UNDECIDED]
    undecided = f"{now.bands[UNDECIDED]} xã" if now.bands[UNDECIDED] else ""
    change = f"{now.change_size} so với năm {now.season.before}" if with_change and now.before else ""
    rest = f"Còn {now.unknown} tiêu chí {MISSING}" if now.unknown else ""
    head = f"{day(now.season.cut_off)} {now.count} xã {now.met} {now.mean} {change}"
    return f"{head} {' '.join(bands_said)} {undecided} {rest}"


def by_band(now: Totals) -> list[tuple[str, int]]:
    named = [band_label(low, high) for low, high in bands()]
    return [(label, now.bands[label]) for label in (*named, UNDECIDED)]


def first(found: Totals) -> Standing:
    return next(iter(found.communes.values()))


@cache
def departments() -> dict[str, dict[str, str]]:
    return {d["department_id"]: d for d in table("reference/departments.csv")}


def respondent_named(name: str) -> str:
    """Return the id of a commune or department by the name a table gives it."""
    for unit in place()["communes"]:
        if name.removeprefix("Xã ").removeprefix("xã ") == units()[unit]["name"]:
            return unit
    return next(d for d, row in departments().items() if name in (row["short_name"], row["name"]))


def of_kind(season: Season, kind: str) -> list[Promise]:
    """Return the promises of the communes ("Xã"), of the departments ("Phòng"), or all ("Cộng")."""
    found = promises(season.name)
    return [p for p in found if kind == "Cộng" or (p.respondent in units()) == (kind == "Xã")]


def in_state(found: list[Promise], state: str) -> int:
    return sum(p.state == state for p in found) if state in STATES else len(found)
