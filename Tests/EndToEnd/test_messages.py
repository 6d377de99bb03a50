"""Private messages in a browser without scripts on a small phone, and members among what a search finds."""

from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MENTOR

WORDS = "السلام علیکم، آپ کے جواب کا **شکریہ**۔ خط میں کتنے دن لگے؟"


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def has_no_barrier(page, path):
    """Axe finds nothing on the page; it needs scripts."""
    page.goto(path)
    fits(page)
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def test_two_write_to_each_other_once_both_want_it(browse):
    mentor = sign_in(browse(), MENTOR)
    mentor.goto("/settings/messages")
    mentor.select_option("#field-allows", "everyone")
    press(mentor, "main form .primary")
    assert mentor.locator("#field-allows").input_value() == "everyone"
    fits(mentor)

    member = sign_in(browse())
    choose_language(member, "ur")
    member.goto(f"/members/{MENTOR}")
    press(member, "main a[href^='/messages/']")
    fits(member)
    assert press(member, "main form .primary").status == 422
    member.fill("#field-body", WORDS)
    press(member, "main form .primary")
    path = member.url
    assert "شکریہ" in member.locator(".own strong").first.inner_text()
    fits(member)

    mentor.goto("/messages")
    assert mentor.locator(".rows .news").count() == 1
    fits(mentor)
    mentor.goto(path)
    assert "شکریہ" in mentor.locator(".rows strong").first.inner_text()
    mentor.fill("#field-body", "Seven weeks.\n\n1. Ask\n2. Wait")
    press(mentor, "main form .primary")
    mentor.goto("/messages")
    assert mentor.locator(".rows .news").count() == 0

    member.goto("/messages")
    assert "Seven weeks." in member.inner_text("main")
    member.goto(path)
    assert member.locator(".rows ol li").count() == 2
    press(member, "main form button[name=hidden]")
    assert path.endswith(member.locator(".rows a").first.get_attribute("href"))

    scripted = sign_in(browse(scripts=True))
    for place in [path, "/messages", "/settings/messages", "/messages/reports"]:
        has_no_barrier(scripted, place)


def test_members_are_found_by_name(browse):
    page = browse()
    page.goto("/search?q=demo-mentor")
    fits(page)
    assert page.locator(f"#found-member + ul a[href='/members/{MENTOR}']").count() == 1
