"""The sync protocol from outside, by a client that knows only its text: reading, writing, rejections."""

import copy
import json
import threading

import pytest

from people import (
    MEMBER,
    MENTOR,
    MODERATOR,
    Client,
    answer_thread,
    api_for,
    categories,
    everything,
    posts_of,
    start_thread,
    token_for,
    words,
)
from sync_checks import ANSWER, PULL, results, scope_of
from sync_client import SyncClient, Unreachable, new_id


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


# Subscribing and reading


def test_a_followed_thread_brings_its_posts_and_people(device, asker, thread):
    """The thread, its posts and whoever wrote them; nothing of other threads."""
    answer = answer_thread(asker, thread["id"], ANSWER)
    mentor = device(MENTOR)
    mentor.pull_all()
    before = set(mentor.of("post"))
    assert answer["id"] not in before
    mentor.follow(scope_of(thread))
    assert mentor.queue == []
    shown = mentor.of("thread")[thread["id"]]
    assert shown["title"] == thread["title"] and shown["postCount"] == 2
    assert set(mentor.of("post")) - before == {thread["openingPostId"], answer["id"]}
    assert mentor.of("post")[answer["id"]]["body"] == ANSWER
    assert mentor.of("member")[thread["authorId"]]["username"] == MEMBER
    assert all("ver" in row and row["id"] == key for key, row in mentor.of("post").items())


def test_a_row_in_two_scopes_has_one_version(device, asker):
    """Who wrote both threads is known by the same version, whichever is followed first or no longer followed."""
    older, newer = start_thread(asker), start_thread(asker)
    author = older["authorId"]
    phone, laptop = device(MENTOR), device(MENTOR)
    phone.follow(scope_of(newer))
    first = phone.of("member")[author]["ver"]
    phone.follow(scope_of(older))
    assert phone.of("member")[author]["ver"] >= first
    phone.mutate("scope.set", scope=scope_of(newer), on=False)
    phone.sync()
    laptop.pull_all()
    assert laptop.data() == phone.data()


def test_a_first_pull_brings_what_everybody_has(device, asker):
    """Categories and tags, one's own profile, and not the profile of anybody else."""
    mine = device(MEMBER)
    mine.pull_all()
    assert set(mine.of("category")) == {category["id"] for category in categories(asker)}
    assert len(mine.of("tag")) > 0
    me = mine.of("me")
    assert [row["username"] for row in me.values()] == [MEMBER]
    assert "demo-mentor@example.org" not in json.dumps(mine.rows)


def test_answers_name_the_last_commit(device, thread):
    """In a header, the same number as in the body; it grows with each write."""
    mentor = device(MENTOR)
    mentor.mutate("vote.set", postId=thread["openingPostId"], value=1)
    pushed = mentor.send("/sync/v1/push", json=mentor.envelope(mentor.queue))
    pulled = mentor.send("/sync/v1/pull", json=PULL | {"clientGroupID": mentor.group})
    for answer in (pushed, pulled):
        assert int(answer.headers["X-Sync-Seq"]) == answer.json()["seq"] > 0
    assert pulled.json()["seq"] >= pushed.json()["seq"]


def test_nothing_new_means_the_same_cookie_and_an_empty_patch(device, thread):
    """The cookie comes back byte for byte, as often as one asks."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    cookie, rows = mentor.cookie, copy.deepcopy(mentor.rows)
    for _ in range(3):
        answer = mentor.pull()
        assert answer["cookie"] == cookie
        assert answer["patch"] == []
        assert answer["lastMutationIDChanges"] == {}
        assert not answer.get("hasMore")
    assert mentor.rows == rows


def test_a_pull_repeated_from_an_old_cookie_gives_an_equivalent_result(device, asker, thread):
    """Reading has no effect: a client that lost the answer asks again and ends with the same rows."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    cookie, rows = mentor.cookie, copy.deepcopy(mentor.rows)
    answer_thread(asker, thread["id"], ANSWER)
    mentor.pull_all()
    once = copy.deepcopy(mentor.data())
    assert len(mentor.of("post")) == len([key for key in rows if key.startswith("post/")]) + 1
    mentor.cookie, mentor.rows = cookie, rows
    mentor.pull_all()
    assert mentor.data() == once


