# Sends a file with curl, fetches it, and compares the sums.
set -eu
host=$1 port=$2 path=$3
url=$(curl -fsS -T "$path" "http://$host:$port/files/?name=curl" | sed 's/.*"url":"\([^"]*\)".*/\1/')
sent=$(md5sum < "$path") fetched=$(curl -fsS "$url" | md5sum)
[ "$sent" = "$fetched" ] && word=same || word=different
echo "$word ${fetched%% *}"
