"""The web client: installed, read and written with while the browser has no network, and cleared away."""

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from offline import at_rest, cut, device, keep, member_device, mend, records, reopen, rows, shown, stored, sync_now, told
from pages import path_of, press, sign_in
from people import MEMBER, MENTOR, MODERATOR, Client, answer_thread, api_for, posts_of, start_thread, titles, words
from waiting import eventually

PUBLIC = Path(__file__).resolve().parent / "../../Public"
QUESTION = "I have a contract from Hamburg and four years of work. Which papers do I need first?"
ANSWER = "Begin with the statement of comparability, because it takes the longest of all."


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


@pytest.fixture
def mentor(server):
    return api_for(server.url, MENTOR)


@pytest.fixture
def moderator(server):
    return api_for(server.url, MODERATOR)


# Follows scopes as the buttons do.
FOLLOW = """async (scopes) => {
    const { enqueueAll } = await import(document.getElementById('app').src.replace('app.js', 'queue.js'));
    await enqueueAll(scopes.map((scope) => ({ name: 'scope.set', args: { scope, on: true } })));
}"""


def karwan(server, *command):
    """A command on the server's database."""
    return subprocess.run(
        [server.program, *command, "--database", server.database], cwd=server.home, capture_output=True, text=True)


def hide(moderator, reporter, post):
    """A moderator hides a post that somebody flagged."""
    flag = {"targetType": "post", "targetId": post, "reason": "spam", "note": "Look at this."}
    assert reporter.post("/api/v1/flags", json=flag).status_code == 201
    items = moderator.get("/api/v1/review-items").json()["items"]
    item = next(item for item in items if post in json.dumps(item))
    answer = moderator.post(f"/api/v1/review-items/{item['id']}/decision", json={"decision": "hide"})
    assert answer.status_code < 300, answer.text


def bodies(client, thread):
    return [post["body"] for post in posts_of(client, thread)]


def path_to(thread):
    return f"/threads/{thread['id']}/{thread['slug']}"


# Installing


def test_the_scripts_are_small():
    """All that members fetch once, compressed: under 60 kB with manifest and icons."""
    files = [path for path in PUBLIC.iterdir() if path.suffix in (".js", ".webmanifest", ".png")]
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 60_000


def test_the_service_worker_knows_every_script():
    """What it does not name would be missing without a network."""
    source = (PUBLIC / "sw.js").read_text()
    named = set(re.findall(r"'([a-z]+\.js)'", source.split("const MODULES")[1].split("]")[0]))
    assert named == {path.name for path in PUBLIC.glob("*.js")} - {"sw.js"}


def test_it_can_be_installed(browse, client):
    """The manifest names the app in both scripts, where it starts, and icons that are there."""
    page = browse(scripts=True)
    page.goto("/")
    path = page.get_attribute("link[rel=manifest]", "href")
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/manifest+json"
    manifest = answer.json()
    assert manifest["start_url"] == "/" and manifest["display"] == "standalone" and manifest["scope"] == "/"
    assert "Karwan" in manifest["name"] and manifest["short_name"] == "کاروان"
    for icon in manifest["icons"]:
        answer = client.get(icon["src"])
        assert answer.status_code == 200 and answer.headers["Content-Type"] == icon["type"]


def test_visitors_load_no_script_and_keep_nothing(browse, server):
    """Reading without an account costs no byte more than the page and its style."""
    page = browse(scripts=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(server.url).split("?")[0]))
    page.goto("/")
    page.goto("/threads")
    assert not [path for path in asked if path.endswith(".js") or path.startswith(("/assets", "/sync"))]
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)") == 0
    assert stored(page) == ""


def test_scripts_are_fetched_once(browse, server):
    """The second page takes them from the device; their address names their content."""
    page = member_device(browse, server)
    asked = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto("/threads")
    at_rest(page)
    assert "immutable" in Client(server.url).get(page.get_attribute("#app", "src")).headers["Cache-Control"]


# The whole way


