"""A small OpenSearch in this process: takes only requests of the documented shapes, and answers them from memory.

It refuses (400) what the documented API does not know, so that a malformed request fails the test that made it.
"""

import json
import math
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

NAME = re.compile(r"[a-z0-9][a-z0-9._-]*")
PARAMS = {
    "_bulk": {"refresh", "require_alias"},
    "_search": {"ignore_unavailable"},
    "_count": {"ignore_unavailable"},
}


class Refused(Exception):
    """An answer with an error status."""

    def __init__(self, status: Any, reason: Any) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


def demand(condition: Any, reason: Any) -> None:
    if not condition:
        raise Refused(400, reason)


class FakeOpenSearch:
    """Indices, aliases and a log of requests; `down` makes every request fail, `refuse` every document of that kind."""

    def __init__(self) -> None:
        self.indices: dict[str, Any] = {}
        self.aliases: dict[str, set[str]] = {}
        self.requests: list[tuple[str, str]] = []
        self.logins: list[Any] = []
        self.down = False
        self.refuse = ""
        self.lock = threading.Lock()

    def answer(self, method: Any, path: Any, params: Any, kind: Any, body: Any) -> Any:
        if self.down:
            raise Refused(503, "cluster_block_exception")
        self.requests.append((method, path))
        first, _slash, rest = path.strip("/").partition("/")
        demand(set(params) <= PARAMS.get(rest, set()), f"unrecognized parameter {sorted(params)}")
        if first == "_aliases":
            return self.change_aliases(method, json.loads(body))
        if first == "_alias":
            if rest not in self.aliases:
                raise Refused(404, "alias missing")
            return {name: {"aliases": {rest: {}}} for name in self.aliases[rest]}
        demand(NAME.fullmatch(first), "invalid_index_name_exception")
        if body:
            expected = "application/x-ndjson" if rest == "_bulk" else "application/json"
            demand(kind == expected, f"Content-Type {kind}")
        actions: Any = {
            ("PUT", ""): lambda: self.create(first, json.loads(body)),
            ("DELETE", ""): lambda: self.drop(first),
            ("POST", "_bulk"): lambda: self.bulk(first, params, body),
            ("POST", "_refresh"): lambda: {"_shards": {}},
            ("POST", "_search"): lambda: self.search(self.rows(first, params), json.loads(body)),
            ("GET", "_count"): lambda: {"count": len(self.rows(first, params))},
            ("GET", "_stats/store"): lambda: self.stats(first),
        }
        demand((method, rest) in actions, f"no handler found for {method} {path}")
        return actions[method, rest]()

    def real(self, name: Any) -> Any:
        if name in self.aliases:
            return next(iter(self.aliases[name]))
        return name if name in self.indices else None

    def rows(self, name: Any, params: Any) -> Any:
        found = self.real(name)
        if found is None and params.get("ignore_unavailable") != "true":
            raise Refused(404, "index_not_found_exception")
        return self.indices[found]["rows"] if found else {}

    def create(self, name: Any, body: Any) -> Any:
        demand(name not in self.indices and name not in self.aliases, "resource_already_exists_exception")
        demand(set(body) <= {"settings", "mappings", "aliases"}, "unknown key for create index")
        demand(body["mappings"]["dynamic"] == "strict", "these tests want a strict mapping")
        for field in body["mappings"]["properties"].values():
            demand(field["type"] in {"keyword", "text", "integer", "object"}, "no handler for type")
        self.indices[name] = {"mappings": body["mappings"], "rows": {}}
        for alias in body.get("aliases", {}):
            self.aliases.setdefault(alias, set()).add(name)
        return {"acknowledged": True}

    def drop(self, name: Any) -> Any:
        if self.indices.pop(name, None) is None:
            raise Refused(404, "index_not_found_exception")
        return {"acknowledged": True}

    def change_aliases(self, method: Any, body: Any) -> Any:
        demand(method == "POST" and set(body) == {"actions"}, "unknown alias request")
        for action in body["actions"]:
            ((verb, options),) = action.items()
            if verb == "remove_index":
                del self.indices[options["index"]]
                for names in self.aliases.values():
                    names.discard(options["index"])
            else:
                demand(verb == "add" and set(options) <= {"index", "alias", "is_write_index"}, "unknown alias action")
                demand(options["alias"] not in self.indices, "invalid_alias_name_exception")
                self.aliases.setdefault(options["alias"], set()).add(options["index"])
        return {"acknowledged": True}

    def bulk(self, target: Any, params: Any, body: Any) -> Any:
        demand(body.endswith("\n"), "The bulk request must be terminated by a newline [\\n]")
        name = self.real(target)
        if name is None or (params.get("require_alias") == "true" and target not in self.aliases):
            raise Refused(404, "index_not_found_exception")
        index, lines, items = self.indices[name], iter(body.splitlines()), []
        for line in lines:
            ((verb, meta),) = json.loads(line).items()
            demand(verb in {"index", "delete"} and set(meta) == {"_id"}, "Malformed action/metadata line")
            if verb == "delete":
                index["rows"].pop(meta["_id"], None)
                items.append({"delete": {"_id": meta["_id"], "status": 200}})
                continue
            row = json.loads(next(lines))
            demand(set(row) <= set(index["mappings"]["properties"]), "strict_dynamic_mapping_exception")
            if self.refuse and row["kind"] == self.refuse:
                items.append({"index": {"status": 400, "error": {"type": "mapper_parsing_exception"}}})
            else:
                index["rows"][meta["_id"]] = row
                items.append({"index": {"_id": meta["_id"], "status": 201}})
        return {"errors": any("error" in each for item in items for each in item.values()), "items": items}

    def search(self, rows: Any, body: Any) -> Any:
        demand(set(body) <= {"size", "_source", "track_total_hits", "query", "aggs"}, "Unknown key in search body")
        scores = {name: Scorer(rows).score(body["query"], name) for name in rows}
        found = sorted((name for name in rows if scores[name] is not None), key=lambda name: -scores[name])
        hits = (
            [
                {"_id": name, "_score": scores[name]}
                | ({"_source": {"shown": rows[name]["shown"]}} if body["_source"] else {})
                for name in found[: body["size"]]
            ]
            if body["size"]
            else []
        )
        answer = {"hits": {"total": {"value": len(found), "relation": "eq"}, "hits": hits}}
        if "aggs" in body:
            answer["aggregations"] = {name: self.aggregate(rows, found, agg) for name, agg in body["aggs"].items()}
        return answer

    def aggregate(self, rows: Any, found: Any, agg: Any) -> Any:
        ((verb, options),) = agg.items()
        if verb == "filters":
            scorer = Scorer(rows)
            return {
                "buckets": {
                    key: {"doc_count": sum(scorer.score(query, name) is not None for name in found)}
                    for key, query in options["filters"].items()
                }
            }
        demand(verb == "terms" and set(options) == {"field", "size"}, f"Unknown aggregation type [{verb}]")
        counts: Counter[str] = Counter()
        for name in found:
            counts.update(values(rows[name], options["field"]))
        return {"buckets": [{"key": key, "doc_count": n} for key, n in counts.most_common(options["size"])]}

    def stats(self, name: Any) -> Any:
        size = len(json.dumps(self.rows(name, {})))
        return {"_all": {"primaries": {"store": {"size_in_bytes": size}}}}


