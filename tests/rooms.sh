#!/bin/sh
# Who may include whom. Data goes one way, and so do includes; any line not allowed here fails.
#   source -> csv -> etl -> store/writer | store/reader -> query -> views, api -> web
# cron ties the first line for pagetrail-cron; it reads the store only to say what it holds, and asks
# for a page to mail where the web program's workers do: one request in, one answer out (web/req.h).
set -u
cd "$(dirname "$0")/.." || exit 2

# room: what its files may include, as prefixes of the path in #include "..."
rules='
lib     lib/
source  source/ lib/ etl/roster.h
csv     csv/ lib/
etl     etl/ csv/ lib/
store   store/ lib/ etl/record.h etl/roster.h
query   query/ store/ lib/ etl/record.h
views   views/ query/ store/cube.h store/manifest.h store/retain.h store/who.h lib/ etl/record.h
api     api/ query/ store/cube.h store/manifest.h store/retain.h lib/ etl/record.h
cron    cron/ source/ etl/ store/ api/status.h web/req.h web/statics.h lib/ settings.h
web     web/ api/ views/ query/ store/reader.h store/follow.h lib/ etl/record.h settings.h
sim     sim/ lib/
'
# library header: the only places that may include it
libraries='
sqlite3.h      app/store/db.c app/store/db.h app/store/supply.c
curl/curl.h    app/lib/http.c
jansson.h      app/lib/json.c
jwt.h          app/lib/jwt.c
fcgiapp.h      app/web/fcgi.c
fcgios.h       app/web/fcgi.c
microhttpd.h   app/sim/serve.c
archive.h      app/source/unpack.c app/sim/stream.c
archive_entry.h app/source/unpack.c app/sim/stream.c
xxhash.h       app/lib/hash.c
utf8proc.h     app/lib/plain.c
zlib.h         app/sim/stream.c app/source/unpack.c
'
bad=0 seen=0

allowed() { # path, prefixes...
    path=$1
    shift
    for prefix in "$@"; do
        case "$path" in "$prefix"*) return 0 ;; esac
    done
    return 1
}

for file in app/*/*.c app/*/*.h; do
    room=${file#app/}
    room=${room%%/*}
    prefixes=$(printf '%s' "$rules" | awk -v r="$room" '$1 == r { $1 = ""; print }')
    if [ -z "$prefixes" ]; then
        echo "$file: room $room is not in the table of tests/rooms.sh"
        bad=1
        continue
    fi
    for include in $(sed -n 's/^#include "\(.*\)".*/\1/p' "$file"); do
        seen=$((seen + 1))
        # shellcheck disable=SC2086 # a list of prefixes
        allowed "$include" $prefixes || { echo "$file: may not include \"$include\""; bad=1; }
    done
    for include in $(sed -n 's/^#include <\(.*\)>.*/\1/p' "$file"); do
        places=$(printf '%s' "$libraries" | awk -v h="$include" '$1 == h { $1 = ""; print }')
        [ -z "$places" ] && continue
        case " $places " in *" $file "*) ;; *) echo "$file: <$include> belongs to$places alone"; bad=1 ;; esac
    done
done

# Doors that only one file may open.
grep -n 'html_raw_' app/*/*.c app/*.c 2>/dev/null | grep -v '^app/views/html\.c:' && { echo "html_raw_ is for views/html.[ch] alone"; bad=1; }
grep -nE '\b(malloc|calloc|realloc|strdup)\(' app/*/*.c app/*.c 2>/dev/null | grep -v '^app/lib/arena\.c:' && { echo "malloc stands in lib/arena.c alone"; bad=1; }

[ "$seen" -gt 0 ] || { echo "no include was looked at"; exit 1; }
[ "$bad" -eq 0 ] && echo "rooms: $seen includes, all allowed"
exit "$bad"
