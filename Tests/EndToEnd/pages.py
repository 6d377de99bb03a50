"""What the browser tests know about pages: their kinds, their frame, and how people use them."""

import re

from people import MEMBER, MENTOR, PASSWORD, address_of

BROWSER = {"executable_path": "/usr/bin/chromium", "args": ["--no-sandbox"]}

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}

MISSING = "/no-such-page"


def demo(place, kind):
    """The id of a thing of the demonstration, which follows from its place: timelines, applications, opportunities."""
    high = f"{1_767_225_600_000 + place:012x}"
    return f"{high[:8]}-{high[8:]}-7000-8000-{kind:012x}"


# Kind, address and whether one must be signed in; `{thread}` stands for a thread with answers.
PAGE_KINDS = [
    ("home", "/", False),
    ("home-member", "/", True),
    ("threads", "/threads", False),
    ("thread", "{thread}", False),
    ("thread-member", "{thread}", True),
    ("thread-poll", f"/threads/{demo(54, 1)}", True),
    ("guide", f"/threads/{demo(10, 1)}", True),
    ("suggest", f"/posts/{demo(10, 2)}/suggest", True),
    ("suggestions", f"/posts/{demo(10, 2)}/suggestions", True),
    ("categories", "/categories", False),
    ("category", "/categories/germany", False),
    ("tag", "/tags/blue-card", False),
    ("following", "/threads?list=following", True),
    ("level", "/categories/germany/level", True),
    ("notices", "/notifications", True),
    ("notice-settings", "/settings/notifications", True),
    ("push", "/settings/push", True),
    ("ask", "/threads/new", True),
    ("sign-in", "/sign-in", False),
    ("sign-up", "/sign-up", False),
    ("profile", "/settings/profile", True),
    ("member", f"/members/{MENTOR}", False),
    ("display", "/settings/display", False),
    ("tokens", "/settings/tokens", True),
    ("standing", "/standing", True),
    ("flags", "/flags", True),
    ("moderation-log", "/moderation-log", False),
    ("out", "/out?to=https%3A%2F%2Fwww.example.org%2Fvisa", False),
    ("out-deceptive", "/out?to=https%3A%2F%2Fvfsgl0bal.example%2F", False),
    ("security", "/settings/security", True),
    ("username", "/settings/username", True),
    ("email", "/settings/email", True),
    ("second-step", "/settings/totp", True),
    ("data", "/settings/data", True),
    ("blocks", "/settings/blocks", True),
    ("messages", "/messages", True),
    ("message-settings", "/settings/messages", True),
    ("message-reports", "/messages/reports", True),
    ("drafts", "/drafts", True),
    ("bookmarks", "/bookmarks", True),
    ("deleted", "/deleted", True),
    ("device", "/device", True),
    ("unsent", "/unsent", True),
    ("offline", "/offline", True),
    ("reset", "/reset", False),
    ("privacy", "/privacy", False),
    ("help", "/help", False),
    ("help-sync", "/help/sync", False),
    ("calculators", "/calculators", False),
    ("processing-list", "/processing-times", False),
    ("processing", "/processing-times/de-eu-blue-card", False),
    ("insight", "/insight", False),
    ("skill-list", "/insight/skills", False),
    ("skills", "/insight/skills/de", True),
    ("corridors", "/insight/corridors", False),
    ("insight-mentoring", "/insight/mentoring", False),
    ("timelines", "/timelines", True),
    ("timeline-new", "/timelines/new", True),
    ("timeline", f"/timelines/{demo(12, 3)}", True),
    ("calculator", "/calculators/ca-express-entry-crs-2025", False),
    ("jobs", "/jobs", False),
    ("jobs-mine", "/jobs/mine", True),
    ("jobs-saved", "/jobs/saved", True),
    ("applications", "/applications", True),
    ("application-new", "/applications/new", True),
    ("offers", "/applications/offers", True),
    ("application", f"/applications/{demo(0, 4)}", True),
    ("application-edit", f"/applications/{demo(0, 4)}/edit", True),
    ("opportunities", "/opportunities", False),
    ("opportunity", f"/opportunities/{demo(0, 5)}", True),
    ("opportunities-mine", "/opportunities/mine", True),
    ("talent", "/talent", True),
    ("mentors", "/mentors", True),
    ("mentors-found", "/mentors?country=DE&topic=interviews", True),
    ("mentor", "/mentors/demo-mentor", True),
    ("mentoring", "/mentoring", True),
    ("mentor-form", "/mentoring/mentor-profile", True),
    ("mentee-form", "/mentoring/mentee-profile", True),
    ("mentoring-hours", "/mentoring/availability", True),
    ("mentoring-rules", "/mentoring/rules", True),
    ("mentorships", "/mentoring/mentorships", True),
    ("rounds", "/mentoring/rounds", True),
    ("office-hours", "/mentoring/office-hours", True),
    ("groups", "/groups", False),
    ("invitations", "/mentoring/invitations", True),
    ("waitlist", "/mentoring/waitlist", True),
    ("mentoring-cases", "/mentoring/cases", True),
    ("mentor-request", f"/mentoring/mentorships/new?mentor={MENTOR}", True),
    ("jobs-found", "/jobs?country=DE&skill=swift", True),
    ("job-searches", "/jobs/searches", True),
    ("promoters", "/promoters", False),
    ("promoters-found", "/promoters?q=2839", False),
    ("employer", "/employers/beispiel-bahnplan-gmbh-de", False),
    ("search", "/search", False),
    ("search-found", "/search?q=blue+card", False),
    ("search-members", "/search?q=demo", False),
    ("search-urdu", "/search?q=%D9%88%DB%8C%D8%B2%D8%A7", False),
    ("search-nothing", "/search?q=zebra", False),
    ("visas", "/visas", False),
    ("visas-country", "/visas/de", False),
    ("pathway", "/visas/de/eu-blue-card", False),
    ("pathway-changing", "/visas/us/h1b", True),
    ("pathway-threads", "/visas/de/eu-blue-card/threads", False),
    ("pathway-history", "/visas/de/eu-blue-card/history", False),
    ("pathway-report", "/visas/de/eu-blue-card/report", True),
    ("compare", "/visas/compare?pathway=de-eu-blue-card&pathway=us-h1b&pathway=se-eu-blue-card", False),
    ("checklist", "/visas/gb/skilled-worker/checklist", False),
    ("checklist-begin", "/visas/gb/skilled-worker/checklist", True),
    ("checklists", "/checklists", True),
    ("not-found", MISSING, False),
]


