"""Metrics as Prometheus fetches them."""

import re
import subprocess

import pytest

from people import MEMBER, Client, api_for, start_thread, token_for


def samples(text):
    """Value by name and labels."""
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in text.splitlines() if line[0] != "#"}


def test_the_machine_itself_reads_them(server):
    """Numbers grow with what happens."""
    client = Client(server.url)
    before = samples(client.get("/metrics").text)
    start_thread(api_for(server.url, MEMBER))
    client.get("/threads")
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    after = samples(answer.text)
    written = [name for name in after if re.match(r'karwan_http_requests_total\{route="/api/v1/threads",class="2xx"\}', name)]
    assert written and after[written[0]] > before.get(written[0], 0)
    assert after["karwan_store_commit_seconds_count"] > before["karwan_store_commit_seconds_count"]
    assert after["karwan_connections"] >= 1 and after["karwan_http_requests_in_flight"] == 1
    assert after["process_resident_memory_bytes"] > 10_000_000
    assert after["karwan_store_log_bytes"] > 0


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_what_came_by_a_proxy_does_not(server, header):
    assert Client(server.url).get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_a_member_on_the_machine_does_not(server):
    assert api_for(server.url, MEMBER).get("/metrics").status_code == 404


def test_beside_a_proxy_a_token_of_an_admin_reads_them(serve, program):
    """Who comes from the proxy's own address might be anybody."""
    server = serve("--behind-proxy", "127.0.0.1", "--address", "https://karwan.example")
    assert Client(server.url).get("/metrics").status_code == 404
    made = subprocess.run(
        [program, "token", "create", "--database", server.database, "--username", "demo-admin", "--scopes", "admin"],
        check=True, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert Client(server.url, made.stdout.strip()).get("/metrics").status_code == 200
    assert Client(server.url, token_for(server.url, MEMBER)).get("/metrics").status_code == 404
