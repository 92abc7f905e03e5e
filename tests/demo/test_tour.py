"""The demo: a newcomer sees every promise kept, and where one is not, a clear line and an exit code."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from types import ModuleType

import pytest
from gelatoconnect_mock.prism import PrismServer

EXAMPLES = Path(__file__).parents[2] / "demo"
SECONDS_ALLOWED = 60


def run_tour(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, str(EXAMPLES / "tour.py")],
        capture_output=True,
        text=True,
        timeout=SECONDS_ALLOWED,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def tour_run() -> subprocess.CompletedProcess[str]:
    return run_tour(GELATOCONNECT_API_SECRET="planted-secret", GELATOCONNECT_BASE_URL="https://example.invalid")


@pytest.fixture
def tour(monkeypatch: pytest.MonkeyPatch, prism: PrismServer) -> ModuleType:
    monkeypatch.syspath_prepend(str(EXAMPLES))
    import tour  # noqa: PLC0415 - its folder is on the path only now

    # A Prism that runs already saves the seconds that another would need to start.
    monkeypatch.setattr(tour, "PrismServer", lambda **_: nullcontext(prism))
    return tour


def test_the_tour_ends_well_and_says_nothing_on_standard_error(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert (tour_run.returncode, tour_run.stderr) == (0, "")
    assert "All 16 steps did what they say" in tour_run.stdout


@pytest.mark.parametrize(
    "line",
    [
        "submitted = connect.orders.submit(seed_order())",
        '"email": "john.doe@example.com",',
        "| id         32884a3e-bd09-42be-8225-c5cea7d24611",
        "| id        7d1b0c55-3f2e-4c1d-8a1e-90b7c1f2d345",
        "| status    created / pending",
        "| method   fed_ex_2_day",
        "| 200 OK",
        "| status shipped",
        "| the order breaks the contract in 4 faults; nothing was sent",
        "| 400 Bad Request",
        "set GELATOCONNECT_API_SECRET",
        "| 401 Unauthorized",
        "| submit: 429 after",
        "| waited 2.000 s: 429, as the server asked",
        "| id 32884a3e-bd09-42be-8225-c5cea7d24611 recovered True",
        "| submit: 504 after",
        "| looked the order up: found (32884a3e-bd09-42be-8225-c5cea7d24611)",
        "| the reference 'your-order-ref-123' is taken by order '32884a3e-bd09-42be-8225-c5cea7d24611' (created)",
        "| differences:    items[item-123].quantity",
        "| order 'your-order-ref-125' may or may not exist",
        "submitted = await connect.orders.submit(seed_order())",
    ],
)
def test_the_tour_shows_the_code_and_what_came_back(tour_run: subprocess.CompletedProcess[str], line: str) -> None:
    assert line in tour_run.stdout


def test_a_reader_without_a_terminal_gets_no_colours_and_nothing_beyond_ascii(
    tour_run: subprocess.CompletedProcess[str],
) -> None:
    assert "\x1b" not in tour_run.stdout
    assert tour_run.stdout.isascii()


def test_settings_for_the_real_api_in_the_environment_are_neither_used_nor_shown(
    tour_run: subprocess.CompletedProcess[str],
) -> None:
    assert "It answers at http://127.0.0.1:" in tour_run.stdout
    assert "planted-secret" not in tour_run.stdout + tour_run.stderr
    assert "example.invalid" not in tour_run.stdout + tour_run.stderr


def test_without_node_one_sentence_says_what_to_install(tmp_path: Path) -> None:
    run = run_tour(PATH=str(tmp_path))
    assert run.returncode == 2
    assert run.stderr.startswith("The tour cannot start: Prism needs Node.js")
    assert run.stderr.count("\n") == 1


def test_a_step_that_no_longer_prints_its_promise_fails_the_tour(
    tour: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = tour.Step("Cancel the order", tour.cancel_the_order, ["never printed"])
    monkeypatch.setattr(tour, "STEPS", (step,))
    assert tour.main() == 1
    assert "Step 1 (Cancel the order) ran, but did not print: never printed" in capsys.readouterr().err


def test_a_step_that_fails_is_named_with_what_it_met(
    tour: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    step = tour.Step("Submit an order", tour.submit_an_order, [], transport=lambda: tour.prism_answers("code=400"))
    monkeypatch.setattr(tour, "STEPS", (step,))
    assert tour.main() == 1
    assert "Step 1 (Submit an order) met BadRequest: 400 Bad Request" in capsys.readouterr().err


TOUR_OF_A_PRISM_THAT_RUNS = """
import contextlib, sys, types
sys.path.insert(0, sys.argv[1])
import tour
tour.PrismServer = lambda **_: contextlib.nullcontext(types.SimpleNamespace(url=sys.argv[2]))
sys.exit(tour.main())
"""


def test_a_reader_that_goes_away_is_met_without_a_traceback(prism: PrismServer) -> None:
    command = [sys.executable, "-c", TOUR_OF_A_PRISM_THAT_RUNS, str(EXAMPLES), prism.url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(SECONDS_ALLOWED) == 1