def sign_in(page, username=MEMBER, password=PASSWORD, address=None):
    """Signs in by the page, as a person does."""
    page.goto("/sign-in")
    page.fill("#field-email", address or address_of(username))
    page.fill("#field-password", password)
    press(page, "main form .primary")
    assert page.locator("header summary").count() == 1, f"{username} is not signed in: {page.content()}"
    return page


def press(page, button):
    """Presses a button or link that leads to another page; returns the answer."""
    with page.expect_navigation() as leading:
        page.locator(button).click()
    return leading.value


def choose_language(page, code):
    """Sees to it that pages come in this language, by the footer."""
    if page.locator("html").get_attribute("lang") != code:
        press(page, f"footer button[value={code}]")


def busy_thread(page):
    """The address of a demonstration thread that has an accepted answer."""
    page.goto("/threads")
    return page.locator(".rows li:has(.done) .ti a").first.get_attribute("href")


def visit_all(page, signed_in, thread):
    """Opens one page of each kind in turn; yields its kind and the answer."""
    for kind, path, needs_member in PAGE_KINDS:
        if needs_member == signed_in:
            answer = page.goto(path.format(thread=thread))
            expected = 404 if path == MISSING else 200
            assert answer.status == expected, f"{kind}: {answer.status}"
            yield kind, answer


def ask(page, title, body, tags="papers"):
    """Fills in the form for a new thread, and publishes it."""
    page.goto("/threads/new")
    page.fill("#field-title", title)
    page.select_option("select[name^=category]", index=1)
    page.fill("#field-body", body)
    page.fill("#field-tags", tags)
    return press(page, "button[value=publish]")


def path_of(page):
    """The address of the page without the site."""
    return re.sub(r"^https?://[^/]+", "", page.url)