def test_unsubscribing_removes_the_rows(device, thread):
    """What only that scope held is gone after one pull; categories stay."""
    mentor = device(MENTOR)
    mentor.pull_all()
    before = {key for key in mentor.data() if not key.startswith("subscription/")}
    mentor.follow(scope_of(thread))
    assert f"post/{thread['openingPostId']}" in mentor.rows
    mentor.mutate("scope.set", scope=scope_of(thread), on=False)
    mentor.sync()
    assert f"post/{thread['openingPostId']}" not in mentor.rows
    assert {key for key in mentor.data() if not key.startswith("subscription/")} == before


def test_subscriptions_belong_to_the_member_not_to_the_device(device, thread):
    """What one device follows, the other has after its next pull."""
    phone, laptop = device(MENTOR), device(MENTOR)
    laptop.pull_all()
    phone.follow(scope_of(thread))
    assert f"post/{thread['openingPostId']}" not in laptop.rows
    laptop.pull_all()
    assert f"post/{thread['openingPostId']}" in laptop.rows


def test_nobody_follows_what_is_private(device, asker):
    """Another member's own rows, the staff's, and threads that do not exist bring nothing."""
    mine, mentor = device(MEMBER), device(MENTOR)
    mine.pull_all()
    mentor.pull_all()
    before = {key for key in mine.data() if not key.startswith("subscription/")}
    (stranger,) = mentor.of("me")
    for scope in (f"u:{stranger}", "mod", f"t:{new_id()}", "k:nowhere", "x:y"):
        mine.mutate("scope.set", scope=scope, on=True)
        mine.sync()
        assert mine.queue == []
        assert {key for key in mine.data() if not key.startswith("subscription/")} == before, scope
    private = [key for key in mentor.rows if key.split("/")[0] in ("me", "vote", "read")]
    assert private and not set(private) & set(mine.rows) - before


# Writing


def test_an_answer_from_the_underground_arrives_once(device, server, asker, thread):
    """Queued while nobody answers, sent three times with a power cut between: one post, on every page."""
    mentor = device(MENTOR, patience=0.5)
    mentor.follow(scope_of(thread))
    server.stop()
    post = new_id()
    number = mentor.mutate("post.create", id=post, threadId=thread["id"], body=ANSWER)
    with pytest.raises(Unreachable):
        mentor.push()
    again = SyncClient(server.url, mentor.session.headers["Authorization"].split()[1], mentor.path)
    assert [mutation["id"] for mutation in again.queue] == [number], "the queue is on disk"

    server.start()
    assert results(again.push()) == [(number, "applied")]
    server.kill()
    server.start()
    assert results(again.push()) == [(number, "duplicate")]
    assert results(again.push()) == [(number, "duplicate")]
    again.pull_all()
    assert again.queue == []
    assert again.of("post")[post]["body"] == ANSWER
    assert again.outcome(number) is None, "plain success is implied"
    asker.session.headers["Authorization"] = f"Bearer {token_for(server.url, MEMBER)}"
    assert [found["body"] for found in posts_of(asker, thread["id"])].count(ANSWER) == 1
    assert Client(server.url).get(f"/threads/{thread['id']}/{thread['slug']}").text.count(ANSWER) == 1


def test_a_long_queue_survives_a_power_cut_in_the_middle(device, server, asker, thread):
    """What was acknowledged is there, what was not is sent again, and nothing is there twice."""
    mentor = device(MENTOR, patience=20)
    mentor.follow(scope_of(thread))
    bodies = [f"Answer number {number} of a long journey by train." for number in range(300)]
    for body in bodies:
        mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=body)
    cut = threading.Timer(0.3, lambda: (server.kill(), server.start()))
    cut.start()
    mentor.push()
    cut.join()
    mentor.sync()
    assert mentor.queue == []
    found = [post["body"] for post in posts_of(Client(server.url), thread["id"])][1:]
    assert sorted(found) == sorted(bodies)


