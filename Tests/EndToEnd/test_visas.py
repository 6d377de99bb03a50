"""Visa pathways and checklists as people use them: on a phone, in Urdu, without scripts."""

import json
import subprocess

import pytest

from pages import PHONE, choose_language, press, sign_in
from people import MEMBER, MODERATOR, api_for
from server import binary

CARD = "/visas/de/eu-blue-card"


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("language", ["ur", "en"])
def test_from_home_to_a_checklist_with_a_day(browse, language):
    """Home, Germany, the Blue Card, its checklist with a day of the journey, a step ticked off: at 360 px."""
    page = browse()
    page.set_viewport_size(PHONE)
    sign_in(page)
    choose_language(page, language)
    page.goto("/")
    press(page, "nav.sections a[href='/visas']")
    assert fits(page)
    page.select_option("#field-country", "DE")
    press(page, "form.filters button")
    press(page, f".rows a[href='{CARD}']")
    assert fits(page) and page.locator("h1").text_content() == "EU Blue Card (Germany)"
    assert page.locator("html").get_attribute("dir") == {"ur": "rtl", "en": "ltr"}[language]
    assert page.locator(".facts dd").first.locator("b").count() > 0
    press(page, f"a[href='{CARD}/checklist']")
    if page.locator("form.form .primary").count():
        page.fill("#field-targetDate", "2027-09-01")
        press(page, "form.form .primary")
    assert fits(page) and page.locator("li.step").count() == 35
    before = page.locator("li.settled").count()
    press(page, "#step-pk-frc button[value=done], #step-pk-frc button[value=open]")
    assert fits(page) and abs(page.locator("li.settled").count() - before) == 1
    press(page, "#step-pk-passport .acts a")
    assert fits(page)
    page.fill("#field-note", "لاہور کے دفتر میں")
    press(page, "form.form .primary")
    assert page.locator("#step-pk-passport .typed").text_content() == "لاہور کے دفتر میں"
    assert page.locator("#step-de-portal").text_content()


def test_from_home_to_a_job_that_pays_what_the_blue_card_asks(browse):
    """The same way on a phone, in Urdu and without scripts, up to a job whose page says that it meets the line."""
    page = browse()
    page.goto("/")
    choose_language(page, "ur")
    press(page, "nav.sections a[href='/visas']")
    page.select_option("#field-country", "DE")
    press(page, "form.filters button")
    press(page, f".rows a[href='{CARD}']")
    assert fits(page)
    press(page, "a[href^='/jobs?country=DE&salary=']")
    assert fits(page) and page.locator("html").get_attribute("dir") == "rtl"
    press(page, ".rows .ti a >> nth=0")
    card = page.locator("section[aria-labelledby=pay] li", has=page.locator(f"a[href='{CARD}']"))
    assert fits(page) and card.locator("b.done").count() == 1


@pytest.mark.parametrize("language", ["ur", "en"])
def test_a_step_of_ones_own(browse, language):
    page = browse()
    page.set_viewport_size(PHONE)
    sign_in(page)
    choose_language(page, language)
    path = "/visas/se/eu-blue-card/checklist" if language == "en" else "/visas/nl/eu-blue-card/checklist"
    page.goto(path)
    if not page.locator(f"a[href='{path}-add']").count():
        press(page, "form.form .primary, form.form button")
    press(page, f"a[href='{path}-add']")
    assert fits(page)
    press(page, "form.form .primary")
    assert page.locator("#field-label-error").count() == 1 and fits(page)
    page.fill("#field-label", "گاڑی بیچنا")
    page.select_option("#field-stage", "depart")
    page.fill("#field-leadTimeDays", "30")
    press(page, "form.form .primary")
    step = page.locator("li.step", has_text="گاڑی بیچنا")
    assert step.count() == 1 and fits(page)
    press(page, f"#{step.get_attribute('id')} .acts a")
    assert fits(page) and page.locator("#field-leadTimeDays").input_value() == "30"
    press(page, "p.end a")
    assert fits(page)
    press(page, "form.form .danger")
    assert page.locator("li.step", has_text="گاڑی بیچنا").count() == 0
    assert page.locator(".flashes p").count() == 1


def test_a_printed_checklist_has_no_buttons(browse):
    page = browse()
    page.emulate_media(media="print")
    page.goto(f"{CARD}/checklist")
    assert page.locator("header.top").is_hidden() and page.locator("li.step").first.is_visible()


def test_pathways_are_compared(browse):
    page = browse()
    page.set_viewport_size(PHONE)
    page.goto("/visas?category=work")
    for name in ("de-eu-blue-card", "nl-highly-skilled-migrant"):
        page.check(f"input[value={name}]")
    press(page, "form[action='/visas/compare'] button")
    assert fits(page) and page.locator("table.compare th[scope=col]").count() == 2


def test_a_report_reaches_moderators(browse):
    page = browse()
    sign_in(page)
    page.goto(CARD)
    press(page, f"a[href='{CARD}/report']")
    press(page, "form.form .primary")
    assert page.locator("#field-body-error").count() == 1
    page.fill("#field-body", "The fee went up at the beginning of the month.")
    page.fill("#field-link", "https://www.example.org/fees")
    press(page, "form.form .primary")
    assert page.locator(".flashes p").count() == 1
    moderator = browse()
    sign_in(moderator, MODERATOR)
    moderator.goto("/moderation/visas")
    assert "The fee went up at the beginning of the month." in moderator.content()


def test_importing_twice_changes_nothing(tmp_path):
    database = tmp_path / "karwan.sqlite"

    def load(kind, *more):
        command = [binary(), "import", kind, *more, "--database", database]
        return subprocess.run(command, capture_output=True, text=True, timeout=120)

    for kind, count in (("pathways", 40), ("checklists", 123), ("points", 7), ("emigration", 28)):
        assert load(kind).stdout == f"added {count}, changed 0, unchanged 0, refused 0\n"
        assert load(kind).stdout == f"added 0, changed 0, unchanged {count}, refused 0\n"
    broken = tmp_path / "broken.json"
    for kind, member in (("pathways", "pathways"), ("points", "systems"), ("emigration", "records")):
        broken.write_text(json.dumps({member: [{"id": "de-nothing"}] * 1000}))
        refused = load(kind, broken)
        assert refused.returncode == 1 and refused.stdout.endswith("refused 1000\n")
        lines = refused.stderr.splitlines()
        assert lines[999].startswith(f"/{member}/999/") and lines[1000].startswith("karwan: ")
    missing = load("pathways", tmp_path / "missing.json")
    assert missing.returncode == 1 and missing.stderr.count("\n") == 1


def test_the_calendar_of_a_checklist_is_one(server, member):
    api = api_for(server.url, MEMBER)
    draft = {"pathwayId": "nl-highly-skilled-migrant", "targetDate": "2027-09-01"}
    made = api.post("/api/v1/me/checklists", json=draft)
    assert made.status_code == 201 and all(step["start"] for step in made.json()["steps"])
    answer = member.get("/visas/nl/highly-skilled-migrant/checklist.ics")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    lines = answer.content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR" and lines[-2] == b"END:VCALENDAR" and max(map(len, lines)) <= 75
    assert lines.count(b"BEGIN:VEVENT") == len(made.json()["steps"]) + 1
