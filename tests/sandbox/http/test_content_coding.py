"""Bodies with a Content-Encoding: the decoded ones, the refused ones, and the work of a hostile one."""

import hashlib
import json
import shutil
import subprocess
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from unittest.mock import Mock

import httpx2
import pytest
from gelatoconnect_mock.sandbox.http import content_coding
from gelatoconnect_mock.sandbox.http.content_coding import FREE_BYTES, MAX_RATIO, codings, decode
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.json_body import MAX_BODY_BYTES
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.gzipped import gzipped
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import PAIR, at_socket, control_client, http_client, in_process

JSON = {"Content-Type": "application/json"}


def raw_deflate(body: bytes) -> bytes:
    coder = zlib.compressobj(wbits=-15)
    return coder.compress(body) + coder.flush()


CODERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped, "x-gzip": gzipped, "GZIP": gzipped, "deflate": zlib.compress,
    "Deflate": raw_deflate, "gzip, deflate": lambda body: zlib.compress(gzipped(body)),
    "deflate ,\tgzip": lambda body: gzipped(raw_deflate(body)), "gzip,": gzipped,
    "identity, gzip": gzipped, "identity": bytes, ", ,": bytes, "": bytes,
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server


@pytest.fixture
def client(server: SandboxServer, request: pytest.FixtureRequest) -> Iterator[httpx2.Client]:
    prefix = f"t{abs(hash(request.node.nodeid))}"
    with http_client(server, base_url=f"{server.origin}/api/{prefix}") as client:
        yield client


def send(client: httpx2.Client, coding: str, body: bytes, path: str = "/order") -> httpx2.Response:
    return client.post(path, content=body, headers={**JSON, "Content-Encoding": coding})


def newest(server: SandboxServer, client: httpx2.Client) -> Any:
    with control_client(server) as control:
        prefix = client.base_url.path.strip("/").rpartition("/")[2]
        return control.get("/requests", params={"prefix": prefix, "limit": 1}).json()["requests"][0]


@pytest.mark.parametrize("coding", CODERS)
def test_coded_submission_is_accepted_and_logged_decoded(
    server: SandboxServer, client: httpx2.Client, coding: str
) -> None:
    order = an_order("é")
    response = send(client, coding, CODERS[coding](json.dumps(order).encode()))
    assert response.status_code == 200, response.text
    entry = newest(server, client)
    assert entry["request"]["body"]["json"] == order
    assert ["content-encoding", coding.strip()] in entry["request"]["headers"]


@pytest.mark.parametrize("coding", CODERS)
def test_coded_submission_is_accepted_in_process(coding: str) -> None:
    sandbox = in_process()
    with http_client(sandbox) as client:
        assert send(client, coding, CODERS[coding](json.dumps(an_order()).encode())).status_code == 200
    assert len(sandbox.orders) == 1


def test_several_headers_are_one_list(client: httpx2.Client) -> None:
    body = zlib.compress(gzipped(json.dumps(an_order()).encode()))
    headers = [*JSON.items(), ("Content-Encoding", "gzip"), ("Content-Encoding", "deflate"), ("X-API-KEY", PAIR)]
    assert client.post("/order", content=body, headers=headers).status_code == 200


@pytest.mark.parametrize("coding", ["br", "zstd", "compress", "gzip, br", "br, gzip", "*", "gzip;q=1", "gz ip", "none",
                                    "gzip, gzip, gzip"])  # fmt: skip
@pytest.mark.parametrize("body", [json.dumps(an_order()).encode(), gzipped(b"{}"), b""])
def test_unknown_coding_is_a_415_that_names_the_header(client: httpx2.Client, coding: str, body: bytes) -> None:
    refused = send(client, coding, body)
    assert refused.status_code == 415
    assert "Content-Encoding" in refused.json()["message"]
    assert refused.headers["accept-encoding"] == "gzip, deflate"


