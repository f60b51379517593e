"""Which formulas of a form only reckon, and which could reach outside."""

import time

import pytest

from ntm_lib.spreadsheet.formulas import is_derived, is_harmless, leaves_file

TITLES = ["Chỉ tiêu", "Số liệu khác", "Thôn", "it's"]


@pytest.mark.parametrize(
    "formula",
    [
        "=1+1",
        "G5*100/$H$5",
        '=IFERROR(IF(OR(H6="",I6=""),"",ROUND(100*H6/I6,2)),"")',  # the form's own
        "sum( G5:G9 ; 12.5% )",
        'SUMIF($A:$A,"1.*",4:4)',
        "-1.5E-3^2",
        'IF(TRUE,"đạt; =HYPERLINK(1)","")',
        "VLOOKUP(A1,B1:C9,2,FALSE)",
        "'Số liệu khác'!G5+Thôn!B2",
        "THÔN!$B$2",
        "'it''s'!A1",
        '"ai!A1"&A1',
        "SUM(A1,#REF!)",
        "Thôn!#REF!",
        "SUM({1,2;3,4})",
        "G5\n+\tG6",
        "",
    ],
)
def test_arithmetic_on_the_files_own_cells_is_harmless(formula):
    """Numbers, texts, cells, the file's own sheets and the usual functions are left alone."""
    assert is_harmless(formula, TITLES)


_LEAVING = [
    '=HYPERLINK("http://vi-du.vn","x")',
    'WEBSERVICE("http://vi-du.vn")',
    'IMAGE("http://vi-du.vn/a.png")',
    "cmd|'/c calc'!A0",
    "[1]Sheet1!A1",
    "'[bao-cao.xlsx]Sheet1'!B2",
    "'C:\\thư mục\\[a.xlsx]S'!B2",
    'INDIRECT("[a.xlsx]S!A1")',
    'CALL("Shell32","ShellExecuteA","JJCCCCJ")',
    'RTD("x",,"y")',
    'REGISTER.ID("kernel32","x")',
    "EXEC(1)",
    "_xlfn.WEBSERVICE(1)",
    "Thôn!HYPERLINK(1)",
]


@pytest.mark.parametrize(
    "formula",
    [
        *_LEAVING,
        "=cmd|' /C calc'!'A1'",
        "Khác!A1",
        "'Trang khác'!A1",
        "\"'\"&'Trang khác'!A1",
        'FILTERXML("a","b")',
        "SUM (1)",  # not how Excel stores a call
        "ten_o",
        "A1B2",
        "1.2.3",
        "ABCD1",
        '"không đóng',
        "'không đóng!A1",
        "=@A1",
        "A1|B1",
        "A1!B1",
        "HYPERLINK",
    ],
)
def test_anything_else_is_not_harmless(formula):
    """Links, other files, other programs, names and functions not known are taken for what could reach outside."""
    assert not is_harmless(formula, TITLES)


@pytest.mark.parametrize("part", [" ", "(", "1+", "a", "''", '"', "A1:", "a ", "'", "SUM(", "#REF!"])
def test_no_formula_takes_long_to_judge(part):
    """A formula of Excel's greatest length, however it is built, is judged at once."""
    begun = time.perf_counter()
    is_harmless(part * (8192 // len(part)) + "?", TITLES)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    ("formula", "derived"),
    [
        ("G5/H5", True),
        ("=ROUND(100*$G$5/$H$5,2)", True),
        ("Thôn!B2", True),
        ("12+13", False),
        ("=0.125", False),
        ('IF(1>0,"G5","")', False),
        ("SUM(G:G)", False),
        ("#REF!*2", False),
        ("", False),
    ],
)
def test_a_formula_over_other_cells_is_no_entry_of_its_own(formula, derived):
    """=G5/H5 repeats what stands elsewhere; =12+13 is what somebody entered."""
    assert is_derived(formula) is derived


@pytest.mark.parametrize(
    "formula",
    [
        *_LEAVING,
        "SUM([1]Sheet1!A1:A5)",
        "[1]!ten_o",
        'CUBEVALUE("x")',
    ],
)
def test_what_leaves_the_file_is_known(formula):
    """Another workbook, another program, a page of the web."""
    assert leaves_file(formula)


@pytest.mark.parametrize(
    "formula",
    [
        'INDIRECT("A"&ROW())',
        "CHOOSE(1,A1,B1)",
        "_xlfn.XLOOKUP(A1,B:B,C:C)",
        "ten_o*2",
        "Bang1[Tử số]/Bang1[Mẫu số]",
        "SUM(Bang1[[#This Row],[Tử số]])",
        "[@[Tử số]]/[@[Mẫu số]]",
        "Bang1[a]+Khác!A1",
        "Khác!A1",
        "'Trang khác'!A1",
        'IF(TRUE,"đạt; =HYPERLINK(1)","")',
        '"[x]"&A1',
        "LET(x,1,x)",
        "HYPERLINKS",
        "",
    ],
)
def test_names_tables_and_functions_stay_in_the_file(formula):
    """They may be unusual, and outside they do not reach."""
    assert not leaves_file(formula)
