"""Applications where there is no network: read, moved, noted, begun; and what is refused keeps its words."""

import uuid

import pytest
from playwright.sync_api import expect

from offline import at_rest, cut, member_device, mend, rows, shown, speak
from pages import PHONE, press, sign_in
from waiting import eventually

BANKING = "Android developer, banking"
NOTE = "انہوں نے کوروٹینز کے بارے میں پوچھا، جواب اچھا رہا"


@pytest.fixture
def server(own_server):
    """Each test has a community of its own."""
    return own_server


def holder(browse, server):
    """A device of demo-member, who follows some applications."""
    page = member_device(browse, server)
    eventually(lambda: len(rows(page, "application")) == 7, "the applications on the device")
    return at_rest(page)


def path_of(page, title):
    """The address of an application that the device holds."""
    return next(f"/applications/{one['id']}" for one in rows(page, "application") if one["title"] == title)


def save(page):
    """Sends the form of an application, and waits until the device shows it."""
    with page.expect_navigation():
        page.click("form.form .primary")
    page.wait_for_selector("#here[data-shown] .wait")


def test_an_application_is_moved_and_noted_without_a_network(browse, server):
    page = holder(browse, server)
    path = path_of(page, BANKING)
    cut(page)
    shown(page, "/applications")
    assert page.locator(".rows li").count() == 7
    assert "EUR 61,000" in page.inner_text("#here").replace("\u2068", "").replace("\u2069", "")
    press(page, f".rows a:has-text('{BANKING}')")
    page.wait_for_selector("#here[data-shown]")
    assert "Technical round" in page.inner_text("main")
    before = page.locator("ol.tokens li").count()
    page.select_option("#field-stage", "offer")
    save(page)
    assert page.locator("ol.tokens li").count() == before + 1
    page.goto(f"{path}/edit")
    page.wait_for_selector("#field-notes")
    page.fill("#field-notes", NOTE)
    page.fill("#field-nextStep", "Ask for the offer in writing")
    page.fill("#field-nextOn", "2027-01-15")
    save(page)
    assert page.locator(".typed").text_content() == NOTE
    assert "15 January 2027" in page.inner_text("main")
    shown(page, "/applications?stage=offer")
    assert page.locator(".rows li").count() == 3
    shown(page, "/unsent")
    assert page.locator(".tokens li").count() == 2 and NOTE in page.inner_text("main")
    mend(page)
    other = sign_in(browse())

    def has_arrived():
        other.goto(path)
        return NOTE in other.inner_text("main")

    eventually(has_arrived, "what was noted without a network")
    words = other.inner_text("main")
    assert "Ask for the offer in writing" in words and "15 January 2027" in words
    assert other.locator("ol.tokens li").count() == before + 1


def test_two_changes_in_a_row_both_arrive(browse, server):
    """The second goes on from the first, which the server has not seen yet."""
    page = holder(browse, server)
    path = path_of(page, BANKING)
    cut(page)
    for note in ("The first note on the way.", "The second note on the way."):
        shown(page, f"{path}/edit")
        page.fill("#field-notes", note)
        save(page)
    mend(page)
    at_rest(page)
    assert next(one for one in rows(page, "application") if one["title"] == BANKING)["notes"].startswith("The second")


def test_one_is_begun_without_a_network_and_once(browse, server):
    page = holder(browse, server)
    title = f"Tester of trains {uuid.uuid4().hex[:8]}"
    cut(page)
    shown(page, "/applications/new")
    page.fill("#field-title", title)
    page.fill("#field-employerName", "Gleis GmbH")
    page.select_option("#field-stage", "applied")
    save(page)
    assert title in page.inner_text("h1")
    mend(page)
    at_rest(page)
    assert [one["stage"] for one in rows(page, "application") if one["title"] == title] == ["applied"]


def test_notes_that_were_changed_elsewhere_are_both_shown(browse, server):
    page = holder(browse, server)
    path = path_of(page, BANKING)
    cut(page)
    shown(page, f"{path}/edit")
    page.fill("#field-notes", "Written on the train.")
    save(page)
    other = sign_in(browse())
    other.goto(f"{path}/edit")
    other.fill("#field-notes", "Written at home.")
    press(other, "main .form .primary")
    mend(page)
    expect(page.locator(".thin.device")).to_contain_text("1 was refused")
    page.goto("/unsent")
    refused = page.locator("article.refused[data-code=stale_version]")
    expect(refused.locator(".preview .typed")).to_have_text("Written at home.")
    assert refused.locator("textarea").input_value() == "Written on the train."
    refused.locator("textarea").fill("Written at home. Written on the train.")
    refused.locator(".primary").click()
    expect(refused).to_have_count(0)

    def has_arrived():
        other.goto(path)
        return "Written at home. Written on the train." in other.inner_text("main")

    eventually(has_arrived, "both notes")


def test_what_is_refused_says_why_and_keeps_what_was_said(browse, server):
    page = holder(browse, server)
    path = path_of(page, BANKING)
    cut(page)
    shown(page, f"{path}/edit")
    page.fill("#field-nextStep", "Ask again when I am old")
    page.fill("#field-nextOn", "2066-01-01")
    save(page)
    mend(page)
    expect(page.locator(".thin.device")).to_contain_text("1 was refused")
    page.goto("/unsent")
    refused = page.locator("article.refused")
    expect(refused.locator(".error")).to_contain_text("Remind me on")
    assert BANKING in refused.inner_text() and "Ask again when I am old" in refused.inner_text()
    shown_again = sign_in(browse())
    shown_again.goto(path)
    assert "Technical round" in shown_again.inner_text("main"), "nothing of it is there"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_it_fits_a_small_phone(browse, server, language):
    page = holder(browse, server)
    page.set_viewport_size(PHONE)
    speak(page, language)
    path = path_of(page, BANKING)
    offer = path_of(page, "Android developer, passenger app")
    cut(page)
    for one in ("/applications", path, f"{path}/edit", offer, "/applications/new"):
        shown(page, one)
        assert page.locator("html").get_attribute("dir") == {"ur": "rtl", "en": "ltr"}[language]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], one
        words = page.inner_text("body")
        assert not any(key in words for key in ("application_", "offer_", "offline_", "label_", "salary_")), one
