#!/usr/bin/env bash
# Bring a backup back. Stop the site first (web and worker).
#
#   ops/backup/restore.sh BACKUP [--force] [--without-keys]
#
# Checks every hash before anything is touched; refuses to write over a site that is there, unless --force is given; refuses
# when the key-encryption key that was kept apart is not there, unless --without-keys is given. Then
# it migrates, verifies the audit trail and makes the search index again. With --force what was there is moved to
# TTDN_VAR/before-restore-…; a PostgreSQL database is dumped there before it is emptied.
set -euo pipefail
umask 077
# shellcheck source=ops/backup/site.sh
source "$(dirname "${BASH_SOURCE[0]}")/site.sh"

backup='' force=no without_keys=no
for word in "$@"; do
    case $word in
        --force) force=yes ;;
        --without-keys) without_keys=yes ;;
        -*) fail "unknown option $word; restore.sh BACKUP [--force]" ;;
        *) [[ -z $backup ]] || fail "one backup at a time."; backup=$word ;;
    esac
done
[[ -n $backup ]] || fail "say which backup: restore.sh BACKUP [--force]"
[[ -f $backup/manifest.sha256 ]] || fail "$backup is no backup: it has no manifest.sha256."
backup=$(cd "$backup" && pwd)

# --- is the backup whole: every hash right, and no file that the manifest does not name
(cd "$backup" && sha256sum --check --strict --quiet manifest.sha256) ||
    fail "the backup is damaged (see above). Nothing was changed; take another one."
named=$(wc -l < "$backup/manifest.sha256")
found=$(find "$backup" -type f ! -name manifest.sha256 | wc -l)
[[ $named -eq $found ]] || fail "the manifest names $named files, the folder has $found. Nothing was changed."
grep -qx "engine: $engine" "$backup/about" ||
    fail "the backup is of another database ($(grep '^engine:' "$backup/about")), TTDN_DATABASE_URL says $engine."
# --- is the key there under which the private keys of the backup lie
of_backup=$(sed -n 's/^keys: //p' "$backup/about")
if [[ -n $of_backup && $of_backup != "$keys" && $without_keys == no ]]; then
    have=$([[ -n $keys ]] && echo "another one" || echo "none")
    fail "the private keys of this backup are kept under a key-encryption key that is not in it, and this site has $have. Nothing was changed. Put the key that was kept apart into TTDN_KEY_ENCRYPTION_KEY (or $var/key-encryption-key); if it is lost, give --without-keys: everything sealed stays checkable, but every body must change its key before it can publish."
fi

# --- is there something that would be lost
sql() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --dbname="$database" "$@"; }
there=()
if [[ $engine == sqlite ]]; then
    [[ ! -e $database ]] || there+=("the database $database")
else
    tables=$(sql --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    [[ $tables -eq 0 ]] || there+=("a database with $tables tables")
fi
[[ -z $(find "$var/files" -type f -print -quit 2>/dev/null) ]] || there+=("files in $var/files")
if [[ ${#there[@]} -gt 0 && $force == no ]]; then
    fail "there is $(printf '%s; ' "${there[@]}")nothing was changed. Give --force to put the backup in their place."
fi

# --- put it in place
aside=$var/before-restore-$(date +%Y%m%d-%H%M%S)
mkdir -p "$var" "$aside"
if [[ $engine == sqlite ]]; then
    mkdir -p "$(dirname "$database")"
    cp "$backup/database.sqlite3" "$database.restoring"
    for old in "$database" "$database-wal" "$database-shm"; do
        [[ ! -e $old ]] || mv "$old" "$aside/"
    done
    mv "$database.restoring" "$database"
else
    if [[ $tables -gt 0 ]]; then
        PGOPTIONS='-c ttdn.reach=all' pg_dump --enable-row-security --format=custom --no-owner --no-privileges --file="$aside/database.dump" --dbname="$database"
    fi
    # one transaction: either the whole backup is there, or what was there before
    {
        echo 'BEGIN;'
        [[ $tables -eq 0 ]] || echo 'SET LOCAL client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public;'
        pg_restore --no-owner --no-privileges --file=- "$backup/database.dump"
        echo 'COMMIT;'
    } | sql --output=/dev/null
fi
for folder in files pdf credentials; do
    [[ -d $backup/$folder ]] || continue  # a backup of an earlier version
    [[ ! -d $var/$folder ]] || mv "$var/$folder" "$aside/$folder"
    cp -r --preserve=timestamps "$backup/$folder" "$var/$folder"
done
if [[ -f $backup/secret-key ]]; then
    if [[ -z ${TTDN_SECRET_KEY:-} ]]; then
        [[ ! -f $var/secret-key ]] || mv "$var/secret-key" "$aside/"
        cp "$backup/secret-key" "$var/secret-key"
    elif [[ $TTDN_SECRET_KEY != "$(cat "$backup/secret-key")" ]]; then
        echo "note: TTDN_SECRET_KEY is not the key of the backup; everybody signs in anew." >&2
    fi
fi
rmdir "$aside" 2>/dev/null || echo "what was there before: $aside"

# --- make it a site again
run() { "$python" -m ttdn.config.console "$@" || fail "'ttdn $1' failed after the backup was put in place; see above."; }
run migrate --no-input --verbosity 0
run verify_audit
run rebuild_search
# what was purged since the backup was taken is purged again, from the list beside the backups and the site's own
if [[ -f $(dirname "$backup")/purges.jsonl ]]; then
    run purge reapply --ledger "$(dirname "$backup")/purges.jsonl"
else
    run purge reapply
fi
if [[ -n $of_backup && $of_backup != "$keys" ]]; then
    echo "note: the private keys cannot be read; before a body publishes again, change its key on the page of keys." >&2
fi
echo "restored: $backup"
