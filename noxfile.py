# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]==2026.10.20"]
# ///
"""Every task of the project. `python3 noxfile.py tests` needs only Python and Node: nox is fetched when it is missing.

Without a name the sessions are listed. What follows `--` goes to the tool a session runs.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def _bootstrap():
    """Make an environment with the pinned nox under .nox/ and go on in it.

    A bare `pip install nox` is refused on many machines, so an environment of our own it is. The stamp is written last:
    an interrupted bootstrap starts over.
    """
    if sys.version_info < (3, 11):  # noqa: UP036 - the message is for those whose python3 is older
        sys.exit("This project needs Python 3.11 or newer; python3 here is " + sys.version.split()[0] + ".")
    lines = Path(__file__).read_text("utf-8").splitlines()
    pin = next(line.split('"')[1] for line in lines if line.startswith("# dependencies"))
    home = ROOT / ".nox" / f"bootstrap-{sys.version_info.major}.{sys.version_info.minor}"
    scripts = _scripts(home)
    stamp = home / "installed"
    if not stamp.exists() or stamp.read_text("utf-8") != pin:
        print(f"Installing {pin} into {home.relative_to(ROOT)} (once) ...", file=sys.stderr)  # noqa: T201
        shutil.rmtree(home, ignore_errors=True)
        try:
            import venv  # noqa: PLC0415 - missing on some systems, and only needed here

            venv.create(home, with_pip=True)
        except (ImportError, subprocess.CalledProcessError):
            sys.exit("Python's venv module is incomplete here. On Debian and Ubuntu: apt install python3-venv")
        pip = [scripts / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", pin]
        if subprocess.run(pip, check=False).returncode:  # noqa: S603 - every argument is our own
            sys.exit(f"{pin} could not be installed: see pip's own message above.")
        stamp.write_text(pin, "utf-8")
    os.environ["PATH"] = os.pathsep.join([str(scripts), os.environ.get("PATH", "")])
    command = [scripts / "python", "-m", "nox", "-f", str(ROOT / "noxfile.py"), *_as_sessions(sys.argv[1:])]
    sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603


def _scripts(environment):
    """Return the folder of an environment's programs."""
    return environment / ("Scripts" if os.name == "nt" else "bin")


def _as_sessions(arguments):
    """Let `tests lint -- -x` mean `-s tests lint -- -x`; no name at all lists the sessions."""
    if not arguments:
        return ["--list"]
    return arguments if arguments[0].startswith("-") else ["-s", *arguments]


if __name__ == "__main__":
    _bootstrap()

import nox  # noqa: E402

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "lint_contract", "check_generated", "tests"]


_EVIDENCE_TABLES = ("openapi/README.md", "docs/proofs.md")


def _install(session, lock):
    """Install what a lock names, and this checkout on top, so that every machine runs the same versions."""
    session.install("--require-hashes", "-r", f"requirements/{lock}.txt")
    session.install("--no-deps", "-e", ".")


def _npm_ci(session, folder):
    """Install a folder's locked npm packages, unless they are there already."""
    if shutil.which("npm") is None:
        session.error("npm was not found: install Node.js 20 or newer, which brings it")
    lock, stamp = ROOT / folder / "package-lock.json", ROOT / folder / "node_modules" / ".installed"
    if not stamp.exists() or stamp.read_text("utf-8") != lock.read_text("utf-8"):
        with session.chdir(folder):
            session.run("npm", "ci", "--no-fund", "--no-audit", "--loglevel=error", external=True)
        stamp.write_text(lock.read_text("utf-8"), "utf-8")


def _schemathesis(session):
    """Return the program, in an environment of its own: what it pins is not what the tests are held to."""
    home = Path(session.create_tmp()).resolve() / "schemathesis"
    lock, stamp = ROOT / "requirements/schemathesis.txt", home / "installed"
    if not stamp.exists() or stamp.read_text("utf-8") != lock.read_text("utf-8"):
        session.run("python", "-m", "venv", "--clear", str(home))
        python = str(_scripts(home) / "python")
        session.run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(lock))
        stamp.write_text(lock.read_text("utf-8"), "utf-8")
    return str(_scripts(home) / "schemathesis")


def _pytest(session, *arguments):
    """Run pytest and keep the compiled tests, whatever the environment says: to compile them takes a worker seconds."""
    session.run("pytest", *arguments, env={"PYTHONDONTWRITEBYTECODE": ""})


def _proof(session, *arguments):
    """Run the program of proofs, which counts the marks by a program of openapi/."""
    session.run("python", "-m", "tools.proof", *arguments, env={"PYTHONPATH": "openapi"})


