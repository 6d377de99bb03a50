"""A whole mentorship, from a request in Urdu to what both thought of it: by pages without scripts on a small phone, and
once more by devices that were offline in between."""

import contextlib
import sqlite3
import time
from datetime import UTC, datetime, timedelta

from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, path_of, press, sign_in
from people import MEMBER, MENTOR, PASSWORD, address_of
from sync_client import new_id

WORDS = {
    "goal": "میں اگلے سال برلن میں بیک اینڈ ڈویلپر کی نوکری چاہتی ہوں اور جاننا چاہتی ہوں کہ پہلا قدم کیا ہو۔",
    "background": "لاہور کے ایک بینک میں چھ سال سے کوٹلن اور سوئفٹ میں کام، بی ایس سی، جرمن زبان اے ٹو تک۔",
    "question": "آپ نے اپنے ادارے سے کاغذات مانگنے کے لیے خط کیسے لکھا تھا؟",
}
# What each thought of it: nobody else reads it.
SECRETS = {"mentee": "خط منظور ہو گیا، بہت شکریہ۔", "mentor": "She asked good questions."}


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def has_no_barrier(page, path):
    """Axe finds nothing on the page; it needs scripts."""
    page.goto(path)
    fits(page)
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def step(page, name):
    """Takes a step by its button, where need be after opening its form."""
    button = page.locator(f"main button[value={name}]").first
    if not button.is_visible():
        page.locator("main details", has=page.locator(f"button[value={name}]")).locator("summary").click()
    with page.expect_navigation() as leading:
        button.click()
    assert leading.value.status == 200, page.inner_text("main")
    fits(page)


def let_it_begin(server, mentorship):
    """Meetings begin in days; no test waits for that: their start is set back."""
    with contextlib.closing(sqlite3.connect(server.database, timeout=60)) as database, database:
        start = int((time.time() - 3600) * 1000)
        database.execute("UPDATE meeting SET starts_at = ? WHERE mentorship_id = ?", (start, mentorship))


def ask_in_urdu(mentee):
    """The mentee asks; the path of what was asked for."""
    choose_language(mentee, "ur")
    mentee.goto(f"/mentoring/mentorships/new?mentor={MENTOR}")
    fits(mentee)
    mentee.select_option("#field-track", "relocation")
    for name, text in WORDS.items():
        mentee.fill(f"#field-{name}", text)
    assert press(mentee, "main .form .primary").status == 200, mentee.inner_text("main")
    fits(mentee)
    return path_of(mentee)


def accept_from_the_letter(mentor, server, path):
    """The link in the letter leads to the sign-in page, and back."""
    link = server.link_in_letter_to(address_of(MENTOR), "mentoring")
    assert link.endswith(path)
    mentor.goto(link.removeprefix(server.url))
    mentor.fill("#field-email", address_of(MENTOR))
    mentor.fill("#field-password", PASSWORD)
    press(mentor, "main form .primary")
    assert path_of(mentor) == path and WORDS["question"] in mentor.inner_text("main")
    step(mentor, "accept")


def write(page, path, words):
    page.goto(path)
    page.fill("#field-body", words)
    press(page, "main form[action$=messages] .primary")
    assert words in page.inner_text("main .rows")
    fits(page)


def meet(mentee, mentor, server, path):
    """They agree on a time, and it takes place."""
    mentee.goto(f"{path}/meetings/new")
    fits(mentee)
    mentee.fill("#field-day", str((datetime.now(UTC) + timedelta(days=3)).date()))
    mentee.fill("#field-time", "19:30")
    mentee.fill("#field-place", "فون پر")
    assert press(mentee, "main .form .primary").status == 200, mentee.inner_text("main")
    fits(mentee)
    mentor.goto(f"{path}/meetings")
    step(mentor, "confirm")
    let_it_begin(server, path.split("/")[-1])
    mentor.goto(f"{path}/meetings")
    step(mentor, "held")
    mentee.goto(f"{path}/meetings")
    assert mentee.locator("main .rows .done").count() == 1
    fits(mentee)


def share_a_goal(mentee, mentor, path):
    """One adds it, the other says that it is done; what each notes the other does not see."""
    mentee.goto(f"{path}/goals")
    mentee.fill("#field-body", "ادارے کو خط")
    press(mentee, "main .form .primary")
    fits(mentee)
    mentor.goto(f"{path}/goals")
    assert "ادارے کو خط" in mentor.inner_text("main")
    step(mentor, "done")
    mentor.goto(f"{path}/notes")
    mentor.fill("#field-body", "Ask after the letter.")
    press(mentor, "main .form .primary")
    fits(mentor)
    for place in ["", "/goals", "/notes"]:
        mentee.goto(path + place)
        assert "Ask after the letter." not in mentee.inner_text("main")
        fits(mentee)


