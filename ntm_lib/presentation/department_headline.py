"""The first screen of a department's page: its figures, its sentences, and three short lists."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ntm_lib.analysis.department import led_standing, missing_totals
from ntm_lib.analysis.money import TOTAL, debts_by_commune, money_by_source
from ntm_lib.analysis.pace import target_year
from ntm_lib.presentation import department_sentences as sentences
from ntm_lib.presentation.department_awaited import own_promises, proposals
from ntm_lib.presentation.department_matrix import gap_rows
from ntm_lib.presentation.department_topics import lacking_forms
from ntm_lib.presentation.numbers import fixed, number
from ntm_lib.presentation.promise_rows import conference_day, display_rows
from ntm_lib.presentation.view import DepartmentView
from ntm_lib.schemas import PROMISE_STATES, records

Row = dict[str, Any]
SHORT = 4  # rows of a short list; the rest is further down the page
NOT_KEPT = ("không đạt", "chậm")
CUSTOM = "thông lệ"  # how the basis of a lead begins that no document gives
_SLOW = ("too_slow", "away")


def figures(view: DepartmentView) -> list[Row]:
    """Return the figures on top as {label, value, note}; the first is the main one."""
    shown = [*_led_figures(view), *_topic_figures(view)]
    counts = Counter(own_promises(view)["state"])
    if counts:
        kept = f"{counts['hoàn thành']}/{counts.total()} hoàn thành"
        rest = [f"{counts[state]} {state}" for state in PROMISE_STATES[1:] if counts[state]]
        shown.append({"label": "Kết luận hội nghị giao", "value": kept, "note": ", ".join(rest)})
    return shown


def _led_figures(view: DepartmentView) -> Iterator[Row]:
    standing = led_standing(view.led)
    if not standing.indicators:
        return
    value = f"{len(standing.met)}/{standing.communes}"
    yield {"label": "Xã đạt mọi chỉ tiêu chủ trì", "value": value, "note": ""}
    note = f"thuộc {standing.criteria} tiêu chí"
    yield {"label": "Chủ trì", "value": f"{standing.indicators} chỉ tiêu", "note": note}
    for row in records(missing_totals(view.led)):
        level = view.levels[row["indicator"], row["component"]]
        name = view.short_name(row["indicator"], row["component"])
        amount, _, where = sentences.missing_amount(row, level["count_unit"]).rpartition(" ở ")
        yield {"label": f"Còn thiếu: {name}", "value": amount, "note": f"ở {where}"}


def _topic_figures(view: DepartmentView) -> Iterator[Row]:
    season = view.season.name
    if "dieu-phoi" in view.department.topics:
        communes = view.now.communes
        full = (communes["criteria_met"] + communes["criteria_not_applicable"]).eq(communes["criteria_total"]).sum()
        yield {"label": "Xã đạt đủ tiêu chí", "value": f"{full}/{len(communes)}", "note": ""}
    if "nguon-luc" in view.department.topics:
        table, debts = view.submissions.resources, view.submissions.debts
        money = money_by_source(table[table["season"] == season], view.workbook.resources)
        for row in records(money[(money["resource"] == TOTAL) & money["disbursed_pct"].notna()]):
            note = f"{number(row['disbursed'])} {row['unit']}"
            yield {"label": "Đã giải ngân so với kế hoạch", "value": f"{fixed(row['disbursed_pct'], 1)}%", "note": note}
        owed = debts_by_commune(debts[debts["season"] == season])["debt_now"]
        if owed.notna().any():
            value = f"{number(owed.sum(), 1)} triệu đồng"
            yield {"label": "Nợ đọng xây dựng cơ bản", "value": value, "note": f"ở {(owed > 0).sum()} xã"}


def lead_sentences(view: DepartmentView) -> list[str]:
    """Return what it leads and what the last conference gave it."""
    department, standing = view.department, led_standing(view.led)
    names = {unit.unit_id: unit.name for unit in view.workbook.communes(view.season)}
    first = (
        sentences.led_sentence(department.name, standing, names)
        if standing.indicators
        else sentences.leads_none(department.name, view.criteria_set.decision, department.topics)
    )
    return [first, sentences.conclusions_sentence(conference_day(view), list(own_promises(view)["state"]))]


def short_lists(view: DepartmentView) -> list[Row]:
    """Return the three lists as {heading, anchor, rows, more, empty}; a row is {strong, text, link}."""
    nearest = [
        {"strong": f"{row['commune']}: {row['gap_inline']}", "text": row["indicator"], "link": row["link"]}
        for row in gap_rows(view)
    ]
    promises = own_promises(view)
    broken = [
        {
            "strong": row["state"],
            "text": " – ".join(filter(None, [row["summary"], row["who"]])),
            "link": f"#{row['anchor']}",
        }
        for row in display_rows(view, promises[promises["state"].isin(NOT_KEPT)], view.department.department_id)
    ]
    wanted = [{"strong": "", "text": text, "link": ""} for text in decisions(view)]
    lists = [
        ("Gần đạt nhất", "con-thieu", nearest, "Không còn chỉ tiêu nào chưa đạt." if view.bases else ""),
        ("Kết luận chậm hoặc không đạt", "ket-luan", broken, "Không có." if len(promises) else ""),
        ("Cần quyết định", "", wanted, "Không có."),
    ]
    return [
        {
            "heading": heading,
            "anchor": anchor,
            "rows": rows[:SHORT] if anchor else rows,
            "more": len(rows) - SHORT if anchor else 0,
            "empty": empty,
        }
        for heading, anchor, rows, empty in lists
        if rows or empty
    ]


def decisions(view: DepartmentView) -> list[str]:
    """Return what the conference has to decide for this department, one line each."""
    promises = own_promises(view)
    lines = [
        sentences.decide_promises(state, list(promises.loc[promises["state"] == state, "item"])) for state in NOT_KEPT
    ]
    lines += [*_slow(view), *_unknown(view)]
    units = view.workbook.units
    lines.append(sentences.decide_proposals([units[unit_id].name for unit_id in proposals(view)]))
    if "nguon-luc" in view.department.topics:
        debts = view.submissions.debts
        owed = debts_by_commune(debts[debts["season"] == view.season.name])["debt_now"]
        lines.append(sentences.decide_debts(owed.sum(), int((owed > 0).sum())))
    if "dieu-phoi" in view.department.topics:
        lines.append(sentences.decide_forms([*lacking_forms(view, "commune"), *lacking_forms(view, "department")]))
    lines.append(sentences.decide_leads(sum(basis.startswith(CUSTOM) for basis in view.bases.values())))
    return [line for line in lines if line]


def _slow(view: DepartmentView) -> Iterator[str]:
    pace = view.pace[view.pace["state"].isin(_SLOW) & view.pace["indicator"].isin(list(view.bases))]
    for (indicator, component), own in pace.groupby(["indicator", "component"], sort=False):
        figure = view.short_name(str(indicator), str(component))
        yield sentences.decide_pace(figure, list(own["unit_name"]), target_year(view.season))


def _unknown(view: DepartmentView) -> Iterator[str]:
    missing = view.gaps[view.gaps["result"] == "unknown"]
    for (indicator, component), own in missing.groupby(["indicator", "component"], sort=False):
        yield sentences.decide_unknown(view.short_name(str(indicator), str(component)), list(own["unit_name"]))
