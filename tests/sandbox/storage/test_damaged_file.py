"""A damaged state file is refused in one sentence and stays unchanged, or the sandbox works with its content."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import pytest
from gelatoconnect_mock.runtime.errors import EXIT_CANNOT_START, UserError
from gelatoconnect_mock.sandbox.api.credentials import InvalidPair, split
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.control.router import ControlPlane
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings
from gelatoconnect_mock.sandbox.storage.sqlite import Storage
from gelatoconnect_mock.sandbox.storage.stored_rows import LATE_RECORD, RECORD, _fits_rules, _key_of

from tests.sample_or_all import sample_or_all
from tests.sandbox.durable import DurableSandbox, close_unsaved
from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

Damage = Callable[[Path], object]
SENTENCES = ("is damaged: restore it from a copy", "is no state of a sandbox", "is of version", "cannot be written")
OTHER_VALUES: tuple[Any, ...] = (None, "x", "", -1, 1.5, 2**62, b"\xff\xfe", b"", "x" * 100_000)
OTHER_JSON: tuple[Any, ...] = (None, "x", "", -1, 1.5, 1e300, True, [], {}, [None], {"a": 1}, "x" * 100_000)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A state file with every kind of row."""
    path = tmp_path_factory.mktemp("good") / "state.db"
    durable = DurableSandbox(path)
    harness = durable.harness
    harness.sandbox.credentials.accept("more:secret")
    harness.sandbox.save()
    for number in range(3):
        harness.submitted(f"r-{number}")
    harness.api.put("/r-1", json={"shippingAddress": {**an_order()["shippingAddress"], "city": "Oslo"}})
    harness.advance(harness.submitted("walks"), "created")
    harness.api.put("/walks", json={"shipmentMethodUid": "express"})
    harness.advance(harness.submitted("aside"), "on_hold")
    harness.submitted("draft", orderType="draft")
    harness.submitted_late("late", 5)
    assert harness.api.post("/order", json=an_order("SBX-BEFORE-503x2-1")).status_code == 503
    assert harness.client("other", "more:secret").post("/order", json=an_order()).status_code == 200
    harness.sandbox.tenant("other", "more").clock.set("real")
    harness.configure(duplicates="replay", rate_limit=RateLimit(300, 1e9, "http-date"), step=2.5)
    close_unsaved(harness)
    return path.read_bytes()


