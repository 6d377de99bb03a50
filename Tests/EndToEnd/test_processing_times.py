"""The statistics of waiting, compared with another program that computes them: the package lifelines."""

import json
import math
import random
import subprocess
import warnings
from pathlib import Path

import lifelines
import pytest

from server import binary

CASES = Path(__file__).parents[1] / "TimelinesTests/timeline-statistics-cases.json"


def statistics(cohorts):
    ended = subprocess.run(
        [binary(), "processing-times", "--cases", "-"],
        input=json.dumps(cohorts), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def random_cohort(chance):
    """Members who joined at filing or later, some still waiting; ties are frequent."""
    cases = []
    for _ in range(chance.randint(5, 120)):
        entry = 0 if chance.random() < 0.6 else chance.randint(1, 60)
        last = entry + chance.randint(1, 90)
        cases.append({"entry_day": entry, "last_day": last, "decided": chance.random() < 0.7})
    return cases


def test_a_file_of_cases_gives_what_it_expects():
    given = json.loads(CASES.read_text())
    answers = statistics(given)
    for cohort, answer in zip(given["kaplan_meier"], answers["kaplan_meier"], strict=True):
        expected = cohort["expected"]
        assert [answer[p] for p in ("p25", "p50", "p75", "p90")] == [expected[p] for p in ("p25", "p50", "p75", "p90")]
        for step, wanted in zip(answer["steps"], expected["steps"], strict=True):
            assert (step["t"], step["at_risk"], step["events"]) == (wanted["t"], wanted["at_risk"], wanted["events"])
            assert step["survival"] == pytest.approx(wanted["survival"], abs=1e-6)
            assert step["ci95"] == (wanted["ci95"] and pytest.approx(wanted["ci95"], abs=1e-6))
    for cohort, answer in zip(given["competing_outcomes"], answers["competing_outcomes"], strict=True):
        for step, wanted in zip(answer["steps"], cohort["expected"]["steps"], strict=True):
            assert step == pytest.approx(wanted, abs=1e-6)
    assert answers["conditional"][0]["probability"] == pytest.approx(0.375, abs=1e-12)
    assert [case["shown"] for case in answers["suppression"]] == [
        case["expected"] for case in given["suppression"]["cases"]
    ]


def test_two_hundred_random_cohorts_equal_lifelines():
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    cohorts = [random_cohort(chance) for _ in range(200)]
    answers = statistics({"kaplan_meier": [{"id": str(i), "cases": cases} for i, cases in enumerate(cohorts)]})
    for cases, answer in zip(cohorts, answers["kaplan_meier"], strict=True):
        fitter = lifelines.KaplanMeierFitter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fitter.fit(
                [case["last_day"] for case in cases], [case["decided"] for case in cases],
                entry=[case["entry_day"] for case in cases],
            )  # fmt: skip
        survival, interval = fitter.survival_function_.iloc[:, 0], fitter.confidence_interval_
        for step in answer["steps"]:
            about = f"seed {seed}, cohort {answer['id']}, day {step['t']}"
            assert step["survival"] == pytest.approx(survival.loc[step["t"]], abs=1e-9), about
            if step["ci95"]:
                assert step["ci95"] == pytest.approx(list(interval.loc[step["t"]]), abs=1e-9), about
        for name, share in (("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p90", 0.9)):
            about = f"seed {seed}, cohort {answer['id']}, {name}"
            # A product that should be exactly a quarter may be more by its rounding.
            theirs = lifelines.utils.qth_survival_times(1 - share + 1e-9, survival)
            assert (math.inf if answer[name] is None else answer[name]) == theirs, about
            for bound, days in zip(interval.columns, answer["intervals"][name], strict=True):
                theirs = lifelines.utils.qth_survival_times(1 - share + 1e-9, interval[bound])
                assert (math.inf if days is None else days) == theirs, f"{about}, {bound}"


def test_a_file_that_is_none_is_refused():
    ended = subprocess.run(
        [binary(), "processing-times", "--cases", str(Path(__file__))], capture_output=True, text=True, timeout=60
    )
    assert ended.returncode == 2 and ended.stdout == "" and ended.stderr.startswith("karwan: cases:")
