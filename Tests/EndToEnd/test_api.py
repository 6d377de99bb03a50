"""Errors of the API, and what it takes."""

import html

import pytest

from people import BODY, MEMBER, MENTOR, api_for, categories, titles, words
from problems import assert_problem


@pytest.fixture(scope="module")
def api(server):
    return api_for(server.url, MEMBER)


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


@pytest.mark.parametrize("letter", ["\u00ad", "\u061c", "\u200b", "\u200e", "\u2800", "\u3164", " "])
def test_text_that_nobody_can_see_is_refused(api, letter):
    """A title, a post or a name must hold something to see and to press."""
    count = len(titles(api))
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question"}
    answer = api.post("/api/v1/threads", json=draft | {"title": letter * 20, "body": letter * 40})
    assert {error["pointer"] for error in assert_problem(answer, 422)["errors"]} == {"#/title", "#/body"}
    assert len(titles(api)) == count
    answer = api.send("PATCH", "/api/v1/me", json={"displayName": letter * 3})
    assert {error["pointer"] for error in assert_problem(answer, 422)["errors"]} == {"#/displayName"}


@pytest.mark.parametrize(
    "title",
    [
        "Which papers? C++, .NET & co.",
        "جرمنی کے لیے کون سے کاغذات چاہییں؟",
        "????????????",
        ".. .. .. .. ..",
        "%2e%2e %2f %00 %ff",
    ],
)
def test_every_title_has_an_address_that_works(client, api, title):
    """The list links to the thread, its short address leads there, and the page shows the title."""
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question", "title": title, "body": BODY}
    thread = api.post("/api/v1/threads", json=draft).json()
    link = next(part for part in client.get("/threads?list=new").text.split('href="') if thread["id"] in part)
    assert client.get(link.split('"')[0]).status_code == 200
    address = f"/threads/{thread['id']}"
    for short in (address, f"{address}/old-title", f"/posts/{thread['openingPostId']}"):
        answer = client.get(short, allow_redirects=True)
        assert answer.status_code == 200, short
        assert html.escape(title) in answer.text


@pytest.mark.parametrize("value", [None, True, "1", 1.5, 2, 1e30, [], {}])
def test_a_vote_is_one_of_three_numbers(api, value):
    """Anything else names the field."""
    thread = api_for(api.url, MENTOR).post(
        "/api/v1/threads",
        json={"categoryId": categories(api)[0]["id"], "kind": "question", "title": words("Vote on"), "body": BODY},
    )
    post = thread.json()["openingPostId"]
    problem = assert_problem(api.send("PUT", f"/api/v1/posts/{post}/vote", json={"value": value}), 422)
    assert [error["pointer"] for error in problem["errors"]] == ["#/value"]
    assert api.get(f"/api/v1/posts/{post}").json()["score"] == 0


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
