"""What broken programs and attackers send: requests made from the program's own lists of routes and operations, by
one seed, so that a run can be repeated."""

import base64
import gzip
import json
import socket
import urllib.parse
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

# Texts that break what is built carelessly.
TEXTS = [
    "", " ", "\0", "a\0b", "\ufeff", "\ufffd", "\u202e\u202dtxt.exe", "\u2067" * 500, "e" + "\u0301" * 2000,
    "'; DROP TABLE account; --", '" OR 1=1 --', "$1", "%00", "%ff%fe", "../../etc/passwd", "{{{body}}}", "{{> layout}}",
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)", "[x](javascript:alert(1))",
    "A" * 5_000, "A" * 70_000, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 300, "\r\nSet-Cookie: a=b\r\n\r\n",
    "9" * 400, "-1", "1e309", "NaN", "9223372036854775808", "0x10", "２０２６", "null", "true", "[]", "{}",
    "\ud7ff\ue000", "\U0010ffff", "*" * 9_000, "[" * 9_000, "> " * 4_000, "`" * 9_000, "| a " * 3_000 + "\n|-",
    "019aa5c1-7c00-7000-8000-0000000000a1", "019AA5C1-7C00-7000-8000-0000000000A1", "00000000-0000-0000-0000-000000000000",
]  # fmt: skip

# JSON written by hand: what no encoder makes.
TOKENS = [
    "null", "true", "0", "-0", "-1", "1.5", "1e400", "-1e400", "1e-400", "9" * 400, "9223372036854775808",
    "18446744073709551616", "1E5", "[]", "{}", "[[]]", '[{"a":[]}]', '"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"',
    '"\\uffff"', '{"a":1,"a":2}', "[" * 20_000 + "]" * 20_000, '{"a":' * 20_000 + "1" + "}" * 20_000,
    "NaN", "Infinity", "01", "'x'", "undefined", "[1,]", '"' + "x" * 100_000 + '"', "[" + "0," * 5_000 + "0]",
]  # fmt: skip

TYPES = [
    "", "text/plain", "application/xml", "multipart/form-data; boundary=x", "application/json; charset=utf-16", "*/*",
    "application/x-www-form-urlencoded; charset=latin1", "image/png", "a" * 3_000, "application/json, text/html", "/",
]  # fmt: skip


@dataclass
class Attempt:
    """One request as it goes over the line; `raw` instead when it is none."""

    method: str = "GET"
    path: str = "/"
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    raw: bytes = b""

    def bytes(self):
        if self.raw:
            return self.raw
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.body or self.method in ("POST", "PUT", "PATCH"):
            lines.append(f"Content-Length: {len(self.body)}")
        return "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n" + self.body

    def is_program(self):
        """Whether a program asks, which is answered with problem details."""
        return not self.raw and self.path.lstrip("/").startswith(("api/", "sync/"))

    def __str__(self):
        shown = self.raw or self.bytes()
        return f"{shown[:1200]!r}{'…' if len(shown) > 1200 else ''} ({len(shown)} bytes)"


@dataclass
class Reply:
    status: int
    media_type: str
    body: bytes


class Line:
    """A connection that is opened anew when the server closed it."""

    def __init__(self, port):
        self.port = port
        self.socket = None

    def close(self):
        if self.socket:
            self.socket.close()
        self.socket = None

    def ask(self, attempt):
        """The answer; `None` when the server closed the line without one."""
        if attempt.raw:
            self.close()
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.socket.sendall(attempt.bytes())
            if attempt.raw:
                self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            # Refused before all of it was read; the answer may stand there all the same.
            pass
        try:
            response = HTTPResponse(self.socket, method=attempt.method)
            response.begin()
            media_type = response.headers.get("Content-Type", "")
            # A stream of events has no end: that it was opened is the answer.
            is_stream = media_type.startswith("text/event-stream")
            reply = Reply(response.status, media_type, b"" if is_stream else response.read())
        except (OSError, HTTPException, ValueError):
            self.close()
            return None
        if attempt.raw or is_stream or response.will_close or reply.status == 413:
            self.close()
        return reply


