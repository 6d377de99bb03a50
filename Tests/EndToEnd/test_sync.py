"""The sync protocol from outside, by a client that knows only its text."""

import copy
import gzip
import json
import threading
import uuid
from datetime import datetime, timedelta, timezone

import pytest
import requests

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
from server import Server
from sync_client import Refused, SyncClient, Unreachable, new_id

ANSWER = "The statement of comparability takes the longest, so begin with it."
RESETS = {"cursor_expired", "epoch_changed", "scopeset_unknown", "delta_too_large", "integrity"}


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


@pytest.fixture
def device(server, tmp_path):
    """A new device of a demonstration member: `device(MENTOR)`."""

    def make(username, **options):
        return SyncClient(server.url, token_for(server.url, username), tmp_path / f"{uuid.uuid4()}.json", **options)

    return make


@pytest.fixture
def member(server):
    """demo-member as an API client: who asks."""
    return api_for(server.url, MEMBER)


@pytest.fixture
def thread(member):
    """A new question of demo-member."""
    return start_thread(member)


def scope_of(thread):
    return f"t:{thread['id']}"


def page_of(thread):
    return f"/threads/{thread['id']}/{thread['slug']}"


def iso_week(instant):
    year, week, _ = datetime.fromisoformat(instant.replace("Z", "+00:00")).isocalendar()
    return f"{year}-W{week:02d}"


def problem_of(refused, status, code):
    """Checks the shape of an error and its code."""
    assert refused.value.status == status
    assert refused.value.media_type.startswith("application/problem+json")
    assert refused.value.problem["status"] == status
    assert refused.value.problem["code"] == code
    return refused.value


def results(answer):
    return [(result["id"], result["status"]) for result in answer["results"]]


# Subscribing and reading


def test_a_followed_thread_brings_its_posts_and_people(device, member, thread):
    """The thread, its posts and whoever wrote them; nothing of other threads."""
    answer = answer_thread(member, thread["id"], ANSWER)
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


def test_a_first_pull_brings_what_everybody_has(device, member):
    """Categories and tags, one's own profile, and not the profile of anybody else."""
    mine = device(MEMBER)
    mine.pull_all()
    assert set(mine.of("category")) == {category["id"] for category in categories(member)}
    assert len(mine.of("tag")) > 0
    me = mine.of("me")
    assert [row["username"] for row in me.values()] == [MEMBER]
    assert "demo-mentor@example.org" not in json.dumps(mine.rows)


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


def test_a_pull_repeated_from_an_old_cookie_gives_an_equivalent_result(device, member, thread):
    """Reading has no effect: a client that lost the answer asks again and ends with the same rows."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    cookie, rows = mentor.cookie, copy.deepcopy(mentor.rows)
    answer_thread(member, thread["id"], ANSWER)
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


def test_nobody_follows_what_is_private(device, member):
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


def test_an_answer_from_the_underground_arrives_once(device, server, member, thread):
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
    member.session.headers["Authorization"] = f"Bearer {token_for(server.url, MEMBER)}"
    assert [found["body"] for found in posts_of(member, thread["id"])].count(ANSWER) == 1
    assert Client(server.url).get(page_of(thread)).text.count(ANSWER) == 1


def test_a_long_queue_survives_a_power_cut_in_the_middle(device, server, member, thread):
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


def test_a_vote_is_a_register(device, member, thread):
    """The last value counts once; taking it back restores the score."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    post = thread["openingPostId"]
    for value, score in ((1, 1), (1, 1), (-1, -1), (0, 0), (1, 1)):
        mentor.mutate("vote.set", postId=post, value=value)
        mentor.sync()
        assert mentor.of("post")[post]["score"] == score
        assert mentor.of("vote").get(post, {"value": 0})["value"] == value
    assert posts_of(member, thread["id"])[0]["score"] == 1
    mine = device(MEMBER)
    mine.pull_all()
    assert post not in mine.of("vote"), "nobody else learns who voted"


def test_reading_never_goes_back(device, member, thread):
    """An older mark arrives later and changes nothing; nobody else sees it."""
    first, second = (answer_thread(member, thread["id"], ANSWER + f" {number}") for number in range(2))
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


