"""One installer at a time: a lock between processes that the system itself drops when its holder dies."""

import contextlib
import errno
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
_LOOK_AGAIN_SECONDS = 0.1


@contextlib.contextmanager
def held(path: Path, *, stopping: threading.Event, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the lock at ``path`` for the block's length; return early, without it, once ``stopping`` is set.

    ``waiting`` is called once if another process holds it. A file system without locks is no obstacle: what the lock
    saves is work done twice, not correctness.
    """
    told = False
    with path.open("wb") as file:
        while not stopping.is_set():
            try:
                _try_lock(file)
            except OSError as error:
                if error.errno not in _HELD:
                    break
                if not told:
                    waiting()
                    told = True
                stopping.wait(_LOOK_AGAIN_SECONDS)
            else:
                break
        yield
