"""What is new, and how much of it one wants to hear. Scripts are off."""

from pages import press, sign_in
from people import MEMBER, MENTOR, answer_thread, api_for, start_thread
from waiting import eventually


def test_new_answers_are_counted_led_to_and_forgotten_once_seen(browse, server, asker):
    """A list says how many posts came, its link opens the first, and the thread says where the new ones begin."""
    thread = start_thread(asker, kind="discussion")
    mentor, page = api_for(server.url, MENTOR), browse()
    for number in range(3):
        answer_thread(mentor, thread["id"], f"A reply that is new, with the number {number}.")
    sign_in(page)
    page.goto("/threads?list=unread")
    link = page.locator(f".rows a.news[href*='{thread['id']}']")
    assert link.inner_text().strip() == "3 new"
    press(page, f".rows a.news[href*='{thread['id']}']")
    assert page.locator("article.post:not(.opening) .news").count() == 3
    seam = page.locator("#first-unread")
    assert seam.inner_text().strip() == "New from here"
    assert seam.evaluate("line => line.nextElementSibling.matches(':target')")

    def is_forgotten():
        page.goto("/threads?list=unread")
        return page.locator(f".rows a.news[href*='{thread['id']}']").count() == 0

    eventually(is_forgotten, "what was seen is new no longer")


def test_a_thread_is_followed_by_a_form(browse, server):
    """Without scripts: a link, a choice, a button; and the thread says what was chosen."""
    thread = start_thread(api_for(server.url, MEMBER))
    page = sign_in(browse(), MENTOR)
    page.goto(f"/threads/{thread['id']}")
    press(page, ".head a[href$='/level']")
    assert page.locator("select[name=level]").input_value() == "normal"
    page.select_option("select[name=level]", "watching")
    press(page, "main form .primary")
    assert page.locator(".head a[href$='/level']").inner_text() == "Watching"
    page.goto("/threads?list=following")
    assert page.locator(f".ti a[href*='{thread['id']}']").count() == 1


def test_who_is_answered_and_named_is_told_and_led_there(browse, server, asker):
    """The header counts, the page lists, a link leads to the post, and what was seen is counted no more."""
    thread = start_thread(asker)
    page = sign_in(browse())
    page.goto("/notifications")
    for button in page.locator("form[action='/notifications/read'] button").all():
        button.click()
    mentor = api_for(server.url, MENTOR)
    answer = answer_thread(mentor, thread["id"], f"Ask @{MEMBER} and @nobody-at-all, not `@{MEMBER}`.")
    page.goto("/notifications")
    row = page.locator(".tokens li.new").first
    assert thread["title"] in row.inner_text() and "mentioned you" in row.inner_text()
    assert page.locator("header summary .news").inner_text().split()[-1] == "1"
    press(page, ".tokens li.new a >> nth=0")
    assert page.url.endswith(f"#post-{answer['id']}")
    assert page.locator("header summary .news").count() == 0
    named = page.locator(f"#post-{answer['id']} .text a")
    assert named.count() == 1 and named.get_attribute("href") == f"/members/{MEMBER}"


def test_a_member_chooses_which_notices_come(browse, server):
    """What is not wanted does not come; the form keeps what was chosen."""
    page = sign_in(browse(), MENTOR)
    page.goto("/settings/notifications")
    page.uncheck("input[value=mentions]")
    press(page, "main form .primary")
    assert not page.locator("input[value=mentions]").is_checked()
    assert page.locator("input[value=replies]").is_checked()
    start_thread(api_for(server.url, MEMBER), body=f"Nobody tells @{MENTOR} that this was asked.")
    page.goto("/notifications")
    assert "mentioned you" not in page.inner_text("main")
    page.goto("/settings/notifications")
    page.check("input[value=mentions]")
    press(page, "main form .primary")
