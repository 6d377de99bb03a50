"""Letters about the forum as they travel: the system's `sendmail`, SMTP, and a receiver that reads what came."""

import email
import email.policy
import re
import sqlite3
import subprocess
import time
from email.mime.message import MIMEMessage
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.mime.text import MIMEText

import pytest
import requests
from aiosmtpd.controller import Controller

from people import MEMBER, MENTOR, address_of, answer_thread, api_for, start_thread
from server import Server, free_port
from waiting import eventually

DAY = 86_400_000


class Receiver:
    """Keeps what SMTP brings, byte by byte."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _, session, envelope):
        self.messages.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    def to(self, address, subject=""):
        """What came to an address, parsed as strictly as RFC 5322 is read."""
        parsed = [
            email.message_from_bytes(content, policy=email.policy.default)
            for _, receivers, content in self.messages
            if receivers == [address]
        ]
        return [message for message in parsed if subject in message["Subject"]]


@pytest.fixture
def mailbox(tmp_path, monkeypatch):
    """A receiver on loopback, to which the system's `sendmail` (msmtp) takes all letters."""
    receiver = Receiver()
    controller = Controller(receiver, hostname="127.0.0.1", port=free_port())
    controller.start()
    home = tmp_path / "mail-home"
    home.mkdir()
    settings = home / ".msmtprc"
    settings.write_text(f"account default\nhost 127.0.0.1\nport {controller.port}\ntls off\nauth off\n")
    settings.chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    yield receiver
    controller.stop()


@pytest.fixture
def mailing(tmp_path, program, community, mailbox):
    """A server that sends its letters by `sendmail`."""
    options = ("--mail", "sendmail", "--mail-from", "karwan@karwan.example")
    running = Server(tmp_path / "mailing", program, community, options).start()
    yield running
    running.close()


def change(server, *statements):
    """Changes the database as if time had passed."""
    database = sqlite3.connect(server.database, timeout=30)
    with database:
        for statement in statements:
            database.execute(statement)
    database.close()


def check_form(message, raw):
    """RFC 5322: headers, lines and line ends; RFC 8058: the two headers that belong together."""
    assert not message.defects
    lines = raw.split(b"\r\n")
    assert all(len(line) <= 998 and b"\n" not in line for line in lines)
    for name in ("From", "To", "Date", "Message-ID", "Subject", "MIME-Version"):
        assert len(message.get_all(name)) == 1, name
    assert message["Date"].datetime and str(message["From"]) == "Karwan <karwan@karwan.example>"
    links = re.fullmatch(r"<(https?://[^>]+)>", message["List-Unsubscribe"])
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert links[1] in message.get_content()
    return links[1]


def test_an_answer_and_a_digest_travel_and_one_request_ends_each(mailing, mailbox):
    """What was not read comes by letter, once; the link in its header ends such letters and no others."""
    member, mentor = api_for(mailing.url, MEMBER), api_for(mailing.url, MENTOR)
    thread = start_thread(member)
    quoted = "Yes: the degree first. " + "ڈگری کی تصدیق پہلے کروائیں، پھر ویزا " * 30
    answer_thread(mentor, thread["id"], quoted)
    mailing.stop()
    now = int(time.time() * 1000)
    change(
        mailing,
        "UPDATE notification SET letter_due_at = 1 WHERE letter_due_at IS NOT NULL",
        f"UPDATE account SET digest_due_at = 1, created_at = created_at - {30 * DAY}, last_active_day = {now // DAY}",
        f"UPDATE forum_thread SET created_at = {now - 2 * DAY} WHERE kind = 'question' AND answer_count = 0",
    )
    mailing.start()
    address = address_of(MEMBER)
    answer = eventually(lambda: mailbox.to(address, "answered you"), "the letter about the answer")[0]
    digest = eventually(lambda: mailbox.to(address, "Your week"), "the weekly letter")[0]
    assert thread["title"] in answer["Subject"] and "the degree first" in answer.get_content()
    assert "ڈگری کی تصدیق" in answer.get_content()
    for message in (answer, digest):
        raw = next(content for _, _, content in mailbox.messages if message["Message-ID"].encode() in content)
        check_form(message, raw)
    assert all(sender == "karwan@karwan.example" for sender, _, _ in mailbox.messages)

    stop = check_form(answer, b"")
    assert requests.get(stop, timeout=30).status_code == 200
    settings = member.get("/api/v1/me/notification-settings").json()
    assert settings["letters"] and settings["digest"], "to look ends nothing"
    ended = requests.post(stop, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False, timeout=30)
    assert ended.status_code == 200 and "no more letters about answers" in ended.text
    settings = member.get("/api/v1/me/notification-settings").json()
    assert not settings["letters"] and settings["digest"]
    for last in "ABCD":
        if stop[-1] != last:
            assert requests.post(stop[:-1] + last, timeout=30).status_code == 404


