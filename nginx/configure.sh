#!/bin/sh
# configure.sh VAR PORT [STATIC]: writes nginx's configuration below the folder VAR, for a site on 127.0.0.1:PORT in front of
# pagetrail-web on VAR/web.sock and VAR/health.sock, and prints the path that `nginx -c` wants. STATIC is the folder
# of what nginx serves by itself; without it static/ beside this folder, as installed.
# The *.conf beside this file are the templates; @WORD@ in them is replaced.
set -eu
[ $# -eq 2 ] || [ $# -eq 3 ] || { echo "usage: configure.sh VAR PORT [STATIC]" >&2; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$1/nginx" "$1/log"
var=$(cd "$1" && pwd)
static=$(cd "${3:-$here/../static}" && pwd)
case $2 in
'' | *[!0-9]*) echo "configure.sh: $2: not a port" >&2; exit 2 ;;
esac
# Both end in nginx's configuration as they are; a socket's path has 107 bytes.
case $var$here$static in
*[!A-Za-z0-9/._+-]*)
    echo "configure.sh: $var: letters, digits and / . _ + - only, please" >&2
    exit 2
    ;;
esac
if [ ${#var} -gt 90 ]; then
    echo "configure.sh: $var: too long for the path of a socket: at most 90 bytes" >&2
    exit 2
fi

# What another build answered; nothing that nginx keeps is worth more than a request.
rm -rf "$var/nginx/cache"

# Root's nginx would hand its workers to a user who may not enter VAR.
user=
[ "$(id -u)" -ne 0 ] || user='user root;'

for file in "$here"/*.conf; do
    sed -e "s|@VAR@|$var|g" -e "s|@CONF@|$var/nginx|g" -e "s|@ERRORS@|$here|g" \
        -e "s|@STATIC@|$static|g" -e "s|@USER@|$user|g" \
        -e "s|@ADDRESS@|127.0.0.1:$2|g" \
        -e "s|@LISTEN@|unix:$var/web.sock|g" -e "s|@HEALTH@|unix:$var/health.sock|g" \
        "$file" >"$var/nginx/${file##*/}"
done
if grep -n '@[A-Z]\{2,\}@' "$var"/nginx/*.conf >&2; then
    echo "configure.sh: nothing to put there" >&2
    exit 1
fi
echo "$var/nginx/pagetrail.conf"
