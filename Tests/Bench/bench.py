"""Measures the program beside the limits of this machine, on the same data and in the same minutes.

`bench.py BINARY small|large FOLDER` loads the data into FOLDER when it is not there, prints a table and writes
`latest.md` (or `latest-large.md`) beside this file. It measures and fails nothing.
"""

import gzip
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import programs
from listeners import Listeners
from member import Device, Member, new_id
from programs import wrk
from table import Row, markdown

HERE = Path(__file__).resolve().parent
SECONDS = int(os.environ.get("BENCH_SECONDS", "5"))
ONLY = os.environ.get("BENCH_ONLY", "")
# Of the one row about mentors; the goal is of 100,000.
MENTORS = int(os.environ.get("BENCH_MENTORS", "10000"))

# What Kinto on PostgreSQL reached on two such cores, measured outside the project.
KINTO_SNAPSHOT_ROWS = 73_000
KINTO_PUSHES = 2.8

REPLY = "Answer #: the embassy has answered my letter and wants the contract, a copy of the degree and two photos."


class Bench:
    """One database, the facts about it, and the rows that were measured."""

    def __init__(self, binary, size, folder):
        self.binary, self.size, self.folder = binary, size, folder
        self.rows = []
        self.work = Path(tempfile.mkdtemp(dir=folder))
        self.facts = self.load()
        self.database = self.copy("bench")
        self.thread = self.facts["thread-50"]
        self.thread_id = self.thread.split("/")[2]
        self.token = self.token_for(self.facts["username"])
        self.busy = self.threads(100, "last_post_at")
        self.longest = self.threads(190, "answer_count")

    def load(self):
        """The facts about the data, which are made when they are not there."""
        facts, database = self.folder / f"{self.size}.facts", self.folder / f"{self.size}.sqlite"
        # Data of builds before there were timelines has none.
        if not facts.exists() or "\ntimelines\t" not in facts.read_text():
            for old in self.folder.glob(f"{self.size}.sqlite*"):
                old.unlink()
            began = time.monotonic()
            command = [self.binary, "bench", "load", "--database", database, "--size", self.size]
            output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
            print(f"loaded {self.size} in {time.monotonic() - began:.0f} s")
            facts.write_text(output)
        return dict(line.split("\t") for line in facts.read_text().splitlines() if "\t" in line)

    def copy(self, name):
        """The data as it was loaded, for one kind of measuring to write into."""
        place = self.work / f"{name}.sqlite"
        source = self.folder / f"{self.size}.sqlite"
        subprocess.run(["cp", "--reflink=auto", source, place], check=True)
        # The data may have been loaded by an older build.
        subprocess.run([self.binary, "migrate", "--database", place], stdout=subprocess.DEVNULL, check=True)
        return place

    def token_for(self, username, database=None):
        command = [
            self.binary, "token", "create", "--database", database or self.database, "--username", username, "--scopes",
            "read,write,sync",
        ]  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

    def threads(self, count, order):
        with sqlite3.connect(f"file:{self.database}?mode=ro", uri=True) as connection:
            rows = connection.execute(
                f"SELECT id, slug FROM forum_thread WHERE id <> ? ORDER BY {order} DESC, id LIMIT ?",
                (self.thread_id, count),
            )
            return [(row[0], f"/threads/{row[0]}/{row[1]}") for row in rows]

    def member(self, port):
        return Member(port, self.token, self.facts["email"], self.facts["password"])

    def add(self, row):
        self.rows.append(row)
        print(markdown([row]).splitlines()[2], flush=True)

    def wants(self, name):
        return not ONLY or name in ONLY.split(",")

    def requests(self, name, lines):
        """A file of requests for wrk: weight, method, path, headers, body."""
        file = self.work / f"{name}.requests"
        text = ["\t".join([str(weight), method, path, "; ".join(f"{k}: {v}" for k, v in headers.items()), body])
                for weight, method, path, headers, body in lines]  # fmt: skip
        file.write_text("\n".join(text) + "\n")
        return file


