"""What must hold at the end of every bad journey, looked at from outside: in the database file and in the replicas."""

import collections
import contextlib
import json
import sqlite3
import subprocess
import time

import requests

from sync_client import Refused, SyncClient, Unreachable, new_device


class PatientClient(SyncClient):
    """A client that takes no page of a station's network for an answer, and splits what does not get through."""

    def try_push(self, most=500):
        """Sends what waits, in smaller pieces as long as nothing comes back. Returns whether all of it was taken."""
        waiting = list(self.queue)
        while waiting:
            piece = waiting[:most]
            try:
                answer = self.send_once("/sync/v1/push", json=self.envelope(piece))
            except Unreachable:
                if most == 1:
                    return False
                most = max(1, most // 8)
                continue
            self.results += answer["results"]
            waiting = waiting[len(piece):]
        return True

    def try_pull(self, **ext):
        """Fetches pages until all is there. Returns whether it is."""
        try:
            self.pull_all(**ext)
        except (Unreachable, ValueError, requests.RequestException):
            return False
        return True

    def send(self, path, **options):
        """One try; whoever calls has patience."""
        return Page(self.send_once(path, **options))

    def send_once(self, path, **options):
        try:
            answer = self.session.post(self.url + path, timeout=self.patience, **options)
        except requests.RequestException as error:
            raise Unreachable(str(error)) from None
        if answer.status_code in (429, 502, 503):
            raise Unreachable(str(answer.status_code))
        if answer.status_code != 200:
            raise Refused(answer)
        try:
            found = answer.json()
        except ValueError:
            raise Unreachable("no JSON came") from None
        if not isinstance(found, dict) or not {"results", "patch", "error"} & set(found):
            raise Unreachable("somebody else answered")
        return found


class Page(dict):
    """An answer that was read already."""

    def json(self):
        return self


def query(database, text, *values):
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return connection.execute(text, values).fetchall()


def settle(devices, rounds=8):
    """On a good line: everybody sends and reads, until nothing waits."""
    for device in devices:
        device.patience = 30.0
    for _ in range(rounds):
        for device in devices:
            with contextlib.suppress(Unreachable):
                device.sync()
        if not any(device.queue for device in devices):
            break
    for device in devices:
        device.pull_all()
        assert device.queue == [], f"{device.client} still waits with {device.queue[:3]}"


def check_everything(server, program, folder, people, written=None):
    """I1, I2, I4 and I14: `people` are pairs of a username and a device, `written` the bodies of posts by id."""
    check = subprocess.run(
        [program, "check", "--database", server.database], capture_output=True, text=True, timeout=120
    )
    assert check.returncode == 0, check.stdout + check.stderr
    for username, device in people:
        fresh = new_device(server, folder, username)
        fresh.pull_all()
        assert device.data() == fresh.data(), difference(device.data(), fresh.data())
        assert posts_held(device) == posts_seen(server.database, username, device)
    if written is not None:
        there = dict(query(server.database, "SELECT id, body FROM forum_post WHERE state <> 'deleted'"))
        for post, body in written.items():
            assert there.get(post) == body, f"post {post}: {there.get(post)!r}"
    gaps = query(
        server.database,
        """
        SELECT client_id FROM mutation_outcome GROUP BY client_id
        HAVING max(mutation_id) - min(mutation_id) + 1 <> count(*)
        """,
    )
    assert gaps == [], f"numbers left out: {gaps}"


def posts_held(device):
    return set(device.of("post"))


def posts_seen(database, username, device):
    """Posts that a plain member's replica holds: a third telling of the rules, in SQL."""
    ((member,),) = query(database, "SELECT id FROM account WHERE username = ?", username)
    staff = query(database, "SELECT 1 FROM account_role WHERE account_id = ? AND role IN ('moderator', 'admin')", member)
    assert not staff, "a telling for plain members"
    rows = query(
        database,
        """
        SELECT post.id FROM forum_post AS post JOIN forum_thread AS thread ON thread.id = post.thread_id
        JOIN category ON category.id = thread.category_id
        LEFT JOIN scope_subscription AS follows
            ON follows.account_id = ?1 AND follows.scope = 't:' || thread.id AND follows.is_on = 1
        WHERE category.audience = 'everyone'
        AND (thread.state = 'published' OR (thread.state IN ('held', 'hidden') AND thread.author_id = ?1))
        AND ((post.state = 'published' AND follows.scope IS NOT NULL)
            OR (post.state IN ('held', 'hidden') AND post.author_id = ?1))
        """,
        member,
    )
    return {row[0] for row in rows}


def difference(held, wanted):
    """The first rows that differ, for a person to read."""
    keys = [key for key in sorted(set(held) | set(wanted)) if held.get(key) != wanted.get(key)]
    return "\n".join(f"{key}: {json.dumps(held.get(key))} is not {json.dumps(wanted.get(key))}" for key in keys[:5])


def counted(items):
    """Those that are there more than once."""
    return [item for item, count in collections.Counter(items).items() if count > 1]


def resident(server):
    """Bytes of memory that the server holds."""
    with open(f"/proc/{server.process.pid}/statm") as file:
        return int(file.read().split()[1]) * 4096


def wait_for_end(server, seconds=20):
    """Until the process has been killed."""
    deadline = time.monotonic() + seconds
    while server.process.poll() is None:
        assert time.monotonic() < deadline, "the server lives on"
        time.sleep(0.01)
    return server.process.returncode
