"""A sync client written from the protocol's text alone: a replica, a durable queue, push and pull."""

import gzip
import json
import os
import random
import time
import uuid
from pathlib import Path

import requests

from people import token_for

PATCH_OPERATIONS = {"put", "del", "clear"}
MOST_PAGES = 500


class Refused(Exception):
    """The server took the request and refused it."""

    def __init__(self, answer):
        self.status = answer.status_code
        self.media_type = answer.headers.get("Content-Type", "")
        try:
            self.problem = answer.json()
        except ValueError:
            self.problem = {}
        super().__init__(f"{self.status} {answer.text[:500]}")

    def fact(self, name):
        """A fact for programs, as a number: beside the problem's members or among its arguments."""
        return int({**self.problem.get("arguments", {}), **self.problem}[name])


class Unreachable(Exception):
    """Nobody answered in time; whatever is queued stays queued."""


def new_id():
    """A UUIDv7: the time in milliseconds, then chance."""
    value = time.time_ns() // 1_000_000 << 80 | random.getrandbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))


def new_device(server, folder, username, **options):
    """A device of a demonstration member that nobody has seen before."""
    return SyncClient(server.url, token_for(server.url, username), folder / f"{uuid.uuid4()}.json", **options)


class SyncClient:
    """One device of a member. Its state survives in a JSON file; the replica is `rows`, by key."""

    def __init__(self, url, token, path, patience=5.0):
        self.url = url
        self.path = Path(path)
        self.patience = patience
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Authorization"] = f"Bearer {token}"
        kept = json.loads(self.path.read_text()) if self.path.exists() else {}
        self.group = kept.get("group") or str(uuid.uuid4())
        self.client = kept.get("client") or str(uuid.uuid4())
        self.next_id = kept.get("nextID", 1)
        self.queue = kept.get("queue", [])
        self.cookie = kept.get("cookie")
        self.rows = kept.get("rows", {})
        self.acknowledged = kept.get("acknowledged", {})
        self.results = []

    def keep(self):
        """Writes the state so that a crash leaves either the old or the new one."""
        state = {
            "group": self.group, "client": self.client, "nextID": self.next_id, "queue": self.queue,
            "cookie": self.cookie, "rows": self.rows, "acknowledged": self.acknowledged,
        }  # fmt: skip
        fresh = self.path.with_suffix(".new")
        with open(fresh, "w") as file:
            json.dump(state, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    # Writing

    def mutate(self, name, **arguments):
        """Queues a mutation; it is on disk when this returns. Returns its number."""
        number = self.next_id
        self.queue.append(
            {"clientID": self.client, "id": number, "name": name, "args": arguments, "timestamp": time.time() * 1000}
        )
        self.next_id += 1
        self.keep()
        return number

    def envelope(self, mutations):
        return {
            "pushVersion": 1, "clientGroupID": self.group, "profileID": "", "schemaVersion": "s1",
            "mutations": mutations,
        }  # fmt: skip

    def push(self, compressed=False):
        """Sends the whole queue. It shrinks only when a pull acknowledges it, so that a lost answer costs nothing."""
        body = json.dumps(self.envelope(self.queue)).encode()
        headers = {"Content-Type": "application/json"}
        if compressed:
            body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
        answer = self.send("/sync/v1/push", data=body, headers=headers).json()
        self.results = answer["results"]
        return answer

    # Reading

    def pull(self, **ext):
        """Fetches one page and applies it; returns the answer."""
        answer = self.fetch(**ext)
        if "error" in answer:
            return answer
        self.check_order(answer)
        for operation in answer["patch"]:
            self.apply(operation)
        self.cookie = answer["cookie"]
        for client, number in answer["lastMutationIDChanges"].items():
            self.acknowledged[client] = max(number, self.acknowledged.get(client, 0))
        self.queue = [m for m in self.queue if m["id"] > self.acknowledged.get(m["clientID"], 0)]
        self.keep()
        return answer

    def fetch(self, **ext):
        """Fetches one page and does nothing with it, as when the answer is lost on the way."""
        request = {
            "pullVersion": 1, "clientGroupID": self.group, "profileID": "", "schemaVersion": "s1",
            "cookie": self.cookie,
        }  # fmt: skip
        if ext:
            request["ext"] = ext
        return self.send("/sync/v1/pull", json=request).json()

    def check_order(self, answer):
        """What must hold of any two answers in a row (I6), whatever the page."""
        before, now = self.cookie, answer["cookie"]
        if before is not None:
            assert now["order"] >= before["order"], "the order never falls"
        if answer.get("hasMore"):
            assert now != before, "a page with more to come moves the cookie"
            assert answer["lastMutationIDChanges"] == {}, "only the last page acknowledges"
        elif now == before:
            assert answer["patch"] == [] and answer["lastMutationIDChanges"] == {}

    def apply(self, operation):
        kind = operation["op"]
        assert kind in PATCH_OPERATIONS, kind
        if kind == "clear":
            self.rows.clear()
        elif kind == "del":
            self.rows.pop(operation["key"], None)
        else:
            known = self.rows.get(operation["key"], {})
            assert operation["value"].get("ver", 0) >= known.get("ver", 0), "versions never fall (I8)"
            self.rows[operation["key"]] = operation["value"]

    def pull_all(self, **ext):
        """Fetches pages until there are no more; returns the answers."""
        answers = []
        for _ in range(MOST_PAGES):
            answers.append(self.pull(**ext))
            if not answers[-1].get("hasMore"):
                return answers
        raise AssertionError(f"no end after {MOST_PAGES} pages")

    def sync(self):
        """Sends what waits, then fetches all that is new."""
        if self.queue:
            self.push()
        return self.pull_all()

    def follow(self, *scopes):
        """Subscribes to scopes and waits for their rows."""
        for scope in scopes:
            self.mutate("scope.set", scope=scope, on=True)
        return self.sync()

    def of(self, entity):
        """The rows of an entity, by id."""
        start = entity + "/"
        return {key[len(start):]: value for key, value in self.rows.items() if key.startswith(start)}

    def data(self):
        """The replica without control rows, which are each device's own."""
        return {key: value for key, value in self.rows.items() if not key.startswith("sys/")}

    def outcome(self, number):
        """The outcome row of a mutation of this client, if the server left one."""
        return self.rows.get(f"sys/m/{self.client}/{number}")

    # The line

    def send(self, path, **options):
        """Posts, and tries again with growing pauses while nobody answers or the server asks to wait."""
        deadline, pause = time.monotonic() + self.patience, 0.05
        while True:
            try:
                answer = self.session.post(self.url + path, timeout=60, **options)
            except requests.ConnectionError as error:
                if time.monotonic() + pause > deadline:
                    raise Unreachable(str(error)) from None
            else:
                if answer.status_code == 200:
                    return answer
                if answer.status_code not in (429, 503) or time.monotonic() + pause > deadline:
                    raise Refused(answer)
            time.sleep(pause * random.uniform(0.5, 1))
            pause = min(2 * pause, 1.0)
