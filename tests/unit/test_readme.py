"""What the README and the guide show works as printed, and their lists are complete."""

import inspect
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from unittest.mock import Mock

import pytest
import yaml
from gelatoconnect import GelatoConnect, Options, errors
from gelatoconnect._engine import submit
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.testing.sandbox import ServedSandbox

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
GUIDE = (CHECKOUT / "docs/guide.md").read_text(encoding="utf-8")
CONTRACT = yaml.safe_load((CHECKOUT / "openapi/gelatoconnect.yaml").read_text(encoding="utf-8"))
ORDER = CONTRACT["components"]["examples"]["SubmitSeed"]["value"]
CURL_LINES = re.findall(r"^curl .*$", README + GUIDE, re.MULTILINE)
DOCS = [f"docs/{page.name}" for page in sorted((CHECKOUT / "docs").glob("*.md"))]
PAGES = ["README.md", "CONTRIBUTING.md", "mock/README.md", *DOCS]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def example(name: str, page: str = README) -> str:
    code = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", page, re.DOTALL)
    assert code is not None
    return code[1]


def set_environment(monkeypatch: pytest.MonkeyPatch, sandbox: ServedSandbox) -> None:
    monkeypatch.setenv("GELATOCONNECT_BASE_URL", sandbox.base_url)
    monkeypatch.setenv("GELATOCONNECT_API_KEY", sandbox.api_key)
    monkeypatch.setenv("GELATOCONNECT_API_SECRET", sandbox.api_secret)


def test_code_from_order_to_cancel_runs_as_printed(
    gelatoconnect_server: ServedSandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, gelatoconnect_server)
    exec(compile(example("order to cancel"), "README.md", "exec"), {})  # noqa: S102 - our own README
    (order,) = gelatoconnect_server.orders
    assert order["fulfillmentStatus"] == "canceled"
    assert capsys.readouterr().out.split() == [order["id"], "received"]


