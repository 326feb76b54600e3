"""Lists by keyset: a page starts where the last one ended, however long the list is."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Generic, TypeVar

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connections
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page; the cursors lead to the neighbouring pages (None: there is none)."""

    rows: list[Row]
    next_cursor: str | None
    previous_cursor: str | None


@dataclass(frozen=True)
class _Key:
    """One ordering field: its path, direction, and what it may hold."""

    path: str
    descending: bool
    nullable: bool
    field: "Field[Any, Any] | None"

    def ordering(self, *, backward: bool) -> OrderBy:
        """ORDER BY of this key; rows without a value come last, on every database."""
        expression = F(self.path)
        last = {"nulls_first" if backward else "nulls_last": True} if self.nullable else {}
        return expression.desc(**last) if self.descending != backward else expression.asc(**last)

    def beyond(self, value: Any, *, backward: bool) -> Q:
        """Rows strictly past `value` in the direction of reading; Q that matches nothing when there can be none."""
        if value is None:
            return Q(**{f"{self.path}__isnull": False}) if backward else Q(pk__in=[])
        past = Q(**{f"{self.path}__{'lt' if self.descending != backward else 'gt'}": value})
        return past | Q(**{f"{self.path}__isnull": True}) if self.nullable and not backward else past

    def same(self, value: Any) -> Q:
        """Rows with exactly this value."""
        return Q(**{f"{self.path}__isnull": True}) if value is None else Q(**{self.path: value})


def keyset(
    queryset: "QuerySet[Row]", *, order: tuple[str, ...], cursor: str | None, size: int = 50, parts: Sequence[Q] = ()
) -> Page[Row]:
    """One page of `queryset` in the order given ("-on" is descending; `pk` is added so that ties have an order).

    Fields may follow relations ("body__sort_key"; select_related them). A cursor that is not ours (damaged, of
    another ordering) gives the first page. One query.

    `parts` are conditions that together hold every row (one for each body, say). With two or more, each part is read
    in the order of its own index and only as far as the page reaches, where one condition for all would sort all rows.
    """
    keys = [_key(queryset, name) for name in order]
    if "pk" not in {key.path for key in keys}:
        keys.append(_key(queryset, "pk"))
    backward, values = _read(cursor, keys)
    rows = queryset.order_by(*(key.ordering(backward=backward) for key in keys))
    if values is not None:
        rows = rows.filter(_bound(keys[0], values[0], backward=backward), _after(keys, values, backward=backward))
    found = list((_heads(rows, parts, size + 1) if len(parts) > 1 else rows)[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    if not found and values is not None:
        return keyset(queryset, order=order, cursor=None, size=size, parts=parts)
    has_next = more if not backward else True
    has_previous = values is not None if not backward else more
    return Page(
        rows=found,
        next_cursor=_write(keys, found[-1], backward=False) if found and has_next else None,
        previous_cursor=_write(keys, found[0], backward=True) if found and has_previous else None,
    )


def _heads(rows: "QuerySet[Row]", parts: Sequence[Q], size: int) -> "QuerySet[Row]":
    """The rows that are among the first `size` of their part, in the order of `rows`."""
    heads = [rows.filter(part).select_related(None).values("pk")[:size] for part in parts]
    if connections[rows.db].features.supports_slicing_ordering_in_compound:
        return rows.filter(pk__in=heads[0].union(*heads[1:], all=True))
    return rows.filter(reduce(or_, (Q(pk__in=head) for head in heads)))  # SQLite has no LIMIT within a UNION


def _key(queryset: "QuerySet[Any]", name: str) -> _Key:
    """What an ordering name means for this queryset."""
    path = name.removeprefix("-")
    field, nullable = _field(queryset.model, path.split("__"))
    return _Key(path, name.startswith("-"), nullable, field)


def _field(model: type[Model], parts: Iterable[str]) -> "tuple[Field[Any, Any] | None, bool]":
    """The model field at the end of a path, and whether a null may turn up on the way (annotation: unknown, so yes)."""
    nullable, field = False, None
    for part in parts:
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            return None, True
        if not isinstance(found, Field):
            return None, True
        field, nullable = found, nullable or found.null
        if found.related_model is not None and isinstance(found.related_model, type):
            model = found.related_model
    return field, nullable


def _after(keys: list[_Key], values: list[Any], *, backward: bool) -> Q:
    """The rows past the cursor: (a past) or (a same and b past), and so on."""
    condition, prefix = Q(pk__in=[]), Q()
    for key, value in zip(keys, values, strict=True):
        condition |= prefix & key.beyond(value, backward=backward)
        prefix &= key.same(value)
    return condition


def _bound(key: _Key, value: Any, *, backward: bool) -> Q:
    """What every row past the cursor has in common, said alone so that the index of the first field is used."""
    if value is None or key.nullable:
        return Q()
    return Q(**{f"{key.path}__{'lte' if key.descending != backward else 'gte'}": value})


def _write(keys: list[_Key], row: Any, *, backward: bool) -> str:
    """The cursor of a row: opaque to readers, short enough for a URL."""
    values = []
    for key in keys:
        value = row
        for part in key.path.split("__"):
            value = None if value is None else getattr(value, part)
        values.append(value if value is None or isinstance(value, int | float) else _text(value))
    payload = json.dumps([int(backward), "|".join(_sign(key) for key in keys), values], ensure_ascii=False)
    return base64.urlsafe_b64encode(payload.encode()).decode().rstrip("=")


def _text(value: Any) -> str:
    """A value in words that its field reads back without loss."""
    return value.isoformat() if isinstance(value, date | datetime) else str(getattr(value, "pk", value))


def _sign(key: _Key) -> str:
    """A key's name and direction."""
    return f"-{key.path}" if key.descending else key.path


def _read(cursor: str | None, keys: list[_Key]) -> tuple[bool, list[Any] | None]:
    """(backward, values) of a cursor; (False, None) when there is none or it is not one of this list."""
    if not cursor:
        return False, None
    try:
        payload = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        backward, signature, values = json.loads(payload)
        if signature != "|".join(_sign(key) for key in keys) or len(values) != len(keys):
            return False, None
        return bool(backward), [_value(key, value) for key, value in zip(keys, values, strict=True)]
    except (ValueError, TypeError, OverflowError, ArithmeticError, ValidationError, RecursionError):
        return False, None


def _value(key: _Key, value: Any) -> Any:
    """A cursor's value as its field's type; raises for what the field cannot hold."""
    if value is None:
        if not key.nullable:
            raise ValueError(key.path)
        return None
    if not isinstance(value, str | int | float) or (isinstance(value, str) and "\x00" in value):
        raise ValueError(key.path)
    return value if key.field is None else key.field.to_python(value)
