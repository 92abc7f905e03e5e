"""The files around the code agree with it: CI, hooks, classifiers, and the paths in the contributors' pages."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parents[2]
CONTRIBUTING = (CHECKOUT / "CONTRIBUTING.md").read_text("utf-8")
ARCHITECTURE = (CHECKOUT / "docs/architecture.md").read_text("utf-8")
NOXFILE = (CHECKOUT / "noxfile.py").read_text("utf-8")
SESSIONS = set(re.findall(r"^@nox\.session\ndef (\w+)\(", NOXFILE, re.MULTILINE))
PROJECT = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
CI: dict[str, Any] = yaml.safe_load((CHECKOUT / ".github/workflows/ci.yml").read_text("utf-8"))
HOOKS: dict[str, Any] = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text("utf-8"))
PROSE = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ".github/pull_request_template.md"]
PROSE += [f"docs/{page.name}" for page in sorted((CHECKOUT / "docs").glob("*.md"))]
LIBRARY, MOCK = CHECKOUT / "wrapper/gelatoconnect", CHECKOUT / "mock/gelatoconnect_mock"


def steps() -> list[dict[str, Any]]:
    return [step for job in CI["jobs"].values() for step in job["steps"]]


def sessions_of(command: str) -> list[str]:
    """Return the sessions that a nox command line names."""
    return command.partition("noxfile.py")[2].partition(" --")[0].split()


def test_ci_calls_nox_and_nothing_else() -> None:
    commands = [step["run"] for step in steps() if "run" in step]
    assert commands
    assert [one for one in commands if not re.match(r"python noxfile\.py [\w -]+(\.nox/proof\.md)?$", one)] == []
    assert {step["uses"].partition("@")[0].partition("/")[0] for step in steps() if "uses" in step} == {"actions"}


def test_ci_runs_every_required_session() -> None:
    called = {name for step in steps() for name in sessions_of(step.get("run", ""))}
    required = {name for line in (CHECKOUT / ".ci/run").read_text("utf-8").splitlines() for name in sessions_of(line)}
    assert required <= called
    assert called <= SESSIONS


def test_ci_runs_every_python_of_the_classifiers() -> None:
    prefix = "Programming Language :: Python :: 3."
    classified = [f"3.{one.removeprefix(prefix)}" for one in PROJECT["classifiers"] if one.startswith(prefix)]
    assert CI["jobs"]["tests"]["strategy"]["matrix"]["python"] == classified
    assert classified[0] == PROJECT["requires-python"].removeprefix(">=")


def test_every_hook_is_local_and_calls_a_session() -> None:
    assert [one["repo"] for one in HOOKS["repos"]] == ["local"]
    hooks = HOOKS["repos"][0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert {name for hook in hooks for name in sessions_of(hook["entry"])} <= SESSIONS


@pytest.mark.parametrize("page", PROSE)
def test_every_session_that_a_page_names_exists(page: str) -> None:
    text = (CHECKOUT / page).read_text("utf-8")
    called = re.findall(r"noxfile\.py((?: [a-z_]+)+)", text) + re.findall(r"nox -s ([a-z_]+)", text)
    assert {name for line in called for name in line.split()} <= SESSIONS


def test_every_session_of_the_contributors_table_exists() -> None:
    table = CONTRIBUTING.partition("| session | for |")[2].partition("\n\n")[0]
    rows = [line.split("|")[1] for line in table.splitlines()[2:]]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert len(named) >= 10
    assert named <= SESSIONS


def paths_named(text: str) -> list[tuple[str, Path]]:
    """Return the files that a page names in backticks, and the path of each."""
    roots = {"sandbox": MOCK, "control": MOCK / "sandbox", "certify": MOCK, "prism": MOCK, "strategies": MOCK}
    folders = ("openapi", "tests", "tools", "mock", "docs", "wrapper", "generated", "requirements")
    roots |= dict.fromkeys(folders, CHECKOUT)
    found = []
    for name in dict.fromkeys(re.findall(r"`([\w./]+\.(?:py|md|json|toml|yaml|txt)|[\w.]+/)`", text)):
        first = name.split("/")[0]
        at_root = first == name and (CHECKOUT / name).exists()
        found.append((name, (CHECKOUT if at_root else roots.get(first, LIBRARY)) / name))
    return found


@pytest.mark.parametrize("name", [name for name, _ in paths_named(CONTRIBUTING) if "NAME" not in name])
def test_each_file_named_for_contributors_exists(name: str) -> None:
    assert dict(paths_named(CONTRIBUTING))[name].exists()


@pytest.mark.parametrize("name", [name for name, _ in paths_named(ARCHITECTURE)])
def test_each_file_of_the_architecture_exists(name: str) -> None:
    path = dict(paths_named(ARCHITECTURE))[name]
    assert path.exists() or (CHECKOUT / name).exists() or (MOCK / name).exists()


@pytest.mark.parametrize(
    ("name", "words"), re.findall(r"`(_[\w/]+\.py)` \(((?:`\w+`(?:, )?)+)", ARCHITECTURE.partition("## Where")[2])
)
def test_each_function_of_the_architecture_is_in_its_file(name: str, words: str) -> None:
    source = (LIBRARY / name).read_text("utf-8")
    assert [word for word in re.findall(r"`(\w+)`", words) if f"def {word}(" not in source] == []


def test_build_makes_the_files_that_the_readme_installs() -> None:
    readme = (CHECKOUT / "README.md").read_text("utf-8")
    wheel = f"{PROJECT['name']}-{PROJECT['version']}-py3-none-any.whl"
    assert f"dist/{wheel}" in readme


def test_build_locks_pin_the_tools_of_pyproject() -> None:
    pyproject = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))
    lock = (CHECKOUT / "requirements/build.txt").read_text("utf-8")
    assert [one for one in pyproject["dependency-groups"]["build"] if f"{one} \\\n" not in lock] == []


LOCKS = sorted((CHECKOUT / "requirements").glob("*.txt"))


def pins(lock: Path) -> dict[str, set[str]]:
    """Return the extras of each pin of a lock, by the name of its package."""
    lines = [line for line in lock.read_text("utf-8").splitlines() if line[:1] not in {" ", "#", ""}]
    found = [Requirement(line.removesuffix(" \\")) for line in lines]
    assert [str(one) for one in found if [each.operator for each in one.specifier] != ["=="]] == []
    return {one.name: one.extras for one in found}


def requirements_with_extras(names: set[str]) -> Iterator[Requirement]:
    """Yield what the installed ones of these packages require with extras, here or with an extra of their own."""
    for name in names:
        try:
            lines = requires(name) or []
        except PackageNotFoundError:  # it is for another system, or another lock
            continue
        for one in map(Requirement, lines):
            if one.extras and (one.marker is None or one.marker.evaluate({"extra": ""})):
                yield one


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_pins_each_requirement_with_its_extras(lock: Path) -> None:
    pinned = pins(lock)
    missing = [
        str(one) for one in requirements_with_extras(set(pinned)) if not one.extras <= pinned.get(one.name, set())
    ]
    assert missing == [], "pip with --require-hashes refuses a requirement whose pin lacks its extras"


def test_tests_have_a_requirement_with_extras() -> None:
    found = {one.name for one in requirements_with_extras(set(pins(CHECKOUT / "requirements/tests.txt")))}
    assert "coverage" in found, "otherwise the test above sees nothing"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_lock_names_no_registry(lock: Path) -> None:
    text = lock.read_text("utf-8")
    assert re.findall(r"://|--(?:extra-)?index-url|--find-links|\w+\.(?:org|com|io)\b", text) == []
    assert all("--hash=sha256:" in block for block in text.split("\n") if block.startswith("    "))


def test_ci_lets_pip_take_every_lock() -> None:
    called = {name for step in steps() for name in sessions_of(step.get("run", ""))}
    assert "check_locks" in called
