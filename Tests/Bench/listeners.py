"""Thousands of open event streams in one process; standard library alone."""

import selectors
import socket
import time

# As many at a time as a listening socket takes without waiting.
AT_ONCE = 200


class Listeners:
    """Streams of one member's devices."""

    def __init__(self, port, token, count):
        self.selector = selectors.DefaultSelector()
        self.streams = set()
        head = (
            "GET /sync/v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
            f"Authorization: Bearer {token}\r\n\r\n"
        ).encode()
        while len(self.streams) < count:
            opened = []
            for _ in range(min(AT_ONCE, count - len(self.streams))):
                stream = socket.create_connection(("127.0.0.1", port), timeout=60)
                stream.sendall(head)
                self.streams.add(stream)
                opened.append(stream)
            for stream in opened:
                self.read_beginning(stream)
                stream.setblocking(False)
                self.selector.register(stream, selectors.EVENT_READ)

    @staticmethod
    def read_beginning(stream):
        content = b""
        while b"retry:" not in content:
            part = stream.recv(4096)
            content += part
            if not part or not content.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(f"no stream: {content[:300]}")

    def wait_for_pokes(self, seconds=30):
        """Waits until every stream has heard one more poke; returns that moment of the monotonic clock."""
        waiting = set(self.streams)
        deadline = time.monotonic() + seconds
        while waiting:
            if time.monotonic() > deadline:
                raise RuntimeError(f"{len(waiting)} of {len(self.streams)} streams heard nothing in {seconds} s")
            for key, _ in self.selector.select(1):
                content = key.fileobj.recv(4096)
                if not content:
                    raise RuntimeError("a stream has ended")
                if b"event: poke" in content:
                    waiting.discard(key.fileobj)
        return time.monotonic()

    def close(self):
        for stream in self.streams:
            stream.close()
        self.selector.close()
