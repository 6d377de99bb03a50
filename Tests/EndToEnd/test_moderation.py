"""Flags, the queue, suspension and appeal in a browser without scripts, and how their pages look on a small phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MENTOR, MODERATOR, answer_thread, api_for

WORDS = "Send me the fee first and I send you the visa within a week."


@pytest.fixture
def flagged(browse, server, thread):
    """An answer of the mentor that the member flagged; the answer's path and its words."""
    words = f"{WORDS} {thread['id'][-6:]}"
    post = answer_thread(api_for(server.url, MENTOR), thread["id"], words)
    page = sign_in(browse())
    page.goto(f"/posts/{post['id']}")
    press(page, f"#post-{post['id']} a[href$='/flag']")
    page.select_option("#field-reason", "scam")
    page.fill("#field-note", "Asks for money in a post.")
    press(page, "main form .primary")
    assert page.url.endswith("/flags")
    assert "Waits for a moderator" in page.inner_text("main")
    return post, words


def decide(page, post, words, decision, **fields):
    """Finds the post in the queue and decides it, as a moderator does."""
    page.goto("/moderation")
    for path in [link.get_attribute("href") for link in page.locator(".rows .ti a").all()]:
        page.goto(path)
        if words in page.inner_text("main"):
            break
    page.select_option("#field-decision", decision)
    for name, value in fields.items():
        page.fill(f"#field-{name}", value)
    press(page, "main form .primary")
    assert page.url.endswith("/moderation")


def test_a_flag_is_decided_and_its_sender_sees_it(browse, flagged, client):
    post, words = flagged
    moderator = sign_in(browse(), MODERATOR)
    decide(moderator, post, words, "hide", note="Clear enough.")
    assert client.get(f"/api/v1/posts/{post['id']}").status_code == 404
    reporter = sign_in(browse())
    reporter.goto("/flags")
    assert "A moderator agreed and acted" in reporter.inner_text("main")
    assert "Clear enough." not in reporter.inner_text("main")
    public = browse()
    public.goto("/moderation-log")
    assert "A post was hidden" in public.inner_text("main")
    moderator.goto("/moderation/audit")
    assert "Clear enough." in moderator.inner_text("main")


def test_an_author_appeals_and_is_heard(browse, flagged, client):
    post, words = flagged
    moderator = sign_in(browse(), MODERATOR)
    decide(moderator, post, words, "hide")
    author = sign_in(browse(), MENTOR)
    author.goto(f"/posts/{post['id']}")
    press(author, f"#post-{post['id']} .note a")
    press(author, "a[href$='/appeal'] >> nth=0")
    press(author, "main form .primary")
    assert author.locator("#field-text-error").count() == 1
    author.fill("#field-text", "The fee is the one of the embassy; I gave the link.")
    press(author, "main form .primary")
    assert author.url.endswith("/standing")
    decide(moderator, post, words, "approve")
    assert client.get(f"/api/v1/posts/{post['id']}").status_code == 200


def test_a_suspended_member_reads_why_and_until_when(browse):
    page = sign_in(browse(), MODERATOR)
    page.goto(f"/moderation/members/{MENTOR}")
    page.fill("#field-days", "3")
    page.fill("#field-reason", "You asked members for money.")
    press(page, "form[action$='/suspend'] .danger")
    assert "running" in page.inner_text("main")
    page = sign_in(browse(), MENTOR)
    assert "You may not write for a while." in page.inner_text("body")
    press(page, ".thin a")
    assert "You asked members for money." in page.inner_text("main")
    page.fill("#field-text", "That was somebody else with my name.")
    press(page, "main form .primary")
    assert "Your appeal has been sent." in page.inner_text("body")
    page = sign_in(browse(), MODERATOR)
    page.goto(f"/moderation/members/{MENTOR}")
    press(page, "form[action$='/lift'] button")
    assert "running" not in page.inner_text("main")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_of_moderators_fit_a_phone_and_everybody(browse, flagged, language):
    post, _ = flagged
    page = sign_in(browse(scripts=True, viewport=PHONE), MODERATOR)
    choose_language(page, language)
    page.goto("/moderation")
    item = page.locator(".rows .ti a").first.get_attribute("href")
    member = f"/moderation/members/{MENTOR}"
    paths = ["/moderation", "/moderation/tags", item, member, "/moderation/audit", "/moderation-log"]
    for path in paths + [f"/posts/{post['id']}/flag"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found = Axe().run(page).response["violations"]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], path


def test_staff_closes_a_thread_and_opens_it_again(browse, thread):
    moderator = sign_in(browse(), MODERATOR)
    moderator.goto(f"/threads/{thread['id']}")
    press(moderator, "form[action$='/lock'] button[value=on]")
    assert moderator.locator("form[action$='/lock'] button[value=off]").count() == 1
    member = sign_in(browse(), MENTOR)
    member.goto(f"/threads/{thread['id']}")
    assert member.locator("form[action$='/answers'], form[action$='/lock']").count() == 0
    press(moderator, "form[action$='/lock'] button[value=off]")
    member.reload()
    assert member.locator("form[action$='/answers']").count() == 1
