"""What tests of the web client know of it: what it keeps, when it is at rest, and how people use it offline."""

from playwright.sync_api import Error

from pages import choose_language, sign_in
from people import MEMBER
from waiting import eventually
from wire import Wire

# Every store of every database and every cached answer, as one text.
STORED = """async () => {
    const done = (request) => new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('the database does not answer')), 20000);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const found = [];
    for (const { name } of await indexedDB.databases()) {
        const db = await done(indexedDB.open(name));
        for (const store of db.objectStoreNames) {
            const records = await done(db.transaction(store).objectStore(store).getAll());
            if (records.length) found.push(`${store}: ${JSON.stringify(records)}`);
        }
        db.close();
    }
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            found.push(`${name} ${request.url}: ${await (await cache.match(request)).text()}`);
        }
    }
    return found.join('\\n');
}"""

# One store of the web client.
RECORDS = """async (store) => {
    const done = (request) => new Promise((resolve, reject) => {
        setTimeout(() => reject(new Error('the database does not answer')), 20000);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const db = await done(indexedDB.open('karwan'));
    if (!db.objectStoreNames.contains(store)) { db.close(); return []; }
    const opened = db.transaction(store).objectStore(store);
    const found = store === 'meta'
        ? [Object.fromEntries(await Promise.all((await done(opened.getAllKeys())).map(
            async (key) => [key, await done(opened.get(key))])))]
        : await done(opened.getAll());
    db.close();
    return found;
}"""

# What is still to come: the page's scripts have begun, nothing waits, a pull was complete, and the frame is at hand for
# when there is no network.
TO_COME = f"""async () => {{
    const records = {RECORDS};
    const [meta] = await records('meta');
    const signs = {{
        scripts: document.querySelector('#app[data-begun]'),
        pull: meta?.syncedAt,
        frame: await caches.match('/offline'),
        worker: navigator.serviceWorker.controller,
        queue: (await records('queue')).length === 0,
        forms: (await records('forms')).length === 0,
    }};
    return Object.keys(signs).filter((sign) => !signs[sign]);
}}"""


def told(page, expression, *arguments):
    """What the page answers; asked again when it was just going away."""

    def answer():
        try:
            return [page.evaluate(expression, *arguments)]
        except Error:
            return None

    return eventually(answer, "an answer of the page")[0]


def stored(page):
    """All that the browser keeps for the site."""
    return told(page, STORED)


def records(page, store):
    """The records of a store; of `meta` one object."""
    return told(page, RECORDS, store)


def rows(page, entity):
    """The values of the replica's rows of an entity."""
    return [row["value"] for row in records(page, "rows") if row["entity"] == entity]


def at_rest(page):
    """Waits until what was done is sent and what is new is here."""
    missing = None

    def is_at_rest():
        nonlocal missing
        try:
            missing = page.evaluate(TO_COME)
        except Error:
            missing = ["the page"]
        return not missing

    try:
        eventually(is_at_rest, "a device at rest")
    except AssertionError as error:
        raise AssertionError(f"{error}; to come: {missing}") from None
    return page


def sync_now(page):
    """Asks for a complete pull by the button, and waits for it."""
    page.goto("/device")
    page.wait_for_selector("#sync-now")
    before = records(page, "meta")[0].get("syncedAt", 0)
    page.click("#sync-now")
    eventually(lambda: records(page, "meta")[0].get("syncedAt", 0) > before, "a complete pull")
    return at_rest(page)


def speak(page, language):
    """Changes the language, and waits until the frame speaks it too."""
    choose_language(page, language)
    frame = "async () => (await (await caches.match('/offline')).text()).match(/<html lang=\"(..)\"/)[1]"
    eventually(lambda: told(page, frame) == language, "the frame in the other language")
    return at_rest(page)


# By what each browser reaches its server.
wires = {}


def device(browse, server, **options):
    """A browser whose network can be cut."""
    wire = Wire(server.port)
    page = browse(scripts=True, wire=wire, **options)
    wires[page.context] = wire
    page.context.on("close", lambda: wires.pop(page.context).close())
    return page


def member_device(browse, server, username=MEMBER):
    """A browser of a member in which the web client is at home."""
    return at_rest(sign_in(device(browse, server), username))


def keep(page, path):
    """Reads a page and has it kept on the device."""
    page.goto(path)
    page.click(".keep button[aria-pressed=false]")
    return at_rest(page)


def cut(page):
    """The network goes, for all pages of this browser.

    By its own offline mode, and by the wire: the mode alone lets a request slip through now and then when a page or a
    service worker has just begun.
    """
    page.context.set_offline(True)
    wires[page.context].cut()


def mend(page):
    """The network is back."""
    wires[page.context].mend()
    page.context.set_offline(False)


def reopen(page, path="/"):
    """Closes the page, and opens the app anew: nothing of it is in memory."""
    context = page.context
    page.close()
    page = context.new_page()
    page.goto(path)
    page.wait_for_selector("#here[data-shown]")
    page.wait_for_selector("#app[data-begun]", state="attached")
    return page


def shown(page, path):
    """Goes to an address that this device shows by itself."""
    page.goto(path)
    page.wait_for_selector("#here[data-shown]")
    page.wait_for_selector("#app[data-begun]", state="attached")
    return page
