"""What a member decides by, without a network: the checklist of a move, and the jobs of the country."""

import uuid

import pytest

from offline import at_rest, cut, member_device, mend, rows, shown, speak, stored
from pages import PHONE, press, sign_in
from test_jobs import ADMIN, fill
from waiting import eventually

CARD = "/visas/de/eu-blue-card"
LIST = f"{CARD}/checklist"
NOTE = "لاہور کے دفتر میں، ٹوکن صبح ملتا ہے"


@pytest.fixture
def server(own_server):
    """Each test has a community of its own."""
    return own_server


@pytest.fixture
def job(browse, server):
    """The title of an open job in Germany."""
    title = f"Backend developer {uuid.uuid4().hex[:8]}"
    page = sign_in(browse(), ADMIN)
    fill(page, title)
    press(page, "main form button[value=publish]")
    return title


def begin(page):
    """A checklist whose steps and country are on the device."""
    page.goto(LIST)
    page.fill("#field-targetDate", "2027-09-01")
    press(page, "form.form .primary")
    eventually(lambda: len(rows(page, "checklistItem")) == 35, "the steps on the device")
    eventually(lambda: rows(page, "pathway") and rows(page, "job"), "what the country has")
    return at_rest(page)


def texts(page, selector):
    return [text.strip() for text in page.locator(selector).all_text_contents()]


def test_a_checklist_is_worked_through_without_a_network(browse, server, job):
    """The days are those that the server reckons; what is ticked off and noted arrives."""
    page = begin(member_device(browse, server))
    page.goto(LIST)
    expected = texts(page, "li.step .by > b")
    assert len([text for text in expected if "2027" in text]) > 20
    cut(page)
    shown(page, "/checklists")
    assert texts(page, ".rows .ti") == ["EU Blue Card (Germany)"]
    press(page, ".rows a")
    page.wait_for_selector("#here[data-shown]")
    assert sorted(texts(page, "li.step .by > b")) == sorted(expected)
    page.click("#step-pk-frc button[value=done]")
    page.wait_for_selector("#step-pk-frc.settled")
    page.click("#step-pk-passport .acts a")
    page.fill("#field-note", NOTE)
    page.select_option("#field-state", "doing")
    page.click("form.form .primary")
    page.wait_for_selector("#step-pk-passport .wait")
    assert page.locator("#step-pk-passport .typed").text_content() == NOTE
    shown(page, "/unsent")
    assert page.locator(".tokens li").count() == 2
    mend(page)
    other = sign_in(browse())

    def has_arrived():
        other.goto(LIST)
        return other.locator("#step-pk-frc.settled").count() == 1 and NOTE in other.inner_text("#step-pk-passport")

    eventually(has_arrived, "what was done without a network")
    assert other.locator("li.settled").count() == 1


def test_jobs_of_the_country_are_read_and_kept_without_a_network(browse, server, job):
    page = begin(member_device(browse, server))
    cut(page)
    shown(page, "/jobs?country=DE")
    assert job in texts(page, ".rows .ti") and "52,000" in page.inner_text(".rows")
    page.click(f".rows a:has-text('{job}')")
    page.wait_for_selector("#keep-job[value=on]")
    assert "We sponsor the Blue Card." in page.inner_text("article")
    page.click("#keep-job")
    page.wait_for_url("**/jobs/saved")
    page.wait_for_selector(f".rows a:has-text('{job}')")
    mend(page)
    other = sign_in(browse())
    eventually(lambda: other.goto("/jobs/saved") and job in other.inner_text("main"), "the job among those kept")


def test_a_country_is_kept_by_its_button(browse, server, job):
    page = member_device(browse, server)
    page.goto("/jobs?country=DE")
    page.click(".keep button[aria-pressed=false]")
    eventually(lambda: rows(page, "job"), "a job on the device")
    page.goto("/jobs?country=DE")
    page.click(".keep button[aria-pressed=true]")
    eventually(lambda: not rows(page, "job") and job not in stored(page), "nothing of it")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_it_fits_a_small_phone(browse, server, job, language):
    page = member_device(browse, server)
    page.set_viewport_size(PHONE)
    speak(page, language)
    begin(page)
    name = rows(page, "job")[0]["id"]
    cut(page)
    for path in ("/checklists", LIST, f"{LIST}/pk-passport", "/jobs?country=DE", "/jobs/saved", f"/jobs/{name}/-"):
        shown(page, path)
        assert page.locator("html").get_attribute("dir") == {"ur": "rtl", "en": "ltr"}[language]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        words = page.inner_text("body")
        assert not any(key in words for key in ("checklist_", "job_", "offline_", "label_", "salary_")), path
