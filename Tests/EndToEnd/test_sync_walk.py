"""A rough journey: devices write, read, lose answers and change what they follow, while the server loses power.

Each walk follows from its seed. At the end every device must hold what a new device is given, and every post must
be there once.
"""

import itertools
import random

import pytest

from people import MEMBER, MENTOR, Client, api_for, categories, posts_of, start_thread
from sync_client import new_device, new_id

STEPS = 150


class Walk:
    """Three devices of two members in a few threads."""

    def __init__(self, server, folder, seed):
        self.server = server
        self.folder = folder
        self.chance = random.Random(seed)
        asker = api_for(server.url, MEMBER)
        category = categories(asker)[0]["id"]
        self.threads = [start_thread(asker, category=category)["id"] for _ in range(3)]
        self.scopes = [f"t:{thread}" for thread in self.threads] + [f"k:{category}"]
        self.people = [MENTOR, MENTOR, MEMBER]
        self.devices = [new_device(server, folder, person, patience=15) for person in self.people]
        self.numbers = itertools.count(1)
        self.written = {}

    def step(self):
        steps = {
            self.write: 6, self.vote: 3, self.mark: 2, self.follow: 3, self.push: 5, self.read: 5,
            self.read_one_page: 6, self.lose_an_answer: 3, self.lose_power: 0.3,
        }  # fmt: skip
        (chosen,) = self.chance.choices(list(steps), weights=steps.values())
        chosen(self.chance.choice(self.devices))

    def write(self, device):
        post, body = new_id(), f"Post number {next(self.numbers)} of a rough journey."
        self.written[post] = body
        device.mutate("post.create", id=post, threadId=self.chance.choice(self.threads), body=body)

    def vote(self, device):
        if self.written:
            post = self.chance.choice(list(self.written))
            device.mutate("vote.set", postId=post, value=self.chance.choice([-1, 0, 1]))

    def mark(self, device):
        posts = sorted(device.of("post").values(), key=lambda post: post["id"])
        if posts:
            post = self.chance.choice(posts)
            device.mutate("read.mark", threadId=post["threadId"], upTo=post["id"])

    def follow(self, device):
        device.mutate("scope.set", scope=self.chance.choice(self.scopes), on=self.chance.random() < 0.6)

    def push(self, device):
        if device.queue:
            device.push(compressed=self.chance.random() < 0.5)

    def read(self, device):
        device.pull_all()

    def read_one_page(self, device):
        device.pull(maxRows=self.chance.randint(1, 7))

    def lose_an_answer(self, device):
        device.fetch(maxRows=self.chance.randint(1, 7))

    def lose_power(self, device):
        self.server.kill()
        self.server.start()

    def arrive(self):
        """Sends all that waits, twice, and reads until nothing is new."""
        for device in self.devices * 2:
            device.sync()
            self.push(device)
        for device in self.devices:
            device.pull_all()
            assert device.queue == []


@pytest.mark.parametrize("seed", range(6))
def test_all_devices_arrive_with_the_same_rows(own_server, tmp_path, seed):
    """Whatever happened on the way."""
    walk = Walk(own_server, tmp_path, seed)
    for _ in range(STEPS):
        walk.step()
    walk.arrive()
    for person, device in zip(walk.people, walk.devices):
        fresh = new_device(own_server, tmp_path, person)
        fresh.pull_all()
        assert device.data() == fresh.data()
    reader = Client(own_server.url)
    bodies = [post["body"] for thread in walk.threads for post in posts_of(reader, thread)[1:]]
    assert sorted(bodies) == sorted(walk.written.values())
