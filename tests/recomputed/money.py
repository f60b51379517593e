"""Money by source and construction debts: sums over the forms, shares of what was planned."""

from fractions import Fraction

from tests.recomputed.forms import Line, Season, form, table, units
from tests.recomputed.pages import Block
from tests.recomputed.written import MISSING, day, joined, number, percent, rounded

PLANNED, MOBILISED, DISBURSED = "Kế hoạch năm", "Đã huy động", "Đã giải ngân"
TOTAL, DEBT_TOTAL = "tong", "Tổng nợ đọng xây dựng cơ bản"
DEBT_COLUMNS = {
    "Nợ đầu năm": "Nợ đầu năm",
    "Phát sinh": "Phát sinh trong năm",
    "Đã trả": "Đã trả trong năm",
    "Còn nợ": "Còn nợ",
}


def lines(season: Season, unit: str, sheet: str) -> list[Line]:
    return form(f"{season.name}/{unit}.xlsx")[sheet]


def sources() -> dict[str, dict[str, str]]:
    return {r["resource"]: r for r in table("reference/resources.csv")}


def added(found: list[Line], heading: str) -> Fraction | None:
    known = [line.number(heading) for line in found if line.number(heading) is not None]
    return sum(known, Fraction(0)) if known else None


def share(found: list[Line], heading: str) -> Fraction | None:
    """Return what was mobilised or disbursed in per cent of the plan, over the communes that state both."""
    both = [line for line in found if line.number(heading) is not None and line.number(PLANNED) is not None]
    planned = added(both, PLANNED)
    return added(both, heading) / planned * 100 if planned else None


def of_source(season: Season, chosen: list[str], resource: str) -> list[Line]:
    return [line for unit in chosen for line in lines(season, unit, "Nguồn lực") if line.text("Mã nguồn") == resource]


def tenth(value: Fraction | None) -> str:
    return "" if value is None else f"{float(rounded(value, 1)):.1f}%".replace(".", ",")


def amounts(found: list[Line], place: int) -> str:
    """Return a cell by its place: plan, mobilised, share, disbursed, share."""
    heading = {1: PLANNED, 2: MOBILISED, 3: MOBILISED, 4: DISBURSED, 5: DISBURSED}[place]
    if place in (3, 5):
        return tenth(share(found, heading))
    total = added(found, heading)
    return "" if total is None and place == 4 else MISSING if total is None else number(total)


def resources(season: Season, chosen: list[str], block: Block) -> str | None:
    """Return what a block on money has to say; None if it is not about money."""
    if block.tag == "p" and "huy động" in block.text:
        return sentence(season, chosen)
    if not block.table.startswith("money") or block.tag != "td":
        return None
    place = list(block.element.getparent()).index(block.element)
    by_name = {r["name"]: key for key, r in sources().items()}
    name = next((n for n in sorted(by_name, key=len, reverse=True) if block.row.startswith(n)), "")
    if name:
        return amounts(of_source(season, chosen, by_name[name]), place)
    unit = next((u for u in chosen if units()[u]["name"] == block.row), None)
    return amounts(of_source(season, [unit], TOTAL), place) if unit and place else ""


def sentence(season: Season, chosen: list[str]) -> str:
    total = of_source(season, chosen, TOTAL)
    parts = {key: added(of_source(season, chosen, key), MOBILISED) or Fraction(0) for key in in_money()}
    largest = max(parts.values()) / sum(parts.values()) * 100
    said = [f"{number(added(total, h))} triệu đồng, bằng {percent(share(total, h))}" for h in (MOBILISED, DISBURSED)]
    return f"Đến {day(season.cut_off)} {'; '.join(said)} ({percent(largest, 0)})"


def in_money() -> list[str]:
    return [key for key, r in sources().items() if r["unit"] == sources()[TOTAL]["unit"] and key != TOTAL]


def debts(season: Season, chosen: list[str], block: Block) -> str | None:
    """Return what a block on debts has to say; None if it is not about debts."""
    if block.tag == "p" and "nợ" in block.text.lower():
        return debt_sentence(season, chosen)
    if not block.table.startswith("debts") or block.tag != "td":
        return "" if block.tag == "p" else None
    heading = DEBT_COLUMNS[block.column]
    owner = owner_of(block, chosen)
    found = [line for unit in (chosen if owner is None else [owner]) for line in lines(season, unit, "Nợ đọng")]
    named = (
        block.row if owner is not None and block.row not in (units()[owner]["name"], "Tổng nợ của xã") else DEBT_TOTAL
    )
    return number(added([line for line in found if line.text("Công trình") == named.strip("“”")], heading))


def owed(season: Season, chosen: list[str]) -> list[Fraction]:
    """Return the construction debt left of each commune."""
    found = [line for unit in chosen for line in lines(season, unit, "Nợ đọng")]
    return [line.number("Còn nợ") for line in found if line.text("Công trình") == DEBT_TOTAL]


def owner_of(block: Block, chosen: list[str]) -> str | None:
    """Return the commune whose debt a row tells: the row's own name, or that of the nearest row above with one."""
    if len(chosen) == 1:
        return chosen[0]
    if block.row.startswith("Cộng"):
        return None
    names = {units()[u]["name"]: u for u in chosen}
    rows = [block.element.getparent(), *block.element.getparent().itersiblings("tr", preceding=True)]
    heads = [" ".join(row.xpath("string(th)").split()) for row in rows]
    return next(names[head] for head in heads if head in names)


def debt_sentence(season: Season, chosen: list[str]) -> str:
    totals = {u: line for u in chosen for line in lines(season, u, "Nợ đọng") if line.text("Công trình") == DEBT_TOTAL}
    now = {u: line.number("Còn nợ") for u, line in totals.items()}
    start = sum(line.number("Nợ đầu năm") for line in totals.values())
    owed = {u: value for u, value in sorted(now.items(), key=lambda pair: -pair[1]) if value}
    change = sum(now.values()) - start
    moved = f"{number(abs(change))} triệu đồng so với đầu năm" if change else ""
    if not owed:
        return moved
    if len(chosen) == 1:
        return f"{number(sum(owed.values()))} triệu đồng, {moved}"
    named = joined([f"{units()[u]['name']} {number(v)}" for u, v in owed.items()]) if len(owed) <= 4 else ""
    return f"{number(sum(owed.values()))} triệu đồng ở {len(owed)}/{len(chosen)} xã {named} {moved}"
