"""What strangers, old browsers and broken programs send, and what they get."""

import gzip
import json
import socket
import subprocess
import threading
from http.client import HTTPConnection

import pytest
import requests

from forms import forms_in
from people import MEMBER, MENTOR, PASSWORD, Client, address_of, api_for, categories, everything, token_for, words
from server import Server
from waiting import eventually

BODY = "I have a contract and a degree. Which papers do I need first?"


@pytest.fixture(scope="module")
def member(server):
    """demo-member signed in by cookie, with a browser that says nothing about where requests come from."""
    client = Client(server.url)
    client.sign_in(MEMBER)
    return client


@pytest.fixture(scope="module")
def api(server):
    return api_for(server.url, MEMBER)


def filled_form(member, title):
    """The form for a new thread, filled, with its token."""
    form = member.form("/threads/new", "title", "body")
    category = next(name for name in form.fields if name.startswith("category"))
    form.fields[category] = categories(member)[0]["id"]
    form.fields |= {"title": title, "body": BODY, "tags": "papers", "action": "publish"}
    return form


def titles(api):
    return [thread["title"] for thread in everything(api, "/api/v1/threads")]


# Writes that another site makes


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "nonsense"},
    ],
)
def test_a_write_from_another_site_is_refused_and_nothing_written(member, api, headers):
    """Even with the right cookie and the right token in the form."""
    title = words("Written from elsewhere")
    answer = member.submit("/threads/new", filled_form(member, title), headers=headers)
    assert answer.status_code == 403
    assert title not in titles(api)


