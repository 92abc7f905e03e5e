"""The index links every resource and shows no secret; the OpenAPI document is served unchanged."""

from gelatoconnect_mock.sandbox.control.landing import HEALTH
from gelatoconnect_mock.sandbox.control.router import PATHS

from tests.sandbox.control.control_client import DOCUMENT, ControlClient


def test_index_links_every_resource_and_shows_no_secret(control: ControlClient) -> None:
    response = control.send("GET", "")
    assert "test-secret" not in response.text
    links = set(response.json()["links"].values())
    assert links == {HEALTH, *(path for path in PATHS if path.count("/") == 2)}
    assert response.json()["settings"]["seed"] == 1


def test_document_is_served_as_shipped(control: ControlClient) -> None:
    assert control.get("/openapi.json") == DOCUMENT
