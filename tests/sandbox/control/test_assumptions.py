"""Each undocumented behavior is listed with its evidence, and its setting can be changed for each tenant."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from gelatoconnect_mock.cli.main import main
from gelatoconnect_mock.sandbox.control.assumptions import assumptions
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, rules_from_dict, rules_to_dict

from tests.sandbox.control.control_client import DOCUMENT, ControlClient
from tests.sandbox.sandbox_orders import an_order

CONTRACT = Path(__file__).parents[3] / "openapi/gelatoconnect.yaml"
SWITCHED = [one for one in assumptions().values() if one.no_switch_because is None]
FIXED = [one for one in assumptions().values() if one.no_switch_because is not None]


def test_every_rule_has_a_switch_and_every_other_entry_a_reason(control: ControlClient) -> None:
    assert {one.name for one in SWITCHED} == {field.name for field in fields(Rules)}
    listed = control.get("/assumptions")["assumptions"]
    assert [one["name"] for one in listed] == list(assumptions())
    assert {one["name"] for one in listed if one["switch"] is None} == {one.name for one in FIXED}
    assert all(one["no_switch_because"] for one in listed if one["switch"] is None)
    assert listed == [*(one for one in listed if one["switch"]), *(one for one in listed if not one["switch"])]
    assert len({one["name"] for one in listed}) == len(listed)


def test_evidence_has_levels_and_sources_of_the_contract() -> None:
    info: dict[str, Any] = yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader)["info"]
    for one in assumptions().values():
        assert one.evidence.level in info["x-evidence-levels"], one.name
        assert set(one.evidence.sources) <= set(info["x-evidence-sources"]), one.name


def test_inferred_behavior_is_not_listed_as_documented() -> None:
    levels = {one.name: one.evidence.level for one in assumptions().values()}
    for name in ("first_status", "created_after_passed", "fails_after_acceptance", "spelling_of_states"):
        assert levels[name] == "inferred", name


def test_behavior_without_a_switch_is_listed_as_it_is(api: httpx2.Client, control: ControlClient) -> None:
    names = {one["name"] for one in control.get("/assumptions")["assumptions"]}
    assert {"update_reprices", "early_shipment", "one_order", "cancel_body", "shipment_path", "search_body"} <= names
    assert "twin_in_flight" in names
    api.post("/order", json=an_order())
    assert api.get("/r-1").json()["connectedOrderIds"] == []
    assert api.put("/r-1/shipment", json={"shipmentMethodUid": "express"}).status_code == 404
    assert api.post("/search").status_code == 415
    assert api.post("/search", headers={"Content-Type": "application/json"}).status_code == 400
    assert api.post("/r-1/cancel", json=an_order()).status_code == 200


def test_every_listed_flag_is_an_option_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", "--help"])
    usage = capsys.readouterr().out
    assert [one.flag for one in SWITCHED if one.flag is not None and one.flag not in usage] == []


def test_listed_settings_are_those_of_the_schema() -> None:
    rules = DOCUMENT["components"]["schemas"]["Rules"]["properties"]
    for one in SWITCHED:
        if "enum" in rules[one.name]:
            assert list(one.settings) == rules[one.name]["enum"], one.name


def test_rules_to_dict_are_read_back_equal() -> None:
    for rules in (Rules(), Rules(rate_limit=None, step=2.5), replace(Rules(), rate_limit=RateLimit(3, 10, "absent"))):
        assert rules_from_dict(rules_to_dict(rules)) == rules


def test_changed_setting_applies_to_this_tenant_only(api: httpx2.Client, control: ControlClient) -> None:
    assert control.get("/assumptions/duplicates")["setting"] == "conflict"
    assert control.put("/assumptions/duplicates", {"setting": "accept"})["setting"] == "accept"
    assert [api.post("/order", json=an_order()).status_code for _ in range(2)] == [200, 200]
    assert control.get("/assumptions/duplicates", prefix=f"{control.prefix}-other")["setting"] == "conflict"


def test_changed_settings_apply_to_a_canceled_order(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order())
    assert [api.post("/r-1/cancel").status_code for _ in range(2)] == [200, 200]
    control.put("/assumptions/cancel_canceled", {"setting": "refuse"})
    control.put("/assumptions/update_canceled", {"setting": "accept"})
    assert api.post("/r-1/cancel").status_code == 409
    assert api.put("/r-1", json={"shipmentMethodUid": "express"}).status_code == 200


def test_rate_limit_can_be_set_as_an_assumption(api: httpx2.Client, control: ControlClient) -> None:
    control.put("/assumptions/rate_limit", {"setting": {"limit": 1, "per_seconds": 60}})
    assert control.get("/rate-limit") == {"limit": 1, "per_seconds": 60, "retry_after": "seconds", "while_frozen": True}
    assert [api.get("/x").status_code for _ in range(2)] == [404, 429]
    assert control.put("/assumptions/rate_limit", {"setting": "off"})["setting"] == {"limit": "off"}
    assert api.get("/x").status_code == 404


def test_visibility_lag_quotes_the_legacy_page_and_can_be_set(api: httpx2.Client, control: ControlClient) -> None:
    entry = control.get("/assumptions/visibility_lag")
    assert "typically 1-3 seconds" in entry["evidence"]["because"]
    assert "V2-STATUS" in entry["evidence"]["sources"]
    assert (entry["setting"], entry["switch"]["flag"]) == (0, "--visibility-lag")
    control.put("/assumptions/visibility_lag", {"setting": 3})
    api.post("/order", json=an_order())
    assert control.get("/orders/r-1")["outcome"]["hidden_until"] is not None
    assert api.get("/r-1").status_code == 404
    control.post("/clock/advance", {"seconds": 3})
    assert api.get("/r-1").status_code == 200


def test_lifecycle_setting_decides_when_orders_move(api: httpx2.Client, control: ControlClient) -> None:
    control.put("/assumptions/lifecycle", {"setting": "time"})
    control.put("/assumptions/step", {"setting": 10})
    api.post("/order", json=an_order("r-1"))
    control.post("/clock/advance", {"seconds": 10})
    assert api.get("/r-1").json()["fulfillmentStatus"] == "passed"
    control.put("/assumptions/lifecycle", {"setting": "instant"})
    api.post("/order", json=an_order("r-2"))
    assert api.get("/r-2").json()["fulfillmentStatus"] == "delivered"


@pytest.mark.parametrize(
    ("name", "setting", "reference"),
    [
        ("duplicates", "replayed", "setting"),
        ("step", 0, "setting"),
        ("lifecycle", None, "setting"),
        ("rate_limit", {"limit": 0}, "setting.limit"),
        ("rate_limit", 5, "setting"),
        ("visibility_lag", -1, "setting"),
        ("visibility_lag", 86_401, "setting"),
        ("visibility_lag", "3", "setting"),
    ],
)
def test_invalid_setting_is_rejected_and_changes_nothing(
    control: ControlClient, name: str, setting: object, reference: str
) -> None:
    before = control.get(f"/assumptions/{name}")
    (detail,) = control.error(400, "PUT", f"/assumptions/{name}", {"setting": setting})["details"]
    assert detail["reference"] == reference
    assert control.get(f"/assumptions/{name}") == before


def test_fixed_or_unknown_assumption_gets_an_error(control: ControlClient) -> None:
    assert "no switch" in control.error(409, "PUT", "/assumptions/search", {"setting": "oldest"})["message"]
    assert "duplicates" in control.error(404, "GET", "/assumptions/duplicate")["message"]
