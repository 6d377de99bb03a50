"""Meetings of a mentorship: two clocks, a series across a change of clocks, and the calendars of other programs."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MEMBER, MENTOR, address_of, api_for

BERLIN, KARACHI = ZoneInfo("Europe/Berlin"), ZoneInfo("Asia/Karachi")
WORDS = {
    "goal": "I want to move to Berlin next spring with an offer as a developer of services at a bank.",
    "background": "Six years of Kotlin and Swift at a bank in Lahore, a BSc, and German at level A2.",
    "question": "How did you word the letter by which you asked your employer for the papers?",
}


def next_change(zone):
    """The first noon after the next change of a zone's clocks."""
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    offset = day.astimezone(zone).utcoffset()
    while day.astimezone(zone).utcoffset() == offset:
        day += timedelta(days=1)
    return day


@pytest.fixture(scope="module")
def pair(server):
    """A mentor in Berlin and a mentee in Karachi, and what lies between them, accepted."""
    mentee, mentor = api_for(server.url, MEMBER), api_for(server.url, MENTOR)
    for client, zone in [(mentee, KARACHI), (mentor, BERLIN)]:
        assert client.send("PATCH", "/api/v1/me", json={"timeZone": zone.key}).status_code == 200
    asked = mentee.post("/api/v1/mentorships", json=WORDS | {"mentor": MENTOR, "track": "career"})
    assert asked.status_code == 201, asked.text
    mentorship = asked.json()["id"]
    assert mentor.post(f"/api/v1/mentorships/{mentorship}/accept", json={}).status_code == 200
    return mentee, mentor, mentorship


def lines_hold(text):
    """CRLF everywhere, and no line of more than 75 octets."""
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def calendar_of(client, path):
    """A calendar as two programs of others read it: start, end and the rest of each event, by its UID."""
    answer = client.get(path)
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/calendar"), answer.text
    answer.encoding = "utf-8"
    lines_hold(answer.text)
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert str(calendar["METHOD"]) == "PUBLISH"
    found = {
        str(event["UID"]): {
            "start": event["DTSTART"].dt,
            "end": event["DTEND"].dt,
            "sequence": int(event["SEQUENCE"]),
            "status": str(event["STATUS"]),
            "title": str(event["SUMMARY"]),
            "place": str(event.get("LOCATION", "")),
        }
        for event in calendar.walk("VEVENT")
    }
    other = {event.uid.value: event for event in vobject.readOne(answer.text).vevent_list}
    assert set(other) == set(found)
    for uid, event in other.items():
        assert event.dtstart.value == found[uid]["start"] and event.dtend.value == found[uid]["end"]
        assert int(event.sequence.value) == found[uid]["sequence"]
        assert event.summary.value == found[uid]["title"] and event.status.value == found[uid]["status"]
        assert event.dtstamp.value.tzinfo is not None
    return found


def test_a_series_keeps_its_time_on_the_proposers_wall(pair):
    mentee, mentor, mentorship = pair
    change = next_change(BERLIN)
    latest = datetime.now(UTC) + timedelta(days=175)
    first = min(change - timedelta(days=10), latest).date()
    place = "Raum 7; hinten, \\ zweite Tür – ملاقات کے لیے، کاروان کے دفتر میں، دوسری منزل پر بائیں طرف"
    made = mentor.post(
        f"/api/v1/mentorships/{mentorship}/meetings",
        json={"day": str(first), "time": "18:00", "minutes": 45, "place": place, "repeats": "weekly", "count": 12},
    )
    assert made.status_code == 201, made.text
    ids = [meeting["id"] for meeting in made.json()["items"]]
    assert len(ids) == 12
    for client in [mentor, mentee]:
        events = calendar_of(client, f"/mentoring/mentorships/{mentorship}/meetings.ics")
        starts = [events[f"{meeting}@karwan"]["start"] for meeting in ids]
        assert [start.astimezone(BERLIN).strftime("%H:%M") for start in starts] == ["18:00"] * 12
        assert [start.astimezone(BERLIN).date() - first for start in starts] == [timedelta(weeks=n) for n in range(12)]
        # In Karachi, where clocks do not change, it is an hour earlier or later from then on.
        hours = [start.astimezone(KARACHI).hour for start in starts]
        assert len(set(hours)) == 2 and abs(hours[0] - hours[-1]) == 1
        assert {events[f"{meeting}@karwan"]["place"] for meeting in ids} == {place}
        assert all(event["end"] - event["start"] == timedelta(minutes=45) for event in events.values())


