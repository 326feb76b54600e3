#!/usr/bin/env bash
# One backup of the site, while it runs: database, files, PDFs given out, certificates of pictures, signing key, and a
# manifest with the SHA-256 of each.
#
#   ops/backup/backup.sh FOLDER      writes FOLDER/ttdn-YYYYMMDD-HHMMSS and prints its path
#
# Reads the same environment as the site (TTDN_VAR, TTDN_DATABASE_URL, TTDN_SECRET_KEY). The database comes first: a
# file is written before the row that names it, so every row of the copy finds its file. The search index, the cache and
# the static files are not kept: they are made again.
#
# The key-encryption key is never in a backup: with it, whoever has the backup could seal in the name of every body. Only
# what it is known again by is in it, so that restore.sh can say whether the right one is there.
set -euo pipefail
umask 077
# shellcheck source=ops/backup/site.sh
source "$(dirname "${BASH_SOURCE[0]}")/site.sh"

[[ $# -eq 1 ]] || fail "say where to: backup.sh FOLDER"
mkdir -p "$1"
name=ttdn-$(date +%Y%m%d-%H%M%S)
target=$(cd "$1" && pwd)/$name
part=$target.part
[[ ! -e $target && ! -e $part ]] || fail "$target is there already; wait a second and try again."
mkdir "$part"
trap 'rm -rf "$part"' EXIT

if [[ $engine == sqlite ]]; then
    [[ -f $database ]] || fail "no database at $database; is TTDN_VAR right?"
    "$python" - "$database" "$part/database.sqlite3" <<'PYTHON'
import sqlite3
import sys
from contextlib import closing

with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=rw", uri=True, timeout=60)) as source:
    with closing(sqlite3.connect(sys.argv[2])) as copy:
        source.backup(copy)
        # one plain file: the copy must not need a write-ahead log beside it
        copy.execute("PRAGMA journal_mode=DELETE")
        (word,) = copy.execute("PRAGMA integrity_check").fetchone()
if word != "ok":
    sys.exit(f"the database is damaged: {word}")
PYTHON
else
    # the copy must see every row: without the word of the second belt pg_dump would see none (decision record 0006)
    PGOPTIONS='-c ttdn.reach=all' pg_dump --enable-row-security --format=custom --no-owner --no-privileges --file="$part/database.dump" --dbname="$database"
fi

for folder in files pdf credentials; do
    mkdir "$part/$folder"
    if [[ -d $var/$folder ]]; then
        # without the modes of the originals: a backup is for its owner only
        cp -r --preserve=timestamps "$var/$folder/." "$part/$folder/"
        # what is being written at this moment, under a name of its own
        find "$part/$folder" -type f \( -name '*.part' -o -name '.*' \) -delete
    fi
done

if [[ -n ${TTDN_SECRET_KEY:-} ]]; then
    printf '%s' "$TTDN_SECRET_KEY" > "$part/secret-key"
elif [[ -f $var/secret-key ]]; then
    cp "$var/secret-key" "$part/secret-key"
fi

{
    echo "engine: $engine"
    echo "taken: $(date --iso-8601=seconds)"
    echo "keys: $keys"
    echo "files: $(find "$part/files" -type f | wc -l)"
} > "$part/about"

(cd "$part" && find . -type f ! -name manifest.sha256 -print0 | sort -z | xargs -0 sha256sum > manifest.sha256)
mv "$part" "$target"
trap - EXIT
# beside the backups and in none of them: what was purged must not come back with one (docs/how-to/purge.md)
if [[ -f $ledger ]]; then
    cp "$ledger" "$1/purges.jsonl.part"
    mv "$1/purges.jsonl.part" "$1/purges.jsonl"
fi
if [[ -n $keys && -z ${TTDN_KEY_ENCRYPTION_KEY:-} ]]; then
    echo "note: the key-encryption key lies in $var/key-encryption-key and is not in the backup; keep a copy of it apart." >&2
fi
echo "$target"