def test_an_acknowledged_write_survives_a_power_cut(device, server, thread):
    """After a 200 the answer is on the disk."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    mentor.push()
    server.kill()
    server.start()
    assert ANSWER in [post["body"] for post in posts_of(Client(server.url), thread["id"])]


def test_a_compressed_push_is_taken(device, thread):
    """The queue may come as gzip."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    number = mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    assert results(mentor.push(compressed=True)) == [(number, "applied")]
    mentor.pull_all()
    assert [post["body"] for post in mentor.of("post").values()].count(ANSWER) == 1


def test_a_vote_is_a_register(device, asker, thread):
    """The last value counts once; taking it back restores the score."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    post = thread["openingPostId"]
    for value, score in ((1, 1), (1, 1), (-1, -1), (0, 0), (1, 1)):
        mentor.mutate("vote.set", postId=post, value=value)
        mentor.sync()
        assert mentor.of("post")[post]["score"] == score
        assert mentor.of("vote").get(post, {"value": 0})["value"] == value
    assert posts_of(asker, thread["id"])[0]["score"] == 1
    mine = device(MEMBER)
    mine.pull_all()
    assert post not in mine.of("vote"), "nobody else learns who voted"


def test_reading_never_goes_back(device, asker, thread):
    """An older mark arrives later and changes nothing; nobody else sees it."""
    first, second = (answer_thread(asker, thread["id"], ANSWER + f" {number}") for number in range(2))
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    for post in (second, first):
        mentor.mutate("read.mark", threadId=thread["id"], upTo=post["id"])
        mentor.sync()
        assert mentor.of("read")[thread["id"]]["upTo"] == second["id"]
    mine = device(MEMBER)
    mine.pull_all()
    assert mine.of("read").get(thread["id"], {}).get("upTo") != first["id"]
    assert all(row["threadId"] == key for key, row in mine.of("read").items())


def test_an_edit_from_two_devices_keeps_the_later_one(device, thread):
    """The author edits twice from the same base: the later arrival stands, and both devices see it."""
    phone, laptop = device(MEMBER), device(MEMBER)
    phone.follow(scope_of(thread))
    laptop.pull_all()
    post = thread["openingPostId"]
    base = phone.of("post")[post]["revision"]
    phone.mutate("post.edit", id=post, baseRev=base, body="I have a contract from Hamburg now. Which papers?")
    laptop.mutate("post.edit", id=post, baseRev=base, body="I have a contract from Bremen now. Which papers?")
    assert results(phone.push()) == [(phone.next_id - 1, "applied")]
    assert results(laptop.push()) == [(laptop.next_id - 1, "applied")]
    phone.pull_all()
    laptop.pull_all()
    assert phone.of("post")[post] == laptop.of("post")[post]
    assert phone.of("post")[post]["body"] == "I have a contract from Bremen now. Which papers?"
    assert phone.of("post")[post]["revision"] > base


def test_an_edit_over_a_moderators_edit_is_a_conflict(device, server, thread):
    """The moderator's words stay; the author learns of it and keeps what was written."""
    mine = device(MEMBER)
    mine.follow(scope_of(thread))
    post = thread["openingPostId"]
    base = mine.of("post")[post]["revision"]
    moderated = "A moderator took a phone number out of this question."
    answer = api_for(server.url, MODERATOR).send("PATCH", f"/api/v1/posts/{post}", json={"body": moderated})
    assert answer.status_code == 200, answer.text
    number = mine.mutate("post.edit", id=post, baseRev=base, body="Call me at this number, I have a contract.")
    assert results(mine.push()) == [(number, "rejected")]
    mine.pull_all()
    assert mine.outcome(number)["code"] == "edit_conflict"
    assert mine.of("post")[post]["body"] == moderated


# Rejections


