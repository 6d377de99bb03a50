"""The protocol as a model, written from its text alone (sections 3, 6 and 7), and a real server beside it: whatever
people do, offline and in whatever order it arrives, each device holds what the model says.

SYNC_EXAMPLES and SYNC_RULES lengthen it.
"""

import os
import uuid
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, rule
from hypothesis.stateful import run_state_machine_as_test

from people import MEMBER, MENTOR, MODERATOR, api_for, categories, token_for
from sync_client import SyncClient, new_id

EXAMPLES = int(os.environ.get("SYNC_EXAMPLES", "5"))
RULES = int(os.environ.get("SYNC_RULES", "40"))
WORDS = "Bring the original of every paper, the copies alone are not taken."


@dataclass
class Thread:
    author: str
    opening: str
    isLocked: bool = False
    accepted: str | None = None
    isDeleted: bool = False


@dataclass
class Post:
    thread: str
    author: str
    body: str
    isOpening: bool = False
    state: str = "published"
    item: str | None = None
    hadAppeal: bool = False


@dataclass
class Community:
    """What the server knows once everything that was sent has been applied."""

    threads: dict = field(default_factory=dict)
    posts: dict = field(default_factory=dict)
    follows: set = field(default_factory=set)
    votes: dict = field(default_factory=dict)
    bookmarks: set = field(default_factory=set)

    def sees_thread(self, person, thread):
        if thread not in self.threads or self.threads[thread].isDeleted:
            return False
        opening = self.posts[self.threads[thread].opening]
        return opening.state == "published" or (opening.state == "hidden" and opening.author == person)

    def sees(self, person, post):
        """Published posts in threads that are in sight; what is hidden is its author's (and staff's)."""
        found = self.posts.get(post)
        if found is None or not self.sees_thread(person, found.thread):
            return False
        return found.isOpening or found.state == "published" or (found.state == "hidden" and found.author == person)

    # Section 7, each rule by its mutation: the outcome, and the effect if it is applied.

    def thread_create(self, person, id, postId, **rest):
        self.threads[id] = Thread(person, postId)
        self.posts[postId] = Post(id, person, rest["body"], isOpening=True)
        return "applied"

    def post_create(self, person, id, threadId, body):
        if not self.sees_thread(person, threadId):
            return "not_found"
        thread = self.threads[threadId]
        if thread.isLocked or self.posts[thread.opening].state != "published":
            return "thread_locked"
        self.posts[id] = Post(threadId, person, body)
        return "applied"

    def post_edit(self, person, id, baseRev, body):
        if not self.sees(person, id):
            return "not_found"
        if self.posts[id].author != person:
            return "forbidden"
        self.posts[id].body = body
        return "applied"

    def post_delete(self, person, id):
        if not self.sees(person, id):
            return "not_found"
        if self.posts[id].author != person:
            return "forbidden"
        self.take_away(id)
        self.posts[id].state = "deleted"
        return "applied"

    def take_away(self, post):
        """An answer that is out of sight is accepted no longer."""
        thread = self.threads[self.posts[post].thread]
        if thread.accepted == post:
            thread.accepted = None

    def vote_set(self, person, postId, value):
        if not self.sees(person, postId):
            return "not_found"
        thread = self.posts[self.threads[self.posts[postId].thread].opening]
        if self.posts[postId].author == person or self.posts[postId].state != "published":
            return "forbidden"
        assert thread.state == "published"
        if value != 0 or (person, postId) in self.votes:
            self.votes[person, postId] = value
        return "applied"

    def bookmark_set(self, person, postId, on):
        if not on:
            self.bookmarks.discard((person, postId))
            return "applied"
        if not self.sees(person, postId):
            return "not_found"
        self.bookmarks.add((person, postId))
        return "applied"

    def thread_accept(self, person, threadId, postId):
        if not self.sees_thread(person, threadId):
            return "not_found"
        thread = self.threads[threadId]
        if thread.author != person or self.posts[thread.opening].state != "published":
            return "forbidden"
        answer = self.posts.get(postId)
        if postId == thread.accepted:
            return "applied"
        if answer is None or answer.thread != threadId or answer.isOpening or answer.state != "published":
            return "invalid"
        thread.accepted = postId
        return "applied"

    def scope_set(self, person, scope, on):
        thread = scope.removeprefix("t:")
        if on and not self.sees_thread(person, thread):
            return "not_found"
        if not on and not self.sees_thread(person, thread) and (person, thread) not in self.ever_followed:
            return "not_found"
        self.ever_followed.add((person, thread))
        (self.follows.add if on else self.follows.discard)((person, thread))
        return "applied"

    ever_followed: set = field(default_factory=set)

    def apply(self, person, name, arguments):
        return getattr(self, name.replace(".", "_"))(person, **arguments)

    # What a replica holds of it (section 3).

    def view(self, person):
        rows = {}
        for id, post in self.posts.items():
            follows = (person, post.thread) in self.follows
            own = post.state == "hidden" and post.author == person
            isHere = follows and (post.state == "published" or post.isOpening and self.sees(person, id))
            if self.sees(person, id) and (isHere or own):
                score = sum(value for (_, voted), value in self.votes.items() if voted == id)
                rows["post", id] = (post.body, score)
        for id, thread in self.threads.items():
            own = self.posts[thread.opening].state == "hidden" and thread.author == person
            if self.sees_thread(person, id) and ((person, id) in self.follows or own):
                answers = [p for p in self.posts.values() if p.thread == id and p.state == "published" and not p.isOpening]
                rows["thread", id] = (1 + len(answers), thread.accepted, thread.isLocked)
        for (voter, post), value in self.votes.items():
            if voter == person:
                rows["vote", post] = value
        for keeper, post in self.bookmarks:
            if keeper == person:
                rows["bookmark", post] = True
        return rows


