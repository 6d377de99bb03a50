"""PostgreSQL clusters of a test: in a folder of their own, on loopback, and gone afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from server import free_port

# The newest that Debian has installed.
PROGRAMS = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), default=None)


def run(program, *arguments, **options):
    """Runs one of PostgreSQL's programs; they refuse root, so root lends them the account that Debian made."""
    command = [str(PROGRAMS / program), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["runuser", "-u", "postgres", "--", *command]
    options = {"check": True, "capture_output": True, "text": True, "timeout": 120, "cwd": "/"} | options
    return subprocess.run(command, **options)


class Cluster:
    """One PostgreSQL server. Whoever reaches its loopback port is let in: it lives as long as a test."""

    def __init__(self, folder=None):
        self.folder = folder or Path(tempfile.mkdtemp(prefix="karwan-postgres-"))
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self.data = self.folder / "data"
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"

    @classmethod
    def new(cls):
        cluster = cls()
        run("initdb", "--pgdata", cluster.data, "--locale=C", "--encoding=UTF8", "--auth=trust", "--username=karwan")
        return cluster.start()

    def replica(self, name="second"):
        """A standby that streams, and that every commit of this cluster waits for from now on."""
        standby = Cluster()
        source = f"host=127.0.0.1 port={self.port} user=karwan application_name={name}"
        run("pg_basebackup", "--pgdata", standby.data, "--dbname", source, "--write-recovery-conf",
            "--wal-method=stream", "--checkpoint=fast")
        standby.start()
        self.sql(f"ALTER SYSTEM SET synchronous_standby_names = '{name}'")
        self.sql("SELECT pg_reload_conf()")
        return standby

    def start(self):
        options = f"-p {self.port} -h 127.0.0.1 -k {self.folder}"
        # Its log has to go to a file: a server that inherited our pipe would keep us waiting for its end.
        log = self.folder / "log"
        run("pg_ctl", "start", "--wait", "--pgdata", self.data, "--log", log, "--options", options, capture_output=False)
        return self

    def sql(self, text, database="postgres"):
        """The answer to a statement, a line each row, fields between `|`."""
        answer = run(
            "psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--host=127.0.0.1", "--port", self.port,
            "--username=karwan", "--dbname", database, "--command", text,
        )  # fmt: skip
        return answer.stdout.strip()

    def create_database(self, name="karwan"):
        """The address of a new database, as `--database` takes it."""
        self.sql(f"CREATE DATABASE {name}")
        return f"postgres://karwan@{self.address}/{name}"

    def kill(self):
        """SIGKILL for the server and each of its processes, as when the machine goes."""
        postmaster = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        for process in [postmaster, *map(int, children)]:
            os.kill(process, signal.SIGKILL)

    def promote(self):
        """Makes a standby the one that is written to."""
        run("pg_ctl", "promote", "--wait", "--pgdata", self.data)

    def remove(self):
        run("pg_ctl", "stop", "--mode=immediate", "--pgdata", self.data, check=False)
        shutil.rmtree(self.folder, ignore_errors=True)
