"""What the log tells of people: nothing."""

import json
import re

from requests.adapters import HTTPAdapter

from people import Client, categories, new_person, token_for, words, MEMBER
from sync_client import SyncClient, new_id
from waiting import eventually

# An address that is in no other line of the log.
ADDRESS = "127.0.0.77"


class From(HTTPAdapter):
    """Sends from an address of our choice."""

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(ADDRESS, 0), **options)


def client_of(server, token=None):
    client = Client(server.url, token)
    client.session.mount("http://", From())
    return client


def test_the_log_names_nobody(serve, tmp_path):
    """Joining, confirming, mistakes, writing, tokens, sync, reset and leaving, with everything logged."""
    server = serve("--log-level", "trace")
    client, person = client_of(server), new_person()
    form = client.form("/sign-up", "email", "password")
    assert client.submit("/sign-up", form, **person).status_code == 200
    link = server.link_in_letter_to(person["email"])
    path = link.removeprefix(server.url)
    assert client.submit(path, client.form(path, "formToken")).status_code == 303
    client.submit("/sign-in", client.form("/sign-in", "email"), email=person["email"], password="wrong horse stable")
    client.submit("/sign-in", client.form("/sign-in", "email"), email=person["email"], password=person["password"])
    session = next(cookie.value for cookie in client.session.cookies if "session" in cookie.name)
    assert client.get("/settings/profile").status_code == 200
    made = client.post("/api/v1/tokens", json={
        "email": person["email"], "password": person["password"], "name": "log", "scopes": ["read", "write", "sync"],
    })  # fmt: skip
    token = made.json()["token"]
    api = client_of(server, token)
    said = words("What nobody else shall read")
    draft = {"categoryId": categories(api)[0]["id"], "kind": "question", "title": said, "body": said, "tags": []}
    assert api.post("/api/v1/threads", json=draft).status_code == 201
    assert api.post("/api/v1/threads", json=draft | {"title": ""}).status_code == 422
    assert api.post("/api/v1/threads", data=said, headers={"Content-Type": "application/json"}).status_code == 400
    assert api.get(f"/members/{person['username']}?after={said}").status_code < 500
    device = SyncClient(server.url, token, tmp_path / "device.json")
    device.session.mount("http://", From())
    device.mutate("post.create", threadId=new_id(), id=new_id(), body=said)
    device.push()
    client.submit("/reset", client.form("/reset", "email"), email=person["email"])
    eventually(lambda: len(server.letters_to(person["email"])) > 1, "the letter for a new password")
    server.stop()
    log = (server.folder / "server.log").read_text()
    private = [
        person["email"], person["username"], person["displayName"], person["password"], "wrong horse", session, token,
        said, path.rsplit("/", 1)[1], ADDRESS, token_of(server, person),
    ]  # fmt: skip
    told = [(secret, line) for line in log.splitlines() for secret in private if secret.lower() in line.lower()]
    assert not told, told[:5]
    # Services are logged by what they describe themselves as; one of them holds the site's keys.
    assert "secrets" not in log.lower()
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    answered = [line for line in lines if line["message"] == "answered"]
    assert len(answered) > 10
    assert all(re.fullmatch(r"none|/[^?@%]*", line["route"]) for line in answered)


def token_of(server, person):
    """The secret of the last letter's link."""
    letters = "".join(letter.get_content() for letter in server.letters_to(person["email"]))
    return re.findall(r"/reset/(\S+)", letters)[-1]