def test_a_rejection_is_never_silent(device, asker):
    """A title that is too short: the row says which field and why, later mutations are applied all the same."""
    mine = device(MEMBER)
    mine.pull_all()
    count = len(everything(asker, "/api/v1/threads"))
    category = categories(asker)[0]["id"]
    draft = {"categoryId": category, "kind": "question", "body": ANSWER, "tags": []}
    bad = mine.mutate("thread.create", id=new_id(), postId=new_id(), title="Too short", **draft)
    title = words("A title that is long enough")
    good = mine.mutate("thread.create", id=new_id(), postId=new_id(), title=title, **draft)
    assert results(mine.push()) == [(bad, "rejected"), (good, "applied")]
    mine.pull_all()
    assert mine.queue == []
    outcome = mine.outcome(bad)
    assert outcome["status"] == "rejected"
    assert outcome["code"] == "invalid"
    assert outcome["name"] == "thread.create"
    assert [field["field"] for field in outcome["detail"]["fields"]] == ["title"]
    assert mine.outcome(good) is None
    assert len(everything(asker, "/api/v1/threads")) == count + 1
    mine.mutate("sys.ack", clientID=mine.client, upTo=bad)
    mine.sync()
    assert mine.outcome(bad) is None


@pytest.mark.parametrize(
    "name, arguments, code",
    [
        ("no.such.thing", {}, "unknown_mutation"),
        ("post.create", {"threadId": new_id(), "id": new_id(), "body": ANSWER}, "not_found"),
        ("vote.set", {"postId": new_id(), "value": 1}, "not_found"),
        ("post.edit", {"id": new_id(), "baseRev": 1, "body": ANSWER}, "not_found"),
        ("scope.set", {"scope": "", "on": True}, "invalid"),
        ("post.create", {"id": 7}, "invalid"),
    ],
)
def test_what_cannot_be_done_leaves_an_outcome_and_the_queue_goes_on(device, thread, name, arguments, code):
    """No mutation is so wrong that the ones behind it wait for ever."""
    mentor = device(MENTOR)
    bad = mentor.mutate(name, **arguments)
    good = mentor.mutate("vote.set", postId=thread["openingPostId"], value=1)
    assert results(mentor.push()) == [(bad, "rejected"), (good, "applied")]
    mentor.pull_all()
    assert mentor.queue == []
    assert mentor.outcome(bad)["code"] == code
    assert mentor.outcome(bad)["name"] == name
    assert mentor.of("vote")[thread["openingPostId"]]["value"] == 1


def test_a_number_in_a_wrong_form_names_its_field(device, thread):
    """As the API does: `value`, not the whole of the arguments."""
    mentor = device(MENTOR)
    number = mentor.mutate("vote.set", postId=thread["openingPostId"], value=1.5)
    mentor.sync()
    assert [field["field"] for field in mentor.outcome(number)["detail"]["fields"]] == ["value"]


def test_what_is_too_large_does_not_stop_the_queue(device, thread):
    """Arguments of more than 64 KiB and a post of more than 32,000 characters are rejected one by one."""
    mentor = device(MENTOR)
    for size in (70_000, 33_000, 30_000):
        mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body="x" * size)
    assert [status for _, status in results(mentor.push())] == ["rejected", "rejected", "applied"]


def test_nobody_follows_more_than_two_hundred_scopes(device, thread):
    """The excess is refused when it is asked for, and pulls go on."""
    mentor = device(MENTOR)
    for number in range(230):
        week = f"{2010 + number // 52}-W{1 + number % 52:02d}"
        mentor.mutate("scope.set", scope=f"k:{thread['categoryId']}:{week}", on=True)
    answer = mentor.push()
    assert 150 < [status for _, status in results(answer)].count("applied") <= 200
    assert {result["code"] for result in answer["results"] if result["status"] == "rejected"} == {"quota"}
    mentor.pull_all()
    assert mentor.queue == [] and len(mentor.of("category")) > 0


def test_an_id_of_somebody_else_is_a_conflict(device, thread):
    """The same id with other words is refused, and the first words stand."""
    mine, mentor = device(MEMBER), device(MENTOR)
    mine.follow(scope_of(thread))
    post = new_id()
    mine.mutate("post.create", id=post, threadId=thread["id"], body=ANSWER)
    mine.sync()
    number = mentor.mutate("post.create", id=post, threadId=thread["id"], body="These are quite other words.")
    assert results(mentor.push()) == [(number, "rejected")]
    mentor.pull_all()
    assert mentor.outcome(number)["code"] == "id_conflict"
    mine.pull_all()
    assert mine.of("post")[post]["body"] == ANSWER
