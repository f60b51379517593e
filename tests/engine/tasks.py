"""Small tasks for processes, in a module that imports little: a new Python would import it all."""

import os
import resource
import struct
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from ntm_lib.processes import address_space, limit_memory

Tell = Callable[[object], None]


def says(words: list[object], tell: Tell) -> None:
    for word in words:
        tell(word)


def listens(connection: Connection) -> None:
    connection.recv()


def waits(seconds: float, tell: Tell) -> None:
    tell("bắt đầu")
    time.sleep(seconds)
    tell("xong")


def leaves(status: int, tell: Tell) -> None:
    os._exit(status)


def tells_who(number: int, tell: Tell) -> None:
    tell(os.getpid())


def leaves_half_a_message(number: int, tell: Tell) -> None:
    connection = tell.__self__  # type: ignore[attr-defined]
    os.write(connection.fileno(), struct.pack("!i", 1000) + b"half")
    os._exit(number)


def tells_of_safe_path(task: int, tell: Tell) -> None:
    tell(os.environ.get("PYTHONSAFEPATH"))


def limits_itself(own: int, tell: Tell) -> None:
    """Have a limit of memory of the user's, then one of ours that is higher, and one that is lower."""
    start = address_space()
    resource.setrlimit(resource.RLIMIT_AS, (start + own, resource.RLIM_INFINITY))
    for more in (2 * own, own // 2):
        limit_memory(start + more)
        tell(resource.getrlimit(resource.RLIMIT_AS)[0] - start)
    try:
        bytearray(own)
    except MemoryError:
        tell("hết bộ nhớ")
