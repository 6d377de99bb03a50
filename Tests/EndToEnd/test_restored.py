"""A backup of five minutes ago is restored: nothing that was acknowledged and lost stays unknown."""

import shutil
import uuid

import pytest

from people import BODY, MEMBER, MENTOR, Client, api_for, posts_of, start_thread
from sync_checks import problem_of, results
from sync_client import Refused, SyncClient, new_device, new_id
from test_upkeep import karwan


class KeepingClient(SyncClient):
    """A device that keeps what it sent, and sends again what a restored server does not know."""

    log = ()
    resent = 0

    def envelope(self, mutations):
        body = super().envelope(mutations)
        return body | {"ext": {"cookie": self.cookie}} if self.cookie else body

    def pull(self, **ext):
        queue = list(self.queue)
        answer = super().pull(**ext)
        kept = {(mutation["clientID"], mutation["id"]) for mutation in self.queue}
        self.log = [*self.log, *(m for m in queue if (m["clientID"], m["id"]) not in kept)]
        reset = answer.get("ext", {}).get("reset", {})
        if reset.get("reason") == "epoch_changed":
            self.send_again(reset["lastMutationIDs"])
        return answer

    def send_again(self, known):
        lost = [m for m in self.log if m["id"] > known.get(m["clientID"], 0)]
        self.log = [m for m in self.log if m not in lost]
        name = str(uuid.uuid4())
        self.queue = [m | {"clientID": name, "id": n} for n, m in enumerate(lost, 1)] + self.queue
        self.resent += len(lost)


def keeping(server, folder, username):
    device = new_device(server, folder, username)
    device.__class__ = KeepingClient
    return device


@pytest.mark.parametrize("way", ["restore", "copy"])
def test_what_a_restore_lost_is_sent_again(own_server, tmp_path, way):
    """By the command, and by an operator who only copied the file back."""
    thread = start_thread(api_for(own_server.url, MEMBER))
    device = keeping(own_server, tmp_path, MENTOR)
    bystander = new_device(own_server, tmp_path, MEMBER)
    device.follow(f"t:{thread['id']}")
    said = [f"{BODY} Number {number}." for number in range(4)]
    ids = [new_id() for _ in said]

    def answer(number):
        device.mutate("post.create", id=ids[number], threadId=thread["id"], body=said[number])

    answer(0)
    device.sync()
    backup = tmp_path / "five-minutes-ago.sqlite"
    assert karwan(own_server, "backup", str(backup)).returncode == 0
    answer(1)
    device.sync()
    answer(2)
    device.mutate("post.edit", id=ids[2], baseRev=1, body=said[2] + " Mended.")
    device.sync()
    bystander.pull_all()
    assert device.queue == [] and len(device.of("post")) == 4
    # Written while the server was away: it stands upon what will be lost.
    device.mutate("vote.set", postId=thread["openingPostId"], value=1)
    answer(3)

    own_server.stop()
    if way == "restore":
        assert karwan(own_server, "restore", str(backup)).returncode == 0
    else:
        for path in own_server.folder.glob("karwan.sqlite*"):
            if not path.name.endswith("lock"):
                path.unlink()
        shutil.copy(backup, own_server.database)
    own_server.start()
    assert len(posts_of(Client(own_server.url), thread["id"])) == 2

    with pytest.raises(Refused) as refused:
        device.push()
    problem_of(refused, 409, "epoch_changed")
    assert len(posts_of(Client(own_server.url), thread["id"])) == 2
    answers = device.pull_all()
    assert answers[0]["ext"]["reset"]["reason"] == "epoch_changed"
    assert device.resent == 3 and len(device.queue) == 5
    assert {status for _, status in results(device.push())} == {"applied"}
    assert {status for _, status in results(device.push())} == {"duplicate"}
    device.pull_all()
    assert device.queue == []
    bodies = sorted(post["body"] for post in posts_of(Client(own_server.url), thread["id"]))
    assert bodies == sorted([BODY, said[0], said[1], said[2] + " Mended.", said[3]])
    assert sorted(post["body"] for post in device.of("post").values()) == bodies
    assert bystander.pull()["ext"]["reset"]["reason"] == "epoch_changed"
    bystander.pull_all()
    assert bystander.queue == []
    own_server.stop()
    assert karwan(own_server, "check").returncode == 0


def test_a_device_that_had_seen_nothing_new_has_lost_nothing(own_server, tmp_path):
    """A copied file that is as new as the replica is no other history, and pending changes go as usual."""
    thread = start_thread(api_for(own_server.url, MEMBER))
    device = keeping(own_server, tmp_path, MENTOR)
    device.follow(f"t:{thread['id']}")
    backup = tmp_path / "now.sqlite"
    assert karwan(own_server, "backup", str(backup)).returncode == 0
    device.mutate("post.create", id=new_id(), threadId=thread["id"], body=BODY)
    # Acknowledged by the push alone, so it stays in the queue.
    device.push()
    own_server.stop()
    for path in own_server.folder.glob("karwan.sqlite*"):
        if not path.name.endswith("lock"):
            path.unlink()
    shutil.copy(backup, own_server.database)
    own_server.start()
    assert len(posts_of(Client(own_server.url), thread["id"])) == 1
    assert results(device.push()) == [(2, "applied")]
    answers = device.pull_all()
    assert all("reset" not in answer.get("ext", {}) for answer in answers)
    assert device.queue == [] and len(posts_of(Client(own_server.url), thread["id"])) == 2
