"""The other ways of mentoring in browsers without scripts on a small phone, mentees in Urdu: requests that a moderator
sees first, reports, office hours, invitations, and waiting for a seat."""

import contextlib
import sqlite3
import time
from datetime import UTC, datetime, timedelta

from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, path_of, press, sign_in
from people import MEMBER, MENTOR, MODERATOR

WORDS = {
    "goal": "میں اگلے سال برلن میں بیک اینڈ ڈویلپر کی نوکری چاہتی ہوں اور جاننا چاہتی ہوں کہ پہلا قدم کیا ہو۔",
    "background": "لاہور کے ایک بینک میں چھ سال سے کوٹلن اور سوئفٹ میں کام، بی ایس سی، جرمن زبان اے ٹو تک۔",
    "question": "آپ نے اپنے ادارے سے کاغذات مانگنے کے لیے خط کیسے لکھا تھا؟",
}
HOLDER = "hina_tariq"
FULL = "mahwish-j"
DAY = 24 * 3600 * 1000


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def opened(page, path):
    answer = page.goto(path)
    assert answer.status == 200, (path, answer.status)
    fits(page)
    return page.inner_text("main")


def sent(page, button="main .form .primary", status=200):
    """Presses, and sees the page that fits; what was refused is said at the top and at its field."""
    answer = press(page, button)
    assert answer.status == status, (page.url, answer.status, page.inner_text("main"))
    fits(page)
    return page.inner_text("main")


def has_no_barrier(browse, username, *paths):
    """Axe finds nothing on the pages; it needs scripts."""
    page = sign_in(browse(scripts=True, viewport=PHONE), username)
    for language in ["ur", "en"]:
        choose_language(page, language)
        for path in paths:
            opened(page, path)
            found = Axe().run(page).response["violations"]
            assert found == [], (page.url, language, [one["id"] for one in found])


def written(server, statement, *values):
    with contextlib.closing(sqlite3.connect(server.database, timeout=60)) as database, database:
        assert database.execute(statement, values).rowcount == 1


def reader_of_urdu(browse):
    page = sign_in(browse())
    choose_language(page, "ur")
    return page


def asked(mentee, mentor):
    opened(mentee, f"/mentoring/mentorships/new?mentor={mentor}")
    mentee.select_option("#field-track", "career")
    for name, text in WORDS.items():
        mentee.fill(f"#field-{name}", text)
    sent(mentee)
    return path_of(mentee)


def test_a_young_accounts_request_is_seen_by_a_moderator_first_and_reported_later(browse, server):
    joined = int(time.time() * 1000) - 400 * DAY
    young = "UPDATE account SET created_at = ? WHERE username = ?"
    written(server, young, int(time.time() * 1000) - 3_600_000, MEMBER)
    mentee, mentor, moderator = reader_of_urdu(browse), sign_in(browse(), HOLDER), sign_in(browse(), MODERATOR)
    path = asked(mentee, HOLDER)
    assert "ماڈریٹر" in mentee.inner_text("main") or "موڈریٹر" in mentee.inner_text("main")
    assert mentor.goto(path).status == 404
    assert WORDS["question"] in opened(moderator, "/moderation/mentorships")
    has_no_barrier(browse, MODERATOR, "/moderation/mentorships")
    sent(moderator, "main button[value=grant]")
    written(server, young, joined, MEMBER)
    assert WORDS["question"] in opened(mentor, path)
    # What the mentee reports, a moderator reads and answers; the mentor never learns who it was.
    opened(mentee, f"{path}/report")
    mentee.fill("#field-note", "یہ مجھ سے پیسے مانگتا ہے۔")
    sent(mentee, status=422)
    assert mentee.input_value("#field-note") == "یہ مجھ سے پیسے مانگتا ہے۔"
    mentee.select_option("#field-reason", "scam")
    sent(mentee)
    assert "یہ مجھ سے پیسے مانگتا ہے۔" in opened(moderator, "/moderation/mentorships")
    moderator.fill("#field-answer", "We looked into it and ended it.")
    sent(moderator, "main button[value=grant]")
    assert "We looked into it and ended it." in opened(mentee, "/mentoring/cases")
    assert "پیسے" not in opened(mentor, "/mentoring/cases")
    has_no_barrier(browse, MEMBER, "/mentoring/cases", f"{path}/report")


