"""What strangers and old browsers send, and what they get."""

import threading

import pytest

from forms import forms_in
from people import BODY, MEMBER, MENTOR, PASSWORD, Client, address_of, api_for, categories, question_form, titles, words
from problems import assert_problem


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
    answer = member.submit("/threads/new", question_form(member, title), headers=headers)
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
    form = question_form(member, title)
    form.fields.pop("formToken")
    headers = {header: "same-origin" if header == "Sec-Fetch-Site" else server.url}
    answer = member.submit("/threads/new", form, headers=headers)
    assert answer.status_code == 303
    assert titles(api).count(title) == 1


def test_an_old_browser_needs_the_token_of_the_form(member, api):
    """Without both headers the token counts: missing or wrong is refused, right is taken."""
    title = words("Written by an old browser")
    form = question_form(member, title)
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
    form = question_form(member, title)
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
    form = question_form(member, title)
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