def test_a_calendar_learns_of_every_change_and_of_the_end(pair):
    mentee, mentor, mentorship = pair
    day = (datetime.now(KARACHI) + timedelta(days=9)).date()
    made = mentee.post(f"/api/v1/mentorships/{mentorship}/meetings", json={"day": str(day), "time": "20:15"})
    assert made.status_code == 201, made.text
    meeting = made.json()["items"][0]["id"]
    steps = [
        (None, None, None, "TENTATIVE"),
        (mentor, "confirm", {}, "CONFIRMED"),
        (mentee, "move", {"day": str(day), "time": "21:00"}, "TENTATIVE"),
        (mentor, "confirm", {}, "CONFIRMED"),
        (mentor, "cancel", {}, "CANCELLED"),
    ]
    for sequence, (client, step, json, status) in enumerate(steps):
        if client:
            taken = client.post(f"/api/v1/meetings/{meeting}/{step}", json=json)
            assert taken.status_code == 200, taken.text
        for reader in [mentee, mentor]:
            events = calendar_of(reader, f"/api/v1/meetings/{meeting}.ics")
            assert list(events) == [f"{meeting}@karwan"]
            event = events[f"{meeting}@karwan"]
            assert (event["sequence"], event["status"]) == (sequence, status)
            local = event["start"].astimezone(KARACHI)
            assert local.date() == day and local.strftime("%H:%M") == ("20:15" if sequence < 2 else "21:00")


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def has_no_barrier(page, path):
    """Axe finds nothing on the page; it needs scripts."""
    page.goto(path)
    fits(page)
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def test_the_two_agree_by_pages_without_scripts(browse, server, pair):
    mentorship = pair[2]
    path = f"/mentoring/mentorships/{mentorship}/meetings"
    mentee = sign_in(browse())
    choose_language(mentee, "ur")
    mentee.goto(f"{path}/new")
    fits(mentee)
    mentee.fill("#field-place", "فون پر")
    assert press(mentee, "main .form .primary").status == 422
    assert mentee.input_value("#field-place") == "فون پر"
    fits(mentee)
    day = (datetime.now(KARACHI) + timedelta(days=3)).date()
    mentee.fill("#field-day", str(day))
    mentee.fill("#field-time", "19:30")
    press(mentee, "main .form .primary")
    assert "فون پر" in mentee.inner_text("main")
    fits(mentee)
    assert server.link_in_letter_to(address_of(MENTOR), "mentoring").endswith(path)
    mentor = sign_in(browse(), MENTOR)
    mentor.goto(path)
    row = mentor.locator("main .rows > li", has_text="فون پر")
    assert "19:30–20:30 (Asia/Karachi)" in row.inner_text() and "(Europe/Berlin)" in row.inner_text()
    with mentor.expect_navigation():
        row.locator("button[value=confirm]").click()
    assert "Confirmed" in mentor.locator("main .rows > li", has_text="فون پر").inner_text()
    fits(mentor)
    mentee.goto(f"/mentoring/mentorships/{mentorship}")
    assert "19:30–20:30" in mentee.inner_text("section[aria-labelledby=meetings]")
    fits(mentee)
    choose_language(mentee, "en")
    scripts = sign_in(browse(scripts=True, viewport=PHONE), MENTOR)
    has_no_barrier(scripts, path)
    has_no_barrier(scripts, f"{path}/new")
