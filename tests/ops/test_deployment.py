"""What the deployment files promise about the product, and the product about them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ttdn.config.env import VARIABLES, cache

ROOT = Path(__file__).resolve().parents[2]
OPS = ROOT / "ops"


def _python(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TTDN_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, *words],
        env=kept | {"DJANGO_SETTINGS_MODULE": "ttdn.config.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_site_over_https_has_nothing_to_warn_of(tmp_path: Path) -> None:
    done = _python(
        *("-m", "ttdn.config.console", "check", "--deploy", "--fail-level", "WARNING"),
        TTDN_VAR=str(tmp_path),
        TTDN_HTTPS="1",
        TTDN_HOSTS="ttdn.example.vn",
    )
    assert done.returncode == 0, done.stderr


def test_processes_of_one_machine_share_the_cache_that_counts_tries(tmp_path: Path) -> None:
    put = "from django.core.cache import cache; cache.set('tries', 4, 60)"
    take = "from django.core.cache import cache; print(cache.get('tries'))"
    assert _python("-c", put, TTDN_VAR=str(tmp_path)).returncode == 0
    assert _python("-c", take, TTDN_VAR=str(tmp_path)).stdout == "4\n"
    assert (tmp_path / "cache").stat().st_mode & 0o077 == 0


def test_a_redis_is_used_when_named_and_anything_else_refused(tmp_path: Path) -> None:
    entry = cache("redis://127.0.0.1:6379/1", tmp_path)
    assert entry == {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:6379/1"}
    with pytest.raises(ValueError, match="TTDN_CACHE_URL: 'memcached'"):
        cache("memcached://127.0.0.1", tmp_path)


def test_the_proxy_takes_what_the_product_takes() -> None:
    """Four files of the largest size and a little for the other fields (`ttdn.files.uploads`)."""
    conf = (OPS / "nginx" / "ttdn.conf").read_text(encoding="utf-8")
    found = re.search(r"client_max_body_size (\d+)m;", conf)
    assert found is not None
    (largest,) = (int(each.default) for each in VARIABLES if each.name == "TTDN_UPLOAD_MAX_MB")
    assert int(found[1]) == 4 * largest + 1


def test_the_proxy_says_everything_once() -> None:
    """What nginx refuses to read: two places of one address, two stores of one name (`.ci/run` asks nginx itself)."""
    conf = (OPS / "nginx" / "ttdn.conf").read_text(encoding="utf-8")
    places = [" ".join(each.split()[-1:]) for each in re.findall(r"^\s*location (.+?) \{", conf, re.MULTILINE)]
    stores = re.findall(r"(?:keys_zone=|shared:|zone=)(\w+):", conf)
    assert len(places) > 4
    assert len(stores) > 1
    assert len(set(places)) == len(places)
    assert len(set(stores)) == len(stores)


def test_the_proxy_writes_every_header_that_the_product_believes() -> None:
    conf = (OPS / "nginx" / "ttdn.conf").read_text(encoding="utf-8")
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in conf
    assert "proxy_set_header X-Forwarded-Proto https;" in conf
    assert "$http_x_forwarded" not in conf
    assert "$proxy_add_x_forwarded_for" not in conf


def test_deployment_files_set_only_variables_that_exist() -> None:
    known = {each.name for each in VARIABLES} | {"TTDN_HOST", "TTDN_PYTHON", "TTDN_LANG"}
    files = [path for path in OPS.rglob("*") if path.is_file()] + sorted((ROOT / "docs" / "how-to").glob("*.md"))
    used = {
        (path.name, name) for path in files for name in re.findall(r"TTDN_[A-Z0-9_]*[A-Z0-9]", path.read_text("utf-8"))
    }
    assert len(used) > 10
    assert {(path, name) for path, name in used if name not in known} == set()


@pytest.mark.parametrize("script", sorted(path.name for path in (OPS / "backup").glob("*.sh")))
def test_shell_scripts_parse_and_stop_at_the_first_error(script: str) -> None:
    path = OPS / "backup" / script
    assert subprocess.run(["bash", "-n", path], check=False).returncode == 0
    if os.access(path, os.X_OK):
        assert "set -euo pipefail" in path.read_text(encoding="utf-8")
    else:
        assert script == "site.sh"  # only read by the others, which set it


def test_units_run_as_nobody_in_particular_and_name_what_exists() -> None:
    for unit in sorted((OPS / "systemd").glob("*.service")):
        text = unit.read_text(encoding="utf-8")
        assert "User=ttdn" in text
        assert "NoNewPrivileges=yes" in text
        assert "ProtectSystem=strict" in text
        for page in re.findall(r"file:/opt/ttdn/(\S+)", text):
            assert (ROOT / page).is_file(), page
