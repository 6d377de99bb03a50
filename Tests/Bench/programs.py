"""Starts what is measured and what it is compared with, on loopback alone, and ends it again."""

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent

NGINX = """
{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log error;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=100;
    default_type text/html;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


def free_port():
    """A loopback port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port, path="/health"):
    """Whether something on the port answers a request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().read() is not None
    except OSError:
        return False
    finally:
        connection.close()


class Program:
    """A server in a process of its own; leaving the `with` ends it."""

    def __init__(self, *command, port):
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            [str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self, path="/health", seconds=60):
        """Waits for the first answer; returns the seconds since the start."""
        while not answers(self.port, path):
            if self.process.poll() is not None or time.monotonic() - self.began > seconds:
                raise RuntimeError(f"nothing answers on port {self.port}")
            time.sleep(0.001)
        return time.monotonic() - self.began

    def anonymous_memory(self):
        """RssAnon in MiB: what only this process needs."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("RssAnon"))
        return int(line.split()[1]) / 1024

    def __enter__(self):
        self.wait()
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)


def karwan(binary, database, *options):
    """The program under test, without limits."""
    port = free_port()
    return Program(
        binary, "serve", "--hostname", "127.0.0.1", "--port", port, "--database", database,
        "--mail", database.parent / "mail", "--limits", "off", *options, port=port,
    )  # fmt: skip


def constant(binary, file=None):
    """The web framework with nothing behind it but the bytes of a file, at /constant."""
    port = free_port()
    options = ["--file", file] if file else []
    return Program(binary, "bench", "constant", "--port", port, *options, port=port)


def nginx(folder):
    """nginx on the files in `folder`/files."""
    port = free_port()
    (folder / "files").mkdir(parents=True, exist_ok=True)
    configuration = folder / "nginx.conf"
    # Its workers must reach the folder, which is ours alone.
    user = "user root;" if os.geteuid() == 0 else ""
    configuration.write_text(NGINX.format(folder=folder, port=port, user=user))
    return Program(
        shutil.which("nginx") or "/usr/sbin/nginx", "-c", configuration, "-p", folder, "-g", "daemon off;", port=port
    )


def wrk(url, seconds, connections=32, requests=None, run=0):
    """Loads an address, or the requests of a file: requests, seconds, p50 and p99 in milliseconds, errors."""
    script = HERE / ("requests.lua" if requests else "report.lua")
    environment = os.environ | {"BENCH_REPORT": str(HERE / "report.lua"), "BENCH_RUN": str(run)}
    if requests:
        environment["BENCH_REQUESTS"] = str(requests)
    command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url]
    output = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True).stdout
    measured = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
    measured["rate"] = measured["requests"] / measured["seconds"]
    if measured["errors"]:
        print(f"  {measured['errors']} of {measured['requests']} requests failed at {url}")
    return measured
