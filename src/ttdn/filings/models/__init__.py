"""The filing: one document that follows one legal form, its versions, and what became of each."""

from ttdn.filings.models.content import DraftedSentence, Fact, FactTotal, HeldText, Section, TableRow
from ttdn.filings.models.links import AnswerLink
from ttdn.filings.models.passage import Approval, Attachment, Comment, Counter, Delivery, DeliveryQuerySet, SignedCopy
from ttdn.filings.models.versions import Filing, FilingQuerySet, FilingVersion, VersionQuerySet

__all__ = [
    "AnswerLink",
    "Approval",
    "Attachment",
    "Comment",
    "Counter",
    "Delivery",
    "DeliveryQuerySet",
    "DraftedSentence",
    "Fact",
    "FactTotal",
    "Filing",
    "FilingQuerySet",
    "FilingVersion",
    "HeldText",
    "Section",
    "SignedCopy",
    "TableRow",
    "VersionQuerySet",
]