@pytest.mark.parametrize("path", ["/sign-out", "/settings/display", "/settings/profile", "/sign-in"])
def test_no_form_takes_writes_from_another_site(member, path):
    """Signing out, settings and signing in are writes too; the session goes on."""
    answer = member.post(path, data={"language": "ur"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert member.get("/settings/profile").status_code == 200


@pytest.mark.parametrize("header", ["Sec-Fetch-Site", "Origin"])
def test_a_write_from_our_own_page_needs_no_token(server, member, api, header):
    """Modern browsers say that the request is ours."""
    title = words("Written from our own page")
    form = filled_form(member, title)
    form.fields.pop("formToken")
    headers = {header: "same-origin" if header == "Sec-Fetch-Site" else server.url}
    answer = member.submit("/threads/new", form, headers=headers)
    assert answer.status_code == 303
    assert titles(api).count(title) == 1


def test_an_old_browser_needs_the_token_of_the_form(member, api):
    """Without both headers the token counts: missing or wrong is refused, right is taken."""
    title = words("Written by an old browser")
    form = filled_form(member, title)
    right = form.fields["formToken"]
    for wrong in (None, "", "wrong", right[:-1], right + "A"):
        form.fields["formToken"] = wrong
        assert member.submit("/threads/new", form).status_code == 403
        assert title not in titles(api)
    form.fields["formToken"] = right
    assert member.submit("/threads/new", form).status_code == 303
    assert titles(api).count(title) == 1


def test_a_token_of_another_session_is_worth_nothing(server, member, api):
    """The token is bound to the session it was made for."""
    other = Client(server.url)
    other.sign_in(MENTOR)
    title = words("Written with a borrowed token")
    form = filled_form(member, title)
    form.fields["formToken"] = other.form("/threads/new", "title").fields["formToken"]
    assert member.submit("/threads/new", form).status_code == 403
    assert title not in titles(api)


def test_pages_for_modern_browsers_carry_no_token(member):
    """They may be kept and asked for again by their ETag; pages with a token may not be stored."""
    modern = member.get("/threads/new", headers={"Sec-Fetch-Site": "same-origin"})
    assert "formToken" not in modern.text
    old = member.get("/threads/new")
    assert "formToken" in old.text
    assert {"private", "no-store"} <= {part.strip() for part in old.headers["Cache-Control"].split(",")}


def test_a_cookie_opens_no_api(server, member, api):
    """The API knows bearer tokens alone, so that no page of another site can use it."""
    title = words("Written through the API")
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question", "title": title, "body": BODY}
    answer = member.post("/api/v1/threads", json=draft, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 401
    assert title not in titles(api)


def test_the_web_client_syncs_by_its_cookie_under_the_same_rule(member, api):
    """Our own page may; another site, or nobody knows who, may not."""
    pull = {"pullVersion": 1, "clientGroupID": "web", "profileID": "", "schemaVersion": "s1", "cookie": None}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        answer = member.post("/sync/v1/pull", json=pull, headers=headers)
        assert_problem(answer, 403)
    answer = member.post("/sync/v1/pull", json=pull, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert answer.json()["patch"]


def test_the_same_form_sent_twice_at_once_writes_one_thread(member, api):
    """Two requests that race end at the same thread; the same form with other words is another thread."""
    title = words("Sent twice at once")
    form = filled_form(member, title)
    answers = []
    senders = [
        threading.Thread(target=lambda: answers.append(member.submit("/threads/new", form))) for _ in range(4)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert [answer.status_code for answer in answers] == [303] * 4
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert titles(api).count(title) == 1
    assert member.submit("/threads/new", form, title=title + " again").status_code == 303
    assert titles(api).count(title) == 1 and titles(api).count(title + " again") == 1


# Cookies and redirects


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(server):
    """Every cookie: HttpOnly, SameSite=Lax, for the whole site and for no other."""
    client = Client(server.url)
    visit = client.get("/sign-in")
    signed_in = client.sign_in(MEMBER)
    cookies = [value for answer in (visit, signed_in) for value in answer.raw.headers.getlist("Set-Cookie")]
    assert any(cookie.startswith("karwan_session=") for cookie in cookies)
    for cookie in cookies:
        parts = [part.strip().lower() for part in cookie.split(";")[1:]]
        assert "httponly" in parts and "samesite=lax" in parts and "path=/" in parts, cookie
        assert not any(part.startswith("domain") for part in parts), cookie


def test_signing_out_ends_the_session_on_the_server(server):
    """A kept copy of the cookie opens nothing any more."""
    client = Client(server.url)
    client.sign_in(MEMBER)
    kept = client.session.cookies["karwan_session"]
    assert client.get("/settings/profile").status_code == 200
    form = next(form for form in forms_in(client.get("/").text) if form.action == "/sign-out")
    assert client.submit("/", form).status_code == 303
    thief = Client(server.url)
    thief.session.cookies["karwan_session"] = kept
    answer = thief.get("/settings/profile")
    assert answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "back",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "https:evil.example",
        "https:",
        "evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "\t//evil.example",
        "/\r\nSet-Cookie: stolen=1",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/sign-in", "/settings/display"])
def test_nobody_is_sent_away_through_back(server, path, back):
    """Whatever `back` says, one stays on this site."""
    client = Client(server.url)
    form = client.form(path, "back")
    values = {"email": address_of(MEMBER), "password": PASSWORD} if path == "/sign-in" else {"language": "en"}
    answer = client.submit(path, form, back=back, **values)
    assert answer.status_code == 303
    assert answer.headers["Location"] in ("/", "/settings/display")
    assert "stolen" not in str(answer.headers)


def test_back_leads_to_the_page_one_came_from(server):
    """A path of our own is kept, with its query."""
    client = Client(server.url)
    refused = client.get("/settings/profile")
    assert refused.status_code == 303
    form = client.form(refused.headers["Location"], "email", "back")
    assert form.fields["back"] == "/settings/profile"
    answer = client.submit("/sign-in", form, email=address_of(MEMBER), password=PASSWORD)
    assert answer.headers["Location"] == "/settings/profile"


# Errors of the API


def assert_problem(answer, status):
    """The shape of RFC 9457, as api.md has it."""
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("/problems/")
    assert problem["title"] and problem["detail"] and problem["instance"]
    assert not problem["detail"].startswith("problem_"), problem["detail"]
    assert not problem["title"].startswith("problem_"), problem["title"]
    for error in problem.get("errors", []):
        assert error["pointer"].startswith("#/")
        assert error["detail"] and not error["detail"].startswith("field_"), error
    return problem


NOBODY = "01900000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "method, path, options, status",
    [
        ("GET", f"/api/v1/threads/{NOBODY}", {}, 404),
        ("GET", "/api/v1/threads/not-an-id", {}, 404),
        ("GET", "/api/v1/nothing", {}, 404),
        ("GET", "/api/v1/members/nobody-of-this-name", {}, 404),
        ("GET", "/api/v1/threads?after=broken", {}, 422),
        ("POST", "/api/v1/threads", {"data": b"{", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/api/v1/threads", {"data": b"[]", "headers": {"Content-Type": "application/json"}}, 400),
        ("POST", "/api/v1/threads", {"data": b"x=1", "headers": {"Content-Type": "text/plain"}}, 415),
        ("POST", "/api/v1/threads", {"json": {}}, 422),
        ("POST", "/api/v1/threads", {"json": {"title": 7}}, 422),
        ("POST", "/api/v1/tokens", {"json": {"email": "demo-member@example.org", "password": "wrong", "name": "x",
                                             "scopes": ["read"]}}, 422),
        ("PUT", f"/api/v1/posts/{NOBODY}/vote", {"json": {"value": 1}}, 404),
        ("DELETE", f"/api/v1/tokens/{NOBODY}", {}, 404),
        ("POST", "/api/v1/threads", {"json": {"body": "x" * 300_000}}, 413),
    ],
)  # fmt: skip
def test_errors_of_the_api_are_problem_details(api, method, path, options, status):
    """Each has type, title, status, detail and instance, in words and not in keys."""
    assert_problem(api.send(method, path, **options), status)


def test_two_errors_have_two_request_ids(api):
    """`instance` tells one request from all others."""
    first, second = (assert_problem(api.get("/api/v1/nothing"), 404)["instance"] for _ in range(2))
    assert first != second


def test_without_a_token_one_reads_but_does_not_write(client):
    """401 names the scheme; reading is open."""
    answer = client.post("/api/v1/threads", json={"title": "x"})
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert client.get("/api/v1/threads").status_code == 200


def test_a_token_does_only_what_it_was_made_for(server):
    """A token for reading writes nothing."""
    reader = api_for(server.url, MEMBER, scopes=["read"])
    count = len(titles(reader))
    draft = {"categoryId": categories(reader)[0]["id"], "kind": "question", "title": words("By a reader"), "body": BODY}
    assert_problem(reader.post("/api/v1/threads", json=draft), 403)
    assert len(titles(reader)) == count


def test_every_wrong_field_is_named(api):
    """Not only the first one; and nothing is written."""
    count = len(titles(api))
    answer = api.post("/api/v1/threads", json={"categoryId": "x", "kind": "poem", "title": "short", "body": "short"})
    pointers = {error["pointer"] for error in assert_problem(answer, 422)["errors"]}
    assert pointers == {"#/categoryId", "#/kind", "#/title", "#/body"}
    assert len(titles(api)) == count


@pytest.mark.parametrize("path", ["/api/v1/threads", "/api/v1/tokens", "/api/v1/accounts"])
def test_an_unknown_field_is_refused_by_name(api, path):
    """A misspelt field would otherwise be lost without a word."""
    problem = assert_problem(api.post(path, json={"titel": "Which papers", "na/me~": 1}), 422)
    assert {error["pointer"] for error in problem["errors"]} == {"#/titel", "#/na~1me~0"}


def test_the_same_id_is_created_once(api):
    """201 with Location, then 200 with what exists; another author gets 409."""
    draft = {
        "id": "019a0000-0000-7000-8000-0000000000aa", "categoryId": categories(api)[0]["id"], "kind": "question",
        "title": words("With an id of its own"), "body": BODY,
    }  # fmt: skip
    first = api.post("/api/v1/threads", json=draft)
    assert first.status_code == 201
    assert first.headers["Location"] == f"/api/v1/threads/{draft['id']}"
    again = api.post("/api/v1/threads", json=draft)
    assert again.status_code == 200 and again.json()["title"] == draft["title"]
    assert titles(api).count(draft["title"]) == 1
    other = api_for(api.url, MENTOR).post("/api/v1/threads", json=draft | {"title": words("By somebody else")})
    assert_problem(other, 409)
    assert api.get(first.headers["Location"]).json()["title"] == draft["title"]


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


@pytest.mark.parametrize("query", ["?list=%00", "?after=%00", "?after=%ff", "?list=%ff", "?%ff=%fe", "?after=" + "A" * 5000])
def test_broken_bytes_in_a_query_hurt_nobody(client, query):
    """A page or a refusal, never an error of the server."""
    assert client.get("/threads" + query).status_code < 500
    assert client.get("/api/v1/threads" + query).status_code < 500
    assert client.get("/ready").status_code == 200


@pytest.mark.parametrize("byte", ["%00", "%ff", "%c3%28", "%ed%a0%80"])
def test_broken_bytes_in_a_form_are_refused(member, client, api, byte):
    """No thread comes of it."""
    count = len(titles(api))
    form = filled_form(member, "TITLE")
    body = "&".join(f"{name}={requests.utils.quote(value)}" for name, value in form.fields.items())
    body = body.replace("TITLE", f"Which%20papers%20first{byte}")
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    assert_refused(client, member.post("/threads/new", data=body, headers=headers))
    assert len(titles(api)) == count


@pytest.mark.parametrize("title", [b"Which papers\xff first", b"Which papers\\u0000 first", b"Which papers\\ud800 first"])
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


@pytest.mark.parametrize("lines", [b"", b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x00\xff\x00\r\n\r\n", b"\x16\x03\x01\x02"])
def test_what_is_not_http_disturbs_nobody(server, client, lines):
    """The connection ends with a refusal or without a word; other people notice nothing."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(lines)
        line.shutdown(socket.SHUT_WR)
        answer = line.recv(1000)
    assert answer == b"" or answer.split()[1].startswith(b"4")
    assert client.get("/ready").status_code == 200


# Stopping


def test_a_running_request_is_finished_before_the_server_stops(own_server):
    """SIGTERM while a body is on its way: the answer still comes, nobody new is let in, the exit is clean."""
    body = json.dumps(
        {"email": address_of(MEMBER), "password": PASSWORD, "name": "last", "scopes": ["read"]}
    ).encode()
    line = HTTPConnection("127.0.0.1", own_server.port, timeout=30)
    line.putrequest("POST", "/api/v1/tokens")
    line.putheader("Content-Type", "application/json")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders(body[:10])
    assert Client(own_server.url).get("/health").status_code == 200
    own_server.ask_to_stop()
    eventually(lambda: not accepts(own_server.port), "no new connection is taken")
    assert own_server.is_running()
    line.send(body[10:])
    answer = line.getresponse()
    assert answer.status == 201
    assert json.loads(answer.read())["token"]
    assert own_server.end() == 0


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def test_an_idle_connection_does_not_keep_the_server_from_stopping(own_server):
    """A browser that keeps its connection open is no reason to wait."""
    idle = Client(own_server.url)
    assert idle.get("/health").status_code == 200
    with socket.create_connection(("127.0.0.1", own_server.port)):
        own_server.stop()


def test_what_was_written_is_there_after_a_restart(own_server):
    """Threads and sessions survive a clean stop and a power cut."""
    client = Client(own_server.url)
    client.sign_in(MEMBER)
    title = words("Written before the stop")
    assert client.submit("/threads/new", filled_form(client, title)).status_code == 303
    for end in (own_server.stop, own_server.kill):
        end()
        own_server.start()
        assert client.get("/settings/profile").status_code == 200
        assert titles(api_for(own_server.url, MEMBER)).count(title) == 1


def test_who_is_suspended_is_out_at_once(own_server, program):
    """Session and token end, signing in is refused; lifting it lets the member back in."""
    client, api = Client(own_server.url), api_for(own_server.url, MEMBER)
    client.sign_in(MEMBER)
    suspend = [program, "account", "suspend", MEMBER, "--database", own_server.database]
    subprocess.run(suspend, check=True, capture_output=True, timeout=60)
    assert client.get("/settings/profile").status_code in (303, 403)
    draft = {"categoryId": categories(Client(own_server.url))[0]["id"], "kind": "question", "body": BODY}
    answer = api.post("/api/v1/threads", json=draft | {"title": words("Written while suspended")})
    assert answer.status_code in (401, 403)
    form = client.form("/sign-in", "email", "password")
    refused = client.submit("/sign-in", form, email=address_of(MEMBER), password=PASSWORD)
    assert refused.status_code == 403
    subprocess.run([*suspend, "--lift"], check=True, capture_output=True, timeout=60)
    Client(own_server.url).sign_in(MEMBER)


def test_an_empty_community_can_be_started(tmp_path, program):
    """The first start makes its own database and serves every public page."""
    server = Server(tmp_path / "empty", program).start()
    try:
        client = Client(server.url)
        for path in ("/", "/threads", "/categories", "/help", "/sign-up", "/api/v1/threads"):
            assert client.get(path).status_code == 200, path
    finally:
        server.close()


def test_loading_the_demonstration_twice_doubles_nothing(own_server, tmp_path, program):
    """`karwan demo` on a database that has it already."""
    before = len(titles(api_for(own_server.url, MEMBER)))
    own_server.stop()
    subprocess.run([program, "demo", "--database", own_server.database], check=True, capture_output=True, timeout=300)
    own_server.start()
    assert len(titles(api_for(own_server.url, MEMBER))) == before
    assert token_for(own_server.url, MENTOR)
