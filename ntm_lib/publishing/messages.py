"""What the process of the cells tells the one that watches it: numbered lines of JSON, each whole and taken once whatever comes in between.

Threads, signal handlers and finalizers of a notebook may all want to tell at once, and a cell can write to the line what it likes: what
could not have come from a kernel is passed over, and what JSON or a file can't hold is made into what they can.
"""

import base64
import json
import math
import numbers
import os
import re
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

_CHUNK = 1 << 18  # bytes read at a time
_BUNDLE = {"data": dict, "metadata": dict}
_CONTENT: dict[str, dict[str, type]] = {  # fields of each kind; all but the first three are a kernel's messages
    "start": {"execution_count": int},
    "end": {"success": bool},
    "closed": {},
    "display_data": {**_BUNDLE, "transient": dict},
    "update_display_data": {**_BUNDLE, "transient": dict},
    "execute_result": {**_BUNDLE, "execution_count": int},
    "clear_output": {"wait": bool},
    "error": {"ename": str, "evalue": str, "traceback": list},
}
_ANY_JSON = re.compile(r"application/(.*\+)?json")  # of nbformat's schema: data of other types is text


class Message(NamedTuple):
    """A cell starts (`start`) or has ended (`end`), all is at an end (`closed`), or what a kernel would send."""

    kind: str
    content: dict[str, Any]
    number: int


class Teller:
    """Tells from the process of the cells; one that is forked from it (`is_ours` is false there) can only print."""

    def __init__(self, connection: Connection, mark: Callable[[int], None]) -> None:
        self._connection, self._mark = connection, mark
        self._process = os.getpid()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=connection.close)  # else its end isn't seen as long as a child lives
        self._lock = threading.RLock()
        self._told: list[bytes] = []
        self._sent = 0
        self._is_telling = False

    @property
    def is_ours(self) -> bool:
        return os.getpid() == self._process

    def tell(self, kind: str, content: Mapping[str, Any] | None = None) -> None:
        """Tell, and return when it is told; from within another message (a signal's handler) it is told after that one."""
        if not self.is_ours:
            _print(kind, content or {})
            return
        self._told.append(_json([kind, dict(content or {})]))
        with self._lock:
            if self._is_telling:
                return
            self._is_telling = True
            try:
                while self._sent < len(self._told):
                    # A handler that raises leaves half a line: it is told again, with the same number
                    self._mark(self._sent)
                    write_all(self._connection, b"\n%d %b\n" % (self._sent, self._told[self._sent]))
                    self._sent += 1
                    self._told[self._sent - 1] = b""
            finally:
                self._is_telling = False


class Listener:
    """Takes what is told."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._rest = bytearray()
        self._next = 0
        self.size = 0  # bytes heard

    def hear(self) -> list[Message]:
        """Return the messages that have come, at times none; wait for a part of one. Raises EOFError when no teller is left."""
        try:
            chunk = read_some(self.connection)
        except OSError:
            chunk = b""
        if not chunk:
            raise EOFError
        self.size += len(chunk)
        self._rest += chunk
        if b"\n" not in chunk:
            return []
        *lines, self._rest = self._rest.split(b"\n")
        return [message for line in lines if (message := self._message(bytes(line))) is not None]

    def hear_rest(self) -> Iterator[Message]:
        """Yield what has come and was not yet heard."""
        with suppress(EOFError, OSError):
            while self.connection.poll():
                yield from self.hear()

    def _message(self, line: bytes) -> Message | None:
        number, _, text = line.partition(b" ")
        try:
            kind, content = json.loads(text, parse_constant=str)
            if int(number) < self._next:  # told again
                return None
            self._next = int(number) + 1
            fields = {name: content[name] for name in _CONTENT[kind]}
            if all(isinstance(fields[name], needed) for name, needed in _CONTENT[kind].items()):
                return Message(kind, _held(fields), int(number))
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        return None


def _print(kind: str, content: Mapping[str, Any]) -> None:
    if kind == "error":
        sys.stderr.write("\n".join(content["traceback"]) + "\n")
    elif "data" in content:
        sys.stdout.write(f"{content['data'].get('text/plain', '')}\n")


def _json(message: list[Any]) -> bytes:
    try:
        return json.dumps(message, allow_nan=False).encode("ascii")
    except Exception:  # noqa: BLE001 - objects of any kind, with methods of their own
        return json.dumps(_plain(message, ())).encode("ascii")


def _plain(value: Any, around: tuple[int, ...]) -> Any:
    """Return `value` as a kernel puts it into JSON; what a kernel can't, as its repr. `around` are the ids of what it lies in."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Real):
        return float(value) if math.isfinite(value) else repr(float(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    try:
        if id(value) not in around and isinstance(value, Mapping):
            return {str(key): _plain(each, (*around, id(value))) for key, each in value.items()}
        if id(value) not in around and isinstance(value, Iterable):
            return [_plain(each, (*around, id(value))) for each in value]
        return repr(value)
    except Exception:  # noqa: BLE001
        return f"<{type(value).__name__}>"


def _held(fields: dict[str, Any]) -> dict[str, Any]:
    """Return a message's fields as a notebook's file can hold them."""
    if "data" in fields:
        fields["data"] = {
            kind: value if _ANY_JSON.fullmatch(kind) else _text(value) for kind, value in fields["data"].items()
        }
    if "traceback" in fields:
        fields["traceback"] = [_text(line) for line in fields["traceback"]]
    return _whole(fields)


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(_text(part) for part in value)
    return value if isinstance(value, str) else str(value)


def _whole(value: Any) -> Any:
    """Return `value` with halves of characters (lone surrogates) written out: no file can hold them."""
    if isinstance(value, str):
        return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list):
        return [_whole(each) for each in value]
    if isinstance(value, dict):
        return {_whole(name): _whole(each) for name, each in value.items()}
    return value


def write_all(connection: Connection, content: bytes) -> None:
    if sys.platform == "win32":
        connection.send_bytes(content)
        return
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(connection.fileno(), rest) :]


def read_some(connection: Connection) -> bytes:
    """Return some of the bytes that were written; none, or EOFError, when nobody is left to write."""
    return connection.recv_bytes() if sys.platform == "win32" else os.read(connection.fileno(), _CHUNK)
