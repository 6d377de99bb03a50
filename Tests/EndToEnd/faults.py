"""A bad line: an HTTP proxy that loses, doubles, cuts and slows what passes through it."""

import contextlib
import random
import socket
import socketserver
import threading
import time

# What may befall an exchange. The last four are states of a line rather than accidents.
FAULTS = ("drop request", "drop answer", "double", "double later", "cut", "slow", "black hole", "portal", "buffered")
PORTAL = b"<!doctype html><title>Welcome to the station</title><p>Accept our terms to go online."
PORTAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (
    len(PORTAL), PORTAL,
)  # fmt: skip
# Bodies larger than this never arrive where the path takes no larger packets.
LARGEST_PACKET = 1_400
SLOW = 2_000


class Exchange:
    """One request that passed, and what came back."""

    def __init__(self, request, fault):
        self.request = request
        self.fault = fault
        self.answer = b""

    @property
    def path(self):
        return self.request.split(b" ", 2)[1].decode()


class BadLine:
    """Listens on a port of its own and passes on to `port`. `faults(path)` says what befalls each request, or None."""

    def __init__(self, port, faults=lambda path: None):
        self.port = port
        self.faults = faults
        self.exchanges = []
        self.held = []
        # Called when a request has wholly left for the server, and when an answer has come that nobody got yet.
        self.on_sent = self.on_answer = lambda exchange: None
        line = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                with contextlib.suppress(OSError):
                    line.carry(self.request)

        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.listener = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        self.listener.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.listener.server_address[1]}"
        threading.Thread(target=self.listener.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @classmethod
    def by_chance(cls, port, seed, rate, faults=("drop request", "drop answer", "double", "double later", "cut")):
        """Faults by a seed; `rate` of a hundred for each kind."""
        chance = random.Random(seed)
        return cls(port, lambda path: next((fault for fault in faults if chance.randrange(100) < rate), None))

    def close(self):
        self.listener.shutdown()
        self.listener.server_close()

    def carry(self, line):
        """One request of a client, and its answer."""
        request = read_message(line)
        if not request:
            return
        exchange = Exchange(request, self.faults(request.split(b" ", 2)[1].decode()))
        self.exchanges.append(exchange)
        fault = exchange.fault
        if fault == "drop request":
            return
        if fault == "portal":
            return line.sendall(PORTAL)
        if fault == "black hole" and len(request.split(b"\r\n\r\n", 1)[1]) > LARGEST_PACKET:
            # Nobody hears anything until they give up.
            time.sleep(20)
            return
        if fault == "double":
            with contextlib.suppress(OSError):
                self.pass_on(exchange)
        if fault == "double later":
            self.held.append(request)
        exchange.answer = self.pass_on(exchange)
        self.on_answer(exchange)
        self.give(line, exchange)

    def give(self, line, exchange):
        answer, fault = exchange.answer, exchange.fault
        if fault == "drop answer":
            return
        if fault == "cut":
            return line.sendall(answer[: len(answer) * 2 // 3])
        if fault != "slow":
            return line.sendall(answer)
        for place in range(0, len(answer), SLOW // 10):
            line.sendall(answer[place:place + SLOW // 10])
            time.sleep(0.1)

    def pass_on(self, exchange):
        """The server's whole answer: also an event stream is kept back until it ends, as some proxies do."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=60) as server:
            server.sendall(closing(exchange.request))
            self.on_sent(exchange)
            parts = []
            while part := server.recv(65_536):
                parts.append(part)
            return said_to_close(b"".join(parts))

    def arrive_late(self):
        """What was held comes now, hours after it was sent; nobody waits for the answers."""
        held, self.held = self.held, []
        for request in held:
            with contextlib.suppress(OSError):
                self.pass_on(Exchange(request, None))
        return len(held)


def closing(request):
    """The request, with the wish that the connection ends with its answer."""
    head, body = request.split(b"\r\n\r\n", 1)
    fields = [field for field in head.split(b"\r\n") if not field.lower().startswith(b"connection:")]
    return b"\r\n".join([*fields, b"Connection: close"]) + b"\r\n\r\n" + body


def said_to_close(answer):
    """The answer, saying that the connection ends with it: a client would send its next request into the closing one."""
    status, separator, rest = answer.partition(b"\r\n")
    return status + separator + b"Connection: close\r\n" + rest if separator else answer


def read_message(line):
    """One request with its body; empty when the other side has gone."""
    line.settimeout(30)
    data = b""
    while b"\r\n\r\n" not in data:
        part = line.recv(65_536)
        if not part:
            return b""
        data += part
    head, body = data.split(b"\r\n\r\n", 1)
    fields = dict(field.lower().split(b":", 1) for field in head.split(b"\r\n")[1:])
    while len(body) < int(fields.get(b"content-length", 0)):
        part = line.recv(65_536)
        if not part:
            return b""
        body += part
    return head + b"\r\n\r\n" + body
