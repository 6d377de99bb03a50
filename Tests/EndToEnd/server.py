"""Starts, stops and kills the program under test, and reads the letters it sends."""

import email
import email.policy
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
from pathlib import Path

import requests

from waiting import eventually

HERE = Path(__file__).resolve().parent
DEFAULT_BINARY = HERE / "../../.build/release/karwan"


def binary():
    """The program named by KARWAN_BINARY, or the build beside these tests."""
    path = Path(os.environ.get("KARWAN_BINARY", DEFAULT_BINARY)).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"no program at {path}: build it, or name one in KARWAN_BINARY")
    return path


def _ports():
    """Ports below those that the system hands out for connections; each process that runs tests has a range of its own.

    Browsers refuse some: 10080 is the last of them.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    first = 10_100 + worker % 11 * 2_000
    return itertools.cycle(range(first, first + 2_000))


PORTS = _ports()


def free_port():
    """A loopback port that nobody listens on, and that no connection of another test takes meanwhile."""
    for port in PORTS:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def demonstration(folder, program):
    """A database with the demonstration community, made by the program itself in `folder`."""
    database = folder / "demo.sqlite"
    subprocess.run(
        [program, "demo", "--database", database], cwd=folder, check=True, capture_output=True, text=True, timeout=300
    )
    return database


class Server:
    """One running server with its own directory, database, letters and log."""

    def __init__(self, folder, program, database=None, options=(), address=None):
        """Puts the program alone into `folder`, so that it can find nothing beside itself.

        With `database`, a copy of that community is served; otherwise an empty one; with `address`, the one in that
        PostgreSQL. `options` are added to the command line.
        """
        self.options = list(options)
        self.folder = Path(folder)
        self.home = self.folder / "home"
        self.home.mkdir(parents=True)
        self.program = self.home / "karwan"
        _place(program, self.program)
        self.database = address or self.folder / "karwan.sqlite"
        if database:
            for path in database.parent.glob(database.name + "*"):
                shutil.copy(path, str(self.database) + path.name[len(database.name):])
        self.mail = self.folder / "mail"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None

    def start(self):
        """Starts the server and waits until it says that it is ready."""
        command = [
            self.program, "serve", "--hostname", "127.0.0.1", "--port", str(self.port),
            "--database", self.database, "--mail", self.mail, "--limits", "off", *self.options,
        ]  # fmt: skip
        with open(self.folder / "server.log", "ab") as log:
            self.process = subprocess.Popen(command, cwd=self.home, stdout=log, stderr=log)
        eventually(self._is_ready, f"server ready on port {self.port}", 60)
        return self

    def _is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"server ended with status {self.process.returncode}:\n{self.log()}")
        try:
            return requests.get(self.url + "/ready", timeout=5, verify=False).status_code == 200
        except requests.ConnectionError:
            return False

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def ask_to_stop(self):
        """Sends SIGTERM and does not wait."""
        self.process.send_signal(signal.SIGTERM)

    def end(self, seconds=30):
        """The exit status, once the process has ended."""
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"server still ran {seconds} s after SIGTERM:\n{self.log()}") from None

    def stop(self):
        """Ends the server as an operator does and expects a clean exit."""
        self.ask_to_stop()
        status = self.end()
        assert status == 0, f"exit status {status} after SIGTERM:\n{self.log()}"

    def kill(self):
        """Ends the server as a power cut does."""
        self.process.kill()
        self.process.wait(10)

    def close(self):
        """At the end of a test: whatever still runs must stop cleanly."""
        if self.is_running():
            self.stop()

    def log(self):
        """The end of what the server wrote."""
        path = self.folder / "server.log"
        return path.read_text(errors="replace")[-6000:] if path.exists() else ""

    def letters_to(self, address):
        """All letters to `address`, parsed."""
        letters = [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self.mail.glob("*.eml"))
        ]
        return [letter for letter in letters if address in str(letter["To"])]

    def link_in_letter_to(self, address, kind="verify"):
        """The link to `/{kind}/…` in the letter that `address` gets."""

        def letters():
            return [letter for letter in self.letters_to(address) if f"/{kind}/" in letter.get_content()]

        letter = eventually(letters, f"letter to {address}")[-1]
        links = re.findall(rf"https?://\S+/{kind}/\S+", letter.get_content())
        assert len(links) == 1, f"one link expected in:\n{letter.get_content()}"
        return links[0]


def _place(program, target):
    """Puts the program at `target`, without copying its bytes where the file system allows it."""
    try:
        os.link(program, target)
    except OSError:
        shutil.copy2(program, target)
