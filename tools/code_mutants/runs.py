"""The plugins with which a fork runs pytest: one to look, one to measure, one for each way to run mutants."""

from __future__ import annotations

import functools
import gc
import os
import sys
import time
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from coverage import Coverage
from hypothesis import settings

from tools.code_mutants import forks, patching
from tools.code_mutants.staged_file import in_file

if TYPE_CHECKING:
    from collections.abc import Generator

    from tools.code_mutants.forks import Report

HERE: Final = Path.cwd()
_STARTS_A_PROCESS: Final = frozenset({"subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec"})
_OURS: Final = ("gelatoconnect", "tests", "tools")


class _Only:
    """Leaves out the tests that are not listed, if any are."""

    def __init__(self, tests: list[str]) -> None:
        self._tests = frozenset(tests)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        if self._tests:
            items[:] = [item for item in items if item.nodeid in self._tests]


def pytest_in_fork(task: dict[str, Any], plugin: Any, files: list[str] | None = None) -> int:
    """Run pytest in this process, which ends afterward."""
    marker = task["marker"]
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
                *(task["files"] if files is None else files),
            ],
            plugins=[_Only(task["only"]), plugin],
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
    """Reports which lines each test runs, and how long it takes, without a mutant."""

    def __init__(self, modules: list[str], report: Report) -> None:
        self._report = report
        self._modules = modules
        self._coverage = Coverage(data_file=None, include=[str(HERE / one) for one in modules], config_file=False)
        self._context = ""
        self._tests: list[str] = []
        self._seconds: dict[str, float] = {}
        self._users: dict[str, list[int]] = {}
        self._caches: list[Any] = []
        self._fillers: set[int] = set()
        self._opaque: set[int] = set()
        self._failed: list[str] = []
        # Before our packages are imported: what their import runs has no context.
        self._coverage.start()
        sys.addaudithook(self._audit)

    def _audit(self, event: str, _arguments: tuple[object, ...]) -> None:
        if event in _STARTS_A_PROCESS and self._tests:
            self._opaque.add(len(self._tests) - 1)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        del session
        self._caches = [one for one in gc.get_objects() if isinstance(one, functools._lru_cache_wrapper)]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        misses = self._misses()
        number = len(self._tests)
        self._tests.append(item.nodeid)
        for name in getattr(item, "fixturenames", ()):
            self._users.setdefault(f"fixture {name}", []).append(number)
        self._switch(str(number))
        began = time.perf_counter()
        result = yield
        self._seconds[item.nodeid] = round(time.perf_counter() - began, 4)
        if self._misses() != misses:
            self._fillers.add(number)
        return result

    def _misses(self) -> int:
        return sum(one.cache_info().misses for one in self._caches if str(one.__module__).startswith(_OURS))

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        if fixturedef.scope == "function":
            return (yield)
        before = self._switch(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            self._switch(before)

    def _switch(self, context: str) -> str:
        before, self._context = self._context, context
        self._coverage.switch_context(context)
        return before

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._failed.append(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        self._coverage.stop()
        data = self._coverage.get_data()
        runs = {
            module: {line: self._those(found) for line, found in data.contexts_by_lineno(str(HERE / module)).items()}
            for module in self._modules
        }
        self._report(
            {
                "tests": self._tests,
                "seconds": self._seconds,
                "runs": runs,
                "opaque": sorted(self._opaque),
                "failed": self._failed,
            }
        )

    def _those(self, contexts: list[str]) -> dict[str, Any]:
        """Return the tests that run a line, and whether its import runs it."""
        tests = {int(one) for one in contexts if one.isdecimal()}
        # What fills a cache is run by one test and serves all that follow.
        tests |= set(range(len(self._tests))) if tests and tests <= self._fillers else set()
        for one in contexts:
            tests.update(self._users.get(one, ()))
        return {"tests": sorted(tests), "at_import": "" in contexts}


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
    for item, following in zip_longest(items, items[1:]):
        report({"at": item.nodeid})
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            report({"verdict": "noticed", "by": item.nodeid})
            os._exit(0)
    report({"verdict": "survived" if items else "unrun", "by": ""})
    os._exit(0)
