"""Applications, opportunities and the talent directory in a browser without scripts, on a small phone."""

import subprocess
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MEMBER, MENTOR

ADMIN = "demo-admin"


def fits(page, path=None):
    """The page fits a small phone and has no barrier."""
    if path:
        page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def follow(page, title, **fields):
    """Writes an application down by the form; returns its address."""
    page.goto("/applications/new")
    for name, value in ({"title": title, "employerName": "Gleis GmbH"} | fields).items():
        page.fill(f"#field-{name}", value)
    page.select_option("#field-stage", "applied")
    press(page, "main .form .primary")
    return page.url


def offer(page, path, gross, currency, period, hours):
    """Notes an offer by the form."""
    page.goto(f"{path}/edit")
    page.fill("#field-offerGross", gross)
    page.fill("#field-offerHours", hours)
    page.select_option("#field-offerCurrency", currency)
    page.select_option("#field-offerPeriod", period)
    return press(page, "main .form .primary")


def test_an_application_is_written_down_moved_and_deleted(browse):
    page = sign_in(browse())
    page.goto("/applications/new")
    page.fill("#field-title", "Tester of trains")
    page.fill("#field-link", "no address")
    assert press(page, "main .form .primary").status == 422
    assert page.input_value("#field-title") == "Tester of trains"
    title = f"Tester {uuid.uuid4().hex[:8]}"
    path = follow(page, title, nextStep="Ask again", nextOn="2027-01-15", notes="Two rounds.")
    for word in [title, "Gleis GmbH", "Ask again", "15 January 2027", "Two rounds.", "Applied"]:
        assert word in page.inner_text("main"), word
    page.select_option("#field-stage", "interview")
    press(page, "main .form .primary")
    assert page.locator("main .tokens li").count() == 2
    page.goto("/applications?stage=interview")
    assert title in page.inner_text("main .rows")
    page.goto(f"{path}/delete")
    press(page, "main .danger")
    assert title not in page.inner_text("main")


def test_a_job_is_followed_from_its_page(browse):
    poster = sign_in(browse(), ADMIN)
    poster.goto("/jobs/new")
    title = f"Backend developer {uuid.uuid4().hex[:8]}"
    for name, value in {
        "employerName": "Gleis GmbH", "title": title, "city": "Berlin",
        "body": "We build route planning for freight trains. You write services in Swift with four colleagues.",
        "applyURL": f"https://gleis.example/{uuid.uuid4().hex}",
    }.items():
        poster.fill(f"#field-{name}", value)
    poster.select_option("#field-country", "DE")
    press(poster, "main form button[value=publish]")
    page = sign_in(browse())
    page.goto(poster.url)
    press(page, "button[name=jobId]")
    followed = page.url
    assert "/applications/" in followed and title in page.inner_text("main")
    press(poster, "button[value=close]")
    press(page, "main .go .button")
    assert "This job is closed" in page.inner_text("main")
    page.goto(followed)
    assert title in page.inner_text("main")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_of_applications_fit_a_small_phone(browse, language):
    page = sign_in(browse(scripts=True, viewport=PHONE), MENTOR)
    choose_language(page, language)
    fits(page, "/applications")
    fits(page, "/applications/new")
    paths = [follow(page, f"Tester {number}", nextStep="Ask again", nextOn="2027-01-15") for number in (1, 2)]
    assert offer(page, paths[0], "62000", "EUR", "year", "40").status == 200
    assert offer(page, paths[1], "250000", "PKR", "month", "45").status == 200
    fits(page)
    for path in ["/applications", f"{paths[0]}/edit", f"{paths[0]}/delete", "/applications/offers?currency=EUR"]:
        fits(page, path)
    assert page.locator("table.compare th[scope=col]").count() >= 2
    choose_language(page, "en")


def test_an_ambassador_opens_a_door_and_finds_who_looks_for_work(browse, server):
    subprocess.run(
        [server.program, "account", "role", "--database", server.database, MENTOR, "ambassador"], cwd=server.folder,
        check=True, capture_output=True)
    title = f"Referral for developers {uuid.uuid4().hex[:8]}"
    ambassador = sign_in(browse(viewport=PHONE), MENTOR)
    ambassador.goto("/opportunities/new")
    ambassador.fill("#field-title", title)
    ambassador.fill("#field-body", "Our team looks for two people who write Swift.")
    ambassador.select_option("#field-kind", "referral")
    ambassador.select_option("#field-destination", "DE")
    press(ambassador, "main .form .primary")
    path = ambassador.url
    seeker = sign_in(browse(scripts=True, viewport=PHONE), MEMBER)
    seeker.goto("/opportunities?destination=DE")
    assert title in seeker.inner_text("main .rows")
    seeker.goto(path)
    seeker.fill("#field-note", "I write Swift on servers since 2019.")
    press(seeker, "main .form .primary")
    ambassador.goto(path)
    ambassador.fill("textarea[name=reply]", "Let us talk on Thursday.")
    press(ambassador, "main .rows .form button")
    for language in ("ur", "en"):
        choose_language(seeker, language)
        fits(seeker, path)
        assert "Let us talk on Thursday." in seeker.inner_text("main")
        fits(seeker, "/opportunities")
        fits(seeker, "/talent")
    seeker.fill("#field-headline", "Backend developer")
    press(seeker, "main .form .primary")
    ambassador.goto("/talent/directory")
    with ambassador.expect_navigation():
        ambassador.locator(".rows .ti a", has_text="Backend developer").click()
    assert "The member sees that you looked" in ambassador.inner_text("main")
    seeker.goto("/talent")
    assert "Bilal Chaudhry" in seeker.inner_text("main .tokens")
