"""A round of the mentoring programme, from joining to the mentorship, in browsers without scripts on a small phone."""

import json
import subprocess
from datetime import date, timedelta

from axe_playwright_python.sync_playwright import Axe

from pages import PHONE, choose_language, path_of, press, sign_in
from people import MODERATOR
from server import binary

MENTORS = ["adeel-sarwar", "rabia-waqar", "atif-lead"]


def fits(page):
    """The page fits a small phone."""
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], page.url


def has_no_barrier(page, path):
    """Axe finds nothing on the page; it needs scripts."""
    page.goto(path)
    found = Axe().run(page).response["violations"]
    assert found == [], (page.url, [one["id"] for one in found])


def step(page, name):
    assert press(page, f"main button[name=step][value={name}]").status == 200, page.inner_text("main")


def opened(staff, name):
    """Staff makes a round and opens it; its path."""
    staff.goto("/mentoring/rounds/new")
    fits(staff)
    staff.fill("#field-name", name)
    assert press(staff, "main .form .primary").status == 422
    assert staff.input_value("#field-name") == name
    staff.select_option("#field-track", "career")
    for name, days in {"joinsUntil": 7, "ranksUntil": 14}.items():
        staff.fill(f"#field-{name}", (date.today() + timedelta(days=days)).isoformat())
    assert press(staff, "main .form .primary").status == 200, staff.inner_text("main")
    path = path_of(staff)
    step(staff, "open")
    fits(staff)
    return path


def join(page, path, side):
    page.goto(path)
    page.select_option("#field-side", side)
    assert press(page, "main button[value=join]").status == 200, page.inner_text("main")
    fits(page)


def until(page, path, selector):
    """Loads the page until something is on it: the matching is made in the background."""
    for _ in range(300):
        page.goto(path)
        if page.locator(selector).count():
            return
        page.wait_for_timeout(100)
    raise AssertionError(page.inner_text("main"))


def test_a_mentee_ranks_in_urdu_and_both_confirm(browse, tmp_path):
    staff = sign_in(browse(), MODERATOR)
    path = opened(staff, "Spring")
    mentors = {name: sign_in(browse(), name) for name in MENTORS}
    for mentor in mentors.values():
        join(mentor, path, "mentor")
    mentee = sign_in(browse())
    choose_language(mentee, "ur")
    join(mentee, path, "mentee")
    staff.goto(path)
    step(staff, "rank")
    # Ranking: two numbers alike are refused, and stay in their fields.
    mentee.goto(path)
    press(mentee, "main .go a.button")
    assert mentee.locator("html").get_attribute("dir") == "rtl"
    assert "دیانت داری سے" in mentee.inner_text("main .note")
    fits(mentee)
    fields = mentee.locator("main input[type=number]")
    names = [fields.nth(at).get_attribute("name") for at in range(fields.count())]
    assert len(names) >= 2, mentee.inner_text("main")
    for name in names[:2]:
        mentee.fill(f"[name='{name}']", "1")
    assert press(mentee, "main .form .primary").status == 422
    assert mentee.input_value(f"[name='{names[1]}']") == "1"
    fits(mentee)
    mentee.fill(f"[name='{names[0]}']", "2")
    assert press(mentee, "main .form .primary").status == 200
    best = names[1].removeprefix("place-")
    assert mentee.locator("main input[type=number]").first.get_attribute("name") == names[1]
    other = sign_in(browse(scripts=True, viewport=PHONE))
    has_no_barrier(other, f"{path}/ranking")
    has_no_barrier(other, path)
    # The mentor says what they think of who ranked them.
    mentor = mentors[best]
    mentor.goto(f"{path}/ranking")
    fits(mentor)
    mentor.select_option("[name='answer-demo-member']", "prefer")
    assert press(mentor, "main .form .primary").status == 200
    # Staff freezes; the program matches, and staff sends what was found.
    staff.goto(path)
    step(staff, "freeze")
    until(staff, path, "main button[value=publish]")
    fits(staff)
    step(staff, "publish")
    staff.goto(f"{path}/report")
    fits(staff)
    has_no_barrier(sign_in(browse(scripts=True, viewport=PHONE), MODERATOR), f"{path}/report")
    # Both confirm, the mentee in Urdu.
    mentee.goto(path)
    fits(mentee)
    has_no_barrier(other, path)
    press(mentee, "main button[name=answer][value=yes]")
    fits(mentee)
    mentor.goto(path)
    fits(mentor)
    press(mentor, "main button[name=answer][value=yes]")
    assert path_of(mentor).startswith("/mentoring/mentorships/")
    assert "Accepted" in mentor.inner_text("main")
    mentee.goto(path)
    assert mentee.locator("main a.button[href^='/mentoring/mentorships/']").count() == 1
    # Anybody makes the result anew.
    with mentee.expect_download() as loading:
        mentee.locator("main a[download]").first.click()
    told = json.loads(loading.value.path().read_text())
    instance = tmp_path / "round.json"
    instance.write_text(json.dumps(told))
    made = subprocess.run(
        [binary(), "match", "--instance", str(instance)], capture_output=True, text=True, timeout=60, check=True
    )
    assert json.loads(made.stdout) == told["matching"]
    assert "demo-member" not in instance.read_text()
    choose_language(mentee, "en")


def test_the_command_runs_a_round_beside_the_server(browse, server):
    staff = sign_in(browse(), MODERATOR)
    path = opened(staff, "Autumn")
    step(staff, "rank")
    command = [binary(), "match", "--round", path.rsplit("/", 1)[1], "--database", str(server.database)]
    made = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)["mentees"] == 0
    assert "matched and verified" in made.stderr
    until(staff, path, "main button[value=publish]")
    again = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert again.returncode == 1 and "cannot be done" in again.stderr
    step(staff, "cancel")
    wrong = subprocess.run([binary(), "match"], capture_output=True, text=True, timeout=60, check=False)
    assert wrong.returncode == 2
