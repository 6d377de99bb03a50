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
