"""The pictures of received items: taken after the words, checked byte by byte; one that fails costs nothing but itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ttdn.files.errors import RefusedFile
from ttdn.files.inspection import inspect
from ttdn.files.kinds import PICTURES
from ttdn.files.pictures import open_picture
from ttdn.harvest.actions.keeping import Kept
from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.fetching import fetch
from ttdn.harvest.models import Harvested, MissingPicture, Run
from ttdn.harvest.reading import PublicForm
from ttdn.portal.actions.receiving_media import Wanted, receive_picture, wanted_pictures
from ttdn.portal.choices import Standing
from ttdn.portal.models import PublicRecord
from ttdn.portal.picture_forms import Form
from ttdn.portal.renditions import EXTENSIONS
from ttdn.web.errors import UserError

MOST_BYTES = 12 * 1024 * 1024
"""Bytes of one public file of a picture; ours are far below one megabyte."""
MOST_TRIES = 20
"""Visits in which a picture is tried; then it is left until its item changes."""


def take_pictures(run: Run, kept: Kept, at: datetime) -> int:
    """Take the pictures that a received item shows and that are not here yet; gives how many came."""
    record = PublicRecord.objects.select_related("edition", "item", "body").get(pk=kept.harvested.record_id)
    wanted = wanted_pictures(record) if record.standing != Standing.WITHDRAWN else []
    missing = kept.harvested.missing_pictures
    missing.exclude(medium__in=[each.id for each in wanted]).delete()
    if record.edition.content_hash != kept.received.content_hash:
        return 0  # what came is older than what readers have: its files carry other words
    came = 0
    for each in wanted:
        try:
            forms = list(_forms(run, kept.received.forms.get(str(each.id), ())))
            _keep(kept.harvested, each, forms, at)
            came += 1
        except (HarvestFault, UserError) as error:
            _note(kept.harvested, each, error.sentence, at)
        except (IntegrityError, ValueError) as error:
            kind = type(error).__name__
            _note(kept.harvested, each, _("Ảnh có giá trị không lưu được (%(kind)s).") % {"kind": kind}, at)
    return came


@transaction.atomic(durable=True)
def _keep(harvested: Harvested, wanted: Wanted, forms: list[Form], at: datetime) -> None:
    locked = (
        PublicRecord.objects.select_for_update(of=("self",))
        .select_related("edition", "item", "body")
        .get(pk=harvested.record_id)
    )
    if locked.standing == Standing.WITHDRAWN:
        return
    receive_picture(record=locked, wanted=wanted, forms=forms, at=at)
    harvested.missing_pictures.filter(medium=wanted.id).delete()


@transaction.atomic(durable=True)
def _note(harvested: Harvested, wanted: Wanted, reason: str, at: datetime) -> None:
    """Write down why a picture did not come; it is tried again at the next visits."""
    missing, made = MissingPicture.objects.get_or_create(
        harvested=harvested,
        medium=wanted.id,
        defaults={"title": wanted.medium["title"][:200], "reason": reason, "at": at},
    )
    if not made:
        missing.reason, missing.tries, missing.at = reason, missing.tries + 1, at
        missing.save(update_fields=["reason", "tries", "at"])


def _forms(run: Run, told: tuple[PublicForm, ...]) -> Iterator[Form]:
    """Every public file of a picture, checked: its hash, its type by its bytes, its size in pixels.

    Raises:
        HarvestFault, RefusedFile: one of them is not what the record says.
    """
    parts = urlsplit(run.source.base_url)
    for each in told:
        data = fetch(f"{parts.scheme}://{parts.netloc}{each.path}", most=MOST_BYTES)
        if hashlib.sha256(data).hexdigest() != each.sha256:
            raise HarvestFault(Stage.CHECK, _("Ảnh tải về không khớp mã băm mà bản ghi của nguồn nêu."))
        extension = each.spec.rpartition(".")[2]
        kind = inspect(data, f"anh.{extension}", allowed=PICTURES)
        if EXTENSIONS.get(kind.mime) != extension:
            raise RefusedFile(_("Tệp ảnh không thuộc loại mà bản ghi của nguồn nêu."))
        with open_picture(data) as opened:
            if opened.size != (each.width, each.height):
                raise RefusedFile(_("Kích thước ảnh không như bản ghi của nguồn nêu."))
        yield Form(each.spec, data, kind.mime, each.width, each.height)
