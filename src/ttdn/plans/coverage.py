"""Which focus tasks of a guidance letter a body's plan covers, misses, or need not cover."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ttdn.organisations.models import Body, BodyAttribute
from ttdn.plans.choices import PLAN_FORMS, REPORT_FORMS
from ttdn.plans.models import Guidance, GuidanceItem, Plan, PlanSnapshot, Task
from ttdn.plans.programmes import Resolver

#: words of `applies_to` in guidance, and the attributes of a body that meet each
ATTRIBUTES = {
    "land_border": ("border_china", "border_laos", "border_cambodia"),
    "land_border_china": ("border_china",),
    "land_border_laos": ("border_laos",),
    "land_border_cambodia": ("border_cambodia",),
    "coast": ("coast",),
    "international_gate": ("international_gate",),
}
#: deliverables that are documents of the yearly cycle themselves, not tasks a plan could hold
CYCLE_DOCUMENTS = PLAN_FORMS | REPORT_FORMS | {"budget_estimate"}

COVERED, PARTLY, MISSING, NOT_APPLICABLE, DOCUMENT = "covered", "partly", "missing", "not_applicable", "document"


@dataclass(frozen=True)
class ItemState:
    """What a plan says to an item: covered, partly, missing, not_applicable, or a document to be sent."""

    item: GuidanceItem
    depth: int
    state: str
    tasks: tuple[Any, ...]


def coverage(guidance: Guidance, body: Body, answers: Mapping[str, list[Any]], on: date) -> list[ItemState]:
    """The state of every item for one body, in the order of the letter; its closing demands are no focus tasks.

    `answers` gives by item path the tasks that answer it (live tasks, or their pictures in an issued plan).
    """
    items = list(guidance.items.order_by("position"))
    attributes: set[str] = set()
    if any(item.applies_to for item in items):
        attributes = set(BodyAttribute.objects.on(on).filter(body=body).values_list("attribute", flat=True))
    resolver = Resolver(on, [str(party.get("ref") or "") for item in items for party in item.addressees])
    children: dict[int | None, list[GuidanceItem]] = {}
    for item in items:
        children.setdefault(item.parent_id, []).append(item)
    found: list[ItemState] = []
    for item in children.get(None, []):
        _walk(item, 0, children, answers, (attributes, body, resolver), found=found, inherited=[])
    closing = {item.path for item in children.get(None, []) if not item.label}
    return [
        replace(row, state=DOCUMENT)
        if row.state in (MISSING, PARTLY) and row.item.path.split(".")[0] in closing
        else row
        for row in found
    ]


def _walk(
    item: GuidanceItem,
    depth: int,
    children: Mapping[int | None, list[GuidanceItem]],
    answers: Mapping[str, list[Any]],
    who: tuple[set[str], Body, Resolver],
    *,
    found: list[ItemState],
    inherited: list[Any],
) -> str:
    """Adds the item and all below it; gives its state."""
    place = len(found)
    own = answers.get(item.path, [])
    applies = applies_to(item, *who)
    below = [
        _walk(child, depth + 1, children, answers, who, found=found, inherited=[*inherited, *own])
        for child in children.get(item.pk, [])
    ]
    state = _state(item, applies=applies, answered=bool(own or inherited), below=below)
    found.insert(place, ItemState(item, depth, state, tuple(own)))
    return state


def _state(item: GuidanceItem, *, applies: bool, answered: bool, below: list[str]) -> str:
    if not applies:
        return NOT_APPLICABLE
    if item.deliverable in CYCLE_DOCUMENTS:
        return DOCUMENT
    counted = [each for each in below if each not in (NOT_APPLICABLE, DOCUMENT)]
    if below and not counted:
        return DOCUMENT if DOCUMENT in below else NOT_APPLICABLE
    if answered:
        return COVERED
    if not counted:
        return MISSING
    if all(each == COVERED for each in counted):
        return COVERED
    return PARTLY if any(each in (COVERED, PARTLY) for each in counted) else MISSING


def applies_to(item: GuidanceItem, attributes: set[str], body: Body, resolver: Resolver) -> bool:
    """Whether an item concerns a body: by its attributes ("|" is or), and by the addressees it names."""
    if item.applies_to:
        wanted = {name for word in item.applies_to.split("|") for name in ATTRIBUTES.get(word.strip(), (word.strip(),))}
        if not wanted & attributes:
            return False
    if item.addressees:
        return any(_is_party(party, body, resolver) for party in item.addressees)
    return True


def _is_party(party: Mapping[str, Any], body: Body, resolver: Resolver) -> bool:
    ref = str(party.get("ref") or "")
    if party.get("kind") == "class":
        members = resolver.bodies_of_class(ref)
        return members is None or any(member.pk == body.pk for member in members)
    if party.get("kind") == "open":
        return True
    found = resolver.body(ref)
    return found is not None and found.pk == body.pk


def summary(states: Iterable[ItemState]) -> dict[str, int]:
    """How many leaf items are covered, missing, not applicable; parents only repeat what is below them."""
    rows = list(states)
    counts = {COVERED: 0, MISSING: 0, NOT_APPLICABLE: 0, DOCUMENT: 0}
    for place, row in enumerate(rows):
        leaf = place + 1 == len(rows) or rows[place + 1].depth <= row.depth
        if leaf:
            counts[row.state] = counts.get(row.state, 0) + 1
    return counts


def live_answers(guidance: Guidance, bodies: Iterable[int]) -> dict[str, list[Task]]:
    """By item path, the tasks of the bodies' own plans that answer it."""
    tasks = (
        Task.objects.filter(body_id__in=list(bodies), guidance_item__guidance=guidance)
        .exclude(state=Task.State.CANCELLED)
        .select_related("guidance_item", "plan")
    )
    found: dict[str, list[Task]] = {}
    for task in tasks:
        if task.guidance_item:
            found.setdefault(task.guidance_item.path, []).append(task)
    return found


def issued_answers(guidance: Guidance, body: Body) -> dict[str, list[dict[str, Any]]] | None:
    """The same from the plan as last issued, which is all that the coordinator reads; None: no plan issued."""
    snapshot = (
        PlanSnapshot.objects.filter(
            plan__body=body,
            plan__horizon=Plan.Horizon.ANNUAL,
            plan__year_from__lte=guidance.year,
            plan__year_to__gte=guidance.year,
        )
        .order_by("-at", "-pk")
        .first()
    )
    if snapshot is None:
        return None
    found: dict[str, list[dict[str, Any]]] = {}
    for task in snapshot.tasks:
        law_id, _colon, path = str(task.get("guidance_item", "")).partition(":")
        if law_id == guidance.law_id and task.get("state") != Task.State.CANCELLED:
            found.setdefault(path, []).append(task)
    return found
