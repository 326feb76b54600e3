"""A question as tantivy asks it: words within a budget of work, tiers above them, filters that weigh nothing."""

from typing import Any

import tantivy

from ttdn.law.text import fold
from ttdn.search.engines.protocol import BOOSTS, MARKED_WORDS, OWN_NUMBER, SAME_MARKS, Question
from ttdn.search.registry import PUBLIC_SCOPE
from ttdn.search.typed import Phrase

BUDGET = 100_000
"""Postings read for a question: the rarest words first, what is over the budget is left out (see docs/benchmarks.md)."""
LEAST_WORDS = 6
"""So many of the rarest words and pairs are kept whatever they cost."""
COUNTED_BUDGET = 30_000
"""Postings read for facets: where a question has more, documents that hold only its most frequent words are not counted."""
HIDDEN = "-public"
"""Stands among the scopes of every document that does not carry the scope of everybody (see `Asking.filters`)."""
_MUST, _SHOULD, _NOT = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot


class Asking:
    """Builds the query of one question against one state of the index."""

    def __init__(self, schema: Any, searcher: Any) -> None:
        """Ask documents of a schema; the searcher tells how frequent words are."""
        self._schema = schema
        self._searcher = searcher

    def query(self, question: Question) -> Any | None:
        """The whole query; None when nothing can be found."""
        words = self._words(question)
        return self._whole(question, words) if words and question.scopes else None

    def counting(self, question: Question) -> Any:
        """A query for facets: matches what `query` matches, within a smaller budget and without clauses that only weigh.

        Who holds a pair holds its words, and who holds a syllable as written holds it folded.
        """
        kept = self._affordable(question, COUNTED_BUDGET, 1)
        single = {word for name, word in kept if name == "folded"}
        wanted = [
            (_SHOULD, self.term(name, word))
            for name, word in kept
            if name == "folded" or single.isdisjoint(word.split("_"))
        ]
        tokens = question.tokens
        wanted += [(_SHOULD, self.term(name, each)) for name in ("cited", "number") for each in tokens.numbers]
        wanted += [(_SHOULD, self.term("stems", each)) for each in tokens.stems]
        wanted += self._all_marks(question)
        return self._whole(question, wanted)

    def _whole(self, question: Question, words: list[tuple[Any, Any]]) -> Any:
        clauses = [(_MUST, tantivy.Query.boolean_query(words))]
        clauses += [(_MUST, _free(self._phrase(each))) for each in question.tokens.phrases]
        clauses += self.filters(question)
        clauses += [(_NOT, self._phrase(each)) for each in question.tokens.without]
        return tantivy.Query.boolean_query(clauses)

    def term(self, name: str, word: str) -> Any:
        """Documents with a word in a field."""
        return tantivy.Query.term_query(self._schema, name, word, "freq")

    def filters(self, question: Question) -> list[tuple[Any, Any]]:
        """What a document must or must not be, besides holding words: clauses that weigh nothing.

        Leaving out costs half of what letting in costs, as long as little is left out. So everybody's questions leave
        out what carries HIDDEN, and kinds leave out the other kinds.
        """
        found = []
        if question.scopes == {PUBLIC_SCOPE}:
            found.append((_NOT, tantivy.Query.term_query(self._schema, "scope", HIDDEN, "basic")))
        else:
            found.append((_MUST, _free(self._one_of("scope", sorted(question.scopes - {HIDDEN})))))
        chosen = question.chosen()
        if (kinds := chosen.pop("kind", None)) is not None:
            known = {kind for kind, _count in self._searcher.terms_with_prefix("kind", "")}
            if others := sorted(known.difference(kinds)):
                found.append((_NOT, self._one_of("kind", others)))
        found += [(_MUST, _free(self._one_of(name, values))) for name, values in chosen.items()]
        if question.since is not None or question.until is not None:
            since = max(question.since or 1, 1)
            until = question.until if question.until is not None else 10_000_000
            days = tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Integer, since, until)
            found.append((_MUST, _free(days)))
        return found

    def _one_of(self, name: str, values: list[str]) -> Any:
        return tantivy.Query.term_set_query(self._schema, name, values)

    def _words(self, question: Question) -> list[tuple[Any, Any]]:
        tokens = question.tokens
        as_typed: dict[str, list[str]] = {}
        for word in tokens.exact:
            as_typed.setdefault(fold(word), []).append(word)
        found = []
        for name, word in self._affordable(question):
            found.append(self._weighed(name, word))
            if name == "folded":
                found += [self._weighed("exact", each) for each in as_typed.get(word, ())]
        found += [self._weighed("cited", each) for each in tokens.numbers]
        found += [self._weighed("stems", each) for each in tokens.stems if self._searcher.doc_freq("stems", each)]
        found += [
            (_SHOULD, tantivy.Query.const_score_query(self.term("number", each), OWN_NUMBER)) for each in tokens.numbers
        ]
        return found + self._all_marks(question)

    def _all_marks(self, question: Question) -> list[tuple[Any, Any]]:
        """The clause for documents with the same marks throughout; none for long questions."""
        exact = question.tokens.exact
        if not 0 < len(exact) <= MARKED_WORDS:
            return []
        every = tantivy.Query.boolean_query([(_MUST, self.term("exact", word)) for word in exact])
        return [(_SHOULD, tantivy.Query.const_score_query(every, SAME_MARKS))]

    def _affordable(self, question: Question, budget: int = BUDGET, least: int = LEAST_WORDS) -> list[tuple[str, str]]:
        """(field, word) of the rarest words and pairs, as many as the budget allows."""
        frequent = sorted(
            (count, name, word)
            for name, words in (("folded", question.tokens.folded), ("pairs", question.tokens.pairs))
            for word in words
            if (count := self._searcher.doc_freq(name, word))
        )
        kept: list[tuple[str, str]] = []
        spent = 0
        for count, name, word in frequent:
            spent += count
            if spent > budget and len(kept) >= least:
                break
            kept.append((name, word))
        return kept

    def _weighed(self, name: str, word: str) -> tuple[Any, Any]:
        return (_SHOULD, tantivy.Query.boost_query(self.term(name, word), BOOSTS[name]))

    def _phrase(self, phrase: Phrase) -> Any:
        if len(phrase.words) == 1:
            return self.term(phrase.field, phrase.words[0])
        return tantivy.Query.phrase_query(self._schema, phrase.field, list(phrase.words))


def _free(query: Any) -> Any:
    """A query that filters and weighs nothing."""
    return tantivy.Query.const_score_query(query, 0.0)
