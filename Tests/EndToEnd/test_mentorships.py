"""A mentorship from the request to the end, in browsers without scripts on a small phone."""

from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, path_of, press, sign_in
from people import MENTOR, PASSWORD, address_of

GOAL = "میں اگلے سال برلن میں بیک اینڈ ڈویلپر کی نوکری چاہتی ہوں اور جاننا چاہتی ہوں کہ پہلا قدم کیا ہو۔"
BACKGROUND = "لاہور کے ایک بینک میں چھ سال سے کوٹلن اور سوئفٹ میں کام، بی ایس سی، جرمن زبان اے ٹو تک۔"
QUESTION = "آپ نے اپنے ادارے سے کاغذات مانگنے کے لیے خط کیسے لکھا تھا؟"


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def has_no_barrier(page, path):
    """Axe finds nothing on the page; it needs scripts."""
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def step(page, name):
    """Takes a step by its button, where need be after opening its form."""
    button = page.locator(f"button[value={name}]")
    if not button.is_visible():
        page.locator("main details", has=button).locator("summary").click()
    return press(page, f"main button[value={name}]")


def test_a_mentee_asks_in_urdu_and_the_mentor_accepts_from_the_letter(browse, server):
    mentee = sign_in(browse())
    choose_language(mentee, "ur")
    mentee.goto(f"/mentoring/mentorships/new?mentor={MENTOR}")
    fits(mentee)
    mentee.fill("#field-goal", "کچھ نہیں")
    assert press(mentee, "main .form .primary").status == 422
    assert mentee.input_value("#field-goal") == "کچھ نہیں"
    fits(mentee)
    mentee.select_option("#field-track", "relocation")
    for name, text in {"goal": GOAL, "background": BACKGROUND, "question": QUESTION}.items():
        mentee.fill(f"#field-{name}", text)
    assert press(mentee, "main .form .primary").status == 200
    path = path_of(mentee)
    assert path.startswith("/mentoring/mentorships/")
    fits(mentee)
    link = server.link_in_letter_to(address_of(MENTOR), "mentoring")
    assert link.endswith(path)
    mentor = browse()
    mentor.goto(path)
    # The link leads to the sign-in page, and back.
    mentor.fill("#field-email", address_of(MENTOR))
    mentor.fill("#field-password", PASSWORD)
    press(mentor, "main form .primary")
    assert path_of(mentor) == path and GOAL in mentor.inner_text("main")
    fits(mentor)
    other = sign_in(browse(scripts=True, viewport=PHONE), MENTOR)
    has_no_barrier(other, path)
    step(mentor, "accept")
    assert "Accepted" in mentor.inner_text("main")
    for page, words in [(mentee, "شکریہ! کب بات کریں؟"), (mentor, "On Thursday at six.")]:
        page.goto(path)
        page.fill("#field-body", words)
        press(page, "main form[action$=messages] .primary")
        assert words in page.inner_text("main .rows")
        fits(page)
    mentee.goto(path)
    step(mentee, "complete")
    mentor.goto(path)
    assert "says that it is done" in mentor.inner_text("main")
    step(mentor, "complete")
    assert "Completed" in mentor.inner_text("main")
    fits(mentor)
    has_no_barrier(other, path)
    mentee.goto("/mentoring/mentorships")
    fits(mentee)
    mentee.goto(path)
    fits(mentee)
    choose_language(mentee, "en")


def test_a_request_is_declined_with_a_reason(browse):
    mentee = sign_in(browse())
    mentee.goto("/mentoring/mentorships/new?mentor=hina_tariq")
    mentee.select_option("#field-track", "language")
    for name, text in {"goal": GOAL, "background": BACKGROUND, "question": QUESTION}.items():
        mentee.fill(f"#field-{name}", text)
    assert press(mentee, "main .form .primary").status == 200, mentee.inner_text("main")
    path = path_of(mentee)
    mentor = sign_in(browse(), address="hina_tariq@example.org")
    mentor.goto(path)
    assert step(mentor, "decline").status == 422
    fits(mentor)
    mentor.select_option("#field-reason", "no_time")
    step(mentor, "decline")
    mentee.goto(path)
    assert "No time at the moment" in mentee.inner_text("main")
    assert mentee.locator("main button[name=step]").count() == 0
