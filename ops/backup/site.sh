# Read by backup.sh and restore.sh: where the site keeps its things, as the product itself reads the environment.
# Gives: python, var, ledger (list of purges), engine (sqlite or postgresql), database (path, or connection string without the password),
# PGPASSWORD in the environment; keys (by which the key-encryption key is known again, empty when there is none: never the key itself).

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=${TTDN_PYTHON:-$root/.venv/bin/python}
[[ -x $python ]] || fail "no Python at $python; install the product first, or name one in TTDN_PYTHON."

# one value in each line, read into an array: no word of the environment is ever run as shell
mapfile -t site < <("$python" - <<'PYTHON'
import hashlib
from pathlib import Path

from psycopg.conninfo import make_conninfo

from ttdn.config.env import database, env

var = Path(env("TTDN_VAR")).absolute()
ledger = Path(env("TTDN_PURGE_LEDGER") or var / "purges.jsonl").absolute()
kept = var / "key-encryption-key"
key = env("TTDN_KEY_ENCRYPTION_KEY") or (kept.read_text(encoding="ascii").strip() if kept.exists() else "")
known = hashlib.sha256(f"ttdn key-encryption key\n{key}".encode()).hexdigest()[:32] if key else ""
entry = database(env("TTDN_DATABASE_URL"), var)
if "sqlite" in entry["ENGINE"]:
    print(var, ledger, "sqlite", Path(entry["NAME"]).absolute(), "", known, sep="\n")
else:
    options = {name: value for name, value in entry["OPTIONS"].items() if name != "pool"}
    given = {"host": entry["HOST"], "port": entry["PORT"], "user": entry["USER"], "dbname": entry["NAME"], **options}
    address = make_conninfo(**{name: value for name, value in given.items() if value})
    print(var, ledger, "postgresql", address, entry["PASSWORD"], known, sep="\n")
PYTHON
)
[[ ${#site[@]} -eq 6 ]] || fail "the settings cannot be read; see the error above."
var=${site[0]} ledger=${site[1]} engine=${site[2]} database=${site[3]} keys=${site[5]}
if [[ -n ${site[4]} ]]; then
    export PGPASSWORD=${site[4]}
fi