@pytest.fixture
def file(good: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    path.write_bytes(good)
    return path


def changed(file: Path, statement: str, *values: Any) -> None:
    """Run one statement, in vain if a constraint of the table forbids it."""
    connection = sqlite3.connect(file)
    try:
        connection.execute(statement, values)
        connection.commit()
    except sqlite3.IntegrityError:
        pass
    finally:
        connection.close()


def tables(file: Path) -> dict[str, list[str]]:
    connection = sqlite3.connect(file)
    names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    columns = {name: [row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in names}
    connection.close()
    return columns


def assert_refused_or_usable(file: Path) -> str:
    """Start a sandbox with a file; return "refused" if it is refused, "usable" if every request then works."""
    before = file.read_bytes()
    try:
        harness = Harness(Settings(seed=1, state=file))
    except UserError as error:  # its words are the outcome
        refused = error
    else:
        assert_works(harness)
        close_unsaved(harness)
        return "usable"
    assert refused.exit_code == EXIT_CANNOT_START
    assert any(sentence in str(refused) for sentence in SENTENCES), refused
    assert (str(file) in str(refused), "\n" in str(refused)) == (True, False)
    assert file.read_bytes() == before
    assert [found.name for found in file.parent.iterdir()] == [file.name]
    return "refused"


def assert_works(harness: Harness) -> None:
    """Assert that every read and change of every tenant works."""
    control = ControlPlane(harness.sandbox)
    headers = ((b"host", b"localhost"), (b"content-type", b"application/json"))

    def call(method: str, path: str, prefix: str, key: str, body: bytes = b"") -> Any:
        query = f"prefix={prefix}&key={key}".encode()
        response = control.handle(Request(method, f"/_sandbox{path}".encode(), query, headers, body))
        assert response.status in (200, 409), response.body
        return orjson.loads(response.body)

    for prefix, key in [*harness.sandbox.tenants]:
        call("PUT", "/snapshot", prefix, key, orjson.dumps(call("GET", "/snapshot", prefix, key)))
        call("GET", "/clock", prefix, key)
        call("GET", "/assumptions", prefix, key)
        for summary in call("GET", "/orders", prefix, key)["orders"]:
            call("GET", f"/orders/{summary['id']}", prefix, key)
            call("POST", f"/orders/{summary['id']}/advance", prefix, key, b"{}")
        call("POST", "/clock/advance", prefix, key, b'{"seconds":100}')
    for pair, prefix in (("test-key:test-secret", "demo"), ("more:secret", "other")):
        api = harness.client(prefix, pair)
        for name in ("r-0", "r-1", "walks", "aside", "late"):
            assert api.get(f"/{name}").status_code < 500
            assert api.put(f"/{name}", json={"shipmentMethodUid": "express"}).status_code < 500
        assert api.post("/search", json={}).status_code < 500
        assert api.post("/order", json=an_order("new")).status_code in (200, 401)
    harness.sandbox.save()


def test_good_file_is_usable_with_its_content(file: Path) -> None:
    assert assert_refused_or_usable(file) == "usable"
    orders = Harness(Settings(seed=1, state=file)).tenant.store
    assert {order.reference for order in orders} >= {"r-0", "r-1", "r-2", "walks", "aside", "draft", "late", "new"}


def damaged_columns(file: Path) -> Iterator[tuple[str, str, tuple[Any, ...]]]:
    """Yield a name, a statement and its values for each damage of a column or of the rows of a table."""
    for table, columns in tables(file).items():
        first = f"({', '.join(columns)}) IN (SELECT * FROM {table} LIMIT 1)"  # noqa: S608 - of this test
        for column in columns:
            for value in OTHER_VALUES:
                kind = f"{table}.{column} = {value!r:.20}"
                yield kind, f"UPDATE {table} SET {column} = ? WHERE {first}", (value,)  # noqa: S608
                yield f"every {kind}", f"UPDATE OR IGNORE {table} SET {column} = ?", (value,)  # noqa: S608
        yield f"{table} is empty", f"DELETE FROM {table}", ()  # noqa: S608
        yield f"{table} lacks a row", f"DELETE FROM {table} WHERE {first}", ()  # noqa: S608
    for name, statement in EXTRA_ROWS.items():
        yield name, statement, ()


EXTRA_ROWS = {
    "two starts": "INSERT INTO starts VALUES (1)",
    "another pair of a key": "INSERT INTO pairs VALUES ('more:other')",
    "a pair of the default key": "INSERT INTO pairs VALUES ('test-key:other')",
    "an order of nobody": "INSERT INTO orders SELECT 99, number, due, fields, body FROM orders WHERE tenant = 1",
    "an order twice": "INSERT INTO orders SELECT tenant, number + 100, due, fields, body FROM orders",
    "magic of nobody": "INSERT INTO magic VALUES (99, 'x', 1)",
}
REFUSED = (
    *EXTRA_ROWS, "orders.body = b''", "orders.due = -1", "tenants.fields = 'x'", "starts is empty", "tenants is empty",
)  # fmt: skip


@sample_or_all(5)
def test_every_column_of_every_table_is_judged(file: Path, good: bytes, one_in: int) -> None:
    outcomes = {}
    for number, (name, statement, values) in enumerate(damaged_columns(file)):
        if number % one_in and name not in REFUSED:
            continue
        file.write_bytes(good)
        changed(file, statement, *values)
        outcomes[name] = "unchanged" if file.read_bytes() == good else assert_refused_or_usable(file)
    assert len(outcomes) > 200 / one_in
    assert list(outcomes.values()).count("refused") > 100 / one_in
    assert {outcomes[name] for name in REFUSED} == {"refused"}


def damaged_json(fields: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, present in fields.items():
        yield f"without {name}", {key: value for key, value in fields.items() if key != name}
        for value in OTHER_JSON:
            if value != present:
                yield f"{name} is {value!r:.20}", {**fields, name: value}
    yield "another name", {**fields, "other": 1}
    yield "a list", [fields]
    yield "a number", 7


FREE_FIELDS = (
    "rules", "clock",
    "customer", "created", "updated", "ordered", "visible_from", "next_at", "method", "reads", "last_number", "step",
    "history", "billed", "failure_code", "bound_to_return",
)  # fmt: skip
"""Fields with more than one valid value among `OTHER_JSON`."""


@pytest.mark.parametrize(
    ("table", "column", "where"),
    [("orders", "fields", "due = 0"), ("orders", "fields", "due = 1"), ("tenants", "fields", "key = 'test-key'"),
     ("tenants", "fields", "key = 'more'"), ("orders", "body", "due = 0")],
)  # fmt: skip
@sample_or_all(6)
def test_every_field_of_every_row_is_judged(
    file: Path, good: bytes, table: str, column: str, where: str, one_in: int
) -> None:
    connection = sqlite3.connect(file)
    (row,) = connection.execute(f"SELECT {column} FROM {table} WHERE {where} LIMIT 1").fetchone()  # noqa: S608
    connection.close()
    outcomes = {}
    for name, content in islice(damaged_json(json.loads(row)), 0, None, one_in):
        file.write_bytes(good)
        text = json.dumps(content).encode()
        changed(file, f"UPDATE {table} SET {column} = ? WHERE {where} AND {column} = ?", text, row)  # noqa: S608
        outcomes[name] = assert_refused_or_usable(file)
    for text in (b"", b"{", b"\xff", b"[" * 5_000, row[:-1], row + b"x", b'{"a":1e999}', b"NaN"):
        file.write_bytes(good)
        changed(file, f"UPDATE {table} SET {column} = ? WHERE {where} AND {column} = ?", text, row)  # noqa: S608
        outcomes[f"JSON {text!r:.20}"] = assert_refused_or_usable(file)
    if column == "fields":
        usable = [name for name, outcome in outcomes.items() if outcome == "usable"]
        assert [name for name in usable if name.split(" ")[0] not in FREE_FIELDS] == []
    assert list(outcomes.values()).count("refused") > len(outcomes) / 3


@sample_or_all(8)
def test_flipped_bytes_are_refused_or_harmless(file: Path, good: bytes, one_in: int) -> None:
    outcomes = []
    for offset in [*range(0, 120, 3), *range(120, len(good), 211)][::one_in]:
        spoiled = bytearray(good)
        spoiled[offset] ^= 0xFF
        file.write_bytes(spoiled)
        outcomes.append(assert_refused_or_usable(file))
    assert len(outcomes) > 100 / one_in
    assert outcomes.count("refused") > 20 / one_in


def test_truncated_file_is_refused(file: Path, good: bytes) -> None:
    for size in [1, 15, 16, 99, 100, 101, 4_095, *range(4_096, len(good), 4_096), len(good) - 1]:
        file.write_bytes(good[:size])
        assert assert_refused_or_usable(file) == "refused", size


def test_damage_in_the_log_of_a_killed_sandbox_is_refused(durable: DurableSandbox, tmp_path: Path) -> None:
    durable.harness.submitted()
    storage = durable.harness.sandbox.storage
    assert storage is not None
    storage._connection.execute("UPDATE orders SET fields = x'5b5d'")
    killed = tmp_path / "killed.db"
    killed.write_bytes(durable.file.read_bytes())
    log = durable.file.with_name(f"{durable.file.name}-wal")
    killed.with_name(f"{killed.name}-wal").write_bytes(log.read_bytes())
    for _ in range(2):
        with pytest.raises(UserError, match="is damaged"):
            Storage(killed)
    connection = sqlite3.connect(killed)
    assert connection.execute("SELECT fields FROM orders").fetchall() == [(b"[]",)]
    connection.close()


FOREVER = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT"
VIEWS = {
    "starts": "max(x) AS count", "pairs": "'k' || x || ':s' AS pair",
    "tenants": "x AS id, 'p' AS prefix, 'k' AS key, '' AS fields",
    "orders": "1 AS tenant, x AS number, 0 AS due, '' AS fields, '' AS body",
    "magic": "1 AS tenant, x AS reference, 1 AS used",
}  # fmt: skip
SCHEMAS = {
    **{
        f"an endless view of {name}": [f"DROP TABLE {name}", f"CREATE VIEW {name} AS {FOREVER} {columns} FROM n"]
        for name, columns in VIEWS.items()
    },
    "a view beside the tables": ["CREATE VIEW more AS SELECT * FROM orders"],
    "a trigger": ["CREATE TRIGGER t AFTER UPDATE ON starts BEGIN DELETE FROM orders; END"],
    "an endless trigger": [
        f"CREATE TRIGGER t BEFORE UPDATE ON starts BEGIN SELECT * FROM ({FOREVER} x FROM n); END"  # noqa: S608
    ],
    "another table": ["CREATE TABLE more (x)"],
    "another index": ["CREATE INDEX more ON orders (due)"],
    "another column": ["ALTER TABLE orders ADD COLUMN more"],
    "a renamed column": ["ALTER TABLE orders RENAME COLUMN due TO soon"],
    "a missing table": ["DROP TABLE magic"],
    "a generated column": ["ALTER TABLE pairs ADD COLUMN more AS (length(pair))"],
}


@pytest.mark.parametrize("kind", SCHEMAS)
def test_other_tables_are_refused_before_they_are_read(file: Path, kind: str) -> None:
    for statement in SCHEMAS[kind]:
        changed(file, statement)
    assert assert_refused_or_usable(file) == "refused"


@pytest.mark.parametrize(
    "statements", [SCHEMAS["an endless view of orders"], SCHEMAS["an endless trigger"], [EXTRA_ROWS["an order twice"]]]
)
def test_command_says_one_sentence_and_exits(file: Path, statements: list[str]) -> None:
    for statement in statements:
        changed(file, statement)
    command = [sys.executable, "-m", "gelatoconnect_mock", "sandbox", "--port", "0", "--state", str(file)]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603 - our own
    assert (result.returncode, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert f"The state file {file} is damaged" in line


class TestSchemas:
    """The storage has schemas of its own, since it may not import the control plane's."""

    @staticmethod
    def resolved(node: Any) -> Any:
        if isinstance(node, list):
            return [TestSchemas.resolved(each) for each in node]
        if not isinstance(node, dict):
            return node
        if "$ref" in node:
            found: Any = schema.document()
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step]
            return TestSchemas.resolved(found)
        return {name: TestSchemas.resolved(part) for name, part in node.items() if name != "description"}

    @pytest.mark.parametrize(("name", "record"), [("OrderRecord", RECORD), ("LateOrderRecord", LATE_RECORD)])
    def test_record_is_that_of_a_snapshot(self, name: str, record: dict[str, Any]) -> None:
        properties = self.resolved(schema.document()["components"]["schemas"][name])["properties"]
        del properties["body"]
        codes = properties.pop("failure_code")["enum"]
        assert set(record["failure_code"]["enum"]) == set(codes)
        assert {field: part for field, part in record.items() if field != "failure_code"} == properties

    @pytest.mark.parametrize("pair", ["k:s", "k:s:t", "k", "k:", ":s", "", "k :s", "k:\n", "ключ:s", "k:s\x7f", "!:~"])
    def test_pair_is_judged_as_the_credentials_do(self, pair: str) -> None:
        try:
            key = split(pair)[0]
        except InvalidPair:
            with pytest.raises(ValueError, match="damaged"):
                _key_of(pair)
        else:
            assert _key_of(pair) == key

    @pytest.mark.parametrize(
        ("rules", "fits"),
        [
            ({}, True), ({"duplicates": "replay"}, True), ({"duplicates": "x"}, False), ({"other": 1}, False),
            ({"step": None}, True), ({"step": 0}, False), ({"step": 2}, True), ({"step": True}, False),
            ({"rate_limit": None}, True), ({"rate_limit": {}}, False), ({"rate_limit": "off"}, False),
            ({"rate_limit": {"limit": 1, "per_seconds": 1.0, "retry_after": "absent", "while_frozen": True}}, True),
            ({"rate_limit": {"limit": 0, "per_seconds": 1.0, "retry_after": "absent", "while_frozen": True}}, False),
            ({"rate_limit": {"limit": 1.5, "per_seconds": 1.0, "retry_after": "absent", "while_frozen": True}}, False),
        ],
    )  # fmt: skip
    def test_rules_are_judged_by_their_types(self, rules: dict[str, Any], fits: bool) -> None:
        assert _fits_rules(rules) == fits

    def test_default_rules_fit(self) -> None:
        from dataclasses import asdict  # noqa: PLC0415 - of this test alone

        assert _fits_rules(asdict(Rules()))