def test_a_member_reads_asks_and_answers_without_a_network(browse, server, mentor, moderator):
    """Ten threads read, one asked, two answered, one edited, one vote: all arrive once when the network is back."""
    member = api_for(server.url, MEMBER)
    own = start_thread(member, body="The text as it was before, long enough to be taken.")
    category = next(one for one in member.get("/api/v1/categories").json()["items"] if one["slug"] == "germany")
    canary = words("canary-of-an-answer")
    watched = start_thread(mentor, category=category["id"])
    doomed = answer_thread(mentor, watched["id"], f"{ANSWER} {canary}")

    page = member_device(browse, server)
    keep(page, "/categories/germany")
    keep(page, "/categories/canada-us-australia")
    page.goto(path_to(own))
    eventually(lambda: sum(post["isOpening"] for post in rows(page, "post")) >= 12, "threads on the device")
    at_rest(page)
    assert canary in stored(page)

    cut(page)
    page = reopen(page)
    assert page.inner_text("h1") == "Kept on this device"
    assert "You are offline" in page.inner_text(".thin.device")
    links = [link.get_attribute("href") for link in page.locator(".rows .ti a").all()][:10]
    assert len(links) == 10
    for link in links:
        shown(page, link)
        assert page.locator("article.opening .text").inner_text().strip(), link
        assert page.inner_text("h1").strip()

    title = words("Asked on a train without a network")
    shown(page, "/threads/new")
    page.fill("#field-title", title)
    page.select_option("#field-categoryId", category["id"])
    page.fill("#field-body", QUESTION)
    with page.expect_navigation(url="**/threads/0**"):
        page.click("button[value=publish]")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator(".opening .note")).to_have_text("waits to be sent")
    asked = path_of(page)

    others = [link for link in links if link != path_to(own)][:2]
    answers = [words(f"{ANSWER} In answer {number}") for number in (1, 2)]
    for link, answer in zip(others, answers):
        shown(page, link)
        page.fill("#field-body", answer)
        with page.expect_navigation(url="**/posts/0**"):
            page.click("button[value=publish]")
        expect(page.locator("article.post .typed")).to_have_text(answer)

    edited = words("The text as it is after the edit")
    shown(page, path_to(own))
    page.click("a[href$='/edit']")
    page.wait_for_selector("#here[data-shown] #field-body")
    page.fill("#field-body", edited)
    with page.expect_navigation(url="**/posts/0**"):
        page.click("button[value=publish]")
    expect(page.locator("article.opening .typed")).to_have_text(edited)

    shown(page, path_to(watched))
    page.click("article.opening .up")
    expect(page.locator("article.opening .up")).to_have_attribute("aria-pressed", "true")

    page = reopen(page, "/unsent")
    assert page.locator("#here > .tokens > li").count() == 5
    assert "5 things are not sent yet" in page.inner_text(".thin.device")
    assert title not in titles(Client(server.url))

    mend(page)
    eventually(lambda: title in titles(Client(server.url)), "the question on the server")
    at_rest(page)
    expect(page.locator(".thin.device")).to_be_hidden()
    assert titles(Client(server.url)).count(title) == 1
    for link, answer in zip(others, answers):
        assert bodies(member, link.split("/")[2]).count(answer) == 1
    assert bodies(member, own["id"]) == [edited]
    assert posts_of(member, watched["id"])[0]["score"] == 1

    second = member_device(browse, server)
    second.goto(asked)
    assert second.inner_text("h1") == title
    second.goto(path_to(watched))
    assert second.get_attribute(".opening .up", "aria-pressed") == "true"
    at_rest(second)
    eventually(lambda: title in [thread["title"] for thread in rows(second, "thread")], "the question on the second")
    sync_now(second)
    assert canary in stored(page) and canary in stored(second)

    hide(moderator, member, doomed["id"])
    for one in (page, second):
        sync_now(one)
        assert canary not in stored(one)
        assert edited in stored(one) or title in stored(one)


