"""nginx before several nodes, with a configuration and files of its own."""

import subprocess
import tempfile
from pathlib import Path

from server import free_port
from waiting import eventually

import requests

CONFIGURATION = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{ worker_connections 4096; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream karwan {{ {nodes} }}
    server {{
        listen 127.0.0.1:{port};
        client_max_body_size 8m;
        location / {{
            proxy_pass http://karwan;
            proxy_set_header Host $http_host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_read_timeout 60s;
            proxy_next_upstream error timeout;
        }}
    }}
}}
"""


class Nginx:
    """Shares requests out among `ports` of this machine."""

    def __init__(self, ports):
        self.folder = Path(tempfile.mkdtemp(prefix="karwan-nginx-"))
        self.folder.chmod(0o755)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.configuration = self.folder / "nginx.conf"
        self._write(ports)
        self.process = subprocess.Popen(["/usr/sbin/nginx", "-c", self.configuration, "-p", self.folder])
        eventually(self._answers, "nginx answers")

    def _write(self, ports):
        nodes = " ".join(f"server 127.0.0.1:{port} max_fails=0;" for port in ports)
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, port=self.port, nodes=nodes))

    def _answers(self):
        try:
            return requests.get(self.url + "/health", timeout=5).status_code
        except requests.ConnectionError:
            return None

    def share_among(self, ports):
        """From now on new requests go to these nodes; those under way end where they are. Returns when that holds."""
        before = self._workers()
        self._write(ports)
        subprocess.run(["/usr/sbin/nginx", "-c", self.configuration, "-p", self.folder, "-s", "reload"], check=True)
        eventually(lambda: not before & self._workers(), "workers with the old configuration have ended", 90)

    def _workers(self):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return set(children.split())

    def close(self):
        self.process.terminate()
        self.process.wait(30)
