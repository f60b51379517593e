"""The page that says how every count is made and where the figures come from."""

from typing import Any

from ntm_lib.analysis.promise_rules import RULES
from ntm_lib.presentation.frame.header import page_header
from ntm_lib.presentation.frame.html import Part, render
from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.method import text as method_text
from ntm_lib.presentation.method.pace import method
from ntm_lib.presentation.words.criteria import level_phrase, threshold_source
from ntm_lib.presentation.words.numbers import day
from ntm_lib.presentation.words.promise_reasons import RULE_SENTENCES
from ntm_lib.tables import records
from ntm_lib.text import joined, sentence_case

Row = Any
TITLE = "Phương pháp: cách tính và nguồn số liệu"
_RESULTS = (
    ("met", "Số liệu đạt mức quy định, hoặc kết quả đánh giá là Đạt."),
    ("not_met", "Số liệu chưa đạt mức, hoặc kết quả đánh giá là Chưa đạt hay Cơ bản đạt."),
    ("unknown", "Biểu để trống, biểu chưa nộp, hoặc ô không đọc được."),
    ("not_applicable", "Chỉ tiêu không đặt ra cho xã; được tính là đạt khi xét chuẩn."),
)


def header(view: SeasonView) -> Part:
    """Banner and title."""
    subtitle = [
        sentence_case(view.workbook.district.name),
        f"mùa {view.season.name}",
        f"chốt số liệu {day(view.season.cut_off)}",
        view.criteria_set.decision,
    ]
    return page_header(view, TITLE, subtitle)


def counting(view: SeasonView) -> Part:
    """How indicators and criteria are counted, and what the words beside figures mean."""
    bands = joined(view.criteria_set.band_labels())
    grouped = (
        "Nhóm xã",
        f"Xã được xếp theo nhóm, không xếp hạng: {bands} tiêu chí. Tiêu chí chưa có số liệu có thể đổi nhóm thì ghi là chưa xác định.",
    )
    return render(
        "method/counting.html.j2",
        results=[{"result": result, "text": text} for result, text in _RESULTS],
        entries=[*method_text.COUNTING[:5], grouped, *method_text.COUNTING[5:]],
        words=method_text.WORDS,
        set_name=view.criteria_set.name,
        decision=view.criteria_set.decision,
        illustrative=view.compares_illustrative,
        contents=method_text.CONTENTS,
    )  # fmt: skip


def promises(view: SeasonView) -> Part:
    """The states of a promise and every rule that judges one."""
    return render(
        "method/promises.html.j2",
        states=[{"state": state, "text": text} for state, text in method_text.PROMISES],
        principles=method_text.PRINCIPLES,
        groups=[
            {"name": name, "rules": [{"state": RULES[r], "sentence": RULE_SENTENCES[r]} for r in own]}
            for name, own in _rules_by_kind()
        ],
    )


def _rules_by_kind() -> list[tuple[str, list[str]]]:
    """Return the ids of the rules by what they judge, in the order of RULES."""
    found: dict[str, list[str]] = {}
    for rule in RULES:
        found.setdefault(method_text.RULE_KINDS[rule.partition("_")[0]], []).append(rule)
    return list(found.items())


def pace(view: SeasonView) -> Part:
    """How pace is computed, our rule beside Open SDG's, with a worked example of the season's own figures."""
    rows = view.pace[view.pace["state"].isin(["too_slow", "fast_enough"])]
    examples = rows[rows["sdg_ratio"].notna() & rows["gap_count"].notna()]
    if examples.empty:
        return render("method/pace.html.j2", sections=method(), illustrative=False)
    row = records(examples)[0]
    level, unit = view.later_levels[row["indicator"], row["component"]], view.workbook.units[row["unit_id"]]
    name = level["indicator_name"]
    sections = method(row, level, name[:1].lower() + name[1:], sentence_case(unit.full_name))
    return render("method/pace.html.j2", sections=sections, illustrative=row["origin"] == "illustrative")


def levels(view: SeasonView) -> Part:
    """Every indicator with its level, what kind of source it has, and who leads it."""
    rows = []
    for criterion in view.criteria:
        own = [level for level in view.levels.values() if level["criterion_no"] == criterion["criterion_no"]]
        rows.append({"label": view.criterion_label(criterion["criterion_no"]), "indicators": [_level(view, r) for r in own]})  # fmt: skip
    return render("method/levels.html.j2", criteria=rows, decision=view.criteria_set.decision)


def _level(view: SeasonView, level: Row) -> Row:
    source = threshold_source(bool(level["is_confirmed"]), str(level["checked_by"]))
    return {
        "name": view.figure_name(level["indicator"], level["component"]),
        "level": level_phrase(level),
        "source": sentence_case(source),
        "leads": view.leads([level["indicator"]]),
    }


def sources(view: SeasonView) -> Part:
    """How to get from a figure to its cell, which files the figures come from, and what is assumed where the sources are silent."""
    published = [*view.workbook.published_counts["source"], *view.workbook.published_district["source"]]
    published += [*view.workbook.province_progress["source"], *view.workbook.recognition["source"]]
    return render(
        "method/sources.html.j2",
        steps=method_text.TRACE,
        files=[{"what": what, "file": file, "about": about} for what, file, about in method_text.FILES],
        published=list(dict.fromkeys(filter(None, published))),
        assumptions=records(view.workbook.assumptions),
    )
