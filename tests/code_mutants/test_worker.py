"""A worker judges the mutants of a small package: noticed, survived, run by no test, and by a fresh import."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("mutmut", reason="only the session code_mutants installs it")

from tools.code_mutants.generate import mutants
from tools.code_mutants.selection import Selection
from tools.code_mutants.table import Suite
from tools.code_mutants.worker import Asked, FailingTestsError, Verdict, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

CHECKOUT = Path(__file__).resolve().parents[2]
SHOP = """
import functools

RATE = 3
NAMES = ("a", "b")


def total(count):
    return count * RATE


def is_known(name):
    return name in NAMES


def is_many(count):
    return count > 10


def unused(count):
    return count + 1


@functools.cache
def doubled(count):
    return count * 2


class Order:
    @property
    def is_open(self):
        return not self.__dict__
"""
CHECKS = """
import subprocess, sys
import shop

def test_total():
    assert shop.total(2) == 6

def test_names():
    assert shop.is_known("a") and not shop.is_known("c")

def test_many():
    assert shop.is_many(20) and not shop.is_many(1)

def test_doubled():
    assert shop.doubled(3) == 6

def test_doubled_again():
    assert shop.doubled(3) == 6

def test_open_in_another_process():
    subprocess.run([sys.executable, "-c", "import shop; assert shop.Order().is_open"], check=True)
"""
EXPECTED = {
    "<module> number: 3 -> 4": "noticed",
    '<module> entry dropped: "a" -> (nothing)': "noticed",
    '<module> entry dropped: "b" -> (nothing)': "survived",
    "total operator: count * RATE -> count / RATE": "noticed",
    "is_known keyword: in -> not in": "noticed",
    "is_many operator: > 10 -> >= 10": "survived",
    "doubled operator: count * 2 -> count / 2": "noticed",
    "Order.is_open sign: not self.__dict__ -> self.__dict__": "noticed",
}
SUITE = Suite(("checks.py",), "")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "shop.py").write_text(SHOP, "utf-8")
    (tmp_path / "checks.py").write_text(CHECKS, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    return tmp_path


@pytest.fixture
def worker(home: Path) -> Iterator[Worker]:
    path = os.pathsep.join([str(home), str(CHECKOUT)])
    made = Worker(home, {**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""})
    yield made
    made.close()


def judged(worker: Worker) -> dict[str, Verdict]:
    profile = worker.profile(SUITE, ["shop.py"])
    selection = Selection(profile, "shop.py", SHOP)
    asked = [Asked(one, *selection.tests(one)) for one in mutants("shop.py", SHOP)]
    found = worker.verdicts(SUITE, asked, profile["seconds"])
    return {one.mutant.name.removeprefix("shop.py "): one for one in found}


def test_each_mutant_gets_its_verdict(worker: Worker, home: Path) -> None:
    found = judged(worker)
    assert {name: found[name].verdict for name in EXPECTED} == EXPECTED
    assert found["total operator: count * RATE -> count / RATE"].by == "checks.py::test_total"
    assert (home / "shop.py").read_text("utf-8") == SHOP


def test_mutant_of_a_line_that_no_test_runs_is_told_apart(worker: Worker, home: Path) -> None:
    tests = CHECKS.partition("import shop; assert")[0].rpartition("def ")[0]
    (home / "checks.py").write_text(tests, "utf-8")
    assert judged(worker)["unused operator: count + 1 -> count - 1"].verdict == "unrun"


def test_tests_that_fail_without_a_mutant_are_an_error(worker: Worker, home: Path) -> None:
    (home / "checks.py").write_text("def test_broken():\n    assert False\n", "utf-8")
    with pytest.raises(FailingTestsError, match="test_broken"):
        worker.profile(SUITE, ["shop.py"])


HANGS = """
import time
from tools.code_mutants import forks

forks.LEAST_LIMIT = 0.2

def hang(report):
    report({"at": "test"})
    time.sleep(600)

def go_on(report):
    report({"at": "test"})
    time.sleep(0.4)
    report({"verdict": "survived"})

print(forks.judge(hang, {})["verdict"], forks.judge(go_on, {"test": 1.0})["verdict"])
"""


def test_test_far_beyond_its_time_is_a_timeout() -> None:
    command = [sys.executable, "-c", HANGS]
    ran = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.split() == ["timeout", "survived"]
