"""An account from day to day in a browser without scripts: the first admin, names, addresses, the second step."""

import base64
import hashlib
import hmac
import re
import struct
import time

import pytest

import server as servers
from pages import choose_language, press, sign_in
from people import PASSWORD, new_person


def code_of(secret, steps=0):
    """What an app shows for a base32 secret (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def join(page, server, **more):
    """Signs up, confirms the address and signs in; returns who it is."""
    person = new_person()
    page.goto("/sign-up")
    for field, value in (person | more).items():
        page.fill(f"#field-{field}", value)
    press(page, "main form .primary")
    page.goto(server.link_in_letter_to(person["email"]))
    press(page, "main form .primary")
    sign_in(page, password=person["password"], address=person["email"])
    return person


@pytest.fixture
def empty_server(tmp_path, program):
    running = servers.Server(tmp_path / "empty", program).start()
    yield running
    running.close()


def test_who_runs_the_community_joins_first(chromium, empty_server):
    """The code that `serve` prints makes the first account an admin's; afterwards nobody is asked for one."""
    code = re.search(r"first admin: (\S+)", empty_server.log())[1]
    page = chromium.new_page(base_url=empty_server.url, java_script_enabled=False)
    page.goto("/sign-up")
    person = new_person()
    for field, value in (person | {"adminCode": "wrong"}).items():
        page.fill(f"#field-{field}", value)
    assert press(page, "main form .primary").status == 422
    assert page.input_value("#field-username") == person["username"]
    page.fill("#field-password", person["password"])
    page.fill("#field-adminCode", code)
    press(page, "main form .primary")
    sign_in(page, password=person["password"], address=person["email"])
    page.goto(f"/members/{person['username']}")
    assert "Admin" in page.inner_text("main")
    other = chromium.new_page(base_url=empty_server.url, java_script_enabled=False)
    other.goto("/sign-up")
    assert other.locator("#field-adminCode").count() == 0


def test_a_new_name_keeps_the_old_one(browse, server):
    page = browse()
    person = join(page, server)
    page.goto("/settings/security")
    press(page, "a[href='/settings/username']")
    page.fill("#field-username", person["username"] + "-b")
    page.fill("#field-password", "not mine at all")
    assert press(page, "main form .primary").status == 422
    assert page.input_value("#field-username") == person["username"] + "-b"
    page.fill("#field-password", person["password"])
    press(page, "main form .primary")
    assert person["username"] + "-b" in page.inner_text("dl")
    page.goto(f"/members/{person['username']}")
    assert page.url.endswith(person["username"] + "-b")


def test_an_address_is_changed_and_taken_back(browse, server):
    page = browse()
    person = join(page, server)
    new = "new-" + person["email"]
    page.goto("/settings/email")
    page.fill("#field-email", new)
    page.fill("#field-password", person["password"])
    press(page, "main form .primary")
    page.goto(server.link_in_letter_to(new))
    assert new in page.inner_text("main")
    press(page, "main form .primary")
    page.goto("/settings/security")
    assert new in page.inner_text("dl")
    other = browse()
    other.goto(server.link_in_letter_to(person["email"], "undo-email"))
    assert person["email"] in other.inner_text("main")
    press(other, "main form .primary")
    page.goto("/settings/security")
    assert "/sign-in" in page.url, "everybody is signed out"
    other.goto(server.link_in_letter_to(person["email"], "reset"))
    other.fill("#field-password", "a caravan without thieves")
    press(other, "main form .primary")
    sign_in(other, password="a caravan without thieves", address=person["email"])


def test_the_second_step_from_beginning_to_end(browse, server):
    """Set up, asked for, a recovery code in its place, and off again."""
    page = browse()
    person = join(page, server)
    choose_language(page, "en")
    page.goto("/settings/totp")
    page.fill("#field-password", person["password"])
    press(page, "main form .primary")
    secret = page.inner_text("code.secret").replace(" ", "")
    page.fill("#field-code", "12")
    assert press(page, "main form .primary").status == 422
    page.fill("#field-code", code_of(secret))
    press(page, "main form .primary")
    codes = page.locator("ul.codes code").all_inner_texts()
    assert len(set(codes)) == 10

    other = browse()
    other.goto("/sign-in")
    other.fill("#field-email", person["email"])
    other.fill("#field-password", person["password"])
    press(other, "main form .primary")
    other.fill("#field-code", "000000")
    assert press(other, "main form .primary").status == 422
    other.fill("#field-code", codes[0])
    press(other, "main form .primary")
    assert other.locator("header summary").count() == 1

    page.goto("/settings/totp")
    assert "9 recovery codes" in page.inner_text("main")
    page.fill("#field-password", person["password"])
    press(page, "button.danger")
    sign_in(browse(), password=person["password"], address=person["email"])


def test_a_link_for_a_new_password(browse, server):
    page = browse()
    person = join(page, server)
    other = browse()
    other.goto("/sign-in")
    press(other, "a[href='/reset']")
    other.fill("#field-email", person["email"])
    press(other, "main form .primary")
    other.goto(server.link_in_letter_to(person["email"], "reset"))
    other.fill("#field-password", "a new caravan of words")
    press(other, "main form .primary")
    page.goto("/settings/security")
    assert "/sign-in" in page.url, "the sessions have ended"
    sign_in(page, password="a new caravan of words", address=person["email"])


def test_leaving_can_be_undone(browse, server):
    page = browse()
    person = join(page, server)
    page.goto("/settings/data")
    page.locator("form[action$=leave] input[type=password]").fill(person["password"])
    press(page, "button.danger")
    sign_in(page, password=person["password"], address=person["email"])
    assert page.url.endswith("/settings/data")
    press(page, ".note .primary")
    assert page.locator(".note .primary").count() == 0


def test_the_export_is_a_file(browse, server):
    page = browse()
    person = join(page, server)
    page.goto("/settings/data")
    page.fill("#field-exportPassword", person["password"])
    with page.expect_download() as loading:
        page.locator("form[action$=export] button").click()
    text = open(loading.value.path(), encoding="utf8").read()
    assert person["email"] in text and PASSWORD not in text
