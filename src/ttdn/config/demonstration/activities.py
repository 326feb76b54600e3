"""Activities of the demonstration: plain office work by the templates of the script, the same on every machine."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from django.db import transaction

from ttdn.activities.actions import add_activity, save_estimates
from ttdn.activities.catalogue import Catalogue, catalogue_for
from ttdn.activities.models import Activity
from ttdn.activities.rules import ActivityData
from ttdn.config.demonstration.people import Cast
from ttdn.config.demonstration.script import MILLION, between, chance, filled, moment, script
from ttdn.obligations.book import current_book
from ttdn.plans.models import Task
from ttdn.plans.queries import tasks_for_year

ESTIMATED = ("press_release", "portal_item", "monitoring")
BASIS = "Theo tiến độ thực hiện mười tháng đầu năm"


@dataclass
class Season:
    """The activities of one body in one year under way."""

    cast: Cast
    field: str
    profile: str
    last_day: date
    luck: Random
    catalogue: Catalogue
    tasks: list[Task]
    numbers: dict[str, int]

    @property
    def year(self) -> int:
        """The year the activities are of."""
        return self.last_day.year


@transaction.atomic
def record_activities(cast: Cast, *, field: str, profile: str, number: int, last_day: date) -> int:
    """Record so many activities of a body in the year of `last_day`, none later than that day; gives how many are new."""
    year = last_day.year
    if Activity.objects.filter(body=cast.body, year=year, created_by=cast.officer).exists():
        return 0
    season = Season(
        cast=cast,
        field=field,
        profile=profile,
        last_day=last_day,
        luck=chance("activities", cast.body.code, year),
        catalogue=catalogue_for(current_book(), cast.body.kind, last_day),
        tasks=list(tasks_for_year([cast.body.pk], year).order_by("section_code", "position")),
        numbers={},
    )
    templates = script("activities")["templates"]
    chosen = [each for each in templates if each.get("every")]
    weights = [each.get("profiles", {}).get(profile, each["weight"]) for each in templates]
    chosen += season.luck.choices(templates, weights, k=max(number - len(chosen), 0))
    passed = (last_day - date(year, 1, 1)).days
    days = sorted(season.luck.randint(min(10, passed), passed) for _ in chosen)
    season.luck.shuffle(chosen)
    for template, day in zip(chosen, days, strict=True):
        data = _data(season, template, date(year, 1, 1) + timedelta(days=day))
        written_on = min(data.ends_on + timedelta(days=season.luck.randint(1, 4)), last_day + timedelta(days=1))
        add_activity(
            body=cast.body,
            data=data,
            workplace=None,
            acting_user=cast.officer,
            at=moment(written_on, 14),
            is_demo=True,
        )
    return len(chosen)


def _data(season: Season, template: dict[str, Any], starts_on: date) -> ActivityData:
    luck = season.luck
    kind = template["kind"]
    number = season.numbers[kind] = season.numbers.get(kind, 0) + 1
    figures = {code: between(luck, bounds) for code, bounds in template["figures"].items()}
    ends_on = min(starts_on + timedelta(days=max(figures.get("days", 1) - 1, 0)), season.last_day)
    countries = template.get("countries")
    cost = between(luck, template["cost"]) * MILLION if "cost" in template else 0
    title = filled(luck.choice(template["titles"]), field=season.field, n=number, month=starts_on.month)
    return ActivityData(
        kind=kind,
        title=title,
        starts_on=starts_on,
        ends_on=ends_on,
        place="" if countries else _place(luck, kind),
        country=luck.choice(countries) if countries else "vn",
        channels=_channels(season, template),
        languages=_some(luck, template.get("languages", []), figures.get("languages", 2)),
        topics=_some(luck, template.get("topics", []), luck.randint(1, 4)),
        themes=_some(luck, template.get("themes", []), luck.randint(1, 2)),
        figures=figures,
        cost=cost,
        cost_source=_source(season) if cost else "",
        notable=kind in ("event_home", "event_abroad", "scheme_project") and luck.random() < 0.5,  # noqa: PLR2004
        task_id=_task(season, kind),
    )


def _place(luck: Random, kind: str) -> str:
    held = {"training_course", "press_conference", "event_home", "press_trip"}
    return str(luck.choice(script("activities")["places"])) if kind in held else ""


def _channels(season: Season, template: dict[str, Any]) -> tuple[str, ...]:
    """The channels of the template that the kind of body has (provinces have a list of their own)."""
    known = {item.code for item in season.catalogue.channels}
    wanted = template.get("channels", [])
    found = tuple(code for code in wanted if code in known)
    return found or ((season.catalogue.channels[-1].code,) if wanted else ())


def _source(season: Season) -> str:
    return "local_budget" if season.cast.body.kind == "province" else "central_budget"


def _some(luck: Random, codes: list[str], number: int) -> tuple[str, ...]:
    """So many of the codes, in their order."""
    taken = set(luck.sample(codes, min(max(number, 1), len(codes))))
    return tuple(code for code in codes if code in taken)


def _task(season: Season, kind: str) -> Any:
    """A task of the plan under the heading of the kind; now and then none: unplanned work happens."""
    item = season.catalogue.kind(kind)
    section = (item.section if item else "") or ""
    fitting = [task for task in season.tasks if task.section_code == section]
    if not fitting or season.luck.random() < 0.1:  # noqa: PLR2004
        return None
    return season.luck.choice(fitting).public_id


def estimate_rest(cast: Cast, year: int, on: date) -> None:
    """What the body expects after the closing date, for the kinds that go on every month."""
    luck = chance("estimates", cast.body.code, year)
    catalogue = catalogue_for(current_book(), cast.body.kind, date(year, 12, 31))
    values: dict[tuple[str, str], int] = {}
    for code in ESTIMATED:
        values[code, ""] = luck.randint(1, 3)
        for figure in catalogue.figures(code):
            if figure.required:
                values[code, figure.code] = luck.randint(2, 30)
    save_estimates(
        body=cast.body,
        year=year,
        values=values,
        basis=dict.fromkeys(ESTIMATED, BASIS),
        acting_user=cast.officer,
        at=moment(on),
    )
