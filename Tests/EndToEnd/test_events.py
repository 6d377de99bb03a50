"""Event streams: hints of what was committed, to whom it concerns, and to nobody else."""

import subprocess

import pytest
import requests

from forms import forms_in
from people import BODY, MEMBER, MENTOR, Client, answer_thread, api_for, start_thread, token_for, words
from postgres import Cluster
from server import Server
from streams import Stream, listen, opened
from sync_client import new_device, new_id
from waiting import eventually


def draft(client):
    """A change that only its member's devices see."""
    answer = client.send(
        "PUT", f"/api/v1/drafts/{new_id()}", json={"kind": "thread", "title": words("A draft"), "body": BODY}
    )
    assert answer.status_code in (200, 201), answer.text


def streams_open(server):
    text = requests.get(server.url + "/metrics", timeout=10).text
    return int(next(line.split()[1] for line in text.splitlines() if line.startswith("karwan_event_streams ")))


def test_hundreds_hear_of_one_answer_once(own_server, tmp_path):
    """Whoever follows the thread is poked, with the same number, and reads nothing of the answer in it."""
    asker = api_for(own_server.url, MEMBER)
    thread = start_thread(asker)
    device = new_device(own_server, tmp_path, MENTOR)
    device.follow(f"t:{thread['id']}")
    token = token_for(own_server.url, MENTOR)
    streams = opened([Stream(own_server.port, token) for _ in range(300)])
    assert {stream.status for stream in streams} == {200}
    assert "text/event-stream" in streams[0].head and "no-store" in streams[0].head
    said = words("Whispered in the answer")
    answer_thread(asker, thread["id"], said)
    listen(streams, lambda: all(stream.pokes() for stream in streams), "all are poked")
    assert len({stream.pokes()[0][1] for stream in streams}) == 1
    name, number, data = streams[0].pokes()[0]
    assert data == {"seq": number} and all(said not in stream.text for stream in streams)
    before = device.cookie
    device.pull_all()
    assert device.cookie != before and any(said in row.get("body", "") for row in device.rows.values())
    assert all(len(stream.pokes()) == 1 for stream in streams)
    for stream in streams:
        stream.close()
    eventually(lambda: streams_open(own_server) == 0, "closed streams are forgotten")


def test_what_does_not_concern_a_member_is_not_told_to_them(own_server):
    asker, mentor = api_for(own_server.url, MEMBER), api_for(own_server.url, MENTOR)
    thread = start_thread(asker)
    his, hers = opened([
        Stream(own_server.port, token_for(own_server.url, MEMBER)),
        Stream(own_server.port, token_for(own_server.url, MENTOR)),
    ])  # fmt: skip
    answer_thread(asker, thread["id"], words("An answer of one's own"))
    listen([his, hers], his.pokes, "who wrote it is poked")
    draft(mentor)
    listen([his, hers], hers.pokes, "the other hears of their own draft")
    assert len(hers.pokes()) == 1 and hers.pokes()[0][1] > his.pokes()[0][1]
    own_server.stop()


def test_who_comes_back_is_poked_at_once_when_something_was_missed(own_server):
    token = token_for(own_server.url, MEMBER)
    start_thread(api_for(own_server.url, MEMBER))
    missed = Stream(own_server.port, token, "?closeafter=poke", {"Last-Event-ID": "1"})
    listen([missed], lambda: missed.is_over, "the stream ends with its poke")
    number = missed.pokes()[0][1]
    nothing = Stream(own_server.port, token, "", {"Last-Event-ID": str(number)})
    opened([nothing])
    draft(api_for(own_server.url, MEMBER))
    listen([nothing], nothing.pokes, "the next commit")
    assert len(nothing.pokes()) == 1 and nothing.pokes()[0][1] > number


