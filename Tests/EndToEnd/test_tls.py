"""TLS and HTTP/2: a certificate made here, spoken to by curl and Python."""

import contextlib
import json
import signal
import socket
import ssl
import subprocess

import pytest

from people import MEMBER, PASSWORD, address_of
from waiting import eventually


def certificate(folder, name):
    """Makes a self-signed certificate for 127.0.0.1; returns the paths of it and of its key."""
    chain, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", chain],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    return chain, key


@pytest.fixture
def pair(tmp_path):
    return certificate(tmp_path, "first")


@pytest.fixture
def secure(serve, pair, monkeypatch):
    """A server with a certificate and a short handshake."""
    import server as servers

    start = servers.Server.__init__

    def with_address(self, *arguments, **options):
        start(self, *arguments, **options)
        self.url = self.url.replace("http:", "https:")

    monkeypatch.setattr(servers.Server, "__init__", with_address)
    return serve("--tls-certificate", str(pair[0]), "--tls-key", str(pair[1]), "--idle-timeout", "3")


def curl(server, path, *options):
    """Status, protocol version, head and body as curl sees them."""
    command = ["curl", "-sk", "-i", "-w", "\n%{http_code} %{http_version}", *options, server.url + path]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    text, _, last = done.stdout.rpartition("\n")
    head, _, body = text.replace("\r\n", "\n").partition("\n\n")
    status, version = last.split()
    return int(status), version, head, body


@pytest.mark.parametrize("option, version", [("--http2", "2"), ("--http1.1", "1.1")])
def test_pages_and_the_api_are_served_on_both_versions(secure, option, version):
    """ALPN decides; browsers are told to stay with https."""
    status, spoken, head, body = curl(secure, "/threads", option)
    assert (status, spoken) == (200, version)
    assert "strict-transport-security: max-age=31536000" in head.lower()
    assert "<html" in body
    draft = {"email": address_of(MEMBER), "password": PASSWORD, "name": "tls", "scopes": ["read"]}
    json_type = "Content-Type: application/json"
    status, spoken, _, body = curl(secure, "/api/v1/tokens", option, "-H", json_type, "-d", json.dumps(draft))
    assert (status, spoken) == (201, version)
    token = json.loads(body)["token"]
    status, _, _, body = curl(secure, "/api/v1/me", option, "-H", f"Authorization: Bearer {token}")
    assert status == 200 and json.loads(body)["username"] == MEMBER


def test_cookies_of_the_site_travel_over_tls_alone(secure):
    fields = f"email={address_of(MEMBER)}&password={PASSWORD}"
    status, _, head, _ = curl(secure, "/sign-in", "--http2", "-d", fields, "-H", "Sec-Fetch-Site: same-origin")
    cookies = [line for line in head.splitlines() if line.lower().startswith("set-cookie:")]
    assert status == 303
    assert any("__Host-karwan_session=" in cookie for cookie in cookies)
    assert all("; Secure" in cookie for cookie in cookies)


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_of_tls_are_refused(secure, version):
    context = ssl._create_unverified_context()
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.minimum_version = context.maximum_version = version
    with socket.create_connection(("127.0.0.1", secure.port), timeout=10) as line, pytest.raises(OSError):
        context.wrap_socket(line)


def test_what_is_no_handshake_is_cut_off(secure):
    """Plain HTTP, and a line without a word, are closed; others are served."""
    with socket.create_connection(("127.0.0.1", secure.port), timeout=30) as silent:
        with socket.create_connection(("127.0.0.1", secure.port), timeout=30) as plain:
            plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            with contextlib.suppress(ConnectionResetError):
                assert not plain.recv(1000).startswith(b"HTTP")
        assert curl(secure, "/health")[0] == 200
        assert silent.recv(1) == b""


def shown(server):
    """The certificate that the server shows now."""
    return ssl.get_server_certificate(("127.0.0.1", server.port), timeout=10)


def test_a_renewed_certificate_is_shown_after_sighup(secure, pair, tmp_path):
    """An unusable one changes nothing."""
    first = shown(secure)
    second = certificate(tmp_path, "second")
    for old, new in zip(pair, second):
        old.write_bytes(new.read_bytes())
    secure.process.send_signal(signal.SIGHUP)
    eventually(lambda: shown(secure) != first, "the new certificate is shown")
    assert shown(secure).strip() == second[0].read_text().strip()
    pair[1].write_text("no key")
    secure.process.send_signal(signal.SIGHUP)
    eventually(lambda: "the old one stays" in secure.log(), "the log names it")
    assert shown(secure).strip() == second[0].read_text().strip()
    assert curl(secure, "/ready")[0] == 200


def test_a_server_that_would_be_unprotected_does_not_start(tmp_path, program, pair):
    """Beyond loopback without a certificate or a proxy; with half a pair; with a key of another certificate."""
    other = certificate(tmp_path, "other")
    for options, complaint in [
        (["--hostname", "0.0.0.0"], "hostname"),
        (["--tls-certificate", pair[0]], "tls-key"),
        (["--tls-certificate", pair[0], "--tls-key", other[1]], "belong together"),
        (["--tls-certificate", pair[0], "--tls-key", pair[1], "--address", "http://x.example"], "https"),
    ]:
        command = [program, "serve", "--port", "0", "--database", tmp_path / "none.sqlite", *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode in (1, 2), options
        assert complaint in done.stderr, options
