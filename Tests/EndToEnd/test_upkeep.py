"""What an operator does: check, backup, restore; and what the machine does to us: a full disk, a second server."""

import contextlib
import shutil
import sqlite3
import subprocess
import threading

import pytest

import server as servers
from people import BODY, MEMBER, Client, api_for, start_thread, token_for, words
from sync_client import new_device


def karwan(server, command, *arguments, database=None):
    """One command on the server's database; returns how it ended."""
    return subprocess.run(
        [server.program, command, "--database", database or server.database, *arguments],
        cwd=server.home, capture_output=True, text=True, timeout=120,
    )  # fmt: skip


def test_a_second_server_on_the_same_file_is_refused(own_server):
    refused = karwan(own_server, "serve", "--port", str(servers.free_port()), "--mail", str(own_server.mail))
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1 and "Another process serves this database" in refused.stderr
    for command in (["migrate"], ["demo"], ["restore", str(own_server.database)]):
        ended = karwan(own_server, *command)
        assert ended.returncode == 1 and "Another process" in ended.stderr, command
    assert Client(own_server.url).get("/ready").status_code == 200


def test_after_a_kill_the_lock_is_free(own_server):
    own_server.kill()
    own_server.start()
    assert karwan(own_server, "check").returncode == 0


def test_a_community_moves_to_another_file_and_back(own_server, tmp_path):
    own_server.stop()
    places = [own_server.database, tmp_path / "there.sqlite", tmp_path / "back.sqlite"]
    printed = []
    for origin, place in zip(places, places[1:]):
        moved = subprocess.run([own_server.program, "move", "--from", origin, "--to", place],
                               cwd=own_server.home, capture_output=True, text=True, timeout=120)  # fmt: skip
        assert moved.returncode == 0 and moved.stdout.endswith("moved; all is well\n"), moved.stderr
        printed.append(moved.stdout)
    assert printed[0] == printed[1] and "forum_post" in printed[0]
    assert karwan(own_server, "check", database=places[2]).returncode == 0


def test_check_finds_what_was_tampered_with(own_server):
    own_server.stop()
    assert karwan(own_server, "check").stdout.endswith("all is well\n")
    with contextlib.closing(sqlite3.connect(own_server.database)) as database, database:
        database.execute("DELETE FROM change_index_entry WHERE rowid IN (SELECT rowid FROM change_index_entry LIMIT 1)")
    missing = karwan(own_server, "check")
    assert missing.returncode == 1 and "not in the change index" in missing.stdout
    with contextlib.closing(sqlite3.connect(own_server.database)) as database, database:
        database.execute("PRAGMA foreign_keys = OFF")
        database.execute("DELETE FROM category")
    orphans = karwan(own_server, "check")
    assert orphans.returncode == 1 and "names one of category that is not there" in orphans.stdout


def test_a_backup_made_while_writing_is_whole(own_server, tmp_path):
    asker = api_for(own_server.url, MEMBER)
    stop, made = threading.Event(), []

    def write():
        while not stop.is_set():
            made.append(start_thread(asker)["id"])

    writer = threading.Thread(target=write)
    writer.start()
    backups = [tmp_path / f"{number}.sqlite" for number in range(3)]
    ended = [karwan(own_server, "backup", str(path)) for path in backups]
    stop.set()
    writer.join()
    for path, end in zip(backups, ended):
        assert end.returncode == 0, end.stderr
        assert karwan(own_server, "check", database=path).returncode == 0
    assert len(made) > 3
    again = karwan(own_server, "backup", str(backups[0]))
    assert again.returncode == 1 and "is there already" in again.stderr


def test_restore_brings_the_old_state_back_and_devices_begin_anew(own_server, tmp_path):
    asker = api_for(own_server.url, MEMBER)
    before = start_thread(asker, title=words("Before the backup"))
    assert karwan(own_server, "backup", str(tmp_path / "b.sqlite")).returncode == 0
    after = start_thread(asker, title=words("After the backup"))
    device = new_device(own_server, tmp_path, MEMBER)
    device.pull_all()
    own_server.stop()
    restored = karwan(own_server, "restore", str(tmp_path / "b.sqlite"))
    assert restored.returncode == 0, restored.stderr
    assert len(list(own_server.folder.glob("*.before-restore-*"))) == 1
    own_server.start()
    asker = api_for(own_server.url, MEMBER)
    assert asker.get(f"/api/v1/threads/{before['id']}").status_code == 200
    assert asker.get(f"/api/v1/threads/{after['id']}").status_code == 404
    device.url = own_server.url
    device.session.headers["Authorization"] = f"Bearer {token_for(own_server.url, MEMBER)}"
    assert device.pull()["ext"]["reset"]["reason"] == "epoch_changed"
    device.pull_all()
    assert karwan(own_server, "check").returncode == 0


@pytest.mark.parametrize("damage", ["no database", "cut", "a byte"])
def test_a_damaged_backup_changes_nothing(own_server, tmp_path, damage):
    backup = tmp_path / "b.sqlite"
    assert karwan(own_server, "backup", str(backup)).returncode == 0
    content = bytearray(backup.read_bytes())
    if damage == "no database":
        content = bytearray(b"these are not the pages you look for" * 400)
    elif damage == "cut":
        del content[len(content) // 2 :]
    else:
        for place in range(4096 * 12, 4096 * 40):
            content[place] ^= 0x55
    backup.write_bytes(content)
    own_server.stop()
    database = own_server.database.read_bytes()
    refused = karwan(own_server, "restore", str(backup))
    assert refused.returncode == 1 and "Nothing was changed" in refused.stderr, refused.stderr
    assert own_server.database.read_bytes() == database
    assert not list(own_server.folder.glob("*restor*")) and not list(own_server.folder.glob(".verify-*"))


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", folder], check=True)
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_refuses_writes_and_keeps_what_was_acknowledged(tmp_path, program, community, small_disk):
    running = servers.Server(tmp_path / "server", program, community)
    running.database = shutil.move(running.database, small_disk / "karwan.sqlite")
    running.start()
    try:
        asker = api_for(running.url, MEMBER)
        category = start_thread(asker)["categoryId"]
        acknowledged, refused = [], None
        for _ in range(3000):
            answer = asker.post(
                "/api/v1/threads",
                json={"categoryId": category, "kind": "question", "title": words("Is there room"), "body": BODY * 400},
            )
            if answer.status_code != 201:
                refused = answer
                break
            acknowledged.append(answer.json()["id"])
        assert refused is not None and refused.status_code == 503, refused
        assert refused.headers["Content-Type"].startswith("application/problem+json")
        assert refused.headers["Retry-After"] and refused.json()["code"] in ("disk_full", "storage_unavailable")
        assert Client(running.url).get("/threads?list=new").status_code == 200
        assert Client(running.url).get("/health").status_code == 200
        assert asker.get(f"/api/v1/threads/{acknowledged[-1]}").status_code == 200
        subprocess.run(["mount", "-o", "remount,size=64m", small_disk], check=True)
        start_thread(asker)
        assert Client(running.url).get("/ready").status_code == 200
        for thread in acknowledged[-5:]:
            assert asker.get(f"/api/v1/threads/{thread}").status_code == 200
        assert karwan(running, "check").returncode == 0
    finally:
        running.close()
