"""SQLite FTS5: the engine that needs nothing but Python, good to some 50,000 documents."""

import contextlib
import sqlite3
import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path

from ttdn.search.engines.protocol import BOOSTS, Fields, Found, Key, Question, Stored, fields_of
from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import RECIPE

_COLUMNS = ("folded", "pairs", "exact", "cited", "number")
_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, kind TEXT NOT NULL, public_id TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    number TEXT NOT NULL, url TEXT NOT NULL, day INTEGER NOT NULL, language TEXT NOT NULL, UNIQUE (kind, public_id));
CREATE TABLE IF NOT EXISTS scopes (
    document INTEGER NOT NULL, token TEXT NOT NULL, PRIMARY KEY (document, token)) WITHOUT ROWID;
CREATE VIRTUAL TABLE IF NOT EXISTS words USING fts5(
    {", ".join(_COLUMNS)}, content='', detail='full', tokenize="ascii tokenchars '_'");
"""
_ADD_WORDS = "INSERT INTO words (rowid, folded, pairs, exact, cited, number) VALUES (?, ?, ?, ?, ?, ?)"
_REMOVE_WORDS = (
    "INSERT INTO words (words, rowid, folded, pairs, exact, cited, number) VALUES ('delete', ?, ?, ?, ?, ?, ?)"
)
_WEIGHTS = ", ".join(str(BOOSTS[name]) for name in _COLUMNS)


class SqliteEngine:
    """An FTS5 index in a file of its own; writers wait for each other."""

    def __init__(self, folder: Path) -> None:
        """Keep the index under a folder."""
        self._path = folder / f"fts5-{RECIPE}.sqlite3"

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """A connection of its own for each piece of work: one transaction, written at the end."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            if connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'words'").fetchone()[0] == 0:
                connection.executescript(_SCHEMA)
            yield connection
        finally:
            connection.close()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Put documents in, in place of earlier ones."""
        count = 0
        with self._writing() as connection:
            for document in documents:
                _remove(connection, (document.kind, document.id))
                _add(connection, document)
                count += 1
        return count

    def delete(self, keys: Iterable[Key]) -> None:
        """Take documents out."""
        with self._writing() as connection:
            for key in keys:
                _remove(connection, key)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Replace everything in one transaction."""
        with self._writing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
            connection.execute("DELETE FROM scopes")
            connection.execute("DELETE FROM documents")
            for document in documents:
                _remove(connection, (document.kind, document.id))
                _add(connection, document)
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""
        match = _match(question)
        if not match or not question.scopes:
            return Found([], 0)
        where, values = _filter(question)
        statement = (
            f"WITH ranked AS MATERIALIZED (SELECT d.id, d.kind, d.public_id, bm25(words, {_WEIGHTS}) AS weight "  # noqa: S608
            f"FROM words JOIN documents d ON d.id = words.rowid WHERE words MATCH ? AND {where}) "
            "SELECT kind, public_id, (SELECT count(*) FROM ranked) FROM ranked ORDER BY weight, id LIMIT ?"
        )  # only marks and constants are put into the text
        with self._open() as connection:
            rows = connection.execute(statement, [match, *values, question.limit]).fetchall()
        keys = [(kind, uuid.UUID(public_id)) for kind, public_id, _total in rows]
        return Found(keys, rows[0][2] if rows else 0)

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents."""
        found: dict[Key, Stored] = {}
        with self._open() as connection:
            for key in keys:
                row = connection.execute(
                    "SELECT title, body, number, url, day, language FROM documents WHERE kind = ? AND public_id = ?",
                    (key[0], str(key[1])),
                ).fetchone()
                if row:
                    found[key] = Stored(*row)
        return found

    def count(self) -> int:
        """How many documents the index holds."""
        with self._open() as connection:
            return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])

    def size(self) -> int:
        """Bytes on disk, the write-ahead log included."""
        return sum(path.stat().st_size for path in self._path.parent.glob(f"{self._path.name}*"))


def _columns(fields: Fields) -> list[str]:
    return [" ".join(getattr(fields, name)) for name in _COLUMNS]


def _add(connection: sqlite3.Connection, document: SearchDocument) -> None:
    cursor = connection.execute(
        "INSERT INTO documents (kind, public_id, title, body, number, url, day, language) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document.kind,
            str(document.id),
            document.title,
            document.text,
            document.number,
            document.url,
            document.on.toordinal() if document.on else 0,
            document.language,
        ),
    )
    row = cursor.lastrowid
    connection.executemany("INSERT INTO scopes VALUES (?, ?)", [(row, token) for token in document.scopes])
    connection.execute(_ADD_WORDS, [row, *_columns(fields_of(document))])


def _remove(connection: sqlite3.Connection, key: Key) -> None:
    """Take a document out; a table without content wants the very tokens back that it was given."""
    row = connection.execute(
        "SELECT id, title, body, number FROM documents WHERE kind = ? AND public_id = ?", (key[0], str(key[1]))
    ).fetchone()
    if row is None:
        return
    place, title, body, number = row
    kept = SearchDocument(kind=key[0], id=key[1], title=title, text=body, number=number)
    connection.execute(_REMOVE_WORDS, [place, *_columns(fields_of(kept))])
    connection.execute("DELETE FROM scopes WHERE document = ?", (place,))
    connection.execute("DELETE FROM documents WHERE id = ?", (place,))


def _match(question: Question) -> str:
    """The FTS5 expression: any token in its field. Tokens hold letters, digits and _ only, quoted all the same."""
    tokens = question.tokens
    fields = {
        "folded": tokens.folded,
        "pairs": tokens.pairs,
        "exact": tokens.exact,
        "cited": tokens.numbers,
        "number": tokens.numbers,
    }
    quoted = {
        name: " OR ".join('"' + token.replace('"', "") + '"' for token in words)
        for name, words in fields.items()
        if words
    }
    return " OR ".join(f"{name} : ({words})" for name, words in quoted.items())


def _filter(question: Question) -> tuple[str, list[str | int]]:
    scopes = _marks(len(question.scopes))
    parts = [f"EXISTS (SELECT 1 FROM scopes s WHERE s.document = d.id AND s.token IN ({scopes}))"]  # noqa: S608  (marks)
    values: list[str | int] = [*sorted(question.scopes)]
    if question.kinds is not None:
        parts.append(f"d.kind IN ({_marks(len(question.kinds))})")
        values += sorted(question.kinds)
    if question.since is not None:
        parts.append("d.day >= ?")
        values.append(question.since)
    if question.until is not None:
        parts.append("d.day BETWEEN 1 AND ?")
        values.append(question.until)
    return " AND ".join(parts), values


def _marks(count: int) -> str:
    return ", ".join("?" * count)
