"""Errors a person is meant to read. Their text is Vietnamese and says what, where and what to do."""

import re
from collections.abc import Sequence

from ntm_lib.spot import Spot


class NtmError(Exception):
    """Base of all errors whose message may be shown as it is, without a traceback. A word of monstrous length is cut."""

    def __init__(self, message: str) -> None:
        super().__init__(re.sub(r"\S{600,}", lambda word: f"{word[0][:300]}…", message))


class WorkbookError(NtmError):
    """The workbook (data/workbook.toml or a reference file) can't be used as it stands; `at` is the row or cell, if it is about one."""

    def __init__(self, message: str, at: Spot | None = None, parts: Sequence["WorkbookError"] = ()) -> None:
        super().__init__(message)
        self.at, self._parts = at, tuple(parts)

    @property
    def parts(self) -> "tuple[WorkbookError, ...]":
        """The errors that this one tells together, each on a line; itself if it is one."""
        return self._parts or (self,)


def fault(at: Spot, what: str) -> WorkbookError:
    """Return the error that `what`, in Vietnamese, is wrong there."""
    return WorkbookError(f"{at}: {what}", at)


def together(errors: Sequence[WorkbookError]) -> WorkbookError:
    """Return one error for several; what two of them say alike is told once."""
    parts = {str(part): part for error in errors for part in error.parts}
    return WorkbookError("\n".join(parts), parts=list(parts.values()))


class UnknownNameError(NtmError):
    """A season, commune or parameter is not known to the workbook."""


class IntakeError(NtmError):
    """A form can't be used; `check` is the id of the check it fails (ntm_lib.intake.findings)."""

    def __init__(self, check: str, message: str) -> None:
        super().__init__(message)
        self.check = check


class UnreadableError(WorkbookError):
    """A file or folder is there and can't be read; `why` is the reason alone."""

    def __init__(self, path: object, why: str, what_to_do: str, *, is_too_large: bool = False) -> None:
        super().__init__(f"Không đọc được {path}: {why}. {what_to_do}")
        self.why, self.is_too_large = why, is_too_large


class ReportError(NtmError):
    """A report could not be made."""


class PlaceError(ReportError):
    """A file would have been written or deleted where the program has no business."""


def unforeseen(error: Exception) -> str:
    """Return the words for an error that nobody foresaw."""
    return f"Lỗi không lường trước: {type(error).__name__}: {error}"
