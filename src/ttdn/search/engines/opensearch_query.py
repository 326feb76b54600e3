"""A question as OpenSearch asks it: the query DSL of its `_search`, over fields that hold our tokens split at blanks."""

from typing import Any

from ttdn.search.engines.protocol import (
    BOOSTS,
    FACET_VALUES,
    MARKED_WORDS,
    OWN_NUMBER,
    SAME_MARKS,
    Question,
)
from ttdn.search.typed import Phrase


def search_body(question: Question) -> dict[str, Any] | None:
    """The body of `_search`; None when nothing can be found."""
    words = _words(question)
    if not words or not question.scopes:
        return None
    tokens = question.tokens
    body: dict[str, Any] = {
        "size": question.limit,
        "_source": False,
        "track_total_hits": True,
        "query": {
            "bool": {
                "filter": conditions(question) + [_phrase(each) for each in tokens.phrases],
                "must_not": [_phrase(each) for each in tokens.without],
                "should": words,
                "minimum_should_match": 1,
            }
        },
    }
    if question.facets:
        body["aggs"] = {name: {"terms": {"field": name, "size": FACET_VALUES}} for name in sorted(question.facets)}
    return body


def conditions(question: Question) -> list[dict[str, Any]]:
    """What a document must be, besides holding words."""
    found: list[dict[str, Any]] = [{"terms": {"scope": sorted(question.scopes)}}]
    found += [{"terms": {name: values}} for name, values in question.chosen().items()]
    if question.since is not None or question.until is not None:
        day: dict[str, int] = {"gte": max(question.since or 1, 1)}
        if question.until is not None:
            day["lte"] = question.until
        found.append({"range": {"day": day}})
    return found


def tally_body(name: str, words: list[str], filters: list[dict[str, Any]]) -> dict[str, Any]:
    """The body of `_search` that counts the documents with each word."""
    named = {word: {"term": {name: {"value": word}}} for word in words}
    return {
        "size": 0,
        "track_total_hits": False,
        "query": {"bool": {"filter": filters}},
        "aggs": {"words": {"filters": {"filters": named}}},
    }


def _words(question: Question) -> list[dict[str, Any]]:
    tokens = question.tokens
    fields = {
        "folded": tokens.folded,
        "pairs": tokens.pairs,
        "exact": tokens.exact,
        "cited": tokens.numbers,
        "stems": tokens.stems,
    }
    found: list[dict[str, Any]] = [
        {"match": {name: {"query": " ".join(words), "boost": BOOSTS[name]}}} for name, words in fields.items() if words
    ]
    found += [_always({"term": {"number": {"value": each}}}, OWN_NUMBER) for each in tokens.numbers]
    if 0 < len(tokens.exact) <= MARKED_WORDS:
        every = [{"term": {"exact": {"value": word}}} for word in tokens.exact]
        found.append(_always({"bool": {"filter": every}}, SAME_MARKS))
    return found


def _always(condition: dict[str, Any], weight: float) -> dict[str, Any]:
    return {"constant_score": {"filter": condition, "boost": weight}}


def _phrase(phrase: Phrase) -> dict[str, Any]:
    return {"match_phrase": {phrase.field: {"query": " ".join(phrase.words)}}}
