"""A first pull of tens of thousands of rows over a line that is cut after every page.

`SNAPSHOT_POSTS=20000` makes it more than 50,000.
"""

import os
import sqlite3
import subprocess
import uuid

import pytest

import server as servers
from sync_client import SyncClient, new_id

FOLLOWED = 190
# The threads have 30,000 posts; these are added to them.
POSTS = int(os.environ.get("SNAPSHOT_POSTS", "3000"))
MOST_IN_A_PUSH = 10_000
MOST_PAGES = 5_000


class Fleeting(SyncClient):
    """A device that keeps its replica in memory alone: on disk it would be written anew with every page."""

    def keep(self):
        pass


@pytest.fixture(scope="module")
def large(tmp_path_factory, program):
    """A server with 50,000 posts, and a token of one of its members."""
    folder = tmp_path_factory.mktemp("large")
    database = folder / "large.sqlite"
    facts = subprocess.run([program, "bench", "load", "--database", database, "--size", "small"],
                           capture_output=True, text=True, check=True, timeout=600).stdout  # fmt: skip
    username = next(line.split("\t")[1] for line in facts.splitlines() if line.startswith("username\t"))
    token = subprocess.run(
        [program, "token", "create", "--database", database, "--username", username, "--scopes", "read,write,sync"],
        capture_output=True, text=True, check=True, timeout=60).stdout.strip()  # fmt: skip
    running = servers.Server(folder / "server", program, database).start()
    yield running, token
    running.close()


def longest(server, count):
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as connection:
        return [row[0] for row in connection.execute(
            "SELECT id FROM forum_thread ORDER BY answer_count DESC, id LIMIT ?", (count,))]  # fmt: skip


def posts_of(server, threads):
    with sqlite3.connect(f"file:{server.database}?mode=ro", uri=True) as connection:
        marks = ",".join("?" * len(threads))
        return {row[0] for row in connection.execute(
            f"SELECT id FROM forum_post WHERE thread_id IN ({marks})", threads)}  # fmt: skip


def anonymous_memory(server):
    """RssAnon in kB."""
    status = open(f"/proc/{server.process.pid}/status").read()
    return int(next(line for line in status.splitlines() if line.startswith("RssAnon")).split()[1])


def snapshot(device, cutting):
    """Pulls everything. When cutting, the answer to every request is lost once, and the request sent again."""
    pages = 0
    while True:
        if cutting:
            device.fetch()
        pages += 1
        assert pages < MOST_PAGES
        answer = device.pull()
        # No row comes twice, except people, who are named by every scope that shows them.
        puts = [operation["key"] for operation in answer["patch"] if operation["op"] == "put"]
        assert len(puts) == len(set(puts))
        yield puts
        if not answer.get("hasMore"):
            return


def test_a_snapshot_cut_after_every_page_misses_and_doubles_no_row(large, tmp_path):
    server, token = large
    threads = longest(server, FOLLOWED)
    first = Fleeting(server.url, token, tmp_path / "first.json", patience=60)
    for thread in threads:
        first.mutate("scope.set", scope=f"t:{thread}", on=True)
    for number in range(POSTS):
        first.mutate("post.create", id=new_id(), threadId=threads[number % 7],
                     body=f"Answer {number} that waited on a device without a network.")  # fmt: skip
    queue = first.queue
    for start in range(0, len(queue), MOST_IN_A_PUSH):
        first.queue = queue[start:start + MOST_IN_A_PUSH]
        first.push()
    for _ in snapshot(first, cutting=False):
        pass
    assert set(first.of("post")) >= posts_of(server, threads)
    before = anonymous_memory(server)

    second = Fleeting(server.url, token, tmp_path / f"{uuid.uuid4()}.json", patience=60)
    counts = {}
    for puts in snapshot(second, cutting=True):
        for key in puts:
            counts[key] = counts.get(key, 0) + 1
    assert len(second.rows) > 30_000 + POSTS
    assert second.data() == first.data()
    assert set(second.of("post")) >= posts_of(server, threads)
    doubled = [key for key, count in counts.items() if count > 1 and not key.startswith(("member/", "sys/"))]
    assert doubled == []
    # Pages are built one at a time: a whole replica more would be forty megabytes.
    assert anonymous_memory(server) < before + 20_000, (before, anonymous_memory(server))
