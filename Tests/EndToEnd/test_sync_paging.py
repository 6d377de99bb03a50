"""Many rows in small pages, and several devices that end with the same rows."""

import json
import threading
from datetime import datetime, timedelta, timezone

import pytest

from people import MEMBER, MENTOR, answer_thread, everything, start_thread, words
from sync_checks import ANSWER, iso_week, scope_of
from sync_client import new_id


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


# Pages of a category


def weeks_back(count):
    now = datetime.now(timezone.utc)
    return {iso_week((now - timedelta(weeks=number)).isoformat()) for number in range(count)}


@pytest.mark.parametrize("rows", [1, 3])
def test_a_week_of_a_category_comes_in_small_pages(device, asker, thread, rows):
    """Each page keeps to its size, only the last one acknowledges, and all threads of that week are there."""
    category = thread["categoryId"]
    for number in range(6):
        start_thread(asker, title=words(f"Question number {number} of this week"), category=category)
    week = iso_week(thread["createdAt"])
    expected = {
        found["id"]
        for found in everything(asker, "/api/v1/threads")
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


def test_a_category_brings_its_last_eight_weeks(device, asker, thread):
    """Following a category gives the threads of this week and the seven before it, and no older ones."""
    category = thread["categoryId"]
    mine = [found for found in everything(asker, "/api/v1/threads") if found["categoryId"] == category]
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
    fresh = start_thread(asker, title=words("A question that comes later"), category=category)
    mentor.pull_all()
    assert fresh["id"] in mentor.of("thread")


def test_writes_between_pages_are_in_the_replica_at_the_end(device, asker, thread):
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
            made.append(start_thread(asker, category=category)["id"])
            answer_thread(asker, thread["id"], ANSWER)
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


def test_a_long_poll_answers_when_something_happens(device, asker, thread):
    """A pull that waits comes back with the new post, long before its time is up.

    What else happens ends a wait too: the notice of the question may come first.
    """
    mentor = device(MENTOR)
    mentor.follow(scope_of(thread))
    writer = threading.Timer(0.2, lambda: answer_thread(asker, thread["id"], ANSWER))
    writer.start()
    started = datetime.now()
    for _ in range(4):
        mentor.pull(waitMs=20_000)
        if ANSWER in [post["body"] for post in mentor.of("post").values()]:
            break
    waited = (datetime.now() - started).total_seconds()
    writer.join()
    assert ANSWER in [post["body"] for post in mentor.of("post").values()]
    assert waited < 15
