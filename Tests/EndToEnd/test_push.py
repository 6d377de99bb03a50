"""Notices on devices: a push service, and a browser that reads what is sealed for it by libraries of others."""

import base64
import json
import sqlite3
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from playwright.sync_api import expect

from pages import sign_in
from people import MEMBER, MENTOR, answer_thread, api_for, start_thread
from server import free_port
from waiting import eventually


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class PushService:
    """Keeps what comes, and answers as it is told."""

    def __init__(self):
        self.messages = []
        self.status = 201
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.messages.append((self.path, dict(self.headers.items()), body))
                self.send_response(service.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Browser:
    """What a browser keeps of its subscription."""

    def __init__(self, endpoint):
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"0123456789abcdef"

    @property
    def subscription(self):
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": self.endpoint, "p256dh": encoded(point), "auth": encoded(self.auth)}

    def read(self, body):
        """The message, by RFC 8291 as `http_ece` reads it."""
        text = http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm")
        return json.loads(text)


@pytest.fixture
def service():
    running = PushService()
    yield running
    running.close()


@pytest.fixture
def told(serve, service):
    """A server whose push service is ours."""
    return serve("--push-receiver", service.url)


def hurry(server):
    """As if the ten seconds had passed in which somebody might have looked."""
    database = sqlite3.connect(server.database, timeout=30)
    with database:
        database.execute("UPDATE push_message SET due_at = 1")
    database.close()


def check_sender(header, key, audience):
    """RFC 8292: a statement about the receiver that the site signed with the key that browsers subscribed with."""
    scheme, _, rest = header.partition(" ")
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert scheme == "vapid" and parts["k"] == key
    statement, _, signature = parts["t"].rpartition(".")
    raw = decoded(signature)
    assert len(raw) == 64
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), decoded(key))
    pair = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    public.verify(pair, statement.encode(), ec.ECDSA(hashes.SHA256()))
    head, claims = (json.loads(decoded(part)) for part in statement.split("."))
    assert head == {"typ": "JWT", "alg": "ES256"}
    assert claims["aud"] == audience and claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - time.time() <= 86_400


def test_a_device_is_told_and_only_it_can_read_what(told, service):
    """The message is signed, sealed, says nothing private, and leads to the notice; a device that is gone is forgotten."""
    member, mentor = api_for(told.url, MEMBER), api_for(told.url, MENTOR)
    browser = Browser(f"{service.url}/push/1")
    added = member.post("/api/v1/me/push-subscriptions", json=browser.subscription)
    assert added.status_code == 201, added.text
    thread = start_thread(member)
    answer_thread(mentor, thread["id"], "An answer with secret words, for the member alone.")
    hurry(told)
    path, headers, body = eventually(lambda: service.messages, "the message", 60)[0]
    assert path == "/push/1" and headers["Content-Encoding"] == "aes128gcm"
    assert headers["TTL"] == "86400" and headers["Urgency"] == "normal" and headers["Topic"] == "notices"
    assert len(body) <= 4096 and thread["title"].encode() not in body
    key = member.get("/api/v1/me/push-subscriptions").json()["key"]
    check_sender(headers["Authorization"], key, service.url)
    content = browser.read(body)
    assert content["title"] == "You have a new notice on 127.0.0.1" and content["body"] == ""
    assert thread["title"] not in json.dumps(content) and "secret" not in json.dumps(content)
    notice = member.get("/api/v1/notifications").json()["items"][0]
    assert content["path"] == f"/notifications/{notice['id']}"

    settings = member.get("/api/v1/me/notification-settings").json()
    changed = member.send("PUT", "/api/v1/me/notification-settings", json=settings | {"pushDetails": True})
    assert changed.status_code == 200
    service.messages.clear()
    other = start_thread(member)
    answer_thread(mentor, other["id"], "Another answer, of some length.")
    hurry(told)
    _, _, body = eventually(lambda: service.messages, "the second message", 60)[0]
    assert browser.read(body)["body"] == other["title"]

    service.status = 410
    answer_thread(mentor, start_thread(member)["id"], "A third answer, of some length.")
    hurry(told)
    eventually(
        lambda: not member.get("/api/v1/me/push-subscriptions").json()["items"], "the device forgotten", 60
    )


# What Chromium does with a push service of its maker's, which no test can reach.
SUBSCRIBE = """
    PushManager.prototype.getSubscription = async () => null;
    PushManager.prototype.subscribe = async ({ userVisibleOnly, applicationServerKey }) => {
        if (!userVisibleOnly || applicationServerKey.length !== 87) throw new Error('not so');
        return { toJSON: () => (SUBSCRIPTION) };
    };
"""


def test_the_button_adds_this_browser_and_the_list_removes_it(told, service, chromium):
    """With scripts the page has a button; the list of devices works without."""
    made = Browser(f"{service.url}/push/2").subscription
    keys = {"endpoint": made["endpoint"], "keys": {"p256dh": made["p256dh"], "auth": made["auth"]}}
    context = chromium.new_context(base_url=told.url, locale="en-GB", viewport={"width": 360, "height": 740})
    context.set_default_timeout(30_000)
    context.add_init_script(SUBSCRIBE.replace("SUBSCRIPTION", json.dumps(keys)))
    page = context.new_page()
    sign_in(page)
    page.goto("/settings/push")
    expect(page.get_by_text("No device yet.")).to_be_visible()
    page.get_by_role("button", name="Tell me on this device").click()
    expect(page.locator(".flashes")).to_contain_text("This device will tell you")
    expect(page.get_by_role("heading", name="Chrome, Linux")).to_be_visible()
    page.get_by_role("button", name="Remove Chrome, Linux").click()
    expect(page.get_by_text("No device yet.")).to_be_visible()
    context.close()


def test_the_service_worker_shows_what_comes(told, chromium):
    """A push becomes a notification of the system, with the words that were sent and nothing else."""
    context = chromium.new_context(base_url=told.url, locale="en-GB")
    context.set_default_timeout(30_000)
    context.grant_permissions(["notifications"])
    page = context.new_page()
    sign_in(page)
    ready = "navigator.serviceWorker.ready.then((one) => one"
    eventually(lambda: page.evaluate(ready + ".active.state)") == "activated", "the service worker")
    session = context.new_cdp_session(page)
    found, shown = [], []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.on("BackgroundService.backgroundServiceEventReceived", lambda event: shown.append(event))
    session.send("ServiceWorker.enable")
    session.send("BackgroundService.startObserving", {"service": "notifications"})
    session.send("BackgroundService.setRecording", {"shouldRecord": True, "service": "notifications"})
    eventually(lambda: page.evaluate("1") and found, "the registration")
    content = {"title": "You have a new notice on karwan.example", "body": "", "path": "/notifications",
               "tag": "notices", "lang": "en", "dir": "ltr"}  # fmt: skip
    session.send("ServiceWorker.deliverPushMessage", {
        "origin": told.url, "registrationId": found[0]["registrationId"], "data": json.dumps(content)})  # fmt: skip
    # Told by the browser once the system has it; asking for the list of them again and again would disturb what is told.
    eventually(lambda: page.evaluate("1") and shown, "the notification", seconds=60)
    event = shown[0]["backgroundServiceEvent"]
    assert event["eventName"] == "Notification displayed" and event["instanceId"] == content["tag"]
    words = {entry["key"]: entry["value"] for entry in event["eventMetadata"]}
    assert words == {"Title": content["title"], "Body": ""}
    assert page.evaluate(ready + ".getNotifications()).then((all) => all.map((one) => one.data))") == ["/notifications"]
    context.close()
