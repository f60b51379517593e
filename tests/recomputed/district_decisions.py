"""What the conference has to decide on the whole place: the figures that fail in all communes, and what else, by count."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tests.recomputed import pace
from tests.recomputed.department_gaps import short
from tests.recomputed.department_page import CUSTOM, Department, answered, figures_said, prospect
from tests.recomputed.forms import Key, form, levels, seasons, table
from tests.recomputed.money import owed
from tests.recomputed.pages import Block
from tests.recomputed.promises import OPEN
from tests.recomputed.standing import UNKNOWN, district
from tests.recomputed.totals import departments, in_state, of_kind
from tests.recomputed.written import number

if TYPE_CHECKING:
    from tests.recomputed.district_page import District

MOST = 3  # figures named in one decision


class Everybody(Department):
    """All agencies together: whatever fails is theirs."""

    def __init__(self, season: str) -> None:
        super().__init__(seasons()[season], next(iter(departments())), [], {})
        self.bases = {key[0]: "" for key in levels(seasons()[season].year)}
        self.communes = district(self.season)


def failing(everybody: Everybody) -> dict[str, dict[Key, list[str]]]:
    """Return the communes by figure that fails, by what is to be asked for it."""
    found: dict[str, dict[Key, list[str]]] = {which: {} for which in pace.PROSPECTS}
    for unit, key in ((u, k) for u in everybody.communes for k in everybody.keys):
        if which := prospect(everybody, unit, key):
            found[which].setdefault(key, []).append(unit)
    return found


def unknown(everybody: Everybody) -> dict[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for unit, component in everybody.gaps:
        if component.result == UNKNOWN:
            found.setdefault(component.level.key, []).append(unit)
    return found


def asking(season: str) -> list[str]:
    """Return the commune of each request."""
    return [
        unit
        for unit in district(seasons()[season])
        for note in form(f"{season}/{unit}.xlsx")["Ý kiến"]
        if note.text("Đề mục") == "Kiến nghị, đề xuất" and note.text("Nội dung")
    ]


def appraised(everybody: Everybody) -> list[str]:
    """Return the commune of each dossier, its own or a village's, that was appraised and waits for the conference."""
    return [
        unit
        for unit in everybody.communes
        for sheet in ("Hồ sơ", "Thôn")
        for line in form(f"{everybody.season.name}/{unit}.xlsx")[sheet]
        if line.text("Trạng thái hồ sơ") == "Huyện thẩm tra đạt"
    ]


def custom_leads() -> int:
    """Return how many indicators somebody leads by custom only."""
    rows = [r for r in table("reference/indicator-leads.csv") if r["criteria_set"] == "xa-ntm-2016-2020"]
    return sum(basis.startswith(CUSTOM) for basis in {r["indicator"]: r["basis"] for r in rows}.values())


def how_many(season: str) -> str:
    """Return how many lines the list of what is to be decided has, and how many things are in the main ones."""
    everybody = Everybody(season)
    found, broken = failing(everybody), sum(in_state(of_kind(seasons()[season], "Cộng"), state) for state in OPEN)
    to_set = sum(len(own) for which, own in found.items() if which != "in time")
    counts = [len(found["in time"]), to_set, len(unknown(everybody)), broken, len(asking(season))]
    answers = [answered(everybody, found["open"], is_answer=kind) for kind in (True, False)]
    told = [found["in time"], found["new rule"], *answers, found["too slow"], unknown(everybody), broken, sum(owed(seasons()[season], everybody.communes)), asking(season), appraised(everybody), custom_leads()]  # fmt: skip
    return " ".join([str(sum(map(bool, told)) or ""), *(number(count) for count in counts if count)])


def place_decisions(page: "District", block: Block) -> str | None:
    if block.tag != "li":
        return None
    season, year = page.season, page.season.year + 1
    everybody = Everybody(season.name)
    found = failing(everybody)
    left, ready = owed(season, everybody.communes), appraised(everybody)
    broken = [sum(in_state(of_kind(season, kind), state) for state in OPEN) for kind in ("Xã", "Phòng")]
    asked = len(set(asking(season.name)))
    said = {
        "Giao đạt trong năm": lambda: f"{year} {named(everybody, block, found['in time'])}",
        f"Cho ý kiến mức giao năm {year} theo quy định mới": lambda: (
            f"{year} {named(everybody, block, found['new rule'])}"
        ),
        f"Cho ý kiến mức giao năm {year} (chưa đủ": lambda: (
            f"{year} {named(everybody, block, answered(everybody, found['open'], is_answer=False))}"
        ),
        "Cho ý kiến có giao đạt": lambda: (
            f"{year} {named(everybody, block, answered(everybody, found['open'], is_answer=True))}"
        ),
        f"Cho ý kiến mức giao năm {year} (khó đạt": lambda: f"{year} {named(everybody, block, found['too slow'])}",
        "Yêu cầu bổ sung": lambda: named(everybody, block, unknown(everybody), is_counted=False),
        "Gia hạn hoặc giao lại": lambda: " ".join(str(count) for count in broken if count),
        "Nguồn và thời hạn": lambda: f"{number(sum(left))} triệu đồng ở {sum(o > 0 for o in left)} xã",
        "Cho ý kiến hồ sơ": lambda: f"{len(ready)} hồ sơ của {len(set(ready))} xã",
        "Trả lời đề nghị": lambda: f"{asked} xã" if asked > 1 else "",
        "Xác nhận phân công": lambda: f"{custom_leads()} chỉ tiêu",
    }
    return next(text() for words, text in said.items() if block.text.startswith(words))


def named(everybody: Everybody, block: Block, found: dict[Key, list[str]], *, is_counted: bool = True) -> str:
    """Return the figures of most communes, and how many others there are."""
    most: Sequence[Key] = sorted(found, key=lambda key: -len(found[key]))[:MOST] if len(found) > MOST else list(found)
    shown = {key: found[key] for key in found if key in most}
    text = figures_said(everybody, block, shown) if is_counted else unsummed(everybody, block, shown)
    return f"{text} {len(found) - len(shown) or ''}"


def unsummed(everybody: Everybody, block: Block, shown: dict[Key, list[str]]) -> str:
    order = sorted(shown, key=lambda key: block.text.find(short(everybody, key)))
    return "; ".join(f"{short(everybody, key)} {len(shown[key]) if len(shown[key]) > 1 else ''}" for key in order)
