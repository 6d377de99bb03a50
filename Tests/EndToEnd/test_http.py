"""HTTP as caches, crawlers and broken programs speak it."""

import gzip
import json
import socket

import pytest
import requests

from people import BODY, MEMBER, Client, api_for, categories, question_form, titles, words


# HTTP as it should be


@pytest.mark.parametrize(
    "method, path, allowed",
    [
        ("DELETE", "/api/v1/categories", {"GET", "HEAD"}),
        ("PUT", "/api/v1/threads", {"GET", "HEAD", "POST"}),
        ("DELETE", "/threads", {"GET", "HEAD"}),
        ("GET", "/sync/v1/push", {"POST"}),
        ("PUT", "/sign-in", {"GET", "HEAD", "POST"}),
    ],
)
def test_a_wrong_method_is_told_the_right_ones(api, method, path, allowed):
    """405 with Allow."""
    answer = api.send(method, path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 405
    assert {name.strip() for name in answer.headers["Allow"].split(",")} >= allowed


def paths_with_tags(client):
    """One page, one answer of the API, and one asset."""
    page = client.get("/", headers={"Sec-Fetch-Site": "none"}).text
    return ["/threads", "/help", "/api/v1/categories", page.split('rel="stylesheet" href="')[1].split('"')[0]]


def test_what_has_not_changed_is_not_sent_again(client):
    """ETag, then If-None-Match: 304 without a body, for pages, API and assets; another tag gets all of it."""
    for path in paths_with_tags(client):
        first = client.get(path, headers={"Sec-Fetch-Site": "none"})
        tag = first.headers["ETag"]
        for known in (tag, f'"other", {tag}', "*"):
            again = client.get(path, headers={"Sec-Fetch-Site": "none", "If-None-Match": known})
            assert (again.status_code, again.content) == (304, b""), path
            assert again.headers["ETag"] == tag
        other = client.get(path, headers={"Sec-Fetch-Site": "none", "If-None-Match": '"other"'})
        assert other.status_code == 200 and other.content == first.content, path


def test_a_page_that_changed_is_sent_again(client, api):
    """A new thread changes the list and its tag."""
    headers = {"Sec-Fetch-Site": "none"}
    before = client.get("/threads?list=new", headers=headers)
    title = words("A thread that changes the list")
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question", "title": title, "body": BODY}
    assert api.post("/api/v1/threads", json=draft).status_code == 201
    after = client.get("/threads?list=new", headers=headers | {"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert title in after.text


def test_long_answers_are_compressed_for_whoever_wants_it(client):
    """gzip on demand with Vary; the same bytes inside; short answers stay plain."""
    headers = {"Sec-Fetch-Site": "none"}
    for path in paths_with_tags(client):
        plain = client.get(path, headers=headers | {"Accept-Encoding": "identity"})
        assert "Content-Encoding" not in plain.headers
        packed = client.get(path, headers=headers | {"Accept-Encoding": "gzip"}, stream=True)
        assert packed.headers["Content-Encoding"] == "gzip", path
        assert "accept-encoding" in packed.headers["Vary"].lower()
        assert gzip.decompress(packed.raw.read(decode_content=False)) == plain.content, path
        refused = client.get(path, headers=headers | {"Accept-Encoding": "gzip;q=0"})
        assert "Content-Encoding" not in refused.headers, path
    assert "Content-Encoding" not in client.get("/health", headers={"Accept-Encoding": "gzip"}).headers


def test_head_answers_like_get_without_the_body(client):
    """Same status and headers."""
    for path in [*paths_with_tags(client), "/", "/health", "/no-such-page"]:
        headers = {"Sec-Fetch-Site": "none", "Accept-Encoding": "identity"}
        full, head = client.get(path, headers=headers), client.send("HEAD", path, headers=headers)
        assert head.status_code == full.status_code, path
        assert head.content == b""
        for name in ("Content-Type", "ETag", "Content-Security-Policy"):
            assert head.headers.get(name) == full.headers.get(name), (path, name)


def test_the_server_says_that_it_lives_and_is_ready(client):
    for path in ("/health", "/ready"):
        assert client.get(path).status_code == 200


def test_a_page_nobody_wrote_is_a_page_all_the_same(client):
    """404 with the frame, a way home and the code to report; nothing of the path is run as markup."""
    answer = client.get("/no-such-page/<script>alert(1)</script>")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "<script" not in answer.text and 'href="/"' in answer.text


# Broken bytes


def assert_refused(client, answer):
    """Refused as the sender's fault, and the server goes on."""
    assert 400 <= answer.status_code < 500, answer.status_code
    assert client.get("/ready").status_code == 200


@pytest.mark.parametrize("path", ["/tags/%00", "/tags/%ff%fe", "/members/%00", "/threads/%00/x", "/categories/a%00b"])
def test_broken_bytes_in_a_path_are_not_found(client, path):
    """NUL and what is not UTF-8."""
    assert_refused(client, client.get(path))


@pytest.mark.parametrize(
    "query", ["?list=%00", "?after=%00", "?after=%ff", "?list=%ff", "?%ff=%fe", "?after=" + "A" * 5000]
)
def test_broken_bytes_in_a_query_hurt_nobody(client, query):
    """A page or a refusal, never an error of the server."""
    assert client.get("/threads" + query).status_code < 500
    assert client.get("/api/v1/threads" + query).status_code < 500
    assert client.get("/ready").status_code == 200


@pytest.mark.parametrize("byte", ["%00", "%ff", "%c3%28", "%ed%a0%80"])
def test_broken_bytes_in_a_form_are_refused(member, client, api, byte):
    """No thread comes of it."""
    count = len(titles(api))
    form = question_form(member, "TITLE")
    body = "&".join(f"{name}={requests.utils.quote(value)}" for name, value in form.fields.items())
    body = body.replace("TITLE", f"Which%20papers%20first{byte}")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    assert_refused(client, member.post("/threads/new", data=body, headers=headers))
    assert len(titles(api)) == count


@pytest.mark.parametrize(
    "title", [b"Which papers\xff first", b"Which papers\\u0000 first", b"Which papers\\ud800 first"]
)
def test_broken_bytes_in_json_are_refused(client, api, title):
    """Invalid UTF-8, NUL and half a surrogate pair."""
    count = len(titles(api))
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question", "title": "TITLE", "body": BODY}
    body = json.dumps(draft).encode().replace(b"TITLE", title)
    assert_refused(client, api.post("/api/v1/threads", data=body, headers={"Content-Type": "application/json"}))
    assert len(titles(api)) == count


@pytest.mark.parametrize("opening, closing", [(b"[", b"]"), (b'{"a":', b"}"), (b'{"tags":[', b"]}")])
def test_json_of_20000_levels_is_refused(client, api, opening, closing):
    """Deep nesting exhausts no stack."""
    body = opening * 20_000 + b"1" + closing * 20_000
    assert_refused(client, api.post("/api/v1/threads", data=body, headers={"Content-Type": "application/json"}))


@pytest.mark.parametrize(
    "lines",
    [b"", b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff\x00\r\n\r\n", b"\x16\x03\x01\x02"],
)
def test_what_is_not_http_disturbs_nobody(server, client, lines):
    """The connection ends with a refusal or without a word; other people notice nothing."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(lines)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(1000)
    assert answer == b"" or answer.split()[1].startswith(b"4")
    assert client.get("/ready").status_code == 200
