"""From the rows of a form to observations: one figure a row, checked by itself, corrected where an analyst overruled it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypedDict

from ntm_lib.intake.findings import INCOME_RANGE, VALUE_TOLERANCE, WHOLE_TOLERANCE
from ntm_lib.intake.reading.entries import Percent
from ntm_lib.intake.reading.form_reader import FormRow
from ntm_lib.text import figure_text

Key = tuple[str, str]  # indicator and component
FIELDS = ("numerator", "denominator", "value", "assessed")
_WHOLE_UNITS_EXCEPT = ("km", "ha", "triệu đồng", "")


@dataclass(frozen=True)
class Asked:
    """What a season asks for under one indicator and component, from the criteria set or measures.csv."""

    value_type: str
    name: str = ""  # as the form prints it
    label: str = ""  # as messages name it: "9.1", "17.1 (Nước sạch)", "Nhà tạm đã xóa trong năm"
    rule: str = "level"
    may_not_apply: bool = False
    target: float | None = None
    count_unit: str = ""
    is_whole: bool = True  # counts of it are whole
    is_binding: bool = True  # an answer is needed
    unit: str = ""
    numerator_name: str = ""
    denominator_name: str = ""
    level: str = ""  # as the form prints it


@dataclass
class Figure:
    """One figure: what was entered, what follows from it, and the faults met as (check, field, message)."""

    entered: dict[str, float | str]
    numerator: float | None = None
    denominator: float | None = None
    value: float | None = None
    assessed: str = ""
    faults: list[tuple[str, str, str]] = field(default_factory=list)

    def fault(self, check: str, name: str, message: str) -> None:
        self.faults.append((check, name, message))


class TakenFigure(TypedDict):
    """A figure as taken from a form, with the cells where its entries stand: an observation, unit and season left out."""

    indicator: str
    component: str
    label: str
    numerator: float | None
    denominator: float | None
    value: float | None
    assessed: str
    assessed_by: str
    self_assessment: str
    status: str
    cut_off: date
    origin: str
    evidence: str
    note: str
    correction: str
    source_file: str
    sheet: str
    cell: str
    numerator_cell: str
    denominator_cell: str
    assessed_cell: str
    status_cell: str
    origin_cell: str


def computed_value(value_type: str, numerator: float | None, denominator: float | None) -> float | None:
    """Return the value from its parts: per cent, money a head, growth on the year before in per cent, or the number itself; None if a
    part is missing.

    A denominator of 0 gives None: there is nothing to take a share of.
    """
    if numerator is None or value_type in ("boolean", "text"):
        return None
    if value_type == "number":
        return numerator
    if not denominator:
        return None
    # 100 first: 97/160 is 60.625%, which people round up, and not a little less
    quotient = (numerator if value_type == "money" else 100 * numerator) / denominator
    return quotient - 100 if value_type == "growth" else quotient


def entered(row: FormRow) -> dict[str, float | str]:
    """Return the contents of the row's entry cells for a figure, by field."""
    return {name: row.values[name] for name in FIELDS if name in row.values}  # type: ignore[misc]