def measured(work, result, **more):
    """A row of the table; what failed was not measured."""
    if result["errors"]:
        raise RuntimeError(f"{work}: {result['errors']} of {result['requests']} requests failed")
    return Row(work, result["rate"], p50=result["p50"], p99=result["p99"], **more)


# Reading


def against_nginx(bench, server, static, work, path, goal, headers=None):
    """An address of ours and the same bytes as a file of nginx's, one after the other."""
    _, content = bench.member(server.port).get(path, headers)
    # A name of its own: nginx remembers the files it has seen.
    name = f"page-{len(bench.rows)}"
    (bench.work / "files" / name).write_bytes(content)
    lines = [(1, "GET", path, headers or {}, "")]
    ours = wrk(server.url, SECONDS, requests=bench.requests("page", lines))
    limit = wrk(f"{static.url}/{name}", SECONDS)
    assert limit["bytes"] >= limit["requests"] * len(content), "nginx sent something else"
    work = f"{work} ({len(content) / 1000:.0f} kB)"
    bench.add(measured(work, ours, limit=limit["rate"], limit_name="nginx", goal=goal))
    return bench.work / "files" / name


def reading(bench):
    with ExitStack() as stack:
        server = stack.enter_context(programs.karwan(bench.binary, bench.database))
        static = stack.enter_context(programs.nginx(bench.work))
        cookie = {"Cookie": bench.member(server.port).sign_in()}
        bearer = {"Authorization": f"Bearer {bench.token}"}
        # As browsers of today say; without it a page of a member carries tokens in its forms.
        browser = {"Sec-Fetch-Site": "none"}
        page = against_nginx(bench, server, static, "thread page of 50 posts, visitor", bench.thread, 0.5, browser)
        bare = stack.enter_context(programs.constant(bench.binary, page))
        result = wrk(f"{bare.url}/constant", SECONDS)
        limit = wrk(f"{static.url}/{page.name}", SECONDS)
        bench.add(
            measured("those bytes by Hummingbird alone", result, limit=limit["rate"], limit_name="nginx")
        )
        against_nginx(bench, server, static, "the same, signed in", bench.thread, 0.2, cookie | browser)
        against_nginx(bench, server, static, "category list, 30 threads", bench.facts["category"], 0.4, browser)
        posts = f"/api/v1/threads/{bench.thread_id}/posts?limit=50"
        against_nginx(bench, server, static, "API: thread with 50 posts, no token", posts, 0.25)
        against_nginx(bench, server, static, "the same, with a token", posts, None, bearer)
        for name in ("common", "rare"):
            # With a token: without one the second answer comes from memory.
            lines = [(1, "GET", f"/api/v1/search?q={bench.facts[name + '-word']}", bearer, "")]
            result = wrk(server.url, SECONDS, requests=bench.requests("search", lines))
            bench.add(measured(f"search for a {name} word", result, limit_name="Fossil, outside the project"))


JOB_LISTS = {
    "jobs": "", "jobs of a country": "?country=DE", "jobs of a country and a skill": "?country=DE&skill=swift",
    "jobs that sponsor": "?sponsorship=confirmed", "jobs by salary": "?salary=80000&currency=EUR",
    "jobs by country, skill, language, salary": "?country=DE&skill=rust&language=de&salary=80000&currency=EUR",
    "jobs by salary, none found": "?salary=900000&currency=EUR",
    "jobs by country, remote, salary, none found": "?country=DE&remote=anywhere&salary=900000&currency=EUR",
}  # fmt: skip

LISTING_PAGES = {
    "page of jobs": "/jobs", "page of jobs by country and salary": "/jobs?country=DE&salary=80000&currency=EUR",
    "processing times of all routes": "/processing-times",
    "processing times of a route": "/processing-times/de-eu-blue-card",
    "pathway": "/visas/de/eu-blue-card",
}  # fmt: skip


