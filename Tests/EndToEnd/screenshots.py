"""Takes a picture of every kind of page: python screenshots.py OUTDIR

Two widths, light and dark, English and Urdu; the pictures are named kind-width-scheme-language.png.
"""

import itertools
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import server as servers
from pages import BROWSER, DESK, PHONE, busy_thread, choose_language, press, sign_in, visit_all

LOOKS = list(itertools.product((PHONE, DESK), ("light", "dark"), ("en", "ur")))


def refused_form(page):
    """A sign-up that was refused: the one kind of page that has no address."""
    page.goto("/sign-up")
    page.fill("#field-email", "nobody")
    press(page, "main form.form .primary")


def take(browser, url, folder):
    """All pictures, one person after the other."""
    for (viewport, scheme, language), signed_in in itertools.product(LOOKS, (False, True)):
        context = browser.new_context(base_url=url, viewport=viewport, color_scheme=scheme, locale="en-GB")
        page = context.new_page()
        look = f"{viewport['width']}-{scheme}-{language}"
        thread = busy_thread(page)
        if signed_in:
            sign_in(page)
        choose_language(page, language)
        for kind, _ in visit_all(page, signed_in, thread):
            page.screenshot(path=folder / f"{kind}-{look}.png", full_page=True)
        if not signed_in:
            refused_form(page)
            page.screenshot(path=folder / f"refused-{look}.png", full_page=True)
        context.close()
        print(f"{look} {'member' if signed_in else 'visitor'}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: screenshots.py OUTDIR")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        program = servers.binary()
        running = servers.Server(Path(scratch) / "server", program, servers.demonstration(Path(scratch), program))
        running.start()
        browser = playwright.chromium.launch(**BROWSER)
        try:
            take(browser, running.url, folder)
        finally:
            browser.close()
            running.close()


if __name__ == "__main__":
    main()
