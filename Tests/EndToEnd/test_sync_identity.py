"""Who a device is and where it stands: numbers, groups and cookies of the sync protocol."""

import copy
import uuid

import pytest

from people import MEMBER, MENTOR, Client, posts_of, token_for
from server import Server
from sync_checks import ANSWER, problem_of, results, scope_of
from sync_client import Refused, new_id


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


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

RESETS = {"cursor_expired", "epoch_changed", "scopeset_unknown", "delta_too_large", "integrity"}


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
