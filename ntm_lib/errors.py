"""Errors a person is meant to read. Their text is Vietnamese and says what, where and what to do."""

import re


class NtmError(Exception):
    """Base of all errors whose message may be shown as it is, without a traceback. A word of monstrous length is cut."""

    def __init__(self, message: str) -> None:
        super().__init__(re.sub(r"\S{600,}", lambda word: f"{word[0][:300]}…", message))


class WorkbookError(NtmError):
    """The workbook (data/workbook.toml or a reference file) can't be used as it stands."""


class UnknownNameError(NtmError):
    """A season, commune or parameter is not known to the workbook."""


class IntakeError(NtmError):
    """A form can't be used; `check` is the id of the check it fails (ntm_lib.intake.findings)."""

    def __init__(self, check: str, message: str) -> None:
        super().__init__(message)
        self.check = check


class ReportError(NtmError):
    """A report could not be made."""


def unforeseen(error: Exception) -> str:
    """Return what is said of an error that nobody foresaw."""
    return f"Lỗi không lường trước: {type(error).__name__}: {error}"
