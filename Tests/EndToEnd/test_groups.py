"""Groups and their events in browsers without scripts on a small phone: founded, joined, an event with one seat and a
line, and a calendar."""

from datetime import UTC, datetime, timedelta

import icalendar

from pages import path_of, sign_in
from people import MEMBER, MENTOR
from test_mentoring_ways import HOLDER, has_no_barrier, opened, reader_of_urdu, sent

DAY = (datetime.now(UTC) + timedelta(days=20)).strftime("%Y-%m-%d")


def joined(member, group):
    opened(member, group)
    sent(member)


def test_members_meet_and_who_comes_too_late_waits(browse):
    founder, member = sign_in(browse(), MENTOR), reader_of_urdu(browse)
    opened(founder, "/groups/new")
    founder.fill("#field-name", "Back ends in Berlin, on Thursdays")
    founder.fill("#field-about", "Those who write back ends in Berlin, and who will.")
    founder.select_option("#field-visibility", "listed")
    founder.select_option("#field-joining", "open")
    sent(founder)
    group = path_of(founder)
    for other in (member, holder := sign_in(browse(), HOLDER)):
        joined(other, group)
    # What is wrong comes back with what was typed.
    opened(founder, f"{group}/events/new")
    founder.fill("#field-title", "چائے اور سوال")
    founder.fill("#field-day", DAY)
    founder.fill("#field-time", "18:00")
    founder.fill("#field-zone", "Europe/Berlin")
    founder.fill("#field-seats", "1")
    sent(founder, status=422)
    assert founder.input_value("#field-title") == "چائے اور سوال"
    founder.fill("#field-place", "Bahnhofstrasse 1")
    sent(founder)
    event = path_of(founder)
    assert "چائے اور سوال" in opened(member, f"{group}/events")
    opened(member, event)
    sent(member, "main button[value=take]")
    opened(holder, event)
    sent(holder, "main button[value=take]")
    assert "Bahnhofstrasse 1" in opened(member, event)
    calendar = icalendar.Calendar.from_ical(member.request.get(f"{event}.ics").body())
    [entry] = calendar.walk("VEVENT")
    assert str(entry["SUMMARY"]) == "چائے اور سوال"
    assert entry.decoded("DTSTART").astimezone(UTC).strftime("%Y-%m-%d") == DAY
    # Who gives the seat back leaves it to who waits.
    sent(member, "main button[value=give]")
    opened(holder, event)
    assert holder.locator("main button[value=give]").count() == 1 and "You have a seat" in holder.inner_text("main")
    has_no_barrier(browse, MENTOR, group, f"{group}/events", f"{group}/events/new", event, f"{event}/edit")
    has_no_barrier(browse, MEMBER, event, f"{group}/events")
    opened(founder, event)
    sent(founder, "main .danger")
    assert holder.goto(event).status == 200 and holder.locator("main button[value=give]").count() == 0
