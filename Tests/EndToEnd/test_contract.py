"""The API against its own description, by an independent fuzzer: no server error, no undocumented status, no answer
that breaks its schema. CONTRACT_EXAMPLES says how many examples an operation gets; the seed is in the output."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import server as servers
from people import MEMBER, Client, api_for, categories, start_thread, token_for

EXAMPLES = os.environ.get("CONTRACT_EXAMPLES", "12")
HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def described(server, tmp_path_factory):
    """The description with ids in its examples that lead to something, written to a file."""
    asker = api_for(server.url, MEMBER)
    text = asker.get("/api/v1/openapi.json").text
    taken = json.loads(text)["paths"]["/api/v1/threads"]["post"]["requestBody"]["content"]
    examples = taken["application/json"]["example"]
    category = categories(asker)[0]["id"]
    start_thread(asker, id=examples["id"], postId=examples["postId"])
    path = tmp_path_factory.mktemp("contract") / "openapi.json"
    path.write_text(text.replace(examples["categoryId"], category))
    return path


def fuzz(server, described, folder, *options):
    """One run, which must find nothing."""
    command = [
        Path(sys.executable).parent / "schemathesis", "--config-file", HERE / "schemathesis.toml", "run", described,
        "--url", server.url, "--checks", "all", "--max-examples", EXAMPLES, "--no-color", *options,
    ]  # fmt: skip
    environment = os.environ | {"SCHEMATHESIS_HOOKS": "schemathesis_hooks", "PYTHONPATH": str(HERE)}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=3000)
    print(done.stdout[-20_000:])
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2_000:]
    counts = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert counts and int(counts[2]) > 100, "hardly anything was tried"


def test_everybody_is_answered_as_described(server, described, tmp_path):
    """What visitors may ask for; that they may ask for nothing else is seen where members ask, each time without a token
    too."""
    api = json.loads(described.read_text())
    for methods in api["paths"].values():
        for asked in methods.values():
            asked["x-open"] = {} in asked["security"]
    marked = tmp_path / "openapi.json"
    marked.write_text(json.dumps(api))
    fuzz(server, marked, tmp_path, "--include-by", "/x-open == true")
    assert '"level":"error"' not in server.log()


def test_members_are_answered_as_described(server, described, tmp_path):
    token = token_for(server.url, MEMBER)
    fuzz(server, described, tmp_path, "--header", f"Authorization: Bearer {token}")
    # Wrong passwords, one after another, have locked signing in by now; the token is good still.
    assert Client(server.url, token).get("/api/v1/me").status_code == 200
    assert '"level":"error"' not in server.log()
