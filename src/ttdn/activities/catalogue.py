"""The closed lists an activity is written with, read from the law book for a body and a day."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import get_language

from ttdn.law.book import Book
from ttdn.law.errors import NotInForce, UnknownRule
from ttdn.law.schema import CategoryItem, CategoryList, Figure

#: figures that cannot be summed over records: ten records in two languages are not twenty languages
NOT_SUMMED = frozenset({"languages", "countries"})

#: the closing date where no guidance sets another, and no law file speaks (unverified)
DEFAULT_CLOSING = (10, 31)


@dataclass(frozen=True)
class Closing:
    """The last day of actual figures of a year; what comes after is estimated."""

    on: date
    provisional: bool


@dataclass(frozen=True)
class Catalogue:
    """Kinds with their figures, and the lists of channels, topics, themes, languages, countries."""

    kinds: tuple[CategoryItem, ...]
    channels: tuple[CategoryItem, ...]
    topics: tuple[CategoryItem, ...]
    themes: tuple[CategoryItem, ...]
    languages: tuple[CategoryItem, ...]
    regions: tuple[CategoryItem, ...]
    countries: tuple[CategoryItem, ...]
    sources: tuple[CategoryItem, ...]

    def kind(self, code: str) -> CategoryItem | None:
        """The kind with that code; None when the list of the day has none."""
        return _find(self.kinds, code)

    def figures(self, code: str) -> tuple[Figure, ...]:
        """The figures that a kind carries; none for an unknown kind."""
        kind = self.kind(code)
        return kind.figures if kind else ()

    def region_of(self, country: str) -> str:
        """The region of a country's code; empty for none."""
        item = _find(self.countries, country)
        return str(item.extra.get("region", "")) if item else ""

    def names(self, list_name: str, codes: list[str] | tuple[str, ...]) -> list[str]:
        """Vietnamese names of codes in the order of the list; an unknown code stands for itself."""
        items: tuple[CategoryItem, ...] = getattr(self, list_name)
        known = [item.vi for item in items if item.code in codes]
        codes_known = {item.code for item in items}
        return known + [code for code in codes if code not in codes_known]


def promotes(kind: CategoryItem) -> bool:
    """Whether activities of the kind promote the image and so name their channels (Điều 5)."""
    return bool(kind.extra.get("promotes"))


def wants_topics(kind: CategoryItem) -> bool:
    """Whether activities of the kind say which of the nine training topics they covered (Điều 3.3)."""
    return kind.extra.get("topics") == "training_topics"


def wants_themes(kind: CategoryItem) -> bool:
    """Whether activities of the kind say which of the six themes they serve (Điều 3.4)."""
    return kind.extra.get("topics") == "themes"


def words(item: CategoryItem | Figure) -> str:
    """The item's words in the reader's language."""
    return item.en if (get_language() or "vi").startswith("en") else item.vi


def catalogue_for(book: Book, body_kind: str, on: date) -> Catalogue:
    """The lists for a kind of body on a day; before a list existed, its first version serves."""
    return _catalogue(book.hash, book, "channels_province" if body_kind == "province" else "channels_ministry", on)


@lru_cache(maxsize=64)
def _catalogue(_book_hash: str, book: Book, channels: str, on: date) -> Catalogue:
    places = items_on(book, "regions_countries", on)
    return Catalogue(
        kinds=items_on(book, "activity_kinds", on),
        channels=items_on(book, channels, on),
        topics=items_on(book, "training_topics", on),
        themes=items_on(book, "themes", on),
        languages=items_on(book, "languages", on),
        regions=tuple(item for item in places if item.extra.get("kind") == "region"),
        countries=tuple(item for item in places if item.extra.get("kind") == "country"),
        sources=items_on(book, "budget_sources", on),
    )


def items_on(book: Book, list_id: str, on: date) -> tuple[CategoryItem, ...]:
    """The items of a list on a day; before it existed, of its first version."""
    try:
        return book.category_list(list_id, on).items
    except NotInForce:
        first = min((day for day, value in book.values("categories", list_id).items() if value), default=None)
        value = book.values("categories", list_id)[first] if first else None
        return value.items if isinstance(value, CategoryList) else ()


def closing_of(book: Book, year: int) -> Closing:
    """The closing date of a year's actual figures: the term the book or its overlay sets, else 31/10."""
    month, day = DEFAULT_CLOSING
    try:
        term = book.term("report_estimate_closing", date(year, 12, 31))
    except (NotInForce, UnknownRule):
        return Closing(date(year, month, day), provisional=True)
    if term.date is not None and term.date.year == year:
        return Closing(term.date, term.provisional)
    if term.month_day:
        month, day = (int(part) for part in term.month_day.split("-"))
    return Closing(date(year, month, day), term.provisional)


def _find(items: tuple[CategoryItem, ...], code: str) -> CategoryItem | None:
    return next((item for item in items if item.code == code), None)
