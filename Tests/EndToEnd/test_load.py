"""More than the server can serve: bounded queues, and nobody waits for those who only hold a line."""

import contextlib
import resource
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from people import MEMBER, PASSWORD, Client, address_of, api_for, start_thread

SLOW, IDLE = 1_000, 5_000
HEAD = b"GET /threads HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 10_000


@pytest.fixture
def lines():
    """Opens connections that are closed after the test, as many as the system lets a program have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert hard == resource.RLIM_INFINITY or hard > SLOW + IDLE, f"{hard} open files are too few for this test"
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with contextlib.ExitStack() as opened:
        yield lambda server, count: [
            opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30)) for _ in range(count)
        ]
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_member_posts_among_a_thousand_slow_lines_and_five_thousand_idle_ones(serve, lines):
    """With the timeouts that an operator has by default: all lines are open while the member writes."""
    server = serve()
    api = api_for(server.url, MEMBER)
    lines(server, IDLE)
    slow = lines(server, SLOW)
    ended = threading.Event()

    def drip():
        for number in range(len(HEAD)):
            for line in slow:
                with contextlib.suppress(OSError):
                    line.send(HEAD[number:][:1])
            if ended.wait(1):
                return

    dripping = threading.Thread(target=drip, daemon=True)
    dripping.start()
    seconds = []
    for _ in range(20):
        start = time.monotonic()
        assert start_thread(api)["id"]
        seconds.append(time.monotonic() - start)
    ended.set()
    dripping.join()
    print(f"\n{SLOW} slow and {IDLE} idle lines: slowest of 20 new threads {max(seconds):.3f} s")


def test_more_sign_ins_than_can_be_checked_are_refused_at_once_and_the_rest_goes_on(serve):
    """A password costs a quarter of a second of one core: two are checked at once and 64 wait."""
    server = serve()
    with ThreadPoolExecutor(90) as crowd:
        answers = list(crowd.map(lambda _: try_to_sign_in(server), range(90)))
        assert Client(server.url).get("/health").status_code == 200
    statuses = {answer.status_code for answer in answers}
    assert statuses == {303, 503}, statuses
    for answer in answers:
        assert answer.status_code == 303 or int(answer.headers["Retry-After"]) > 0
    assert try_to_sign_in(server).status_code == 303


def try_to_sign_in(server):
    return Client(server.url).post(
        "/sign-in",
        data={"email": address_of(MEMBER), "password": PASSWORD},
        headers={"Sec-Fetch-Site": "same-origin"},
        timeout=240,
    )