def read_figure(entries: Mapping[str, float | str], asked: Asked, unreadable: Collection[str] = ()) -> Figure:
    """Return the figure that `entries` make. An error (lỗi) leaves no value; what was entered stays in the form.

    `unreadable` are fields whose cell holds something that is not an entry: a number that needs one is left out.
    """
    figure = Figure(dict(entries), assessed=str(entries.get("assessed", "")))
    if figure.assessed == "not_applicable" and not asked.may_not_apply:
        figure.fault("S11", "assessed", "Chỉ tiêu này không có trường hợp “Không áp dụng”. Ghi số liệu hoặc chọn lại.")
    if asked.value_type in ("boolean", "text"):
        return figure
    numbers = {name: entries[name] for name in ("numerator", "denominator", "value") if name in entries}
    for name, number in numbers.items():
        if float(number) < 0 and not (name == "value" and asked.value_type == "growth"):
            figure.fault("S02", name, f"Số âm ({figure_text(float(number))}) không có nghĩa ở đây. Ghi lại số đúng.")
    is_count = asked.value_type == "number"
    if any(check == "S02" for check, _, _ in figure.faults) or not _COMES_FROM[is_count].isdisjoint(unreadable):
        return figure
    read = {"number": _read_count, "percent": _read_share, "money": _read_quotient, "growth": _read_growth}[
        asked.value_type
    ]
    read(figure, numbers, asked)
    if any(check in _STOPS for check, _, _ in figure.faults):
        figure.numerator = figure.denominator = figure.value = None
    elif asked.rule == "level" and figure.value is None and figure.assessed in ("met", "not_met", "basically_met"):
        at = "value" if is_count else "numerator"
        figure.fault("S10", at, "Chỉ tiêu này so bằng số: mới chọn Đạt hay Chưa đạt, chưa có số. Ghi số liệu.")
    return figure


_STOPS = ("S03", "S05", "S17", "S18", "O03")
# What a count and what a quotient are made from; a value beside numerator and denominator is only compared with theirs.
_COMES_FROM = {True: {"numerator", "value"}, False: {"numerator", "denominator"}}


def _read_count(figure: Figure, numbers: Mapping[str, Any], asked: Asked) -> None:
    """A count stands in the value column; older forms have it as numerator."""
    stated = {float(number) for name, number in numbers.items() if name != "denominator"}
    if isinstance(numbers.get("value"), Percent):
        figure.fault("O03", "value", "Ô này cần một số đếm, đang ghi phần trăm. Ghi số đếm.")
        return
    if len(stated) > 1:
        message = f"Tử số ghi {figure_text(numbers['numerator'])}, Giá trị ghi {figure_text(numbers['value'])}. Chỉ ghi ở cột Giá trị."
        figure.fault("S17", "value", message)
        return
    figure.numerator = figure.value = next(iter(stated), None)
    figure.denominator = numbers.get("denominator")
    _check_whole(figure, asked, {"value" if "value" in numbers else "numerator": figure.value})


def _read_share(figure: Figure, numbers: Mapping[str, Any], asked: Asked) -> None:
    part, whole, stated = (numbers.get(name) for name in ("numerator", "denominator", "value"))
    figure.numerator, figure.denominator = part, whole
    _check_whole(figure, asked, {"numerator": part, "denominator": whole})
    can_exceed = asked.target is not None and asked.target > 100
    if part is not None and whole is not None:
        if whole == 0:
            _check_zero(figure, part)
            return
        if part > whole and not can_exceed:
            figure.fault(
                "S03",
                "numerator",
                f"Tử số {figure_text(part)} lớn hơn mẫu số {figure_text(whole)}. Ghi lại; có thể hai số bị đổi chỗ.",
            )
            return
        figure.value = computed_value("percent", part, whole)
        _compare_stated(figure, stated, (1.0,) if isinstance(stated, Percent) else (1.0, 100.0))
    elif stated is not None:
        _take_stated_share(figure, stated, can_exceed=can_exceed)


def _take_stated_share(figure: Figure, stated: float, *, can_exceed: bool) -> None:
    if not isinstance(stated, Percent) and 0 < stated <= 1:
        figure.fault(
            "O03",
            "value",
            f"Không rõ {figure_text(stated)} là {figure_text(stated)} % hay {figure_text(100 * stated)} %. Ghi tử số và mẫu số, hoặc ghi kèm dấu %.",
        )
    elif stated > 100 and not can_exceed:
        figure.fault("S03", "value", f"Tỷ lệ {figure_text(stated)} % lớn hơn 100 %. Ghi lại tử số và mẫu số.")
    else:
        figure.value = float(stated)
        figure.fault(
            "S09",
            "numerator" if figure.numerator is None else "denominator",
            "Mới có tỷ lệ, thiếu tử số hoặc mẫu số, nên không nói được còn thiếu bao nhiêu. Ghi thêm tử số và mẫu số.",
        )