GZIPPED = gzipped(json.dumps(an_order()).encode())
FALSE_BODIES = [
    *(pytest.param("gzip", GZIPPED[:size], id=f"cut at {size}") for size in range(0, len(GZIPPED), 7)),
    *(pytest.param("gzip", bytes([*GZIPPED[:at], GZIPPED[at] ^ 0x55, *GZIPPED[at + 1 :]]), id=f"damaged at {at}")
      for at in (0, 1, 2, 20, 60, len(GZIPPED) - 8, len(GZIPPED) - 5, len(GZIPPED) - 2)),
    pytest.param("gzip", GZIPPED + b"x", id="one byte more"),
    pytest.param("gzip", GZIPPED + GZIPPED[:-1], id="a second member cut"),
    pytest.param("gzip", json.dumps(an_order()).encode(), id="plain JSON"),
    pytest.param("deflate", json.dumps(an_order()).encode(), id="plain JSON as deflate"),
    pytest.param("gzip", zlib.compress(b"{}"), id="deflate as gzip"),
    pytest.param("deflate", GZIPPED, id="gzip as deflate"),
    pytest.param("deflate", zlib.compress(b"{}")[:-1], id="deflate cut"),
    pytest.param("deflate", zlib.compress(b"{}") + b"{}", id="more after deflate"),
    pytest.param("deflate", raw_deflate(b"{}") + b"{}", id="more after raw deflate"),
    pytest.param("gzip, deflate", zlib.compress(b"{}"), id="one of two codings"),
    pytest.param("deflate", b"", id="nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("coding", "body"), FALSE_BODIES)
def test_body_without_its_coding_is_a_415_that_names_the_header(
    client: httpx2.Client, coding: str, body: bytes
) -> None:
    for path in ("/order", "/search"):
        refused = send(client, coding, body, path)
        assert refused.status_code == 415, refused.text
        assert "Content-Encoding" in refused.json()["message"]


def test_decoded_body_over_the_limit_is_a_413(client: httpx2.Client) -> None:
    filler = hashlib.shake_128(b"").hexdigest(MAX_BODY_BYTES // 4)

    def search(size: int) -> int:
        text = json.dumps({"orderReferenceIds": [], "pad": ""})
        body = text.replace('"pad": ""', f'"pad": "{(filler * 3)[: size - len(text)]}"').encode()
        assert len(body) == size
        return send(client, "gzip", gzipped(body), "/search").status_code

    assert search(MAX_BODY_BYTES) == 200
    assert search(MAX_BODY_BYTES + 1) == 413


@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, deflate"])
@pytest.mark.parametrize("megabytes", [1, 100])
def test_bomb_is_a_413_and_costs_no_more_than_the_limit(coding: str, megabytes: int) -> None:
    bomb = CODERS[coding](b" " * (megabytes * 1_048_576))
    tracemalloc.start()
    try:
        with pytest.raises(ApiError) as caught:
            decode(bomb, codings(coding.encode()), MAX_BODY_BYTES)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.status == 413
    assert peak < 5 * MAX_BODY_BYTES


def test_small_body_may_have_any_ratio_and_a_large_one_at_most_the_limit() -> None:
    assert len(decode(gzipped(b" " * FREE_BYTES), ["gzip"], MAX_BODY_BYTES)) == FREE_BYTES
    body = gzipped(b" " * 500_000)
    assert MAX_RATIO * len(body) < 500_000
    with pytest.raises(ApiError, match=f"{MAX_RATIO} times its size"):
        decode(body, ["gzip"], MAX_BODY_BYTES)


def test_members_are_joined_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    make = Mock(wraps=zlib.decompressobj)
    monkeypatch.setattr(zlib, "decompressobj", make)
    assert decode(gzipped(b"[1,") + gzipped(b"2]"), ["gzip"], MAX_BODY_BYTES) == b"[1,2]"
    assert decode(gzipped(b"x" * 10) * 64, ["gzip"], MAX_BODY_BYTES) == b"x" * 640
    make.reset_mock()
    with pytest.raises(ApiError, match="Content-Encoding"):
        decode(gzipped(b"") * 50_000, ["gzip"], MAX_BODY_BYTES)
    assert make.call_count == 64


def test_members_that_end_with_a_piece_are_joined(monkeypatch: pytest.MonkeyPatch) -> None:
    member = gzipped(b"ab")
    for size in range(1, 3 * len(member)):
        monkeypatch.setattr(content_coding, "_PIECE_BYTES", size)
        assert decode(member * 3, ["gzip"], MAX_BODY_BYTES) == b"ababab"


def test_setting_refuse_makes_every_coding_a_415(server: SandboxServer, client: httpx2.Client) -> None:
    prefix = client.base_url.path.strip("/").rpartition("/")[2]
    with control_client(server) as control:
        control.put("/assumptions/compressed_bodies", json={"setting": "refuse"}, params={"prefix": prefix})
    for coding in ("gzip", "deflate", "br"):
        refused = send(client, coding, GZIPPED)
        assert refused.status_code == 415
        assert "Content-Encoding" in refused.json()["message"]
    assert send(client, "gzip", GZIPPED).headers["accept-encoding"] == "identity"
    assert send(client, "identity", json.dumps(an_order()).encode()).status_code == 200


def test_type_is_checked_before_the_coding(client: httpx2.Client) -> None:
    refused = client.post("/order", content=b"x", headers={"Content-Type": "text/plain", "Content-Encoding": "br"})
    assert (refused.status_code, "Content-Type" in refused.json()["message"]) == (415, True)


def test_request_that_is_refused_before_its_body_is_not_decoded(
    client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_coding, "decode", lambda *_: pytest.fail("it was decoded"))
    wrong = {**JSON, "Content-Encoding": "gzip", "X-API-KEY": "wrong"}
    assert client.post("/order", content=GZIPPED, headers=wrong).status_code == 401
    assert client.request("DELETE", "/order", content=GZIPPED, headers=wrong).status_code == 405


CANCEL = "/r-1/cancel"


@pytest.mark.parametrize(
    ("coding", "body"),
    [("br", b"{}"), ("gzip, br", GZIPPED), ("gzip", b"{}"), ("gzip", GZIPPED[:-1]), ("deflate", b"x")],
)
def test_unused_body_without_its_coding_is_a_415(
    server: SandboxServer, client: httpx2.Client, coding: str, body: bytes
) -> None:
    assert send(client, "identity", json.dumps(an_order()).encode()).status_code == 200
    refused = send(client, coding, body, CANCEL)
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "gzip, deflate")
    assert "Content-Encoding" in refused.json()["message"]
    headers = {"Content-Encoding": coding}
    assert client.request("GET", "/r-1", content=body, headers=headers).status_code == 415
    entry = newest(server, client)
    assert (entry["response"]["status"], entry["response_validation"]["result"]) == (415, "unchecked")
    assert client.get("/r-1").json()["fulfillmentStatus"] != "canceled"


def test_unused_body_with_its_coding_is_ignored_and_logged_decoded(
    server: SandboxServer, client: httpx2.Client
) -> None:
    assert send(client, "gzip", GZIPPED, CANCEL).status_code == 404
    assert newest(server, client)["request"]["body"]["json"] == an_order()


@pytest.mark.parametrize(("coding", "body"), [("br", b""), ("gzip", b""), ("identity", b"x"), ("", b"\x1f\x8b")])
def test_unused_body_without_a_coding_is_ignored(client: httpx2.Client, coding: str, body: bytes) -> None:
    assert send(client, coding, body, CANCEL).status_code == 404


def test_unused_body_that_is_too_large_to_decode_is_a_413(client: httpx2.Client) -> None:
    assert send(client, "gzip", bytes(MAX_BODY_BYTES + 1), CANCEL).status_code == 413
    assert send(client, "br", bytes(MAX_BODY_BYTES + 1), CANCEL).status_code == 415
    assert send(client, "identity", bytes(MAX_BODY_BYTES + 1), CANCEL).status_code == 404


def test_request_that_meets_a_fault_is_logged_decoded(server: SandboxServer, client: httpx2.Client) -> None:
    for fault, status in (("before:status=503", 503), ("late_commit=5", 504)):
        headers = {**JSON, "Content-Encoding": "gzip", "X-Sandbox-Fault": fault}
        assert client.post("/order", content=GZIPPED, headers=headers).status_code == status
        assert newest(server, client)["request"]["body"]["json"] == an_order()


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.parametrize(
    ("coding", "body", "status"), [("gzip", GZIPPED, 200), ("deflate", zlib.compress(b"{}"), 400),
                                   ("br", b'{"plain": "text"}', 415)]
)  # fmt: skip
def test_curl_line_repeats_the_received_request(
    server: SandboxServer, client: httpx2.Client, coding: str, body: bytes, status: int
) -> None:
    response = send(client, coding, body)
    assert response.status_code == status
    line = newest(server, client)["curl"]
    environment = {"PATH": "/usr/bin:/bin", "GELATOCONNECT_API_SECRET": "test-secret"}
    written = subprocess.run(  # noqa: S603 - a line of the sandbox
        ["/bin/sh", "-c", f"{line} -o /dev/null -w '%{{http_code}}'"],
        capture_output=True, check=True, timeout=60, env=environment,
    )  # fmt: skip
    assert int(written.stdout) == (409 if status == 200 else status)


def test_control_plane_decodes_its_bodies(server: SandboxServer) -> None:
    with control_client(server) as control:
        headers = {**JSON, "Content-Encoding": "gzip"}
        response = control.post("/tenants", content=gzipped(b'{"key": "packed:key"}'), headers=headers)
        assert response.json() == {"key": "packed", "accepted": True}
        assert control.post("/tenants", content=b"{}", headers=headers).status_code == 415


UNNAMED: dict[str, tuple[str, bytes]] = {
    "gzip": ("gzip", GZIPPED), "gzip cut": ("gzip", GZIPPED[:40]), "gzip magic": ("gzip", b"\x1f\x8b"),
    "zlib": ("deflate", zlib.compress(json.dumps(an_order()).encode())),
    "zlib quick": ("deflate", zlib.compress(json.dumps(an_order()).encode(), 1)),
    "zlib stored": ("deflate", zlib.compress(json.dumps(an_order()).encode(), 0)),
    "zlib of little": ("deflate", zlib.compress(b"{}")),
    "raw deflate": ("deflate", raw_deflate(json.dumps(an_order()).encode())),
    "raw deflate of little": ("deflate", raw_deflate(b" {}")),
    "zstd": ("zstd", b"\x28\xb5\x2f\xfd\x04\x00"), "compress": ("compress", b"\x1f\x9d\x90"),
    "bzip2": ("bzip2", b"BZh91AY"),
    "xz": ("xz", b"\xfd7zXZ\x00\x00"), "lz4": ("lz4", b"\x04\x22\x4d\x18"),
}  # fmt: skip


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "identity"}, {"Content-Encoding": ""}],
                         ids=["none", "identity", "empty"])  # fmt: skip
