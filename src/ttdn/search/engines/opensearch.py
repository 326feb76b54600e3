"""OpenSearch over its REST API, for when one machine is not enough. Not verified against a live server (docs/reference/search.md)."""

import itertools
import json
import threading
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import requests

from ttdn.search.engines.opensearch_query import conditions, search_body, tally_body
from ttdn.search.engines.protocol import (
    WAIT_SECONDS,
    WORD_FIELDS,
    Found,
    Key,
    Question,
    Stored,
    fields_of,
    stored_of,
)
from ttdn.search.errors import SearchDownError
from ttdn.search.registry import SearchDocument
from ttdn.search.tokens import RECIPE

BATCH = 500
"""Documents sent in one bulk request."""
_CONNECT_SECONDS, _READ_SECONDS = 3.0, 10.0
_NDJSON = "application/x-ndjson"
_MISSING = {"ignore_unavailable": "true"}
_GONE = 404
_KEYWORDS = ("kind", "body", "topic", "language", "scope")
INDEX = {
    "settings": {"index": {"number_of_shards": 1, "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.75}}}},
    "mappings": {
        "dynamic": "strict",
        "_source": {"excludes": list(WORD_FIELDS)},
        "properties": {name: {"type": "keyword"} for name in _KEYWORDS}
        | {"day": {"type": "integer"}, "shown": {"type": "object", "enabled": False}}
        | {name: {"type": "text", "analyzer": "whitespace"} for name in WORD_FIELDS},
    },
}
"""The index as it is made: our own tokens, split at blanks, weighed with the BM25 of the other engines."""


class OpenSearchEngine:
    """An index on an OpenSearch server, behind an alias, so that a rebuild changes over at once."""

    def __init__(self, address: str) -> None:
        """Use a server: `https://user:password@host:9200/name` (name of the alias, default `ttdn`).

        Raises:
            ValueError: the address is not one of http or https.
        """
        parts = urlsplit(address)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("TTDN_SEARCH_ENGINE: write opensearch:https://user:password@host:9200/name.")
        host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
        self._root = f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
        self._alias = f"{parts.path.strip('/') or 'ttdn'}-r{RECIPE}"
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        self._local = threading.local()

    def _ask(self, method: str, path: str, *, body: Any = None, params: Any = None, wait: float = 0.0) -> Any:
        """One request; gives the answer's JSON, None for 404."""
        session = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = requests.Session()
            session.auth = self._login
            session.trust_env = False
        lines = isinstance(body, str)
        data = None if body is None else (body if lines else json.dumps(body, ensure_ascii=False)).encode()
        headers = {"Content-Type": _NDJSON if lines else "application/json"} if data is not None else {}
        try:
            answer = session.request(
                method,
                f"{self._root}{path}",
                data=data,
                params=params,
                headers=headers,
                timeout=(_CONNECT_SECONDS, max(_READ_SECONDS, wait)),
                allow_redirects=False,
            )
            if answer.status_code == _GONE:
                return None
            if not answer.ok or answer.is_redirect:
                raise SearchDownError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
            return answer.json() if answer.content else {}
        except (requests.RequestException, ValueError) as error:
            raise SearchDownError(f"{method} {path}: {type(error).__name__}") from error

    def _new_index(self, *, aliased: bool) -> str:
        name = f"{self._alias}-{uuid.uuid4().hex}"
        aliases = {"aliases": {self._alias: {"is_write_index": True}}} if aliased else {}
        self._ask("PUT", f"/{quote(name)}", body=INDEX | aliases)
        return name

    def _ready(self) -> None:
        """Make the index when there is none yet; a document must never make one by itself, without its mapping."""
        if self._ask("GET", f"/_alias/{quote(self._alias)}") is None:
            self._new_index(aliased=True)

    def _bulk(self, target: str, lines: Iterable[str], params: dict[str, str], wait: float) -> int:
        """Send bulk operations in batches; gives how many.

        Raises:
            SearchDownError: the server refused one of them.
        """
        count = 0
        each = iter(lines)
        while batch := list(itertools.islice(each, BATCH)):
            answer = self._ask("POST", f"/{quote(target)}/_bulk", body="".join(batch), params=params, wait=wait)
            if answer is None:
                raise SearchDownError(f"bulk: there is no {target}")
            if answer.get("errors"):
                raise SearchDownError(f"bulk: {_first_error(answer)}")
            count += len(batch)
        return count

    def index(self, documents: Iterable[SearchDocument], *, wait: float = WAIT_SECONDS) -> int:
        """Put documents in, in place of earlier ones; they are found as soon as this returns."""
        self._ready()
        params = {"refresh": "true", "require_alias": "true"}
        return self._bulk(self._alias, (_index_lines(each) for each in documents), params, wait)

    def delete(self, keys: Iterable[Key], *, wait: float = WAIT_SECONDS) -> None:
        """Take documents out."""
        self._ready()
        lines = (_line({"delete": {"_id": _id(*key)}}) for key in keys)
        self._bulk(self._alias, lines, {"refresh": "true", "require_alias": "true"}, wait)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Fill a new index, then let the alias change over to it in one step."""
        name = self._new_index(aliased=False)
        try:
            self._bulk(name, (_index_lines(each) for each in documents), {}, WAIT_SECONDS)
            self._ask("POST", f"/{quote(name)}/_refresh")
            old = sorted(self._ask("GET", f"/_alias/{quote(self._alias)}") or {})
            actions: list[dict[str, Any]] = [{"remove_index": {"index": each}} for each in old]
            actions.append({"add": {"index": name, "alias": self._alias, "is_write_index": True}})
            self._ask("POST", "/_aliases", body={"actions": actions})
        except BaseException:
            self._ask("DELETE", f"/{quote(name)}")
            raise
        return self.count()

    def _search(self, body: dict[str, Any]) -> dict[str, Any]:
        return self._ask("POST", f"/{quote(self._alias)}/_search", body=body, params=_MISSING) or {}

    def query(self, question: Question) -> Found:
        """The best documents under the filter."""
        body = search_body(question)
        if body is None:
            return Found([], 0)
        answer = self._search(body)
        hits = answer.get("hits", {})
        facets = {
            name: {each["key"]: each["doc_count"] for each in counted["buckets"]}
            for name, counted in answer.get("aggregations", {}).items()
        }
        keys = [_key(hit["_id"]) for hit in hits.get("hits", [])]
        return Found(keys, hits.get("total", {}).get("value", 0), facets if keys else {})

    def tally(self, name: str, words: Iterable[str], question: Question) -> dict[str, int]:
        """How many documents hold each word under the filters."""
        asked = sorted(set(words))
        if not asked or not question.scopes:
            return {}
        answer = self._search(tally_body(name, asked, conditions(question)))
        counted = answer.get("aggregations", {}).get("words", {}).get("buckets", {})
        return {word: each["doc_count"] for word, each in counted.items() if each["doc_count"]}

    def stored(self, keys: Iterable[Key]) -> dict[Key, Stored]:
        """What is kept of some documents."""
        asked = [_id(*key) for key in keys]
        if not asked:
            return {}
        body = {"size": len(asked), "_source": ["shown"], "query": {"ids": {"values": asked}}}
        hits = self._search(body).get("hits", {}).get("hits", [])
        return {_key(hit["_id"]): Stored(**hit["_source"]["shown"]) for hit in hits}

    def count(self) -> int:
        """How many documents the index holds."""
        answer = self._ask("GET", f"/{quote(self._alias)}/_count", params=_MISSING) or {}
        return int(answer.get("count", 0))

    def size(self) -> int:
        """Bytes on the server's disks, without copies."""
        answer = self._ask("GET", f"/{quote(self._alias)}/_stats/store") or {}
        return int(answer.get("_all", {}).get("primaries", {}).get("store", {}).get("size_in_bytes", 0))


def _id(kind: str, public_id: uuid.UUID) -> str:
    return f"{kind}:{public_id}"


def _key(name: str) -> Key:
    kind, _colon, public_id = name.rpartition(":")
    return kind, uuid.UUID(public_id)


def _line(operation: dict[str, Any]) -> str:
    return json.dumps(operation, ensure_ascii=False) + "\n"


def _index_lines(document: SearchDocument) -> str:
    fields = fields_of(document)
    row = {
        "kind": document.kind,
        "topic": sorted(document.topics),
        "language": document.language,
        "scope": sorted(document.scopes),
        "day": document.on.toordinal() if document.on else 0,
        "shown": asdict(stored_of(document)),
    } | {name: " ".join(getattr(fields, name)) for name in WORD_FIELDS}
    if document.body:
        row["body"] = str(document.body)
    return _line({"index": {"_id": _id(document.kind, document.id)}}) + _line(row)


def _first_error(answer: dict[str, Any]) -> str:
    errors: Iterator[Any] = (
        outcome["error"] for item in answer.get("items", []) for outcome in item.values() if "error" in outcome
    )
    return json.dumps(next(errors, "?"), ensure_ascii=False)[:500]
