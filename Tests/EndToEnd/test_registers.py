"""Official registers, jobs from feeds and searches: as the operator imports them and as people find them."""

import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, press, sign_in
from people import MODERATOR

FIXTURES = Path(__file__).parent.parent / "JobsWebTests" / "Fixtures"
HEAD = '"Organisation Name","Town/City","County","Type & Rating","Route"\n'
LICENSED = ',"","Worker (A rating)","Skilled Worker"\n'


def imports(server, *arguments):
    """One import into the server's database while it serves; returns how it ended."""
    return subprocess.run(
        [server.program, "import", *arguments, "--database", server.database],
        cwd=server.home, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def registers(server, tmp_path_factory):
    """The registers of a day, with one firm of the demonstration in two towns that it is not in."""
    file = tmp_path_factory.mktemp("registers") / "gb.csv"
    file.write_text(f'{HEAD}"SAMPLE PARCELS LTD","London"{LICENSED}"Sample Parcels Limited","Hull"{LICENSED}')
    for register, path in (("GB", file), ("PK", FIXTURES / "pk-1.csv"), ("NL", FIXTURES / "nl-1.csv")):
        ended = imports(server, "sponsors", str(path), "--register", register, "--day", "2026-11-19")
        assert ended.returncode == 0 and "refused 0" in ended.stdout, ended.stderr
    return file


def test_the_same_file_twice_changes_nothing_and_a_broken_one_is_named(server, registers, tmp_path):
    again = imports(server, "sponsors", str(registers), "--register", "GB", "--day", "2026-11-19")
    assert "added 0, changed 0, unchanged 2, refused 0" in again.stdout
    broken = tmp_path / "broken.csv"
    broken.write_text(registers.read_text() + ",,,,\n")
    refused = imports(server, "sponsors", str(broken), "--register", "GB", "--day", "2026-11-19")
    assert refused.returncode == 1 and "/lines/4/Organisation Name" in refused.stderr
    assert "--skip-broken" in refused.stderr
    taken = imports(server, "sponsors", str(broken), "--skip-broken", "--register", "GB", "--day", "2026-11-19")
    assert taken.returncode == 0
    for arguments in (["--register", "XX"], ["--register", "GB", "--day", "2126-01-01"], ["--register", "NL"]):
        assert imports(server, "sponsors", str(registers), *arguments).returncode != 0, arguments


def test_a_moderator_says_which_listed_firm_an_employer_is(browse, registers):
    page = sign_in(browse(), MODERATOR)
    page.goto("/employers/sample-parcels-ltd-gb")
    assert "Several candidates." in page.inner_text("main")
    page.goto("/moderation/sponsors")
    page.locator("label", has_text="Hull").locator("input").check()
    press(page, "main .rows .primary")
    page.goto("/employers/sample-parcels-ltd-gb")
    assert "Licensed to sponsor." in page.inner_text("main")
    assert "Sample Parcels Limited" in page.inner_text("main")


def test_a_licence_is_looked_up(browse, registers):
    page = browse()
    page.goto("/promoters")
    page.fill("#field-q", "2839/RWP")
    press(page, "main .form .primary")
    assert "Al-Khair" in page.inner_text("main") and "Licensed" in page.inner_text("main .rows")
    page.fill("#field-q", "9999/LHR")
    press(page, "main .form .primary")
    assert "Not found on 2026-11-19" in page.inner_text("main")


def test_a_search_is_kept_paused_and_let_go(browse):
    page = sign_in(browse())
    page.goto("/jobs?country=DE&skill=swift")
    press(page, "form[action='/jobs/searches'] button")
    assert "Germany" in page.inner_text("main .rows")
    press(page, "button[value=paused]")
    assert "Paused" in page.inner_text("main .rows")
    press(page, "main .ti a")
    assert page.url.endswith("/jobs?country=DE&skill=swift")
    page.goto("/jobs/searches")
    press(page, "button[value=remove]")
    assert "You keep no search yet" in page.inner_text("main")


def test_a_feed_brings_jobs(server, browse):
    for name, count in (("jobs.json", 3), ("jobs.atom", 2)):
        arguments = ["jobs", str(FIXTURES / name), "--feed", name, "--member", "demo-admin", "--country", "DE"]
        assert f"added {count}," in imports(server, *arguments).stdout
        assert f"added 0, changed 0, unchanged {count}," in imports(server, *arguments).stdout
    page = browse()
    page.goto("/jobs?skill=kotlin&country=DE")
    assert "Kotlin engineer" in page.inner_text("main .rows")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_pages_fit_a_small_phone_and_have_no_barrier(browse, registers, language):
    page = sign_in(browse(scripts=True, viewport=PHONE), MODERATOR)
    choose_language(page, language)
    for path in [
        "/promoters?q=2839", "/promoters?q=nobody", "/jobs/searches", "/moderation/sponsors", "/jobs?country=DE",
        "/employers/sample-parcels-ltd-gb", "/employers/beispiel-bahnplan-gmbh-de",
    ]:  # fmt: skip
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        found = Axe().run(page).response["violations"]
        assert found == [], (path, [one["id"] for one in found])
    choose_language(page, "en")
