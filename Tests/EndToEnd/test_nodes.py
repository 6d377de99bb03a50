"""Several nodes on one PostgreSQL: they are one community."""

import subprocess
import time

import pytest

from nginx import Nginx
from people import BODY, MEMBER, MENTOR, Client, api_for, new_person, start_thread, token_for
from postgres import Cluster
from server import Server
from sync_client import SyncClient
from test_failover import Reader, Writer
from waiting import eventually


@pytest.fixture(scope="module")
def nodes(tmp_path_factory, program):
    """Two nodes that share a database with the demonstration community."""
    cluster = Cluster.new()
    address = cluster.create_database()
    subprocess.run([program, "demo", "--database", address], check=True, capture_output=True, timeout=300)
    running = [Server(tmp_path_factory.mktemp("node"), program, address=address).start() for _ in range(2)]
    yield running
    for node in running:
        node.close()
    cluster.remove()


def test_who_signs_in_at_one_node_is_signed_in_at_the_other(nodes):
    one, other = nodes
    browser = Client(one.url)
    browser.sign_in(MEMBER)
    browser.url = other.url
    assert browser.get("/settings/profile").status_code == 200
    browser.url = one.url
    browser.submit("/sign-out", browser.form("/"))


def test_an_answer_given_at_one_node_is_on_the_page_of_the_other(nodes):
    one, other = nodes
    thread = start_thread(api_for(one.url, MEMBER))
    page = Client(other.url)
    path = f"/threads/{thread['id']}"
    seconds = []
    for number in range(10):
        before = page.get(path, allow_redirects=True)
        assert before.status_code == 200
        words = f"Answer number {number} from the other node."
        answer = api_for(one.url, MENTOR).post(f"/api/v1/threads/{thread['id']}/posts", json={"body": words})
        assert answer.status_code == 201, answer.text
        start = time.monotonic()
        eventually(lambda: words in page.get(path, allow_redirects=True).text, "the answer is there", 30)
        seconds.append(time.monotonic() - start)
    print(f"\nan answer given at one node is on the other's page within {max(seconds):.3f} s")


def test_a_device_that_waits_at_one_node_hears_of_the_other(nodes, tmp_path):
    one, other = nodes
    thread = start_thread(api_for(one.url, MEMBER))
    device = SyncClient(other.url, token_for(other.url, MENTOR), tmp_path / "device.json")
    device.follow(f"t:{thread['id']}")
    device.pull()
    seconds = []
    for number in range(5):
        answer = api_for(one.url, MEMBER).post(
            f"/api/v1/threads/{thread['id']}/posts", json={"body": f"{BODY} Number {number}."}
        )
        assert answer.status_code == 201
        start = time.monotonic()
        device.pull()
        assert any(f"Number {number}." in str(row) for row in device.rows.values())
        seconds.append(time.monotonic() - start)
    print(f"\na pull at the other node holds it {max(seconds):.3f} s later")


def test_each_letter_is_sent_by_one_node(nodes):
    people = [new_person() for _ in range(8)]
    for number, person in enumerate(people):
        assert Client(nodes[number % 2].url).post("/api/v1/accounts", json=person).status_code == 202

    def letters():
        return [letter for person in people for node in nodes for letter in node.letters_to(person["email"])]

    eventually(lambda: len(letters()) >= len(people), "all letters have gone")
    assert len(letters()) == len(people)


def test_nodes_are_restarted_one_by_one_without_a_failed_request(nodes, tmp_path):
    front = Nginx([node.port for node in nodes])
    token = token_for(front.url, MEMBER)
    thread = start_thread(api_for(front.url, MEMBER))["id"]
    workers = [Writer(front.url, token, thread) for _ in range(4)] + [Reader(front.url, token, thread) for _ in range(4)]
    for worker in workers:
        worker.start()
    for node in nodes:
        front.share_among([other.port for other in nodes if other is not node])
        node.stop()
        node.start()
        front.share_among([other.port for other in nodes])
    for worker in workers:
        worker.stopping.set()
        worker.join(30)
    front.close()
    answered = sum(len(worker.answered) for worker in workers)
    failed = [failure for worker in workers for failure in worker.failed]
    print(f"\nboth nodes restarted: {answered} requests answered, {len(failed)} failed")
    assert answered > 50 and not failed
