"""Bodies of the register as the search finds them: State bodies for everyone who acts for some body, units for their own."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ttdn.organisations.choices import BodyKind
from ttdn.organisations.models import Body, BodyParent
from ttdn.organisations.queries import REGISTER_SCOPE
from ttdn.search.registry import SearchDocument, Source

KIND = "organisations.body"


def _above() -> dict[int, set[int]]:
    """For each unit: the bodies that it belongs or belonged to directly (one query)."""
    above: dict[int, set[int]] = defaultdict(set)
    for unit, parent in BodyParent.objects.values_list("body_id", "parent_id"):
        above[unit].add(parent)
    return above


def _scopes(body: Body, above: Mapping[int, set[int]], tokens: Mapping[int, uuid.UUID]) -> frozenset[str]:
    """Who may find a body: the same rule as `BodyQuerySet.visible_to`."""
    if body.kind != BodyKind.UNIT:
        return frozenset({REGISTER_SCOPE})
    found, ahead = {body.pk}, [body.pk]
    while ahead:
        fresh = above.get(ahead.pop(), set()) - found
        found |= fresh
        ahead.extend(fresh)
    return frozenset({"coordinator", *(f"body:{tokens[each]}" for each in found)})


def _documents(bodies: Iterable[Body]) -> Iterable[SearchDocument]:
    above = _above()
    tokens = dict(Body.objects.values_list("pk", "public_id"))
    for body in bodies:
        names = sorted(body.names.all(), key=lambda name: name.valid_from)
        if not names:
            continue
        words = [word for name in reversed(names) for word in (name.name_vi, name.short_vi, name.name_en, name.symbol)]
        yield SearchDocument(
            kind=KIND,
            id=body.public_id,
            title=names[-1].name_vi,
            text="\n".join(dict.fromkeys(word for word in words if word)),
            number=names[-1].symbol,
            url=reverse("organisations_detail", args=[body.public_id]),
            scopes=_scopes(body, above, tokens),
        )


def rows() -> Iterable[SearchDocument]:
    """Every body and unit, under its last recorded name, found by all its names."""
    return _documents(Body.objects.prefetch_related("names").order_by("pk"))


def one(public_id: uuid.UUID) -> SearchDocument | None:
    """One body; None when it is gone."""
    return next(iter(_documents(Body.objects.filter(public_id=public_id).prefetch_related("names"))), None)


def allowed(user: Any, ids: list[uuid.UUID], on: datetime.date) -> set[uuid.UUID]:
    """The ids whose page the person may open."""
    return set(Body.objects.visible_to(user, on).filter(public_id__in=ids).values_list("public_id", flat=True))


SOURCE = Source(kind=KIND, label=_("Cơ quan trong danh mục"), rows=rows, one=one, access=allowed)