def test_a_stream_ends_with_what_it_was_opened_with(own_server, tmp_path):
    """A token that is revoked, a session that is signed out, a device that is shut out, an account that is suspended."""
    api = api_for(own_server.url, MEMBER)
    made = Client(own_server.url).post("/api/v1/tokens", json={
        "email": f"{MEMBER}@example.org", "password": "karwan-demo-2026", "name": "short", "scopes": ["sync"],
    }).json()  # fmt: skip
    browser = Client(own_server.url)
    browser.sign_in(MEMBER)
    cookie = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.session.cookies)
    device = new_device(own_server, tmp_path, MEMBER)
    device.pull_all()
    token = token_for(own_server.url, MEMBER)
    by_token, by_session, by_device, last = opened([
        Stream(own_server.port, made["token"]),
        Stream(own_server.port, headers={"Cookie": cookie}),
        Stream(own_server.port, token, f"?clientGroupID={device.group}"),
        Stream(own_server.port, token),
    ])  # fmt: skip
    streams = [by_token, by_session, by_device, last]
    assert {stream.status for stream in streams} == {200}
    assert api.send("DELETE", f"/api/v1/tokens/{made['id']}").status_code == 204
    listen(streams, lambda: by_token.is_over, "the token's stream ends")
    form = next(form for form in forms_in(browser.get("/").text) if form.action == "/sign-out")
    assert browser.submit("/sign-out", form).status_code == 303
    listen(streams, lambda: by_session.is_over, "the session's stream ends")
    assert api.send("DELETE", f"/sync/v1/groups/{device.group}").status_code == 204
    listen(streams, lambda: by_device.is_over, "the device's stream ends")
    assert not last.is_over
    command = [own_server.program, "account", "suspend", MEMBER, "--database", own_server.database]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    listen(streams, lambda: last.is_over, "the suspended member's stream ends")
    for stream in streams:
        assert stream.events[-1][0] == "revoke"
    assert Stream(own_server.port, token).socket.recv(12) == b"HTTP/1.1 403"


def test_a_ticket_opens_one_stream(own_server):
    api = api_for(own_server.url, MEMBER)
    ticket = api.post("/sync/v1/events/ticket").json()["ticket"]
    first, second = Stream(own_server.port, query=f"?ticket={ticket}"), Stream(own_server.port, query="?ticket=x")
    opened([first, second])
    assert (first.status, second.status) == (200, 401)
    again = Stream(own_server.port, query=f"?ticket={ticket}")
    listen([again], lambda: again.head, "an answer")
    assert again.status == 401


@pytest.mark.parametrize("delay", [0, 4])
def test_the_end_of_the_server_ends_its_streams_at_once(serve, delay):
    server = serve("--drain-delay", str(delay))
    token = token_for(server.url, MEMBER)
    streams = opened([Stream(server.port, token) for _ in range(200)])
    server.ask_to_stop()
    listen(streams, lambda: all(stream.is_over for stream in streams), "all streams end", 3 if delay else 15)
    if delay:
        assert server.is_running()
        refused = Stream(server.port, token)
        listen([refused], lambda: refused.head, "an answer")
        assert refused.status == 503 and "Retry-After: 1" in refused.head
    assert server.end(15) == 0


def test_more_streams_than_the_setting_allows_are_refused(serve):
    server = serve("--event-streams", "3")
    token = token_for(server.url, MEMBER)
    streams = opened([Stream(server.port, token) for _ in range(3)])
    more = Stream(server.port, token)
    listen([more], lambda: more.head, "an answer")
    assert more.status == 503 and "Retry-After: 30" in more.head
    streams[0].close()
    eventually(lambda: streams_open(server) == 2, "room again")
    assert opened([Stream(server.port, token)])[0].status == 200


def test_silence_is_no_reason_to_close_a_stream(serve):
    """Timeouts are for requests and for answers that nobody takes; a comment comes every twenty seconds."""
    server = serve("--request-timeout", "1", "--idle-timeout", "1")
    stream = opened([Stream(server.port, token_for(server.url, MEMBER))])[0]
    listen([stream], lambda: ("comment", 0, None) in stream.events, "a comment", 40)
    draft(api_for(server.url, MEMBER))
    listen([stream], stream.pokes, "a poke")
    assert not stream.is_over


def test_nodes_hear_of_each_others_commits_and_take_each_others_tickets(tmp_path, program):
    cluster = Cluster.new()
    address = cluster.create_database()
    subprocess.run([program, "demo", "--database", address], check=True, capture_output=True, timeout=300)
    one, other = [Server(tmp_path / name, program, address=address).start() for name in ("one", "other")]
    try:
        asker = api_for(one.url, MEMBER)
        thread = start_thread(asker)
        device = new_device(one, tmp_path, MENTOR)
        device.follow(f"t:{thread['id']}")
        ticket = api_for(one.url, MENTOR).post("/sync/v1/events/ticket").json()["ticket"]
        near, far, deaf = opened([
            Stream(one.port, token_for(one.url, MENTOR)), Stream(other.port, query=f"?ticket={ticket}"),
            Stream(other.port, token_for(one.url, "demo-moderator")),
        ])  # fmt: skip
        assert (near.status, far.status) == (200, 200)
        used = Stream(one.port, query=f"?ticket={ticket}")
        listen([used], lambda: used.head, "an answer")
        assert used.status == 401
        answer_thread(asker, thread["id"], words("An answer at one node"))
        listen([near, far, deaf], lambda: near.pokes() and far.pokes(), "both nodes tell of it")
        assert near.pokes()[0][1] == far.pokes()[0][1] and not deaf.pokes()
    finally:
        one.close()
        other.close()
        cluster.remove()
