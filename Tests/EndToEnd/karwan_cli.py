"""Runs `karwan-cli`, the terminal client, as a person would."""

import os
import re
import subprocess
from pathlib import Path

import server as servers
from people import PASSWORD, address_of

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}")


def cli_program():
    """The program named by KARWAN_CLI, or the one beside the server's program."""
    path = Path(os.environ.get("KARWAN_CLI", servers.binary().with_name("karwan-cli"))).resolve()
    if not path.is_file():
        raise FileNotFoundError(f"no client at {path}: build it, or name one in KARWAN_CLI")
    return path


class Cli:
    """One device: a folder, and the program that works on it."""

    def __init__(self, program, folder):
        self.program, self.folder = program, Path(folder)

    def start(self, command, *arguments):
        """Starts a command and does not wait."""
        return subprocess.Popen(
            [self.program, command, "--data", self.folder, *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, command, *arguments, given=""):
        """How a command ended."""
        return subprocess.run(
            [self.program, command, "--data", self.folder, *arguments],
            input=given, capture_output=True, text=True, timeout=60,
        )  # fmt: skip

    def __call__(self, command, *arguments, given=""):
        """What a command printed that must go well."""
        ended = self.run(command, *arguments, given=given)
        assert ended.returncode == 0, f"{command}: {ended.returncode} {ended.stdout}{ended.stderr}"
        return ended.stdout

    def refuses(self, command, *arguments, status=1, given=""):
        """What a command complained of that must fail, in one line."""
        ended = self.run(command, *arguments, given=given)
        assert ended.returncode == status, f"{command}: {ended.returncode} {ended.stdout}{ended.stderr}"
        assert ended.stderr.startswith("karwan-cli: ")
        return ended.stderr

    def sign_in(self, url, username):
        self("sign-in", "--server", url, "--email", address_of(username), given=PASSWORD + "\n")
        return self

    def list(self):
        """Titles by thread."""
        lines = (re.match(rf"[ *+] ({ID.pattern})  (.*)  \(-?\d+ answers\)$", line) for line in self("list").splitlines())
        return {line[1]: line[2] for line in lines if line}

    def posts(self, thread):
        """Ids of the posts of a thread."""
        return re.findall(rf"^-- ({ID.pattern})  ", self("read", thread), re.MULTILINE)

    def bytes(self):
        """All that its files hold."""
        return b"".join(path.read_bytes() for path in sorted(self.folder.rglob("*")) if path.is_file())
