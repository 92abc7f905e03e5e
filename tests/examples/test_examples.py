"""Each example runs as printed against a real sandbox. A failure ends in a message and an exit code."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import ProxyHandler, Request, build_opener

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"
SCRIPTS = ["handle_errors.py", "search.py", "submit.py", "submit_async.py", "track.py"]
# They reject bad settings alike: the default run takes the one whose exit code differs.
ORDER_SCRIPTS = [*(pytest.param(name, marks=pytest.mark.whole) for name in SCRIPTS[2:4]), "handle_errors.py"]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A quiet machine needs half a second for a script, and 3 s for the one that tracks an order.
SECONDS_ALLOWED = 120

Run = Callable[..., subprocess.CompletedProcess[str]]
OrderFile = Callable[..., Path]


def clean() -> dict[str, str]:
    """Return the environment without settings of the library or of the mocks."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GELATOCONNECT_")}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """Return the URL of a sandbox on its own port. Each read moves an order to its next status."""
    command = [sys.executable, "-m", "gelatoconnect_mock", "sandbox", "--port", "0", "--ready-json"]
    lifecycle = ["--lifecycle", "reads", "--rate-limit", "off"]
    with subprocess.Popen([*command, *lifecycle], stdout=subprocess.PIPE, text=True, env=clean()) as process:  # noqa: S603
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def advance(base_url: str, reference: str, to: str) -> None:
    """Move an order to a status over the control plane of the sandbox."""
    url = f"{base_url.partition('/api/')[0]}/_sandbox/orders/{reference}/advance"
    request = Request(url, json.dumps({"to": to}).encode(), {"Content-Type": "application/json"})  # noqa: S310 - loopback
    with build_opener(ProxyHandler({})).open(request, timeout=SECONDS_ALLOWED) as response:
        assert response.status == 200


