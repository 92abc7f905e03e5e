"""The public names are recorded. The check lists a change as breaking or as an addition."""

from __future__ import annotations

import runpy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from gelatoconnect import orders
from gelatoconnect.options import CLIENT_DEFAULT

WRAPPER = Path(__file__).parents[2] / "wrapper"
public_api: Any = SimpleNamespace(**runpy.run_path(str(WRAPPER / "public_api.py")))
RECORDED = WRAPPER.joinpath("public_api.txt").read_text(encoding="utf-8")
GET = (
    "def gelatoconnect.orders.Orders.get(self, order_id: str, *, customer_reference_id: str | None = None, "
    "deadline: DeadlineOverride = ClientDefault.CLIENT_DEFAULT) -> Order"
)
NOT_FOUND = "class gelatoconnect.errors.NotFound(gelatoconnect.errors.ApiError)"


def after(old: str, new: str) -> list[str]:
    """Return the report of the check after one line of the record changed."""
    assert f"{old}\n" in RECORDED
    current = RECORDED.replace(f"{old}\n", f"{new}\n" if new else "")
    return [str(one).strip() for one in public_api.differences(RECORDED.splitlines(), current.splitlines())]


def test_record_equals_the_public_names() -> None:
    assert "\n".join(public_api.surface()) + "\n" == RECORDED


@pytest.mark.parametrize(
    ("line", "becomes", "said"),
    [
        (GET, "", "Orders.get: was removed"),
        (GET, GET.replace("order_id", "id"), "Orders.get: parameter was removed: order_id"),
        (GET, GET.replace(": str | None = None", ": str | None"), "parameter is now required: customer_reference_id"),
        (GET, GET.replace("ClientDefault.CLIENT_DEFAULT", "None"), "parameter default was changed: deadline"),
        (GET, GET.replace("order_id: str, *", "*, order_id: str"), "parameter kind was changed: order_id"),
        (GET, GET.replace(")", ", more: int)"), "parameter was added as required: more"),
        (GET, f"async {GET}", "Orders.get: was def "),
        (NOT_FOUND, NOT_FOUND.replace("ApiError", "GelatoConnectError"), "NotFound: was class"),
        ("value gelatoconnect.errors.ApiError.status: int", "", "gelatoconnect.errors.ApiError.status: was removed"),
        (
            "value gelatoconnect.models.OrderType.DRAFT = 'draft'",
            "value gelatoconnect.models.OrderType.DRAFT = 'sketch'",
            "gelatoconnect.models.OrderType.DRAFT: was value  = 'draft'",
        ),
        ("value gelatoconnect.Options = gelatoconnect.options.Options", "", "gelatoconnect.Options: was removed"),
    ],
)
def test_incompatible_change_is_listed_as_breaking(line: str, becomes: str, said: str) -> None:
    report = after(line, becomes)
    assert [one for one in report if one.startswith("breaks ") and said in one]


@pytest.mark.parametrize(
    ("line", "becomes", "said"),
    [
        (NOT_FOUND, f"{NOT_FOUND}\nvalue gelatoconnect.errors.NotFound.own: str", ["adds"]),
        (NOT_FOUND, f"{NOT_FOUND}\ndef gelatoconnect.errors.own(text: str) -> str", ["adds"]),
        (GET, GET.replace(")", ", more: int = 1)"), ["changes"]),
        (GET, GET.replace("-> Order", "-> Order | None"), ["changes"]),
        (GET, GET, []),
    ],
)
def test_compatible_change_is_listed_as_an_addition(line: str, becomes: str, said: list[str]) -> None:
    assert [one.partition(" ")[0] for one in after(line, becomes)] == said


def test_removed_class_is_named_once() -> None:
    gone = "gelatoconnect.models.Shipment"
    rest = [line for line in RECORDED.splitlines() if f"{gone}." not in line and not line.endswith(gone)]
    assert [one.name for one in public_api.differences(RECORDED.splitlines(), rest)] == [gone]


def test_broken_signature_fails_the_check_until_it_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "public_api.txt"
    record.write_text(RECORDED, encoding="utf-8")
    assert public_api.main(["--file", str(record)]) == 0

    def get(self: Any, order_id: str, *, deadline: float | None = CLIENT_DEFAULT) -> Any:  # type: ignore[assignment]
        raise NotImplementedError(self, order_id, deadline)

    monkeypatch.setattr(orders.Orders, "get", get)
    assert public_api.main(["--file", str(record)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "The public surface is not what public_api.txt records.",
        "  breaks gelatoconnect.orders.Orders.get: parameter was removed: customer_reference_id",
        "Undo what was not meant; for the rest run: python3 noxfile.py record_api",
    ]
    assert public_api.main(["record", "--file", str(record)]) == 0
    assert "breaks gelatoconnect.orders.Orders.get" in capsys.readouterr().err
    assert public_api.main(["--file", str(record)]) == 0


def test_check_without_a_record_fails_in_two_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert public_api.main(["--file", str(tmp_path / "none.txt")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
