"""Which formulas of a form take something from outside the file, which is said; and which are plain arithmetic: no other is kept alive."""

import re
from collections.abc import Collection

_FUNCTIONS = (
    "SUM|SUMIF|SUMIFS|SUMPRODUCT|PRODUCT|SUBTOTAL|ROUND|ROUNDUP|ROUNDDOWN|CEILING|FLOOR|MROUND|INT|TRUNC|ABS|MOD|SQRT|POWER|"
    "MIN|MAX|AVERAGE|AVERAGEIF|AVERAGEIFS|MEDIAN|LARGE|SMALL|RANK|COUNT|COUNTA|COUNTIF|COUNTIFS|COUNTBLANK|"
    "IF|IFERROR|IFNA|AND|OR|NOT|ISNUMBER|ISBLANK|ISTEXT|ISERROR|ISNA|VLOOKUP|HLOOKUP|LOOKUP|INDEX|MATCH|"
    "VALUE|LEN|TRIM|TEXT|LEFT|RIGHT|MID|UPPER|LOWER|PROPER|CONCATENATE|SUBSTITUTE|DATE|DAY|MONTH|YEAR|TODAY|NOW|N"
)
_REFERENCE = r"\$?[A-Z]{1,3}\$?\d{1,7}|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d{1,7}:\$?\d{1,7}"  # G12, G:H, 4:4
_SHEET = r"(?:'(?:[^']|'')+'|\w+)!"
# Numbers, texts, references within the file, operators, separators, lost references, and the functions above
_PIECES = re.compile(
    rf"(?:\s+|(?:{_FUNCTIONS})(?=\()|{_SHEET}(?=[$#A-Z\d])|(?:{_REFERENCE}|TRUE|FALSE)(?![\w.(!])"
    r'|\d+(?:\.\d+)?(?:E[-+]?\d+)?(?![\w.(!])|"[^"]*"|#REF!|[-+*/^&=<>(),;:%{}])*+',
    re.IGNORECASE,
)
_NAMED = re.compile(_SHEET)
# What fetches, or starts a program: functions (with the mark of newer ones, _xlfn.), another program (cmd|'…'!A1), another workbook
_OUTSIDE = re.compile(
    r"\b(?:HYPERLINK|WEBSERVICE|IMAGE|DISPIMG|RTD|CALL|REGISTER|REGISTER\.ID|EXEC|SQL\.REQUEST|DDE|DDEINITIATE|STOCKHISTORY|EXTERN\.CALL|CUBE[A-Z]+)\s*\("
    r"|\||\[[^\]]*\][^\s\[\]!'\"()+*/^&=<>,;{}-]*!|'[^']*\[[^']*'!",
    re.IGNORECASE,
)
_LONGEST = 10_000  # letters; Excel takes 8.192
_TEXT = re.compile(r'"([^"]*)"')
_BY_TEXT = re.compile(r"\bINDIRECT\s*\(", re.IGNORECASE)
_NO_NAME = re.compile(r'"[^"]*"|#REF!', re.IGNORECASE)
_CELL = re.compile(r"\$?[A-Z]{1,3}\$?\d")


def leaves_file(formula: str) -> bool:
    """Return whether `formula` takes something from outside: another workbook, program or web page. Names and the file's own tables are none."""
    formula = formula[:_LONGEST]
    texts = _TEXT.findall(formula)
    if any("[" in text for text in texts) and _BY_TEXT.search(formula):
        return True
    return _OUTSIDE.search(_TEXT.sub('""', formula)) is not None


def is_harmless(formula: str, titles: Collection[str] = ()) -> bool:
    """Return whether `formula` (with or without the leading "=") only computes from cells of its own sheet and of those named."""
    if _PIECES.fullmatch(formula) is None:
        return False
    if "!" not in formula:
        return True
    known = {title.casefold() for title in titles}
    named = (found[:-1] for found in _NAMED.findall(_NO_NAME.sub("", formula)))
    return all((n[1:-1].replace("''", "'") if n.startswith("'") else n).casefold() in known for n in named)


def is_derived(formula: str) -> bool:
    """Return whether `formula` computes from other cells, so that its value is not an entry of its own."""
    return _CELL.search(_NO_NAME.sub("", formula)) is not None