class Maker:
    """Makes attempts. `ids` fill the places of paths so that some lead to something."""

    def __init__(self, chance, routes, operations, token, cookie, ids):
        self.chance, self.operations, self.token, self.cookie, self.ids = chance, operations, token, cookie, ids
        routes = [line.split("\t")[:2] for line in routes.splitlines()]
        self.forms = [path for method, path in routes if method == "POST" and not path.startswith(("/api/", "/sync/"))]
        self.pages = [path for method, path in routes if method == "GET"]
        self.kinds = [
            (self.operation, 40), (self.form, 22), (self.page, 12), (self.sync, 10), (self.credentials, 8),
            (self.noise, 7), (self.large, 1),
        ]  # fmt: skip

    def attempt(self):
        kinds, weights = zip(*self.kinds)
        return self.chance.choices(kinds, weights)[0]()

    def place(self, path):
        """The path with something in its places: an id that is there, or what is none."""
        parts = []
        for part in path.split("/"):
            if part.startswith((":", "{")):
                known = self.chance.random() < 0.5
                part = self.chance.choice(self.ids) if known else self.quoted(self.text()[:2_000])
            parts.append(part)
        return "/".join(parts)

    def text(self):
        if self.chance.random() < 0.8:
            return self.chance.choice(TEXTS)
        return "".join(chr(self.chance.choice([self.chance.randrange(0x80), self.chance.randrange(0xD7FF)]))
                       for _ in range(self.chance.randrange(200)))  # fmt: skip

    def quoted(self, text):
        data = text.encode("utf-8", "surrogatepass")
        if self.chance.random() < 0.2:
            data += bytes(self.chance.randrange(256) for _ in range(5))
        return urllib.parse.quote(data, safe="")

    def credential(self):
        return self.chance.choice([{"Authorization": f"Bearer {self.token}"}] * 5 + [{}])

    def operation(self):
        """An operation of the API with its example, some of whose fields are spoilt."""
        method, path, example = self.chance.choice(self.operations)
        headers, body = self.credential(), b""
        if example is not None:
            headers["Content-Type"] = JSON if self.chance.random() < 0.95 else self.chance.choice(TYPES)
            body = self.spoilt(example)
        query = f"?{self.chance.choice(['after', 'limit', 'list', 'tag'])}={self.quoted(self.text()[:3_000])}"
        path = self.place(path) + (query if method == "GET" and self.chance.random() < 0.5 else "")
        if self.chance.random() < 0.1:
            headers["If-Match"] = self.chance.choice(['"1"', "*", "W/", '"' + "9" * 40 + '"', "x"])
        return Attempt(method, path, headers, body)

    def spoilt(self, example):
        """The example's JSON with one or two values replaced, or broken as a whole."""
        marks = {}

        def walk(value, depth=0):
            if isinstance(value, dict) and value:
                chosen = self.chance.choice(sorted(value))
                return {key: walk(inner, depth + 1) if key == chosen else inner for key, inner in value.items()}
            mark = f"@{len(marks)}@"
            text = json.dumps(self.text()) if self.chance.random() < 0.6 else self.chance.choice(TOKENS)
            marks[mark] = text.encode("utf-8", "surrogatepass")
            return mark

        body = json.dumps(walk(example) if isinstance(example, dict) else example).encode()
        for mark, text in marks.items():
            body = body.replace(json.dumps(mark).encode(), text)
        kind = self.chance.random()
        if kind < 0.05:
            body = body.replace(b":", b":\xff", 1)
        elif kind < 0.1:
            body = body[: self.chance.randrange(len(body) + 1)]
        elif kind < 0.15:
            body = self.chance.choice(TOKENS).encode()
        elif kind < 0.2 and body.endswith(b"}"):
            name = json.dumps(self.text()[:300]).encode("utf-8", "surrogatepass")
            body = body[:-1] + b"," + name + b":1}"
        return body

    def form(self):
        """A form of a page, with fields of all forms and anything in them."""
        names = [
            "title", "body", "tags", "categoryId", "kind", "action", "formID", "formToken", "email", "password",
            "username", "displayName", "value", "parentId", "baseRev", "name", "scopes", "expiresInDays", "language",
            "theme", "next", "about", "origin", "timeZone", "languages", "posts", "draftId", "newPassword", "reason",
        ]  # fmt: skip
        fields = [(self.chance.choice(names), self.text()) for _ in range(self.chance.randrange(12))]
        body = "&".join(f"{name}={self.quoted(value)}" for name, value in fields)
        if self.chance.random() < 0.1:
            body += self.chance.choice(["&" * 5_000, "&=&=", "%", "%f", "&a=%", "&%ff=%c3%28", "&x=1" * 20_000])
        headers = {"Content-Type": FORM if self.chance.random() < 0.95 else self.chance.choice(TYPES)}
        if self.chance.random() < 0.8:
            headers["Cookie"] = self.cookie
        if self.chance.random() < 0.9:
            headers["Sec-Fetch-Site"] = "same-origin"
        return Attempt("POST", self.place(self.chance.choice(self.forms)), headers, body.encode())

    def page(self):
        """Any page with anything in its address and headers."""
        path = self.place(self.chance.choice(self.pages))
        if self.chance.random() < 0.6:
            name = self.chance.choice(["after", "list", "page", "next", "q", self.quoted(self.text()[:100])])
            path += f"?{name}={self.quoted(self.text()[:4_000])}"
        headers = {}
        for name in ("Accept", "Accept-Language", "Accept-Encoding", "If-None-Match", "Range", "X-Forwarded-For"):
            if self.chance.random() < 0.2:
                text = self.chance.choice([*TYPES, "gzip;q=0,*", "bytes=-1", "en;q=x,ur;q=9", 'W/"' + "x" * 500])
                headers[name] = text
        if self.chance.random() < 0.7:
            headers["Cookie"] = self.cookie
        return Attempt("GET", path, headers)

    def sync(self):
        """Push and pull: spoilt messages, cookies and compression."""
        pull = {"pullVersion": 1, "clientGroupID": "g-malformed", "cookie": None, "schemaVersion": "s1"}
        mutation = {"clientID": "c-malformed", "id": self.chance.randrange(1, 50), "name": "post.create", "args": {}}
        push = {"pushVersion": 1, "clientGroupID": "g-malformed", "mutations": [mutation], "schemaVersion": "s1"}
        if self.chance.random() < 0.5:
            path, message = "/sync/v1/pull", dict(pull)
            if self.chance.random() < 0.5:
                sealed = base64.urlsafe_b64encode(bytes(self.chance.randrange(256) for _ in range(60))).decode()
                choices = [sealed, {"order": 1, "cursor": sealed}, {"order": -1}, 5, [], {"c": sealed, "order": 3}]
                message["cookie"] = self.chance.choice(choices)
            if self.chance.random() < 0.2:
                message["ext"] = {"maxRows": self.chance.choice([-1, 0, 10**18]), "maxBytes": -5, "waitMs": -1}
        else:
            path, message = "/sync/v1/push", push
            mutation["name"] = self.chance.choice(["post.create", "thread.create", "vote.set", "sys.ack", "scope.set", "x"])
            mutation["args"] = self.chance.choice([None, [], 5, "x", {"id": self.text()[:500]}, {"threadId": 1}])
        body = self.spoilt(message) if self.chance.random() < 0.6 else json.dumps(message).encode()
        headers = {"Content-Type": JSON} | self.credential()
        if self.chance.random() < 0.3:
            headers["Content-Encoding"] = "gzip"
            body = self.chance.choice([gzip.compress(body, 1)] * 2 + [body, gzip.compress(body, 1)[:-9], b"\x1f\x8b"])
        return Attempt("POST", path, headers, body)

    def credentials(self):
        """Forged and cut tokens and cookies on what exists."""
        token = self.token
        forged = self.chance.choice(
            [token[:-1], token + "x", token[::-1], token.upper(), "", "x" * 499, "x" * 9_000, "karwan_" + "A" * 43, "\u0661"]
        )
        path = self.place(self.chance.choice(["/api/v1/me", "/sync/v1/groups", "/settings/profile", "/threads/:id"]))
        scheme = self.chance.choice(["Bearer ", "bearer  ", "Basic ", "", "Bearer\t"])
        name = self.cookie.split("=")[0]
        cookies = [f"{name}={forged}", f"{name}={forged}; {name}={forged}", ";" * 500, "=", f"{name}", "a=b; " * 800]
        if self.chance.random() < 0.5:
            return Attempt("GET", path, {"Authorization": scheme + forged})
        return Attempt("GET", path, {"Cookie": self.chance.choice(cookies)})

    def noise(self):
        """What is no HTTP, or hardly."""
        random_bytes = bytes(self.chance.randrange(256) for _ in range(self.chance.randrange(1, 400)))
        host = b"Host: x\r\n"
        return Attempt(raw=self.chance.choice([
            random_bytes, b"GET / HTTP/1.1\r\n" + host + random_bytes + b"\r\n\r\n",
            b"GET " + random_bytes.replace(b" ", b"") + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + host + b"A: " + b"b" * 200_000 + b"\r\n\r\n",
            b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 3_000 + b"\r\n",
            b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + host + b"\r\n",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Content-Length: -5\r\n\r\nx",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Content-Length: 99999999999999999999\r\n\r\nabcdef",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
            b"POST /sign-in HTTP/1.1\r\n" + host + b"Content-Type: application/x-www-form-urlencoded\r\n"
            b"Content-Length: 500\r\n\r\nemail=half",
            b"OPTIONS * HTTP/1.1\r\n" + host + b"\r\n", b"CONNECT a:1 HTTP/1.1\r\n" + host + b"\r\n",
            b"GET http://evil.example/ HTTP/1.1\r\n" + host + b"\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
            b"GET / HTTP/1.1\r\n" + host + b"Expect: 100-continue\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
        ]))  # fmt: skip

    def large(self):
        """Ten megabytes, as they are or packed into some kilobytes."""
        size = 10 << 20
        path, media_type, body = self.chance.choice([
            ("/api/v1/threads", JSON, b'{"body":"' + b"a" * size + b'"}'), ("/api/v1/markdown", JSON, b"[" * size),
            ("/sign-in", FORM, b"email=" + b"a" * size), ("/threads/new", FORM, b"&a=b" * (size // 4)),
            ("/sync/v1/push", JSON, b"[" * size), ("/sync/v1/pull", JSON, b" " * size),
        ])  # fmt: skip
        headers = {"Content-Type": media_type, "Sec-Fetch-Site": "same-origin"}
        headers |= {"Cookie": self.cookie} if media_type == FORM else {"Authorization": f"Bearer {self.token}"}
        if path.startswith("/sync") and self.chance.random() < 0.7:
            headers["Content-Encoding"] = "gzip"
            body = gzip.compress(b"[" * (100 << 20), 9)
        return Attempt("POST", path, headers, body)
