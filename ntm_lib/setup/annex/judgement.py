"""What a number of an annex means for its indicator: which component, at least or at most, in which unit."""

import re
from collections.abc import Sequence

from ntm_lib.intake.reading.entries import quoted
from ntm_lib.reference.levels import NUMERIC, REVERSED
from ntm_lib.setup.annex.result import Known
from ntm_lib.setup.annex.wording import Condition, UnclearError
from ntm_lib.text import figure_text, joined, spelling_key

_CEILINGS = re.compile(r"nghèo|suy dinh dưỡng|thấp còi|nhà tạm|dột nát|tội phạm|thất nghiệp|tảo hôn|tai nạn|bỏ học|tử vong|giảm|khiếu kiện|ô nhiễm", re.I)  # fmt: skip
_OTHER_MONEY = re.compile(r"\b(nghìn|ngàn|tỷ|tỉ)\b|^(?!.*triệu).*đồng", re.I)
_LARGEST_INCOME = 10_000  # million VND
_PART_OF = re.compile(r"^trong đó\s*:?\s*", re.I)


def components_of(conditions: Sequence[Condition], figures: Sequence[Known]) -> list[tuple[Known, Condition]]:
    """Return each number of a cell with the component it is for; raise UnclearError where that can't be told."""
    if len(figures) == 1 and (len(conditions) == 1 or conditions[0].from_year):
        return [(figures[0], condition) for condition in conditions]
    if len(figures) == len(conditions):
        named = [_named(condition.words, figures) for condition in conditions]
        left = [figure for figure in figures if figure not in named]
        if named.count(None) == len(left) <= 1 or not any(condition.words for condition in conditions):
            return [(figure or left.pop(0), c) for figure, c in zip(named, conditions, strict=True)]
    if len(figures) > 1:
        names = joined([f"“≥ … {core(figure)}”" for figure in figures])
        raise UnclearError(
            f"Bộ xét chỉ tiêu này theo {len(figures)} nội dung. Ghi đủ từng mức, mỗi mức một dòng trong ô: {names}."
        )
    raise UnclearError(
        f"Ô này có {len(conditions)} số, mà chỉ tiêu được xét theo một mức. Để lại số chính, số kia chuyển sang cột “Ghi chú”; chỉ ở bộ mới mới tách được thành dòng con a), b)."
    )


def _named(words: str, figures: Sequence[Known]) -> Known | None:
    found = [figure for figure in figures if spelling_key(core(figure)) in spelling_key(words)]
    return found[0] if len(found) == 1 else None


def core(figure: Known) -> str:
    """Return the name of a component without "Trong đó", in lower case."""
    return _PART_OF.sub("", figure.component_name).lower()


def sign_of(condition: Condition, figure: Known) -> tuple[str, str]:
    """Return the comparator of a level, and what is to be said if it was inferred; raise UnclearError if the figure can't have it."""
    _check_kind(condition, figure)
    _check_unit(condition, figure)
    if REVERSED.get(figure.comparator) == condition.comparator:
        raise UnclearError(f"Bộ ghi {_SAID[figure.comparator]} cho chỉ tiêu này, phụ lục ghi ngược lại. Kiểm lại dấu.")
    if condition.comparator:
        return condition.comparator, ""
    number = figure_text(condition.number)
    if figure.comparator:
        return (
            figure.comparator,
            f"Mức không ghi dấu đọc là “{_SAID[figure.comparator]}” như bộ tiêu chí.",
        )
    if _CEILINGS.search(figure.name) or not condition.number:
        raise UnclearError(
            f"{number} không ghi dấu, không rõ là ít nhất hay nhiều nhất. Ghi “≥ {number}”, “≤ {number}” hoặc “= {number}”."
        )
    return ">=", "Mức không ghi dấu đọc là “≥”."


_SAID = {">=": "≥", "<=": "≤", "==": "="}


def _check_kind(condition: Condition, figure: Known) -> None:
    number = figure_text(condition.number)
    if figure.rule == "answer" or figure.value_type not in NUMERIC:
        raise UnclearError(
            "Bộ xét chỉ tiêu này bằng Đạt hay Chưa đạt, không bằng số. Ghi “Đạt”, hoặc “Đạt (…)” với lời của phụ lục trong ngoặc."
        )
    if figure.value_type == "percent" and not 0 <= condition.number <= 100:
        raise UnclearError(f"{number} không phải là tỷ lệ từ 0 đến 100. Sửa lại mức.")
    if figure.value_type in ("number", "money") and condition.is_percent:
        raise UnclearError(
            f"Bộ tính chỉ tiêu này theo {figure.unit or 'số lượng'}, phụ lục ghi %. Ghi mức theo {figure.unit or 'số lượng'}."
        )
    if figure.value_type in ("percent", "growth") and not condition.is_percent and 0 < condition.number <= 1:
        raise UnclearError(f"{number} có thể là {number} % hay {figure_text(condition.number * 100)} %. Ghi cả dấu %.")


def _check_unit(condition: Condition, figure: Known) -> None:
    if figure.value_type == "percent" and not condition.is_percent and condition.words:
        raise UnclearError(f"Chỉ tiêu này là tỷ lệ, phụ lục ghi {quoted(condition.words)}. Ghi mức theo %.")
    is_other = _OTHER_MONEY.search(condition.words) is not None or abs(condition.number) > _LARGEST_INCOME
    if figure.value_type == "money" and is_other:
        raise UnclearError("Số tiền tính theo triệu đồng. Ghi mức theo triệu đồng, ví dụ “≥ 36 triệu đồng/người”.")
