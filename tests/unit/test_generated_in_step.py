"""The check of the generated client names each stale file, and the client keeps the generator's rules."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import gelatoconnect_api.api.orders
import gelatoconnect_api.models
import pytest
from gelatoconnect import models

ROOT = Path(__file__).parents[2]
PACKAGE = Path(gelatoconnect_api.__file__).parent
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


def test_bytecode_folders_are_no_difference(folders: tuple[Path, Path]) -> None:
    (folders[1] / "__pycache__").mkdir()
    (folders[1] / "__pycache__" / "order.cpython-311.pyc").touch()
    assert generator.differences(*folders) == []


def test_missing_package_is_reported_file_by_file(folders: tuple[Path, Path]) -> None:
    assert generator.differences(folders[0], folders[1] / "absent") == ["models/order.py is missing."]


def test_writing_changes_only_stale_files(folders: tuple[Path, Path]) -> None:
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


def test_missing_tool_is_named_in_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "ruff" else object())
    assert generator.main(["--check"]) == 2
    error = capsys.readouterr().err
    assert " has no ruff; run `nox -s generate`, which installs it." in error
    assert error.count("\n") == 1


def test_added_modules_are_shipped_unchanged() -> None:
    additions = sorted((ROOT / "openapi" / "generator" / "additions").glob("*.py"))
    assert [one.name for one in additions] == ["dates.py", "reading.py"]
    for addition in additions:
        assert (PACKAGE / addition.name).read_bytes() == addition.read_bytes()


def test_generated_modules_import_httpx2_and_attrs_only() -> None:
    imported = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.level == 0:
                imported.add(str(node.module).partition(".")[0])
    assert imported - sys.stdlib_module_names == {"attrs", "httpx2"}


def test_import_of_models_does_not_load_httpx2() -> None:
    script = (
        "import sys; from gelatoconnect_api.models import Order; import gelatoconnect.types; "
        "print(*sorted(name for name in sys.modules if name.startswith(('gelatoconnect', 'httpx'))))"
    )
    shown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()  # noqa: S603 - our own script
    assert "gelatoconnect_api.models.order" in shown
    assert not {name for name in shown if "search_request" in name or name.startswith("httpx")}
    # The typed dicts must load neither the client nor the models.
    assert {name for name in shown if name.startswith("gelatoconnect.")} == {"gelatoconnect.types"}


@pytest.mark.parametrize("module", [gelatoconnect_api, gelatoconnect_api.models, gelatoconnect_api.api.orders, models])
def test_misspelled_name_raises_attribute_error(module: ModuleType) -> None:
    for name in module.__all__:
        assert hasattr(module, name)
    assert set(module.__all__) <= set(dir(module))
    with pytest.raises(AttributeError, match=f"module '{module.__name__}' has no attribute 'Ordr'"):
        module.Ordr  # noqa: B018 - reading it is the test


def test_generated_package_is_marked_as_typed() -> None:
    assert (PACKAGE / "py.typed").exists()
