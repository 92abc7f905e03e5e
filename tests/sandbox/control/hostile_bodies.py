"""Bodies that make a careless reader work or remember without a bound, for every control resource that takes one.

As a program it takes a number N, sends one body in N to a control plane, each in a process of its own, and prints a
line of JSON for each: its name, the status, the size of the response, the number of listed errors, and by how
many bytes the process grew.
"""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import islice
from typing import Any, NamedTuple

from gelatoconnect_mock.sandbox.api.pipeline import complete, receive, respond
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.control.router import ControlPlane
from gelatoconnect_mock.sandbox.http.messages import Request

RULES = {
    "duplicates": "conflict", "duplicate_scope": "customer", "cancel_canceled": "accept", "cancel_failed": "refuse",
    "update_canceled": "refuse", "update_failed": "refuse", "lifecycle": "manual", "step": None, "rate_limit": "off",
}  # fmt: skip
VALID: dict[str, dict[str, Any]] = {
    "POST /_sandbox/tenants": {"key": "k:s"},
    "POST /_sandbox/orders/{order}/advance": {"to": "shipped"},
    "PUT /_sandbox/clock": {"mode": "real", "now": "2099-01-01T00:00:00Z"},
    "POST /_sandbox/clock/advance": {"seconds": 1},
    "PUT /_sandbox/rate-limit": {"limit": 3, "per_seconds": 1, "retry_after": "seconds"},
    "POST /_sandbox/plans": {"key": "k:s", "steps": [{"operation": "getOrder", "fault": "none"}]},
    "POST /_sandbox/verify": {"operation": "submitOrder", "where": {"status": 200}, "count": 0},
    "POST /_sandbox/reset": {},
    "PUT /_sandbox/snapshot": {
        "version": 2, "clock": {"mode": "frozen", "now": 1}, "rules": RULES, "magic_used": {}, "orders": [], "due": [],
    },
    "PUT /_sandbox/assumptions/{name}": {"setting": "replay"},
}  # fmt: skip
"""A valid body with every optional field, by method and path."""
SIZE = 300_000
"""About the bytes of each value, of bodies that take up to a MiB."""


