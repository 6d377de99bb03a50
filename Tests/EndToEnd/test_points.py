"""Calculators of points systems: by page without scripts, by program and by the command line the same number."""

import json
import subprocess
from pathlib import Path

import pytest
import requests

from pages import PHONE, choose_language, press
from server import binary

RULES = Path(__file__).parents[2] / "Sources/App/Data/points-systems.json"
EXAMPLES = [
    (system["id"], example)
    for system in json.loads(RULES.read_text())["systems"]
    for example in system["worked_examples"]
]
DAY = "2026-10-15"


def run(system, profile, *options):
    return subprocess.run(
        [binary(), "points", system, "--input", "-", *options],
        input=json.dumps(profile), capture_output=True, text=True, timeout=60,
    )  # fmt: skip


@pytest.mark.parametrize("system, example", EXAMPLES, ids=[example["id"] for _, example in EXAMPLES])
def test_the_command_line_gives_what_the_example_says(system, example):
    ended = run(system, example["input"], "--on", DAY)
    assert ended.returncode == 0, ended.stderr
    answer = json.loads(ended.stdout)
    parts = {part["id"]: part["points"] for part in answer["factors"] + answer["groups"]} | {"total": answer["total"]}
    for name, expected in example["expected"].items():
        if name == "passes":
            assert answer["passes"] == expected
        elif name == "option":
            assert next(f for f in answer["factors"] if f["id"] == "salary_option").get("option") == expected
        else:
            assert parts[name] == expected, name


def test_the_command_line_takes_arrays_and_names_what_is_wrong():
    system, example = next(pair for pair in EXAMPLES if pair[0] == "de-opportunity-card")
    answers = run(system, [example["input"]] * 3)
    assert [answer["total"] for answer in json.loads(answers.stdout)] == [example["expected"]["total"]] * 3
    refused = run(system, [example["input"], example["input"] | {"age": "old"}])
    assert refused.returncode == 2 and refused.stdout == "" and refused.stderr.startswith("karwan: 1/age")
    late = run("ca-express-entry-crs-2025", EXAMPLES[0][1]["input"], "--on", "2026-11-03")
    assert late.returncode == 1 and late.stdout == "" and "rules changed" in late.stderr
    assert run("moon", {}).returncode == 1


def test_rules_of_an_operator_count_from_their_day_on(tmp_path):
    """Canada's ranking changed on 3 November 2026: once an operator knows the new rules, each day has its own."""
    database, file = str(tmp_path / "karwan.sqlite"), tmp_path / "rules.json"
    later = json.loads(RULES.read_text())["systems"][0]
    profile = later["worked_examples"][0]["input"]
    later |= {"effective_from": "2026-11-03", "effective_to": None, "as_of": "2026-11-10", "max_total": 1100}
    file.write_text(json.dumps({"systems": [later]}))
    here = ("--database", database)

    def load():
        command = [binary(), "import", "points", file, *here]
        return subprocess.run(command, capture_output=True, text=True, timeout=60)

    assert run(later["id"], profile, "--on", "2026-11-03", *here).returncode == 1
    assert load().stdout == "added 1, changed 0, unchanged 0, refused 0\n"
    assert load().stdout == "added 0, changed 0, unchanged 1, refused 0\n"
    for day, most in (("2026-11-02", 1200), ("2026-11-03", 1100)):
        answer = json.loads(run(later["id"], profile, "--on", day, *here).stdout)
        assert (answer["total"], answer["maxTotal"]) == (395, most), day
    later["worked_examples"][0]["expected"]["total"] = 396
    file.write_text(json.dumps({"systems": [later]}))
    refused = load()
    assert refused.returncode == 1 and refused.stderr.startswith("/systems/0/worked_examples/0/expected/total: ")


@pytest.mark.parametrize("language", ["en", "ur"])
def test_a_person_computes_on_a_phone_without_scripts(browse, language):
    page = browse()
    page.set_viewport_size(PHONE)
    page.goto("/calculators")
    choose_language(page, language)
    press(page, "main .rows a[href='/calculators/de-opportunity-card']")
    page.check("input[name=state_recognised_qualification]")
    page.check("input[name=shortage_occupation]")
    page.select_option("select[name=german]", "b1")
    page.select_option("select[name=english]", "c1_or_native")
    for field, value in {
        "age": "30", "experience_years_in_last_5": "3", "experience_years_in_last_7": "5", "funds_eur_per_month": "1,100",
    }.items():
        page.fill(f"input[name={field}]", value)
    press(page, "main form .primary")
    assert "9" in page.locator("#score").inner_text()
    assert page.locator("main table tbody tr").count() == 9
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert "age" not in page.url and "age=" not in page.locator("main a[href*='?']").get_attribute("href")


def test_every_system_has_a_form_with_all_its_inputs(server):
    systems = requests.get(f"{server.url}/api/v1/points-systems", timeout=10).json()["items"]
    assert len(systems) == 7
    for system in systems:
        text = requests.get(f"{server.url}/calculators/{system['id']}", timeout=10).text
        for field in system["inputs"]:
            name = f"{field['name']}.listening" if field["type"] == "ability_levels" else field["name"]
            assert f'name="{name}"' in text, name
