"""The files of the office's words: which can't be read, which belong to no page. Each is named when a build starts."""

from collections.abc import Iterable, Iterator

from ntm_lib.files import read_file, visible
from ntm_lib.text import clean, did_you_mean
from ntm_lib.workbook import Season, Workbook


def commentary_faults(workbook: Workbook, season: Season, pages: Iterable[str]) -> Iterator[str]:
    """Yield a line for each file that will not appear in a report; `pages` are the names a file may have, without .md.

    Raises UnreadableError for one that belongs to a page and can't be read.
    """
    folder = workbook.commentary_folder(season)
    known = list(pages)
    for path in visible(folder):
        shown = path.relative_to(workbook.root).as_posix()
        if path.suffix != ".md" or path.stem not in known:  # it is read by its exact name
            near = did_you_mean(clean(path.stem), known, "Xem docs/huong-dan.md.")
            yield f"CẢNH BÁO {shown}: không thuộc báo cáo nào nên không dùng. Đặt tên tệp theo tên trang, đuôi .md. {near}"
            continue
        try:
            read_file(path).decode("utf-8-sig")
        except UnicodeDecodeError:
            yield f"CẢNH BÁO {shown}: không đọc được nên không dùng. Lưu lại tệp dưới dạng văn bản UTF-8."
