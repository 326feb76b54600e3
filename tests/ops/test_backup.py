"""A backup that was never restored is a hope: each test here takes a real site down and brings it back."""

import base64
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OPS = ROOT / "ops" / "backup"
STORE = """
import datetime, uuid
from django.db import transaction
from ttdn.files.actions import store_bytes
with transaction.atomic():
    store_bytes(
        "Báo cáo đã phát hành".encode(), "bao-cao.txt", "text/plain", owner_kind="test", owner_id=uuid.UUID(int=7),
        body_public_id=None, acting_user=None, at=datetime.datetime(2026, 11, 21, 9, 0, tzinfo=datetime.UTC),
    )
"""


KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()
SEAL = """
import datetime
from django.conf import settings
from django.utils import timezone
from ttdn.proofs.actions.keys import make_key
make_key(body=None, acting_user=None, at=timezone.now())
for folder, name in ((settings.C2PA_ROOT, "ca.pem"), (settings.PDF_ROOT / "mot-bai", "vi-1-x.pdf")):
    folder.mkdir(parents=True)
    (folder / name).write_text("đã đưa ra", encoding="utf-8")
"""


class Site:
    """A site of its own in a temporary folder, driven from outside as an operator drives it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.var = folder / "var"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("TTDN_", "DJANGO_"))}
        self.env = kept | {"TTDN_VAR": str(self.var), "TTDN_PYTHON": sys.executable, "TTDN_LANG": "vi"}
        self.env["TTDN_KEY_ENCRYPTION_KEY"] = KEY

    def run(self, *words: str | Path, fails: bool = False) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [str(word) for word in words], env=self.env, capture_output=True, text=True, check=False, cwd=self.folder
        )
        assert (done.returncode != 0) is fails, done.stdout + done.stderr
        return done

    def ttdn(self, *words: str, fails: bool = False) -> str:
        return self.run(sys.executable, "-m", "ttdn.config.console", *words, fails=fails).stdout

    def backup(self) -> Path:
        return Path(self.run(OPS / "backup.sh", self.folder / "backups").stdout.strip())

    def restore(self, backup: Path, *words: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
        return self.run(OPS / "restore.sh", backup, *words, fails=fails)

    def content(self) -> dict[str, str]:
        """Every statement that makes the database again, and the hash of every file."""
        with closing(sqlite3.connect(self.var / "ttdn.sqlite3")) as connection:
            lines = sorted(connection.iterdump())
        files = {
            str(path.relative_to(self.var)): hashlib.sha256(path.read_bytes()).hexdigest()
            for folder in ("files", "pdf", "credentials")
            for path in sorted((self.var / folder).rglob("*"))
            if path.is_file()
        }
        key = (self.var / "secret-key").read_text(encoding="utf-8")
        return files | {"database": "\n".join(lines), "key": key}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, lay_tables: Callable[[Path], None]) -> Path:
    """A migrated site with an account, its audit row, a sealed day and a file; copied for each test."""
    site = Site(tmp_path_factory.mktemp("original"))
    lay_tables(site.var)
    site.ttdn("create_user", "quan-tri@thu.example", "Nguyễn Thị Ánh", "--administrator")
    site.ttdn("seal_audit", "--day", "2026-11-20")
    site.ttdn("shell", "-c", STORE + SEAL)
    return site.var


@pytest.fixture
def site(original: Path, tmp_path: Path) -> Site:
    """A fresh copy of the site."""
    shutil.copytree(original, tmp_path / "var")
    return Site(tmp_path)


@pytest.fixture
def destroy(site: Site) -> Callable[[], None]:
    """The day the disk dies."""
    return lambda: shutil.rmtree(site.var)


def test_a_destroyed_site_comes_back_the_same(site: Site, destroy: Callable[[], None]) -> None:
    before = site.content()
    assert len(before) == 5  # one file, a PDF, a certificate, the database, the key
    assert "Nguyễn Thị Ánh" in before["database"]
    assert "accounts.user.opened" in before["database"]
    backup = site.backup()
    assert site.content() == before
    destroy()

    said = site.restore(backup).stdout

    assert site.content() == before
    assert "Nhật ký nguyên vẹn: " in said
    assert "Nhật ký nguyên vẹn: 0 dòng." not in said
    assert (site.var / "search").exists()
    assert not list(site.var.glob("before-restore-*"))


def test_the_key_encryption_key_is_kept_apart_and_asked_for(site: Site, destroy: Callable[[], None]) -> None:
    """No backup holds it; a restore without it, or with another, says so before it touches anything."""
    del site.env["TTDN_KEY_ENCRYPTION_KEY"]
    (site.var / "key-encryption-key").write_text(KEY, encoding="ascii")
    done = site.run(OPS / "backup.sh", site.folder / "backups")
    assert "keep a copy of it apart" in done.stderr
    backup, before = Path(done.stdout.strip()), site.content()
    assert not [path for path in backup.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()]
    destroy()
    for other, has in (("", "this site has none"), (base64.urlsafe_b64encode(bytes(32)).decode(), "another one")):
        site.env["TTDN_KEY_ENCRYPTION_KEY"] = other
        refused = site.restore(backup, fails=True)
        assert has in refused.stderr
        assert "Nothing was changed" in refused.stderr
        assert not site.var.exists()
    site.env["TTDN_KEY_ENCRYPTION_KEY"] = KEY
    site.restore(backup)
    assert site.content() == before


def test_with_the_key_lost_what_was_sealed_comes_back_all_the_same(site: Site, destroy: Callable[[], None]) -> None:
    backup, before = site.backup(), site.content()
    destroy()
    site.env["TTDN_KEY_ENCRYPTION_KEY"] = base64.urlsafe_b64encode(bytes(32)).decode()
    said = site.restore(backup, "--without-keys")
    assert "change its key" in said.stderr
    assert site.content() == before


def test_a_backup_names_its_owner_only_and_hashes_everything(site: Site) -> None:
    backup = site.backup()
    assert [path.name for path in backup.parent.iterdir()] == [backup.name]
    assert {path.stat().st_mode & 0o077 for path in backup.rglob("*")} == {0}
    named = {
        line.split("  ./")[1]: line.split("  ./")[0]
        for line in (backup / "manifest.sha256").read_text(encoding="utf-8").splitlines()
    }
    found = {str(path.relative_to(backup)): path for path in backup.rglob("*") if path.is_file()}
    found.pop("manifest.sha256")
    assert named == {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in found.items()}
    assert {"about", "database.sqlite3", "secret-key"} < set(named)


def test_a_backup_of_a_site_being_written_to_is_whole(site: Site) -> None:
    """What another connection has committed is in the copy although it still lies in the write-ahead log."""
    with closing(sqlite3.connect(site.var / "ttdn.sqlite3")) as connection:
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("UPDATE accounts_user SET full_name = 'Lê Văn Bình'")
        connection.commit()
        assert (site.var / "ttdn.sqlite3-wal").stat().st_size > 0
        backup = site.backup()
    with closing(sqlite3.connect(backup / "database.sqlite3")) as copy:
        assert copy.execute("SELECT full_name FROM accounts_user").fetchall() == [("Lê Văn Bình",)]


def test_restore_overwrites_nothing_unless_forced(site: Site) -> None:
    before = site.content()
    backup = site.backup()
    with closing(sqlite3.connect(site.var / "ttdn.sqlite3")) as connection:
        connection.execute("UPDATE accounts_user SET full_name = 'Trần Văn Sau'")
        connection.commit()
    later = site.content()
    assert later != before

    refused = site.restore(backup, fails=True)
    assert "--force" in refused.stderr
    assert site.content() == later

    said = site.restore(backup, "--force").stdout
    assert site.content() == before
    (aside,) = site.var.glob("before-restore-*")
    assert str(aside) in said
    with closing(sqlite3.connect(aside / "ttdn.sqlite3")) as connection:
        assert connection.execute("SELECT full_name FROM accounts_user").fetchall() == [("Trần Văn Sau",)]


@pytest.mark.parametrize("harm", ["changed", "missing", "added"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(
    site: Site, destroy: Callable[[], None], harm: str
) -> None:
    backup = site.backup()
    victim = next(path for path in (backup / "files").rglob("*") if path.is_file())
    if harm == "changed":
        victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    elif harm == "missing":
        victim.unlink()
    else:
        victim.with_name("khach").write_bytes(b"?")
    destroy()
    refused = site.restore(backup, "--force", fails=True)
    assert "Nothing was changed" in refused.stderr
    assert not site.var.exists()


def test_a_backup_whose_audit_trail_was_altered_does_not_pass(site: Site, destroy: Callable[[], None]) -> None:
    """Hashes that were made again after the alteration do not help: the chain of the trail itself is checked."""
    backup = site.backup()
    with closing(sqlite3.connect(backup / "database.sqlite3")) as copy:
        guards = copy.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_auditentry'")
        for (name,) in guards.fetchall():
            copy.execute(f"DROP TRIGGER {name}")
        copy.execute("UPDATE audit_auditentry SET action = 'accounts.user.closed'")
        copy.commit()
    site.run(
        "bash", "-c", f"cd '{backup}' && find . -type f ! -name 'manifest*' -exec sha256sum {{}} + > manifest.sha256"
    )
    destroy()
    refused = site.restore(backup, fails=True)
    assert "verify_audit" in refused.stderr
    assert "Nhật ký không còn nguyên vẹn" in refused.stderr


def test_a_backup_of_another_kind_of_database_is_refused(site: Site) -> None:
    backup = site.backup()
    site.env["TTDN_DATABASE_URL"] = "postgres://ttdn@localhost/ttdn"
    assert "another database" in site.restore(backup, fails=True).stderr


def test_backup_of_nothing_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    site = Site(tmp_path)
    assert "TTDN_VAR" in site.run(OPS / "backup.sh", tmp_path / "backups", fails=True).stderr
    assert list((tmp_path / "backups").iterdir()) == []
