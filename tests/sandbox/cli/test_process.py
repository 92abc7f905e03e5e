"""How the command starts and stops, and what it prints."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from gelatoconnect_mock.runtime.console import ready_line

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import COMMAND, CREDENTIALS, SandboxCommand, environment, plain_client, refused
from tests.waiting import PATIENCE, until

Start = Callable[..., SandboxCommand]
posix = pytest.mark.skipif(os.name != "posix", reason="signals and descriptors of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
MAX_IDLE_KILOBYTES = 60 * 1_024


def can_listen(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        return probe.connect_ex(("127.0.0.1", port)) != 0


def test_ready_line_has_the_shape_of_every_mock(start: Start) -> None:
    sandbox = start()
    assert list(sandbox.ready) == list(json.loads(ready_line("", 0))) == ["url", "port", "pid"]
    assert sandbox.ready["pid"] == sandbox.process.pid
    assert sandbox.url == f"http://127.0.0.1:{sandbox.port}/api/demo"
    with sandbox.client() as client:
        assert client.post("/order", json=an_order()).status_code == 200


def test_process_with_a_visibility_lag_and_a_hollow_order(start: Start) -> None:
    sandbox = start("--seed", "1", "--visibility-lag", "3")
    order = an_order(preventDuplicates=True)
    order["shippingAddress"]["city"] = ""
    with sandbox.client() as client:
        response = client.post("/order", json=order)
        assert response.status_code == 200
        assert response.headers["x-sandbox-unknown-fields"] == "/preventDuplicates"
        assert response.headers["x-sandbox-advisories"] == "/shippingAddress/city"
        assert client.get("/r-1").status_code == 404
        clock = client.base_url.join("/_sandbox/clock/advance")
        assert client.post(clock, json={"seconds": 3}).status_code == 200
        assert client.get("/r-1").status_code == 200


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_stop_signal_ends_it_cleanly_with_open_connections(start: Start, number: signal.Signals) -> None:
    sandbox = start()
    with sandbox.client() as client, socket.create_connection(("127.0.0.1", sandbox.port)) as half_a_request:
        client.get("/x")
        half_a_request.sendall(b"POST /api/demo/order HTTP/1.1\r\ncontent-length: 10\r\n\r\n{")
        assert sandbox.stopped_by(number) == (0, "", "")
    assert can_listen(sandbox.port)


@posix
def test_ignored_sighup_stays_ignored(start: Start) -> None:
    sandbox = start(hang_up=signal.SIG_IGN)
    sandbox.process.send_signal(signal.SIGHUP)
    with sandbox.client() as client:
        assert client.get("/x").status_code == 404
    assert sandbox.stopped_by(signal.SIGTERM) == (0, "", "")


@posix
def test_daemon_without_standard_streams_sends_responses(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    detach = (
        "import os, sys\n"
        "if os.fork(): os._exit(0)\n"
        "os.setsid()\n"
        "for number in (0, 1, 2): os.close(number)\n"
        f"open({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\n"
        f"os.execv({COMMAND[0]!r}, {[*COMMAND, '--port', str(port)]!r})"
    )
    subprocess.run([sys.executable, "-c", detach], check=True, timeout=PATIENCE, env=environment())  # noqa: S603 - as above
    try:
        with plain_client(base_url=f"http://127.0.0.1:{port}/api/demo", headers=CREDENTIALS) as client:
            until(lambda: answers(client))
    finally:
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)
    until(lambda: can_listen(port))


def test_closed_standard_output_ends_it() -> None:
    process = subprocess.Popen(  # noqa: S603 - the command under test
        [*COMMAND, "--port", "0", "--ready-json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == b""
    assert process.wait(PATIENCE) == 1
    process.stderr.close()


def test_port_in_use_is_refused(start: Start, tmp_path: Path) -> None:
    port = str(start().port)
    assert f"Port {port} on 127.0.0.1 is already taken" in refused("--port", port, "--state", str(tmp_path / "db"))
    assert list(tmp_path.iterdir()) == [], "a start that fails leaves no file"


def test_it_listens_on_ipv6(start: Start) -> None:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")
    sandbox = start("--host", "::1")
    assert sandbox.url == f"http://[::1]:{sandbox.port}/api/demo"
    with sandbox.client() as client:
        assert client.get("/x").status_code == 404


def test_host_of_another_machine_is_refused() -> None:
    assert "is no address of this machine" in refused(
        "--host", "192.0.2.1", "--control-token", "a-token", "--key", "k:s", "--port", "0"
    )


@pytest.mark.parametrize("module", ["httptools", "orjson", "jsonschema_rs"])
def test_missing_extra_is_named(module: str) -> None:
    code = (
        f"import sys; sys.modules[{module!r}] = None; from gelatoconnect_mock.cli.main import main; "
        "sys.exit(main(['sandbox', '--port', '0']))"
    )
    done = subprocess.run(  # noqa: S603 - the command under test
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment()
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"gelatoconnect-mock: The mocks need {module}: pip install 'gelatoconnect[mock]'.\n"


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("folder", None, "is a folder"), ("diary.txt", "dear diary", "is no state of a sandbox")],
)
def test_unusable_state_path_is_refused(tmp_path: Path, name: str, content: str | None, sentence: str) -> None:
    path = tmp_path / name
    path.mkdir() if content is None else path.write_text(content)
    assert sentence in (message := refused("--port", "0", "--state", str(path)))
    assert str(path) in message
    assert content is None or path.read_text() == content


def test_state_file_in_use_is_refused_and_its_owner_continues(start: Start, tmp_path: Path) -> None:
    path = str(tmp_path / "orders.db")
    owner = start("--state", path)
    assert f"The state file {path} is in use by another sandbox" in refused("--port", "0", "--state", path)
    with owner.client() as client:
        assert client.post("/order", json=an_order()).status_code == 200


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may read, unlike pytest's."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize("mode", [0o444, 0o666])
def test_state_file_without_write_permission_is_refused(start: Start, open_folder: Path, mode: int) -> None:
    path = open_folder / "orders.db"
    start("--state", str(path)).stopped_by(signal.SIGTERM)
    path.chmod(mode)  # with 0o666 the folder still forbids the log file
    before = path.read_bytes()
    code = (
        "import os, sys, pathlib\n"
        "from gelatoconnect_mock.sandbox.storage.sqlite import Storage\n"
        "os.setuid(65534)\n"
        "try: Storage(pathlib.Path(sys.argv[1]))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-c", code, str(path)],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip
    assert done.stdout.startswith(f"UserError The state file {path} cannot be written"), done.stderr
    assert path.read_bytes() == before


def test_server_imports_no_prism_yaml_or_http_client() -> None:
    code = (
        "import sys; from gelatoconnect_mock.cli.main import main; import gelatoconnect_mock.sandbox.server.server\n"
        "try: main(['sandbox', '--help'])\n"
        "except SystemExit: pass\n"
        "print(*sorted(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - the command under test
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=PATIENCE, check=True, env=environment()
    )
    loaded = {*done.stdout.split()}
    assert "gelatoconnect_mock.sandbox.api.sandbox" in loaded
    unneeded = {"httpx2", "yaml", "filelock", "platformdirs", "importlib.metadata", "gelatoconnect"}
    assert not loaded & {*unneeded, "gelatoconnect_mock.prism.server"}


@posix
def test_forked_child_has_its_own_sandbox() -> None:
    code = """
import os, urllib.request, urllib.error
from gelatoconnect_mock.sandbox.server.server import SandboxServer
def status(server):
    request = urllib.request.Request(server.url + "/x", headers={"X-API-KEY": "test-key:test-secret"})
    try: urllib.request.urlopen(request)
    except urllib.error.HTTPError as error: return error.code
with SandboxServer() as parent:
    child = os.fork()
    if child == 0:
        with SandboxServer() as own:
            os._exit(0 if status(own) == 404 and own.port != parent.port else 1)
    assert os.waitpid(child, 0)[1] == 0
    print(status(parent))
"""
    done = subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("404\n", "")


@linux
def test_idle_sandbox_uses_little_memory(start: Start) -> None:
    status = Path(f"/proc/{start().process.pid}/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    assert resident < MAX_IDLE_KILOBYTES


def answers(client: httpx2.Client) -> bool:
    """Return True once a sandbox answers this client."""
    try:
        return client.get("/x").status_code == 404
    except httpx2.TransportError:
        return False