def test_a_rejection_is_never_silent(device, member):
    """A title that is too short: the row says which field and why, later mutations are applied all the same."""
    mine = device(MEMBER)
    mine.pull_all()
    count = len(everything(member, "/api/v1/threads"))
    category = categories(member)[0]["id"]
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
    assert len(everything(member, "/api/v1/threads")) == count + 1
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


# Order and identity


def test_a_gap_in_the_numbers_is_refused_and_mended(device, thread):
    """The server names the number it waits for; nothing behind the gap was applied."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    lost = mentor.mutate("vote.set", postId=thread["openingPostId"], value=1)
    mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    whole, mentor.queue = mentor.queue, mentor.queue[1:]
    with pytest.raises(Refused) as refused:
        mentor.push()
    assert problem_of(refused, 409, "mutation_gap").fact("expected") == lost
    mentor.pull_all()
    assert ANSWER not in [post["body"] for post in mentor.of("post").values()]
    mentor.queue = whole
    assert [status for _, status in results(mentor.push())] == ["applied", "applied"]
    mentor.pull_all()
    assert [post["body"] for post in mentor.of("post").values()].count(ANSWER) == 1


def test_a_copied_device_is_told_to_take_a_new_name(device, server, thread):
    """Two devices with one identity: the second's words are neither swallowed nor written under that number."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    copied = copy.copy(mentor)
    copied.queue, copied.path = [], mentor.path.with_name("copied.json")
    mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    mentor.push()
    copied.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER + " From the copy.")
    with pytest.raises(Refused) as refused:
        copied.push()
    problem_of(refused, 409, "client_forked")
    bodies = [post["body"] for post in posts_of(Client(server.url), thread["id"])]
    assert bodies.count(ANSWER) == 1 and ANSWER + " From the copy." not in bodies
    copied.client = str(uuid.uuid4())
    copied.queue = [mutation | {"clientID": copied.client, "id": 1} for mutation in copied.queue]
    assert results(copied.push()) == [(1, "applied")]


def test_an_unknown_client_with_a_high_number_is_adopted(device, server, thread):
    """A device that the database has forgotten keeps its queue."""
    mentor = device(MENTOR)
    mentor.next_id = 41
    number = mentor.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    assert results(mentor.push()) == [(41, "applied")] and number == 41
    assert [post["body"] for post in posts_of(Client(server.url), thread["id"])].count(ANSWER) == 1


@pytest.mark.parametrize("call", ["push", "pull"])
def test_a_group_of_somebody_else_is_forbidden(device, server, thread, call):
    """A client group belongs to whoever used it first."""
    mentor, mine = device(MENTOR), device(MEMBER)
    mentor.follow(scope_of(thread))
    mine.group = mentor.group
    mine.mutate("post.create", id=new_id(), threadId=thread["id"], body=ANSWER)
    with pytest.raises(Refused) as refused:
        getattr(mine, call)()
    problem_of(refused, 403, "group_owned_by_other")
    assert mine.rows == {}
    assert len(posts_of(Client(server.url), thread["id"])) == 1


def test_a_client_of_another_group_is_forbidden(device, thread):
    """A client id belongs to one group."""
    mentor, mine = device(MENTOR), device(MEMBER)
    mentor.follow(scope_of(thread))
    mine.client = mentor.client
    mine.mutate("vote.set", postId=thread["openingPostId"], value=1)
    with pytest.raises(Refused) as refused:
        mine.push()
    assert refused.value.status == 403


# Cookies


def assert_reset(device, before):
    """The next pull begins with `clear`, names a reason and ends with the same rows."""
    answers = device.pull_all()
    assert answers[0]["patch"][0] == {"op": "clear"}
    assert answers[0]["ext"]["reset"]["reason"] in RESETS
    assert device.data() == before


@pytest.mark.parametrize("token", ["", "AAAA", "not base64url!", "A" * 120])
def test_a_made_up_cookie_starts_again(device, thread, token):
    """The order still grows and the rows are the same afterwards."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    mentor.cookie = {"order": mentor.cookie["order"], "c": token}
    assert_reset(mentor, copy.deepcopy(mentor.data()))


def test_a_changed_cookie_starts_again(device, thread):
    """One changed letter anywhere in the token is noticed."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    good, rows = mentor.cookie, copy.deepcopy(mentor.data())
    for place in range(0, len(good["c"]) - 1, 7):
        letter = "A" if good["c"][place] != "A" else "B"
        mentor.cookie = good | {"c": good["c"][:place] + letter + good["c"][place + 1:]}
        assert_reset(mentor, rows)


