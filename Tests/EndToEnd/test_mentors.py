"""Mentors in a browser without scripts, on a small phone: profiles, levels, suggestions."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MEMBER, MODERATOR

NEW_MENTOR = "demo-admin"


def fits(page, path):
    """The page fits a small phone and has no barrier; axe needs scripts."""
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def test_a_member_is_suggested_mentors_with_reasons(browse):
    page = sign_in(browse())
    page.goto("/mentors")
    text = page.inner_text("main")
    assert "Mentors who fit you" in text and "%" not in text.split("All mentors")[0].replace("30 %", "")
    assert 1 <= page.locator("section[aria-labelledby=fitting] > ol > li").count() <= 5
    assert "went through the same pathway" in text.lower() or "moved from" in text.lower()
    page.click("section[aria-labelledby=fitting] .button >> nth=0")
    name = page.inner_text("h1")
    press(page, "main .acts button")
    assert name not in page.inner_text("section[aria-labelledby=fitting]")
    page.goto("/mentoring/rules")
    assert name in page.inner_text("main")
    press(page, "main .tokens button")
    assert name not in page.inner_text("main")


def test_a_mentor_comes_to_be_listed(browse):
    page = sign_in(browse(), NEW_MENTOR)
    page.goto("/mentoring/mentor-profile")
    page.fill("#field-about", "Too short.")
    page.check("input[name=topics][value=documents]")
    assert press(page, "main .form .primary").status == 422
    assert page.input_value("#field-about") == "Too short."
    assert page.is_checked("input[name=topics][value=documents]")
    page.fill("#field-about", "I run servers from a cupboard in Utrecht and can tell how my papers went, step by step.")
    page.fill("#field-stayCountry0", "Netherlands")
    page.fill("#field-staySince0", "2019-04")
    if page.locator("input[name=isAdult]").count():
        page.check("input[name=isAdult]")
    press(page, "main .form .primary")
    page.goto("/mentoring/availability")
    page.check("input[name=windowDays0][value='2']")
    page.fill("#field-windowStart0", "18:00")
    page.fill("#field-windowEnd0", "20:00")
    press(page, "main .form .primary")
    assert "Tue 18:00–20:00 (Europe/Amsterdam)" in page.inner_text("main")
    moderator = sign_in(browse(), MODERATOR)
    moderator.goto("/moderation/mentors")
    press(moderator, "main .form .primary >> nth=0")
    reader = sign_in(browse())
    reader.goto("/mentors?country=NL&topic=documents")
    assert "Kamran Baloch" in reader.inner_text("main")
    reader.click("text=Kamran Baloch")
    assert "Netherlands, since 2019" in reader.inner_text("main")


def test_who_meets_no_must_have_is_told_what_to_relax(browse):
    page = sign_in(browse())
    page.goto("/mentoring/mentee-profile")
    page.fill("#field-languages", "ur native, en C1, tlh C1")
    page.fill("#field-neededLanguages", "tlh")
    press(page, "main .form .primary")
    assert "relax one of: language, times, topic" in page.inner_text("main")
    page.goto("/mentoring/mentee-profile")
    page.fill("#field-neededLanguages", "ur")
    press(page, "main .form .primary")
    assert "Mentors who fit you" in page.inner_text("main")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_fit_a_small_phone(browse, language):
    page = sign_in(browse(scripts=True, viewport=PHONE))
    choose_language(page, language)
    for path in [
        "/mentors", "/mentors/demo-mentor", "/mentoring", "/mentoring/mentor-profile", "/mentoring/mentee-profile",
        "/mentoring/availability", "/mentoring/rules",
    ]:
        fits(page, path)
    moderator = sign_in(browse(scripts=True, viewport=PHONE), MODERATOR)
    choose_language(moderator, language)
    for path in ["/moderation/mentors", "/mentors/demo-mentor"]:
        fits(moderator, path)
