"""Stopping, restarting and the first start."""

import json
import socket
import subprocess
from http.client import HTTPConnection

from people import (
    BODY,
    MEMBER,
    MENTOR,
    PASSWORD,
    Client,
    address_of,
    api_for,
    categories,
    question_form,
    titles,
    token_for,
    words,
)
from server import Server
from waiting import eventually


def test_a_running_request_is_finished_before_the_server_stops(own_server):
    """SIGTERM while a body is on its way: the answer still comes, nobody new is let in, the exit is clean."""
    body = json.dumps(
        {"email": address_of(MEMBER), "password": PASSWORD, "name": "last", "scopes": ["read"]}
    ).encode()
    line = HTTPConnection("127.0.0.1", own_server.port, timeout=30)
    line.putrequest("POST", "/api/v1/tokens")
    line.putheader("Content-Type", "application/json")
    line.putheader("Content-Length", str(len(body)))
    line.endheaders(body[:10])
    assert Client(own_server.url).get("/health").status_code == 200
    own_server.ask_to_stop()
    eventually(lambda: not accepts(own_server.port), "no new connection is taken")
    assert own_server.is_running()
    line.send(body[10:])
    answer = line.getresponse()
    assert answer.status == 201
    assert json.loads(answer.read())["token"]
    assert own_server.end() == 0


UNFINISHED = (
    b"POST /api/v1/tokens HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
)


def test_a_second_signal_ends_the_server_at_once(own_server):
    """Whoever does not want to wait for a request that takes its time."""
    with socket.create_connection(("127.0.0.1", own_server.port)) as line:
        line.sendall(UNFINISHED)
        assert Client(own_server.url).get("/health").status_code == 200
        own_server.ask_to_stop()
        eventually(lambda: not accepts(own_server.port), "no new connection is taken")
        assert own_server.is_running()
        own_server.ask_to_stop()
        assert own_server.end(10) == 1
    own_server.start()


def test_a_request_that_never_ends_does_not_keep_the_server(serve):
    """It is cut off when its time is up, and the exit is clean."""
    server = serve("--request-timeout", "2")
    with socket.create_connection(("127.0.0.1", server.port)) as line:
        line.sendall(UNFINISHED)
        assert Client(server.url).get("/health").status_code == 200
        server.stop()


def test_balancers_learn_of_the_end_before_it_comes(serve):
    """With a delay connections are still taken and requests answered, but the server is not ready."""
    server = serve("--drain-delay", "3")
    client = Client(server.url)
    server.ask_to_stop()
    eventually(lambda: client.get("/ready").status_code == 503, "not ready")
    assert client.get("/threads").status_code == 200
    assert server.end() == 0


def accepts(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
        return True
    except OSError:
        return False


def test_an_idle_connection_does_not_keep_the_server_from_stopping(own_server):
    """A browser that keeps its connection open is no reason to wait."""
    idle = Client(own_server.url)
    assert idle.get("/health").status_code == 200
    with socket.create_connection(("127.0.0.1", own_server.port)):
        own_server.stop()


def test_what_was_written_is_there_after_a_restart(own_server):
    """Threads and sessions survive a clean stop and a power cut."""
    client = Client(own_server.url)
    client.sign_in(MEMBER)
    title = words("Written before the stop")
    assert client.submit("/threads/new", question_form(client, title)).status_code == 303
    for end in (own_server.stop, own_server.kill):
        end()
        own_server.start()
        assert client.get("/settings/profile").status_code == 200
        assert titles(api_for(own_server.url, MEMBER)).count(title) == 1


def test_who_is_suspended_is_out_at_once(own_server, program):
    """Session and token end, signing in is refused; lifting it lets the member back in."""
    client, api = Client(own_server.url), api_for(own_server.url, MEMBER)
    client.sign_in(MEMBER)
    suspend = [program, "account", "suspend", MEMBER, "--database", own_server.database]
    subprocess.run(suspend, check=True, capture_output=True, timeout=60)
    assert client.get("/settings/profile").status_code in (303, 403)
    draft = {"categoryId": categories(Client(own_server.url))[0]["id"], "kind": "question", "body": BODY}
    answer = api.post("/api/v1/threads", json=draft | {"title": words("Written while suspended")})
    assert answer.status_code in (401, 403)
    form = client.form("/sign-in", "email", "password")
    refused = client.submit("/sign-in", form, email=address_of(MEMBER), password=PASSWORD)
    assert refused.status_code == 403
    subprocess.run([*suspend, "--lift"], check=True, capture_output=True, timeout=60)
    Client(own_server.url).sign_in(MEMBER)


def test_an_empty_community_can_be_started(tmp_path, program):
    """The first start makes its own database and serves every public page."""
    server = Server(tmp_path / "empty", program).start()
    try:
        client = Client(server.url)
        for path in ("/", "/threads", "/categories", "/help", "/sign-up", "/api/v1/threads"):
            assert client.get(path).status_code == 200, path
    finally:
        server.close()


def test_loading_the_demonstration_twice_doubles_nothing(own_server, tmp_path, program):
    """`karwan demo` on a database that has it already."""
    before = len(titles(api_for(own_server.url, MEMBER)))
    own_server.stop()
    subprocess.run([program, "demo", "--database", own_server.database], check=True, capture_output=True, timeout=300)
    own_server.start()
    assert len(titles(api_for(own_server.url, MEMBER))) == before
    assert token_for(own_server.url, MENTOR)
