"""A test that needs what npm installs is skipped by name without it, and fails in CI."""

from collections.abc import Callable
from pathlib import Path

import pytest
import releases

from tests import npm_packages


@pytest.fixture(autouse=True)
def _without_node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    npm_packages._reason_without_prism.cache_clear()
    monkeypatch.setattr(npm_packages, "_reason_without_prism", npm_packages._reason_without_prism.__wrapped__)


@pytest.mark.parametrize(
    ("require", "reason"),
    [(npm_packages.require_prism, "needs Prism: .*no node is on PATH"),
     (npm_packages.require_redocly, "needs Redocly: no node is on PATH")],
)  # fmt: skip
def test_missing_node_skips_the_test_and_fails_it_in_ci(
    require: Callable[[], None], reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=reason):
        require()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=reason):
        require()


def test_missing_redocly_says_how_to_install_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(releases, "REDOCLY", tmp_path / "absent")
    with pytest.raises(pytest.skip.Exception, match="run `npm ci` in openapi/lint"):
        npm_packages.require_redocly()
