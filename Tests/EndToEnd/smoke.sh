#!/usr/bin/env bash
# Shows that a program works by itself: smoke.sh PROGRAM
# Copies it alone into an empty directory, serves the demonstration community from there and looks at a few pages.
set -euo pipefail

[[ $# -eq 1 && -x $1 ]] || { echo "usage: smoke.sh PROGRAM" >&2; exit 2; }

home=$(mktemp -d)
server=
finish() {
  if [[ -n $server ]] && kill -9 "$server" 2>/dev/null; then wait "$server" 2>/dev/null || true; fi
  rm -rf "$home"
}
trap finish EXIT

step() { echo "- $1"; }
fail() {
  echo "FAILED: $1" >&2
  [[ -f $home/server.log ]] && tail -n 40 "$home/server.log" >&2
  exit 1
}

# fetch PATH: prints the body of an answer that must be 200.
fetch() {
  local status
  status=$(curl -sS --max-time 20 -o "$home/body" -w '%{http_code}' "$url$1") || fail "GET $1 got no answer"
  [[ $status == 200 ]] || fail "GET $1 answered $status"
  cat "$home/body"
}

step "copy the program into an empty directory"
cp "$1" "$home/karwan"
cd "$home"

step "load the demonstration community"
./karwan demo --database "$home/karwan.sqlite" >"$home/demo.log" 2>&1 || { cat "$home/demo.log" >&2; fail "karwan demo"; }

port=$((20000 + RANDOM % 20000))
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
url=http://127.0.0.1:$port

step "serve on $url"
./karwan serve --hostname 127.0.0.1 --port "$port" --database "$home/karwan.sqlite" --mail "$home/mail" \
  --limits off >"$home/server.log" 2>&1 &
server=$!
for _ in $(seq 300); do
  curl -sf --max-time 5 -o /dev/null "$url/ready" && break
  kill -0 "$server" 2>/dev/null || fail "the server ended before it was ready"
  sleep 0.1
done
fetch /ready >/dev/null

step "the home page shows threads of the community"
page=$(fetch /)
grep -q 'href="/threads/0' <<<"$page" || fail "no thread on the home page"
grep -q '<h1' <<<"$page" || fail "no heading on the home page"

step "the list of threads has thirty rows"
[[ $(fetch /threads | grep -c 'class="ti"') -eq 30 ]] || fail "not thirty threads"

step "the style is there"
style=$(grep -o 'rel="stylesheet" href="[^"]*"' <<<"$page" | cut -d'"' -f4)
[[ -n $style ]] || fail "the home page names no style"
fetch "$style" | grep -q -- '--paper' || fail "the style is not ours"

step "the API lists the categories"
fetch /api/v1/categories | grep -q '"slug":"germany"' || fail "no categories"

step "stop"
kill -TERM "$server"
status=0
wait "$server" || status=$?
server=
[[ $status -eq 0 ]] || fail "exit status $status after SIGTERM"
! grep -q '"level":"\(error\|critical\)"' "$home/server.log" || fail "an error in the log"
echo "all well"
