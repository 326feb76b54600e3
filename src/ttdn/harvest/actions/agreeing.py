"""The end of every visit: both sides count what they hold and hash it; what differs is said aloud, never smoothed over."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from ttdn.harvest.choices import Agreement, SourceKind, Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.fetching import fetch
from ttdn.harvest.models import Fault, Run, Source
from ttdn.portal.choices import Standing
from ttdn.portal.outgoing_queries import SetHash, set_hash

AGREEMENT_PATH = "/api/v1/agreement"
_COMPARED = (Standing.IN_FORCE, Standing.REPLACED)
"""Withdrawn items are not compared: one that was withdrawn before the first visit never came here."""


def agree(run: Run, size: int | None, *, at: datetime) -> str:
    """Compare both sides and keep the answer on the source; gives a mark of what differs, empty when nothing does.

    Args:
        run: whose source is asked.
        size: what a foreign source said of its whole list (`completeListSize`); None: it did not.
        at: when.

    Raises:
        HarvestFault: our own kind of source did not answer.
    """
    source = run.source
    if source.kind == SourceKind.OURS:
        pairs = [(_theirs(source, standing), held(source, standing)) for standing in _COMPARED]
        differences = [words for theirs, ours in pairs if (words := _difference(theirs, ours))]
        mark = hashlib.sha256(repr(pairs).encode()).hexdigest()
    elif size is None:
        return ""
    else:
        count = source.harvested.exclude(record__standing=Standing.WITHDRAWN).count() + source.quarantined.count()
        differences = [] if count == size else [_numbers(size, count)]
        mark = f"{size}/{count}"
    answer = Agreement.DIFFERENT if differences else Agreement.AGREED
    Source.objects.filter(pk=source.pk).update(agreement=answer, agreed_at=at)
    run.faults.filter(stage=Stage.AGREE).delete()  # of an earlier comparison in this visit
    for words in differences:
        Fault.objects.create(run=run, stage=Stage.AGREE, sentence=words, at=at)
    return mark if differences else ""


def held(source: Source, standing: str) -> SetHash:
    """What we hold of a source in a standing, counted and hashed as the source does."""
    return set_hash(
        source.harvested.filter(record__standing=standing).values_list(
            "record__item__public_id", "record__language", "record__edition__content_hash", "record__standing"
        )
    )


def _difference(theirs: SetHash, ours: SetHash) -> str:
    """What differs in a standing, in words; empty: nothing."""
    if theirs == ours:
        return ""
    if theirs.count != ours.count:
        return _numbers(theirs.count, ours.count)
    return _("Hai bên có cùng số bài nhưng nội dung hoặc tình trạng khác nhau.")


def _numbers(theirs: int, ours: int) -> str:
    return _("Nguồn có %(theirs)s bài, ở đây có %(ours)s.") % {"theirs": theirs, "ours": ours}


def _theirs(source: Source, standing: str) -> SetHash:
    arguments = {"standing": standing}
    kind, _colon, value = source.set_spec.partition(":")
    if kind in {"body", "lang"}:
        arguments["body" if kind == "body" else "language"] = value
    parts = urlsplit(source.base_url)
    try:
        told = json.loads(fetch(f"{parts.scheme}://{parts.netloc}{AGREEMENT_PATH}", arguments, most=2**16))
        return SetHash(int(told["count"]), str(told["set_hash"]))
    except (ValueError, TypeError, KeyError) as error:
        raise HarvestFault(Stage.AGREE, _("Nguồn không trả lời phép đối chiếu số bài.")) from error
