"""The database's machine dies under two nodes behind nginx, and its synchronous replica takes over."""

import os
import subprocess
import threading
import time

import pytest
import requests

from nginx import Nginx
from people import BODY, MEMBER, MENTOR, api_for, start_thread, token_for
from postgres import Cluster
from server import Server
from sync_client import new_id
from waiting import eventually

WRITERS, READERS = 8, 4
# How long it writes before and after the machine dies.
SECONDS = float(os.environ.get("FAILOVER_SECONDS", "3"))


@pytest.fixture
def clusters():
    """A primary with a database of the demonstration's size, and the replica that each commit waits for."""
    primary = Cluster.new()
    address = primary.create_database()
    second = primary.replica()
    try:
        yield primary, second, address.replace(primary.address, f"{primary.address},{second.address}")
    finally:
        primary.remove()
        second.remove()


class Worker(threading.Thread):
    """Sends one request after the other until told to stop; counts those that failed."""

    def __init__(self, url, token, thread):
        super().__init__(daemon=True)
        self.url, self.thread, self.stopping = url, thread, threading.Event()
        self.answered, self.failed = [], []
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"
        # A connection for each request: one that is kept and that nginx closes in the moment in which this client uses it
        # is opened anew by every browser (RFC 9112, section 9.3.1), but not by this client.
        self.session.headers["Connection"] = "close"

    def run(self):
        while not self.stopping.is_set():
            answer, failure = None, None
            try:
                answer = self.send()
            except requests.RequestException as error:
                failure = repr(error)
            if answer is not None and answer.status_code < 300:
                self.succeed()
            else:
                self.failed.append(failure or f"{answer.status_code} {answer.text}")
                assert answer is None or answer.status_code in (502, 503, 504), answer.text
                time.sleep(0.05)


class Reader(Worker):
    def send(self):
        return self.session.get(f"{self.url}/api/v1/threads/{self.thread}/posts", timeout=20)

    def succeed(self):
        self.answered.append(time.monotonic())


class Writer(Worker):
    """What was not acknowledged is sent again with the same id."""

    pending = None

    def send(self):
        self.pending = self.pending or new_id()
        draft = {"id": self.pending, "body": BODY}
        return self.session.post(f"{self.url}/api/v1/threads/{self.thread}/posts", json=draft, timeout=20)

    def succeed(self):
        self.answered.append((time.monotonic(), self.pending))
        self.pending = None


def test_no_acknowledged_write_is_lost_when_the_primary_dies(tmp_path, program, clusters):
    primary, second, address = clusters
    subprocess.run([program, "demo", "--database", address], check=True, capture_output=True, timeout=300)
    nodes = [Server(tmp_path / f"node{n}", program, address=address).start() for n in range(2)]
    front = Nginx([node.port for node in nodes])
    tokens = [token_for(front.url, name) for name in (MEMBER, MENTOR)]
    thread = start_thread(api_for(front.url, MEMBER))["id"]
    writers = [Writer(front.url, tokens[n % 2], thread) for n in range(WRITERS)]
    readers = [Reader(front.url, tokens[n % 2], thread) for n in range(READERS)]
    for worker in writers + readers:
        worker.start()
    time.sleep(SECONDS)

    died = time.monotonic()
    primary.kill()
    second.promote()
    eventually(lambda: all(w.answered and w.answered[-1][0] > died + 0.5 for w in writers), "writes go on", 120)
    time.sleep(SECONDS)
    for worker in writers + readers:
        worker.stopping.set()
    for worker in writers + readers:
        worker.join(30)

    acknowledged = sorted(answer for writer in writers for answer in writer.answered)
    pauses = [(after[0] - before[0]) for before, after in zip(acknowledged, acknowledged[1:])]
    there = second.sql(f"SELECT id FROM forum_post WHERE thread_id = '{thread}'", "karwan").split()
    lost = {post for _, post in acknowledged} - set(there)
    print(
        f"\nprimary killed: {len(acknowledged)} writes acknowledged, {len(lost)} lost, "
        f"{max(pauses):.1f} s without writes; failed and sent again: {sum(len(w.failed) for w in writers)} writes of "
        f"{WRITERS} writers, {sum(len(r.failed) for r in readers)} reads of {sum(len(r.answered) for r in readers)}"
    )
    assert not lost and len(there) == len(set(there))
    assert second.sql(f"SELECT answer_count FROM forum_thread WHERE id = '{thread}'", "karwan") == str(len(there) - 1)
    check = subprocess.run([program, "check", "--database", address], capture_output=True, text=True, timeout=120)
    assert check.returncode == 0, check.stdout + check.stderr
    front.close()
    for node in nodes:
        node.stop()