def say_what_one_thought(page, path, rating, words):
    page.goto(path)
    fits(page)
    page.fill("#field-body", words)
    # Without a number it comes back with its words.
    assert press(page, "main form[action$=feedback] .primary").status == 422
    assert page.input_value("#field-body") == words
    fits(page)
    page.select_option("#field-rating", rating)
    assert press(page, "main form[action$=feedback] .primary").status == 200
    assert words in page.inner_text("section[aria-labelledby=feedback]")
    assert page.locator("#field-rating").count() == 0
    fits(page)


def test_by_pages_without_scripts_in_urdu_on_a_phone(browse, server):
    mentee, mentor = sign_in(browse()), browse()
    path = ask_in_urdu(mentee)
    accept_from_the_letter(mentor, server, path)
    write(mentee, path, "شکریہ! کب بات کریں؟")
    write(mentor, path, "On Thursday at half past seven.")
    meet(mentee, mentor, server, path)
    share_a_goal(mentee, mentor, path)
    # One proposes a longer time, the other agrees.
    mentee.goto(path)
    step(mentee, "extend")
    mentor.goto(path)
    assert "16 weeks" in mentor.inner_text("main")
    step(mentor, "extend")
    for page in [mentee, mentor]:
        page.goto(path)
        step(page, "complete")
    mentee.goto("/notifications")
    assert "آپ کی مینٹورشپ مکمل ہو گئی" in mentee.inner_text("main")
    say_what_one_thought(mentee, path, "5", SECRETS["mentee"])
    say_what_one_thought(mentor, path, "4", SECRETS["mentor"])
    for page, other in [(mentee, "mentor"), (mentor, "mentee")]:
        page.goto(path)
        assert SECRETS[other] not in page.inner_text("main")
    scripts = sign_in(browse(scripts=True, viewport=PHONE))
    for place in ["", "/goals", "/notes", "/meetings"]:
        has_no_barrier(scripts, path + place)
    choose_language(mentee, "en")


def sent(device):
    """All that waits is taken, and what is new is there."""
    results = device.push()["results"]
    assert [one["status"] for one in results] == ["applied"] * len(device.queue), results
    device.pull_all()
    assert device.queue == []


def test_by_devices_that_were_offline(device, server):
    mentee, mentor = device(MEMBER), device("hina_tariq")
    mentorship, meeting, goal = new_id(), new_id(), new_id()
    mentee.mutate("mentorship.request", id=mentorship, mentor="hina_tariq", track="language", **WORDS)
    sent(mentee)
    mentor.sync()
    row = mentor.of("mentorship")[mentorship]
    assert row["state"] == "requested" and row["question"] == WORDS["question"]
    # Both write without a network; it begins once both have sent.
    mentor.mutate("mentorship.accept", id=mentorship, version=row["version"])
    mentor.mutate("message.send", id=new_id(), mentorshipId=mentorship, body="Welcome. When shall we talk?")
    sent(mentor)
    day = str((datetime.now(UTC) + timedelta(days=3)).date())
    mentee.mutate("message.send", id=new_id(), mentorshipId=mentorship, body="شکریہ! جمعرات کو؟")
    mentee.mutate("meeting.propose", id=meeting, mentorshipId=mentorship, day=day, time="19:30", zone="UTC")
    mentee.mutate("goal.add", id=goal, mentorshipId=mentorship, body="ادارے کو خط")
    sent(mentee)
    assert mentee.of("mentorship")[mentorship]["state"] == "active"
    mentor.sync()
    assert mentor.of("meeting")[meeting]["state"] == "proposed" and len(mentor.of("message")) >= 2
    mentor.mutate("meeting.confirm", id=meeting, version=mentor.of("meeting")[meeting]["version"])
    mentor.mutate("goal.change", id=goal, isDone=True)
    mentor.mutate("note.add", id=new_id(), mentorshipId=mentorship, body="Ask after the letter.")
    sent(mentor)
    let_it_begin(server, mentorship)
    # The meeting, the end and what each thought of it wait on the devices until there is a network again.
    mentor.mutate("meeting.held", id=meeting)
    mentor.mutate("mentorship.complete", id=mentorship)
    sent(mentor)
    mentee.mutate("mentorship.complete", id=mentorship)
    for one, side, rating in [(mentee, "mentee", 5), (mentor, "mentor", 4)]:
        one.mutate("mentorship.feedback", id=new_id(), mentorshipId=mentorship, rating=rating, body=SECRETS[side])
        sent(one)
    for one, side, rating in [(mentee, "mentee", 5), (mentor, "mentor", 4)]:
        one.sync()
        assert one.of("mentorship")[mentorship]["state"] == "completed"
        assert one.of("meeting")[meeting]["state"] == "held"
        assert one.of("goal")[goal]["isDone"] is True
        mine = [given for given in one.of("feedback").values() if given["mentorshipId"] == mentorship]
        assert [(given["rating"], given["body"]) for given in mine] == [(rating, SECRETS[side])]
        other = SECRETS["mentor" if side == "mentee" else "mentee"]
        assert other not in str(one.rows)
    assert len(mentor.of("note")) == 1 and mentee.of("note") == {}
