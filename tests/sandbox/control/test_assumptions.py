"""Undocumented behavior is listed with its evidence, and can be switched for each tenant."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml
from gelatoconnect_mock.cli.main import main
from gelatoconnect_mock.sandbox.control.assumptions import assumptions
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, read_rules, written_rules

from tests.sandbox.control.described_control import DESCRIBED, Control
from tests.sandbox.sandbox_orders import an_order

CONTRACT = Path(__file__).parents[3] / "openapi/gelatoconnect.yaml"
SWITCHED = [one for one in assumptions() if one.no_switch_because is None]
FIXED = [one for one in assumptions() if one.no_switch_because is not None]


def test_each_rule_is_an_assumption_with_a_switch_or_a_reason(control: Control) -> None:
    assert {one.name for one in SWITCHED} == {field.name for field in fields(Rules)}
    listed = control.get("/assumptions")["assumptions"]
    assert [one["name"] for one in listed] == [one.name for one in assumptions()]
    assert {one["name"] for one in listed if one["switch"] is None} == {one.name for one in FIXED}
    assert all(one["no_switch_because"] for one in listed if one["switch"] is None)
    assert listed == [*(one for one in listed if one["switch"]), *(one for one in listed if not one["switch"])]
    assert len({one["name"] for one in listed}) == len(listed)


def test_the_evidence_is_of_the_contracts_levels_and_sources() -> None:
    info: dict[str, Any] = yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader)["info"]
    for one in assumptions():
        assert one.evidence.level in info["x-evidence-levels"], one.name
        assert set(one.evidence.sources) <= set(info["x-evidence-sources"]), one.name


def test_what_is_concluded_is_not_called_documented() -> None:
    levels = {one.name: one.evidence.level for one in assumptions()}
    for name in ("first_status", "created_after_passed", "fails_after_acceptance", "spelling_of_states"):
        assert levels[name] == "inferred", name


def test_what_the_sandbox_does_of_its_own_accord_is_listed_as_it_does_it(api: httpx2.Client, control: Control) -> None:
    names = {one["name"] for one in control.get("/assumptions")["assumptions"]}
    assert {"update_reprices", "early_shipment", "one_order", "cancel_body", "shipment_path", "search_body"} <= names
    assert "twin_in_flight" in names
    api.post("/order", json=an_order())
    assert api.get("/r-1").json()["connectedOrderIds"] == []
    assert api.put("/r-1/shipment", json={"shipmentMethodUid": "express"}).status_code == 404
    assert api.post("/search").status_code == 415
    assert api.post("/search", headers={"Content-Type": "application/json"}).status_code == 400
    assert api.post("/r-1/cancel", json=an_order()).status_code == 200


def test_each_flag_is_one_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["sandbox", "--help"])
    told = capsys.readouterr().out
    assert [one.flag for one in SWITCHED if one.flag is not None and one.flag not in told] == []


def test_the_settings_that_are_listed_are_those_that_are_taken() -> None:
    rules = DESCRIBED["components"]["schemas"]["Rules"]["properties"]
    for one in SWITCHED:
        if "enum" in rules[one.name]:
            assert list(one.settings) == rules[one.name]["enum"], one.name


def test_rules_survive_being_written() -> None:
    for rules in (Rules(), Rules(rate_limit=None, step=2.5), replace(Rules(), rate_limit=RateLimit(3, 10, "absent"))):
        assert read_rules(written_rules(rules)) == rules


def test_a_switch_changes_this_tenant_and_no_other(api: httpx2.Client, control: Control) -> None:
    assert control.get("/assumptions/duplicates")["setting"] == "conflict"
    assert control.put("/assumptions/duplicates", {"setting": "accept"})["setting"] == "accept"
    assert [api.post("/order", json=an_order()).status_code for _ in range(2)] == [200, 200]
    assert control.get("/assumptions/duplicates", prefix=f"{control.prefix}-other")["setting"] == "conflict"


def test_what_a_canceled_order_takes_is_switched(api: httpx2.Client, control: Control) -> None:
    api.post("/order", json=an_order())
    assert [api.post("/r-1/cancel").status_code for _ in range(2)] == [200, 200]
    control.put("/assumptions/cancel_canceled", {"setting": "refuse"})
    control.put("/assumptions/update_canceled", {"setting": "accept"})
    assert api.post("/r-1/cancel").status_code == 409
    assert api.put("/r-1", json={"shipmentMethodUid": "express"}).status_code == 200


def test_the_limit_is_an_assumption_too(api: httpx2.Client, control: Control) -> None:
    control.put("/assumptions/rate_limit", {"setting": {"limit": 1, "per_seconds": 60}})
    assert control.get("/rate-limit") == {"limit": 1, "per_seconds": 60, "retry_after": "seconds"}
    assert [api.get("/x").status_code for _ in range(2)] == [404, 429]
    assert control.put("/assumptions/rate_limit", {"setting": "off"})["setting"] == {"limit": "off"}
    assert api.get("/x").status_code == 404


def test_orders_move_as_the_switched_mode_has_it(api: httpx2.Client, control: Control) -> None:
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
    ],
)
def test_a_wrong_setting_is_refused_and_changes_nothing(
    control: Control, name: str, setting: object, reference: str
) -> None:
    before = control.get(f"/assumptions/{name}")
    (wrong,) = control.refused(400, "PUT", f"/assumptions/{name}", {"setting": setting})["details"]
    assert wrong["reference"] == reference
    assert control.get(f"/assumptions/{name}") == before


def test_what_has_no_switch_says_so(control: Control) -> None:
    assert "no switch" in control.refused(409, "PUT", "/assumptions/search", {"setting": "oldest"})["message"]
    assert "duplicates" in control.refused(404, "GET", "/assumptions/duplicate")["message"]
