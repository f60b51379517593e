"""How a reference file is read: UTF-8 CSV, every cell as NFC text, so that no code loses a leading zero."""

import re
from datetime import date
from pathlib import Path

import pandas as pd

from ntm_lib.errors import WorkbookError
from ntm_lib.places import id_fault
from ntm_lib.text import clean, slug


def read_reference(path: Path, columns: list[str], *, optional: bool = False, keep_empty: bool = False) -> pd.DataFrame:
    """Return the CSV at `path`, all cells as text, without empty rows unless `keep_empty`; raise WorkbookError if it is absent or lacks one of `columns`.

    An `optional` file that is absent gives a table without rows.
    """
    if optional and not path.exists():
        return pd.DataFrame(columns=pd.Index(columns), dtype="str")
    try:
        frame = pd.read_csv(
            path, dtype=str, keep_default_na=False, encoding="utf-8-sig", skip_blank_lines=not keep_empty
        )
    except FileNotFoundError:
        raise WorkbookError(
            f"Không có tệp {path}. Tạo hoặc chép lại tệp này, hoặc sửa tên tệp trong data/workbook.toml."
        ) from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise WorkbookError(f"Không đọc được {path}: {str(error).strip()}. Lưu lại tệp dưới dạng CSV UTF-8.") from error
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        raise WorkbookError(f"Tệp {path} thiếu cột: {', '.join(missing)}.")
    frame = frame.map(clean)
    # Excel leaves rows of nothing but commas
    return frame if keep_empty else frame[(frame != "").any(axis=1)].reset_index(drop=True)


def check_id(text: str, where: str) -> None:
    """Raise WorkbookError naming `where` if `text` is no id: it names files and addresses, on disks that tell no capitals apart, too."""
    if not text or text != slug(text) or id_fault(text):
        raise WorkbookError(
            f"{where}: mã “{text}” chỉ được có chữ thường không dấu, số và gạch nối, ví dụ “{slug(text) or 'huong-huu'}”."
        )


def parse_date(text: str, where: str) -> date | None:
    """Return the ISO date in `text`, None if it is empty; raise WorkbookError naming `where` if it is neither."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WorkbookError(f"{where}: ngày “{text}” không đúng dạng năm-tháng-ngày, ví dụ 2020-12-24.") from None


def parse_number(text: str, where: str) -> float | None:
    """Return the number in `text` (decimal point), None if it is empty; raise WorkbookError naming `where` otherwise."""
    if not text:
        return None
    if not re.fullmatch(r"-?\d+(\.\d+)?", text):
        raise WorkbookError(f"{where}: “{text}” không phải là số (dùng dấu chấm thập phân).")
    return float(text)
