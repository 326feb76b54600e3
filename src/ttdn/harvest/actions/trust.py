"""The keys of a source: fetched at each visit, trusted once pinned, and what they say of seals that came before."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from ttdn.harvest.checking import Keys
from ttdn.harvest.choices import Stage
from ttdn.harvest.errors import HarvestFault
from ttdn.harvest.fetching import fetch
from ttdn.harvest.models import Source
from ttdn.portal.hooks import tell_public_change
from ttdn.portal.models import PublicRecord
from ttdn.proofs.actions.receiving import note_check
from ttdn.proofs.models import ReceivedText
from ttdn.proofs.seal import check_seal

KEYS_PATH = "/.well-known/ttdn-keys.json"


def keys_of(source: Source) -> Keys:
    """The key document of a source; the keys of its first answer are pinned, later ones wait for a person to trust them.

    Raises:
        HarvestFault: there is none, or it is not of the form of docs/reference/authenticity.md.
    """
    parts = urlsplit(source.base_url)
    try:
        document = _read(json.loads(fetch(f"{parts.scheme}://{parts.netloc}{KEYS_PATH}", most=2**20)))
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise HarvestFault(Stage.CHECK, _("Không đọc được khóa công khai của nguồn.")) from error
    if not source.trusted_keys:
        source.trusted_keys = sorted(key["kid"] for key in document["keys"])
        source.save(update_fields=["trusted_keys"])
    return Keys(document, frozenset(source.trusted_keys))


def _read(told: Any) -> dict[str, Any]:
    """The document, once it has the form that a check relies on."""
    for key in told["keys"]:
        if not isinstance(key["kid"], str) or not isinstance(key["ttdn"], dict):
            raise TypeError("key")
    return {"keys": list(told["keys"])}


@transaction.atomic(durable=True)
def seals_checked_again(source: Source, keys: Keys, *, at: datetime) -> int:
    """When the keys of a source changed, every seal that came from it is checked again; gives how many say something new.

    A key that leaked or that nobody here trusts any more is told to readers at once, beside the words that it sealed.
    """
    trusted = keys.trusted_document()
    if source.key_document == trusted:
        return 0
    sealed = ReceivedText.objects.filter(source=source.public_id).exclude(seal="")
    changed = [
        text.item for text in sealed.iterator() if note_check(text, check_seal(text.seal, trusted, at=at).code, at=at)
    ]
    source.key_document = trusted
    source.save(update_fields=["key_document"])
    if changed:
        records = PublicRecord.objects.filter(item__public_id__in=changed).values_list("pk", flat=True)
        tell_public_change(list(records), at)
    return len(changed)
