#!/bin/sh
# run.sh BUILD VAR PORT: the whole of Pagetrail on 127.0.0.1:PORT until Ctrl-C, with a demo company behind it, or
# with the data of VAR/store when somebody imported some there. All it keeps is below VAR; what VAR holds
# already is kept, and only newer data is fetched. Ends every process it started, also when one of them dies.
set -u
[ $# -eq 3 ] || { echo "usage: run.sh BUILD VAR PORT" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$1" && pwd) || exit 2
mkdir -p "$2/log" || exit 2
var=$(cd "$2" && pwd)
port=$3
PATH=$PATH:/usr/sbin # nginx is there, and not on everybody's path
pids='' names=''

say() { printf '%s\n' "$*"; }

# The processes by name, in the order of their start; nginx, which is asked first, started last.
stop() {
    trap '' INT TERM HUP PIPE
    reversed=
    for pid in $pids; do reversed="$pid $reversed"; done
    for pid in $reversed; do kill -TERM "$pid" 2>/dev/null; done
    tries=300
    for pid in $reversed; do
        while kill -0 "$pid" 2>/dev/null && [ $tries -gt 0 ]; do
            tries=$((tries - 1))
            sleep 0.1 &
            wait $! # it also notices which children ended
        done
        kill -KILL "$pid" 2>/dev/null && say "pagetrail: process $pid did not end and was killed"
    done
    wait
}

fail() { # message, name of the log to show
    say "pagetrail: $1" >&2
    if [ -n "${2-}" ] && [ -s "$var/log/$2.log" ]; then
        say "the end of $var/log/$2.log:" >&2
        tail -n 15 "$var/log/$2.log" >&2
    fi
    stop
    exit 1
}
trap 'stop; exit 0' INT TERM HUP
trap 'stop; exit 1' PIPE # nobody reads what we say any more

start() { # name, command...
    name=$1
    shift
    "$@" >"$var/log/$name.log" 2>&1 &
    pids="$pids $!"
    names="$names $name:$!"
}

# Of the background: a trap runs at once then, and Ctrl-C does not wait for the end of a step.
step() { # name, what for, command...
    name=$1 what=$2
    shift 2
    say "$what"
    "$@" >"$var/log/$name.log" 2>&1 &
    pid=$!
    pids="$pids $pid"
    wait $pid || fail "$what: failed with exit status $?" "$name"
    pids=${pids% "$pid"}
}

check_alive() {
    for entry in $names; do
        kill -0 "${entry#*:}" 2>/dev/null || fail "${entry%:*} ended by itself" "${entry%:*}"
    done
}

until_true() { # what for, command...
    what=$1 tries=600
    shift
    until "$@" >/dev/null 2>&1; do
        check_alive
        tries=$((tries - 1))
        [ $tries -gt 0 ] || fail "not within 60 s: $what" web
        sleep 0.1 &
        wait $!
    done
}

upstream_port() {
    sed -n 's/.*listening [^ ]*:\([0-9][0-9]*\).*/\1/p' "$var/log/sim.log" | head -n 1
}
upstream_listens() { [ -n "$(upstream_port)" ]; }

case $port in
'' | *[!0-9]*) fail "PORT is \"$port\", which is no port" ;;
esac
exec 9>"$var/lock"
flock -n 9 || fail "$var is in use by another run: end that one or choose another VAR"
command -v curl >/dev/null || fail "curl is missing: it is how this script asks whether the site is up"
curl -s -m 2 -o /dev/null "http://127.0.0.1:$port/"
[ $? -eq 7 ] || fail "port $port is taken: choose another one, as in: make run PORT=8081"
for needed in pagetrail-web pagetrail-cron pagetrail-sim; do
    [ -x "$build/$needed" ] || fail "$build/$needed is missing: run make"
done
conf=$(sh "$here/configure.sh" "$var" "$port" "$build/static") || fail "nginx could not be configured"
rm -f "$var/log/nginx.access.log"

# A company that never was, its exports, and the platform that serves them; all of it through the real path.
demo() {
    # Made beside and then renamed: what was interrupted is made anew.
    rm -rf "$var/demo.part" "$var/keys.part"
    if [ ! -d "$var/demo" ]; then
        step demo "making a demo company of 3,000 people and 90 days" \
            "$build/pagetrail-sim" make --preset demo --out "$var/demo.part"
        mv "$var/demo.part" "$var/demo"
    fi
    if [ ! -d "$var/keys" ]; then
        step keys "making the service account's key" \
            "$build/pagetrail-sim" keygen --alg RS256 --out "$var/keys.part"
        mv "$var/keys.part" "$var/keys"
    fi
    start sim "$build/pagetrail-sim" serve --data "$var/demo" --listen 127.0.0.1:0 \
        --key "$var/keys/public.pem" --alg RS256 --issuer pagetrail --audience reports
    until_true "the demo's platform listens" upstream_listens

    PAGETRAIL_API=http://127.0.0.1:$(upstream_port)
    export PAGETRAIL_API PAGETRAIL_KEY="$var/keys/private.pem"
    export PAGETRAIL_ALG=RS256 PAGETRAIL_ISSUER=pagetrail PAGETRAIL_SUBJECT=pagetrail
    export PAGETRAIL_AUDIENCE=reports
    step directory "fetching people, teams and managers" "$build/pagetrail-cron" directory
    # A real platform's data goes on to this minute; this one's ends where its story does.
    end=$(head -c 400 "$var/demo/truth.json" | sed -n 's/.*"to": *"\([^"]*\)".*/\1/p')
    step pageouts "fetching page-outs" "$build/pagetrail-cron" ingest pageouts --to "$end"
    step notifications "fetching notifications" "$build/pagetrail-cron" ingest notifications --to "$end"
}

export PAGETRAIL_STORE="$var/store" PAGETRAIL_STAGING="$var/staging"
if [ -e "$var/store/CURRENT" ] && [ ! -d "$var/demo" ]; then
    say "serving the data that is in $var/store; nothing is fetched"
else
    demo
fi
start web "$build/pagetrail-web" --listen "unix:$var/web.sock" --health-listen "unix:$var/health.sock" \
    --statics "$build/static"
start nginx nginx -e stderr -c "$conf"
until_true "the site is ready" curl -sf -m 5 "http://127.0.0.1:$port/readyz"
say "logs are in $var/log; Ctrl-C ends it all"
say "ready http://127.0.0.1:$port/"
while :; do
    check_alive
    sleep 1 &
    wait $!
done
