"""What stands around the figures of every page: headings, names with numbers in them, days, the notes on the data."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from tests.recomputed.forms import Season, levels, measures, seasons, table, units
from tests.recomputed.pages import Block
from tests.recomputed.promises import items
from tests.recomputed.standing import NOT_APPLICABLE, UNKNOWN, Component, district
from tests.recomputed.written import MISSING, cut, day, figures, joined

Findings = list[dict[str, str]]
SET_WORDS = (
    "QĐ 1980/QĐ-TTg năm 2016",
    "QĐ 491/QĐ-TTg năm 2009",
    "Bộ tiêu chí quốc gia về xã nông thôn mới giai đoạn 2016–2020",
    "17.1 (nước hợp vệ sinh)",
    "17.1 (trong đó: nước sạch)",
)


@cache
def names(season: Season) -> re.Pattern[str]:
    """Return what finds the names and days with figures that may stand anywhere: each is allowed as a whole, never a part of it."""
    found = set(SET_WORDS)
    for level in levels(season.year).values():
        code, criterion = level.key[0], level.row["criterion_name"]
        short = [
            m["name"] for m in table("reference/key-measures.csv") if (m["indicator"], m["component"]) == level.key
        ]
        found |= {f"{level.criterion} {criterion}", f"{code} {level.name}", f"{code} {level.row['indicator_name']}"}
        told = (criterion, cut(level.row["indicator_name"]), level.row["component_name"], *short)
        found |= {f"{code} {name}" for name in told if name} | set(short)
    found |= {m["name"] for m in measures().values()} | {r["name"] for r in table("reference/resources.csv")}
    found |= {i[column] for i in items(season) for column in ("summary", "quote")} | {
        u["name"] for u in units().values()
    }
    found |= {d["basis"] for d in table("reference/indicator-leads.csv")}
    found |= {day(s.cut_off) for s in (season,)} | {day(s.conference) for s in seasons().values() if s.conference}
    found |= {row[column] for row in table("reference/published-counts.csv") for column in ("source", "note")}
    words = sorted((re.escape(name) for name in found if re.search(r"\d", name)), key=len, reverse=True)
    return re.compile(rf"(?<![\d.,/])({'|'.join(words)})(?!\d)", re.IGNORECASE)


def left_over(season: Season, block: Block) -> list[str]:
    """Return the figures of a block that no rule allows: neither a heading of this page, nor part of a name or a day."""
    if block.column == "heading" or block.tag in ("h1", "h2", "h3", "summary") or block.section == "footer":
        return heading_left(season, block)
    return [f for f in figures(names(season).sub("", block.text)) if re.search(r"\d", f)]


def heading_left(season: Season, block: Block) -> list[str]:
    """Return the figures of a heading that are neither the season nor the one before it."""
    text = re.sub(rf"(?<!\d)({season.name}|{season.before})(?!\d)", "", names(season).sub("", block.text))
    return [f for f in figures(text) if re.search(r"\d", f)]


def note(season: Season, block: Block, chosen: list[Component]) -> str | None:
    """Return what a note on the data has to say; `chosen` are the figures the page speaks of."""
    said = {
        "Trạng thái số liệu": lambda: f"{counted(block, statuses(chosen))}; {day(season.cut_off)}",
        "Theo đánh giá": lambda: joined([code(c) for c in chosen if c.level.rule == "assessed"]),
        "Nguồn của mức quy định": lambda: thresholds(season),
        "Xã tự đánh giá khác": lambda: joined(
            [f"{code(c)} {c.result if c.result == UNKNOWN else ''}" for c in chosen if differs(c)]
        ),
        "Biểu đã dùng": lambda: joined(sorted({c.figure.line.file for c in chosen if c.figure.line})),
    }
    found = next((text for words, text in said.items() if block.text.startswith(words)), None)
    return found() if found else None


def is_reliability(block: Block) -> bool:
    return block.element is not None and block.element.get("class") == "reliability"


def faults(findings: Findings) -> list[str]:
    """Return the open errors and warnings of some findings, counted."""
    kinds = Counter(f["severity"] for f in findings if not f["accepted"])
    return [f"{kinds[kind]} {kind}" for kind in ("lỗi", "cảnh báo") if kinds[kind]]


def is_of_form(finding: dict[str, str]) -> bool:
    return finding["source_file"][:2] not in ("", "..")


def reliability(chosen: list[Component], findings: Findings) -> str:
    """Return the one statement on how reliable a page is: open errors and warnings, of forms and of the data behind them, values missing,
    levels compared with their document.
    """
    found, unknown = given(chosen), [c for c in chosen if c.result == UNKNOWN]
    made_up = sum(c.figure.line.text("Nguồn gốc") == "Minh họa" for c in found)
    rows = {c.level.key: c.level.row for c in chosen}.values()
    checked = sum(bool(row["checked_by"]) for row in rows)
    said = faults([f for f in findings if is_of_form(f)]) + faults([f for f in findings if not is_of_form(f)])
    said += [f"{len(unknown)}/{len(chosen)} {MISSING}" if unknown else f"{len(chosen)} giá trị"]
    said += [f"{made_up}/{len(found)}"] if 0 < made_up < len(found) else []
    unsourced = sum(row["confirmed"] != "true" and not row["checked_by"] for row in rows)
    return "; ".join([*said, f"{checked}/{len(rows)} mức quy định {unsourced or ''}"])


def code(component: Component) -> str:
    """Return "17.1" or, where an indicator has several components, "17.1 (nước hợp vệ sinh)"."""
    name = component.level.row["component_name"]
    return f"{component.level.key[0]}{f' ({name})' if name else ''}"


def given(chosen: Iterable[Component]) -> list[Component]:
    return [c for c in chosen if c.result != UNKNOWN]


def statuses(chosen: Iterable[Component]) -> Counter[str]:
    return Counter(c.figure.line.text("Trạng thái số liệu").lower() for c in given(chosen))


def counted(block: Block, counts: Counter[str]) -> str:
    """Return the counts of the kinds a sentence names, in its order: a kind left out makes the rest disagree."""
    named = sorted(counts, key=lambda kind: block.text.find(f" giá trị {kind}") % 10_000)
    return ", ".join(f"{counts[kind]} giá trị {kind}" for kind in named)


def differs(component: Component) -> bool:
    """Return whether the commune's own verdict contradicts the result; a claim without a value does."""
    own = component.figure.line.text("Xã tự đánh giá") if component.figure.line else ""
    if own == "Không áp dụng":
        return component.result != NOT_APPLICABLE
    return own == "Đạt" if component.result == UNKNOWN else bool(own) and (own == "Đạt") != (component.result == "đạt")


def thresholds(season: Season) -> str:
    rows = levels(season.year).values()
    without = [level for level in rows if level.row["confirmed"] != "true" and not level.row["checked_by"]]
    named = joined([level.key[0] for level in without])
    return f"QĐ 1980/QĐ-TTg năm 2016: {len(rows) - len(without)} mức; {len(without)} mức. {named}"


def everything(season: Season) -> list[Component]:
    return [c for s in district(season).values() for c in s.components.values()]
