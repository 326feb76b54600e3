"""SQLite FTS5: the engine that needs nothing but Python, good to some 50,000 documents."""

import contextlib
import json
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from ttdn.search.engines.protocol import (
    BOOSTS,
    FACET_VALUES,
    FACETS,
    WAIT_SECONDS,
    WORD_FIELDS,
    Fields,
    Found,
    IndexBusyError,
    Key,
    Question,
    Stored,
    fields_of,
    stored_of,
)
from ttdn.search.engines.sqlite_query import conditions, match, quote, tiers
from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import RECIPE

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, public_id TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
    number TEXT NOT NULL, url TEXT NOT NULL, day INTEGER NOT NULL, language TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (kind, public_id));
CREATE TABLE IF NOT EXISTS scopes (
    document INTEGER NOT NULL, token TEXT NOT NULL, PRIMARY KEY (document, token)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS topics (
    document INTEGER NOT NULL, topic TEXT NOT NULL, PRIMARY KEY (document, topic)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    {", ".join(WORD_FIELDS)}, content='', detail='full', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE IF NOT EXISTS vocabulary USING fts5vocab(words, col);
"""
_NAMES = ", ".join(WORD_FIELDS)
_PLACES = ", ".join("?" * len(WORD_FIELDS))
_ADD_WORDS = f"INSERT INTO words (rowid, {_NAMES}) VALUES (?, {_PLACES})"  # noqa: S608  (constants)
_REMOVE_WORDS = f"INSERT INTO words (words, rowid, {_NAMES}) VALUES ('delete', ?, {_PLACES})"  # noqa: S608  (constants)
_WEIGHTS = ", ".join(str(BOOSTS.get(name, 1.0)) for name in WORD_FIELDS)
_RANKED = "CREATE TEMP TABLE ranked (id INTEGER PRIMARY KEY, number INTEGER, marks INTEGER, weight REAL)"
_TOPICS = "SELECT t.topic AS value FROM ranked r JOIN topics t ON t.document = r.id"


class SqliteEngine:
    """An FTS5 index in a file of its own; writers wait for each other."""

    def __init__(self, folder: Path) -> None:
        """Keep the index under a folder."""
        self._path = folder / f"fts5-{RECIPE}.sqlite3"

    @contextlib.contextmanager
    def _open(self, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each piece of work: one transaction, written at the end."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=wait, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'vocabulary'").fetchone()[0] == 0:
                connection.executescript(_SCHEMA)
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _writing(self, wait: float = WAIT_SECONDS) -> Iterator[sqlite3.Connection]:
        with self._open(wait) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error):
                    raise
                raise IndexBusyError(str(error)) from error
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def index(self, documents: Iterable[SearchDocument], *, wait: float = WAIT_SECONDS) -> int:
        """Put documents in, in place of earlier ones."""
        count = 0
        with self._writing(wait) as connection:
            for document in documents:
                _remove(connection, (document.kind, document.id))
                _add(connection, document)
                count += 1
        return count

    def delete(self, keys: Iterable[Key], *, wait: float = WAIT_SECONDS) -> None:
        """Take documents out."""
        with self._writing(wait) as connection:
            for key in keys:
                _remove(connection, key)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything in one transaction."""
        with self._writing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
            for table in ("scopes", "topics", "documents"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608  (constants)
            for document in documents:
                _remove(connection, (document.kind, document.id))
                _add(connection, document)
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""
        words = match(question)
        if not words or not question.scopes:
            return Found([], 0)
        where, values = conditions(question)
        tier = "d.id IN (SELECT rowid FROM words WHERE words MATCH ?)"
        first = [each for each in tiers(question) if each]
        columns = ", ".join(tier if each else "0" for each in tiers(question))
        with self._open() as connection:
            connection.execute(_RANKED)
            connection.execute(
                f"INSERT INTO ranked SELECT d.id, {columns}, bm25(words, {_WEIGHTS}) "  # noqa: S608  (marks, constants)
                f"FROM words JOIN documents d ON d.id = words.rowid WHERE words MATCH ? AND {where}",
                [*first, words, *values],
            )
            rows = connection.execute(
                "SELECT d.kind, d.public_id FROM ranked r JOIN documents d ON d.id = r.id "
                "ORDER BY r.number DESC, r.marks DESC, r.weight, r.id LIMIT ?",
                [question.limit],
            ).fetchall()
            total = connection.execute("SELECT count(*) FROM ranked").fetchone()[0]
            facets = {name: _facet(connection, name) for name in FACETS if name in question.facets}
        return Found([(kind, uuid.UUID(public_id)) for kind, public_id in rows], total, facets if rows else {})

    def tally(self, name: str, words: Iterable[str], question: Question) -> dict[str, int]:
        """How many documents hold each word under the filters."""
        if not question.scopes:
            return {}
        where, values = conditions(question)
        statement = (
            "SELECT count(*) FROM words JOIN documents d ON d.id = words.rowid "  # noqa: S608  (marks and constants)
            f"WHERE words MATCH ? AND {where}"
        )
        found = {}
        with self._open() as connection:
            for word in sorted(set(words)):
                known = "SELECT 1 FROM vocabulary WHERE term = ? AND col = ?"
                if connection.execute(known, [word, name]).fetchone():
                    count = connection.execute(statement, [f"{name} : {quote([word])}", *values]).fetchone()[0]
                    if count:
                        found[word] = int(count)
        return found

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents."""
        found: dict[Key, Stored] = {}
        with self._open() as connection:
            for key in keys:
                row = connection.execute(
                    "SELECT title, text, number, url, day, language, body, "
                    "(SELECT json_group_array(topic) FROM topics t WHERE t.document = documents.id) "
                    "FROM documents WHERE kind = ? AND public_id = ?",
                    (key[0], str(key[1])),
                ).fetchone()
                if row:
                    title, text, number, url, day, language, body, topics = row
                    found[key] = Stored(title, text, number, url, day, language, body, sorted(json.loads(topics)))
        return found

    def count(self) -> int:
        """How many documents the index holds."""
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        return sum(path.stat().st_size for path in self._path.parent.glob(f"{self._path.name}*"))


def _facet(connection: sqlite3.Connection, name: str) -> dict[str, int]:
    """How many of the ranked documents carry each value of a facet."""
    values = _TOPICS if name == "topic" else f"SELECT d.{name} AS value FROM ranked r JOIN documents d ON d.id = r.id"  # noqa: S608
    return dict(
        connection.execute(
            f"SELECT value, count(*) FROM ({values}) WHERE value <> '' "  # noqa: S608  (constants)
            "GROUP BY value ORDER BY count(*) DESC, value LIMIT ?",
            [FACET_VALUES],
        ).fetchall()
    )


def _columns(fields: Fields) -> list[str]:
    return [" ".join(getattr(fields, name)) for name in WORD_FIELDS]


def _add(connection: sqlite3.Connection, document: SearchDocument) -> None:
    kept = stored_of(document)
    cursor = connection.execute(
        "INSERT INTO documents (kind, public_id, title, text, number, url, day, language, body) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.kind,
            str(document.id),
            kept.title,
            kept.text,
            kept.number,
            kept.url,
            kept.day,
            kept.language,
            kept.body,
        ),
    )
    row = cursor.lastrowid
    connection.executemany("INSERT INTO scopes VALUES (?, ?)", [(row, token) for token in document.scopes])
    connection.executemany("INSERT INTO topics VALUES (?, ?)", [(row, topic) for topic in kept.topics])
    connection.execute(_ADD_WORDS, [row, *_columns(fields_of(document))])


def _remove(connection: sqlite3.Connection, key: Key) -> None:
    """Take a document out; a table without content wants the very tokens back that it was given."""
    row = connection.execute(
        "SELECT id, title, text, number, language FROM documents WHERE kind = ? AND public_id = ?",
        (key[0], str(key[1])),
    ).fetchone()
    if row is None:
        return
    place, title, text, number, language = row
    kept = SearchDocument(kind=key[0], id=key[1], title=title, text=text, number=number, language=language)
    connection.execute(_REMOVE_WORDS, [place, *_columns(fields_of(kept))])
    connection.execute("DELETE FROM scopes WHERE document = ?", (place,))
    connection.execute("DELETE FROM topics WHERE document = ?", (place,))
    connection.execute("DELETE FROM documents WHERE id = ?", (place,))
