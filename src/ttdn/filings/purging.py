"""What a purge blanks of filings: the text of one version, of a whole filing, or one remark (decisions 14).

Number, date, addressees, signer and every hash stay, and so do the figures of the facts: what was summed up stays summed
up, without the words. The guards let this through only while two people's order stands (`ttdn.purging.guards.opened`).
"""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from ttdn.files.models import StoredFile
from ttdn.filings.models import (
    AnswerLink,
    Approval,
    Attachment,
    Comment,
    Delivery,
    DraftedSentence,
    Fact,
    Filing,
    FilingVersion,
    HeldText,
    Section,
    SignedCopy,
    TableRow,
)
from ttdn.notifications.models import Notice
from ttdn.purging.platform import blank_files, traces_of_files
from ttdn.purging.registry import ERASED, Target, Trace

VERSION = "filings.version"
FILING = "filings.filing"
COMMENT = "filings.comment"
BLANK: dict[str, Any] = {
    "document": None,
    "subject_override": "",
    "replacing_reason": "",
    "recall_reason": "",
    "legal_bases": [],
    "recipients": [],
    "signer_lines": [],
}


def _version_traces(version: FilingVersion) -> list[Trace]:
    files = StoredFile.objects.filter(owner_kind=VERSION, owner_id=version.public_id)
    kept = Q(pk__in=[version.docx_id, version.pdf_id]) | Q(pk__in=files.values("pk"))
    kept |= Q(pk__in=version.signed_copies.values("file_id")) | Q(pk__in=version.attachments.values("file_id"))
    comments = [Trace(COMMENT, each) for each in version.comments.values_list("public_id", flat=True)]
    found = traces_of_files(StoredFile.objects.filter(kept))
    return [Trace(VERSION, version.public_id), *found, *comments]


def _traces_of_version(public_id: uuid.UUID) -> list[Trace]:
    return [each for version in FilingVersion.objects.filter(public_id=public_id) for each in _version_traces(version)]


def _traces_of_filing(public_id: uuid.UUID) -> list[Trace]:
    versions = FilingVersion.objects.filter(filing__public_id=public_id).order_by("ordinal")
    return [Trace(FILING, public_id), *(each for version in versions for each in _version_traces(version))]


def _blank(traces: list[Trace]) -> None:
    """Whatever of filings is among the traces."""
    by_kind: dict[str, list[uuid.UUID]] = {}
    for each in traces:
        by_kind.setdefault(each.kind, []).append(each.id)
    Filing.objects.filter(public_id__in=by_kind.get(FILING, [])).update(title=ERASED)
    Comment.objects.filter(public_id__in=by_kind.get(COMMENT, [])).update(text=ERASED)
    versions = list(FilingVersion.objects.filter(public_id__in=by_kind.get(VERSION, [])).values_list("pk", flat=True))
    for filing in Filing.objects.filter(versions__in=versions).values_list("public_id", flat=True).distinct():
        Notice.objects.filter(url__contains=str(filing)).update(subject=ERASED, text="")
    for model in (DraftedSentence, TableRow, HeldText):
        model.objects.filter(version_id__in=versions).delete()
    Section.objects.filter(version_id__in=versions).update(text="", tables=[])
    Fact.objects.filter(version_id__in=versions).update(label=ERASED, place="", unit_name="")
    Approval.objects.filter(version_id__in=versions).update(remark="")
    Delivery.objects.filter(version_id__in=versions).update(return_reason="", remark="")
    SignedCopy.objects.filter(version_id__in=versions).update(differences=[], confirm_remark="")
    Attachment.objects.filter(version_id__in=versions).update(title=ERASED)
    AnswerLink.objects.filter(version_id__in=versions).update(address="", contact_name="", contact_phone="", draft=None)
    FilingVersion.objects.filter(pk__in=versions).update(**BLANK)
    blank_files(traces)


def _chain_of_version(public_id: uuid.UUID) -> uuid.UUID | None:
    return FilingVersion.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _chain_of_filing(public_id: uuid.UUID) -> uuid.UUID | None:
    return Filing.objects.filter(public_id=public_id).values_list("body__public_id", flat=True).first()


def _chain_of_comment(public_id: uuid.UUID) -> uuid.UUID | None:
    return Comment.objects.filter(public_id=public_id).values_list("version__body__public_id", flat=True).first()


def _traces_of_comment(public_id: uuid.UUID) -> list[Trace]:
    return [Trace(COMMENT, public_id)]


def told_in(record: uuid.UUID) -> list[tuple[str, uuid.UUID, str]]:
    """The versions whose text tells of a record: each is a purge of its own."""
    telling = Q(facts__record_id=record) | Q(rows__link_id=record)
    texts = DraftedSentence.objects.annotate(told=Cast("links", TextField()))
    linked = texts.filter(told__contains=str(record)).values("version_id")
    found = FilingVersion.objects.filter(telling | Q(pk__in=linked)).select_related("filing").distinct()
    return [(VERSION, each.public_id, f"{each.filing.title} ({each.ordinal})") for each in found.order_by("pk")]


def told_by(version: uuid.UUID) -> list[tuple[str, uuid.UUID, str]]:
    """The records that a version tells of, and its other versions: a purge of the version leaves them."""
    facts = Fact.objects.filter(version__public_id=version).order_by("pk").values_list("record_kind", "record_id")
    rows = TableRow.objects.filter(version__public_id=version).exclude(link_id=None).values_list("link_kind", "link_id")
    others = FilingVersion.objects.filter(filing__versions__public_id=version).exclude(public_id=version)
    records = [(kind, each, "") for kind, each in dict.fromkeys([*facts, *rows]) if each is not None]
    return [*((VERSION, each.public_id, str(each.ordinal)) for each in others.order_by("ordinal")), *records]


TARGETS: tuple[Target, ...] = (
    Target(VERSION, _("Bản văn bản"), _chain_of_version, _traces_of_version, _blank, told_by),
    Target(FILING, _("Văn bản, mọi bản"), _chain_of_filing, _traces_of_filing, _blank),
    Target(COMMENT, _("Ý kiến trong văn bản"), _chain_of_comment, _traces_of_comment, _blank),
)


def is_blank(version: FilingVersion) -> bool:
    """Whether nothing was put back into a version after its purge."""
    texts: Iterable[bool] = (
        bool(version.document),
        version.sections.exclude(text="").exists(),
        version.sentences.exists(),
        version.rows.exists(),
    )
    return not any(texts)
