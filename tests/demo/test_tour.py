"""Each step of the tour shows its claim. If one does not, the tour fails with a clear line and an exit code."""

import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
TOUR = CHECKOUT / "demo" / "tour.py"
# A quiet machine needs 8 s for the whole tour with Prism installed.
SECONDS_ALLOWED = 180
IMPORT_TOUR = f"import sys; sys.path.insert(0, {str(TOUR.parent)!r}); import tour, servers"

# The output that each step must have, by its title. The tour checks its own claims too. This list notices a claim that
# the tour dropped.
SHOWN = {
    "Submit an order": [
        "submitted = client.orders.submit(seed_order())",
        '"email": "john.doe@example.com",',
        "| reference  your-order-ref-123",
    ],
    "Submit an order by Customer Product": ["| reference your-order-ref-124"],
    "Get the order": ["| status    received / pending", "| ships to  New York US", "| item      item-123 x 1"],
    "Search orders": ["| your-order-ref-123 received", "| your-order-ref-124 received"],
    "Update the shipment": ["| stored   fed_ex_2_day"],
    "Cancel an order": ["| 200 OK", "| status canceled"],
    "Follow an order": ["| moved through: passed created in_production", "| status in_production", "| status packaged"],
    "Wait until an order is shipped": ["| status shipped", "in_production printed packaged shipped"],
    "The same, awaited": ["submitted = await client.orders.submit(order)", "| your-order-ref-125 received"],
    "An invalid order is refused before it is sent": [
        "| places: /currency /items/0/quantity /shippingAddress/email /shippingAddress/postCode",
        "| requests sent: 0",
    ],
    "The same order, refused by the API": ["| 400 ", "| - currency", "| - items[0].quantity"],
    "Missing credentials": ["GELATOCONNECT_API_SECRET"],
    "A wrong secret": ["| 401 Unauthorized"],
    "An unknown order": ["| 404 Not Found"],
    "Too late to cancel": ["| 409 "],
    "Too many requests": ["| submit: 429", "| waited 1.000 s", "| submit: 200", "| orders stored: 1"],
    "Failing reads": ["| status received", "| 503 responses: 2"],
    "A lost response": ["| recovered True", "| orders stored: 1"],
    "A reference that is taken": ["| existing order: ", "| differences:    items[item-123].quantity"],
    "An order in doubt": [
        "'your-order-ref-128' may or may not exist",
        "| found now:         []",
        "| found a minute on: your-order-ref-128",
        "| orders stored:     1",
    ],
    "An order that is accepted and fails later": ["| moved through: failed", "| ended as failed"],
}
VALIDATOR = "Prism, an independent validator"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, *map(str, command)],
        capture_output=True,
        text=True,
        timeout=SECONDS_ALLOWED,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.fixture(scope="module")