@cache
def values() -> dict[str, bytes]:
    """Return hostile JSON values by what is hostile about them."""
    return {
        "deep arrays": b"[" * 1_000 + b"]" * 1_000,
        "too deep arrays": b"[" * SIZE,
        "deep objects": b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
        "wide array of objects": repeated(b"{}", SIZE // 3),
        "wide array of arrays": repeated(b"[]", SIZE // 3),
        "wide array of numbers": repeated(b"1.5", SIZE // 4),
        "wide array of null": repeated(b"null", SIZE // 5),
        "wide object": b"{" + b",".join(b'"n%d":0' % number for number in range(SIZE // 10)) + b"}",
        "long name": b'{"' + b"x" * SIZE + b'":1}',
        "long names": b"{" + b",".join(b'"%d%b":0' % (number, b"x" * 10_000) for number in range(30)) + b"}",
        "long string": b'"' + b"x" * SIZE + b'"',
        "long wide string": '"{}"'.format("😀" * (SIZE // 4)).encode(),
        "long path": b'"' + b"a[0]." * (SIZE // 5) + b'"',
        "huge number": b"1e308",
        "number of many digits": b"9" * 300,
        "negative number": b"-9223372036854775808",
        "lone surrogate": b'"\\ud800"',
    }


def repeated(value: bytes, times: int) -> bytes:
    return b"[" + b",".join([value] * times) + b"]"


class Case(NamedTuple):
    name: str
    method: str
    path: str
    body: Callable[[], bytes]
    """Makes the body, which may have many megabytes."""


def resources() -> list[str]:
    """Return method and path of every operation of the control plane that takes a body."""
    paths = schema.document()["paths"].items()
    methods = [(f"{name.upper()} {path}", each) for path, item in paths for name, each in item.items()]
    return [name for name, each in methods if "requestBody" in each]


def cases() -> Iterator[Case]:
    """Yield every hostile value as the body, and as each field of a valid body; then larger ones for some resources."""
    for name in resources():
        method, template = name.split(" ")
        path = template.replace("{order}", "r-1").replace("{name}", "duplicates")
        for kind, value in values().items():
            yield Case(f"{name}: {kind}", method, path, partial(bytes, value))
            for field in VALID[name]:
                yield Case(f"{name}: {field}: {kind}", method, path, partial(with_field, VALID[name], field, value))
    snapshot, plan, verify = (VALID[name] for name in (
        "PUT /_sandbox/snapshot", "POST /_sandbox/plans", "POST /_sandbox/verify"
    ))  # fmt: skip
    for kind, value, times in (("objects", b"{}", 10**6), ("arrays", b"[]", 10**7), ("numbers", b"7", 10**7)):
        for field in ("orders", "due", "magic_used"):
            body = partial(with_repeated, snapshot, field, value, times)
            yield Case(f"snapshot: {times:,} {kind} as {field}", "PUT", "/_sandbox/snapshot", body)
    yield Case("snapshot: 1,000,000 names", "PUT", "/_sandbox/snapshot", partial(many_names, 10**6))
    magic = lambda: with_field(snapshot, "magic_used", many_names(10**6))  # noqa: E731 - made when it is sent
    yield Case("snapshot: 1,000,000 magic", "PUT", "/_sandbox/snapshot", magic)
    empty = partial(with_repeated, plan, "steps", b"{}", 8_000)
    yield Case("plans: 8,000 empty steps", "POST", "/_sandbox/plans", empty)
    for kind, step in (
        ("wrong operations", b'{"operation":"x","fault":"none"}'),
        ("wrong faults", b'{"operation":"getOrder","fault":"x"}'),
    ):
        steps = partial(with_repeated, plan, "steps", step, 1_000)
        yield Case(f"plans: 1,000 {kind}", "POST", "/_sandbox/plans", steps)
    for kind, value in values().items():
        where = b"{" + b",".join(b'"f%d":%b' % (number, value) for number in range(3)) + b"}"
        body = partial(with_field, verify, "where", where)
        yield Case(f"verify: where each field is {kind}", "POST", "/_sandbox/verify", body)


def with_field(body: dict[str, Any], field: str, value: bytes) -> bytes:
    """Return a body whose field has a value, given as JSON text that may be invalid."""
    others = {name: content for name, content in body.items() if name != field}
    return b'{"%b":%b%b' % (field.encode(), value, b"," + json.dumps(others).encode()[1:] if others else b"}")


def with_repeated(body: dict[str, Any], field: str, value: bytes, times: int) -> bytes:
    return with_field(body, field, repeated(value, times))


def many_names(number: int) -> bytes:
    return b"{" + b",".join(b'"n%d":0' % index for index in range(number)) + b"}"


def peak() -> int:
    """Return the largest resident size that this process has had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1_024)


def send(control: ControlPlane, case: Case) -> dict[str, Any]:
    """Send one body, and return what came of it."""
    headers = ((b"host", b"localhost"), (b"content-type", b"application/json"))
    body = case.body()
    before = peak()
    response = control.handle(Request(case.method, case.path.encode(), b"", headers, body))
    details = json.loads(response.body).get("details", ())
    return {
        "name": case.name, "sent": len(body), "status": response.status, "response": len(response.body),
        "errors": len(details), "grown": peak() - before,
    }  # fmt: skip


def fill_log(sandbox: Sandbox) -> None:
    """Log 100 submissions with large bodies, for `verify` to compare with."""
    headers = ((b"x-api-key", b"test-key:test-secret"), (b"content-type", b"application/json"))
    for kind in (b"[]", b"{}", b"7", b'{"a":[0]}'):
        body = b'{"f0":%b}' % repeated(kind, 60_000 // (len(kind) + 1))
        for _ in range(25):
            exchange = receive(sandbox, Request("POST", b"/api/demo/order", b"", headers, body))
            respond(sandbox, exchange)
            complete(sandbox, exchange)


def main() -> None:
    """Send one body in so many, each in a process of its own, so that none hides the growth of another."""
    sandbox = Sandbox()
    fill_log(sandbox)
    control = ControlPlane(sandbox)
    for name, body in VALID.items():  # compiles every schema
        method, path = name.split(" ")
        send(control, Case(name, method, path, json.dumps(body).encode))
        send(control, Case(name, method, path, lambda: b'{"x":1}'))
    for case in islice(cases(), 0, None, int(sys.argv[1])):
        sys.stdout.flush()
        child = os.fork()
        if not child:
            os.write(1, json.dumps(send(control, case)).encode() + b"\n")
            os._exit(0)
        _child, status = os.waitpid(child, 0)
        if status:
            print(json.dumps({"name": case.name, "died": status}))  # noqa: T201 - a program


if __name__ == "__main__":
    main()
