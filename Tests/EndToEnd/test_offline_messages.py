"""Messages and mentorships where there is no network: read, written, sent once; and what is refused keeps its words."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from offline import at_rest, cut, member_device, mend, rows, shown, speak
from pages import PHONE, sign_in
from people import MEMBER, MENTOR, api_for
from waiting import eventually

FIRST = "How many weeks did the letter take?"
ANSWER = "Seven weeks. See [the list](https://portal.example/list)."
LATER = "شکریہ! ٹرین میں لکھ رہا ہوں۔"


@pytest.fixture
def server(own_server):
    """Each test has a community of its own."""
    return own_server


@pytest.fixture
def member(server):
    return api_for(server.url, MEMBER)


@pytest.fixture
def mentor(server):
    return api_for(server.url, MENTOR)


@pytest.fixture
def conversation(member, mentor):
    """What the two wrote to each other; its id."""
    assert mentor.send("PUT", "/api/v1/me/message-settings", json={"allows": "everyone"}).status_code == 200
    begun = member.post("/api/v1/me/conversations", json={"to": MENTOR, "body": FIRST})
    assert begun.status_code == 201, begun.text
    path = f"/api/v1/me/conversations/{begun.json()['conversationId']}/messages"
    assert mentor.post(path, json={"body": ANSWER}).status_code == 201
    return begun.json()["conversationId"]


@pytest.fixture
def mentorship(member, mentor):
    """The two as mentee and mentor; its id."""
    asked = member.post("/api/v1/mentorships", json={
        "mentor": MENTOR, "track": "relocation", "goal": "A job as a backend developer in Berlin before next summer.",
        "background": "Six years of Kotlin and Swift in a bank in Lahore, German at A2.",
        "question": "How did you ask your employer for the letters, and how long did they take to write them?"})  # fmt: skip
    assert asked.status_code == 201, asked.text
    path = f"/api/v1/mentorships/{asked.json()['id']}"
    accepted = mentor.post(f"{path}/accept", json={"version": asked.json()["version"]})
    assert accepted.status_code == 200, accepted.text
    assert mentor.post(f"{path}/messages", json={"body": ANSWER}).status_code == 201
    return asked.json()["id"]


def holder(browse, server, entity):
    """A device of demo-member that holds what the other wrote."""
    page = member_device(browse, server)
    eventually(lambda: [one for one in rows(page, entity) if one["body"] == ANSWER], "the answer on the device")
    return at_rest(page)


def send(page, words):
    """Writes and waits until the device shows it as waiting."""
    page.fill("#field-body", words)
    with page.expect_navigation():
        page.click("form.form .primary")
    page.wait_for_selector("#here[data-shown] .own .wait")


def bodies(client, path):
    """What was written, as the API lists it."""
    return [one["body"] for one in client.get(path).json()["items"]]


def test_messages_are_read_and_written_without_a_network(browse, server, conversation, mentor):
    page = holder(browse, server, "conversationMessage")
    cut(page)
    shown(page, "/messages")
    assert page.locator(".rows .news").count() == 1 and "Seven weeks." in page.inner_text("main")
    shown(page, f"/messages/{conversation}")
    assert page.locator(".rows li").count() == 2
    assert page.get_attribute(".text a", "href") == "/out?to=https%3A%2F%2Fportal.example%2Flist"
    page.click("form.form .primary")
    assert page.locator(".error.local").count() == 1, "nothing is no message"
    send(page, LATER)
    assert page.locator(".rows li").count() == 3
    shown(page, "/unsent")
    assert LATER in page.inner_text("main")
    mend(page)
    eventually(lambda: LATER in bodies(mentor, f"/api/v1/me/conversations/{conversation}/messages"), "the message")
    at_rest(page)
    cut(page)
    shown(page, "/messages")
    assert page.locator(".rows .news").count() == 0, "reading here counts as reading"
    shown(page, f"/messages/{conversation}")
    assert page.locator(".rows li").count() == 3 and page.locator(".rows .wait").count() == 0
    assert bodies(mentor, f"/api/v1/me/conversations/{conversation}/messages").count(LATER) == 1


def test_a_message_whose_way_is_cut_arrives_once(browse, server, conversation, mentor):
    """Written on the server's own page, with the network gone as it is sent."""
    page = holder(browse, server, "conversationMessage")
    page.goto(f"/messages/{conversation}")
    page.wait_for_selector("#app[data-begun]", state="attached")
    cut(page)
    send(page, LATER)
    mend(page)
    at_rest(page)
    assert bodies(mentor, f"/api/v1/me/conversations/{conversation}/messages").count(LATER) == 1


def test_a_mentorship_goes_on_without_a_network(browse, server, mentorship, mentor):
    page = holder(browse, server, "message")
    path = f"/mentoring/mentorships/{mentorship}"
    cut(page)
    shown(page, "/mentoring/mentorships")
    page.click(f".rows a[href='{path}']")
    page.wait_for_selector("#here[data-shown] .rows")
    words = page.inner_text("main")
    assert "Accepted" in words and "How did you ask your employer" in words and "Seven weeks." in words
    send(page, LATER)
    mend(page)
    at_rest(page)
    assert bodies(mentor, f"/api/v1/mentorships/{mentorship}/messages").count(LATER) == 1


def test_what_is_refused_keeps_its_words(browse, server, conversation, member, mentor):
    """The other takes no messages any more: why is not told, and what was written is not lost."""
    page = holder(browse, server, "conversationMessage")
    cut(page)
    shown(page, f"/messages/{conversation}")
    send(page, LATER)
    blocked = member.get("/api/v1/me").json()["id"]
    assert mentor.send("PUT", f"/api/v1/me/blocks/{blocked}").status_code == 204
    mend(page)
    expect(page.locator(".thin.device")).to_contain_text("1 was refused")
    page.goto("/unsent")
    refused = page.locator("article.refused[data-code=not_deliverable]")
    assert refused.locator("textarea").input_value() == LATER
    assert LATER not in bodies(mentor, f"/api/v1/me/conversations/{conversation}/messages")


@pytest.mark.parametrize("language, direction", [("en", "ltr"), ("ur", "rtl")])
def test_it_fits_a_small_phone_and_has_no_barrier(browse, server, conversation, mentorship, language, direction):
    page = holder(browse, server, "message")
    page.set_viewport_size(PHONE)
    speak(page, language)
    cut(page)
    for path in ("/messages", f"/messages/{conversation}", "/mentoring/mentorships",
                 f"/mentoring/mentorships/{mentorship}", "/", "/device"):  # fmt: skip
        shown(page, path)
        assert page.get_attribute("html", "dir") == direction
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert not re.search(r"\b(offline|device|mentorship|message|messages|label|hint)_[a-z]+", page.inner_text("body"))
        found = Axe().run(page).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path


def test_nobody_elses_device_shows_them(browse, server, conversation, mentorship):
    other = sign_in(browse(scripts=True), "hina_tariq")
    at_rest(other)
    kinds = ("conversation", "conversationMessage")
    assert all(rows(other, kind) == [] for kind in kinds)
    assert all(one["id"] != mentorship for one in rows(other, "mentorship"))
    for path in (f"/messages/{conversation}", f"/mentoring/mentorships/{mentorship}"):
        assert other.goto(path).status == 404
