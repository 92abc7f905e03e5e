"""The report about a Prism that died names the request, without its data."""

from gelatoconnect_mock.prism.trace import Trace


def traced(*lines: str) -> str:
    trace = Trace()
    for line in lines:
        trace.read(line)
    return trace.account()


def request(method: str, path: str) -> str:
    return f"[10:39:10 PM] > [HTTP SERVER] {method} {path} i  info      Request received"


def test_trace_omits_the_query_of_a_request() -> None:
    assert traced(request("get", "/api/demo/ref-1?email=jane@example.com")) == (
        "no error was printed; last requests: GET /api/demo/ref-1"
    )


def test_trace_omits_the_violations_that_prism_logged() -> None:
    account = traced(
        request("post", "/order"),
        "[10:39:10 PM] >     [VALIDATOR] x  error     Request body property jane@example.com must be string",
        "RangeError: Maximum call stack size exceeded",
    )

    assert account == "RangeError: Maximum call stack size exceeded; last requests: POST /order"


def test_trace_keeps_the_last_five_requests() -> None:
    account = traced(*(request("get", f"/{number}") for number in range(7)))

    assert account.endswith("last requests: GET /2, GET /3, GET /4, GET /5, GET /6")


def test_trace_omits_control_characters_of_a_request() -> None:
    account = traced(request("get", "/a\x1b[2Jb"), "TypeError: \x1b[31mred")

    assert account == "TypeError: ?[31mred; last requests: GET /a?[2Jb"


def test_prism_output_of_a_failed_start_is_the_error() -> None:
    trace = Trace()

    trace.read('[10:55:10 PM] > [CLI] x  fatal     at "#/paths/~1a", token "components" does not exist')

    assert trace.refused
    assert trace.error == 'at "#/paths/~1a", token "components" does not exist'


def test_known_crash_of_prism_is_explained() -> None:
    account = traced('TypeError: Invalid character in header content ["sl-violations"]')

    assert "a known fault of Prism" in account