def _read_quotient(figure: Figure, numbers: Mapping[str, Any], asked: Asked) -> None:
    amount, heads, stated = (numbers.get(name) for name in ("numerator", "denominator", "value"))
    if isinstance(stated, Percent):
        figure.fault("O03", "value", "Ô này cần số tiền, đang ghi phần trăm. Ghi số tiền.")
        return
    figure.numerator, figure.denominator = amount, heads
    if amount is not None and heads is not None:
        if heads == 0:
            _check_zero(figure, amount)
            return
        figure.value = computed_value("money", amount, heads)
        _compare_stated(figure, stated, (1.0,))
    elif stated is not None:
        figure.value = stated
        at = "numerator" if amount is None else "denominator"
        figure.fault("S09", at, "Mới có mức bình quân, thiếu tử số hoặc mẫu số. Ghi thêm tử số và mẫu số.")
    low, high = INCOME_RANGE
    if figure.value is not None and asked.unit.startswith("triệu đồng/người") and not low <= figure.value <= high:
        at = "value" if stated is not None and amount is None else "numerator"
        figure.fault(
            "S18",
            at,
            f"Bình quân {figure_text(figure.value)} triệu đồng/người là khó có. Xem lại đơn vị: triệu đồng, không phải đồng.",
        )


def _read_growth(figure: Figure, numbers: Mapping[str, Any], asked: Asked) -> None:
    """Income a head this year over that of the year before, both in million VND; the value is the growth in per cent."""
    now, before, stated = (numbers.get(name) for name in ("numerator", "denominator", "value"))
    figure.numerator, figure.denominator = now, before
    low, high = INCOME_RANGE
    for name, income in (("numerator", now), ("denominator", before)):
        if income is not None and not low <= income <= high:
            message = f"{figure_text(income)} triệu đồng/người là khó có. Xem lại đơn vị: triệu đồng, không phải đồng."
            figure.fault("S18", name, message)
    if now is not None and before:
        figure.value = computed_value("growth", now, before)
        _compare_stated(figure, stated, (1.0, 100.0))
    elif stated is not None:
        figure.value = float(stated)
        at = "numerator" if now is None else "denominator"
        figure.fault("S09", at, "Mới có tốc độ tăng, thiếu thu nhập của một trong hai năm. Ghi thêm cả hai.")


def _check_zero(figure: Figure, part: float) -> None:
    figure.value = None
    if part:
        figure.fault("S05", "denominator", f"Mẫu số bằng 0 trong khi tử số là {figure_text(part)}. Ghi lại mẫu số.")


def _compare_stated(figure: Figure, stated: float | None, scales: tuple[float, ...]) -> None:
    if stated is None or figure.value is None:
        return
    if all(round(abs(scale * stated - figure.value), 6) > _tolerance(scale * stated) for scale in scales):
        message = f"Giá trị ghi {figure_text(stated)}, tính từ tử số và mẫu số là {figure_text(figure.value, 4)}. Sổ dùng số tính; xem lại tử số, mẫu số."
        figure.fault("S08", "value", message)


def _tolerance(stated: float) -> float:
    """Return the difference allowed between the value stated and the computed one; people round to whole numbers."""
    return WHOLE_TOLERANCE if round(float(stated), 6).is_integer() else VALUE_TOLERANCE


def _check_whole(figure: Figure, asked: Asked, numbers: Mapping[str, float | None]) -> None:
    if asked.count_unit in _WHOLE_UNITS_EXCEPT or not asked.is_whole:
        return
    for name, number in numbers.items():
        if number is not None and not float(number).is_integer():
            figure.fault("S12", name, f"{figure_text(number)} {asked.count_unit} không phải là số nguyên. Ghi lại.")
