"""The proof bundle: one JSON file with all that a verifier needs, without asking this site (docs/reference/authenticity.md)."""

import datetime
import hashlib
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ttdn.proofs import jws, log
from ttdn.proofs.actions.keys import KEY
from ttdn.proofs.actions.roots import ROOT_TYPE, sign_head
from ttdn.proofs.errors import NotSealed
from ttdn.proofs.keys import active_key, jwk_of
from ttdn.proofs.models import LogEntry, LogRoot, SealedText, SigningKey
from ttdn.proofs.seal import stamp

FORMAT = "ttdn-proof-1"


def proof_bundle(text: SealedText, *, at: datetime.datetime) -> dict[str, Any]:
    """The proof of one edition: canonical text, seal, keys, log entry with its path, signed root, and what came later.

    The root is signed now over the whole log, so that the history in the bundle is complete up to this moment; the
    newest daily root stands beside it, with the path that proves that the one begins with the other.

    Raises:
        NotSealed: the text was erased, or the log has no key.
    """
    tree, key = log.current(), active_key(None)
    daily = _daily(tree.size)
    signers = {*([key.kid] if key else []), *([jws.read(daily["jws"], ROOT_TYPE).kid] if daily else [])}
    keys = SigningKey.objects.filter(Q(pk=text.key_id) | Q(kid__in=signers)).order_by("id")
    later = [each for each in log.entries_of(text.item, text.language) if text.entry.index < each.index < tree.size]
    about_keys = list(
        LogEntry.objects.filter(
            item_kind=KEY, item__in=[each.public_id for each in keys], index__lt=tree.size
        ).order_by("index")
    )
    token = sign_head(tree, at=at, history=history_hash(text.entry, later, about_keys))
    if text.erased_at is not None or token is None:
        raise NotSealed(_("Văn bản này không còn bản chứng thực để tải về."))
    return {
        "format": FORMAT,
        "made_at": stamp(at),
        "item": {
            "kind": text.item_kind,
            "id": str(text.item),
            "language": text.language,
            "edition": text.edition,
            "title": text.title,
        },
        "canonical": text.canonical,
        "seal": text.seal,
        "keys": {"keys": [jwk_of(each) for each in keys]},
        "entry": proven(text.entry, tree.size),
        "history": [proven(each, tree.size) for each in later],
        "key_history": [proven(each, tree.size) for each in about_keys],
        "root": token,
        "daily": daily,
    }


def history_hash(entry: LogEntry, later: Sequence[LogEntry], about_keys: Sequence[LogEntry]) -> str:
    """The hash over the places of all entries of a proof: a proof from which one is taken out contradicts its root."""
    places = {
        "entry": entry.index,
        "history": [each.index for each in later],
        "key_history": [each.index for each in about_keys],
    }
    return hashlib.sha256(jws.compact_json(places)).hexdigest()


def proven(entry: LogEntry, size: int) -> dict[str, Any]:
    """An entry as it was hashed, with the path that proves it in the log of this size."""
    return {"leaf": log.leaf(entry), "path": log.inclusion_path(entry.index, size)}


def root_document(root: LogRoot) -> dict[str, Any]:
    """A daily root as it is published in feeds and mirrors."""
    return {"day": root.day.isoformat(), "size": root.size, "root": root.root_hash, "jws": root.jws}


def _daily(size: int) -> dict[str, Any] | None:
    """The newest daily root, and the path from it to the root of the bundle."""
    newest = LogRoot.objects.filter(size__lte=size).order_by("-day").first()
    if newest is None:
        return None
    return root_document(newest) | {"path": log.consistency_path(newest.size, size)}
