"""The Swift client library, by its example program: without a network, through kills, over two devices."""

import os
import random
import shutil
import subprocess
import time

import pytest

from karwan_cli import ID, Cli, cli_program
from people import (
    BODY,
    MEMBER,
    MENTOR,
    MODERATOR,
    Client,
    answer_thread,
    api_for,
    categories,
    posts_of,
    start_thread,
    token_for,
    words,
)
from sync_checks import ANSWER
from waiting import eventually

KILLS = int(os.environ.get("CLIENT_KILLS", "25"))


@pytest.fixture
def server(own_server):
    """Subscriptions belong to the member, so each test has a community of its own."""
    return own_server


@pytest.fixture(scope="session")
def cli(tmp_path_factory):
    """A copy of the client, so that a build that runs meanwhile changes nothing here."""
    return shutil.copy2(cli_program(), tmp_path_factory.mktemp("client") / "karwan-cli")


@pytest.fixture
def phone(cli, server, tmp_path):
    """A signed-in device: `phone(MENTOR)`."""
    made = []

    def make(username):
        made.append(Cli(cli, tmp_path / f"device{len(made)}").sign_in(server.url, username))
        return made[-1]

    return make


def hide(server, post):
    """A member flags, a moderator hides."""
    flag = {"targetType": "post", "targetId": post, "reason": "spam"}
    assert api_for(server.url, MENTOR).post("/api/v1/flags", json=flag).status_code == 201
    moderator = api_for(server.url, MODERATOR)
    items = moderator.get("/api/v1/review-items", params={"limit": 100}).json()["items"]
    (item,) = [item for item in items if post in str(item)]
    answer = moderator.post(f"/api/v1/review-items/{item['id']}/decision", json={"decision": "hide"})
    assert answer.status_code in (200, 204), answer.text


# Without a network


def test_all_but_syncing_works_without_a_network(phone, server, thread):
    """List, read, ask, answer, vote, edit, with the server gone; back again all arrives once."""
    mentor = phone(MENTOR)
    mentor("sync")
    category = categories(Client(server.url))[0]
    mentor("follow", thread["id"])
    mentor("follow", category["slug"])
    mentor("sync")
    server.stop()
    assert mentor.list()[thread["id"]] == thread["title"]
    assert BODY in mentor("read", thread["id"])
    answer = mentor("answer", thread["id"], ANSWER).strip()
    title = words("Asked on a train without a network")
    asked = mentor("ask", category["slug"], title, "-", "--tag", "papers", given=BODY).strip()
    mentor("vote", thread["openingPostId"], "up")
    mentor("edit", answer, ANSWER + " Then the rest.")
    assert ANSWER + " Then the rest." in mentor("read", thread["id"])
    assert mentor.list()[asked] == title
    complaint = mentor.refuses("sync")
    assert "cannot be reached" in complaint and "waiting here" in complaint
    server.start()
    mentor("sync")
    mentor("sync")
    assert mentor("outbox") == "nothing waits\n"
    api = api_for(server.url, MEMBER)
    assert [post["body"] for post in posts_of(api, thread["id"])] == [BODY, ANSWER + " Then the rest."]
    assert api.get(f"/api/v1/threads/{asked}").json()["title"] == title
    assert api.get(f"/api/v1/threads/{thread['id']}").json()["score"] == 1


def test_two_devices_show_the_same(phone, asker, thread):
    """What one asks and answers the other shows; both show what others wrote."""
    first, second = phone(MENTOR), phone(MENTOR)
    for device in (first, second):
        device("sync")
    first("follow", thread["id"])
    first("answer", thread["id"], ANSWER)
    answer_thread(asker, thread["id"], "From somebody else, meanwhile.")
    for device in (first, second, first):
        device("sync")
    assert first("read", thread["id"]) == second("read", thread["id"])
    assert "From somebody else" in second("read", thread["id"])
    assert first.list() == second.list()


