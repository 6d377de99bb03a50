"""Searching, by page without scripts and by the API, on the demonstration community; what an operator does."""

import contextlib
import sqlite3
import subprocess
from xml.etree import ElementTree

import pytest

from pages import DESK, PHONE, sign_in
from people import MEMBER, Client, answer_thread, start_thread, words


def hits(page):
    return page.locator("ol.rows .ti").all_inner_texts()


def test_a_search_from_the_header_finds_and_marks(browse):
    page = browse(viewport=DESK)
    page.goto("/")
    page.fill("header input[name=q]", "blue card")
    page.click("header form.find button")
    assert "/search?q=blue" in page.url
    assert hits(page) and all(mark for mark in page.locator("mark").all_inner_texts())
    page.locator("ol.rows .ti a").first.click()
    assert "/threads/" in page.url


def test_on_a_phone_the_search_is_a_section(browse):
    page = browse(viewport=PHONE)
    page.goto("/threads")
    assert not page.locator("header form.find").is_visible()
    page.click("nav.sections a[href='/search']")
    page.fill("#field-q", "ویزا")
    page.click("main button")
    assert hits(page)
    assert page.input_value("#field-q") == "ویزا"


@pytest.mark.parametrize(("one", "other"), [("كارڈ", "کارڈ"), ("VISA", "visa"), ("جرمني", "جرمنی")])
def test_spellings_find_the_same(client, one, other):
    first, second = (client.get("/api/v1/search", params={"q": q}).json()["items"] for q in (one, other))
    assert first and [item["postId"] for item in first] == [item["postId"] for item in second]


def test_what_is_written_is_found_at_once_and_what_is_deleted_no_more(server, client, asker):
    word = words("zebra").split()[-1]
    thread = start_thread(asker, title=f"Which papers does {word} need for C++ jobs?")
    post = answer_thread(asker, thread["id"], f"The {word} office asked me for nothing else at all.")
    found = client.get("/api/v1/search", params={"q": f"{word} C++"}).json()
    assert [item["postId"] for item in found["items"]] == [thread["openingPostId"]]
    assert not found["isLoose"]
    assert len(client.get("/api/v1/search", params={"q": word}).json()["items"]) == 2
    assert asker.send("DELETE", f"/api/v1/posts/{post['id']}").status_code == 204
    assert len(client.get("/api/v1/search", params={"q": word}).json()["items"]) == 1


def test_pages_of_a_search_have_no_gaps(client):
    seen, after = [], None
    for _ in range(60):
        answer = client.get("/api/v1/search", params={"q": "visa", "limit": 7} | ({"after": after} if after else {}))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        seen += [item["postId"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert after is None and len(seen) == len(set(seen)) > 14


def test_the_form_for_a_question_shows_similar_ones_and_keeps_the_text(browse, client):
    title = client.get("/api/v1/threads", params={"list": "hot"}).json()["items"][0]["title"]
    page = browse()
    sign_in(page, MEMBER)
    page.goto("/threads/new")
    page.fill("#field-title", title)
    page.fill("#field-body", "What I typed must stay.")
    page.click("button[value=similar]")
    assert title in page.locator("section.preview .ti a").all_inner_texts()
    assert page.input_value("#field-body") == "What I typed must stay."


def karwan(server, command):
    """One command on the server's database; returns how it ended."""
    return subprocess.run(
        [server.program, command, "--database", server.database],
        cwd=server.home, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def change(server, *statements):
    with contextlib.closing(sqlite3.connect(server.database)) as database, database:
        for statement in statements:
            database.execute(statement)


def test_check_names_what_the_index_lacks_and_reindex_mends_it(own_server):
    own_server.stop()
    change(own_server, "DELETE FROM search_document WHERE number = (SELECT min(number) FROM search_document)")
    found = karwan(own_server, "check")
    assert found.returncode == 1 and "not in the search index" in found.stdout
    assert "indexed" in karwan(own_server, "reindex").stdout
    assert karwan(own_server, "check").stdout.endswith("all is well\n")


def test_a_community_from_before_the_index_is_found_after_the_start(own_server):
    own_server.stop()
    change(
        own_server,
        "INSERT INTO search_text (search_text) VALUES ('delete-all')",
        "DELETE FROM search_document",
        "UPDATE search_state SET version = 0",
    )
    unfilled = karwan(own_server, "check")
    assert unfilled.returncode == 1 and "karwan migrate" in unfilled.stdout
    own_server.start()
    assert Client(own_server.url).get("/api/v1/search", params={"q": "visa"}).json()["items"]
    assert karwan(own_server, "check").returncode == 0


def test_a_list_is_followed_in_a_news_reader(browse, client):
    page = browse()
    page.goto("/categories/germany?list=new")
    feed = client.get(page.locator("main a[type='application/atom+xml']").get_attribute("href"))
    assert feed.status_code == 200 and feed.headers["Content-Type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ElementTree.fromstring(feed.content).findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}title") for entry in entries] == page.locator("ol.rows .ti a").all_inner_texts()
    again = client.get("/feeds/new.atom?category=germany", headers={"If-None-Match": feed.headers["ETag"]})
    assert again.status_code == 304


def test_the_site_map_names_pages_that_are_there(client):
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    places = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) > 30
    for place in places[:: len(places) // 8]:
        assert client.get("/" + place.split("/", 3)[3]).status_code == 200, place
