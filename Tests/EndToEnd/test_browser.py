"""What people do in a browser: joining, asking, answering, and what happens when something is wrong.

Scripts are off unless a test says otherwise.
"""

import pytest
from playwright.sync_api import expect

from pages import ask, choose_language, path_of, press, sign_in
from people import MEMBER, MENTOR, Client, api_for, new_person, posts_of, start_thread, titles, words
from waiting import eventually

QUESTION = "I have a contract from Hamburg and four years of work. Which papers do I need **first**?"
ANSWER = "Begin with the statement of comparability, because it takes the longest of all."
MARKUP = ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>']


def texts(page, selector):
    return [text.strip() for text in page.locator(selector).all_inner_texts()]


def fill(page, values):
    for name, value in values.items():
        field = page.locator(f"#field-{name}")
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


# Joining, asking, answering


def join(page, server, person):
    """Signs up, confirms the address by the letter and signs in."""
    page.goto("/sign-up")
    fill(page, person)
    press(page, "main form .primary")
    assert person["email"] in page.inner_text("main")
    page.goto(server.link_in_letter_to(person["email"]))
    assert person["username"] in page.inner_text("main")
    press(page, "main form .primary")
    sign_in(page, person["username"], person["password"], person["email"])


def test_somebody_joins_asks_and_accepts_the_answer_of_a_mentor(browse, server):
    """The way of a question, from an address nobody knows to an accepted answer."""
    asker, mentor, visitor = browse(), browse(), browse()
    person, title = new_person(), words("Which papers first for Hamburg")
    join(asker, server, person)
    assert asker.locator("form[action='/verify/again']").count() == 0, "a confirmed address needs no reminder"

    ask(asker, title, QUESTION)
    assert asker.inner_text("h1") == title
    assert asker.locator(".opening .text strong").inner_text() == "first"
    assert asker.locator("article.post").count() == 1

    sign_in(mentor, MENTOR)
    mentor.goto("/threads?list=new")
    press(mentor, f".ti a:text-is('{title}')")
    mentor.fill("#field-body", ANSWER)
    press(mentor, "button[value=publish]")
    assert texts(mentor, "article.post:not(.opening) .text") == [ANSWER]

    asker.reload()
    assert asker.locator("article.accepted").count() == 0
    press(asker, "article.post:not(.opening) .up")
    assert "1" in asker.inner_text("article.post:not(.opening) .score")
    press(asker, "article.post:not(.opening) .acts button.ok")
    framed = asker.locator("article.accepted")
    assert framed.locator(".text").inner_text().strip() == ANSWER
    assert framed.locator(".seal").inner_text().strip().endswith("Accepted answer")
    assert framed.evaluate("post => parseFloat(getComputedStyle(post).borderBlockStartWidth)") >= 1

    visitor.goto(path_of(asker))
    assert visitor.locator("article.accepted .text").inner_text().strip() == ANSWER
    assert visitor.locator("article button").count() == 0, "who is not signed in has nothing to press"


def test_nobody_writes_before_the_address_is_confirmed(browse, server):
    """A new account can sign in and read; the pages say what to do. A second letter so soon is refused in words."""
    page, person = browse(), new_person()
    page.goto("/sign-up")
    fill(page, person)
    press(page, "main form .primary")
    sign_in(page, person["username"], person["password"], person["email"])
    assert page.goto("/threads/new").status == 403
    page.goto("/threads")
    press(page, ".ti a >> nth=0")
    assert page.locator("#field-body").count() == 0
    assert page.locator("form[action='/verify/again']").count() == 1
    press(page, "form[action='/verify/again'] button")
    assert "less than ten minutes ago" in page.inner_text("[role=status]")
    assert page.goto("/threads/new").status == 403
    assert len(server.letters_to(person["email"])) == 1


def test_a_confirmation_link_works_once(browse, server):
    """Used again or made up, it is a page that says so."""
    page, person = browse(), new_person()
    join(page, server, person)
    for link in (server.link_in_letter_to(person["email"]), "/verify/made-up"):
        assert browse().goto(link).status == 404


