"""Malformed requests: never an error of the server, a problem body for programs, and no memory kept.

MALFORMED says how many requests a run has, KARWAN_SEED repeats one; both are in the output.
"""

import json
import os
import random
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from malformed import Line, Maker
from people import MEMBER, Client, answer_thread, api_for, categories, start_thread, token_for

ATTEMPTS = int(os.environ.get("MALFORMED", "1500"))
SEED = int(os.environ.get("KARWAN_SEED", random.SystemRandom().getrandbits(32)))
# Memory is compared where runs are long enough for the allocator to have settled.
LONG = ATTEMPTS >= 10_000


@pytest.fixture(scope="module")
def lists(program):
    """Routes and operations as the program names them."""
    def printed(command):
        return subprocess.run([program, command], check=True, capture_output=True, text=True, timeout=120).stdout

    operations = []
    for path, methods in json.loads(printed("openapi"))["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            example = next(iter(content.values()), {}).get("example")
            operations.append((method.upper(), path, example))
    return printed("routes"), operations


@pytest.fixture
def maker(own_server, lists):
    """Makes the same attempts each time it is asked, against what is there."""
    asker = api_for(own_server.url, MEMBER)
    thread = start_thread(asker)
    post = answer_thread(asker, thread["id"], "An answer to vote on.")
    ids = [thread["id"], post["id"], categories(asker)[0]["id"], "germany", "papers", MEMBER, "1"]
    browser = Client(own_server.url)
    browser.sign_in(MEMBER)
    cookie = "; ".join(f"{one.name}={one.value}" for one in browser.session.cookies if "session" in one.name)
    token = token_for(own_server.url, MEMBER)
    return lambda: Maker(random.Random(SEED), *lists, token, cookie, ids)


def run(server, maker):
    """Sends all attempts of one run; returns how many answers each status had."""
    line, statuses, faults = Line(server.port), {}, []
    for number in range(ATTEMPTS):
        attempt = maker.attempt()
        reply = line.ask(attempt)
        if fault := fault_of(attempt, reply):
            faults.append(f"attempt {number}: {fault}: {attempt}")
        if reply:
            statuses[reply.status] = statuses.get(reply.status, 0) + 1
    line.close()
    assert not faults, f"{len(faults)} of {ATTEMPTS}:\n" + "\n".join(faults[:20])
    assert sum(statuses.values()) > ATTEMPTS * 0.8
    return statuses


def fault_of(attempt, reply):
    """What is wrong with the answer; `None` when nothing is."""
    if reply is None:
        # Without an answer the line may only end for what is no request, or one of too many bytes.
        heads = len(attempt.bytes()) - len(attempt.body)
        return None if attempt.raw or len(attempt.body) > 1 << 20 or heads > 8_000 else "no answer"
    if reply.status >= 500:
        return f"{reply.status} {reply.body[:200]}"
    if attempt.is_program() and reply.status >= 400 and reply.body:
        if not reply.media_type.startswith("application/problem+json") or json.loads(reply.body)["status"] != reply.status:
            return f"{reply.status} without a problem: {reply.media_type}"
    if b"<html" in reply.body and b"alert(1)" in reply.body:
        reader = Markup()
        reader.feed(reply.body.decode(errors="replace"))
        return reader.fault
    return None


class Markup(HTMLParser):
    """Looks for what runs: scripts, handlers, addresses that are code."""

    fault = None

    def handle_starttag(self, tag, attributes):
        addresses = [value or "" for name, value in attributes if name in ("href", "src", "action", "formaction")]
        handlers = [name for name, _ in attributes if name.startswith("on")]
        # The frame's own script is no stranger's.
        own = dict(attributes).get("id") == "app" and addresses[0].startswith("/assets/")
        if (tag == "script" and not own) or handlers or any(address.startswith("javascript:") for address in addresses):
            self.fault = f"markup of a stranger: {self.get_starttag_text()}"


def kept_memory(server):
    """Anonymous resident memory in kB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1])


def test_no_malformed_request_is_an_error_of_the_server(own_server, maker, program):
    """Three runs of the same requests: refused or answered, logged as nothing, and the third keeps no memory."""
    print(f"KARWAN_SEED={SEED} MALFORMED={ATTEMPTS}")
    kept = []
    for _ in range(3 if LONG else 1):
        statuses = run(own_server, maker())
        kept.append(kept_memory(own_server))
        print(f"answers: {dict(sorted(statuses.items()))}; {kept[-1]} kB kept")
    client = Client(own_server.url)
    assert client.get("/ready").status_code == 200
    assert client.get("/threads").status_code == 200
    assert '"level":"error"' not in (own_server.folder / "server.log").read_text()
    if LONG:
        assert kept[2] <= kept[1] * 1.05
    own_server.stop()
    check = [program, "check", "--database", own_server.database]
    assert subprocess.run(check, capture_output=True, timeout=300).returncode == 0
