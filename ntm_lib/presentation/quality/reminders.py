"""Letters the analyst copies: a polite reminder to a commune or department whose form is not there, or can't be used."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from ntm_lib.presentation.frame.view import SeasonView
from ntm_lib.presentation.words.numbers import day
from ntm_lib.reference.conclusions import led_by_department
from ntm_lib.reference.departments import Department
from ntm_lib.reference.units import Unit
from ntm_lib.text import joined, season_text

_CLOSING = "Nếu có vướng mắc, xin liên hệ để được hướng dẫn. Trân trọng cảm ơn."


def commune_reminder(view: SeasonView, unit: Unit, files: Sequence[str], reasons: Sequence[str]) -> list[str]:
    """Return the letter to a commune as paragraphs; `files` and `reasons` are of SUBMISSION_STATES, empty if none was sent."""
    measures = sum(measure["indicator"] == "" for measure in view.measures.values())
    asked = f"{len(view.levels)} giá trị của {len(view.criteria)} tiêu chí"
    asked += f" và {measures} số liệu khác" if measures else ""
    people = f"Ủy ban nhân dân {unit.full_name}"
    if files:
        what = f"đã nhận {_names(files)} của {unit.kind} nhưng chưa sử dụng được. Lý do: {_sentence(reasons)} Vì vậy, {asked} của {unit.kind} vẫn chưa có số liệu."
        wish = (
            f"Đề nghị {people} kiểm tra, sửa và gửi lại biểu trong thời gian sớm nhất; ghi “Lần nộp” cao hơn lần trước."
        )
    else:
        what = f"chưa nhận được biểu của {unit.kind}; {asked} đều chưa có số liệu."
        wish = f"Đề nghị {people} điền biểu đã nhận được và gửi lại trong thời gian sớm nhất. Nội dung nào chưa có số liệu thì để trống, không ghi 0."
    return _letter(view, people, what, wish)


def department_reminder(
    view: SeasonView, department: Department, files: Sequence[str], reasons: Sequence[str]
) -> list[str]:
    """Return the letter to a department that leads conclusions of the last conference."""
    items = view.workbook.conclusions(view.season)
    own = [] if items is None else list(led_by_department(items, department.department_id)["item"])
    held = view.conclusions_day
    task = f"{len(own)} nội dung kết luận hội nghị {held} do cơ quan chủ trì ({'mục' if len(own) == 1 else 'các mục'} {joined(own)}) chưa có kết quả thực hiện."
    if files:
        what = (
            f"đã nhận {_names(files)} của cơ quan nhưng chưa sử dụng được. Lý do: {_sentence(reasons)} Vì vậy, {task}"
        )
        wish = f"Đề nghị {department.name} kiểm tra, sửa và gửi lại biểu trong thời gian sớm nhất; ghi “Lần nộp” cao hơn lần trước."
    else:
        what = f"chưa nhận được biểu theo dõi của cơ quan; {task}"
        wish = f"Đề nghị {department.name} điền biểu đã nhận được và gửi lại trong thời gian sớm nhất."
    return _letter(view, department.name, what, wish)


def _letter(view: SeasonView, to: str, what: str, wish: str) -> list[str]:
    office, season = view.place.office, view.season
    fixed = " (ngày minh họa)" if season.cut_off_illustrative else ""
    purpose = f"đang tổng hợp số liệu nông thôn mới {season_text(season.name)}, chốt số liệu ngày {day(season.cut_off)}{fixed}"
    if season.conference:
        held = " (ngày minh họa)" if season.conference_illustrative else ""
        purpose += f", phục vụ hội nghị ngày {day(season.conference)}{held}"
    return [f"Kính gửi: {to}", f"{office} {purpose}. Đến nay {what}", f"{wish} {_CLOSING}", office]


def _names(files: Sequence[str]) -> str:
    return f"tệp {joined([PurePosixPath(name).name for name in files])}"


def _sentence(reasons: Sequence[str]) -> str:
    return " ".join(reason if reason.endswith((".", "?", "!")) else f"{reason}." for reason in reasons)