def test_code_that_watches_makes_a_span_per_call(
    gelatoconnect_server: ServedSandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    set_environment(monkeypatch, gelatoconnect_server)
    with GelatoConnect() as client:
        client.orders.submit(ORDER)
    tracer = Mock()
    exec(compile(example("watch", GUIDE), "guide.md", "exec"), {"tracer": tracer})  # noqa: S102 - our own page
    assert capsys.readouterr().out.split() == ["1", "1"]
    tracer.start_span.assert_called_once_with("get")
    span = tracer.start_span.return_value
    assert span.add_event.call_args.args[0].startswith("get: 200 after ")
    span.end.assert_called_once_with()


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 170


def test_the_guarantees_are_those_of_the_code_word_for_word() -> None:
    promised = guarantees((CHECKOUT / "docs/exactly-once.md").read_text(encoding="utf-8"))
    assert len(promised) == 3
    assert promised == guarantees(submit.__doc__ or "")


def guarantees(text: str) -> list[str]:
    return [" ".join(one.replace("`", "").split()) for one in re.findall(r"^\d\. \*.*(?:\n   .*)*", text, re.MULTILINE)]


def test_the_figures_name_the_command_that_gives_them() -> None:
    page = (CHECKOUT / "docs/benchmarks.md").read_text(encoding="utf-8")
    measured = re.findall(r"^Medians of (\d+) rounds", page, re.MULTILINE)
    assert len(measured) == 1
    assert set(re.findall(r"bench -- --rounds (\d+)\b", page)) == set(measured)


@pytest.mark.parametrize("page", PAGES)
def test_no_page_installs_this_project_from_an_index(page: str) -> None:
    text = (CHECKOUT / page).read_text(encoding="utf-8")
    targets = re.findall(r"pip install (?:--no-deps )?(?:-e )?(?!-)('[^']+'|\S+)", text)
    elsewhere = re.compile(r"\.|dist/|git\+")
    assert [one for one in targets if not elsewhere.match(one.strip("'`"))] == []


def test_the_readme_installs_in_three_ways() -> None:
    installed = re.findall(r"^pip install (\S+|'[^']+') +# from (?:a )?(\w+)", README, re.MULTILINE)
    assert [way for _, way in installed] == ["checkout", "wheel", "git"]
    assert f"gelatoconnect-{version('gelatoconnect')}-py3-none-any.whl" in installed[1][0]


def test_prism_is_called_as_fast_in_the_help_as_on_the_page() -> None:
    page, command = (CHECKOUT / "mock/README.md", CHECKOUT / "mock/gelatoconnect_mock/cli/prism.py")
    told = "Prism logs no requests: nearly twice as fast, for benchmarks"
    assert told in page.read_text(encoding="utf-8")
    assert told in command.read_text(encoding="utf-8")


def test_every_option_that_is_named_exists() -> None:
    named = {name for page in PAGES for name in re.findall(r"Options[.(](\w+)", (CHECKOUT / page).read_text("utf-8"))}
    assert named
    assert named <= {field.name for field in fields(Options)}


def test_the_code_from_order_to_cancel_has_ten_lines() -> None:
    assert len([line for line in example("order to cancel").splitlines() if line]) <= 10


def test_the_contract_test_for_other_peoples_ci_runs_as_printed(tmp_path: Path) -> None:
    ours = f"{example('contract test')}\n\ndef our_order():\n    return {ORDER!r}\n"
    (tmp_path / "test_ours.py").write_text(ours, encoding="utf-8")
    done = subprocess.run(  # noqa: S603 - our own README
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "2 passed" in done.stdout, done.stdout


def test_the_workflow_is_yaml_and_runs_pytest() -> None:
    workflow = yaml.safe_load(example("workflow", GUIDE))
    assert workflow["jobs"]["orders"]["steps"][-1] == {"run": "pytest"}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not on this machine")
@pytest.mark.parametrize("line", CURL_LINES)
def test_each_curl_line_is_answered_as_printed(prism: PrismServer, sandbox: SandboxServer, line: str) -> None:
    # The lines speak to the default port, with the prefix for our commands and without it for plain Prism.
    line = line.replace("http://127.0.0.1:4010/api/demo", sandbox.url) if "test-key" in line else line
    here = line.replace("http://127.0.0.1:4010/api/demo", prism.url).replace("http://127.0.0.1:4010", prism.url)
    done = subprocess.run(  # noqa: S603 - our own README
        [*shlex.split(here), "--silent", "--show-error"], capture_output=True, text=True, check=True, timeout=30
    )
    assert done.stdout.split()[1] == ("429" if "code=429" in line else "200")


def test_the_curl_lines_are_there() -> None:
    assert len(CURL_LINES) == 6


def raisable() -> list[str]:
    kinds = {name: getattr(errors, name) for name in errors.__all__}
    return [
        name
        for name, kind in kinds.items()
        if issubclass(kind, errors.GelatoConnectError) and kind is not errors.GelatoConnectError
    ]


@pytest.mark.parametrize("name", raisable())
def test_the_table_of_errors_says_what_to_do_about_each(name: str) -> None:
    rows = [line for line in README.splitlines() if line.startswith("| `") and f"`{name}`" in line.split("|")[1]]
    assert len(rows) == 1


@pytest.mark.parametrize("row", [line for line in README.splitlines() if re.match(r"\| `\w+`.*\|.*`\.\w+`", line)])
def test_what_the_table_of_errors_tells_to_read_is_there(row: str) -> None:
    kinds = [getattr(errors, name) for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    for told in re.findall(r"`\.(\w+)`", row):
        for kind in kinds:
            assert any(told in inspect.signature(one).parameters for one in kind.__mro__ if issubclass(one, Exception))


@pytest.mark.parametrize("target", re.findall(r"\]\((?!https://)([^)]+)\)", README))
def test_every_local_link_leads_somewhere(target: str) -> None:
    path, _, place = target.partition("#")
    assert (CHECKOUT / path).exists()
    if place:
        headings = re.findall(r"^#+ (.*)$", (CHECKOUT / path).read_text(encoding="utf-8"), re.MULTILINE)
        assert place in {heading.lower().replace(" ", "-") for heading in headings}


def test_the_plain_line_names_the_pinned_prism_and_the_contract() -> None:
    pinned = yaml.safe_load((CHECKOUT / "mock/prism/package.json").read_text(encoding="utf-8"))["dependencies"]
    release = pinned["@stoplight/prism-cli"]
    assert f"npx -y @stoplight/prism-cli@{release} mock -p 4010 openapi/gelatoconnect.yaml" in GUIDE