def held(device, community):
    """The same of a device's replica."""
    rows = {}
    for id, post in device.of("post").items():
        if id in community.posts:
            rows["post", id] = (post["body"], post["score"])
    for id, thread in device.of("thread").items():
        if id in community.threads:
            rows["thread", id] = (thread["postCount"], thread.get("acceptedPostId"), thread["isLocked"])
    for id, vote in device.of("vote").items():
        if id in community.posts:
            rows["vote", id] = vote["value"]
    for id in device.of("bookmark"):
        if id in community.posts:
            rows["bookmark", id] = True
    return rows


class Model(RuleBasedStateMachine):
    """Three devices of two members, and a moderator who needs none."""

    setting = None  # The server, a folder, and tokens by username.

    threads = Bundle("threads")
    posts = Bundle("posts")
    devices = st.integers(0, 2)

    def __init__(self):
        super().__init__()
        url, folder, tokens, self.moderator, self.apis, self.category = self.setting
        self.community = Community()
        self.people = [MENTOR, MENTOR, MEMBER]
        self.phones = [SyncClient(url, tokens[person], folder / f"{uuid.uuid4()}.json") for person in self.people]
        self.expected = {}

    @initialize()
    def begin(self):
        for phone in self.phones:
            phone.keep = lambda: None
            phone.pull_all()

    def queue(self, number, name, **arguments):
        self.phones[number].mutate(name, **arguments)

    # People, offline

    @rule(target=threads, number=devices)
    def ask(self, number):
        thread, opening = new_id(), new_id()
        self.queue(
            number, "thread.create", id=thread, postId=opening, categoryId=self.category, kind="question",
            title=f"Which papers does the office want? {thread[-6:]}", body=WORDS, tags=[],
        )  # fmt: skip
        self.queue(number, "scope.set", scope=f"t:{thread}", on=True)
        return thread, opening

    @rule(target=posts, number=devices, thread=threads)
    def answer(self, number, thread):
        post = new_id()
        self.queue(number, "post.create", id=post, threadId=thread[0], body=f"{WORDS} {post[-6:]}")
        return post

    @rule(number=devices, post=posts, text=st.integers(0, 999))
    def edit(self, number, post, text):
        self.queue(number, "post.edit", id=post, baseRev=1, body=f"{WORDS} Mended, number {text}.")

    @rule(number=devices, post=posts)
    def delete(self, number, post):
        self.queue(number, "post.delete", id=post)

    @rule(number=devices, post=posts, value=st.sampled_from([-1, 0, 1]))
    def vote(self, number, post, value):
        self.queue(number, "vote.set", postId=post, value=value)

    @rule(number=devices, post=posts, on=st.booleans())
    def bookmark(self, number, post, on):
        self.queue(number, "bookmark.set", postId=post, on=on)

    @rule(number=devices, thread=threads, post=posts)
    def accept(self, number, thread, post):
        self.queue(number, "thread.accept", threadId=thread[0], postId=post)

    @rule(number=devices, thread=threads, on=st.booleans())
    def follow(self, number, thread, on):
        self.queue(number, "scope.set", scope=f"t:{thread[0]}", on=on)

    # The line

    @rule(number=devices)
    def push(self, number):
        self.send(number)

    @rule(number=devices)
    def push_in_vain(self, number):
        """The answer is lost; what was sent is done nevertheless."""
        self.send(number)
        self.phones[number].push()

    def send(self, number):
        phone, person = self.phones[number], self.people[number]
        if not phone.queue:
            return
        for mutation in phone.queue:
            key = mutation["clientID"], mutation["id"]
            if key not in self.expected:
                self.expected[key] = self.community.apply(person, mutation["name"], mutation["args"])
        for result in phone.push()["results"]:
            outcome = result.get("code", "applied")
            assert outcome == self.expected[result["clientID"], result["id"]], result

    @rule(number=devices, rows=st.integers(1, 6))
    def read_a_page(self, number, rows):
        self.phones[number].pull(maxRows=rows)

    @rule(number=devices)
    def read(self, number):
        self.phones[number].pull_all()
        self.compare(number)

    @rule(number=devices, rows=st.integers(1, 9))
    def read_by_pages(self, number, rows):
        self.phones[number].pull_all(maxRows=rows)
        self.compare(number)

    def compare(self, number):
        assert held(self.phones[number], self.community) == self.community.view(self.people[number])

    # The moderator, online

    @rule(thread=threads, isLocked=st.booleans())
    def lock(self, thread, isLocked):
        if thread[0] in self.community.threads and self.community.posts[thread[1]].state == "published":
            answer = self.moderator.send("PATCH", f"/api/v1/threads/{thread[0]}", json={"isLocked": isLocked})
            assert answer.status_code == 200, answer.text
            self.community.threads[thread[0]].isLocked = isLocked

    @rule(post=posts)
    def hide(self, post):
        found = self.community.posts.get(post)
        if found is None or found.state != "published" or found.item or not self.community.sees("", post):
            return
        flagged = self.moderator.post(
            "/api/v1/flags", json={"targetType": "post", "targetId": post, "reason": "spam"}
        )
        assert flagged.status_code in (200, 201), flagged.text
        found.item = self.item_of(post)
        decided = self.moderator.post(f"/api/v1/review-items/{found.item}/decision", json={"decision": "hide"})
        assert decided.status_code == 200, decided.text
        found.state = "hidden"
        self.community.take_away(post)

    def item_of(self, post):
        listed = self.moderator.get("/api/v1/review-items", params={"limit": 100}).json()["items"]
        (item,) = [item["id"] for item in listed if item.get("postId", item.get("targetId")) == post]
        return item

    @rule(post=posts)
    def show_again(self, post):
        """The author appeals and is heard."""
        found = self.community.posts.get(post)
        if found is None or found.state != "hidden" or found.hadAppeal:
            return
        asked = self.apis[found.author].post(
            f"/api/v1/review-items/{found.item}/appeal", json={"text": "It says what the office itself has told me."}
        )
        assert asked.status_code in (200, 201), asked.text
        found.hadAppeal = True
        appeal = asked.json()["id"]
        decided = self.moderator.post(f"/api/v1/review-items/{appeal}/decision", json={"decision": "approve"})
        assert decided.status_code == 200, decided.text
        found.state = "published"

    def teardown(self):
        """Everything arrives in the end."""
        for number in (0, 1, 2):
            self.send(number)
        for number, phone in enumerate(self.phones):
            phone.pull_all()
            assert phone.queue == []
            self.compare(number)


def test_devices_hold_what_the_model_says(server, tmp_path):
    tokens = {person: token_for(server.url, person) for person in (MEMBER, MENTOR)}
    apis = {person: api_for(server.url, person) for person in (MEMBER, MENTOR)}
    moderator = api_for(server.url, MODERATOR)
    Model.setting = (server.url, tmp_path, tokens, moderator, apis, categories(moderator)[0]["id"])
    run_state_machine_as_test(
        Model,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=RULES, deadline=None, database=None, print_blob=True,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate, Phase.shrink],
        ),
    )  # fmt: skip