def test_a_known_address_is_not_betrayed(browse, server):
    """Signing up with it looks the same as with a new one; its owner gets a letter and keeps the password."""
    page, person = browse(), new_person()
    join(page, server, person)
    before = len(server.letters_to(person["email"]))
    stranger = browse()
    stranger.goto("/sign-up")
    fill(stranger, new_person() | {"email": person["email"], "password": "another long password"})
    assert press(stranger, "main form .primary").status == 200
    assert person["email"] in stranger.inner_text("main")
    eventually(lambda: len(server.letters_to(person["email"])) == before + 1, "a letter to the owner")
    assert "/verify/" not in server.letters_to(person["email"])[-1].get_content()
    sign_in(browse(), person["username"], person["password"], person["email"])


def test_a_name_that_is_taken_is_refused(browse):
    """Names are unique without regard to case."""
    page, person = browse(), new_person() | {"username": MENTOR.upper()}
    page.goto("/sign-up")
    fill(page, person)
    assert press(page, "main form .primary").status == 422
    check_refused_form(page, person, {"username"})


def test_accepting_can_be_taken_back(browse, server):
    """The frame goes away again, the answer stays."""
    page = sign_in(browse(), MEMBER)
    title = words("May I undo what I accepted")
    ask(page, title, QUESTION)
    thread = path_of(page)
    mentor = sign_in(browse(), MENTOR)
    mentor.goto(thread)
    mentor.fill("#field-body", ANSWER)
    press(mentor, "button[value=publish]")
    page.goto(thread)
    press(page, "button.ok")
    press(page, "article.accepted form[action*=accept] button")
    assert page.locator("article.accepted").count() == 0
    assert texts(page, "article.post:not(.opening) .text") == [ANSWER]


def test_nothing_is_published_by_a_preview(browse, server):
    """The preview shows the text as others would see it, keeps what was typed, and writes nothing."""
    page, title = sign_in(browse()), words("What does the preview of")
    page.goto("/threads/new")
    page.fill("#field-title", title)
    page.select_option("select[name^=category]", index=2)
    page.fill("#field-body", QUESTION)
    page.fill("#field-tags", "papers")
    category = page.input_value("select[name^=category]")
    assert press(page, "button[value=preview]").status == 200
    assert page.locator(".preview strong").inner_text() == "first"
    assert page.input_value("#field-title") == title
    assert page.input_value("#field-body") == QUESTION
    assert page.input_value("#field-tags") == "papers"
    assert page.input_value("select[name^=category]") == category
    assert title not in titles(Client(server.url))
    press(page, "button[value=publish]")
    assert page.inner_text("h1") == title
    assert titles(Client(server.url)).count(title) == 1


def test_an_answer_is_previewed_before_it_is_published(browse, server):
    """The composer keeps the text, and the thread has no answer yet."""
    member = api_for(server.url, MEMBER)
    thread = start_thread(member)
    page = sign_in(browse(), MENTOR)
    page.goto(f"/threads/{thread['id']}/{thread['slug']}")
    page.fill("#field-body", ANSWER)
    assert press(page, "button[value=preview]").status == 200
    assert page.inner_text(".preview .text").strip() == ANSWER
    assert page.input_value("#field-body") == ANSWER
    assert len(posts_of(member, thread["id"])) == 1
    press(page, "button[value=publish]")
    assert len(posts_of(member, thread["id"])) == 2


def test_an_answer_is_edited_by_its_author_alone(browse, server):
    """The new text replaces the old one; who asked has no link to edit it."""
    asker = api_for(server.url, MEMBER)
    thread = start_thread(asker)
    page = sign_in(browse(), MENTOR)
    page.goto(f"/threads/{thread['id']}/{thread['slug']}")
    page.fill("#field-body", ANSWER)
    press(page, "button[value=publish]")
    press(page, "article.post:not(.opening) .acts a[href*=edit]")
    edit_path = path_of(page)
    assert page.input_value("#field-body") == ANSWER
    page.fill("#field-body", ANSWER + " Then the visa.")
    press(page, "button[value=preview]")
    assert page.inner_text(".preview .text").strip() == ANSWER + " Then the visa."
    press(page, "button[value=publish]")
    assert texts(page, "article.post:not(.opening) .text") == [ANSWER + " Then the visa."]

    other = sign_in(browse(), MEMBER)
    other.goto(path_of(page))
    assert other.locator("article.post:not(.opening) a[href*=edit]").count() == 0
    assert other.goto(edit_path).status in (403, 404)


