#!/bin/sh
# keepalive.sh: what an nginx keepalive pool to libfcgi workers costs and brings. 4 workers, a page of 8 kB with
# 2 ms of work, 16 and 64 connections, with pools of several sizes and without one. Loopback only; about
# SECONDS (5) x 8. Ends what it starts. Prints one line a case; the decision stands in nginx/site.conf.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
seconds=${SECONDS_EACH:-5} port=${PORT:-18099} workers=4
dir=$(mktemp -d)
pids=
stop() {
    for pid in $pids; do kill "$pid" 2>/dev/null || :; done
    for pid in $pids; do wait "$pid" 2>/dev/null || :; done
    pids=
}
trap 'stop; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM

${CC:-cc} -O2 -D_GNU_SOURCE -o "$dir/keepalive" "$here/keepalive.c" -lfcgi

config() { # lines for the upstream, lines for the location
    user=
    [ "$(id -u)" -ne 0 ] || user='user root;'
    cat >"$dir/nginx.conf" <<C
daemon off; worker_processes 2; pid $dir/nginx.pid; error_log $dir/error.log; $user
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path $dir/body; fastcgi_temp_path $dir/fastcgi; proxy_temp_path $dir/proxy;
    scgi_temp_path $dir/scgi; uwsgi_temp_path $dir/uwsgi;
    upstream pages { server unix:$dir/pages.sock max_fails=0; $1 }
    server {
        listen 127.0.0.1:$port;
        location / {
            fastcgi_pass pages; $2
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_buffers 32 16k;
        }
    }
}
C
}

measure() { # name, connections
    rm -f "$dir/pages.sock"
    "$dir/keepalive" "$dir/pages.sock" $workers 8192 2000 &
    pids="$pids $!"
    tries=50
    until [ -S "$dir/pages.sock" ] || [ $tries -eq 0 ]; do
        tries=$((tries - 1))
        sleep 0.1
    done
    nginx -e stderr -p "$dir" -c "$dir/nginx.conf" &
    pids="$pids $!"
    tries=50
    until curl -s -m 2 -o /dev/null "http://127.0.0.1:$port/" || [ $tries -eq 0 ]; do
        tries=$((tries - 1))
        sleep 0.1
    done
    wrk -t 2 -c "$2" -d "${seconds}s" --timeout 5s -s "$here/keepalive.lua" "http://127.0.0.1:$port/" |
        awk -v name="$1" -v c="$2" '/^result/ { printf "%-12s %3d connections: %s\n", name, c, substr($0, 8) }'
    stop
}

for connections in 16 64; do
    config '' ''
    measure none $connections
    for pool in 1 2 16; do
        config "keepalive $pool;" 'fastcgi_keep_conn on;'
        measure "pool of $pool" $connections
    done
done
