"""The people of the demonstration community, and how a program acts for them."""

import itertools
import uuid

import requests

from forms import form_with

PASSWORD = "karwan-demo-2026"
MEMBER = "demo-member"
MENTOR = "demo-mentor"
MODERATOR = "demo-moderator"

BODY = "I have a contract and a degree. Which papers do I need first?"

_numbers = itertools.count(1)


def address_of(username):
    return f"{username}@example.org"


def words(subject):
    """A title nobody else uses, long enough to be taken."""
    return f"{subject} {uuid.uuid4().hex[:10]}"


def new_person():
    """What somebody who joins fills in."""
    name = f"traveller-{uuid.uuid4().hex[:8]}"
    return {
        "email": f"{name}@example.net",
        "username": name,
        "displayName": f"Traveller {next(_numbers)}",
        "password": "a caravan of camels",
    }


class Client:
    """HTTP as an API client or an old browser without scripts speaks it: no header but those given here."""

    def __init__(self, url, token=None):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        if token:
            self.session.headers["Authorization"] = f"Bearer {token}"

    def send(self, method, path, **options):
        options = {"timeout": 30, "allow_redirects": False} | options
        return self.session.request(method, self.url + path, **options)

    def get(self, path, **options):
        return self.send("GET", path, **options)

    def post(self, path, **options):
        return self.send("POST", path, **options)

    def form(self, path, *names):
        """The form with the fields `names` on the page at `path`."""
        page = self.get(path)
        assert page.status_code == 200, f"GET {path}: {page.status_code}"
        return form_with(page.text, *names)

    def submit(self, path, form, headers=None, **values):
        """Sends a form back as its page would, with some fields filled."""
        return self.post(form.action or path, data=form.fields | values, headers=headers)

    def sign_in(self, username, password=PASSWORD):
        """Signs in by the page, with the token of its form."""
        form = self.form("/sign-in", "email", "password")
        answer = self.submit("/sign-in", form, email=address_of(username), password=password)
        assert answer.status_code == 303, f"sign-in of {username}: {answer.status_code}"
        return answer


def token_for(url, username, scopes=("read", "write", "sync")):
    """A new API token of a demonstration account."""
    answer = Client(url).post(
        "/api/v1/tokens",
        json={
            "email": address_of(username),
            "password": PASSWORD,
            "name": "end-to-end test",
            "scopes": list(scopes),
        },
    )
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert set(made) == {"id", "token", "expiresAt"}
    return made["token"]


def api_for(url, username, scopes=("read", "write", "sync")):
    """An API client of a demonstration account."""
    return Client(url, token_for(url, username, scopes))


def categories(client):
    """The categories as the API lists them."""
    answer = client.get("/api/v1/categories")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def start_thread(client, title=None, category=None, **fields):
    """A new thread by the API; returns what the API answers."""
    draft = {
        "categoryId": category or categories(client)[0]["id"],
        "kind": "question",
        "title": title or words("Which papers do I need for"),
        "body": BODY,
        "tags": ["papers"],
    } | fields
    answer = client.post("/api/v1/threads", json=draft)
    assert answer.status_code == 201, answer.text
    return answer.json()


def answer_thread(client, thread, body):
    """A new answer by the API; returns what the API answers."""
    answer = client.post(f"/api/v1/threads/{thread}/posts", json={"body": body})
    assert answer.status_code == 201, answer.text
    return answer.json()


def posts_of(client, thread):
    """All posts of a thread as the API lists them, page by page."""
    return everything(client, f"/api/v1/threads/{thread}/posts")


def everything(client, path):
    """All items of a list of the API."""
    items, after = [], None
    for _ in range(100):
        answer = client.get(path, params={"after": after, "limit": 100} if after else {"limit": 100})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        items += page["items"]
        after = page["next"]
        if after is None:
            return items
    raise AssertionError(f"{path} never ends")


def titles(client):
    """The titles of all threads there are."""
    return [thread["title"] for thread in everything(client, "/api/v1/threads")]


def question_form(client, title):
    """The form for a new thread, filled, with the token of its page."""
    form = client.form("/threads/new", "title", "body")
    category = categories(client)[0]["id"]
    form.fields |= {"categoryId": category, "title": title, "body": BODY, "tags": "papers", "action": "publish"}
    return form
