"""The router rejects unknown paths and methods, and names the known ones."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.control.router import PATHS

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def get_raw(control: ControlClient, path: str) -> httpx2.Response:
    """Send a path that the HTTP client would escape."""
    return control.client.get(httpx2.URL(str(control.client.base_url), raw_path=path.encode()))


def test_unknown_path_gets_404_with_the_known_paths(control: ControlClient) -> None:
    for path in ("/order", "/orders/a/b/c", "x", "/orders/%zz/advancee"):
        message = control.error(404, "GET", path)["message"]
        assert [known for known in PATHS if known not in message] == []


def test_final_slash_names_the_same_path(control: ControlClient) -> None:
    assert control.client.get("/clock/").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("DELETE", "/orders", "GET, HEAD"), ("POST", "/clock", "GET, HEAD, PUT"), ("GET", "/orders/x/advance", "POST"),
     ("OPTIONS", "/plans/1", "GET, HEAD, DELETE")],
)  # fmt: skip
def test_wrong_method_gets_405_with_the_allowed_ones(
    control: ControlClient, method: str, path: str, allow: str
) -> None:
    response = control.client.request(method, path)
    assert response.status_code == 405
    assert response.headers["allow"] == allow
    assert allow in response.json()["message"]


def test_broken_escape_in_a_path_gets_400(control: ControlClient) -> None:
    assert get_raw(control, "/_sandbox/orders/%zz").status_code == 400


def test_reference_that_looks_like_a_template_is_found(api: httpx2.Client, control: ControlClient) -> None:
    order_id = api.post("/order", json=an_order("{order}")).json()["id"]
    assert get_raw(control, f"/_sandbox/orders/{{order}}?prefix={control.prefix}").json()["id"] == order_id
