"""The message about a crash of Prism names the request, and none of its data."""

from gelatoconnect_mock.prism.trace import Trace


def traced(*lines: str) -> str:
    trace = Trace()
    for line in lines:
        trace.read(line)
    return trace.summary()


def request(method: str, path: str) -> str:
    return f"[10:39:10 PM] > [HTTP SERVER] {method} {path} i  info      Request received"


def test_summary_has_no_query() -> None:
    assert traced(request("get", "/api/demo/ref-1?email=jane@example.com")) == (
        "no error was printed; last requests: GET /api/demo/ref-1"
    )


def test_summary_has_no_logged_violations() -> None:
    summary = traced(
        request("post", "/order"),
        "[10:39:10 PM] >     [VALIDATOR] x  error     Request body property jane@example.com must be string",
        "RangeError: Maximum call stack size exceeded",
    )

    assert summary == "RangeError: Maximum call stack size exceeded; last requests: POST /order"


def test_summary_has_the_last_five_requests_newest_last() -> None:
    summary = traced(*(request("get", f"/{number}") for number in range(7)))

    assert summary.endswith("last requests: GET /2, GET /3, GET /4, GET /5, GET /6")


def test_control_characters_of_a_request_are_replaced() -> None:
    summary = traced(request("get", "/a\x1b[2Jb"), "TypeError: \x1b[31mred")

    assert summary == "TypeError: ?[31mred; last requests: GET /a?[2Jb"


def test_fatal_line_of_a_failed_start_is_the_error() -> None:
    trace = Trace()

    trace.read('[10:55:10 PM] > [CLI] x  fatal     at "#/paths/~1a", token "components" does not exist')

    assert trace.is_fatal
    assert trace.error == 'at "#/paths/~1a", token "components" does not exist'


def test_known_bug_is_explained() -> None:
    summary = traced('TypeError: Invalid character in header content ["sl-violations"]')

    assert "a known bug of Prism" in summary
