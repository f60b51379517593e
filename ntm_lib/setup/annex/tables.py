"""A read annex as rows of the workbook's own files: data/reference/levels.csv, and a criteria set that is made of it."""

import re

from ntm_lib.reference.indicators import COLUMNS
from ntm_lib.setup.annex.result import ReadAnnex, ReadIndicator

# What is counted one by one, and the word after which a share says of those counted what they are
_COUNTED = re.compile(
    r"(hộ|thôn|trường|người|lao động|học sinh|trẻ em|phụ nữ|cơ sở|cán bộ|hợp tác xã|công trình)\b", re.I
)
_SHARE = re.compile(
    r"t[ỷỉ] lệ (?P<what>(?P<all>.+?) (?:có|đạt|được|bị|sử dụng|tham gia|thực hiện|tuân thủ|[bđ]ảm bảo|qua)\b.*)", re.I
)
_IN_BRACKETS = re.compile(r"\s*\([^)]*\)")


def annex_rows(
    read: ReadAnnex,
    set_id: str,
    province: str,
    from_year: int | None,
    to_year: int | None,
    source: str,
    checked_by: str,
) -> list[dict[str, str]]:
    """Return the levels as rows of levels.csv, for the years from `from_year` to `to_year` where the annex names no other.

    `province` is "" for a decree's annex. A level is `confirmed` if it has a source (decision 21); `checked_by` is who compared what was
    read with the document.
    """
    return [
        {
            "criteria_set": set_id,
            "indicator": level.indicator,
            "component": level.component,
            "province": province,
            "group": level.group,
            "region": level.region,
            "from_year": _year(level.from_year or from_year),
            "to_year": _year(level.to_year or to_year),
            "comparator": level.comparator,
            "target": f"{level.target:.14g}",
            "source": source,
            "confirmed": _flag(bool(source)),
            "checked_by": checked_by,
            "note": "",
        }
        for level in read.levels
    ]


def set_rows(read: ReadAnnex, source: str, checked_by: str) -> list[dict[str, str]]:
    """Return the indicators as rows of a new criteria file; its levels are rows of levels.csv (annex_rows)."""
    return [_set_row(indicator, source, checked_by) for indicator in read.indicators]


def set_entry(read: ReadAnnex, name: str, decision: str, tier: str) -> dict[str, object]:
    """Return what sets.toml says of a new set: all criteria of the annex, two bands (all met, or not), its groups of communes if any."""
    total = read.criteria_total
    entry: dict[str, object] = {
        "name": name,
        "decision": decision,
        "tier": tier,
        "criteria_total": total,
        "complete": True,
        "bands": [[total, total], [0, total - 1]],
    }
    return entry | ({"groups": list(read.groups)} if read.groups else {})


def _set_row(indicator: ReadIndicator, source: str, checked_by: str) -> dict[str, str]:
    name = indicator.component_name or indicator.indicator_name
    numerator, denominator, count_unit = _counts(indicator, _IN_BRACKETS.sub("", name))
    own = {
        "criterion_no": indicator.criterion_no,
        "criterion_name": indicator.criterion_name,
        "indicator": indicator.indicator,
        "component": indicator.component,
        "indicator_name": indicator.indicator_name,
        "component_name": indicator.component_name,
        "value_type": indicator.value_type,
        "unit": indicator.unit,
        "rule": indicator.rule,
        "target_text": indicator.target_text if indicator.rule != "level" else "",
        "may_not_apply": "false",
        "numerator_name": numerator,
        "denominator_name": denominator,
        "count_unit": count_unit,
        "source": source,
        "confirmed": _flag(bool(source)),
        "checked_by": checked_by,
        "is_whole": _flag(bool(_COUNTED.match(count_unit))),
        "groups": ";".join(indicator.groups),
    }
    return {column: own.get(column, "") for column in (*COLUMNS, "is_whole", "groups")}


def _counts(indicator: ReadIndicator, name: str) -> tuple[str, str, str]:
    """Return the names of numerator and denominator and what they count, general words where the indicator's own do not say."""
    match indicator.value_type:
        case "percent":
            share = _SHARE.match(name)
            counted = _COUNTED.match(share["all"]) if share else None
            if share and counted:
                return f"Số {share['what']}", f"Tổng số {share['all']}", counted[1].lower()
            return "Tử số", "Mẫu số", ""
        case "money":
            return "Tổng số tiền trong năm (triệu đồng)", "Số người", "triệu đồng"
        case "growth":
            return "Số năm nay", "Số năm trước", ""
        case "number":
            unit = indicator.unit
            return (f"Số {unit}" if unit and not name.lower().startswith("số") else name), "", unit
    return "", "", ""


def _year(year: int | None) -> str:
    return str(year) if year else ""


def _flag(flag: bool) -> str:
    return "true" if flag else "false"
