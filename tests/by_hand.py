"""Works on forms in the real LibreOffice, without a window, as a person would: opens, types into cells, saves as xlsx.

Run by the Python that LibreOffice comes with (it has `uno`), not by the project's:

    python by_hand.py jobs.json results.json

jobs.json: {"soffice": program, "profile": folder, "jobs": [{"open": path, "save": path, "type": [[sheet, cell, text], ...]}]}.
A text is typed as in a Vietnamese LibreOffice ("12,5" is a number); {"foreign": true} in a job types as in an English one.
results.json, a job: `shown`, what each cell shows after its text was typed; `heights`, [sheet, row, height its text needs] in hundredths
of a millimetre. A job without "save" is only looked at: `sheets`, by title whether it is shown and the values of its cells from A1 on
(numbers, days as numbers, texts; null for an error), `null_date`, the day 0; null for the job where the file can't be opened.
"""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.lang import IllegalArgumentException
from com.sun.star.sheet import CellFlags
from com.sun.star.uno import RuntimeException

PIPE = f"ntm-by-hand-{os.getpid()}"  # each has its own: several may be at work at once
LOCALE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>vi-VN</value></prop></item></oor:items>"""


def start(soffice, profile):
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(LOCALE, encoding="utf-8")
    options = ["--headless", "--norestore", "--nologo", f"-env:UserInstallation={profile.as_uri()}"]
    return subprocess.Popen([soffice, *options, f"--accept=pipe,name={PIPE};urp;"], start_new_session=True)


def connect(office):
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(240):
        try:
            return resolver.resolve(f"uno:pipe,name={PIPE};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if office.poll() is not None:
                break
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not start")


def setting(name, value):
    found = PropertyValue()
    found.Name, found.Value = name, value
    return found


def needed_heights(book):
    """Return the height that each row with text needs; the book is not saved afterwards."""
    found = []
    for sheet in book.Sheets:
        sheet.unprotect("")
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        for number in range(cursor.RangeAddress.EndRow + 1):
            row = sheet.Rows.getByIndex(number)
            if row.queryContentCells(CellFlags.STRING).Count:
                row.OptimalHeight = True
                found.append([sheet.Name, number + 1, row.Height])
    return found


def seen(book):
    """Return what a file holds."""
    sheets = {}
    for sheet in book.Sheets:
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)
        area = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, cursor.RangeAddress.EndRow)
        rows = [[value if isinstance(value, str | float) else None for value in row] for row in area.getDataArray()]
        sheets[sheet.Name] = [sheet.IsVisible, rows]
    start = book.NullDate
    return {"sheets": sheets, "null_date": [start.Year, start.Month, start.Day]}


def work(desktop, job):
    try:
        book = desktop.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, (setting("Hidden", True),))
    except IllegalArgumentException:  # no file that it knows
        book = None
    if "save" not in job:
        found = book and seen(book)
        if book:
            book.close(True)
        return found
    shown = []
    for sheet, address, text in job["type"]:
        cell = book.Sheets.getByName(sheet).getCellRangeByName(address)
        if job.get("foreign"):
            cell.setFormula(text)
        else:
            cell.FormulaLocal = text
        shown.append(cell.getString())
    book.storeToURL(Path(job["save"]).as_uri(), (setting("FilterName", "Calc MS Excel 2007 XML"),))
    heights = needed_heights(book)
    book.close(True)
    return {"shown": shown, "heights": heights}


def main(jobs_path, results_path):
    asked = json.loads(Path(jobs_path).read_text(encoding="utf-8"))
    profile = Path(asked["profile"])
    office = start(asked["soffice"], profile)
    try:
        context = connect(office)
        desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        results = [work(desktop, job) for job in asked["jobs"]]
        Path(results_path).write_text(json.dumps(results, ensure_ascii=False), encoding="utf-8")
        with suppress(RuntimeException):  # it may be gone before it answers
            desktop.terminate()
        office.wait(60)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(office.pid, signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
