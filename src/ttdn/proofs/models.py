"""Keys, the append-only public log with its tree, sealed texts and their fingerprints. No domain word: bodies are UUIDs."""

from django.db import models
from django.db.models import Q

from ttdn.proofs.choices import EntryKind, Revocation, SealCode
from ttdn.web.ids import uuid7


class SigningKey(models.Model):
    """An Ed25519 key of a body, or of the log itself (no body). The private half is kept encrypted (`vault`)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    body = models.UUIDField(null=True, blank=True)
    kid = models.CharField(max_length=43, unique=True)
    algorithm = models.CharField(max_length=10, default="Ed25519")
    public_jwk = models.JSONField()
    private_sealed = models.TextField()
    not_before = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation = models.CharField(max_length=12, choices=Revocation.choices, blank=True)
    compromised_from = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body"],
                condition=Q(retired_at=None, revoked_at=None, body__isnull=False),
                name="proofs_one_key_of_a_body",
            ),
            models.UniqueConstraint(
                fields=["algorithm"],
                condition=Q(retired_at=None, revoked_at=None, body__isnull=True),
                name="proofs_one_key_of_the_log",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revocation="") | (Q(revoked_at__isnull=False) & ~Q(revocation="")),
                name="proofs_revocation_has_kind",
            ),
            models.CheckConstraint(
                condition=Q(compromised_from=None) ^ Q(revocation=Revocation.COMPROMISED),
                name="proofs_compromise_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.kid


class LogHead(models.Model):
    """The one row that is locked while an entry is added: size, last instant, and the largest complete subtrees."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.JSONField(default=list)
    last_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.public_id} {self.size}"


class LogEntry(models.Model):
    """One fact of the public log; the database refuses UPDATE and DELETE (`guards`).

    `leaf_hash` covers every other column (`log.leaf`). `at` is the instant of logging and never runs backwards.
    """

    index = models.PositiveBigIntegerField(unique=True)
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    body = models.UUIDField(null=True)
    item_kind = models.CharField(max_length=60)
    item = models.UUIDField()
    language = models.CharField(max_length=12, blank=True)
    edition = models.PositiveIntegerField(default=0)
    related = models.UUIDField(null=True)
    content_hash = models.CharField(max_length=64, blank=True)
    seal_hash = models.CharField(max_length=64, blank=True)
    detail = models.CharField(max_length=64, blank=True)
    effective = models.DateTimeField(null=True)
    at = models.DateTimeField()
    leaf_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["item", "index"], name="proofs_entry_item"),
            models.Index(fields=["at"], name="proofs_entry_at"),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.kind}"


class LogNode(models.Model):
    """The hash of a complete subtree; level 0 are the leaves. Written once, never changed."""

    level = models.PositiveSmallIntegerField()
    position = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "position"], name="proofs_node_place")]

    def __str__(self) -> str:
        return f"{self.level}/{self.position}"


class LogRoot(models.Model):
    """The signed root of the log at the end of a day."""

    day = models.DateField(unique=True)
    size = models.PositiveBigIntegerField()
    root_hash = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    jws = models.TextField()

    def __str__(self) -> str:
        return f"{self.day} {self.size} {self.root_hash}"


class SealedText(models.Model):
    """One edition of a statement in one language, with its seal and its place in the log.

    Only a purge may change it: it blanks what was said (`erased_at`); hashes, seal and log entry stay.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    item_kind = models.CharField(max_length=60)
    item = models.UUIDField()
    language = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    body = models.UUIDField()
    title = models.TextField(blank=True)
    issuer_name = models.TextField(blank=True)
    number = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    sealed_at = models.DateTimeField()
    canonical = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    words_hash = models.CharField(max_length=64)
    seal = models.TextField()
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    entry = models.OneToOneField(LogEntry, on_delete=models.PROTECT, related_name="text")
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language", "edition"], name="proofs_text_edition"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="proofs_text_edition_from_one"),
        ]
        indexes = [
            models.Index(fields=["words_hash"], name="proofs_text_words"),
            models.Index(fields=["number"], name="proofs_text_number"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.language} {self.edition}"


class Fingerprint(models.Model):
    """A hash of a few successive words of a sealed text (`fingerprints`)."""

    text = models.ForeignKey(SealedText, on_delete=models.CASCADE, related_name="fingerprints", db_index=False)
    hash = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hash", "text"], name="proofs_fingerprint_once")]
        indexes = [models.Index(fields=["text"], name="proofs_fingerprint_text")]

    def __str__(self) -> str:
        return f"{self.hash:x}"


class SealedFile(models.Model):
    """A file that carries a sealed text; its hash is in the seal."""

    text = models.ForeignKey(SealedText, on_delete=models.CASCADE, related_name="files")
    sha256 = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class ReceivedText(models.Model):
    """One edition of a statement that another system published and this one collected, so that a pasted text finds it.

    `seal` is the seal of that other system, empty when it makes none; `seal_code` is what the last check of it against the
    keys of its source said, `checked_at` when. It is never sealed again here and stands in no log of this system.
    """

    source = models.UUIDField()
    item_kind = models.CharField(max_length=60)
    item = models.UUIDField()
    language = models.CharField(max_length=12)
    edition = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    issuer_name = models.TextField(blank=True)
    number = models.CharField(max_length=120, blank=True)
    published_at = models.DateTimeField()
    received_at = models.DateTimeField()
    canonical = models.TextField(blank=True)
    content_hash = models.CharField(max_length=64)
    words_hash = models.CharField(max_length=64)
    seal = models.TextField(blank=True, default="")
    seal_code = models.CharField(max_length=24, blank=True, default="", choices=SealCode.choices)
    checked_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "language", "edition"], name="proofs_received_edition"),
            models.CheckConstraint(condition=Q(edition__gte=1), name="proofs_received_edition_from_one"),
            models.CheckConstraint(
                condition=Q(seal="", seal_code="", checked_at=None) | (~Q(seal="") & ~Q(seal_code="")),
                name="proofs_received_seal_was_checked",
            ),
        ]
        indexes = [
            models.Index(fields=["words_hash"], name="proofs_received_words"),
            models.Index(fields=["number"], name="proofs_received_number"),
            models.Index(fields=["source"], name="proofs_received_source"),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.language} {self.edition}"


class ReceivedFingerprint(models.Model):
    """A hash of a few successive words of a received text (`fingerprints`)."""

    text = models.ForeignKey(ReceivedText, on_delete=models.CASCADE, related_name="fingerprints", db_index=False)
    hash = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hash", "text"], name="proofs_received_print_once")]
        indexes = [models.Index(fields=["text"], name="proofs_received_print_text")]

    def __str__(self) -> str:
        return f"{self.hash:x}"
