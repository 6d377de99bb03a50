"""Timelines by pages without scripts: begun, told, taken back; and what others waited."""

import pytest

from pages import PHONE, choose_language, press, sign_in
from waiting import eventually


@pytest.mark.parametrize("language, title", [("en", "My timelines"), ("ur", "میری ٹائم لائنیں")])
def test_a_member_follows_an_application_on_a_phone(browse, language, title):
    page = browse()
    page.set_viewport_size(PHONE)
    sign_in(page, "zainab_lhr")
    choose_language(page, language)
    page.goto("/timelines")
    assert page.locator("h1").inner_text() == title
    press(page, "main a[href='/timelines/new']")
    pathway = "de-eu-blue-card" if language == "en" else "nl-highly-skilled-migrant"
    page.select_option("select[name=pathwayId]", pathway)
    page.fill("input[name=filedOn]", "2026-09-01")
    page.fill("input[name=office]", "Islamabad")
    press(page, "main form .primary")
    page.select_option("select[name=type]", "acknowledged")
    page.fill("input[name=date]", "soon")
    press(page, "main form[action$='/events'] .primary")
    assert page.locator("#errors").count() == 1 and page.input_value("input[name=date]") == "soon"
    page.fill("input[name=date]", "2026-09")
    press(page, "main form[action$='/events'] .primary")
    assert page.locator("main .tokens li").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    press(page, "main a[href$='/remove'] >> nth=1")
    press(page, "main .danger")
    assert page.locator("main .tokens li").count() == 1
    press(page, "main a[href$='/delete']")
    press(page, "main .danger")
    assert page.locator("main .rows li").count() == 0


@pytest.mark.parametrize("language", ["en", "ur"])
def test_who_waits_is_asked_and_answers_with_one_click(browse, language):
    page = browse()
    page.set_viewport_size(PHONE)
    sign_in(page, {"en": "fahad-khattak", "ur": "yasir-mardan"}[language])
    choose_language(page, language)
    page.goto("/timelines")
    asked = page.locator("main .rows li b").count()
    assert asked == (1 if language == "en" else 0), "who said so of late is not asked"
    press(page, "main .rows .ti a")
    assert page.locator("main form[action$='/waiting']").count() == asked
    if asked:
        press(page, "main form[action$='/waiting'] .primary")
        assert page.locator("main form[action$='/waiting']").count() == 0
    page.goto("/settings/notifications")
    page.uncheck("input[value=waiting]")
    press(page, "main .form .primary")
    assert not page.is_checked("input[value=waiting]") and page.is_checked("input[value=replies]")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_charts_say_in_a_table_what_they_draw(browse):
    page = browse()
    page.set_viewport_size(PHONE)
    page.goto("/insight")
    assert page.locator("svg.chart").count() == page.locator("main table").count() == 3
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.goto("/processing-times/gb-skilled-worker")
    assert "Fewer than ten members" in page.locator("main").inner_text()
    eventually(lambda: page.goto("/processing-times/de-eu-blue-card") and page.locator("svg").count(), "figures")
    assert page.locator("main table").count() >= 1
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize(
    "language, titles",
    [
        ("en", ["Skills that are wanted", "Germany", "How far members are on their way"]),
        ("ur", ["کن مہارتوں کی مانگ ہے", "جرمنی", "اراکین اپنے سفر میں کہاں تک پہنچے ہیں"]),
    ],
)
def test_figures_of_skills_and_ways_fit_a_phone(browse, language, titles):
    page = browse()
    page.set_viewport_size(PHONE)
    page.goto("/insight")
    choose_language(page, language)
    for path, title in zip(["/insight/skills", "/insight/skills/de", "/insight/corridors"], titles, strict=True):
        if path == "/insight/skills/de":
            page.goto(path)
        else:
            page.goto("/insight")
            press(page, f"main a[href='{path}']")
        assert page.locator("h1").inner_text() == title
        # Whether the first night's figures are there already is not known here.
        assert page.locator("main .empty, main .ways").count() >= 1
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
