"""The project's own workbook as it strains a brief most: nothing is met anywhere, every promise is broken, names are as long as they come."""

from pathlib import Path

from openpyxl.workbook import Workbook as Book

from ntm_lib.intake import form as layout
from tests.browser.edge_cases import FIRST_ROW, SEASON, change, columns
from tests.conftest import copied_workbook, ntm
from tests.made import made

COMMUNE, AGENCY, COORDINATION = "thuong-long", "kt-ht", "van-phong-dieu-phoi"
USUAL_UNIT, LONG_UNIT = "Thượng Long", "Thượng Long Nguyễn Huỳnh Đức Trường Giang Bình Nguyên"
LONG_AGENCY = (
    "Phòng Kinh tế và Hạ tầng, Quản lý đô thị, Giao thông và Xây dựng nông thôn miền núi, Khoa học và Công nghệ"
)
LONG_TEXT = "Đề nghị huyện xem xét, bố trí kinh phí và cán bộ chuyên môn để thực hiện cho kịp thời hạn được giao. " * 8
NAMES = {
    "units.csv": (f",{USUAL_UNIT},", f",{LONG_UNIT},"),
    "departments.csv": (",Phòng Kinh tế và Hạ tầng,", f',"{LONG_AGENCY}",'),
}


def make_brief_cases(root: Path) -> None:
    """Write the workbook into `root` and build its pages."""
    copied_workbook(root)
    for name, (usual, long) in NAMES.items():
        path = root / "data" / "reference" / name
        text = path.read_text(encoding="utf-8")
        assert text.count(usual) == 1, name
        path.write_text(text.replace(usual, long), encoding="utf-8")
    forms = root / "data" / "submissions"
    for form in forms.glob(f"*/{COMMUNE}.xlsx"):
        change(form, rename)
    for form in (*(forms / SEASON).glob("*.xlsx"), *(forms / SEASON).glob("phong/*.xlsx")):
        change(form, fail)
    run = ntm("build", "--season", SEASON, "--workers", "2", "--commune", COMMUNE, cwd=root)
    assert run.returncode == 0, run.stdout + run.stderr


def rename(book: Book) -> None:
    """Write the long name where the form says whose it is."""
    for row in book["Thông tin"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(USUAL_UNIT, LONG_UNIT)


def fail(book: Book) -> None:
    """Answer every question so that nothing is met, report every task as not begun, and write much."""
    if layout.INDICATORS.title in book.sheetnames:
        _miss_every_level(book)
    for sheet, field, text in (
        (layout.FOLLOW_UP, "state", "Chưa thực hiện"),
        (layout.FOLLOW_UP, "note", LONG_TEXT),
        (layout.NOTES, "text", LONG_TEXT),
    ):
        if sheet.title in book.sheetnames:
            key, (at,) = columns(sheet, sheet.needed[0])[0], columns(sheet, field)
            for row in range(FIRST_ROW, book[sheet.title].max_row + 1):
                if book[sheet.title].cell(row, key).value:
                    book[sheet.title].cell(row, at).value = text


def _miss_every_level(book: Book) -> None:
    """Put every share at none or all of its whole, every count far off, every verdict at not met."""
    sheet, page = layout.INDICATORS, book[layout.INDICATORS.title]
    code, level, top, whole, value, verdict = (
        columns(sheet, name)[0] for name in ("indicator", "level", "numerator", "denominator", "value", "assessed")
    )
    for row in range(FIRST_ROW, page.max_row + 1):
        if not page.cell(row, code).value:
            continue
        is_most = str(page.cell(row, level).value).startswith(("≤", "0", "Không"))
        if isinstance(page.cell(row, whole).value, int | float):
            page.cell(row, top).value = page.cell(row, whole).value if is_most else 0
        elif isinstance(page.cell(row, value).value, int | float):
            page.cell(row, value).value = 99 if is_most else 0
        if page.cell(row, verdict).value:
            page.cell(row, verdict).value = "Chưa đạt"


def brief_cases() -> Path:
    """Return the workbook with the cases, built once a machine."""
    return made("brief-cases", make_brief_cases)