def jobs(bench):
    """The first page of each list, read anew each time."""
    bearer = {"Authorization": f"Bearer {bench.token}"}
    with programs.karwan(bench.binary, bench.database) as server:
        for work, query in JOB_LISTS.items():
            lines = [(1, "GET", f"/api/v1/jobs{query}", bearer, "")]
            bench.add(measured(work, wrk(server.url, SECONDS, requests=bench.requests("jobs", lines))))
        # Somebody signed in: nothing comes from memory.
        cookie = {"Cookie": bench.member(server.port).sign_in(), "Sec-Fetch-Site": "none"}
        for work, path in LISTING_PAGES.items():
            lines = [(1, "GET", path, cookie, "")]
            bench.add(measured(work, wrk(server.url, SECONDS, requests=bench.requests("listings", lines))))


def suggestions(bench):
    """Whom a member is suggested among many mentors: matched anew each time, with reasons, two askers at a time."""
    database, count = bench.copy("mentors"), MENTORS
    subprocess.run([bench.binary, "bench", "mentors", "--database", database, "--count", str(count)], check=True)
    bearer = {"Authorization": f"Bearer {bench.token_for(bench.facts['username'], database)}"}
    path = "/api/v1/mentors/suggestions"
    with programs.karwan(bench.binary, database) as server:
        # The first answer waits until all mentors are in memory, and counts whom it shows.
        bench.member(server.port).get(path, bearer)
        lines = [(1, "GET", path, bearer, "")]
        result = wrk(server.url, SECONDS, connections=2, requests=bench.requests("suggestions", lines))
    row = measured(f"suggestions among {count:,} mentors", result)
    bench.add(row)
    bench.add(Row("p50 of a suggestion", row.p50, "ms", limit=10, limit_name="ms", goal=1, is_most=True))


def without_cache(bench):
    with programs.karwan(bench.binary, bench.database, "--page-cache", 0) as server:
        lines = [(1, "GET", bench.thread, {"Sec-Fetch-Site": "none"}, "")]
        ours = wrk(server.url, SECONDS, requests=bench.requests("page", lines))
    command = [bench.binary, "bench", "page-rate", "--database", bench.database, "--thread", bench.thread_id]
    limit = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    bench.add(
        measured("thread page, visitor, no cache", ours, limit=limit, limit_name="its SQL, one core", goal=0.25)
    )


# Writing


def replying(bench):
    """Replies by the API, and the same in process: each on its own copy of the data."""
    path = "/api/v1/threads/{}/posts"
    headers = {"Authorization": f"Bearer {bench.token}", "Content-Type": "application/json"}
    lines = [(1, "POST", path.format(id), headers, json.dumps({"body": REPLY})) for id, _ in bench.busy]
    with programs.karwan(bench.binary, bench.database) as server:
        ours = wrk(server.url, SECONDS, requests=bench.requests("replies", lines))
    ids = [id for id, _ in bench.busy]
    command = [
        bench.binary, "bench", "reply-rate", "--database", bench.database, "--token", bench.token, "--seconds",
        str(SECONDS), "--threads", *ids,
    ]  # fmt: skip
    environment = os.environ | {"KARWAN_LIMITS": "off"}
    limit = float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
    bench.add(
        measured("new reply, durable, 32 writers", ours, limit=limit, limit_name="in process", goal=0.5)
    )


# Syncing


def syncing(bench):
    other = bench.token_for("traveller-2")
    with ExitStack() as stack:
        server = stack.enter_context(programs.karwan(bench.binary, bench.database))
        bare = stack.enter_context(programs.constant(bench.binary))
        few = Device(Member(server.port, other, "", ""))
        few.follow([f"t:{id}" for id, _ in bench.longest[-10:]])
        few.pull()
        empty_pulls(bench, server, few, bare, "10 threads followed", 0.35)
        device = Device(bench.member(server.port))
        device.follow([f"t:{id}" for id, _ in bench.longest])
        rows, seconds = device.pull()
        bench.add(
            Row(f"snapshot of {rows:,} rows", rows / seconds, "rows/s", limit=KINTO_SNAPSHOT_ROWS,
                limit_name="Kinto, outside", goal=3)
        )  # fmt: skip
        empty_pulls(bench, server, device, bare, "190 threads followed", None)
        pulls_of_changes(bench, server, device)
        pushes(bench, device)


