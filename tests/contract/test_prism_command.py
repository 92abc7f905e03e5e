"""`gelatoconnect-mock prism` as a process: the ready line, the service, a clean stop."""

# ruff: noqa: S603 - the command under test and ps, run as a user runs them

import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.prism.install import folder_of, installed_prism, write_record

from tests.contract.processes import alive, children
from tests.standins.sandbox import plain_client
from tests.waiting import PATIENCE, until

KEY = {"X-API-KEY": "key:secret"}
ORDER_ID = "32884a3e-bd09-42be-8225-c5cea7d24611"
COMMAND = [sys.executable, "-m", "gelatoconnect_mock"]

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals and shell scripts")


@contextlib.contextmanager
def running(*arguments: str, group: bool = False, **environment: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [*COMMAND, "prism", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        start_new_session=group,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.communicate()


def refused(*arguments: str, **environment: str) -> tuple[int, str]:
    result = subprocess.run(
        [*COMMAND, "prism", *arguments],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env={**os.environ, **environment},
        check=False,
    )
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    return result.returncode, result.stderr.strip()


def accepts_connections(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return False
    return True


def printed(process: subprocess.Popen[str]) -> str:
    """Return the next line that the process prints."""
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.fixture(scope="module")
def ready(prism_installed: None) -> Iterator[dict[str, Any]]:  # noqa: ARG001 - skips without it
    with running("--ready-json", "--port", "0", "--prefix", "acme") as process:
        yield {**json.loads(printed(process)), "process": process.pid}


def test_ready_line_has_base_url_port_and_the_supervisors_pid(ready: dict[str, Any]) -> None:
    assert ready["url"] == f"http://127.0.0.1:{ready['port']}/api/acme"
    assert ready["pid"] == ready["process"]
    assert ready["port"] > 0


def test_every_operation_responds_at_its_production_path(ready: dict[str, Any]) -> None:
    examples = load_contract()["components"]["examples"]
    calls = [
        ("POST", "/order", examples["SubmitSeed"]["value"]),
        ("GET", f"/{ORDER_ID}", None),
        ("POST", "/search", examples["SearchByReferences"]["value"]),
        ("PUT", f"/{ORDER_ID}", {"shipmentMethodUid": "express"}),
        ("POST", f"/{ORDER_ID}/cancel", None),
    ]
    with plain_client(base_url=ready["url"], headers=KEY) as client:
        responses = {
            f"{method} {path}": client.request(method, path, **({} if body is None else {"json": body}))
            for method, path, body in calls
        }

    assert {call: response.status_code for call, response in responses.items()} == dict.fromkeys(responses, 200)
    assert [name for name, response in responses.items() if "sl-violations" in response.headers] == []
    assert responses["POST /order"].json() == examples["SubmittedSeed"]["value"]


def test_another_prefix_returns_404(ready: dict[str, Any]) -> None:
    other = ready["url"].replace("/acme", "/demo")

    with plain_client(headers=KEY) as client:
        assert client.get(f"{other}/{ORDER_ID}").status_code == 404


def test_taken_port_is_an_error_that_says_what_to_do(ready: dict[str, Any]) -> None:
    code, message = refused("--port", str(ready["port"]))

    assert code == 2
    assert message == (
        f"gelatoconnect-mock: Port {ready['port']} on 127.0.0.1 is already taken: "
        "stop the program that holds it, or choose another with --port (0 picks a free one)."
    )


@pytest.mark.usefixtures("prism_installed")
@posix_only
def test_sigterm_leaves_no_process_and_no_port() -> None:
    with running("--ready-json", "--port", "0") as process:
        port = json.loads(printed(process))["port"]
        (prism,) = children(process.pid)

        process.terminate()
        stdout, stderr = process.communicate(timeout=PATIENCE)

        assert (process.returncode, stdout) == (0, "")
        assert "Traceback" not in stderr
        assert not alive(prism)
        assert not accepts_connections(port)


@pytest.mark.usefixtures("prism_installed")
@posix_only
@pytest.mark.whole
def test_ctrl_c_stops_both_and_reports_no_crash_of_prism() -> None:
    with running("--ready-json", "--port", "0", group=True) as process:
        port = json.loads(printed(process))["port"]
        (prism,) = children(process.pid)

        os.killpg(process.pid, signal.SIGINT)
        _, stderr = process.communicate(timeout=PATIENCE)

        assert process.returncode == 0
        assert "Traceback" not in stderr
        assert "ended by itself" not in stderr
        assert not alive(prism)
        assert not accepts_connections(port)


@pytest.mark.usefixtures("prism_installed")
@posix_only
def test_killed_supervisor_takes_prism_with_it() -> None:
    with running("--ready-json", "--port", "0") as process:
        port = json.loads(printed(process))["port"]
        (prism,) = children(process.pid)

        process.kill()
        process.wait()

        until(lambda: not alive(prism) and not accepts_connections(port))


@pytest.mark.usefixtures("prism_installed")
@pytest.mark.skipif(shutil.which("curl") is None, reason="the line is for curl")
@pytest.mark.whole
def test_start_without_json_prints_url_credentials_and_a_curl_line() -> None:
    with running("--port", "0", "--silent") as process:
        lines = [printed(process) for _ in range(5)]
        curl = next(line.split("try", 1)[1].strip() for line in lines if "curl" in line)
        result = subprocess.run(
            shlex.split(curl),
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
            env={**os.environ, "NO_PROXY": "*"},
        ).stdout

    assert result.startswith("HTTP/1.1 200")
    assert any("http://127.0.0.1:" in line and line.strip().endswith("/api/demo") for line in lines)
    assert any("X-API-KEY: <key>:<secret>" in line for line in lines)


def test_missing_node_is_one_sentence(tmp_path: Path) -> None:
    code, message = refused("--port", "0", PATH=str(tmp_path))

    assert code == 2
    assert message == (
        "gelatoconnect-mock: Prism needs Node.js 20 or newer and no node is on PATH: install it from nodejs.org."
    )


@posix_only
@pytest.mark.parametrize("version", ["v18.19.1", "v8.0.0", "nonsense", ""])
def test_old_node_is_an_error_with_its_version_and_path(tmp_path: Path, version: str) -> None:
    fake = tmp_path / "node"
    fake.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
    fake.chmod(0o755)

    code, message = refused("--port", "0", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert code == 2
    assert str(fake) in message
    assert (version or "of no known version") in message
    assert "Node.js 20 or newer" in message
    assert len(message.splitlines()) == 1


@pytest.mark.usefixtures("prism_installed")
@posix_only
def test_prism_that_is_never_ready_exits_1_with_its_last_error(tmp_path: Path) -> None:
    fake = tmp_path / "node"
    fake.write_text(
        '#!/bin/sh\n[ "$1" = --version ] && echo v20.0.0 && exit\necho "Error: no luck today" >&2\nexit 7\n',
        encoding="utf-8",
    )
    fake.chmod(0o755)

    code, message = refused("--port", "0", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    assert code == 1
    assert message.splitlines()[-1] == (
        "gelatoconnect-mock: Prism ended 5 times in a row before it was ready and is not started again: "
        "Error: no luck today; last requests: none was logged."
    )


@pytest.mark.usefixtures("prism_installed")
def test_unservable_contract_is_an_error_with_prisms_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken #1 50%.json"
    broken.write_text(
        json.dumps(
            {
                "openapi": "3.1.0",
                "info": {"title": "x", "version": "1"},
                "paths": {"/a": {"get": {"responses": {"200": {"$ref": "#/components/responses/none"}}}}},
            }
        ),
        encoding="utf-8",
    )

    code, message = refused("--port", "0", "--silent", "--contract", str(broken))

    assert code == 2
    assert message.splitlines()[-1].startswith("gelatoconnect-mock: Prism cannot serve the contract: at ")
    assert '"components" in "#/components/responses/none" does not exist' in message


@pytest.mark.usefixtures("prism_installed")
@pytest.mark.whole
def test_cache_path_with_spaces_accents_and_url_characters_works(tmp_path: Path) -> None:
    cache = tmp_path / "häuslich 50%25 #1"
    cache.mkdir()
    installed = installed_prism(stopping=threading.Event(), say=print).parents[4]
    (cache / "gelatoconnect").mkdir()
    (cache / "gelatoconnect" / installed.name).symlink_to(installed, target_is_directory=True)

    with running("--ready-json", "--port", "0", "--silent", XDG_CACHE_HOME=str(cache)) as process:
        url = json.loads(printed(process))["url"]
        with plain_client(headers=KEY) as client:
            result = client.get(f"{url}/{ORDER_ID}")

    assert result.status_code == 200
    assert len(list((cache / "gelatoconnect").glob("contract-*.json"))) == 1


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["--prefix", "a/b"], "The prefix 'a/b' cannot stand in a path"),
        (["--port", "70000"], "'70000' is no port"),
        (["--port", "http"], "'http' is no port"),
        (["--host", "no.such.host.invalid"], "The host 'no.such.host.invalid' is unknown here"),
        (["--host", "192.0.2.1", "--port", "0"], "The host '192.0.2.1' is no address of this machine"),
        (["--contract", "absent.yaml", "--port", "0"], "The contract absent.yaml cannot be read"),
    ],
)
def test_invalid_argument_exits_2_and_is_named(arguments: list[str], named: str) -> None:
    code, message = refused(*arguments)

    assert code == 2
    assert named in message.splitlines()[-1]


def test_install_without_the_mock_extra_says_what_to_install() -> None:
    without = (
        "import sys; sys.modules['yaml'] = None; "
        "from gelatoconnect_mock.cli.main import main; sys.exit(main(['prism']))"
    )
    result = subprocess.run([sys.executable, "-c", without], capture_output=True, text=True, check=False)

    assert result.returncode == 2
    assert result.stderr == "gelatoconnect-mock: The mocks need yaml: pip install 'gelatoconnect[mock]'.\n"


def test_version_flag_prints_the_version() -> None:
    result = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True).stdout

    assert result.startswith("gelatoconnect-mock ")


@pytest.mark.usefixtures("prism_installed")
def test_damaged_install_names_the_folder_to_delete(tmp_path: Path) -> None:
    entry = installed_prism(stopping=threading.Event(), say=print)
    home = tmp_path / "gelatoconnect" / folder_of(entry).name
    stub = home / entry.relative_to(folder_of(entry))
    stub.parent.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(folder_of(entry) / name, home / name)
    stub.write_text("require('a-module-that-was-removed')", encoding="utf-8")
    write_record(home)

    code, message = refused("--port", "0", XDG_CACHE_HOME=str(tmp_path))

    assert code == 2
    assert "Cannot find module 'a-module-that-was-removed'" in message
    assert f"delete {home} to have it installed again" in message
    assert "Starting it again" not in message
