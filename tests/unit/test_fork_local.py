"""`ForkLocal`: one value in each process, shared by its threads, never the parent's value."""

from __future__ import annotations

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from gelatoconnect._fork import ForkLocal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


def in_a_child(work: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        verdict = 1
        try:
            verdict = 0 if work() else 2
        finally:
            os._exit(verdict)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_value_is_made_on_first_use_and_kept() -> None:
    made: list[object] = []

    def make() -> object:
        made.append(object())
        return made[-1]

    local = ForkLocal(make)
    assert made == []
    assert local.get() is local.get() is made[0]
    assert len(made) == 1


def test_failed_factory_keeps_nothing_and_runs_again() -> None:
    results: Iterator[str | ValueError] = iter([ValueError("not yet"), "made"])

    def make() -> str:
        result = next(results)
        if isinstance(result, Exception):
            raise result
        return result

    local = ForkLocal(make)
    with pytest.raises(ValueError, match="not yet"):
        local.get()
    assert local.get() == "made"


def test_threads_that_come_first_at_once_share_one_value() -> None:
    meeting = threading.Barrier(2)

    def make() -> object:
        meeting.wait(30)
        return object()

    local = ForkLocal(make)
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(local.get), threads.submit(local.get)
        assert first.result(60) is second.result(60) is local.get()


@forking
def test_child_makes_its_own_value_and_the_parent_keeps_its_own() -> None:
    local = ForkLocal(lambda: [os.getpid()])
    parent = local.get()
    assert in_a_child(lambda: local.get() == [os.getpid()] and local.get() is local.get())
    assert local.get() is parent


@forking
def test_grandchild_gets_neither_value() -> None:
    local = ForkLocal(lambda: [os.getpid()])
    local.get()

    def child() -> bool:
        own = local.get()
        return in_a_child(lambda: local.get() == [os.getpid()]) and local.get() is own

    assert in_a_child(child)


@forking
def test_child_of_an_unused_value_makes_its_own() -> None:
    local = ForkLocal(lambda: [os.getpid()])
    assert in_a_child(lambda: local.get() == [os.getpid()])
    assert local.get() == [os.getpid()]


@forking
def test_lock_held_at_the_fork_is_free_in_the_child() -> None:
    local = ForkLocal(threading.Lock)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with local.get():
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(30)
    try:
        assert in_a_child(lambda: local.get().acquire(blocking=False))
        assert not local.get().acquire(blocking=False)
    finally:
        done.set()
        holder.join()


@forking
def test_threads_of_a_child_share_one_value_and_not_the_parents() -> None:
    meeting: list[threading.Barrier] = []

    def make() -> object:
        if meeting:
            meeting[0].wait(30)
        return object()

    local = ForkLocal(make)
    parent = local.get()

    def work() -> bool:
        meeting.append(threading.Barrier(2))
        with ThreadPoolExecutor(2) as threads:
            first, second = threads.submit(local.get), threads.submit(local.get)
            return first.result(60) is second.result(60) is not parent

    assert in_a_child(work)


@forking
def test_child_keeps_the_parents_value_alive() -> None:
    """A finalizer in the child would close the parent's value."""
    finalized: list[int] = []

    class Value:
        def __del__(self) -> None:
            finalized.append(os.getpid())

    local = ForkLocal(Value)
    local.get()
    assert in_a_child(lambda: local.get() is not None and finalized == [])
    assert finalized == []
