"""The check of the generated client names each file that is not what the contract gives."""

import importlib
import sys
from pathlib import Path
from typing import Any

import gelatoconnect_api
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "openapi" / "generator"))
generator: Any = importlib.import_module("generate")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    for name in ("expected", "actual"):
        (tmp_path / name / "models").mkdir(parents=True)
        (tmp_path / name / "models" / "order.py").write_text("same\n", encoding="utf-8")
    return tmp_path / "expected", tmp_path / "actual"


def test_equal_folders_have_no_differences(folders: tuple[Path, Path]) -> None:
    assert generator.differences(*folders) == []


def test_missing_extra_and_changed_files_are_named(folders: tuple[Path, Path]) -> None:
    expected, actual = folders
    (expected / "client.py").touch()
    (actual / "edited.py").touch()
    (actual / "models" / "order.py").write_text("same\r\n", encoding="utf-8", newline="")
    assert generator.differences(expected, actual) == [
        "client.py is missing.",
        "edited.py does not come from the contract.",
        "models/order.py differs from what the contract gives.",
    ]


def test_what_running_the_package_leaves_behind_is_not_a_difference(folders: tuple[Path, Path]) -> None:
    (folders[1] / "__pycache__").mkdir()
    (folders[1] / "__pycache__" / "order.cpython-311.pyc").touch()
    assert generator.differences(*folders) == []


def test_a_package_that_is_not_there_at_all_is_missing_file_by_file(folders: tuple[Path, Path]) -> None:
    assert generator.differences(folders[0], folders[1] / "absent") == ["models/order.py is missing."]


def test_writing_leaves_no_difference_and_touches_no_file_that_is_right(folders: tuple[Path, Path]) -> None:
    expected, actual = folders
    (expected / "api" / "orders").mkdir(parents=True)
    (expected / "api" / "orders" / "get_order.py").write_text("new\n", encoding="utf-8")
    (expected / "client.py").write_text("new\n", encoding="utf-8")
    (actual / "client.py").write_text("old\n", encoding="utf-8")
    (actual / "edited.py").touch()
    before = (actual / "models" / "order.py").stat().st_mtime_ns
    generator.bring_into_step(expected, actual)
    assert generator.differences(expected, actual) == []
    assert (actual / "models" / "order.py").stat().st_mtime_ns == before


def test_a_missing_tool_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ruff" else object())
    assert generator.main(["--check"]) == 2
    error = capsys.readouterr().err
    assert " has no ruff; run `nox -s generate`, which installs it." in error
    assert error.count("\n") == 1


def test_the_override_of_the_types_module_is_what_ships() -> None:
    template = (ROOT / "openapi" / "generator" / "templates" / "types.py.jinja").read_text(encoding="utf-8")
    shipped = (Path(gelatoconnect_api.__file__).parent / "types.py").read_text(encoding="utf-8")
    assert template.split("#}\n", maxsplit=1)[1] == shipped


def test_the_package_is_typed() -> None:
    assert (Path(gelatoconnect_api.__file__).parent / "py.typed").exists()