def test_a_copied_folder_loses_nothing(phone, server, thread):
    """A device restored from its own backup counts under the same name as the first: both arrive."""
    mentor = phone(MENTOR)
    mentor("follow", thread["id"])
    mentor("sync")
    copied = Cli(mentor.program, mentor.folder.with_name("copied"))
    shutil.copytree(mentor.folder, copied.folder)
    mentor("answer", thread["id"], ANSWER + " From the first.")
    copied("answer", thread["id"], ANSWER + " From the copy.")
    for device in (mentor, copied, mentor):
        device("sync")
    bodies = [post["body"] for post in posts_of(Client(server.url), thread["id"])]
    assert sorted(bodies[1:]) == [ANSWER + " From the copy.", ANSWER + " From the first."]
    assert copied("outbox") == "nothing waits\n"


def test_a_killed_client_loses_nothing_and_doubles_nothing(phone, server, thread):
    """SIGKILL at random moments of writing and of syncing: every answer that was acknowledged arrives once."""
    seed = int(os.environ.get("KILL_SEED", random.SystemRandom().getrandbits(32)))
    print(f"KILL_SEED={seed} CLIENT_KILLS={KILLS}")
    moments = random.Random(seed)
    mentor = phone(MENTOR)
    mentor("follow", thread["id"])
    began = time.monotonic()
    mentor("sync")
    usual = time.monotonic() - began
    acknowledged = []
    for number in range(KILLS):
        acknowledged.append(mentor("answer", thread["id"], f"{ANSWER} Number {number}.").strip())
        writer = mentor.start("answer", thread["id"], f"{ANSWER} Cut off {number}.")
        time.sleep(moments.uniform(0, 0.1))
        writer.kill()
        printed = writer.communicate()[0].strip()
        if ID.fullmatch(printed):
            acknowledged.append(printed)
        syncing = mentor.start("sync")
        time.sleep(moments.uniform(0, 1.5 * usual))
        syncing.kill()
        syncing.communicate()
    mentor("sync")
    assert mentor("outbox") == "nothing waits\n"
    posts = posts_of(Client(server.url), thread["id"])
    ids, bodies = [post["id"] for post in posts], [post["body"] for post in posts]
    assert not set(acknowledged) - set(ids), "what was printed was on disk"
    assert len(ids) == len(set(ids)) and len(bodies) == len(set(bodies))
    assert mentor.posts(thread["id"]) == ids


def test_it_stays_in_sync_by_itself(phone, asker, thread):
    """`watch` fetches what others write and sends what another command writes meanwhile."""
    mentor = phone(MENTOR)
    mentor("follow", thread["id"])
    watching = mentor.start("watch", "--seconds", "60")
    try:
        eventually(lambda: thread["id"] in mentor.list(), "the thread on the device", 20)
        answer_thread(asker, thread["id"], "From somebody else, meanwhile.")
        eventually(lambda: "From somebody else" in mentor("read", thread["id"]), "the answer on the device", 30)
    finally:
        watching.kill()
        watching.communicate()


# What must go


def test_of_a_hidden_thread_no_byte_stays(phone, server, asker, thread):
    """Title, words and names of its answers: nowhere in the folder after one sync; another thread stays."""
    body = "CANARYBODY of the question, in some words."
    secret = start_thread(asker, title=words("CANARYTITLE of a thread"), body=body)
    answer_thread(asker, secret["id"], "CANARYANSWER that goes with it, in some more words.")
    mentor = phone(MENTOR)
    mentor("sync")
    for one in (secret, thread):
        mentor("follow", one["id"])
    mentor("follow", categories(asker)[0]["slug"])
    mentor("sync")
    mentor("read", secret["id"])
    assert b"CANARYTITLE" in mentor.bytes() and b"CANARYANSWER" in mentor.bytes()
    hide(server, secret["openingPostId"])
    mentor("sync")
    assert b"CANARY" not in mentor.bytes()
    assert secret["id"] not in mentor.list()
    assert mentor.list()[thread["id"]] == thread["title"]


def test_a_device_that_was_shut_out_wipes_itself(phone, server, thread):
    """Rows, queue and token are gone; it says so, and can be signed in anew."""
    mentor = phone(MENTOR)
    mentor("follow", thread["id"])
    mentor("sync")
    device = [line.split()[1] for line in mentor("status").splitlines() if line.startswith("device:")][0]
    api = Client(server.url, token_for(server.url, MENTOR))
    assert api.send("DELETE", f"/sync/v1/groups/{device}").status_code == 204
    mentor("answer", thread["id"], "CANARY that nobody has seen, in enough words.")
    assert "shut out" in mentor.refuses("sync")
    files = mentor.bytes()
    assert b"CANARY" not in files and thread["title"].encode() not in files
    assert mentor.list() == {}
    assert "sign in" in mentor.refuses("sync")
    mentor.sign_in(server.url, MENTOR)("sync")
    assert thread["id"] in mentor.list()


