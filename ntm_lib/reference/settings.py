"""Settings: TOML files that people write by hand, data/workbook.toml and sets.toml. What is wrong is said in Vietnamese, with its place."""

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from ntm_lib.errors import WorkbookError
from ntm_lib.reference.cells import YEARS
from ntm_lib.reference.files import file_text
from ntm_lib.text import clean


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _not_empty(text: str) -> str:
    if not text:
        raise ValueError("no words")
    return text


Words = Annotated[str, AfterValidator(clean)]  # that stand on pages: with ordinary spaces, and nothing that is not seen
Name = Annotated[Words, AfterValidator(_not_empty)]
Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[1])]
Day = Annotated[date, Field(ge=date(YEARS[0], 1, 1), le=date(YEARS[1], 12, 31))]
Model = TypeVar("Model", bound=Strict)


def read_settings(path: Path) -> dict[str, Any]:
    """Return the TOML file's contents; raise FileNotFoundError if there is none, WorkbookError with the line if it can't be read."""
    return parsed_settings(path, file_text(path))


def parsed_settings(path: Path, text: str) -> dict[str, Any]:
    """Return what `text`, that of the TOML file at `path`, says; raise WorkbookError as `read_settings` does."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise WorkbookError(f"Không đọc được {path}: quá nhiều ngoặc lồng nhau. Sửa lại tệp.") from None
    except ValueError as error:  # TOMLDecodeError is one; so is a number of thousands of digits
        place = re.search(r"line (\d+), column (\d+)", str(error))
        where = (
            f"dòng {place[1]}, cột {place[2]}" if place else "cuối tệp" if "end of" in str(error) else "có số quá dài"
        )
        raise WorkbookError(
            f"Không đọc được {path}: {where}, không đúng cách viết TOML. Sửa chỗ này: chữ và số liệu đặt sau dấu =, chữ trong ngoặc kép, ngày như 2021-12-20."
        ) from error


def checked(kind: type[Model], raw: object, where: str) -> Model:
    """Return `raw` as settings of this kind; raise WorkbookError that names `where` and each fault in it."""
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise WorkbookError(f"{where}: {describe_errors(error)}") from None


_KINDS_OF_ERROR = {
    "missing": "thiếu mục này",
    "extra_forbidden": "tên này không có trong khai báo, bỏ hoặc sửa tên",
    "string_pattern_mismatch": "chỉ được có chữ thường không dấu, số và gạch nối",
    "string_type": "phải là chữ, đặt trong ngoặc kép",
    "int_type": "phải là số nguyên",
    "bool_type": "phải là true hoặc false",
    "tuple_type": "phải là một danh sách trong ngoặc vuông, hoặc mục viết hai ngoặc như [[season]]",
    "model_type": "phải là một mục có các dòng con, ví dụ [[place]] hoặc [[season]]",
    "date_type": "phải là ngày, ví dụ 2021-12-20",
    "value_error": "phải có chữ, ghi vào",
    "too_long": "phải bớt phần tử",
    "too_short": "phải thêm phần tử",
    "greater_than_equal": "không được nhỏ hơn {ge}",
    "less_than_equal": "không được lớn hơn {le}",
}


def describe_errors(error: ValidationError) -> str:
    """Return the faults that pydantic found, in Vietnamese, each with the name of the setting and the value given."""
    faults = []
    for fault in error.errors():
        where = ".".join(str(part) if isinstance(part, str) else f"thứ {part + 1}" for part in fault["loc"])
        what = _KINDS_OF_ERROR.get(fault["type"], "không dùng được").format(**fault.get("ctx", {}))
        given = "" if fault["type"] in ("missing", "extra_forbidden") else f" (đang ghi: {_shown(fault['input'])})"
        faults.append(f"mục “{where}” {what}{given}")
    return "; ".join(faults) + "."


def _shown(value: object) -> str:
    try:
        return f"{value!r:.80}"
    except ValueError:  # a number of thousands of digits
        return "số quá dài"
