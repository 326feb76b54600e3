"""What hangs on a version: sections, drafted sentences, table rows, facts and their totals."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models

from ttdn.filings.choices import (
    SentenceState,
)
from ttdn.filings.models.versions import FilingVersion
from ttdn.web.ids import uuid7

USER = settings.AUTH_USER_MODEL


class Section(models.Model):
    """The text of one section of the form, saved on its own with an optimistic lock.

    `text` is plain paragraphs: a blank line separates them, lines that begin with "- " are a list.
    `tables` describes its tables: a list of {table, caption, columns: [{key, header, width, align}]}.
    """

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=30)
    text = models.TextField(blank=True, default="")
    tables = models.JSONField(default=list, blank=True)
    lock = models.PositiveIntegerField(default=0)
    blank_confirmed = models.BooleanField(default=False)
    updated_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    updated_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code"], name="section_once_per_version")
        ]

    def __str__(self) -> str:
        return self.code


class HeldText(models.Model):
    """A person's text of a section that clashed with somebody else's, kept until the person settles it."""

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="held_texts")
    code = models.CharField(max_length=30)
    text = models.TextField()
    by = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code", "by"], name="held_text_once_per_person")
        ]

    def __str__(self) -> str:
        return self.code


class DraftedSentence(models.Model):
    """A sentence that a source drafted from records, with links to each of them.

    `figures` are the numbers in it: a list of {code, value, estimated}. `offered` holds the fresh wording
    when the text in the section was edited by hand, so that a redraft loses nothing.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="sentences")
    code = models.CharField(max_length=30)
    key = models.CharField(max_length=200)
    text = models.TextField()
    offered = models.TextField(blank=True, default="")
    links = models.JSONField(default=list, blank=True)
    figures = models.JSONField(default=list, blank=True)
    position = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, choices=SentenceState.choices, default=SentenceState.IN_TEXT)
    stale = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "code", "key"], name="sentence_once_per_section")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class TableRow(models.Model):
    """One row of a table of a section; `cells` are texts in the order of the table's columns."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="rows")
    code = models.CharField(max_length=30)
    table = models.CharField(max_length=30, default="main")
    position = models.PositiveIntegerField(default=0)
    cells = models.JSONField(default=list)
    link_kind = models.CharField(max_length=40, blank=True, default="")
    link_id = models.UUIDField(null=True, blank=True)
    link_hash = models.CharField(max_length=64, blank=True, default="")
    offered = models.JSONField(default=list, blank=True)
    edited = models.BooleanField(default=False)
    stale = models.BooleanField(default=False)
    lock = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["version", "code", "table", "position"], name="row_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.table}/{self.position}"


class Fact(models.Model):
    """What one record said when the version was issued (decisions 7); consolidation reads nothing else."""

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="facts")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    record_kind = models.CharField(max_length=40)
    record_id = models.UUIDField()
    record_hash = models.CharField(max_length=64, blank=True, default="")
    label = models.CharField(max_length=500)
    on = models.DateField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    country = models.CharField(max_length=10, blank=True, default="")
    region = models.CharField(max_length=40, blank=True, default="")
    channels = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    topics = models.JSONField(default=list, blank=True)
    themes = models.JSONField(default=list, blank=True)
    programme_task = models.CharField(max_length=80, blank=True, default="")
    estimated = models.BooleanField(default=False)
    figures = models.JSONField(default=dict, blank=True)
    unit_name = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["version", "section", "kind"], name="fact_version_section_kind"),
            models.Index(fields=["year", "section", "kind"], name="fact_year_section_kind"),
        ]

    def __str__(self) -> str:
        return self.label


class FactTotal(models.Model):
    """Sums of a version's facts. `figure_code` empty: counts of records; else sums of that figure.

    `records` counts the facts behind the row; `actual` and `estimated` are kept apart (ước thực hiện).
    """

    version = models.ForeignKey(FilingVersion, on_delete=models.CASCADE, related_name="totals")
    body = models.ForeignKey("organisations.Body", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=30)
    kind = models.CharField(max_length=60)
    dimension = models.CharField(max_length=12)
    code = models.CharField(max_length=80, blank=True, default="")
    figure_code = models.CharField(max_length=60, blank=True, default="")
    records = models.PositiveIntegerField(default=0)
    actual = models.BigIntegerField(default=0)
    estimated = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["version", "section", "kind", "dimension", "code", "figure_code"], name="fact_total_once"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["year", "dimension", "section", "kind"], name="fact_total_year_dimension")
        ]

    def __str__(self) -> str:
        return f"{self.section}/{self.kind}/{self.dimension}/{self.code}"