def test_a_thread_just_read_opens_without_a_network(browse, server, mentor):
    """Nobody has to say beforehand what to keep."""
    thread = start_thread(mentor, title=words("Read once and read again"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    eventually(lambda: thread["title"] in stored(page), "a copy of the page")
    cut(page)
    page.goto(path_to(thread))
    expect(page.locator("h1")).to_have_text(thread["title"])
    mend(page)
    sync_now(page)
    cut(page)
    shown(page, path_to(thread))
    expect(page.locator("h1")).to_have_text(thread["title"])


def test_a_thread_out_of_sight_leaves_no_byte(browse, server, mentor, moderator):
    """Hidden on the server: after one pull neither the replica nor a copy of a page holds a word of it."""
    canary = words("canary-of-a-thread")
    thread = start_thread(mentor, title=canary, body=f"{QUESTION} {canary}")
    page = member_device(browse, server)
    page.goto(path_to(thread))
    eventually(lambda: canary in stored(page), "the thread on the device")
    at_rest(page)
    hide(moderator, api_for(server.url, MEMBER), thread["openingPostId"])
    sync_now(page)
    assert canary not in stored(page)
    cut(page)
    shown(page, path_to(thread))
    assert canary not in page.content()


# What goes wrong


def test_a_refused_answer_keeps_its_text_and_says_why(browse, server, mentor, moderator):
    """The thread was closed meanwhile; the text can be sent again, or thrown away."""
    thread = start_thread(mentor)
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    cut(page)
    shown(page, path_to(thread))
    page.fill("#field-body", ANSWER)
    with page.expect_navigation():
        page.click("button[value=publish]")
    page.wait_for_selector("#here[data-shown]")
    tag = moderator.get(f"/api/v1/threads/{thread['id']}").headers["ETag"]
    locked = moderator.send(
        "PATCH", f"/api/v1/threads/{thread['id']}", json={"isLocked": True}, headers={"If-Match": tag})
    assert locked.status_code == 200, locked.text
    mend(page)
    expect(page.locator(".thin.device")).to_contain_text("1 was refused")
    at_rest(page)
    page.goto("/unsent")
    refused = page.locator("article.refused")
    expect(refused.locator(".error")).to_contain_text("closed")
    assert refused.locator("textarea").input_value() == ANSWER
    assert bodies(mentor, thread["id"]).count(ANSWER) == 0
    refused.locator("button", has_text="Throw away").click()
    expect(refused).to_have_count(0)
    at_rest(page)
    expect(page.locator(".thin.device")).to_be_hidden()


def test_a_conflict_shows_both_texts(browse, server, moderator):
    """A moderator changed the post meanwhile: theirs and one's own stand side by side, and one of both is sent."""
    thread = start_thread(api_for(server.url, MEMBER))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    cut(page)
    shown(page, f"/posts/{thread['openingPostId']}/edit")
    page.fill("#field-body", "My own text of the question, written on a train.")
    with page.expect_navigation():
        page.click("button[value=publish]")
    page.wait_for_selector("#here[data-shown]")
    post = f"/api/v1/posts/{thread['openingPostId']}"
    theirs = "The text as a moderator left it, without the telephone number."
    tag = moderator.get(post).headers["ETag"]
    assert moderator.send("PATCH", post, json={"body": theirs}, headers={"If-Match": tag}).status_code == 200
    mend(page)
    expect(page.locator(".thin.device")).to_contain_text("1 was refused")
    at_rest(page)
    page.goto("/unsent")
    refused = page.locator("article.refused[data-code=edit_conflict]")
    expect(refused.locator(".preview .typed")).to_have_text(theirs)
    assert refused.locator("textarea").input_value() == "My own text of the question, written on a train."
    both = "The text as a moderator left it, and what I wrote on a train."
    refused.locator("textarea").fill(both)
    refused.locator(".primary").click()
    expect(refused).to_have_count(0)
    eventually(lambda: bodies(moderator, thread["id"]) == [both], "both texts put together")


def test_an_answer_whose_way_was_cut_arrives_once(browse, server, mentor):
    """The network goes while the form is on its way: the words are kept, and sent later."""
    thread = start_thread(mentor)
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    page.evaluate("Object.defineProperty(navigator, 'onLine', { get: () => true })")
    page.fill("#field-body", ANSWER)
    cut(page)
    page.click("button[value=publish]")
    page.wait_for_url("**/unsent")
    page.wait_for_selector("#here[data-shown]")
    expect(page.locator("#here .typed")).to_have_text(ANSWER)
    mend(page)
    eventually(lambda: bodies(mentor, thread["id"]).count(ANSWER) == 1, "the answer")
    at_rest(page)
    assert bodies(mentor, thread["id"]).count(ANSWER) == 1


def test_short_words_are_refused_before_they_wait(browse, server, mentor):
    """What the server would refuse for its length is said at once, beside the field."""
    thread = start_thread(mentor)
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    cut(page)
    shown(page, path_to(thread))
    page.fill("#field-body", "Too short")
    page.click("button[value=publish]")
    expect(page.locator("#field-body-fault")).to_contain_text("at least 20 characters")
    assert page.input_value("#field-body") == "Too short"
    assert [entry for entry in records(page, "queue") if entry["name"] == "post.create"] == []


def test_what_a_restored_server_has_lost_is_sent_again(browse, server, mentor, tmp_path):
    """Set back to a backup: what it had acknowledged since then arrives once more, and the member is told."""
    thread = start_thread(mentor)
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    backup = tmp_path / "backup.sqlite"
    assert karwan(server, "backup", str(backup)).returncode == 0
    cut(page)
    shown(page, path_to(thread))
    page.fill("#field-body", ANSWER)
    with page.expect_navigation():
        page.click("button[value=publish]")
    page.wait_for_selector("#app[data-begun]", state="attached")
    mend(page)
    eventually(lambda: bodies(mentor, thread["id"]).count(ANSWER) == 1, "the answer")
    at_rest(page)
    assert [entry["args"]["body"] for entry in records(page, "sent") if entry["name"] == "post.create"] == [ANSWER]

    server.stop()
    assert karwan(server, "restore", str(backup)).returncode == 0
    server.start()
    assert bodies(mentor, thread["id"]).count(ANSWER) == 0
    page.goto("/device")
    page.click("#sync-now")
    eventually(lambda: bodies(mentor, thread["id"]).count(ANSWER) == 1, "the answer once more")
    at_rest(page)
    expect(page.locator(".thin.device")).to_contain_text("set back to an earlier state; 1 change")
    assert bodies(mentor, thread["id"]).count(ANSWER) == 1
    page.click(".thin.device button")
    expect(page.locator(".thin.device")).to_be_hidden()


def test_a_pull_that_was_cut_shows_nothing_until_it_is_whole(browse, server, mentor):
    """Pages that came are kept aside; the next turn goes on where the last one ended."""
    page = member_device(browse, server)
    for number in range(6):
        start_thread(mentor, title=words(f"A long thread {number}"), body=" ".join(words("y") for _ in range(2000)))
    wanted = {one["id"] for one in mentor.get("/api/v1/threads?list=new&limit=6").json()["items"]}
    pulls, is_cut = [], [True]

    def small_pages(route):
        """Each page small, and from the third on none, as long as the line is cut."""
        message = route.request.post_data_json
        pulls.append(message)
        if len(pulls) > 2 and is_cut[0]:
            route.abort()
        else:
            route.continue_(post_data=json.dumps(message | {"ext": {"maxBytes": 20_000}}))

    def held():
        return wanted & {post["threadId"] for post in rows(page, "post")}

    page.goto("/offline")
    page.route("**/sync/v1/pull", small_pages)
    page.evaluate(FOLLOW, [f"t:{thread}" for thread in wanted])
    page.reload()
    eventually(lambda: told(page, "true") and len(pulls) >= 3, "a pull cut in the middle")
    assert len(records(page, "staged")) > 0 and held() == set()
    is_cut[0] = False
    page.reload()
    eventually(lambda: held() == wanted, "all of it in the end")
    at_rest(page)
    cookies = [pull["cookie"]["c"] for pull in pulls]
    assert cookies[2] == cookies[3], "it goes on where it was cut"
    assert records(page, "staged") == []


# Several tabs


def test_of_two_tabs_one_syncs(browse, server, mentor):
    """Both show what is queued in either; one of them talks to the server."""
    thread = start_thread(mentor)
    first = member_device(browse, server)
    first.goto(path_to(thread))
    at_rest(first)
    second = first.context.new_page()
    second.goto("/unsent")
    second.wait_for_selector("#here[data-shown]")
    pushed = []
    for name, page in (("first", first), ("second", second)):
        page.on("request", lambda request, name=name: request.url.endswith("/push") and pushed.append(name))
    cut(first)
    shown(second, path_to(thread))
    second.fill("#field-body", ANSWER)
    with second.expect_navigation():
        second.click("button[value=publish]")
    expect(first.locator(".thin.device")).to_contain_text("1 thing is not sent yet")
    mend(first)
    eventually(lambda: bodies(mentor, thread["id"]).count(ANSWER) == 1, "the answer")
    at_rest(second)
    expect(first.locator(".thin.device")).to_be_hidden()
    assert set(pushed) == {"first"}, "the tab that leads"


# Leaving


def test_signing_out_leaves_nothing(browse, server, mentor):
    """Neither database nor caches hold anything; what is not sent is asked about first."""
    thread = start_thread(mentor, title=words("canary-of-signing-out"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    eventually(lambda: thread["title"] in stored(page), "a copy of the page")
    group = records(page, "meta")[0]["group"]
    page.click("header summary")
    press(page, "form[action='/sign-out'] button")
    assert page.locator("a[href='/sign-in']").count() >= 1
    found = stored(page)
    assert thread["title"] not in found and "demo-member" not in found
    assert all(records(page, store) == [] for store in ("rows", "queue", "sent", "staged", "refused"))
    groups = api_for(server.url, MEMBER).get("/sync/v1/groups").json()["items"]
    assert all(one.get("revokedAt") for one in groups if one["id"] == group)


def test_signing_out_asks_before_it_loses_words(browse, server, mentor):
    """Declined, the member is still signed in and the words are there."""
    thread = start_thread(mentor)
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    cut(page)
    shown(page, path_to(thread))
    page.fill("#field-body", ANSWER)
    with page.expect_navigation():
        page.click("button[value=publish]")
    page.wait_for_selector("#here[data-shown]")
    page.click("header summary")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    with page.expect_event("dialog"):
        page.click("form[action='/sign-out'] button")
    assert "Not sent yet: 1" in asked[0]
    assert ANSWER in stored(page)


def test_a_session_that_ended_elsewhere_takes_what_was_read_along(browse, server, mentor):
    """The next page tells: nothing that was read stays."""
    thread = start_thread(mentor, title=words("canary-of-elsewhere"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    member = api_for(server.url, MEMBER)
    for session in member.get("/api/v1/me/sessions").json()["items"]:
        assert member.send("DELETE", f"/api/v1/me/sessions/{session['id']}").status_code == 204
    page.goto("/threads/new")
    eventually(lambda: thread["title"] not in stored(page) and records(page, "rows") == [], "an empty device")


def test_another_member_finds_nothing_of_the_first(browse, server, mentor):
    """Signed in on the same browser without signing out before."""
    thread = start_thread(mentor, title=words("canary-of-another"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    first = records(page, "meta")[0]
    page.context.clear_cookies()
    # Nobody who wrote, follows or is shown the thread by themselves.
    sign_in(page, MODERATOR)
    at_rest(page)
    second = records(page, "meta")[0]
    assert second["member"] != first["member"] and second["group"] != first["group"]
    assert thread["title"] not in [row["title"] for row in rows(page, "thread")]


def test_a_device_that_was_shut_out_wipes_itself(browse, server, mentor):
    """Shut out from another device; it keeps nothing until the member wants it again."""
    thread = start_thread(mentor, title=words("canary-of-shutting-out"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    group = records(page, "meta")[0]["group"]
    member = api_for(server.url, MEMBER)
    assert member.send("DELETE", f"/sync/v1/groups/{group}").status_code == 204
    page.goto("/device")
    page.click("#sync-now")
    expect(page.locator("main")).to_contain_text("Nothing is kept on this device")
    assert thread["title"] not in stored(page) and records(page, "rows") == []
    page.click("main .primary")
    page.wait_for_selector("#sync-now")
    at_rest(page)
    assert records(page, "meta")[0]["group"] != group


def test_what_is_on_the_device_is_shown_and_removed(browse, server, mentor):
    """Sizes by kind, and one button that takes it all away, asked about first."""
    thread = start_thread(mentor, title=words("canary-of-removing"))
    page = member_device(browse, server)
    page.goto(path_to(thread))
    at_rest(page)
    page.goto("/device")
    expect(page.locator("#sizes")).to_contain_text("Posts")
    assert re.search(r"\d+ entr(y|ies) · .*kB", page.inner_text("#sizes"))
    page.once("dialog", lambda dialog: dialog.accept())
    page.click("#remove-all")
    expect(page.locator("main")).to_contain_text("Nothing is kept on this device")
    assert thread["title"] not in stored(page)


# A browser that has no room for large rows.
FULL = """const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value, ...rest) {
    if (this.name === 'rows' && JSON.stringify(value).length > 10_000) {
        throw new DOMException('no room', 'QuotaExceededError');
    }
    return put.call(this, value, ...rest);
};"""


def test_a_full_device_lets_the_oldest_go_and_says_so(browse, server, mentor):
    """The browser gives no more room: threads go, words to send stay and are sent."""
    page = member_device(browse, server)
    keep(page, "/categories/germany")
    eventually(lambda: len(rows(page, "post")) > 20, "posts on the device")
    before = len(rows(page, "post"))
    other = start_thread(mentor)
    thread = start_thread(mentor, body="A long text. " * 1000)
    page.add_init_script(FULL)
    page.goto(path_to(thread))
    expect(page.locator(".thin.device")).to_contain_text("no room left", timeout=15_000)
    at_rest(page)
    assert len(rows(page, "post")) < before
    page.goto(path_to(other))
    cut(page)
    page.fill("#field-body", ANSWER)
    with page.expect_navigation():
        page.click("button[value=publish]")
    mend(page)
    eventually(lambda: bodies(mentor, other["id"]).count(ANSWER) == 1, "the answer")


# Both languages, and none


@pytest.mark.parametrize("language, direction", [("en", "ltr"), ("ur", "rtl")])
def test_what_the_device_shows_fits_a_small_phone(browse, server, mentor, language, direction):
    """In the language of the member's pages, at 360 px, without a network."""
    thread = start_thread(mentor, body="Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft " * 3)
    page = device(browse, server, locale=language)
    sign_in(page)
    if page.get_attribute("html", "lang") != language:
        press(page, f"footer button[value={language}]")
    page.goto(path_to(thread))
    at_rest(page)
    cut(page)
    for path in (path_to(thread), "/", "/unsent", "/device", "/threads/new", "/nowhere"):
        shown(page, path)
        assert page.get_attribute("html", "dir") == direction
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert not re.search(r"\b(offline|device|unsent|label|hint)_[a-z]+", page.inner_text("body")), path
        assert page.locator("h1").count() == 1
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
        found = Axe().run(page, options=rules).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path


def test_without_scripts_all_works_online(browse, server, mentor):
    """The pages of the web client say what they need; reading and answering need nothing."""
    thread = start_thread(mentor)
    page = sign_in(browse())
    for path in ("/device", "/unsent", "/offline"):
        page.goto(path)
        assert "JavaScript" in page.inner_text("main")
    page.goto(path_to(thread))
    page.fill("#field-body", ANSWER)
    press(page, "button[value=publish]")
    assert bodies(mentor, thread["id"]).count(ANSWER) == 1
