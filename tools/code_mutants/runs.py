"""The plugins with which a fork runs pytest: one to look, one to measure, one for each way to run mutants."""

from __future__ import annotations

import functools
import gc
import os
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from hypothesis import settings

from tools.code_mutants import forks, patching
from tools.code_mutants.staged_file import in_file

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from types import FrameType

    from tools.code_mutants.forks import Report

HERE: Final = Path.cwd()
_STARTS_A_PROCESS: Final = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec"})
_A_PROCESS: Final = -1
_OURS: Final = ("gelatoconnect", "tests", "tools")


def pytest_in_fork(files: list[str], marker: str, plugin: Any) -> int:
    """Run pytest in this process, which ends afterward."""
    settings.register_profile("code_mutants", max_examples=30, derandomize=True, database=None, deadline=None)
    off = ("cacheprovider", "xdist", "pytest_cov", "faulthandler", "timeout")
    return int(
        pytest.main(
            [
                *(argument for name in off for argument in ("-p", f"no:{name}")),
                # Rewritten assertions tell more, which nobody reads here, and cost time.
                "--assert=plain",
                "--hypothesis-profile=code_mutants",
                *(("-m", marker) if marker else ()),
                *files,
            ],
            plugins=[plugin],
        )
    )


class Collecting:
    """Reports which modules of others the tests import."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        modules = [name for name, module in list(sys.modules.items()) if _is_of_others(name, module)]
        self._report({"modules": modules, "collected": len(session.items)})

    def pytest_runtestloop(self) -> bool:
        return True


def _is_of_others(name: str, module: Any) -> bool:
    file = getattr(module, "__file__", None)
    return not name.startswith(_OURS) and (file is None or "site-packages" in file or "/lib/python" in file)


class Profiling:
    """Reports what each test runs, and how long it takes, without a mutant."""

    def __init__(self, modules: list[str], report: Report) -> None:
        self._paths = frozenset(str(HERE / one) for one in modules)
        self._report = report
        self._at_import: set[int] = set()
        self._current = self._at_import
        self._tests: dict[str, set[int]] = {}
        self._seconds: dict[str, float] = {}
        self._shared: dict[str, set[int]] = {}
        self._users: dict[str, list[str]] = {}
        self._cached: set[int] = set()
        self._filling = 0
        self._fills: set[int] = set()
        self._failed: list[str] = []
        sys.addaudithook(self._audit)
        threading.setprofile(self._profile)
        sys.setprofile(self._profile)

    def _profile(self, frame: FrameType, event: str, _argument: object) -> None:
        ran = id(frame.f_code)
        if event == "call":
            self._current.add(ran)
            self._filling += ran in self._cached
            if self._filling:
                self._fills.add(ran)
        elif event == "return" and ran in self._cached:
            self._filling -= 1

    def _audit(self, event: str, _arguments: tuple[object, ...]) -> None:
        if event in _STARTS_A_PROCESS:
            self._current.add(_A_PROCESS)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        del session
        self._cached = {
            id(one.__wrapped__.__code__)
            for one in gc.get_objects()
            if isinstance(one, functools._lru_cache_wrapper) and str(one.__module__).startswith(_OURS)
        }

    @contextmanager
    def _recording(self, into: set[int]) -> Iterator[None]:
        before, self._current = self._current, into
        try:
            yield
        finally:
            self._current = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        began = time.perf_counter()
        ran = self._tests[item.nodeid] = set()
        for name in getattr(item, "fixturenames", ()):
            self._users.setdefault(name, []).append(item.nodeid)
        with self._recording(ran):
            result = yield
        self._seconds[item.nodeid] = round(time.perf_counter() - began, 4)
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        with self._recording(self._shared.setdefault(fixturedef.argname, set())):
            return (yield)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        sys.setprofile(None)
        threading.setprofile(None)  # type: ignore[arg-type] # as its documentation says
        for name, ran in self._shared.items():
            for test in self._users.get(name, ()):
                self._tests[test] |= ran
        functions = patching.functions_of(self._paths)
        numbers = {test: number for number, test in enumerate(self._tests)}
        runs: dict[str, dict[str, list[int]]] = {}
        for path, name in functions.values():
            runs.setdefault(_relative(path), {})[name] = []
        opaque = []
        for test, ran in self._tests.items():
            # What fills a cache runs in one test and serves all that follow.
            ran |= self._fills
            for path, name in {functions[one] for one in ran if one in functions}:
                runs[_relative(path)][name].append(numbers[test])
            if _A_PROCESS in ran:
                opaque.append(numbers[test])
        early = {functions[one] for one in self._at_import if one in functions}
        self._report(
            {
                "tests": list(self._tests),
                "seconds": self._seconds,
                "runs": runs,
                "at_import": sorted([_relative(path), name] for path, name in early),
                "opaque": opaque,
                "failed": self._failed,
            }
        )


def _relative(path: str) -> str:
    return Path(path).relative_to(HERE).as_posix()


class Chosen:
    """Runs the tests chosen for one mutant in their order, up to the first that fails."""

    def __init__(self, tests: list[str], report: Report) -> None:
        self._tests = tests
        self._report = report

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        found = {item.nodeid: item for item in items}
        items[:] = [found[test] for test in self._tests if test in found]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if not session.testsfailed:
            _run_items(session, session.items, self._report)
        return True


class Serving:
    """Collects the tests once, and forks for each mutant that is a change of functions alone."""

    def __init__(self, task: dict[str, Any], report: Report) -> None:
        self._task = task
        self._report = report

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        found = {item.nodeid: item for item in session.items}
        functions = patching.Functions()
        gc.freeze()
        for index, mutant in enumerate(self._task["mutants"]):
            path = HERE / mutant["module"]
            patches = functions.patches(str(path), path.read_text("utf-8"), mutant["code"])
            if patches is None or mutant["fresh"]:
                self._report({"index": index, "fresh": True})
                continue
            items = [found[test] for test in mutant["tests"] if test in found]
            with in_file(path, mutant["code"], mutant["time"]):
                verdict = forks.judge(functools.partial(_patched_run, patches, session, items), self._task["seconds"])
            self._report({"index": index, **verdict})
        return True


def _patched_run(patches: Any, session: pytest.Session, items: list[pytest.Item], report: Report) -> None:
    patching.apply(patches)
    _run_items(session, items, report)


def _run_items(session: pytest.Session, items: list[pytest.Item], report: Report) -> None:
    for item, following in zip(items, [*items[1:], None], strict=True):
        report({"at": item.nodeid})
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            report({"verdict": "noticed", "by": item.nodeid})
            os._exit(0)
    report({"verdict": "survived" if items else "unrun", "by": ""})
    os._exit(0)