def test_a_vote_counts_once_and_can_be_taken_back(browse, server):
    """Pressing again takes the vote back; one's own post has no buttons."""
    thread = start_thread(api_for(server.url, MEMBER))
    page = sign_in(browse(), MENTOR)
    choose_language(page, "en")
    page.goto(f"/threads/{thread['id']}/{thread['slug']}")
    assert page.get_attribute(".opening .up", "aria-pressed") == "false"
    before = page.inner_text(".opening .score")
    press(page, ".opening .up")
    assert page.get_attribute(".opening .up", "aria-pressed") == "true"
    assert page.inner_text(".opening .score") != before
    assert "1" in page.inner_text(".opening .score")
    press(page, ".opening .up")
    assert page.get_attribute(".opening .up", "aria-pressed") == "false"
    assert page.inner_text(".opening .score") == before
    author = sign_in(browse(), MEMBER)
    author.goto(path_of(page))
    assert author.locator(".opening .up").count() == 0


# Refused forms


def open_answer_form(page):
    page.goto("/threads")
    press(page, ".ti a >> nth=0")


def open_edit_form(page):
    ask(page, words("Which papers to edit"), QUESTION)
    press(page, ".opening .acts a[href*=edit]")


FORMS = {
    "sign-up": (None, "/sign-up", {"email": "nobody", "username": "a b", "displayName": "Zoya", "password": "short"},
                {"email", "username", "password"}),
    "sign-in": (None, "/sign-in", {"email": "demo-member@example.org", "password": "not my password"}, {"password"}),
    "ask": (MEMBER, "/threads/new", {"title": "Too short", "body": "Also short", "tags": "a, <b>"},
            {"title", "body", "tags", "categoryId"}),
    "answer": (MENTOR, open_answer_form, {"body": "Too short"}, {"body"}),
    "edit": (MEMBER, open_edit_form, {"title": "Too short", "body": "Also short"}, {"title", "body"}),
    "profile": (MEMBER, "/settings/profile",
                {"displayName": "", "about": "I still write.", "timeZone": "Europe/Atlantis"},
                {"displayName", "timeZone"}),
    "languages": (MEMBER, "/settings/profile", {"about": "I still write.", "languages": "en fluent"}, {"languages"}),
    "tokens": (MEMBER, "/settings/tokens", {"name": "", "expiresInDays": "0"}, {"name", "expiresInDays"}),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_refused_form_says_what_to_mend_and_keeps_the_text(browse, name, language):
    """Status 422, a message beside each wrong field, a summary that leads there, nothing typed is lost."""
    who, opening, values, wrong = FORMS[name]
    page = browse()
    sign_in(page, who) if who else page.goto("/")
    choose_language(page, language)
    opening(page) if callable(opening) else page.goto(opening)
    fill(page, values)
    answer = press(page, "main form.form .primary")
    assert answer.status == 422
    check_refused_form(page, values, wrong)


def check_refused_form(page, values, wrong):
    # A browser gives the focus of `autofocus` when it has laid the page out.
    expect(page.locator("#errors")).to_be_focused()
    links = [link.get_attribute("href") for link in page.locator("#errors a").all()]
    assert sorted(links) == sorted(f"#field-{field}" for field in wrong)
    for field in wrong:
        assert page.get_attribute(f"#field-{field}", "aria-invalid") == "true"
        described = page.get_attribute(f"#field-{field}", "aria-describedby").split()
        assert f"field-{field}-error" in described
        message = page.inner_text(f"#field-{field}-error").strip()
        assert message and not message.startswith("field_"), f"{field}: {message}"
        page.click(f"#errors a[href='#field-{field}']")
        expect(page.locator(f"#field-{field}")).to_be_focused()
    for field, value in values.items():
        if page.get_attribute(f"#field-{field}", "type") != "password":
            assert page.input_value(f"#field-{field}") == value, field
        if field not in wrong:
            assert page.get_attribute(f"#field-{field}", "aria-invalid") is None, field


def test_passwords_never_come_back_in_a_page(browse):
    """A refused sign-up or sign-in shows an empty password field."""
    page = browse()
    for path in ("/sign-up", "/sign-in"):
        page.goto(path)
        page.fill("#field-email", "nobody@example.net")
        page.fill("#field-password", "a secret of mine")
        assert press(page, "main form .primary").status == 422
        assert page.input_value("#field-password") == ""
        assert "a secret of mine" not in page.content()


def test_a_refused_question_is_not_published_and_can_be_mended(browse, server):
    """What was typed stays in the form until it is taken."""
    page, title = sign_in(browse()), words("How do I mend")
    assert ask(page, title, "Too short").status == 422
    assert title not in titles(Client(server.url))
    page.fill("#field-body", QUESTION)
    press(page, "button[value=publish]")
    assert page.inner_text("h1") == title
    assert titles(Client(server.url)).count(title) == 1


# Hostile text


@pytest.fixture
def watched(browse):
    """A browser with scripts on, and the dialogs that any page opened in it."""
    page, dialogs = browse(scripts=True), []

    def note(dialog):
        dialogs.append(dialog.message)
        dialog.dismiss()

    page.on("dialog", note)
    yield page
    assert dialogs == []


def assert_no_foreign_elements(page):
    assert page.locator("script:not(head > #app), img, [onerror]").count() == 0


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_thread_is_text(watched, browse, server, markup):
    """Title and body show what was typed; no element and no dialog comes of it, on no page that shows them."""
    page = sign_in(watched)
    title = words(markup)
    ask(page, title, f"{markup}\n\nOn a line of its own: {markup}")
    thread = path_of(page)
    assert page.inner_text("h1") == title
    assert page.title().startswith(title)
    assert page.inner_text(".opening .text").count(markup) == 2
    assert_no_foreign_elements(page)
    for path in ("/", "/threads?list=new", f"/members/{MEMBER}"):
        page.goto(path)
        assert title in texts(page, ".ti a"), path
        assert_no_foreign_elements(page)
    page.goto(thread)
    press(page, ".opening .acts a[href*=edit]")
    assert page.input_value("#field-title") == title
    press(page, "button[value=preview]")
    assert page.inner_text(".preview .text").count(markup) == 2
    assert_no_foreign_elements(page)


HOSTILE_LINKS = """
[one](javascript:alert(1)) <javascript:alert(2)> [three](JaVaScRiPt&colon;alert(3))
[four](data:text/html,<script>x</script>) [five](vbscript:x) ![six](https://pictures.example/six.png)
![seven](x" onerror="alert(7)) [eight](java\tscript:alert(8))

[nine]: javascript:alert(9)
[nine] <https://fine.example/?a=1&b=2>
"""


def test_links_in_a_post_lead_to_the_web_alone(watched, server):
    """No link runs a script, no picture is fetched from elsewhere, and good ones say first where they lead."""
    page = sign_in(watched)
    foreign = []
    page.on("request", lambda request: request.url.startswith(server.url) or foreign.append(request.url))
    ask(page, words("Where do these links lead"), HOSTILE_LINKS)
    links = page.locator(".opening .text a")
    addresses = [link.get_attribute("href") for link in links.all()]
    assert "/out?to=https%3A%2F%2Ffine.example%2F%3Fa%3D1%26b%3D2" in addresses
    assert all(address == "" or address.startswith("/out?to=https%3A%2F%2F") for address in addresses), addresses
    assert all({"nofollow", "ugc", "noopener"} <= set(link.get_attribute("rel").split()) for link in links.all())
    assert_no_foreign_elements(page)
    page.click(".opening .text a[href*=fine]")
    assert page.inner_text("main code") == "https://fine.example/?a=1&b=2"
    assert page.get_attribute("main .go a", "href") == "https://fine.example/?a=1&b=2"
    assert_no_foreign_elements(page)
    assert foreign == []


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_profile_is_text(watched, server, markup):
    """Display name and words about oneself are shown as typed, in the menu, on the member's page and beside posts."""
    person = new_person()
    page = watched
    join(page, server, person)
    page.goto("/settings/profile")
    page.fill("#field-displayName", markup)
    page.fill("#field-about", markup)
    press(page, "main form.form .primary")
    assert page.input_value("#field-displayName") == markup
    assert page.inner_text("header summary").strip().startswith(markup)
    assert_no_foreign_elements(page)
    page.goto(f"/members/{person['username']}")
    assert page.inner_text("h1") == markup
    assert page.inner_text(".about") == markup
    assert_no_foreign_elements(page)
    ask(page, words("Who writes with such a name"), QUESTION)
    assert page.inner_text(".opening .who") == markup
    assert_no_foreign_elements(page)


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_in_a_tag_is_refused_as_text(watched, server, markup):
    """A tag has no such characters; the form comes back with what was typed."""
    page, title = sign_in(watched), words("Which tags may I use")
    assert ask(page, title, QUESTION, tags=markup).status == 422
    assert page.input_value("#field-tags") == markup
    assert_no_foreign_elements(page)
    assert title not in titles(Client(server.url))


# The same form twice


def test_a_form_pressed_twice_asks_once(browse, server):
    """A double click on a slow line."""
    page, title = sign_in(browse()), words("Did I press twice")
    page.goto("/threads/new")
    page.fill("#field-title", title)
    page.select_option("select[name^=category]", index=1)
    page.fill("#field-body", QUESTION)
    with page.expect_navigation(url="**/threads/0**"):
        page.dblclick("button[value=publish]")
    assert page.inner_text("h1") == title
    assert titles(Client(server.url)).count(title) == 1


def test_a_form_sent_again_after_going_back_asks_once(browse, server):
    """The second time leads to the thread that is there; other words make a new one."""
    page, title = sign_in(browse()), words("Did I go back")
    ask(page, title, QUESTION)
    first = page.url
    page.go_back()
    assert page.input_value("#field-title") == title
    press(page, "button[value=publish]")
    assert page.url == first
    assert titles(Client(server.url)).count(title) == 1
    page.go_back()
    page.fill("#field-title", title + " again")
    press(page, "button[value=publish]")
    assert page.url != first
    assert titles(Client(server.url)).count(title) == 1
    assert titles(Client(server.url)).count(title + " again") == 1


# By keyboard alone


def focused(page):
    """What has the focus: its name, and whether one can see that it has."""
    return page.evaluate(
        """() => {
            const element = document.activeElement, style = getComputedStyle(element);
            const box = element.getBoundingClientRect();
            return {
                name: element.id || element.value || element.className || element.tagName,
                seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
                    && box.width > 0 && box.bottom > 0 && box.top < innerHeight,
            };
        }"""
    )


def tab_to(page, name):
    """Presses Tab until the element with this id or value has the focus; each stop must be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = focused(page)
        assert stop["seen"], f"focus on {stop['name']} cannot be seen"
        if stop["name"] == name:
            return
    raise AssertionError(f"{name} cannot be reached by Tab")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_first_stop_skips_to_the_content(browse, language):
    """The skip link comes first, is seen, and leads into the main part."""
    page = browse(locale=language)
    page.goto("/threads")
    page.keyboard.press("Tab")
    assert focused(page) == {"name": "skip", "seen": True}
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_question_is_asked_by_keyboard_alone(browse, server):
    """From the top of the page to the published thread without a pointer."""
    page, title = sign_in(browse()), words("Can I ask by keyboard")
    page.goto("/threads/new")
    tab_to(page, "field-title")
    page.keyboard.type(title)
    tab_to(page, page.get_attribute("select[name^=category]", "id"))
    page.keyboard.press("ArrowDown")
    tab_to(page, "field-body")
    page.keyboard.type(QUESTION)
    tab_to(page, "publish")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.inner_text("h1") == title
    assert titles(Client(server.url)).count(title) == 1