@pytest.fixture
def run(base_url: str, tmp_path: Path) -> Run:
    """Return a function that runs an example in an empty folder, with the sandbox's settings or others."""

    def run_example(script: str, *arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        settings = {"BASE_URL": base_url, "API_KEY": "test-key", "API_SECRET": "test-secret", **settings}
        done = subprocess.run(  # noqa: S603 - our own script
            [sys.executable, str(EXAMPLES / script), *map(str, arguments)],
            cwd=tmp_path,
            env={**clean(), **{f"GELATOCONNECT_{name}": value for name, value in settings.items() if value}},
            capture_output=True,
            text=True,
            timeout=SECONDS_ALLOWED,
            check=False,
        )
        assert "Traceback" not in done.stderr
        return done

    return run_example


@pytest.fixture
def order_file(tmp_path: Path) -> OrderFile:
    """Return a function that writes the example order under another reference, with changes."""

    def write(reference: str, **changes: object) -> Path:
        order = json.loads((EXAMPLES / "order.json").read_text("utf-8"))
        path = tmp_path / f"{reference}.json"
        path.write_text(json.dumps({**order, "orderReferenceId": reference, **changes}), "utf-8")
        return path

    return write


def ids(text: str) -> list[str]:
    return ID.findall(text)


def test_second_submit_prints_the_same_id(run: Run) -> None:
    first, second = (run("submit.py", EXAMPLES / "order.json") for _ in range(2))
    assert (first.returncode, first.stderr) == (0, "")
    assert ID.fullmatch(first.stdout.strip())
    assert (second.returncode, second.stdout) == (0, first.stdout)


def test_submit_after_a_lost_response_prints_recovered(run: Run, order_file: OrderFile) -> None:
    done = run("submit.py", order_file("SBX-AFTER-DROP-submit"))
    assert done.returncode == 0
    assert ID.fullmatch(done.stdout.strip())
    assert done.stderr == "The order was found by its reference.\n"


def test_submit_of_an_invalid_order_names_the_pointers(run: Run, order_file: OrderFile) -> None:
    done = run("submit.py", order_file("submit-invalid", currency="dollars", items=[]))
    assert (done.returncode, done.stdout) == (1, "")
    assert "/currency" in done.stderr
    assert "/items" in done.stderr


@pytest.mark.parametrize("content", [None, "{"], ids=["no file", "no JSON"])
def test_submit_of_an_unusable_file_names_it(run: Run, tmp_path: Path, content: str | None) -> None:
    path = tmp_path / "unusable.json"
    if content is not None:
        path.write_text(content, "utf-8")
    done = run("submit.py", path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{path}: ")


def test_submit_async_of_several_files_submits_each(run: Run, order_file: OrderFile) -> None:
    paths = [order_file(f"async-{number}") for number in range(3)]
    done = run("submit_async.py", *paths)
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(line.partition(": ")[0] for line in done.stdout.splitlines()) == [str(path) for path in paths]
    assert len(set(ids(done.stdout))) == 3


@pytest.mark.whole
def test_submit_async_continues_after_an_invalid_order(run: Run, order_file: OrderFile) -> None:
    good, bad = order_file("async-good"), order_file("async-bad", currency="dollars")
    done = run("submit_async.py", bad, good)
    assert done.returncode == 1
    assert done.stdout.startswith(f"{good}: ")
    assert done.stderr.startswith(f"{bad}: ")
    assert "/currency" in done.stderr


def test_track_of_an_order_prints_each_status_until_delivered(run: Run, order_file: OrderFile, base_url: str) -> None:
    run("submit.py", order_file("track-1"))
    advance(base_url, "track-1", "printed")  # fewer reads, each of which the script waits for
    done = run("track.py", "track-1")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line for line in lines if not line.startswith("track at ")] == ["in_production", "shipped", "delivered"]
    assert any(line.startswith("track at https://") for line in lines)


@pytest.mark.whole
def test_track_of_an_unknown_order_names_it(run: Run) -> None:
    done = run("track.py", "no-such-order")
    assert (done.returncode, done.stdout) == (1, "")
    assert "404" in done.stderr


def test_track_of_a_failed_order_prints_its_end(run: Run, order_file: OrderFile) -> None:
    item = json.loads((EXAMPLES / "order.json").read_text("utf-8"))["items"][0]
    item["files"][0]["url"] = "https://example.com/sandbox-404.pdf"
    run("submit.py", order_file("track-failed", items=[item]))
    done = run("track.py", "track-failed")
    assert (done.returncode, done.stdout, done.stderr) == (3, "", "The order is failed.\n")


@pytest.mark.whole
def test_track_of_a_waiting_order_ends_at_its_timeout(run: Run, order_file: OrderFile) -> None:
    run("submit.py", order_file("track-draft", orderType="draft"))  # a draft waits for approval
    done = run("track.py", "track-draft", "--timeout", "1.5")
    assert (done.returncode, done.stdout) == (4, "")
    assert "'track-draft'" in done.stderr


def test_search_for_references_prints_each_order(run: Run, order_file: OrderFile) -> None:
    submitted = run("submit_async.py", order_file("search-1"), order_file("search-2"))
    done = run("search.py", "search-1", "search-2")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == ["search-1", "search-2"]
    assert sorted(ids(done.stdout)) == sorted(ids(submitted.stdout))


@pytest.mark.whole
def test_search_without_references_prints_the_newest(run: Run, order_file: OrderFile) -> None:
    run("submit_async.py", order_file("search-3"), order_file("search-4"))
    done = run("search.py", "--max", "2")
    assert (done.returncode, len(done.stdout.splitlines())) == (0, 2)
    assert done.stderr == ""


def test_search_for_an_unknown_reference_names_it(run: Run, order_file: OrderFile) -> None:
    run("submit.py", order_file("search-5"))
    done = run("search.py", "search-5", "no-such-order")
    assert done.returncode == 1
    assert done.stdout.startswith("search-5 ")
    assert done.stderr == "No order has the reference no-such-order.\n"


def test_handle_errors_with_a_valid_order_prints_the_id(run: Run, order_file: OrderFile) -> None:
    done = run("handle_errors.py", order_file("handle-good"))
    assert (done.returncode, done.stderr) == (0, "")
    assert ID.fullmatch(done.stdout.strip())


def test_handle_errors_with_an_invalid_order_lists_the_fields(run: Run, order_file: OrderFile) -> None:
    done = run("handle_errors.py", order_file("handle-invalid", currency="dollars"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "\n  /currency: expected three capital letters" in done.stderr


def test_handle_errors_with_a_used_reference_names_its_order(run: Run, order_file: OrderFile) -> None:
    first = run("submit.py", order_file("handle-taken"))
    done = run("handle_errors.py", order_file("handle-taken", currency="EUR"))
    assert (done.returncode, done.stdout) == (4, "")
    assert done.stderr.startswith(f"read order {first.stdout.strip()} first\n")
    assert "currency" in done.stderr


@pytest.mark.parametrize("script", ORDER_SCRIPTS)
def test_wrong_secret_is_reported_as_unauthorized(run: Run, order_file: OrderFile, script: str) -> None:
    done = run(script, order_file("wrong-secret"), API_SECRET="mistyped")
    assert (done.returncode, done.stdout) == (3 if script == "handle_errors.py" else 1, "")
    assert "401" in done.stderr
    assert "mistyped" not in done.stderr


@pytest.mark.parametrize("script", ["search.py", pytest.param("track.py", marks=pytest.mark.whole)])
def test_read_with_a_wrong_key_is_reported_as_unauthorized(run: Run, script: str) -> None:
    done = run(script, "some-order", API_KEY="stranger")
    assert (done.returncode, done.stdout) == (1, "")
    assert "401" in done.stderr


@pytest.mark.parametrize("script", ORDER_SCRIPTS)
def test_script_without_a_setting_names_it(run: Run, script: str) -> None:
    done = run(script, EXAMPLES / "order.json", API_SECRET="")
    assert (done.returncode, done.stdout) == (3 if script == "handle_errors.py" else 1, "")
    assert "GELATOCONNECT_API_SECRET" in done.stderr


def test_script_without_an_argument_prints_its_usage(run: Run) -> None:
    done = run("submit.py")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("usage: ")


def test_page_of_the_examples_lists_each_script() -> None:
    assert sorted(path.name for path in EXAMPLES.glob("*.py")) == SCRIPTS
    page = (EXAMPLES / "README.md").read_text("utf-8")
    assert sorted(re.findall(r"\]\((\w+\.py)\)", page)) == SCRIPTS


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_is_short_and_names_its_exit_codes(script: str) -> None:
    text = (EXAMPLES / script).read_text("utf-8")
    assert len(text.splitlines()) < 50
    assert "Exit codes: 0 " in text.split('"""')[1]
    assert f"Run: python {script} " in text


def test_page_starts_the_sandbox_with_existing_options(run: Run) -> None:
    page = (EXAMPLES / "README.md").read_text("utf-8")
    flags = re.findall(r"^gelatoconnect-mock sandbox(.*)$", page, re.MULTILINE)[0]
    helped = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "gelatoconnect_mock", "sandbox", *flags.split(), "--help"],
        capture_output=True, text=True, timeout=SECONDS_ALLOWED, check=True,
    ).stdout  # fmt: skip
    assert all(flag in helped for flag in re.findall(r"--[a-z-]+", flags))
    exported = dict(re.findall(r"GELATOCONNECT_(\w+)=(\S+)", page))
    assert exported.pop("BASE_URL") == "http://127.0.0.1:4010/api/demo"
    assert run("search.py", **exported).returncode == 0
