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

from ttdn.search.engines.protocol import BOOSTS, Found, Key, Question, Stored, fields_of
from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import RECIPE

WAIT_SECONDS = 30.0
"""So long a writer waits for another process to finish writing."""
_HEAP = 64_000_000
_PLACES = ("kind_code", "id_high", "id_low")
_WORDS = ("folded", "pairs", "exact", "cited", "number")


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("key", stored=True, tokenizer_name="raw", index_option="basic")
    for name in _PLACES:
        builder.add_unsigned_field(name, fast=True)
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("scope", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", indexed=True, fast=True)
    for name in _WORDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
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

    def _write(self, work: Callable[[Any], int]) -> int:
        """Do a piece of writing with the one writer, waiting for another process that holds it."""
        writer = self._writer()
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

    def _writer(self) -> Any:
        """The one writer, waited for while another process holds it.

        Raises:
            ValueError: it was still held after WAIT_SECONDS, or the index cannot be written.
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                return self._open().writer(heap_size=_HEAP, num_threads=1)
            except ValueError as error:
                if "lock" not in str(error).lower() or time.monotonic() > deadline:
                    raise
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

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Put documents in, in place of earlier ones."""
        return self._write(lambda writer: self._put(writer, documents, replace=True))

    def delete(self, keys: Iterable[Key]) -> None:
        """Take documents out."""

        def work(writer: Any) -> int:
            for kind, public_id in keys:
                writer.delete_documents_by_term("key", _key(kind, public_id))
            return 0

        self._write(work)

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
        words = self._any_word(question)
        if words is None or not question.scopes:
            return Found([], 0)
        searcher = self._open().searcher()
        clauses = [(tantivy.Occur.Must, words)]
        clauses += [
            (tantivy.Occur.Must, tantivy.Query.const_score_query(each, 0.0)) for each in self._filters(question)
        ]
        result = searcher.search(tantivy.Query.boolean_query(clauses), limit=question.limit, count=True)
        return Found(self._keys(searcher, [address for _score, address in result.hits]), result.count or 0)

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

    def _any_word(self, question: Question) -> Any:
        tokens = question.tokens
        fields = zip(_WORDS, (tokens.folded, tokens.pairs, tokens.exact, tokens.numbers, tokens.numbers), strict=True)
        terms = [
            (
                tantivy.Occur.Should,
                tantivy.Query.boost_query(tantivy.Query.term_query(self._schema, name, word, "freq"), BOOSTS[name]),
            )
            for name, words in fields
            for word in words
        ]
        return tantivy.Query.boolean_query(terms) if terms else None

    def _filters(self, question: Question) -> list[Any]:
        found = [tantivy.Query.term_set_query(self._schema, "scope", sorted(question.scopes))]
        if question.kinds is not None:
            found.append(tantivy.Query.term_set_query(self._schema, "kind", sorted(question.kinds)))
        if question.since is not None or question.until is not None:
            since = max(question.since or 1, 1)
            until = question.until if question.until is not None else 10_000_000
            found.append(tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Integer, since, until))
        return found

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
    for token in sorted(document.scopes):
        row.add_text("scope", token)
    row.add_integer("day", document.on.toordinal() if document.on else 0)
    fields = fields_of(document)
    for name in _WORDS:
        row.add_text(name, " ".join(getattr(fields, name)))
    row.add_unsigned("kind_code", _kind_code(document.kind))
    row.add_unsigned("id_high", document.id.int >> 64)
    row.add_unsigned("id_low", document.id.int & 0xFFFFFFFFFFFFFFFF)
    shown = Stored(
        title=document.title,
        text=document.text,
        number=document.number,
        url=document.url,
        day=document.on.toordinal() if document.on else 0,
        language=document.language,
    )
    row.add_bytes("shown", json.dumps(asdict(shown), ensure_ascii=False).encode())
    return row