@nox.session
def tests(session):
    """Run all tests: units, properties, the contract against Prism, faults, the built wheel. At most 3 minutes."""
    _install(session, "tests")
    _npm_ci(session, "openapi/lint")
    if session.posargs:
        _pytest(session, *session.posargs)
        return
    at_once = ("--dist", "worksteal", "-m", "not real_time and not whole")
    _pytest(session, "-n", "3", *at_once, "--ignore=tests/unit")
    # Coverage counts here, and slows all else.
    _pytest(session, "-n", "3", *at_once, "--cov", "--cov-report=term-missing:skip-covered", "tests/unit")
    _pytest(session, "-n", "4", "-m", "real_time", "tests/machine", "tests/pacing", "tests/sandbox/server")


@nox.session
def nightly(session):
    """Properties, state machines and pace, with many more examples; then a tenth of the mutants of the code."""
    _install(session, "tests")
    sandbox_machine = "tests/proof/test_sandbox_machine.py"
    wanted = session.posargs or ["tests/property", "tests/machine", "tests/pacing", sandbox_machine]
    _pytest(session, "--hypothesis-profile=nightly", *wanted)
    if not session.posargs:
        session.notify("code_mutants", ["--tenth"])


@nox.session
def mutants(session):
    """Score the mutants of the contract by body, list survivors by JSON pointer, and judge spoiled responses."""
    _install(session, "tests")
    _proof(session, "--only", "mutants", "client", "spoiled_responses")


@nox.session
def code_mutants(session):
    """Score the tests by mutants of the code: hours. `-- --module retry`: one module; `-- --check`: a fixed sample."""
    _install(session, "code_mutants")
    _npm_ci(session, "openapi/lint")
    if "--check" in session.posargs:
        _pytest(session, "tests/code_mutants")
    session.run("python", "-m", "tools.code_mutants", *session.posargs)


@nox.session
def schemathesis(session):
    """Schemathesis against the sandbox: all checks on, every phase, no failure."""
    _install(session, "tests")
    program = _schemathesis(session)
    session.run("python", "-m", "tools.proof.schemathesis_run", "--schemathesis", program, *session.posargs)


@nox.session
def proof(session):
    """Take every proof that contract, client and mocks agree, and write its page; `-- --check` compares instead."""
    _install(session, "tests")
    _npm_ci(session, "openapi/lint")
    _pytest(session, "-n", "2", "-m", "whole")
    _proof(session, "--schemathesis", _schemathesis(session), *session.posargs)


@nox.session
def demo(session):
    """Run the tour: an order from submission to cancellation against the local sandbox, then what can go wrong."""
    _install(session, "demo")
    session.run("python", "demo/tour.py", *session.posargs)


@nox.session
def generate(session):
    """Write the generated client, and the tables of evidence, from the contract."""
    session.install("--require-hashes", "-r", "requirements/generate.txt")
    session.run("python", "openapi/generator/generate.py")
    session.run("python", "openapi/evidence.py", *_EVIDENCE_TABLES)


@nox.session
def check_generated(session):
    """Fail where the generated client differs from what the contract gives, naming each file."""
    session.install("--require-hashes", "-r", "requirements/generate.txt")
    session.run("python", "openapi/generator/generate.py", "--check")
    session.run("python", "openapi/evidence.py", "--check", *_EVIDENCE_TABLES)


@nox.session
def lint(session):
    """Style, types twice over, who may import whom, and what changed of the public surface."""
    _install(session, "lint")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")
    session.run("pyright", "--pythonpath", str(Path(session.bin) / "python"))
    session.run("lint-imports")
    session.run("python", "wrapper/public_api.py")


@nox.session
def style(session):
    """Run ruff alone, the quick half of `lint`, as the pre-commit hook does. `-- --fix` corrects what it can."""
    session.install("--require-hashes", "-r", "requirements/lint.txt")
    session.run("ruff", "check", *session.posargs, ".")
    session.run("ruff", "format", *([] if "--fix" in session.posargs else ["--check"]), ".")


@nox.session
def record_api(session):
    """Write the public surface of the library to wrapper/public_api.txt, telling what breaks and what only adds."""
    _install(session, "lint")
    session.run("python", "wrapper/public_api.py", "record")


@nox.session
def lint_contract(session):
    """Redocly's rules and the specification's own schema, for the contract; and what it breaks of its last release."""
    session.install("--require-hashes", "-r", "requirements/tests.txt")
    _npm_ci(session, "openapi/lint")
    redocly = ROOT / "openapi/lint/node_modules/@redocly/cli/bin/cli.js"
    environment = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}
    session.run(
        "node", str(redocly), "lint", "openapi/gelatoconnect.yaml", "--config", "openapi/lint/redocly.yaml",
        external=True, env=environment,
    )  # fmt: skip
    session.run("openapi-spec-validator", "openapi/gelatoconnect.yaml")
    session.run("python", "openapi/releases.py")


