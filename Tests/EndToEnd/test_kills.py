"""The process is killed (SIGKILL) while 32 writers write: what was acknowledged is there, once, and the database is
whole. KILLS says how often; the seed of the moments is in the output."""

import contextlib
import os
import random
import sqlite3
import subprocess
import threading
import time

import requests

import server as servers
from people import BODY, MEMBER, MENTOR, start_thread, api_for, token_for
from sync_client import SyncClient, new_id

KILLS = int(os.environ.get("KILLS", "3"))
WRITERS = 32


class Writer(threading.Thread):
    """Writes until told to stop. Half of them post by the API, half push mutations; an answer that did not come is
    asked for again after the restart, with the same ids."""

    def __init__(self, number, url, token, thread, folder):
        super().__init__(daemon=True)
        self.url, self.thread, self.stopping = url, thread, threading.Event()
        self.acknowledged, self.pending = [], None
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"
        self.device = SyncClient(url, token, folder / f"{number}.json", patience=0.0) if number % 2 else None

    def run(self):
        while not self.stopping.is_set():
            try:
                self.push_one() if self.device else self.post_one()
            except (requests.RequestException, OSError, AssertionError, ValueError):
                return
            except Exception as error:  # The client's own word for a server that is not there.
                if type(error).__name__ != "Unreachable":
                    raise
                return

    def post_one(self):
        self.pending = self.pending or new_id()
        answer = self.session.post(
            f"{self.url}/api/v1/threads/{self.thread}/posts", json={"id": self.pending, "body": BODY}, timeout=20
        )
        assert answer.status_code in (200, 201), answer.text
        self.acknowledged.append(self.pending)
        self.pending = None

    def push_one(self):
        if not self.device.queue:
            self.pending = new_id()
            self.device.mutate("post.create", threadId=self.thread, id=self.pending, body=BODY)
        answer = self.device.push()
        assert all(result["status"] in ("applied", "duplicate") for result in answer["results"]), answer
        self.acknowledged.append(self.pending)
        self.device.queue.clear()


def rows(database, query):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(query)]


def test_nothing_acknowledged_is_lost_or_doubled(tmp_path, program, community):
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().getrandbits(32)))
    print(f"KILL_SEED={seed} KILLS={KILLS}")
    moments = random.Random(seed)
    running = servers.Server(tmp_path / "server", program, community).start()
    tokens = [token_for(running.url, name) for name in (MEMBER, MENTOR)]
    thread = start_thread(api_for(running.url, MEMBER))["id"]
    writers = [Writer(n, running.url, tokens[n // 2 % 2], thread, tmp_path) for n in range(WRITERS)]
    for kill in range(KILLS):
        for writer in writers:
            writer.start()
        time.sleep(moments.uniform(0.05, 0.8))
        running.kill()
        for writer in writers:
            writer.stopping.set()
            writer.join(30)
        check = subprocess.run(
            [program, "check", "--database", running.database], capture_output=True, text=True, timeout=120
        )
        assert check.returncode == 0, f"after kill {kill}: {check.stdout}{check.stderr}"
        there = rows(running.database, f"SELECT id FROM forum_post WHERE thread_id = '{thread}'")
        acknowledged = [post for writer in writers for post in writer.acknowledged]
        assert len(there) == len(set(there)) and not set(acknowledged) - set(there), f"after kill {kill}"
        counted = rows(running.database, f"SELECT answer_count FROM forum_thread WHERE id = '{thread}'")
        assert counted == [len(there) - 1], f"after kill {kill}"
        running.port = servers.free_port()
        running.url = f"http://127.0.0.1:{running.port}"
        running.start()
        writers = [resumed(writer, number, running.url, tmp_path) for number, writer in enumerate(writers)]
    acknowledged = sum(len(writer.acknowledged) for writer in writers)
    print(f"{KILLS} kills, {acknowledged} writes acknowledged, none lost, none doubled")
    assert acknowledged > KILLS * 10
    running.close()


def resumed(old, number, url, folder):
    """The same writer with the same queue, against the server that runs now."""
    token = old.session.headers["Authorization"].removeprefix("Bearer ")
    writer = Writer(number, url, token, old.thread, folder)
    writer.acknowledged, writer.pending = old.acknowledged, old.pending
    return writer