def test_wiping_asks_first_when_changes_wait(phone, thread):
    mentor = phone(MENTOR)
    mentor("sync")
    mentor("answer", thread["id"], ANSWER)
    assert "only here" in mentor.refuses("wipe")
    mentor("wipe", "--force")
    assert ANSWER.encode() not in mentor.bytes()


# A server that was set back


def test_what_a_restored_server_has_lost_is_sent_again(phone, server, thread, tmp_path):
    """Backup, then an answer and a vote that arrive, then the backup is put in place: both arrive once more, and the
    member is told."""
    mentor = phone(MENTOR)
    mentor("follow", thread["id"])
    mentor("answer", thread["id"], ANSWER + " Before the backup.")
    mentor("sync")
    karwan(server, "backup", tmp_path / "backup.sqlite")
    later = mentor("answer", thread["id"], ANSWER + " After the backup.").strip()
    mentor("vote", thread["openingPostId"], "up")
    mentor("sync")
    mentor("edit", later, ANSWER + " Edited while the server was away.")
    server.stop()
    karwan(server, "restore", tmp_path / "backup.sqlite")
    server.start()
    told = mentor("sync")
    assert "set back to an earlier state; 2 changes of yours are sent again" in told
    mentor("sync")
    assert mentor("outbox") == "nothing waits\n"
    bodies = [post["body"] for post in posts_of(Client(server.url), thread["id"])]
    assert bodies == [BODY, ANSWER + " Before the backup.", ANSWER + " Edited while the server was away."]
    assert Client(server.url).get(f"/api/v1/threads/{thread['id']}").json()["score"] == 1


def karwan(server, *arguments):
    """A command of the operator's that must go well."""
    command, *rest = arguments
    ended = subprocess.run(
        [server.program, command, "--database", server.database, *rest],
        cwd=server.home, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr


# What is refused


def test_what_is_refused_keeps_its_text_until_it_is_mended(phone, server):
    """A title that is too short: the outbox says which field, keeps the words, and sends them again mended."""
    mentor = phone(MENTOR)
    mentor("sync")
    category = categories(Client(server.url))[0]
    thread = mentor("ask", category["slug"], "Short", BODY).strip()
    assert "2 refused" in mentor("sync")
    outbox = mentor("outbox")
    assert "title" in outbox and BODY in outbox and "refused" in outbox
    assert thread not in mentor.list()
    first, second = [line.split()[0] for line in outbox.splitlines() if "refused" in line]
    mentor("retry", first, "--title", "A title that is long enough")
    mentor("retry", second)
    assert "0 refused" in mentor("sync")
    assert mentor.list()[thread] == "A title that is long enough"
    assert mentor("outbox") == "nothing waits\n"


def test_what_is_refused_can_be_put_away(phone, server):
    mentor = phone(MENTOR)
    mentor("sync")
    mentor("vote", "01900000-0000-7000-8000-000000000000", "up")
    mentor("sync")
    number = mentor("outbox").split()[0]
    mentor("discard", number)
    assert "0 refused" in mentor("sync")
    assert mentor("outbox") == "nothing waits\n"


def test_complaints_are_sentences(cli, server, tmp_path):
    """Wrong use ends with 2, failures with 1, each in words."""
    device = Cli(cli, tmp_path / "device")
    assert "nobody has signed in" in device.refuses("sync")
    device.refuses("vote", "one", "sideways", status=2)
    device.refuses("sign-in", "--server", "nowhere", "--email", "a@example.org", status=2)
    device.refuses("nonsense", status=2)
    wrong = device.refuses("sign-in", "--server", server.url, "--email", "demo-mentor@example.org", given="wrong\n")
    assert "wrong" in wrong or "password" in wrong
    assert "sign in" in device.refuses("sync")
    assert "not on this device" in device.refuses("edit", "01900000-0000-7000-8000-000000000000", ANSWER)