@nox.session
def release_contract(session):
    """Keep the contract under openapi/released/, by its version; refused where the version hides a breaking change."""
    session.install("--require-hashes", "-r", "requirements/tests.txt")
    _npm_ci(session, "openapi/lint")
    session.run("python", "openapi/releases.py", "record")


@nox.session
def bench(session):
    """Measure the figures of docs/benchmarks.md: imports, calls, preflight. Ratios, side by side in one run."""
    _install(session, "tests")
    # Kept compiled, whatever the environment says: a start is that of an installed package.
    session.run("python", "benchmarks/run.py", *session.posargs, env={"PYTHONDONTWRITEBYTECODE": ""})


# What each built file is asked, in an environment that holds nothing else. `_SMOKE` runs with the base install.
_SMOKE = """
import pathlib, sys
import gelatoconnect
from gelatoconnect import GelatoConnect, GelatoConnectError, Options, errors, history, models
client = GelatoConnect("acme", "key", "secret", options=Options(deadline=1))
client.close()
assert pathlib.Path(gelatoconnect.__file__).is_relative_to(sys.prefix), gelatoconnect.__file__
print("library", gelatoconnect.__file__)
"""
_SMOKE_MOCK = """
from gelatoconnect import GelatoConnect
from gelatoconnect_mock.sandbox.server.server import SandboxServer
with SandboxServer() as server:
    with GelatoConnect(api_key="test-key", api_secret="test-secret", base_url=server.url) as client:
        print("sandbox", list(client.orders.search()))
"""


@nox.session
def build(session):
    """Make sdist and wheel in dist/, install each into an empty environment, and run library and command there."""
    session.install("--require-hashes", "-r", "requirements/build.txt")
    dist = ROOT / "dist"
    shutil.rmtree(dist, ignore_errors=True)
    # The wheel is made from the sdist, so a file that the sdist lacks is missed here.
    session.run("python", "-m", "build", "--no-isolation", "--outdir", str(dist))
    for made in sorted(dist.iterdir()):
        home = Path(session.create_tmp()).resolve() / ("wheel" if made.suffix == ".whl" else "sdist")
        session.run("python", "-m", "venv", "--clear", str(home))
        # Neither this checkout nor the session's own packages may answer for what is installed.
        python, elsewhere = str(_scripts(home) / "python"), {"PYTHONPATH": "", "PYTHONSAFEPATH": "1"}
        install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        with session.chdir(home):
            session.run(*install, str(made), external=True)
            session.run(python, "-c", _SMOKE, external=True, env=elsewhere)
            session.run(*install, f"{made}[mock]", external=True)
            for argument in ("--version", "--help"):
                session.run(str(_scripts(home) / "gelatoconnect-mock"), argument, external=True, env=elsewhere)
            session.run(python, "-c", _SMOKE_MOCK, external=True, env=elsewhere)
    session.log("dist/ holds %s", " and ".join(sorted(made.name for made in dist.iterdir())))


@nox.session
def lock(session):
    """Bring requirements in step with pyproject.toml; `-- --upgrade` takes newer versions. No lock names a registry."""
    session.install("uv")
    for name, wanted in {
        "tests": ["--extra", "testing", "--extra", "otel", "--group", "test"],
        "code_mutants": ["--extra", "testing", "--extra", "otel", "--group", "test", "--group", "code_mutants"],
        "lint": ["--extra", "testing", "--extra", "otel", "--group", "test", "--group", "lint"],
        "generate": ["--group", "generate"],
        "demo": ["--extra", "mock"],
        "schemathesis": ["--group", "schemathesis"],
        "build": ["--group", "build"],
    }.items():
        # The environment that builds needs nothing of the library itself.
        source = [] if name == "build" else ["pyproject.toml"]
        session.run(
            "uv", "pip", "compile", *source, *wanted, "--universal", "--python-version", "3.11",
            # With hashes, pip takes a requirement with extras only if its pin names them too.
            "--generate-hashes", "--no-strip-extras", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet",
            *session.posargs, "--no-emit-package", "gelatoconnect", "-o", f"requirements/{name}.txt",
        )  # fmt: skip


@nox.session
def check_locks(session):
    """Let the pip of a fresh environment resolve every lock with its hashes, and install nothing."""
    home = Path(session.create_tmp()).resolve() / "pip"
    session.run("python", "-m", "venv", "--clear", str(home))
    pip = [str(_scripts(home) / "python"), "-m", "pip", "--disable-pip-version-check", "--quiet"]
    for file in sorted((ROOT / "requirements").glob("*.txt")):
        session.run(*pip, "install", "--dry-run", "--require-hashes", "-r", str(file), external=True)