def test_a_cookie_of_somebody_else_starts_again(device, thread):
    """Another member's position gives nothing of what that member sees."""
    mentor, mine = device(MENTOR), device(MEMBER)
    mentor.follow(scope_of(thread))
    mine.pull_all()
    rows = copy.deepcopy(mine.data())
    mine.cookie = mentor.cookie
    assert_reset(mine, rows)


def test_a_cookie_of_another_database_starts_again(device, server, thread, tmp_path, program, community):
    """A replica that met another community's server keeps its queue and takes the rows that are there."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    number = mentor.mutate("vote.set", postId=new_id(), value=1)
    other = Server(tmp_path / "other", program, community).start()
    try:
        mentor.url = other.url
        mentor.session.headers["Authorization"] = f"Bearer {token_for(other.url, MENTOR)}"
        answers = mentor.pull_all()
        assert answers[0]["patch"][0] == {"op": "clear"}
        assert [mutation["id"] for mutation in mentor.queue] == [number]
        assert f"thread/{thread['id']}" not in mentor.rows
        assert len(mentor.of("category")) > 0
    finally:
        other.close()


def test_a_cookie_works_in_another_group_of_the_same_member(device, thread):
    """Groups fork; the position belongs to the member."""
    mentor, fork = device(MENTOR), device(MENTOR)
    mentor.follow(scope_of(thread))
    fork.cookie, fork.rows = mentor.cookie, copy.deepcopy(mentor.rows)
    answer = fork.pull()
    assert answer["cookie"] == mentor.cookie and answer["patch"] == []


# Pages of a category


def weeks_back(count):
    now = datetime.now(timezone.utc)
    return {iso_week((now - timedelta(weeks=number)).isoformat()) for number in range(count)}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_week_of_a_category_comes_in_small_pages(device, member, thread, rows):
    """Each page keeps to its size, only the last one acknowledges, and all threads of that week are there."""
    category = thread["categoryId"]
    for number in range(6):
        start_thread(member, title=words(f"Question number {number} of this week"), category=category)
    week = iso_week(thread["createdAt"])
    expected = {
        found["id"]
        for found in everything(member, "/api/v1/threads")
        if found["categoryId"] == category and iso_week(found["createdAt"]) == week
    }
    assert len(expected) >= 7
    mentor = device(MENTOR)
    mentor.pull_all()
    assert thread["id"] not in mentor.of("thread")
    number = mentor.mutate("scope.set", scope=f"k:{category}:{week}", on=True)
    mentor.push()
    answers = mentor.pull_all(maxRows=rows)
    check_pages(answers, rows, mentor.client, number)
    assert set(mentor.of("thread")) >= expected
    named = {row["authorId"] for row in mentor.of("thread").values()}
    assert named <= set(mentor.of("member"))


def check_pages(answers, rows, client, number):
    assert len(answers) > 2
    for answer in answers[:-1]:
        assert answer["hasMore"] is True
        assert answer["lastMutationIDChanges"] == {}
    assert answers[-1]["lastMutationIDChanges"] == {client: number}
    cookies = [json.dumps(answer["cookie"]) for answer in answers]
    assert len(set(cookies)) == len(cookies)
    for answer in answers:
        data = [operation for operation in answer["patch"] if not operation.get("key", "").startswith("sys/")]
        assert len(data) <= rows


def test_a_category_brings_its_last_eight_weeks(device, member, thread):
    """Following a category gives the threads of this week and the seven before it, and no older ones."""
    category = thread["categoryId"]
    mine = [found for found in everything(member, "/api/v1/threads") if found["categoryId"] == category]
    recent = {found["id"] for found in mine if iso_week(found["createdAt"]) in weeks_back(8)}
    older = {found["id"] for found in mine} - recent
    assert recent and older, "the demonstration community has both"
    mentor = device(MENTOR)
    mentor.pull_all()
    before = set(mentor.of("thread"))
    number = mentor.mutate("scope.set", scope=f"k:{category}", on=True)
    mentor.push()
    check_pages(mentor.pull_all(maxRows=4), 4, mentor.client, number)
    shown = set(mentor.of("thread"))
    assert recent <= shown
    assert not (older - before) & shown
    fresh = start_thread(member, title=words("A question that comes later"), category=category)
    mentor.pull_all()
    assert fresh["id"] in mentor.of("thread")


def test_writes_between_pages_are_in_the_replica_at_the_end(device, member, thread):
    """A row that changes while pages come is there in its last state."""
    category = thread["categoryId"]
    mentor = device(MENTOR)
    mentor.mutate("scope.set", scope=f"k:{category}:{iso_week(thread['createdAt'])}", on=True)
    mentor.push()
    made = []
    for _ in range(200):
        answer = mentor.pull(maxRows=20)
        if not answer.get("hasMore"):
            break
        if len(made) < 5:
            made.append(start_thread(member, category=category)["id"])
            answer_thread(member, thread["id"], ANSWER)
    mentor.pull_all()
    assert len(made) >= 1
    assert set(made) <= set(mentor.of("thread"))
    assert mentor.of("thread")[thread["id"]]["postCount"] == 1 + len(made)


# Several devices


def test_devices_converge(device, thread):
    """Two devices of one member and one of another write in turn; afterwards all have the same."""
    phone, laptop, mine = device(MENTOR), device(MENTOR), device(MEMBER)
    phone.follow(scope_of(thread))
    laptop.pull_all()
    mine.follow(scope_of(thread))
    for number in range(4):
        for writer in (phone, laptop, mine):
            body = f"{ANSWER} {number} {writer.client}"
            writer.mutate("post.create", id=new_id(), threadId=thread["id"], body=body)
    for writer in (phone, laptop, mine):
        writer.push()
    for reader in (phone, laptop, mine):
        reader.pull_all()
        assert reader.queue == []
        written = [post for post in reader.of("post").values() if post["threadId"] == thread["id"]]
        assert len(written) == 13
        assert len({post["body"] for post in written}) == 13
    assert phone.data() == laptop.data()
    shared = [f"post/{post}" for post in phone.of("post") if phone.of("post")[post]["threadId"] == thread["id"]]
    assert {key: phone.rows[key] for key in shared} == {key: mine.rows[key] for key in shared}


def test_a_long_poll_answers_when_something_happens(device, member, thread):
    """A pull that waits comes back with the new post, long before its time is up."""
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    writer = threading.Timer(0.2, lambda: answer_thread(member, thread["id"], ANSWER))
    writer.start()
    started = datetime.now()
    mentor.pull(waitMs=20_000)
    waited = (datetime.now() - started).total_seconds()
    writer.join()
    assert ANSWER in [post["body"] for post in mentor.of("post").values()]
    assert waited < 15


# What the server does not take


def raw(server, path, token, body, **headers):
    """A request as it stands, without what the client would mend."""
    given = {"Content-Type": "application/json"} | headers
    if token:
        given["Authorization"] = f"Bearer {token}"
    return requests.post(server.url + path, data=body, headers=given, timeout=60)


def assert_problem(answer, status):
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert all(problem[name] for name in ("type", "title", "detail", "instance"))
    return problem


PUSH = {"pushVersion": 1, "clientGroupID": "g", "profileID": "", "schemaVersion": "s1", "mutations": []}
PULL = {"pullVersion": 1, "clientGroupID": "g", "profileID": "", "schemaVersion": "s1", "cookie": None}
MALFORMED = {
    "no JSON": ("push", b"{"),
    "not UTF-8": ("push", b'{"pushVersion": "\xff"}'),
    "a list": ("push", b"[]"),
    "no group": ("push", json.dumps({key: PUSH[key] for key in PUSH if key != "clientGroupID"}).encode()),
    "mutations of the wrong type": ("push", json.dumps(PUSH | {"mutations": {}}).encode()),
    "a mutation without a number": ("push", json.dumps(PUSH | {"mutations": [{"clientID": "c", "name": "x"}]}).encode()),
    "empty pull": ("pull", b""),
    "pull without a group": ("pull", json.dumps({"pullVersion": 1, "cookie": None}).encode()),
    "20,000 brackets": ("push", b"[" * 20_000 + b"]" * 20_000),
}  # fmt: skip


@pytest.mark.parametrize("fault", MALFORMED)
def test_what_is_malformed_is_refused_with_a_reason(server, fault):
    """Status 400 as problem details; the server goes on."""
    path, body = MALFORMED[fault]
    assert_problem(raw(server, f"/sync/v1/{path}", token_for(server.url, MEMBER), body), 400)
    assert Client(server.url).get("/ready").status_code == 200


@pytest.mark.parametrize(
    "change, kind", [({"pullVersion": 99}, "pull"), ({"schemaVersion": "s99"}, "schema")]
)
def test_a_client_of_another_version_is_told_to_update(server, change, kind):
    """In the words of the protocol, with status 200, so that its queue stays."""
    answer = raw(server, "/sync/v1/pull", token_for(server.url, MEMBER), json.dumps(PULL | change).encode())
    assert answer.status_code == 200
    assert answer.json() == {"error": "VersionNotSupported", "versionType": kind}


def test_unknown_members_of_an_envelope_are_ignored(server):
    """A newer client may say more."""
    token = token_for(server.url, MEMBER)
    pushed = raw(server, "/sync/v1/push", token, json.dumps(PUSH | {"mood": "hopeful"}).encode())
    assert pushed.status_code == 200, pushed.text
    pulled = raw(server, "/sync/v1/pull", token, json.dumps(PULL | {"mood": "hopeful"}).encode())
    assert pulled.status_code == 200, pulled.text


def test_too_large_a_push_is_refused_whole(server):
    """More than 8 MiB, or more than 10,000 mutations, plain or hidden in gzip; a large one within is taken."""
    token, group = token_for(server.url, MEMBER), str(uuid.uuid4())

    def push(count, padding, compress=False):
        mutations = [
            {"clientID": group, "id": number + 1, "name": "no.such", "args": {"x": "y" * padding}, "timestamp": 0}
            for number in range(count)
        ]
        body = json.dumps(PUSH | {"clientGroupID": group, "mutations": mutations}).encode()
        headers = {"Content-Encoding": "gzip"} if compress else {}
        return raw(server, "/sync/v1/push", token, gzip.compress(body) if compress else body, **headers)

    assert_problem(push(300, 30_000), 413)
    assert_problem(push(300, 30_000, compress=True), 413)
    assert_problem(push(10_001, 0), 413)
    assert push(3_000, 10).status_code == 200


@pytest.mark.parametrize("encoding, body", [("br", b"x"), ("gzip", b"not gzip at all"), ("gzip", gzip.compress(b"{}")[:-9])])
def test_an_encoding_that_cannot_be_read_is_named(server, encoding, body):
    """The client then sends it again in plain."""
    answer = raw(server, "/sync/v1/push", token_for(server.url, MEMBER), body, **{"Content-Encoding": encoding})
    assert answer.status_code in (415, 422)
    assert_problem(answer, answer.status_code)


@pytest.mark.parametrize("path, body", [("push", PUSH), ("pull", PULL)])
def test_without_a_token_nobody_syncs(server, path, body):
    """No token or a wrong one: 401; a token without the right: 403; nobody learns a row."""
    data = json.dumps(body).encode()
    origin = {"Origin": server.url}
    assert_problem(raw(server, f"/sync/v1/{path}", None, data, **origin), 401)
    assert_problem(raw(server, f"/sync/v1/{path}", "no-such-token", data), 401)
    reader = token_for(server.url, MEMBER, scopes=["read", "write"])
    assert "patch" not in assert_problem(raw(server, f"/sync/v1/{path}", reader, data), 403)


def test_a_sync_token_opens_nothing_else(server):
    """It neither reads nor writes by the API."""
    token = token_for(server.url, MEMBER, scopes=["sync"])
    answer = raw(server, "/api/v1/threads", token, json.dumps({"title": "x"}).encode())
    assert_problem(answer, 403)


def test_what_the_protocol_offers_is_told_without_a_token(server):
    """Versions, limits and retention."""
    answer = Client(server.url).get("/sync/v1/info")
    assert answer.status_code == 200
    assert "application/json" in answer.headers["Content-Type"]
    assert answer.json()
