"""One step of the purge in a process of its own: make, kill inside|after, approve, finish, look."""

import os
import signal
import sys
from collections.abc import Callable

import django

django.setup()

from django.utils import timezone, translation  # noqa: E402  (after the settings)

from ttdn.accounts.models import User  # noqa: E402
from ttdn.files.models import StoredFile  # noqa: E402
from ttdn.files.storage import kept  # noqa: E402
from ttdn.filings.models import FilingVersion  # noqa: E402
from ttdn.filings.tests.builders import AT, ON, World  # noqa: E402
from ttdn.purging import registry  # noqa: E402
from ttdn.purging.actions import approve_purge, finish, finish_all, request_purge  # noqa: E402
from ttdn.purging.models import Purge  # noqa: E402


def make() -> None:
    """A site with one issued report and a request to purge it."""
    world = World()
    request_purge(
        kind="filings.version",
        object_id=world.issued(number="901").public_id,
        reason="x",
        document="1/QĐ",
        acting_user=world.clerk,
        at=AT,
        on=ON,
    )


def _die(_traces: list[registry.Trace]) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def approve() -> None:
    """The second person agrees."""
    leader = User.objects.get(full_name="Lãnh Đạo Bộ")
    purge = approve_purge(public_id=Purge.objects.get().public_id, acting_user=leader, at=AT, on=ON)
    finish(purge, at=AT)


def kill(where: str) -> None:
    """The same, and killed inside the transaction or right after it."""
    if where == "inside":
        registry.register_further(_die)
    else:
        registry.register_cleaner(_die)
        registry._cleaners.reverse()
    approve()


def look() -> None:
    """Say how far it came."""
    version = FilingVersion.objects.get()
    whole = bool(version.document) and version.sections.exclude(text="").exists() and version.facts.count() >= 0
    blank = not version.document and not version.sections.exclude(text="").exists()
    bytes_kept = any(path.read_bytes()[:4] == b"%PDF" for path in kept())
    state = "whole" if whole else "blank" if blank else "torn"
    print(Purge.objects.get().state, state, "kept" if bytes_kept else "gone")  # noqa: T201
    assert StoredFile.objects.count() >= 2


STEPS: dict[str, Callable[..., object]] = {
    "make": make,
    "approve": approve,
    "look": look,
    "finish": lambda: finish_all(timezone.now()),
    "kill": kill,
}

if __name__ == "__main__":
    with translation.override("vi"):
        STEPS[sys.argv[1]](*sys.argv[2:])
