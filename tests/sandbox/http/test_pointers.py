"""Lists of JSON pointers in a header."""

import pytest
from gelatoconnect_mock.sandbox.http.pointers import MAX_BYTES, MAX_POINTERS, pointer_list


@pytest.mark.parametrize(
    ("pointers", "value"),
    [
        (["/a"], b"/a"),
        (["/a", "/b/0/c", "/a"], b"/a,/b/0/c"),
        (["/a,b", "/c d"], b"/a%2Cb,/c%20d"),
        (["/~0~1"], b"/~0~1"),
        (["/\u00e9\u20ac"], b"/%C3%A9%E2%82%AC"),
        (["/a\r\nX: y"], b"/a%0D%0AX%3A%20y"),
        (["/100%"], b"/100%25"),
        (["/"], b"/"),
        ([""], b"#"),
        ([], b""),
    ],
)
def test_pointers_are_encoded_and_separated_by_commas(pointers: list[str], value: bytes) -> None:
    assert pointer_list(pointers) == value


def test_list_ends_at_20_pointers() -> None:
    assert pointer_list(f"/{number}" for number in range(100)).count(b"/") == MAX_POINTERS


@pytest.mark.parametrize("length", [50, 100, 340, 341, 511, 1_000])
def test_list_ends_before_1024_bytes(length: int) -> None:
    value = pointer_list(f"/{number:0{length}}" for number in range(20))
    assert len(value) <= MAX_BYTES
    assert len(value) + 1 + length + 1 > MAX_BYTES or value.count(b",") == MAX_POINTERS - 1


@pytest.mark.parametrize("long", ["/" + "x" * MAX_BYTES, "/" + "\u20ac" * 114, "/" + " " * 342])
def test_pointer_that_does_not_fit_is_left_out_whole(long: str) -> None:
    assert pointer_list([long]) == b""
    assert pointer_list(["/a", long, "/b"]) == b"/a,/b"