@pytest.mark.parametrize("path", ["/order", "/search"])
@pytest.mark.parametrize("kind", UNNAMED)
def test_coding_that_no_header_names_is_a_415(
    client: httpx2.Client, kind: str, path: str, headers: dict[str, str]
) -> None:
    coding, body = UNNAMED[kind]
    refused = client.post(path, content=body, headers={**JSON, **headers})
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "gzip, deflate")
    text = refused.json()["message"]
    assert text.startswith(f"The body is compressed ({coding}), and the header Content-Encoding does not say so. ")
    assert ("not accepted" in text) == (coding not in {"gzip", "deflate"})


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_coding_inside_another_that_the_header_lacks_is_a_415(client: httpx2.Client, coding: str) -> None:
    refused = send(client, coding, CODERS[coding](GZIPPED))
    assert (refused.status_code, "(gzip)" in refused.json()["message"]) == (415, True)


def test_coding_that_no_header_names_is_a_415_at_the_control_plane(server: SandboxServer) -> None:
    with control_client(server) as control:
        refused = control.post("/plans", content=GZIPPED, headers=JSON)
    assert (refused.status_code, "Content-Encoding" in refused.json()["message"]) == (415, True)


def test_coding_that_no_header_names_meets_the_switch() -> None:
    with http_client(in_process(compressed_bodies="refuse")) as client:
        refused = client.post("/order", content=GZIPPED, headers=JSON)
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "identity")
    assert "send the body uncompressed" in refused.json()["message"]


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"x^", b"x\x9c", b"\x1f", b"BZ", b"hello", b"a=1&b=2", b"{'a': 1}", b"[1,", b"\xef\xbb\xbf{}",
     b"<order/>", b"\x00" * 100, b"{\xff}", b"PK\x03\x04", bytes(range(256)), zlib.compress(b"<order/>"), b"(\xb5/",
     b'"\xff"'],
)  # fmt: skip
def test_body_of_no_known_coding_is_no_valid_json(client: httpx2.Client, body: bytes) -> None:
    refused = client.post("/order", content=body, headers=JSON)
    assert (refused.status_code, refused.json()["message"]) == (400, "The body is not valid JSON.")


def test_no_json_looks_like_a_coding() -> None:
    for text in ("{}", "[]", '"BZh"', "0", "true", " null", "x", "BZ"):
        assert content_coding.undeclared(text.encode()) is None


def test_bomb_without_a_header_is_not_decoded() -> None:
    bomb = zlib.compress(b" " * 100_000_000)
    tracemalloc.start()
    try:
        assert content_coding.undeclared(bomb) is None
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("members", [65, 1_000])
def test_too_many_gzip_members_are_a_415_that_says_the_limit(client: httpx2.Client, members: int) -> None:
    refused = send(client, "gzip", gzipped(b"{") + gzipped(b" ") * (members - 2) + gzipped(b"}"))
    assert (refused.status_code, refused.headers["accept-encoding"]) == (415, "gzip, deflate")
    assert refused.json()["message"] == (
        "The header Content-Encoding says gzip, and the body has more than 64 gzip members, the limit here. "
        "Compress the whole body in one call, or send it without that header."
    )
