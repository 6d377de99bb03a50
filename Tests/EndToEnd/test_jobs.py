"""Jobs in a browser without scripts: posted, found, kept, judged; and how their pages look on a small phone."""

import json
import uuid

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MODERATOR

ADMIN = "demo-admin"
TEXT = "We build route planning for freight trains. You write services in Swift with four colleagues in Berlin."


def fill(page, title, **fields):
    """Fills the form of a new job."""
    page.goto("/jobs/new")
    values = {
        "employerName": "Gleis GmbH", "title": title, "body": TEXT, "city": "Berlin", "weeklyHours": "40",
        "salaryMin": "52000", "salaryMax": "60000", "skills": "swift, postgresql", "languages": "en",
        "sponsorshipEvidence": "We sponsor the Blue Card.", "applyURL": f"https://gleis.example/{uuid.uuid4().hex}",
    }
    for name, value in (values | fields).items():
        page.fill(f"#field-{name}", value)
    for name, value in {"country": "DE", "currency": "EUR", "period": "year", "sponsorship": "confirmed"}.items():
        page.select_option(f"#field-{name}", value)


@pytest.fixture
def job(browse):
    """The address and title of an open job."""
    title = f"Backend developer {uuid.uuid4().hex[:8]}"
    page = sign_in(browse(), ADMIN)
    fill(page, title)
    press(page, "main form button[value=publish]")
    assert "Your job is open." in page.inner_text(".flashes")
    return page.url, title


def test_a_refused_form_keeps_its_words(browse):
    page = sign_in(browse(), ADMIN)
    fill(page, "Backend developer", body="Too short.", weeklyHours="many")
    assert press(page, "main form button[value=publish]").status == 422
    assert page.input_value("#field-body") == "Too short."
    assert page.input_value("#field-weeklyHours") == "many"
    assert page.input_value("#field-country") == "DE"
    assert "80" in page.inner_text("#field-body-error")


def test_a_job_is_found_by_filters_and_kept(browse, job):
    path, title = job
    page = sign_in(browse())
    page.goto("/jobs")
    page.locator("summary", has_text="Filter").click()
    page.select_option("#field-country", "DE")
    page.fill("#field-skill", "swift")
    press(page, "main .form .primary")
    assert title in page.inner_text("main .rows")
    page.goto(path)
    data = json.loads(page.locator("script[type='application/ld+json']").inner_text())
    assert data["@type"] == "JobPosting" and data["title"] == title
    press(page, "button[name=saved]")
    page.goto("/jobs/saved")
    assert title in page.inner_text("main")


def test_a_block_of_data_is_no_script_to_the_browser(browse, job):
    page = browse(scripts=True)
    said = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(job[0])
    assert not [text for text in said if "Content Security Policy" in text]


def test_a_job_that_asks_for_money_waits_and_is_judged(browse, client):
    title = f"Backend developer {uuid.uuid4().hex[:8]}"
    poster = sign_in(browse(), ADMIN)
    fill(poster, title, body="Candidates must pay for the visa before they travel. " + TEXT)
    press(poster, "main form button[value=publish]")
    assert "waits for a moderator" in poster.inner_text("main")
    assert client.get(poster.url.removeprefix(client.url)).status_code == 404
    moderator = sign_in(browse(), MODERATOR)
    moderator.goto("/moderation/jobs")
    entry = moderator.locator(".rows > li", has_text=title)
    assert "asks the worker for money" in entry.inner_text()
    entry.locator("textarea").fill("Nobody may ask for that.")
    with moderator.expect_navigation():
        entry.locator("button[value=remove]").click()
    poster.reload()
    assert "Nobody may ask for that." in poster.inner_text("main")


def test_a_job_that_ended_says_so_in_a_page(browse, job, client):
    path = job[0].removeprefix(client.url)
    own = sign_in(browse(), ADMIN)
    own.goto(path)
    press(own, "button[value=close]")
    answer = client.get(path)
    assert answer.status_code == 410 and "This job has ended" in answer.text


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_fit_a_small_phone_and_have_no_barrier(browse, job, language):
    page = sign_in(browse(scripts=True, viewport=PHONE), ADMIN)
    choose_language(page, language)
    for path in ["/jobs?country=DE", job[0], "/jobs/new", "/jobs/mine", "/jobs/saved", "/employers/gleis-gmbh-de"]:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found = Axe().run(page).response["violations"]
        assert found == [], (path, [one["id"] for one in found])
    choose_language(page, "en")