def tour_run(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """Run the whole tour without Node.js, and with settings in the environment that it must ignore."""
    return run(
        TOUR,
        PATH=str(tmp_path_factory.mktemp("path")),
        GELATOCONNECT_API_SECRET="planted-secret",
        GELATOCONNECT_BASE_URL="https://example.invalid",
        GELATOCONNECT_CUSTOMER_REFERENCE_ID="planted-customer",
        GELATOCONNECT_MOCK_DUPLICATES="accept",
        GELATOCONNECT_MOCK_CONTROL_TOKEN="planted-token",
        HTTP_PROXY="http://127.0.0.1:9",
        http_proxy="http://127.0.0.1:9",
    )


def steps_of(output: str) -> dict[str, str]:
    """Return the output of the tour, by the title of the step."""
    parts = re.split(r"^ ?\d+\. (.*)$", output, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def altered_tour(alteration: str) -> subprocess.CompletedProcess[str]:
    """Run the tour after statements that change it, without Prism, which takes seconds.

    A tour that reaches Prism did not fail where it should: it ends with a traceback and exit code 1, without the line
    that the tests expect.
    """
    return run("-c", f"{IMPORT_TOUR}\n{alteration}\ntour.ask_prism = None\nsys.exit(tour.main())")


def test_tour_succeeds_without_output_on_standard_error(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert (tour_run.returncode, tour_run.stderr) == (0, "")
    assert f"All {len(SHOWN)} other steps did what they say" in tour_run.stdout


def test_tour_has_each_step_once_and_in_order(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert re.findall(r"^ ?\d+\. (.*)$", tour_run.stdout, re.MULTILINE) == [*SHOWN, VALIDATOR]


def test_each_step_shows_its_code_and_its_result(tour_run: subprocess.CompletedProcess[str]) -> None:
    # One test for all steps, so that one worker runs the tour once.
    printed = steps_of(tour_run.stdout)
    assert [(title, line) for title, lines in SHOWN.items() for line in lines if line not in printed[title]] == []


def test_tour_without_node_skips_the_prism_step(tour_run: subprocess.CompletedProcess[str]) -> None:
    printed = " ".join(steps_of(tour_run.stdout)[VALIDATOR].split())
    assert re.search(r"Skipped: Prism needs Node\.js .*?\.( |$)", printed)


def test_output_without_a_terminal_has_no_colors_and_is_ascii(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert "\x1b" not in tour_run.stdout
    assert tour_run.stdout.isascii()


def test_tour_ignores_settings_in_the_environment(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert "It answers at http://127.0.0.1:" in tour_run.stdout
    assert "planted" not in tour_run.stdout
    assert "example.invalid" not in tour_run.stdout


def test_tour_calls_nothing_simulated(tour_run: subprocess.CompletedProcess[str]) -> None:
    assert "simulated" not in tour_run.stdout.lower()


@pytest.mark.skipif(shutil.which("node") is None, reason="Node.js is not on this machine")
@pytest.mark.whole
def test_prism_step_rejects_the_order_that_preflight_rejects() -> None:
    done = run("-c", f"{IMPORT_TOUR}\nsys.exit(not tour.ask_prism(1))")
    assert (done.returncode, done.stderr) == (0, "")
    printed = steps_of(done.stdout)[VALIDATOR]
    assert "| the good order is accepted: your-order-ref-123" in printed
    assert "| the bad order is refused: 400" in printed
    for place in ("currency", "shippingAddress.email", "'postCode'", "items.0.quantity"):
        assert place in printed
    assert "Skipped" not in printed


def test_step_without_its_claim_fails_the_tour() -> None:
    done = altered_tour("tour.STEPS = (tour.Step('Submit an order', tour.submit_an_order, ['never printed']),)")
    assert done.returncode == 1
    assert done.stderr == "\nThe tour failed. Step 1 (Submit an order) ran, but did not print: never printed\n"


def test_step_that_raises_fails_the_tour() -> None:
    done = altered_tour("tour.STEPS = (tour.Step('Get the order', tour.get_the_order, []),)")
    assert done.returncode == 1
    assert done.stderr.startswith("\nThe tour failed. Step 1 (Get the order) raised NotFound: 404 Not Found")


@pytest.mark.parametrize(
    ("broken", "title", "missed"),
    [
        pytest.param(
            *("servers.Sandbox.inject_fault = lambda *_, **__: None", "Too many requests", "429"),
            id="no fault strikes",
            marks=pytest.mark.whole,
        ),
        pytest.param(
            *("servers.Sandbox.advance = lambda *_: []", "Follow an order", "passed created in_production"),
            id="no order moves",
        ),
        pytest.param(
            *("servers.Sandbox.api_secret = 'mistyped'", "Submit an order", "Unauthorized: 401"),
            id="a wrong secret",
            marks=pytest.mark.whole,
        ),
        pytest.param(
            *("servers.Sandbox.command += ('--duplicates', 'accept')", "A reference that is taken", "differences"),
            id="duplicates are accepted",
            marks=pytest.mark.whole,
        ),
    ],
)
def test_server_that_ignores_its_script_fails_the_tour(broken: str, title: str, missed: str) -> None:
    done = altered_tour(broken)
    assert done.returncode == 1
    assert f"({title})" in done.stderr
    assert missed in done.stderr
    assert done.stderr.count("\n") == 2  # with an empty line before it


def test_sandbox_that_cannot_start_ends_the_tour_in_a_sentence() -> None:
    done = altered_tour("servers.Sandbox.command = ('sandbox', '--seed', 'none')")
    assert done.returncode == 2
    assert done.stderr.startswith("The tour cannot start: --seed: 'none' ")
    assert done.stderr.count("\n") == 1


def test_sandbox_that_is_never_ready_ends_the_tour_in_a_sentence() -> None:
    done = altered_tour("servers.Sandbox.start_limit = 0.0")
    assert done.returncode == 2
    assert done.stderr.startswith("The tour cannot start: It did not start within 0 seconds.")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no stop signal")
def test_stop_signal_ends_the_tour_and_its_sandbox() -> None:
    with subprocess.Popen([sys.executable, str(TOUR)], stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        lines = iter(process.stdout.readline, "")
        answers_at = next(line for line in lines if line.startswith("It answers at"))
        process.terminate()
        assert process.wait(SECONDS_ALLOWED) == 143
    port = int(re.findall(r":(\d+)/", answers_at)[0])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_closed_output_ends_the_tour_without_a_traceback() -> None:
    command = [sys.executable, str(TOUR)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
        assert process.wait(SECONDS_ALLOWED) == 1
