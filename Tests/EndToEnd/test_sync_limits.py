"""What the sync protocol refuses, and in which words."""

import gzip
import json
import uuid

import pytest

from people import MEMBER, Client, token_for
from problems import assert_problem
from sync_checks import PULL, PUSH, raw


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


MALFORMED = {
    "no JSON": ("push", b"{"),
    "not UTF-8": ("push", b'{"pushVersion": "\xff"}'),
    "a list": ("push", b"[]"),
    "no group": ("push", json.dumps({key: PUSH[key] for key in PUSH if key != "clientGroupID"}).encode()),
    "mutations of the wrong type": ("push", json.dumps(PUSH | {"mutations": {}}).encode()),
    "a mutation without a number": ("push", json.dumps(PUSH | {"mutations": [{"clientID": "c"}]}).encode()),
    "empty pull": ("pull", b""),
    "pull without a group": ("pull", json.dumps({"pullVersion": 1, "cookie": None}).encode()),
    "20,000 brackets": ("push", b"[" * 20_000 + b"]" * 20_000),
}  # fmt: skip


@pytest.mark.parametrize("fault", MALFORMED)
def test_what_is_malformed_is_refused_with_a_reason(server, fault):
    """Status 400 as problem details; the server goes on."""
    path, body = MALFORMED[fault]
    assert_problem(raw(server, f"/sync/v1/{path}", token_for(server.url, MEMBER), body), 400)
    assert Client(server.url).get("/ready").status_code == 200


@pytest.mark.parametrize(
    "change, kind", [({"pullVersion": 99}, "pull"), ({"schemaVersion": "s99"}, "schema")]
)
def test_a_client_of_another_version_is_told_to_update(server, change, kind):
    """In the words of the protocol, with status 200, so that its queue stays."""
    answer = raw(server, "/sync/v1/pull", token_for(server.url, MEMBER), json.dumps(PULL | change).encode())
    assert answer.status_code == 200
    assert answer.json() == {"error": "VersionNotSupported", "versionType": kind}


def test_unknown_members_of_an_envelope_are_ignored(server):
    """A newer client may say more."""
    token = token_for(server.url, MEMBER)
    pushed = raw(server, "/sync/v1/push", token, json.dumps(PUSH | {"mood": "hopeful"}).encode())
    assert pushed.status_code == 200, pushed.text
    pulled = raw(server, "/sync/v1/pull", token, json.dumps(PULL | {"mood": "hopeful"}).encode())
    assert pulled.status_code == 200, pulled.text


def test_too_large_a_push_is_refused_whole(server):
    """More than 8 MiB, or more than 10,000 mutations, plain or hidden in gzip; a large one within is taken."""
    token, group = token_for(server.url, MEMBER), str(uuid.uuid4())

    def push(count, padding, compress=False):
        mutations = [
            {"clientID": group, "id": number + 1, "name": "no.such", "args": {"x": "y" * padding}, "timestamp": 0}
            for number in range(count)
        ]
        body = json.dumps(PUSH | {"clientGroupID": group, "mutations": mutations}).encode()
        headers = {"Content-Encoding": "gzip"} if compress else {}
        return raw(server, "/sync/v1/push", token, gzip.compress(body, mtime=0) if compress else body, **headers)

    assert_problem(push(300, 30_000), 413)
    assert_problem(push(300, 30_000, compress=True), 413)
    assert_problem(push(10_001, 0), 413)
    assert push(3_000, 10).status_code == 200


@pytest.mark.parametrize(
    "encoding, body", [("br", b"x"), ("gzip", b"not gzip at all"), ("gzip", gzip.compress(b"{}", mtime=0)[:-9])]
)
def test_an_encoding_that_cannot_be_read_is_named(server, encoding, body):
    """The client then sends it again in plain."""
    answer = raw(server, "/sync/v1/push", token_for(server.url, MEMBER), body, **{"Content-Encoding": encoding})
    assert answer.status_code in (415, 422)
    assert_problem(answer, answer.status_code)


@pytest.mark.parametrize("path, body", [("push", PUSH), ("pull", PULL)])
def test_without_a_token_nobody_syncs(server, path, body):
    """No token or a wrong one: 401; a token without the right: 403; nobody learns a row."""
    data = json.dumps(body).encode()
    origin = {"Origin": server.url}
    assert_problem(raw(server, f"/sync/v1/{path}", None, data, **origin), 401)
    assert_problem(raw(server, f"/sync/v1/{path}", "no-such-token", data), 401)
    reader = token_for(server.url, MEMBER, scopes=["read", "write"])
    assert "patch" not in assert_problem(raw(server, f"/sync/v1/{path}", reader, data), 403)


def test_a_sync_token_opens_nothing_else(server):
    """It neither reads nor writes by the API."""
    token = token_for(server.url, MEMBER, scopes=["sync"])
    answer = raw(server, "/api/v1/threads", token, json.dumps({"title": "x"}).encode())
    assert_problem(answer, 403)


def test_what_the_protocol_offers_is_told_without_a_token(server):
    """Versions, limits and retention."""
    answer = Client(server.url).get("/sync/v1/info")
    assert answer.status_code == 200
    assert "application/json" in answer.headers["Content-Type"]
    assert answer.json()
