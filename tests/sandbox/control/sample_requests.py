"""A fixed sequence of requests that uses the store, the clock, the rules, magic and the request log."""

import httpx2

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def send_sample_requests(api: httpx2.Client, control: ControlClient) -> list[tuple[int, bytes, str]]:
    """Return the status, the body and the request id of each response."""
    control.put("/assumptions/duplicates", {"setting": "replay"})
    control.put("/rate-limit", {"limit": 7, "per_seconds": 100})
    responses = [
        api.post("/order", json=an_order("r-1")),
        api.post("/order", json=an_order("SBX-BEFORE-503-1")),
        api.post("/order", json=an_order("SBX-LATE-COMMIT-1")),
        api.post("/r-1/cancel"),
    ]
    control.post("/clock/advance", {"seconds": 3_600})
    responses += [api.get("/r-1"), api.post("/search", json={}), api.get("/nothing")]
    return [(response.status_code, response.content, response.headers["x-request-id"]) for response in responses]
