"""tantivy, embedded: the default engine. Readers in every process, one writer at a time."""

import hashlib
import json
import random
import shutil
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import tantivy

from ttdn.search.engines.protocol import (
    FACET_VALUES,
    WAIT_SECONDS,
    WORD_FIELDS,
    Found,
    IndexBusyError,
    Key,
    Question,
    Stored,
    fields_of,
    stored_of,
)
from ttdn.search.engines.tantivy_query import HIDDEN, Asking
from ttdn.search.registry import PUBLIC_SCOPE, SearchDocument
from ttdn.search.tokens import RECIPE

_HEAP = 64_000_000
_PLACES = ("kind_code", "id_high", "id_low")
_COUNTED = ("kind", "body", "topic", "language")
_WITH_PLACES = frozenset({"folded", "exact"})
_CANDIDATES = 40
"""So many of the most frequent of many words are tallied under a filter."""


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _PLACES:
        builder.add_unsigned_field(name, fast=True)
    for name in _COUNTED:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("scope", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in WORD_FIELDS:
        option = "position" if name in _WITH_PLACES else "freq"
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


class TantivyEngine:
    """A tantivy index in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        """Keep the index under a folder."""
        self._path = folder / f"tantivy-{RECIPE}"
        self._schema = _schema()
        self._index: Any = None
        self._seen: tuple[int, int] = (0, 0)
        self._kinds: dict[int, str] = {}

    def _open(self) -> Any:
        """The index, read again when another process wrote to it; made when there is none."""
        if self._index is None or not (self._path / "meta.json").exists():
            self._path.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(self._schema, path=str(self._path), reuse=True)
            self._seen = (0, 0)
        meta = (self._path / "meta.json").stat()
        state = (meta.st_mtime_ns, meta.st_ino)
        if state != self._seen:
            self._index.reload()
            self._seen = state
        return self._index

    def _write(self, work: Callable[[Any], int], wait: float = WAIT_SECONDS) -> int:
        """Do a piece of writing with the one writer, waiting for another process that holds it."""
        writer = self._writer(wait)
        try:
            count = work(writer)
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            writer.wait_merging_threads()
        self._seen = (0, 0)
        return count

    def _writer(self, wait: float) -> Any:
        """The one writer, waited for while another process holds it."""
        deadline = time.monotonic() + wait
        while True:
            try:
                return self._open().writer(heap_size=_HEAP, num_threads=1)
            except ValueError as error:
                if "lock" not in str(error).lower():
                    raise
                if time.monotonic() > deadline:
                    raise IndexBusyError(str(error)) from error
                time.sleep(random.uniform(0.01, 0.1))  # noqa: S311  (no secret: writers take turns)

    def _put(self, writer: Any, documents: Iterable[SearchDocument], *, replace: bool) -> int:
        seen: set[str] = set()
        for document in documents:
            key = _key(document.kind, document.id)
            if replace or key in seen:
                writer.delete_documents_by_term("key", key)
            seen.add(key)
            writer.add_document(_document(document))
        return len(seen)

    def index(self, documents: Iterable[SearchDocument], *, wait: float = WAIT_SECONDS) -> int:
        """Put documents in, in place of earlier ones."""
        return self._write(lambda writer: self._put(writer, documents, replace=True), wait)

    def delete(self, keys: Iterable[Key], *, wait: float = WAIT_SECONDS) -> None:
        """Take documents out."""

        def work(writer: Any) -> int:
            for kind, public_id in keys:
                writer.delete_documents_by_term("key", _key(kind, public_id))
            return 0

        self._write(work, wait)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything in one commit; an index that cannot be opened is thrown away first."""
        try:
            self._open()
        except (ValueError, OSError):
            shutil.rmtree(self._path, ignore_errors=True)
            self._index = None

        def work(writer: Any) -> int:
            writer.delete_all_documents()
            return self._put(writer, documents, replace=False)

        return self._write(work)

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""
        searcher = self._open().searcher()
        asking = Asking(self._schema, searcher)
        query = asking.query(question)
        if query is None:
            return Found([], 0)
        result = searcher.search(query, limit=question.limit, count=True)
        counted = self._facets(searcher, asking, question) if result.hits and question.facets else {}
        return Found(self._keys(searcher, [address for _score, address in result.hits]), result.count or 0, counted)

    def _facets(self, searcher: Any, asking: Asking, question: Question) -> dict[str, dict[str, int]]:
        wanted = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in sorted(question.facets)}
        counted = searcher.aggregate(asking.counting(question), wanted)
        return {name: {each["key"]: each["doc_count"] for each in counted[name]["buckets"]} for name in wanted}

    def tally(self, name: str, words: Iterable[str], question: Question) -> dict[str, int]:
        """How many documents hold each word under the filters; only the most frequent of many words are looked at."""
        if not question.scopes:
            return {}
        searcher = self._open().searcher()
        asking = Asking(self._schema, searcher)
        filters = asking.filters(question)
        known = sorted(((searcher.doc_freq(name, word), word) for word in set(words)), reverse=True)
        found = {}
        for frequency, word in known[:_CANDIDATES]:
            if frequency:
                query = tantivy.Query.boolean_query([(tantivy.Occur.Must, asking.term(name, word)), *filters])
                if count := searcher.search(query, limit=1, count=True).count:
                    found[word] = count
        return found

    def _keys(self, searcher: Any, addresses: list[Any]) -> list[Key]:
        """Kind and id of many documents from columns of numbers: their texts are not read."""
        if not addresses:
            return []
        columns = [searcher.fast_field_values(name, addresses) for name in _PLACES]
        keys: list[Key] = []
        for address, code, high, low in zip(addresses, *columns, strict=True):
            if code not in self._kinds:
                kind = searcher.doc(address).get_first("key").rpartition(" ")[0]
                self._kinds[code] = kind
            keys.append((self._kinds[code], uuid.UUID(int=high << 64 | low)))
        return keys

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents."""
        found: dict[Key, Stored] = {}
        searcher = self._open().searcher()
        for key in keys:
            result = searcher.search(tantivy.Query.term_query(self._schema, "key", _key(*key), "basic"), limit=1)
            for _score, address in result.hits:
                found[key] = Stored(**json.loads(bytes(searcher.doc(address).get_first("shown"))))
        return found

    def count(self) -> int:
        """How many documents the index holds."""
        return int(self._open().searcher().num_docs)

    def size(self) -> int:
        """Bytes on disk."""
        return sum(path.stat().st_size for path in self._path.rglob("*") if path.is_file())


def _key(kind: str, public_id: uuid.UUID) -> str:
    return f"{kind} {public_id}"


def _kind_code(kind: str) -> int:
    """A kind as a number of 64 bits, for a column."""
    return int.from_bytes(hashlib.blake2b(kind.encode(), digest_size=8).digest())


def _document(document: SearchDocument) -> Any:
    row = tantivy.Document()
    row.add_text("key", _key(document.kind, document.id))
    row.add_text("kind", document.kind)
    row.add_text("language", document.language)
    if document.body:
        row.add_text("body", str(document.body))
    for topic in sorted(document.topics):
        row.add_text("topic", topic)
    for token in sorted(document.scopes - {HIDDEN}):
        row.add_text("scope", token)
    if PUBLIC_SCOPE not in document.scopes:
        row.add_text("scope", HIDDEN)
    row.add_integer("day", document.on.toordinal() if document.on else 0)
    fields = fields_of(document)
    for name in WORD_FIELDS:
        row.add_text(name, " ".join(getattr(fields, name)))
    row.add_unsigned("kind_code", _kind_code(document.kind))
    row.add_unsigned("id_high", document.id.int >> 64)
    row.add_unsigned("id_low", document.id.int & 0xFFFFFFFFFFFFFFFF)
    row.add_bytes("shown", json.dumps(asdict(stored_of(document)), ensure_ascii=False).encode())
    return row
