"""What `look_before_submit` cannot prevent: two submitters at once. The page says so, and this shows it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING, Any

from gelatoconnect import GelatoConnect, Options

from tests.faults.fault_run import ORDER
from tests.faults.fault_server import FaultServer
from tests.faults.fault_turns import Turn

if TYPE_CHECKING:
    from gelatoconnect import Submission

OPTIONS = Options(look_before_submit=True, deadline=5.0)


def _connect(server: FaultServer) -> GelatoConnect:
    return GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=OPTIONS)


def _order(reference: str) -> dict[str, Any]:
    return {**ORDER, "orderReferenceId": reference}


def test_a_repeat_one_after_the_other_returns_the_first_order_though_the_server_would_accept_a_second() -> None:
    with FaultServer({}, "accepts") as server, _connect(server) as connect:
        first = connect.orders.submit(_order("record-1"))
        second = connect.orders.submit(_order("record-1"))
        assert (first.id, first.recovered) == (second.id, False)
        assert second.recovered
        assert server.api.store.count("record-1") == 1


def test_two_submitters_at_once_can_still_make_two_orders() -> None:
    # Both look-ups are answered before either POST is acted upon: the interleaving that no look can rule out.
    both_are_ready = Barrier(2)

    with FaultServer({"search": (Turn(pause=0.2), Turn(pause=0.2))}, "accepts") as server:

        def submit() -> Submission:
            with _connect(server) as connect:
                both_are_ready.wait(5)
                return connect.orders.submit(_order("record-1"))

        with ThreadPoolExecutor(2) as pool:
            submitted = [one.result() for one in [pool.submit(submit), pool.submit(submit)]]
        assert [one.recovered for one in submitted] == [False, False]
        assert server.api.store.count("record-1") == 2
