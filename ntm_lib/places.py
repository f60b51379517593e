"""Places: every path that is made of a name from data is made here, and none leaves its folder, whatever the name says or a link does.

Names from data are those of seasons, units, agencies, districts, criteria sets and conclusions, and what a manifest says of itself.
"""

import os
import re
import stat
import unicodedata
from hashlib import sha256
from pathlib import Path, PurePath

from ntm_lib.errors import PlaceError

LONGEST_NAME = 120  # characters of one name
_MOST_BYTES = 200  # of one name on a disk, which takes 255, and a temporary file's name is longer
_ID = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST_NAME}}}")
_NOT_IN_NAMES = frozenset('<>:"/\\|?*')  # Windows takes none of them, and two of them lead elsewhere
_DEVICES = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\..*)?", re.IGNORECASE)  # Windows' own


def name_fault(name: str) -> str:
    """Return the reason why `name` can't be one part of a path on every system, in Vietnamese; "" if it can."""
    if not name or name in (".", ".."):
        return "để trống hoặc chỉ có dấu chấm"
    if len(name) > LONGEST_NAME:
        return f"dài quá {LONGEST_NAME} ký tự"
    if any(c in _NOT_IN_NAMES or unicodedata.category(c) in ("Cc", "Cs") for c in name):
        return "có ký tự không dùng được trong tên tệp"
    if name[-1] in ". " or name[0] == " ":
        return "bắt đầu hoặc kết thúc bằng dấu cách, dấu chấm"
    return "trùng tên riêng của Windows" if _DEVICES.fullmatch(name) else ""


def id_fault(text: str) -> str:
    """Return the reason why `text` can't name a season, a unit or the like, and their files; "" if it can."""
    if not _ID.fullmatch(text):
        return f"chỉ được có chữ không dấu, số, gạch nối, gạch dưới, tối đa {LONGEST_NAME} ký tự"
    return name_fault(text)


def inside(folder: Path, relative: str) -> Path:
    """Return the path of `relative` (parts separated by "/") below `folder`; raise PlaceError if it would leave it, by name or link.

    `folder` itself may be a link: whoever named it meant it. Asked for right before something is written or deleted there.
    """
    path = folder
    for name in relative.split("/"):
        fault = name_fault(name)
        if fault:
            raise PlaceError(f"Tên “{relative[:200]}” không dùng được trong {folder}: {fault}. Đổi tên rồi chạy lại.")
        path = path / name
        if is_link(path):
            raise PlaceError(
                f"{path} là liên kết tới nơi khác nên không ghi, không xóa gì qua đó. Thay bằng thư mục hay tệp thật (kết quả có thể ghi sang thư mục khác bằng --output)."
            )
    return path


def is_link(path: Path) -> bool:
    """Return whether `path` itself is a symbolic link or, on Windows, a junction; a file that a cloud drive holds back is none."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return False
    tag = getattr(found, "st_reparse_tag", 0)
    return stat.S_ISLNK(found.st_mode) or tag == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1)


def safe_name(name: str) -> str:
    """Return `name`, a received file's, as it may stand on every system: the same where it can, else changed and told apart by a hash."""
    kept = "".join("_" if c in _NOT_IN_NAMES or not c.isprintable() else c for c in name).strip(" .")
    suffix = PurePath(kept).suffix[:10]
    if kept == name and not name_fault(name) and len(os.fsencode(name)) <= _MOST_BYTES:
        return name
    mark = sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    stem = kept.removesuffix(suffix)[: LONGEST_NAME // 2].strip(" .")
    while len(stem.encode("utf-8")) > _MOST_BYTES - 30:
        stem = stem[:-1]
    return f"_{stem}-{mark}{suffix}" if name_fault(f"{stem}-{mark}{suffix}") else f"{stem}-{mark}{suffix}"
