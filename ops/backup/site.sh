# Read by backup.sh and restore.sh: where the site keeps its things, as the product itself reads the environment.
# Gives: python, var, ledger (list of purges), engine (sqlite or postgresql), database (path, or connection string without the password),
# PGPASSWORD in the environment.

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
python=${TTDN_PYTHON:-$root/.venv/bin/python}
[[ -x $python ]] || fail "no Python at $python; install the product first, or name one in TTDN_PYTHON."

# one value in each line, read into an array: no word of the environment is ever run as shell
mapfile -t site < <("$python" - <<'PYTHON'
from pathlib import Path

from psycopg.conninfo import make_conninfo

from ttdn.config.env import database, env

var = Path(env("TTDN_VAR")).absolute()
ledger = Path(env("TTDN_PURGE_LEDGER") or var / "purges.jsonl").absolute()
entry = database(env("TTDN_DATABASE_URL"), var)
if "sqlite" in entry["ENGINE"]:
    print(var, ledger, "sqlite", Path(entry["NAME"]).absolute(), "", sep="\n")
else:
    options = {name: value for name, value in entry["OPTIONS"].items() if name != "pool"}
    given = {"host": entry["HOST"], "port": entry["PORT"], "user": entry["USER"], "dbname": entry["NAME"], **options}
    address = make_conninfo(**{name: value for name, value in given.items() if value})
    print(var, ledger, "postgresql", address, entry["PASSWORD"], sep="\n")
PYTHON
)
[[ ${#site[@]} -eq 5 ]] || fail "the settings cannot be read; see the error above."
var=${site[0]} ledger=${site[1]} engine=${site[2]} database=${site[3]}
if [[ -n ${site[4]} ]]; then
    export PGPASSWORD=${site[4]}
fi