def returned(letter, address, status="5.1.1"):
    """What a mail server writes when it cannot deliver (RFC 3464)."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@mx.example", "karwan@karwan.example", "Returned"
    report.attach(MIMEText("Your letter could not be delivered."))
    status_part = MIMENonMultipart("message", "delivery-status")
    blocks = ["Reporting-MTA: dns; mx.example\n", f"Final-Recipient: rfc822; {address}\nAction: failed\nStatus: {status}\n"]
    status_part.set_payload([email.message_from_string(block) for block in blocks])
    report.attach(status_part)
    report.attach(MIMEMessage(letter))
    return report.as_bytes()


def give_back(server, report):
    """What the mail server's alias does."""
    command = [server.program, "bounce", "--database", server.database]
    return subprocess.run(command, input=report, capture_output=True, timeout=60, check=True).stdout.decode().strip()


def test_a_letter_that_comes_back_is_the_last(mailing, mailbox):
    """A report of a letter of ours stops letters to its address; one that is made up stops nothing."""
    member, mentor = api_for(mailing.url, MEMBER), api_for(mailing.url, MENTOR)
    answer_thread(mentor, start_thread(member)["id"], "An answer that comes back.")
    change(mailing, "UPDATE notification SET letter_due_at = 1 WHERE letter_due_at IS NOT NULL")
    letter = eventually(lambda: mailbox.to(address_of(MEMBER), "answered you"), "the letter")[0]
    forged = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    forged.replace_header("Message-ID", "<0199f4b0-0000-7000-8000-000000000001.AAAAAAAAAAAAAAAA@karwan.example>")
    assert give_back(mailing, returned(forged, address_of(MEMBER))) == "forged"
    assert give_back(mailing, b"Subject: hello\n\nNo report.\n") == "unknown"
    assert "stoppedAt" not in member.get("/api/v1/me/email").json()
    assert give_back(mailing, returned(letter, address_of(MEMBER))) == "suppressed"
    assert member.get("/api/v1/me/email").json()["stoppedAt"]
    assert any(one["kind"] == "mail_stopped" for one in member.get("/api/v1/notifications").json()["items"])
    assert member.post("/api/v1/me/email/confirmation", json={}).json()["status"] == "verification_sent"
    eventually(lambda: mailbox.to(address_of(MEMBER), "onfirm"), "the letter that was asked for")


def test_a_person_ends_letters_by_the_page(mailing, mailbox, browse):
    """The link opens a page with one button; without scripts, without signing in."""
    member, mentor = api_for(mailing.url, MEMBER), api_for(mailing.url, MENTOR)
    answer_thread(mentor, start_thread(member)["id"], "An answer that is not read in time.")
    change(mailing, "UPDATE notification SET letter_due_at = 1 WHERE letter_due_at IS NOT NULL")
    message = eventually(lambda: mailbox.to(address_of(MEMBER), "answered you"), "the letter")[0]
    page = browse()
    page.goto(message["List-Unsubscribe"].strip("<>"))
    page.get_by_role("button", name="End these letters").click()
    assert "You get no more letters about answers" in page.locator("main").inner_text()
    assert not member.get("/api/v1/me/notification-settings").json()["letters"]
