"""Fixtures: a built program, a demonstration community, running servers and a browser.

To run: `pip install -r requirements.txt`, then `pytest` in this folder. KARWAN_BINARY names another program than the
debug build, KARWAN_CLI another client than the one beside it; the browser is Debian's Chromium.
"""

import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

import server as servers
from pages import BROWSER, PHONE, busy_thread, choose_language, sign_in, visit_all
from people import MEMBER, Client, api_for, start_thread
from sync_client import new_device

# Milliseconds until something that does not come is missed; a busy machine takes its time.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)


# Files whose tests take minutes begin first, so that none of them is waited for alone.
LONG = ["test_axe.py", "test_contract.py", "test_pages.py", "test_nodes.py", "test_events.py", "test_offline.py"]


def pytest_collection_modifyitems(items):
    """Puts the tests of the long files before all others, each file's in their order."""
    items.sort(key=lambda item: LONG.index(item.path.name) if item.path.name in LONG else len(LONG))


@pytest.fixture(scope="session")
def program(tmp_path_factory):
    """A copy of the program, so that a build that runs meanwhile changes nothing here."""
    return shutil.copy2(servers.binary(), tmp_path_factory.mktemp("program") / "karwan")


@pytest.fixture(scope="session")
def community(tmp_path_factory, program):
    """The demonstration community, loaded once and copied for every server."""
    return servers.demonstration(tmp_path_factory.mktemp("community"), program)


@pytest.fixture(scope="module")
def server(tmp_path_factory, program, community):
    """A server that the tests of one file share."""
    running = servers.Server(tmp_path_factory.mktemp("server"), program, community).start()
    yield running
    running.close()


@pytest.fixture
def own_server(tmp_path, program, community):
    """A server for one test, which may stop, kill and restart it."""
    running = servers.Server(tmp_path / "server", program, community).start()
    yield running
    running.close()


@pytest.fixture
def serve(tmp_path, program, community):
    """Starts a server with options of its own: `serve("--idle-timeout", "2")`."""
    running = []

    def start(*options):
        running.append(servers.Server(tmp_path / f"server{len(running)}", program, community, options).start())
        return running[-1]

    yield start
    for server in running:
        server.close()


@pytest.fixture
def client(server):
    """A program without cookies that sends exactly the headers it is told to."""
    return Client(server.url)


@pytest.fixture(scope="module")
def member(server):
    """demo-member signed in by cookie, with a browser that says nothing about where requests come from."""
    client = Client(server.url)
    client.sign_in(MEMBER)
    return client


@pytest.fixture(scope="module")
def api(server):
    """demo-member as an API client that the tests of one file share."""
    return api_for(server.url, MEMBER)


@pytest.fixture
def asker(server):
    """demo-member as an API client: who asks."""
    return api_for(server.url, MEMBER)


@pytest.fixture
def thread(asker):
    """A new question of demo-member."""
    return start_thread(asker)


@pytest.fixture
def device(server, tmp_path):
    """A device that nobody has seen before: `device(MENTOR)`."""
    return lambda username, **options: new_device(server, tmp_path, username, **options)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**BROWSER)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, server):
    """Opens a browser of a person of their own: `browse(scripts=True, color_scheme="dark")`.

    With `wire`, the browser reaches the server by that wire alone.
    """
    contexts = []

    def open_page(scripts=False, wire=None, **options):
        options = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"} | options
        url = wire.url if wire else server.url
        context = chromium.new_context(base_url=url, java_script_enabled=scripts, **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Shows the log of the server beside a failure."""
    report = yield
    if report.failed:
        for name in ("server", "own_server"):
            running = item.funcargs.get(name)
            if running:
                report.sections.append((f"log of {name}", running.log()))
    return report


@pytest.fixture(params=["visitor", "member"])
def signed_in(request):
    return request.param == "member"


@pytest.fixture
def tour(browse, signed_in):
    """Opens all page kinds in one look; scripts are on, so that what they would complain about is seen."""

    def start(language, scheme, viewport=PHONE):
        page = browse(scripts=True, color_scheme=scheme, viewport=viewport)
        thread = busy_thread(page)
        if signed_in:
            sign_in(page)
        choose_language(page, language)
        return page, visit_all(page, signed_in, thread)

    yield start
