"""What the tests of the sync protocol share."""

from datetime import datetime

import requests

ANSWER = "The statement of comparability takes the longest, so begin with it."

PUSH = {"pushVersion": 1, "clientGroupID": "g", "profileID": "", "schemaVersion": "s1", "mutations": []}
PULL = {"pullVersion": 1, "clientGroupID": "g", "profileID": "", "schemaVersion": "s1", "cookie": None}


def scope_of(thread):
    """The scope with the posts of a thread."""
    return f"t:{thread['id']}"


def iso_week(instant):
    """The week of an instant as scopes name it: 2026-W47."""
    year, week, _ = datetime.fromisoformat(instant.replace("Z", "+00:00")).isocalendar()
    return f"{year}-W{week:02d}"


def problem_of(refused, status, code):
    """Checks the shape of an error and its code; returns it."""
    assert refused.value.status == status
    assert refused.value.media_type.startswith("application/problem+json")
    assert refused.value.problem["status"] == status
    assert refused.value.problem["code"] == code
    return refused.value


def results(answer):
    """What became of each mutation of a push."""
    return [(result["id"], result["status"]) for result in answer["results"]]


def raw(server, path, token, body, **headers):
    """A request as it stands, without what the client would mend."""
    given = {"Content-Type": "application/json"} | headers
    if token:
        given["Authorization"] = f"Bearer {token}"
    return requests.post(server.url + path, data=body, headers=given, timeout=60)
