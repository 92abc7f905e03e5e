"""The wheel as users get it: built, installed into fresh environments, and run. Needs no network."""

import json
import os
import signal
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterable, Iterator
from email.parser import Parser
from importlib.metadata import Distribution
from pathlib import Path

import httpx2
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.samples import sample_order

CHECKOUT = Path(__file__).parents[2]
SECONDS_ALLOWED = 120

SUBMIT = """
import json, httpx2, gelatoconnect
from gelatoconnect import GelatoConnect, models

def respond(request):
    sent = json.loads(request.content)
    return httpx2.Response(200, json={"id": "1", "orderReferenceId": sent["orderReferenceId"]})

order = models.OrderRequest.from_dict(json.loads(open(0).read()))
with GelatoConnect("acme", "key", "secret", transport=httpx2.MockTransport(respond)) as client:
    print(client.orders.submit(order).order_reference_id, gelatoconnect.__file__)
"""


def run(*command: str | Path, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    # This checkout and its environment must not leak into the installed one.
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "COV_"))
    }
    return subprocess.run(  # noqa: S603 - commands of our own
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=SECONDS_ALLOWED,
        check=False,
    )


def succeed(*command: str | Path, cwd: Path) -> None:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel with the pinned backend of this environment. Nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    succeed(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=CHECKOUT)
    (built,) = folder.glob("*.whl")
    return built


def installed(folder: Path, wheel: Path, *extras: str) -> Path:
    """Make an environment with the wheel and its declared dependencies. Return the folder of its commands.

    It needs no network: the files of each needed distribution are those of the tests' own environment.
    `nox -s build` installs from a registry.
    """
    home = folder / "env"
    venv.create(home, with_pip=False, symlinks=os.name != "nt")
    scripts = home / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).stdout.strip())
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    own = Distribution.at(next(site.glob("gelatoconnect-*.dist-info")))
    for distribution in needed_by(own, extras):
        for file in distribution.files or ():
            if ".." not in file.parts and not (site / file).exists():
                (site / file).parent.mkdir(parents=True, exist_ok=True)
                (site / file).symlink_to(file.locate())
    for entry in own.entry_points.select(group="console_scripts"):
        script = f"#!{python}\nimport sys\nfrom {entry.module} import {entry.attr}\nsys.exit({entry.attr}())\n"
        (scripts / entry.name).write_text(script, "utf-8")
        (scripts / entry.name).chmod(0o755)
    return scripts


def needed_by(distribution: Distribution, extras: Iterable[str]) -> Iterator[Distribution]:
    """Return the dependencies of a distribution with these extras, from the tests' environment."""
    waiting, seen = [(distribution, extra) for extra in ("", *extras)], set[tuple[str, str]]()
    while waiting:
        asking, extra = waiting.pop()
        for line in asking.requires or ():
            requirement = Requirement(line)
            if requirement.marker is not None and not requirement.marker.evaluate({"extra": extra}):
                continue
            if canonicalize_name(requirement.name) == "gelatoconnect":
                waiting += [(distribution, one) for one in requirement.extras]
                continue
            found = Distribution.from_name(requirement.name)
            for one in ("", *requirement.extras):
                if (requirement.name, one) not in seen:
                    seen.add((requirement.name, one))
                    waiting.append((found, one))
            yield found


@pytest.fixture(scope="session")
def library(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("library"), wheel)


@pytest.fixture(scope="session")
def mocks(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installed(tmp_path_factory.mktemp("mocks"), wheel, "mock", "testing")


def contents(wheel: Path, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(name)


def test_installed_library_submits_an_order(library: Path, tmp_path: Path) -> None:
    done = run(library / "python", "-c", SUBMIT, cwd=tmp_path, stdin=json.dumps(sample_order()))
    assert done.stderr == ""
    reference, file = done.stdout.split(maxsplit=1)
    assert reference == "ref-1"
    assert Path(file.strip()).is_relative_to(library.parent)


def test_base_install_needs_httpx2_and_attrs_only(wheel: Path) -> None:
    name = "-".join(wheel.name.split("-")[:2]) + ".dist-info/METADATA"
    wanted = Parser().parsestr(contents(wheel, name).decode()).get_all("Requires-Dist", [])
    assert {one.split("<")[0].split(">")[0] for one in wanted if "extra ==" not in one} == {"httpx2", "attrs"}


@pytest.mark.parametrize("package", ["gelatoconnect", "gelatoconnect_api", "gelatoconnect_mock"])
def test_wheel_marks_each_package_as_typed(wheel: Path, package: str) -> None:
    assert contents(wheel, f"{package}/py.typed") == b""


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("gelatoconnect.yaml", "openapi/gelatoconnect.yaml"),
        ("prism/package.json", "mock/prism/package.json"),
        ("prism/package-lock.json", "mock/prism/package-lock.json"),
        ("prism/.npmrc", "mock/prism/.npmrc"),
    ],
)
def test_wheel_ships_the_contract_and_the_prism_lock_unchanged(wheel: Path, name: str, source: str) -> None:
    assert contents(wheel, f"gelatoconnect_mock/_shipped/{name}") == (CHECKOUT / source).read_bytes()


def test_installed_command_prints_its_version(mocks: Path, wheel: Path, tmp_path: Path) -> None:
    done = run(mocks / "gelatoconnect-mock", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, f"gelatoconnect-mock {wheel.name.split('-')[1]}\n")


def test_command_without_the_extra_says_what_to_install(library: Path, tmp_path: Path) -> None:
    done = run(library / "gelatoconnect-mock", "prism", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pip install 'gelatoconnect[mock]'" in done.stderr


@pytest.mark.usefixtures("prism_installed")
def test_prism_of_the_installed_wheel_runs(mocks: Path, tmp_path: Path) -> None:
    command = [str(mocks / "gelatoconnect-mock"), "prism", "--ready-json", "--port", "0", "--silent"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        order = httpx2.get(f"{ready['url']}/your-order-ref-123", headers={"X-API-KEY": "key:secret"}).json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS_ALLOWED) == 0
    assert order["orderReferenceId"] == "your-order-ref-123"


def test_sandbox_of_the_installed_wheel_runs(mocks: Path, tmp_path: Path) -> None:
    command = [str(mocks / "gelatoconnect-mock"), "sandbox", "--ready-json", "--port", "0"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        url = json.loads(process.stdout.readline())["url"]
        control = url.replace("/api/demo", "/_sandbox")
        with httpx2.Client(headers={"X-API-KEY": "test-key:test-secret"}) as client:
            order_id = client.post(f"{url}/order", json=sample_order()).json()["id"]
            moved = client.post(f"{control}/orders/{order_id}/advance", json={"to": "shipped"})
            order = client.get(f"{url}/{order_id}").json()
            described = client.get(f"{control}/openapi.json").json()
            assumed = client.get(f"{control}/assumptions/duplicates").json()
        process.send_signal(signal.SIGTERM)
        assert process.wait(SECONDS_ALLOWED) == 0
    assert (moved.status_code, order["fulfillmentStatus"]) == (200, "shipped")
    assert "/_sandbox/orders" in described["paths"]
    assert assumed["setting"] == "conflict"


def test_fixtures_of_the_installed_wheel_work(mocks: Path, tmp_path: Path) -> None:
    tmp_path.joinpath("test_shop.py").write_text(
        "def test_a_sandbox_is_there(gelatoconnect_sandbox):\n    assert gelatoconnect_sandbox.orders == []\n"
    )
    done = run(mocks / "python", "-m", "pytest", "-q", "test_shop.py", cwd=tmp_path)
    assert "1 passed" in done.stdout, done.stdout
