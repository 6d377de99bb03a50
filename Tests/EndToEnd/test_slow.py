"""Connections that are slow or idle: they are cut off, and nobody waits for them."""

import contextlib
import os
import socket
import threading
from pathlib import Path

import pytest

from people import MEMBER, api_for, start_thread
from waiting import eventually

HEAD = b"GET /threads HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 10_000
FORM = b"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9999\r\n\r\n"


def open_files(server):
    return len(os.listdir(f"/proc/{server.process.pid}/fd"))


class Drip(threading.Thread):
    """Sends a byte a second on each line, as long as one is open."""

    def __init__(self, lines):
        super().__init__(daemon=True)
        self.lines = lines
        self.ended = threading.Event()

    def run(self):
        for number in range(10_000):
            for line, data in self.lines:
                with contextlib.suppress(OSError):
                    line.send(data[number % len(data):][:1])
            if self.ended.wait(1):
                return


@pytest.fixture
def lines():
    """Opens connections that are closed after the test: `lines(server, 300)`."""
    with contextlib.ExitStack() as opened:
        yield lambda server, count: [
            opened.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=30)) for _ in range(count)
        ]


def test_slow_and_idle_connections_are_cut_off_and_hold_nobody_up(serve, lines):
    """300 heads and 100 bodies of a byte a second and 500 lines without a word, while a member writes."""
    server = serve("--idle-timeout", "3", "--request-timeout", "4")
    api = api_for(server.url, MEMBER)
    before = open_files(server)
    lines(server, 500)
    bodies = lines(server, 100)
    for line in bodies:
        line.sendall(FORM)
    drip = Drip([(line, HEAD) for line in lines(server, 300)] + [(line, b"a" * 9_000) for line in bodies])
    drip.start()
    for _ in range(5):
        assert start_thread(api)["id"]
    eventually(lambda: open_files(server) < before + 20, "slow and idle lines are closed", 60)
    drip.ended.set()
    assert start_thread(api)["id"]


def test_an_answer_that_nobody_takes_is_not_kept(serve, lines):
    """A client that asks two hundred times and reads nothing."""
    server = serve("--request-timeout", "1")
    (line,) = lines(server, 1)
    line.settimeout(1)
    with contextlib.suppress(OSError):
        for _ in range(500):
            line.sendall(b"GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
    assert is_established(server, line)
    eventually(lambda: not is_established(server, line), "the line is closed", 60)


def is_established(server, line):
    """Whether the server's end of a connection is open, as the system says."""
    ends = [f":{server.port:04X}", f":{line.getsockname()[1]:04X}"]
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return any(row[1].endswith(ends[0]) and row[2].endswith(ends[1]) and row[3] == "01" for row in rows)


def test_more_connections_than_may_be_wait_until_one_ends(serve, lines):
    server = serve("--connections", "20", "--idle-timeout", "3")
    waiting = lines(server, 60)
    waiting[-1].sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
    assert open_files(server) < 60
    assert waiting[-1].recv(100).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("head", [b"A: " + b"b" * 40_000, b"\r\n".join(b"A%d: b" % n for n in range(500))])
def test_heads_that_are_too_large_are_refused(serve, lines, head):
    server = serve()
    (line,) = lines(server, 1)
    line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
    assert line.recv(100).startswith(b"HTTP/1.1 4")
