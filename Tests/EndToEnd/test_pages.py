"""Every kind of page on a small phone: direction, width, colours, words and bytes."""

import re

import pytest

from pages import DESK, PHONE, busy_thread, choose_language, path_of, press, sign_in, visit_all
from people import MEMBER, MENTOR, answer_thread, api_for, everything, posts_of, start_thread

DIRECTION = {"en": "ltr", "ur": "rtl"}

# A text that nobody wrote is shown by its key.
KEY = re.compile(
    r"\b(?:label|hint|field|problem|flash|section|list|role|kind|stage|theme|scope|tab|threads|answers|votes)_[a-z_]+\b"
)

# The innermost elements without which the page would be narrow enough.
WIDE_ELEMENTS = """width => [...document.body.querySelectorAll('*')].filter(element => {
    const before = element.style.display;
    element.style.display = 'none';
    const mends = document.documentElement.scrollWidth <= width;
    element.style.display = before;
    return mends;
}).slice(-2).map(element => element.outerHTML.slice(0, 120))"""

PAGE_LIMIT = 15_000
LIST_LIMIT = 12_000
STYLE_LIMIT = 25_000


@pytest.mark.parametrize("language", ["en", "ur"])
def test_no_page_is_wider_than_a_small_phone(tour, language):
    """At 360 px nothing makes a page scroll sideways, in either direction of writing."""
    page, kinds = tour(language, "light")
    too_wide = {}
    for kind, _ in kinds:
        assert page.get_attribute("html", "lang") == language
        assert page.get_attribute("html", "dir") == DIRECTION[language]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            too_wide[kind] = page.evaluate(WIDE_ELEMENTS, PHONE["width"])
    assert too_wide == {}


AWKWARD = {
    "a long word": "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3,
    "a long address": "https://example.org/" + "path/" * 60,
    "long code": "Look at `" + "x" * 300 + "` and\n\n    " + "y " * 200,
    "a wide table": "| a long heading " * 20 + "|\n" + "|-" * 20 + "|\n" + "| a value " * 20 + "|",
    "lists in lists": "\n".join("  " * depth + f"- level {depth}" for depth in range(8)),
    "quotes in quotes": "\n".join(">" * depth + f" level {depth}\n" for depth in range(1, 6)),
    "numbers": "\n".join(f"{n}. number {n} of a long list of papers" for n in range(98, 103)),
    "Urdu": "- یہ ایک فہرست ہے\n- دوسری چیز\n\n1. پہلے\n2. پھر",
    "both": "- ایک\n- two\n\n> یہ کہا گیا\n\n| فیس | 100 |\n|-|-|\n| وقت | 3 |",
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("content", AWKWARD)
def test_no_post_makes_a_page_wider_than_a_phone(browse, server, language, content):
    """What people paste keeps inside its post; tables and code scroll by themselves."""
    member = api_for(server.url, MEMBER)
    thread = start_thread(member, body=f"Here it comes:\n\n{AWKWARD[content]}", tags=["x" * 30, "y" * 30])
    page = browse()
    page.goto("/")
    choose_language(page, language)
    page.goto(f"/threads/{thread['id']}/{thread['slug']}")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    text = page.locator(".opening .text").bounding_box()
    assert text["x"] >= 0 and text["x"] + text["width"] <= PHONE["width"]


def test_the_arrow_of_a_corridor_points_the_way_people_go(browse):
    """From left to right in English, from right to left in Urdu."""
    page = browse()
    page.goto("/threads")
    assert all("→" in way for way in page.locator(".way").all_inner_texts())
    choose_language(page, "ur")
    ways = page.locator(".way").all_inner_texts()
    assert ways and all("←" in way and "→" not in way for way in ways)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_ground_follows_the_reader(browse, scheme):
    """Paper by day, night ink by night, and the choice on the display page wins over the device."""
    page = browse(color_scheme=scheme)
    page.goto("/settings/display")
    ground = "getComputedStyle(document.body).backgroundColor"
    colours = {"light": "rgb(251, 250, 247)", "dark": "rgb(21, 26, 35)"}
    assert page.evaluate(ground) == colours[scheme]
    other = "light" if scheme == "dark" else "dark"
    page.select_option("#field-theme", other)
    press(page, "main form.form .primary")
    assert page.get_attribute("html", "data-theme") == other
    assert page.evaluate(ground) == colours[other]


def test_nothing_complains_in_the_console_and_the_policy_is_there(tour, server):
    """No error, and each answer says that it runs no script but our own."""
    page, kinds = tour("en", "light")
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append((message.type, message.text, message.location["url"])))
    for kind, answer in kinds:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        if kind == "not-found":
            complaints = [complaint for complaint in complaints if "status of 404" not in complaint[1]]
        assert complaints == [], kind


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_speaks_whole_sentences(tour, language):
    """No page shows the key of a text or the braces of a template; each has one heading and a title."""
    page, kinds = tour(language, "light")
    for kind, _ in kinds:
        text = page.inner_text("body") + " " + page.title()
        assert KEY.findall(text) == [], kind
        assert "{" not in page.inner_text("main") or kind in ("thread", "thread-member", "help-sync"), kind
        assert page.locator("h1").count() == 1 and page.inner_text("h1").strip(), kind
        assert page.title().strip() and page.title().strip() != "· Karwan", kind
        unnamed = page.locator("input:not([type=hidden]):visible, select:visible, textarea:visible").evaluate_all(
            "fields => fields.filter(field => !field.labels.length || !field.labels[0].innerText.trim()).length"
        )
        assert unnamed == 0, f"{kind}: fields without a label"