def test_office_hours_are_announced_and_taken_part_in(browse):
    mentor, mentee = sign_in(browse(), MENTOR), reader_of_urdu(browse)
    opened(mentor, "/mentoring/office-hours/new")
    mentor.fill("#field-title", "Ask me about the first month in Berlin")
    mentor.fill("#field-language", "en")
    mentor.fill("#field-place", "https://meet.example.org/berlin")
    sent(mentor, status=422)
    assert mentor.input_value("#field-place") == "https://meet.example.org/berlin"
    mentor.fill("#field-day", str((datetime.now(UTC) + timedelta(days=4)).date()))
    mentor.fill("#field-time", "18:00")
    sent(mentor)
    path = path_of(mentor)
    assert path.startswith("/mentoring/office-hours/")
    assert "Ask me about the first month in Berlin" in opened(mentee, "/mentoring/office-hours")
    assert "meet.example.org" not in opened(mentee, path)
    assert "meet.example.org" in sent(mentee, "main button[value=take]")
    assert mentee.locator("main a[href$='.ics'], main a[href*='/mentoring/meetings/']").count() == 1
    mentor.goto(path)
    assert mentor.locator(f"section[aria-labelledby=seated] a[href='/members/{MEMBER}']").count() == 1
    has_no_barrier(browse, MEMBER, "/mentoring/office-hours", path)
    has_no_barrier(browse, MENTOR, "/mentoring/office-hours/new", path)
    assert "meet.example.org" not in sent(mentee, "main button[value=give]")
    sent(mentee, "main button[value=take]")
    opened(mentor, path)
    sent(mentor, "main button.danger")
    # Who had a seat is told, and sees that it does not take place.
    assert "Ask me about the first month in Berlin" in opened(mentee, "/notifications")
    opened(mentee, path)
    assert mentee.locator("main .acts button").count() == 0


def test_a_mentor_invites_a_mentee_who_may_be_found(browse):
    mentor, mentee = sign_in(browse(), MENTOR), reader_of_urdu(browse)
    invite = f"main a[href='/mentoring/invitations/new?mentee={MEMBER}']"
    opened(mentor, "/mentoring/mentees")
    assert mentor.locator(invite).count() == 0
    opened(mentee, "/mentoring/invitations")
    sent(mentee, "main button[value=on]")
    opened(mentor, "/mentoring/mentees")
    has_no_barrier(browse, MENTOR, "/mentoring/mentees", f"/mentoring/invitations/new?mentee={MEMBER}")
    opened(mentor, "/mentoring/mentees")
    sent(mentor, invite)
    mentor.fill("#field-message", "Hello.")
    sent(mentor, status=422)
    assert mentor.input_value("#field-message") == "Hello."
    mentor.select_option("#field-track", "career")
    mentor.fill("#field-message", "I went the way that you are on, from Lahore to Berlin, and would like to help with it.")
    sent(mentor)
    assert "from Lahore to Berlin" in opened(mentee, "/mentoring/invitations")
    has_no_barrier(browse, MEMBER, "/mentoring/invitations")
    sent(mentee, "main button[value=accept]")
    opened(mentee, "/mentoring/invitations")
    link = mentee.locator("main a[href^='/mentoring/mentorships/']").first.get_attribute("href")
    for page in [mentee, mentor]:
        opened(page, link)


def test_a_seat_that_is_not_free_is_waited_for(browse, server):
    mentee = reader_of_urdu(browse)
    written(
        server,
        "UPDATE mentor_profile SET capacity = 0 WHERE account_id = (SELECT id FROM account WHERE username = ?)", FULL,
    )  # fmt: skip
    opened(mentee, f"/mentors/{FULL}")
    assert mentee.locator("main a[href*='mentorships/new']").count() == 0
    sent(mentee, "main button[value=join]")
    opened(mentee, "/mentoring/waitlist")
    assert mentee.locator(f"main a[href='/mentors/{FULL}']").count() == 1
    has_no_barrier(browse, MEMBER, "/mentoring/waitlist", f"/mentors/{FULL}")
    opened(mentee, "/mentoring/waitlist")
    sent(mentee, "main button[value=leave]")
    opened(mentee, "/mentoring/waitlist")
    assert mentee.locator(f"main a[href='/mentors/{FULL}']").count() == 0
