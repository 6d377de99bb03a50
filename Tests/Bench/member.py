"""A member as a browser, as a program and as a device that syncs; standard library alone."""

import http.client
import json
import time
import urllib.parse
import uuid


class Member:
    """Requests to one server over one connection."""

    def __init__(self, port, token, email, password):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.token = token
        self.email = email
        self.password = password
        self.seconds = 0

    def send(self, method, path, body=None, headers=None):
        """Status, headers and bytes of the answer; `seconds` is how long it took."""
        began = time.monotonic()
        self.connection.request(method, path, body, headers or {})
        answer = self.connection.getresponse()
        content = answer.read()
        self.seconds = time.monotonic() - began
        return answer.status, answer.headers, content

    def get(self, path, headers=None):
        status, fields, content = self.send("GET", path, headers=headers)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status}")
        return fields, content

    def post(self, path, body):
        """Sends JSON as a program and reads the answer."""
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        status, _, content = self.send("POST", path, body, self.as_program())
        if status not in (200, 201):
            raise RuntimeError(f"POST {path}: {status} {content[:300]}")
        return json.loads(content)

    def as_program(self):
        return {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}

    def sign_in(self):
        """The cookie of a new session."""
        form = urllib.parse.urlencode({"email": self.email, "password": self.password})
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        status, fields, _ = self.send("POST", "/sign-in", form, headers)
        if status != 303:
            raise RuntimeError(f"sign-in: {status}")
        return next(c for c in fields.get_all("Set-Cookie") if "session" in c).split(";")[0]


class Device:
    """A sync client that keeps nothing but its cookie."""

    def __init__(self, member):
        self.member = member
        self.group, self.client = str(uuid.uuid4()), str(uuid.uuid4())
        self.number = 0
        self.cookie = None

    def pull_body(self):
        return json.dumps(
            {"pullVersion": 1, "clientGroupID": self.group, "profileID": "", "schemaVersion": "s1",
             "cookie": self.cookie}
        )  # fmt: skip

    def pull(self):
        """Takes all pages: rows, and the seconds that the server took for them."""
        rows, seconds = 0, 0
        while True:
            answer = self.member.post("/sync/v1/pull", self.pull_body().encode())
            seconds += self.member.seconds
            rows += len(answer["patch"])
            self.cookie = answer["cookie"]
            if not answer.get("hasMore"):
                return rows, seconds

    def push_body(self, mutations):
        """One push of `(name, args)`."""
        sent = []
        for name, arguments in mutations:
            self.number += 1
            sent.append(
                {"clientID": self.client, "id": self.number, "name": name, "args": arguments, "timestamp": 0}
            )
        return json.dumps(
            {"pushVersion": 1, "clientGroupID": self.group, "profileID": "", "schemaVersion": "s1", "mutations": sent}
        ).encode()

    def push(self, mutations):
        answer = self.member.post("/sync/v1/push", self.push_body(mutations))
        refused = [result for result in answer["results"] if result["status"] != "applied"]
        if refused:
            raise RuntimeError(f"push: {refused[0]}")

    def follow(self, scopes):
        self.push([("scope.set", {"scope": scope, "on": True}) for scope in scopes])


def new_id():
    """A UUIDv7: the time in milliseconds, then chance."""
    value = time.time_ns() // 1_000_000 << 80 | uuid.uuid4().int & (1 << 80) - 1
    value = value & ~(0xF << 76) | 0x7 << 76
    return str(uuid.UUID(int=value & ~(0x3 << 62) | 0x2 << 62))