def pulls(bench, server, device, name):
    lines = [(1, "POST", "/sync/v1/pull", device.member.as_program(), device.pull_body())]
    return wrk(server.url, SECONDS, requests=bench.requests(name, lines))


def empty_pulls(bench, server, device, bare, note, goal):
    ours = pulls(bench, server, device, "empty")
    lines = [(1, "POST", "/constant", device.member.as_program(), device.pull_body())]
    limit = wrk(bare.url, SECONDS, requests=bench.requests("constant", lines))
    bench.add(
        measured(
            f"pull with nothing new, {note}", ours, limit=limit["rate"], limit_name="Hummingbird, a constant", goal=goal
        )
    )


def pulls_of_changes(bench, server, device):
    before = device.cookie
    thread = bench.longest[0][0]
    device.push([("post.create", reply(thread, number)) for number in range(100)])
    rows, _ = device.pull()
    device.cookie = before
    ours = pulls(bench, server, device, "changes")
    bench.add(measured(f"pull of {rows} changed rows", ours, limit_name="Kinto, outside"))


def reply(thread, number):
    return {"id": new_id(), "threadId": thread, "body": REPLY.replace("#", str(number))}


def pushes(bench, device):
    times = []
    bodies = [
        device.push_body(
            [("post.create", reply(bench.busy[n % 100][0], n)) for n in range(100)]
        ) for _ in range(SECONDS * 40)
    ]  # fmt: skip
    for body in bodies:
        device.member.post("/sync/v1/push", body)
        times.append(device.member.seconds)
        if sum(times) > SECONDS:
            break
    times.sort()
    bench.add(
        Row("push of 100 mutations", len(times) / sum(times), p50=1000 * times[len(times) // 2],
            p99=1000 * times[len(times) * 99 // 100], limit=KINTO_PUSHES, limit_name="Kinto, outside", goal=50)
    )  # fmt: skip


# Event streams

STREAMS = 9_000
MOST_KB_OF_A_STREAM = 48
MOST_MS_TO_ALL = 500


def streaming(bench):
    """Many devices that only listen: what each costs, and how long until a commit has reached them all."""
    with programs.karwan(bench.binary, bench.database) as server:
        device = Device(bench.member(server.port))
        thread = bench.busy[0][0]
        device.follow([f"t:{thread}"])
        before = server.anonymous_memory()
        listeners = Listeners(server.port, bench.token, STREAMS)
        # Every stream has begun; what opening them took is given back within a second.
        time.sleep(2)
        each = (server.anonymous_memory() - before) * 1024 / STREAMS
        times = []
        for number in range(5):
            began = time.monotonic()
            device.member.post(f"/api/v1/threads/{thread}/posts", {"body": REPLY.replace("#", f"to all, {number}")})
            times.append((listeners.wait_for_pokes() - began) * 1000)
            # Two pokes of one stream are a quarter of a second apart.
            time.sleep(1)
        listeners.close()
    bench.add(
        Row(f"memory of one of {STREAMS:,} event streams", each, "kB", limit=MOST_KB_OF_A_STREAM, limit_name="kB",
            goal=1, is_most=True)
    )  # fmt: skip
    bench.add(
        Row("one commit reaches them all, the slowest of five", max(times), "ms", p50=sorted(times)[2],
            limit=MOST_MS_TO_ALL, limit_name="ms", goal=1, is_most=True)
    )  # fmt: skip


# All at once


def mixture(bench, cookie):
    """95 reads of a hundred, of visitors, members and programs, and 5 replies."""
    bearer = {"Authorization": f"Bearer {bench.token}"}
    browser = {"Sec-Fetch-Site": "none"}
    signed_in = browser | {"Cookie": cookie}
    writing = bearer | {"Content-Type": "application/json"}
    lists = ["/", "/threads", "/threads?list=new", bench.facts["category"], "/categories"]
    lines = [(60, "GET", path, browser, "") for path in lists] + [(20, "GET", path, signed_in, "") for path in lists]
    for id, path in bench.busy:
        lines += [
            (30, "GET", path, browser, ""), (11, "GET", path, signed_in, ""),
            (5, "GET", f"/api/v1/threads/{id}/posts", bearer, ""),
            (3, "POST", f"/api/v1/threads/{id}/posts", writing, json.dumps({"body": REPLY})),
        ]  # fmt: skip
    return bench.requests("mixed", lines)


def mixed(bench):
    with programs.karwan(bench.binary, bench.database) as server:
        file = mixture(bench, bench.member(server.port).sign_in())
        memory = []
        for run in range(3):
            result = wrk(server.url, SECONDS, connections=64, requests=file, run=run)
            memory.append(server.anonymous_memory())
    row = measured("mixed, 95 % reads, 64 connections", result)
    bench.add(row)
    bench.add(
        Row("p99 of the mixed run", row.p99, "ms", limit=row.p50, limit_name="ms, its p50", goal=8, is_most=True)
    )
    most = 120 if bench.size == "small" else 250
    bench.add(
        Row("anonymous memory after three mixed runs", memory[2], "MB", limit=most, limit_name="MB", goal=1, is_most=True)
    )
    bench.add(
        Row("the same, third run to second", memory[2], "MB", limit=memory[1], limit_name="MB", goal=1.05, is_most=True)
    )


def starting(bench):
    server = programs.karwan(bench.binary, bench.database)
    seconds = server.wait("/")
    with server:
        pass
    most = 0.3 if bench.size == "small" else 0.5
    bench.add(Row("cold start to first page", seconds, "s", limit=most, limit_name="s", goal=1, is_most=True))


def bytes_sent(bench):
    with programs.karwan(bench.binary, bench.database) as server:
        member = bench.member(server.port)
        headers = {"Accept-Encoding": "gzip", "Sec-Fetch-Site": "none"}
        _, page = member.get(bench.facts["thread-20"], headers)
        text = gzip.decompress(page).decode()
        assets = re.findall(r'(?:href|src)="(/[^"]*\?v=[^"]*)"', text)
        first = len(page) + sum(len(member.get(path, headers)[1]) for path in set(assets))
    for name, count, most in [("first visit", first, 40), ("next", len(page), 15)]:
        bench.add(
            Row(f"thread page of 20 posts, {name}, compressed", count / 1000, "kB", limit=most, limit_name="kB", goal=1,
                is_most=True)
        )  # fmt: skip


WORKS = [reading, jobs, suggestions, without_cache, syncing, replying, streaming, mixed, starting, bytes_sent]


def compared(bench):
    """The median times beside those that the small data took on this machine, when they are known."""
    own = {row.work.split(" (")[0]: row.p50 for row in bench.rows if row.p50}
    (bench.folder / f"{bench.size}.p50.json").write_text(json.dumps(own))
    other = bench.folder / "small.p50.json"
    if bench.size == "small" or not other.exists():
        return []
    small = json.loads(other.read_text())
    return [
        Row(f"{work}: p50 large to small", own[work], "ms", limit=small[work], limit_name="ms",
            goal=5 if "search" in work else 1.3, is_most=True)
        for work in own if work in small
    ]  # fmt: skip


def main():
    binary, size, folder = Path(sys.argv[1]).resolve(), sys.argv[2], Path(sys.argv[3]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(binary, size, folder)
    try:
        for work in WORKS:
            if bench.wants(work.__name__):
                work(bench)
        bench.rows += compared(bench)
    finally:
        shutil.rmtree(bench.work)
    table = markdown(bench.rows)
    name = "latest.md" if size == "small" else f"latest-{size}.md"
    (HERE / name).write_text(f"Data: {size}. Seconds a row: {SECONDS}.\n\n{table}")
    print("\n" + table)


if __name__ == "__main__":
    main()