def values(row: Any, field: Any) -> list[Any]:
    value = row.get(field, [])
    return value if isinstance(value, list) else [value]


class Scorer:
    """The part of the query DSL that is used, each with exactly the keys that are documented for it."""

    def __init__(self, rows: Any) -> None:
        self.rows = rows
        self.lengths: dict[str, float] = {}

    def score(self, query: Any, name: Any) -> Any:
        demand(len(query) == 1, "[bool] malformed query, expected one clause")
        ((verb, options),) = query.items()
        clause = getattr(self, f"on_{verb}", None)
        demand(clause, f"unknown query [{verb}]")
        return clause(options, name)

    def on_bool(self, options: Any, name: Any) -> Any:
        demand(set(options) <= {"filter", "must_not", "should", "minimum_should_match"}, "[bool] unknown field")
        if any(self.score(each, name) is None for each in options.get("filter", [])):
            return None
        if any(self.score(each, name) is not None for each in options.get("must_not", [])):
            return None
        shoulds = [score for each in options.get("should", []) if (score := self.score(each, name)) is not None]
        return None if len(shoulds) < options.get("minimum_should_match", 0) else sum(shoulds)

    def on_terms(self, options: Any, name: Any) -> Any:
        ((field, wanted),) = options.items()
        demand(isinstance(wanted, list), "[terms] query requires an array")
        return 0.0 if set(wanted) & set(values(self.rows[name], field)) else None

    def on_term(self, options: Any, name: Any) -> Any:
        ((field, wanted),) = options.items()
        return 0.0 if wanted["value"] in self.rows[name][field].split() else None

    def on_ids(self, options: Any, name: Any) -> Any:
        return 0.0 if name in options["values"] else None

    def on_range(self, options: Any, name: Any) -> Any:
        ((field, bounds),) = options.items()
        demand(set(bounds) <= {"gte", "lte"}, "[range] unknown bound")
        day = self.rows[name][field]
        return 0.0 if bounds.get("gte", day) <= day <= bounds.get("lte", day) else None

    def on_match_phrase(self, options: Any, name: Any) -> Any:
        ((field, phrase),) = options.items()
        demand(set(phrase) == {"query"}, "[match_phrase] unknown field")
        return 0.0 if f" {phrase['query']} " in f" {self.rows[name][field]} " else None

    def on_constant_score(self, options: Any, name: Any) -> Any:
        demand(set(options) == {"filter", "boost"}, "[constant_score] unknown field")
        return None if self.score(options["filter"], name) is None else options["boost"]

    def on_match(self, options: Any, name: Any) -> Any:
        ((field, asked),) = options.items()
        demand(set(asked) == {"query", "boost"}, "[match] unknown field")
        found = [self.weight(field, word, name) for word in set(asked["query"].split())]
        scores = [each for each in found if each]
        return asked["boost"] * sum(scores) if scores else None

    def weight(self, field: Any, word: Any, name: Any) -> Any:
        """BM25 with k1 1.2 and b 0.75."""
        words = self.rows[name][field].split()
        times, total = words.count(word), len(self.rows)
        if not times:
            return 0.0
        holding = sum(word in row[field].split() for row in self.rows.values())
        if field not in self.lengths:
            self.lengths[field] = sum(len(row[field].split()) for row in self.rows.values()) / total
        rarity = math.log(1 + (total - holding + 0.5) / (holding + 0.5))
        return rarity * times * 2.2 / (times + 1.2 * (0.25 + 0.75 * len(words) / self.lengths[field]))


@contextmanager
def running() -> Iterator[tuple[str, FakeOpenSearch]]:
    """A server on a port of its own: its address and what it holds."""
    fake = FakeOpenSearch()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            fake.logins.append(self.headers.get("Authorization"))
            try:
                with fake.lock:
                    answer, status = (
                        fake.answer(
                            self.command,
                            unquote(parts.path),
                            dict(parse_qsl(parts.query)),
                            self.headers.get("Content-Type"),
                            body,
                        ),
                        200,
                    )
            except Refused as refused:
                answer, status = {"error": {"reason": refused.reason}, "status": refused.status}, refused.status
            except (KeyError, ValueError, TypeError, StopIteration) as error:
                answer, status = {"error": {"reason": f"parsing_exception {error!r}"}, "status": 400}, 400
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args: Any) -> None:
            """No log on the terminal."""

    for verb in ("GET", "PUT", "POST", "DELETE"):
        setattr(Handler, f"do_{verb}", Handler.handle_any)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", fake
    finally:
        server.shutdown()
        server.server_close()
