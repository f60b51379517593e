"""A notebook's parameters are checked before any kernel starts."""

from pathlib import Path
from time import perf_counter

import nbformat
import pytest

from ntm_lib.errors import NtmError, ReportError, UnknownNameError
from ntm_lib.publishing.parameters import checked_parameters
from ntm_lib.workbook import Workbook
from tests.conftest import ROOT

NOTEBOOK = ROOT / "notebooks" / "commune_report.ipynb"


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"seasn": "2021"}, UnknownNameError, "không có tham số “seasn”. Có phải là: season?"),
        ({"season": 2021}, ReportError, "Tham số “season” của commune_report.ipynb phải là chữ"),
        ({"season": "1999"}, UnknownNameError, "Không có kỳ báo cáo “1999”"),
        ({"commune": "huong-hoa"}, UnknownNameError, "Không có xã “huong-hoa” trong năm 2021"),
        ({"commune": 20182}, ReportError, "đang nhận 20182"),
        ({'x=1;print("")#': "1"}, UnknownNameError, "không có tham số"),
    ],
)
def test_a_wrong_parameter_stops_at_once(workbook: Workbook, given: dict, error: type[NtmError], said: str) -> None:
    """Unknown name, wrong type, unknown season or commune: a sentence, in less time than a kernel takes to start."""
    started = perf_counter()
    with pytest.raises(error, match=None) as caught:
        checked_parameters(NOTEBOOK, given, workbook)
    assert said in str(caught.value)
    assert perf_counter() - started < 1


CELLS = '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [%s]}'
TAGGED = '{"cell_type": "code", "id": "a", "metadata": {"tags": ["parameters"]}, "outputs": [], "execution_count": null, "source": "%s"}'


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", "3", '{"cells": 3}', "{}", CELLS % "3", CELLS % "{}", CELLS % '{"cell_type": "code", "metadata": []}',
     CELLS % (TAGGED % "season: str ="), CELLS % (TAGGED % "a = 1"), CELLS % "", "[" * 100_000, "\0", None,
     '{"metadata": {}, "cells": [{"cell_type": "markdown", "metadata": {}, "source": ""}]}', '{"nbformat": 3, "worksheets": [{"cells": [3]}]}', CELLS % (TAGGED % "" + ", " + TAGGED.replace('"%s"', "5")),
     (CELLS % TAGGED % "").replace('"metadata": {},', '"metadata": {"kernelspec": {"name": [], "display_name": ""}},', 1)],
)  # fmt: skip
def test_a_notebook_that_is_none_is_named(tmp_path: Path, workbook: Workbook, content: str | None) -> None:
    """Any text or JSON, or a folder, in a notebook's place: the message names it."""
    path = tmp_path / "so-tay.ipynb"
    path.mkdir() if content is None else path.write_text(content, encoding="utf-8")
    with pytest.raises(NtmError, match=r"so-tay\.ipynb"):
        checked_parameters(path, {}, workbook)


def test_right_parameters_pass_unchanged(workbook: Workbook) -> None:
    """A code given as text stays that text."""
    given = {"season": "2018", "commune": "huong-hoa"}
    assert checked_parameters(NOTEBOOK, given, workbook) == given


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            {"department": "ld-tbx"},
            "Không có cơ quan “ld-tbx” ở trang “Cơ quan”, departments.csv. Có phải là: ld-tbxh?",
        ),
        ({"department": ""}, "Tên cơ quan để trống"),
        ({"commune": "huong-huu"}, "department_report.ipynb không có tham số “commune”"),
    ],
)
def test_a_wrong_department_stops_at_once(workbook: Workbook, given: dict, said: str) -> None:
    """A department is looked up as a commune is: an unknown one is named with what it may have meant."""
    with pytest.raises(UnknownNameError) as caught:
        checked_parameters(ROOT / "notebooks" / "department_report.ipynb", given, workbook)
    assert said in str(caught.value)


def notebook_with(tmp_path: Path, source: str, tags: list[str]) -> Path:
    cell = nbformat.v4.new_code_cell(source)
    cell.metadata["tags"] = tags
    path = tmp_path / "thu.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    return path


def test_other_types_are_checked_too(workbook: Workbook, tmp_path: Path) -> None:
    """True is no whole number, and a whole number is no text."""
    path = notebook_with(tmp_path, "rows: int = 3\nratio: float = 0.5\nquick: bool = False", ["parameters"])
    assert checked_parameters(path, {"rows": 4, "quick": True}, workbook) == {"rows": 4, "quick": True}
    with pytest.raises(ReportError, match="số nguyên"):
        checked_parameters(path, {"rows": True}, workbook)


@pytest.mark.parametrize(
    ("source", "tags", "said"),
    [
        ('season = "2021"', ["parameters"], "phải viết dạng tên: kiểu = giá trị"),
        ('season: str = "2021"', [], "đang có 0"),
    ],
)
def test_a_notebook_without_sound_declarations_is_refused(
    workbook: Workbook, tmp_path: Path, source: str, tags: list[str], said: str
) -> None:
    """Untyped parameters, or none declared, are named before anything runs."""
    with pytest.raises(ReportError, match=said):
        checked_parameters(notebook_with(tmp_path, source, tags), {}, workbook)


def test_a_notebook_that_is_not_there_or_no_notebook_is_named(workbook: Workbook, tmp_path: Path) -> None:
    """The message names the file."""
    with pytest.raises(ReportError, match="Không có sổ tay"):
        checked_parameters(tmp_path / "khong-co.ipynb", {}, workbook)
    (tmp_path / "hong.ipynb").write_text("đây không phải sổ tay", encoding="utf-8")
    with pytest.raises(ReportError, match=r"hong\.ipynb"):
        checked_parameters(tmp_path / "hong.ipynb", {}, workbook)
