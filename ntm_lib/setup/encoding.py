"""Text files are changed in the encoding they are in."""

import codecs
from collections.abc import Callable

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def edited(content: bytes, edit: Callable[[str], str]) -> bytes:
    """Return the content of a file that `ntm_lib.reference.files.file_text` can read, its text as `edit` returns it, in the same encoding."""
    mark, codec = next(((m, c) for m, c in _MARKS if content.startswith(m)), (b"", "utf-8"))
    return mark + edit(content[len(mark) :].decode(codec)).encode(codec)
