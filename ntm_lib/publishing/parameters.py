"""A notebook's parameters are declared in its own `parameters` cell; what a run gives is checked against it before any kernel starts.

A declaration is `name: type = default` with str, int, float or bool. The names `season`, `commune`, `department`
and, where one is given, `province` are also looked up in the workbook; `district` is the workbook's own where it is one of several. papermill itself only warns of an unknown name, takes any type, and would paste a name as code.
"""

import ast
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from ntm_lib.errors import NtmError, ReportError, UnknownNameError
from ntm_lib.reference.files import file_text
from ntm_lib.text import did_you_mean
from ntm_lib.workbook import Workbook

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
_TYPE_WORDS = {str: 'chữ, đặt trong ngoặc kép, ví dụ "2021"', int: "số nguyên", float: "số", bool: "True hoặc False"}

for _harmless in (DuplicateCellId, MissingIDFieldWarning):  # told in English, once a cell; the library gives it an id
    warnings.filterwarnings("ignore", category=_harmless)

Value = str | int | float | bool


@dataclass(frozen=True)
class Parameter:
    """One declared parameter of a notebook."""

    name: str
    type: type
    default: Value


def declared_parameters(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters declared by `notebook`; raise ReportError if it has no single, well-formed `parameters` cell."""
    try:
        book = nbformat.reads(file_text(notebook), as_version=4)
        cells = book.cells
        kernel = book.metadata.get("kernelspec", {}).get("name", "")
        if not all(isinstance(text, str) for text in (kernel, *(cell.source for cell in cells))):
            raise TypeError  # the library only logs it; a stricter look would refuse what JupyterLab opens
        tagged = [ast.parse(cell.source).body for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    except FileNotFoundError:
        raise ReportError(f"Không có sổ tay {notebook}. Chép lại thư mục notebooks từ bản gốc.") from None
    except NtmError:
        raise
    except Exception:  # noqa: BLE001 - over JSON that is no notebook nbformat raises anything
        raise ReportError(
            f"Không đọc được sổ tay {notebook.name}: không phải là sổ tay Jupyter. Chép lại tệp này từ bản gốc của thư mục notebooks."
        ) from None
    if len(tagged) != 1:
        raise ReportError(f"Sổ tay {notebook.name} cần đúng một ô gắn thẻ “parameters”, đang có {len(tagged)}.")
    return {p.name: p for p in (_declaration(statement, notebook) for statement in tagged[0])}


def _declaration(statement: ast.stmt, notebook: Path) -> Parameter:
    match statement:
        case ast.AnnAssign(
            target=ast.Name(id=name), annotation=ast.Name(id=kind), value=ast.Constant(value=default)
        ) if kind in TYPES:
            return Parameter(name, TYPES[kind], default)  # type: ignore[arg-type]
    raise ReportError(
        f'Sổ tay {notebook.name}, ô parameters: “{ast.unparse(statement)}” phải viết dạng tên: kiểu = giá trị, ví dụ season: str = "2021".'
    )


def checked_parameters(notebook: Path, given: Mapping[str, object], workbook: Workbook) -> dict[str, Value]:
    """Return `given` as papermill may have it; raise UnknownNameError or ReportError, in Vietnamese, at the first fault.

    A value keeps its type: a code given as text stays text with its leading zeros, and a number is never taken for a text.
    """
    declared = declared_parameters(notebook)
    for name, value in given.items():
        if name not in declared:
            raise UnknownNameError(f"Sổ tay {notebook.name} không có tham số “{name}”. {did_you_mean(name, declared)}")
        wanted = declared[name].type
        if type(value) is not wanted:
            raise ReportError(
                f"Tham số “{name}” của {notebook.name} phải là {_TYPE_WORDS[wanted]}; đang nhận {value!r}."
            )
    values = {name: given.get(name, parameter.default) for name, parameter in declared.items()}
    if "season" in values:
        season = workbook.season(str(values["season"]))
        if "commune" in values:
            workbook.commune(str(values["commune"]), season)
    if "department" in values:
        workbook.department(str(values["department"]))
    if values.get("province"):
        workbook.province(str(values["province"]))
    return {name: declared[name].type(value) for name, value in given.items()}
