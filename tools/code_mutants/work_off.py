"""Jobs worked off by several workers at once. A job may make others, which come next."""

from __future__ import annotations

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from threading import Condition
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

WorkerT = TypeVar("WorkerT")


def work_off(jobs: Sequence[Callable[[WorkerT], Sequence[Any]]], workers: Sequence[WorkerT]) -> None:
    """Run all jobs, each with one of the workers, and those that they return. The first error ends all."""
    queue: deque[Callable[[WorkerT], Sequence[Any]]] = deque(jobs)
    changed = Condition()
    running = 0

    def work(worker: WorkerT) -> None:
        nonlocal running
        while True:
            with changed:
                while running and not queue:
                    changed.wait()
                if not queue:
                    return
                job = queue.popleft()
                running += 1
            more: Sequence[Any] = ()
            try:
                more = job(worker)
            except BaseException:
                with changed:
                    queue.clear()
                raise
            finally:
                with changed:
                    queue.extendleft(reversed(more))
                    running -= 1
                    changed.notify_all()

    with ThreadPoolExecutor(len(workers)) as pool:
        for done in [pool.submit(work, worker) for worker in workers]:
            done.result()
