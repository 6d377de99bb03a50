"""Event streams as a plain client hears them: bytes on a socket, many at a time."""

import json
import select
import socket
import time

CHUNK_END = b"\r\n"


class Stream:
    """One `GET /sync/v1/events`. `events` grows while `listen` runs."""

    def __init__(self, port, token=None, query="", headers=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        lines = [f"GET /sync/v1/events{query} HTTP/1.1", "Host: 127.0.0.1", "Accept: text/event-stream"]
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.bytes = b""
        self.text = ""
        self.head = None
        self.is_over = False

    @property
    def status(self):
        return int(self.head.split()[1])

    @property
    def events(self):
        """What came so far, as (name, id, data); comments are named `comment`."""
        found = []
        for block in self.text.split("\n\n")[:-1]:
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in fields:
                found.append((fields["event"], int(fields.get("id", 0)), json.loads(fields["data"])))
            elif block.startswith(":"):
                found.append(("comment", 0, None))
        return found

    def pokes(self):
        return [event for event in self.events if event[0] == "poke"]

    def take(self):
        """Reads what is there; the end of the chunked body is the end of the stream."""
        content = self.socket.recv(65536)
        self.bytes += content
        if not content:
            self.is_over = True
        if self.head is None and b"\r\n\r\n" in self.bytes:
            head, self.bytes = self.bytes.split(b"\r\n\r\n", 1)
            self.head = head.decode()
        if self.head is None or "chunked" not in self.head.lower():
            return
        while CHUNK_END in self.bytes:
            size, rest = self.bytes.split(CHUNK_END, 1)
            length = int(size, 16)
            if length == 0:
                self.is_over = True
                return
            if len(rest) < length + 2:
                return
            self.text += rest[:length].decode()
            self.bytes = rest[length + 2:]

    def close(self):
        self.socket.close()


def listen(streams, until, what, seconds=30):
    """Reads all streams until `until()` is true; fails naming `what` when it is not in time."""
    poll = select.poll()
    by_file = {}
    for stream in streams:
        if not stream.is_over:
            by_file[stream.socket.fileno()] = stream
            poll.register(stream.socket, select.POLLIN)
    deadline = time.monotonic() + seconds
    while not until():
        left = deadline - time.monotonic()
        if left <= 0:
            raise AssertionError(f"{what}: not within {seconds} s; {[s.events for s in streams][:5]}")
        for file, _ in poll.poll(left * 1000):
            by_file[file].take()
            if by_file[file].is_over:
                poll.unregister(file)


def opened(streams):
    """Waits until each has its head and its first words."""
    listen(streams, lambda: all(s.head and ("chunked" not in s.head.lower() or s.text) for s in streams), "streams begin")
    return streams
