"""The table of terms: every fixed word for people that depends on which tier stands above the communes, and on what a place is called.

Until 30/6/2025 that was the district (huyện, thị xã, thành phố, quận) with its departments (phòng), since 1/7/2025 it is the province
with its own (sở, ngành). A season's words are those of the period of its place: `Workbook.place_in(season).terms`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

DISTRICT, PROVINCE = "huyện", "tỉnh"
TIERS = (DISTRICT, PROVINCE)
DISTRICTS_ENDED = date(2025, 7, 1)  # first day without districts
KINDS = {DISTRICT: ("huyện", "thị xã", "thành phố", "quận"), PROVINCE: ("tỉnh", "thành phố")}
ANY_KIND = {tier: f"cấp {tier}" for tier in TIERS}  # what places of a tier and of several kinds are called
KINDS_OF_AGENCY = ("phòng", "sở")  # by which one whose name begins so is called in a sentence
ANY_PLACE = "nơi"  # the neutral word, where no tier is known, or several
APPRAISED_WORDS = {
    kind: f"{kind} thẩm tra đạt" for kind in (*KINDS[DISTRICT], PROVINCE)
}  # a state of a dossier, by who appraised it
APPRAISED = APPRAISED_WORDS[DISTRICT]  # as it is stored, whoever it was


@dataclass(frozen=True)
class Terms:
    """The words of one place in one period. As placeholders in a text ("toàn {place}") they are filled in by `said`."""

    tier: str  # "huyện", "tỉnh"
    place: str  # "huyện", "thị xã", "tỉnh", "thành phố"
    agency: str  # one that answers for indicators or conclusions: "phòng", "cơ quan"
    agencies: str  # all of them: "các phòng", "các sở, ngành"
    bodies: str  # at the head of a column, or in "của …": "phòng, cơ quan", "sở, ngành"
    province: str = PROVINCE  # "tỉnh", "thành phố": the one it lies in, or is

    @property
    def appraiser(self) -> str:
        """Who appraises a commune's dossier: the district, by its kind, or the province."""
        return self.place if self.tier == DISTRICT else self.tier

    def said(self, text: str) -> str:
        """Return `text` with its placeholders filled in."""
        return text.format_map(vars(self) | {"appraiser": self.appraiser})

    def source(self, name: str) -> str:
        """Return a source of money as it is called here: "Ngân sách huyện" of a thị xã is "Ngân sách thị xã"."""
        budget, words = "Ngân sách", {DISTRICT: self.place, PROVINCE: self.province}
        if self.tier == DISTRICT and self.place == self.province:  # thành phố Thủ Đức of thành phố Hồ Chí Minh
            words = ANY_KIND
        return {f"{budget} {tier}": f"{budget} {word}" for tier, word in words.items()}.get(name, name)

    def dossier_state(self, state: str) -> str:
        """Return a dossier's state as it is said here: one that is stored as APPRAISED names who appraises here."""
        return APPRAISED_WORDS[self.appraiser] if state == APPRAISED else state


_ROWS = {
    #         agency     agencies         bodies
    DISTRICT: ("phòng", "các phòng", "phòng, cơ quan"),
    PROVINCE: ("cơ quan", "các sở, ngành", "sở, ngành"),
}
AGENCY_FOLDERS = {DISTRICT: "phong", PROVINCE: "co-quan"}  # of their pages, and of their forms
AGENCY_FORMS = {DISTRICT: "Biểu của phòng", PROVINCE: "Biểu của cơ quan"}


def terms_of(tier: str, name: str, parent: str = "") -> Terms:
    """Return the words for a place of this tier and name ("thị xã Hương Trà"), of a district with its province's name; each is called by
    its tier if the name does not say.
    """
    province = _kind(PROVINCE, parent if tier == DISTRICT else name)
    return Terms(tier, _kind(tier, name), *_ROWS[tier], province)


def _kind(tier: str, name: str) -> str:
    return next((kind for kind in KINDS[tier] if name.casefold().startswith(f"{kind} ")), tier)


def places_word(terms: Iterable[Terms]) -> str:
    """Return what several places are called together: their tier, the neutral word if they have several."""
    tiers = {own.tier for own in terms}
    return tiers.pop() if len(tiers) == 1 else ANY_PLACE
