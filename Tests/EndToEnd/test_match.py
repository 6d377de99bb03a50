"""Rounds of mentoring solved by the command line, compared with another program that solves them: PyPI matching."""

import hashlib
import hmac
import json
import random
import subprocess
from pathlib import Path

import pytest
from matching.games import HospitalResident

from server import binary

CASES = Path(__file__).parents[1] / "MatchingTests/matching-cases.json"


def run(text, *options):
    return subprocess.run(
        [binary(), "match", "--instance", "-", *options], input=text, capture_output=True, text=True, timeout=300
    )


def solve(instance, *options):
    ended = run(json.dumps(instance), *options)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def pruned(instance):
    """Lists of mutual pairs only, of mentors with a seat: what the other program asks for."""
    mentors = {m: given for m, given in instance["mentors"].items() if given["capacity"]}
    wishes = {
        mentee: [m for m in wanted if m in mentors and mentee in mentors[m]["prefs"]]
        for mentee, wanted in instance["mentees"].items()
    }
    orders = {
        mentor: [mentee for mentee in given["prefs"] if mentor in wishes.get(mentee, [])]
        for mentor, given in mentors.items()
    }
    wishes = {mentee: wanted for mentee, wanted in wishes.items() if wanted}
    orders = {mentor: order for mentor, order in orders.items() if order}
    return wishes, orders, {mentor: mentors[mentor]["capacity"] for mentor in orders}


def theirs(instance):
    wishes, orders, capacities = pruned(instance)
    found = {mentor: [] for mentor in instance["mentors"]}
    if wishes:
        game = HospitalResident.create_from_dictionaries(wishes, orders, capacities)
        for mentor, mentees in game.solve(optimal="resident").items():
            found[mentor.name] = sorted(mentee.name for mentee in mentees)
    return found


def random_instance(chance):
    """Up to 60 mentees and 20 mentors; lists cut short, not always mutual, seats from none to five."""
    mentees = [f"r{n}" for n in range(chance.randint(1, 60))]
    mentors = [f"h{n}" for n in range(chance.randint(1, 20))]
    return {
        "mentees": {m: chance.sample(mentors, chance.randint(0, len(mentors))) for m in mentees},
        "mentors": {
            h: {"capacity": chance.randint(0, 5), "prefs": chance.sample(mentees, chance.randint(0, len(mentees)))}
            for h in mentors
        },
    }


def test_the_published_cases_give_what_they_expect():
    given = json.loads(CASES.read_text())
    answers = json.loads(
        subprocess.run(
            [binary(), "match", "--instance", CASES], capture_output=True, text=True, timeout=60, check=True
        ).stdout
    )
    assert answers == [case["expected"] for case in given["cases"]]
    assert solve(given["cases"]) == answers, "an array of instances"
    assert solve(given["cases"][0]) == answers[0], "one instance"
    for case, proof in zip(given["cases"], solve(given["cases"], "--proof"), strict=True):
        assert proof["matching"] == case["expected"] and sorted(proof["unmatched"]) == sorted(case["unmatched_mentees"])
        assert proof["verification"] == {"holds": True, "blocking": [], "overfull": [], "unlisted": []}


def test_a_thousand_random_rounds_equal_the_other_program():
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    instances = [random_instance(chance) for _ in range(1000)]
    ended = run("\n".join(json.dumps(instance) for instance in instances))
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    for number, (instance, line) in enumerate(zip(instances, lines, strict=True)):
        mine = {mentor: sorted(mentees) for mentor, mentees in json.loads(line).items()}
        assert mine == theirs(instance), f"seed {seed}, instance {number}"


def test_equals_are_ordered_by_lots_that_anybody_can_draw():
    mentees = {name: ["x"] for name in ("anna", "bela", "chen", "dara")}
    instance = {"seed": "2026 autumn", "mentees": mentees, "mentors": {"x": {"capacity": 2, "prefs": [list(mentees)]}}}
    lots = {name: hmac.digest(b"2026 autumn", name.encode(), hashlib.sha256)[:8].hex() for name in mentees}
    proof = solve(instance, "--proof")
    assert proof["lottery"] == lots and proof["seed"] == "2026 autumn"
    assert proof["matching"] == {"x": sorted(lots, key=lots.get)[:2]}
    other = solve(instance, "--seed", "another", "--proof")
    assert other["seed"] == "another" and other["lottery"] != lots


def test_rows_in_another_order_give_the_same_bytes():
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for _ in range(20):
        instance = random_instance(chance)
        turned = {side: dict(chance.sample(list(rows.items()), len(rows))) for side, rows in instance.items()}
        assert run(json.dumps(instance)).stdout == run(json.dumps(turned)).stdout, f"seed {seed}"


@pytest.mark.parametrize(
    "text, pointer",
    [
        ("", "instance"),
        ("{", "instance"),
        ("[{}]", "/0/mentees"),
        ('{"mentees": {"a": ["x", 3]}, "mentors": {}}', "/mentees/a/1"),
        ('{"mentees": {"a": [], "a": []}, "mentors": {}}', "/mentees/a"),
        ('{"mentees": {}, "mentors": {"x": {"capacity": -1, "prefs": []}}}', "/mentors/x/capacity"),
        ('{"mentees": {}, "mentors": {"x": {"capacity": 1, "prefs": [["a", "b"]]}}}', "/seed"),
    ],
)
def test_what_is_wrong_is_refused_in_one_line(text, pointer):
    ended = run(text)
    assert ended.returncode == 2 and ended.stdout == ""
    assert ended.stderr.startswith(f"karwan: {pointer}: ") and ended.stderr.count("\n") == 1


def test_entries_that_name_nobody_are_left_out_and_named():
    instance = {
        "mentees": {"a": ["x", "x", "nobody", "a"], "b": ["x"]},
        "mentors": {"x": {"capacity": 1, "prefs": ["ghost", "b", "a"]}, "y": {"capacity": 0, "prefs": []}},
    }
    proof = solve(instance, "--proof")
    assert proof["matching"] == {"x": ["b"], "y": []} and proof["unmatched"] == ["a"]
    assert [(entry["pointer"], entry["reason"]) for entry in proof["pruned"]] == [
        ("/mentees/a/1", "duplicate"), ("/mentees/a/2", "unknown"), ("/mentees/a/3", "itself"),
        ("/mentors/x/prefs/0", "unknown"),
    ]  # fmt: skip