def test_a_touch_finds_every_button(tour):
    """Buttons and fields are at least 44 px high for a thumb."""
    page, kinds = tour("en", "light")
    small = {}
    for kind, _ in kinds:
        # Of boxes and radio buttons the whole line is touched.
        fields = "input:visible:not([type=checkbox]):not([type=radio]), .check:visible"
        heights = page.locator(f"button:visible, .primary:visible, .button:visible, {fields}")
        low = heights.evaluate_all(
            """elements => elements.filter(element => element.getBoundingClientRect().height < 43.5)
                .map(element => element.outerHTML.slice(0, 90))"""
        )
        if low:
            small[kind] = low
    assert small == {}


def test_the_footer_switches_the_language_and_stays_on_the_page(browse):
    """A visitor on a thread reads on in Urdu, and comes back to English the same way."""
    page = browse()
    page.goto(busy_thread(page))
    here, title = path_of(page), page.inner_text("h1")
    for language in ("ur", "en"):
        choose_language(page, language)
        assert path_of(page) == here
        assert page.get_attribute("html", "lang") == language
        assert page.get_attribute("html", "dir") == DIRECTION[language]
        assert page.inner_text("h1") == title
    page.goto("/help")
    assert page.get_attribute("html", "lang") == "en"


def test_the_language_of_the_device_is_spoken_first(browse):
    """Who comes with an Urdu phone reads Urdu at once."""
    page = browse(locale="ur-PK")
    page.goto("/")
    assert page.get_attribute("html", "lang") == "ur"
    assert page.get_attribute("html", "dir") == "rtl"


def test_a_wide_screen_is_not_filled_to_its_edges(browse):
    """Lines of a post hold at most 70 characters or so."""
    page = browse(viewport=DESK)
    page.goto(busy_thread(page))
    width = page.locator(".opening .text").evaluate("text => text.getBoundingClientRect().width")
    letter = page.locator(".opening .text").evaluate(
        "text => parseFloat(getComputedStyle(text).fontSize) * 0.5"
    )
    assert width / letter <= 80


# Bytes on a prepaid line


def compressed(client, path):
    """How many bytes the body of a page takes on the line."""
    answer = client.get(path, headers={"Accept-Encoding": "gzip"}, stream=True)
    assert answer.status_code == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.raw.read(decode_content=False))


@pytest.fixture
def long_thread(server):
    """A thread of twenty posts with the words of the demonstration community."""
    member, mentor = api_for(server.url, MEMBER), api_for(server.url, MENTOR)
    source = max(everything(member, "/api/v1/threads"), key=lambda thread: thread["postCount"])
    bodies = [post["body"][:500] for post in posts_of(member, source["id"]) if len(post["body"]) >= 20]
    thread = start_thread(member)
    for number in range(19):
        answer_thread(mentor if number % 2 else member, thread["id"], f"{number + 1}. {bodies[number]}")
    return f"/threads/{thread['id']}/{thread['slug']}"


def test_a_thread_of_twenty_posts_fits_into_fifteen_kilobytes(client, long_thread):
    """The whole page, compressed."""
    assert client.get(long_thread).text.count("<article") == 20
    assert compressed(client, long_thread) <= PAGE_LIMIT


def test_every_demonstration_thread_of_up_to_twenty_posts_fits_too(client, server):
    """Real questions have long answers and tables."""
    too_big = {}
    for thread in everything(api_for(server.url, MEMBER), "/api/v1/threads"):
        size = compressed(client, f"/threads/{thread['id']}/{thread['slug']}")
        if thread["postCount"] <= 20 and size > PAGE_LIMIT:
            too_big[thread["title"]] = size
    assert too_big == {}


@pytest.mark.parametrize("path", ["/threads", "/threads?list=new", "/threads?list=active"])
def test_a_list_of_thirty_threads_fits_into_twelve_kilobytes(client, path):
    """Thirty rows, compressed."""
    assert client.get(path).text.count('class="ti"') == 30
    assert compressed(client, path) < LIST_LIMIT


def test_the_style_is_small_and_kept_for_good(client):
    """At most 25 kB; the address names its content, so that it is fetched once."""
    path = re.search(r'<link rel="stylesheet" href="([^"]+)"', client.get("/").text).group(1)
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/css")
    assert len(answer.content) <= STYLE_LIMIT
    assert "immutable" in answer.headers["Cache-Control"]
    assert re.search(r"\?v=[\w-]{8,}$", path)


def test_a_page_loads_its_own_style_and_icon_and_nothing_else(browse, server):
    """No request to another host, no font, no script."""
    page = browse(scripts=True)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/threads")
    foreign = [url for url in asked if not url.startswith(server.url)]
    assert foreign == []
    assert {url.removeprefix(server.url).split("?")[0] for url in asked} <= {"/threads", "/app.css", "/favicon.svg"}
