"""Every kind of page by the rules of accessibility, in both languages, by day and by night."""

import pytest
from axe_playwright_python.sync_playwright import Axe

LOOKS = [(language, scheme) for language in ("en", "ur") for scheme in ("light", "dark")]


@pytest.mark.parametrize("language, scheme", LOOKS)
def test_axe_finds_nothing_to_complain_about(tour, language, scheme):
    """The accessibility rules of WCAG 2.2, level AA, and the good practices that axe knows."""
    page, kinds = tour(language, scheme)
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # In the dark nothing is other than the colours.
    colours = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
    options = {"runOnly": rules if scheme == "light" else colours}
    found = {}
    for kind, _ in kinds:
        for violation in Axe().run(page, options=options).response["violations"]:
            places = [(node["target"], node["any"][0]["message"] if node["any"] else "") for node in violation["nodes"]]
            found[f"{kind}: {violation['id']}"] = places[:3]
    assert found == {}
