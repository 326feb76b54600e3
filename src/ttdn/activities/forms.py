"""Forms of activities: the quick entry, the list's filters, estimates, the upload of a sheet."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ttdn.activities.catalogue import Catalogue, promotes, wants_themes, wants_topics, words
from ttdn.activities.models import Activity
from ttdn.activities.rules import ActivityData, problems
from ttdn.law.schema import CategoryItem, FormSection
from ttdn.organisations.models import Body
from ttdn.plans.models import ProgrammeTask, Task
from ttdn.web.forms import DayField, MoneyField, MultipleChoice, TtdnForm

HOME = "vn"

#: the channel that goes without saying for a kind (Điều 5); the person may change it
USUAL_CHANNEL = {
    "portal_item": "portal",
    "database_update": "promotion_data",
    "publication": "publications",
    "broadcast_product": "domestic_press",
    "online_product": "internet",
    "event_home": "events",
    "event_abroad": "events",
    "foreign_press_support": "press_contact",
    "press_trip": "press_contact",
}


class FilesInput(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Evidence files, none or several; what each holds is checked by the files app."""

    def __init__(self, **options: Any) -> None:
        """Never required."""
        options.setdefault("required", False)
        options.setdefault("widget", FilesInput())
        super().__init__(**options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """A list of uploads."""
        uploads = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(each, initial) for each in uploads if each]


def figure_name(kind: str, code: str) -> str:
    """The name of a figure's field: kinds share codes, so both are in it."""
    return f"so__{kind}__{code}"


def kind_choices(catalogue: Catalogue, sections: dict[str, str]) -> list[tuple[str, Any]]:
    """Kinds grouped under the section of Phụ lục 02 that they are reported in."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for kind in catalogue.kinds:
        groups.setdefault(kind.section or "", []).append((kind.code, words(kind)))
    return [(sections.get(code, code), choices) for code, choices in groups.items()]


def section_names(sections: Iterable[FormSection]) -> dict[str, str]:
    """Such as "1. Xây dựng và ban hành …" by code, for groups and filters."""
    return {each.code: f"{each.label or ''} {each.heading_vi}".strip() for each in sections}


class ActivityForm(TtdnForm):
    """One activity on one screen. `catalogue` gives the lists; figures of every kind have a field of their own."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại hoạt động"))
    title = forms.CharField(
        label=gettext_lazy("Tên hoạt động"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Viết như sẽ đứng trong báo cáo, ví dụ: Lớp tập huấn kỹ năng phát ngôn năm 2024."),
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"))
    ends_on = DayField(
        label=gettext_lazy("Đến ngày"), required=False, help_text=gettext_lazy("Bỏ trống nếu chỉ một ngày.")
    )
    place = forms.CharField(label=gettext_lazy("Địa điểm"), required=False, max_length=300)
    country = forms.ChoiceField(label=gettext_lazy("Nước"), required=False)
    channels = MultipleChoice(label=gettext_lazy("Phương thức (Điều 5)"), required=False)
    languages = MultipleChoice(label=gettext_lazy("Ngôn ngữ"), required=False)
    topics = MultipleChoice(label=gettext_lazy("Nội dung tập huấn (khoản 3 Điều 3)"), required=False)
    themes = MultipleChoice(label=gettext_lazy("Nội dung trọng tâm (khoản 4 Điều 3)"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị thực hiện"), required=False)
    task = forms.ChoiceField(label=gettext_lazy("Thực hiện nhiệm vụ trong kế hoạch"), required=False)
    programme_task = forms.ChoiceField(label=gettext_lazy("Thực hiện nhiệm vụ của chương trình"), required=False)
    partners = forms.CharField(label=gettext_lazy("Đơn vị phối hợp"), required=False, max_length=1000)
    cost = MoneyField(label=gettext_lazy("Kinh phí (đồng)"), required=False)
    cost_source = forms.ChoiceField(label=gettext_lazy("Nguồn kinh phí"), required=False)
    links = forms.CharField(
        label=gettext_lazy("Liên kết"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Mỗi dòng một địa chỉ, bắt đầu bằng http:// hoặc https://."),
    )
    evidence = FilesField(
        label=gettext_lazy("Tệp minh chứng"), help_text=gettext_lazy("Word, Excel, PDF, ảnh; không tải tài liệu mật.")
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    notable = forms.BooleanField(label=gettext_lazy("Nêu tên trong báo cáo (hoạt động nổi bật)"), required=False)

    def __init__(
        self,
        *args: Any,
        catalogue: Catalogue,
        sections: dict[str, str],
        units: Sequence[tuple[Body, str]] = (),
        unit_required: bool = False,
        tasks: Iterable[Task] = (),
        programme_tasks: Iterable[ProgrammeTask] = (),
        **options: Any,
    ) -> None:
        """Fill the lists of choices and add a field for each figure of each kind."""
        self.catalogue = catalogue
        self.units = {str(body.public_id): body.pk for body, _name in units}
        super().__init__(*args, **options)
        self._choose("kind", [("", _("Chọn loại hoạt động")), *kind_choices(catalogue, sections)])
        self._choose("country", [("", "—"), (HOME, _("Việt Nam")), *_pairs(catalogue.countries)])
        for name in ("channels", "topics", "themes"):
            self._choose(name, [(item.code, _labelled(item)) for item in getattr(catalogue, name)])
        self._choose("languages", _pairs(catalogue.languages))
        self._choose("cost_source", [("", "—"), *_pairs(catalogue.sources)])
        self._choose(
            "unit",
            [
                *([] if unit_required else [("", _("Toàn cơ quan"))]),
                *((str(body.public_id), name) for body, name in units),
            ],
        )
        self.fields["unit"].required = unit_required
        self._choose("task", [("", _("Không gắn với nhiệm vụ")), *_task_choices(tasks, sections)])
        self._choose(
            "programme_task",
            [("", "—"), *((str(each.public_id), f"{each.label}. {each.title_vi}"[:160]) for each in programme_tasks)],
        )
        for kind in catalogue.kinds:
            for figure in kind.figures:
                unit = f" ({figure.unit})" if figure.unit else ""
                self.fields[figure_name(kind.code, figure.code)] = forms.IntegerField(
                    label=f"{words(figure)}{unit}",
                    required=False,
                    min_value=0,
                    widget=forms.TextInput(attrs={"inputmode": "numeric"}),
                    error_messages={
                        "invalid": _("Số liệu phải là số nguyên, ví dụ 45."),
                        "min_value": _("Số liệu không được nhỏ hơn 0."),
                    },
                )

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (our own fields)
        field.choices = choices

    @property
    def chosen_kind(self) -> str:
        """The kind on screen: what was sent, else what the form was opened with."""
        return str(self["kind"].value() or "")

    def figure_groups(self) -> list[tuple[CategoryItem, list[forms.BoundField]]]:
        """Figures to show: those of the chosen kind; none while none is chosen."""
        chosen = self.catalogue.kind(self.chosen_kind)
        if chosen is None:
            return []
        self._say_what_is_required(chosen)
        return [(chosen, [self[figure_name(chosen.code, each.code)] for each in chosen.figures])]

    def _say_what_is_required(self, kind: CategoryItem) -> None:
        """For the labels only: the rules themselves are checked in `clean`, each with its own sentence."""
        for figure in kind.figures:
            self.fields[figure_name(kind.code, figure.code)].required = figure.required
        self.fields["channels"].required = promotes(kind)
        self.fields["topics"].required = wants_topics(kind)
        self.fields["themes"].required = wants_themes(kind)

    def clean(self) -> dict[str, Any]:
        """The rules of the kind, each said at its field."""
        values = super().clean() or {}
        if self.errors or not values.get("kind"):
            return values
        data = self.data_of(values)
        for name, texts in problems(data, self.catalogue).items():
            field = figure_name(data.kind, name.removeprefix("figure_")) if name.startswith("figure_") else name
            for text in texts:
                self.add_error(field if field in self.fields else None, text)
        return values

    def data_of(self, values: dict[str, Any]) -> ActivityData:
        """What the form says, as the actions take it."""
        kind = values["kind"]
        figures = {
            each.code: values[figure_name(kind, each.code)]
            for each in self.catalogue.figures(kind)
            if values.get(figure_name(kind, each.code)) is not None
        }
        country = values.get("country") or ""
        return ActivityData(
            kind=kind,
            title=values["title"],
            starts_on=values["starts_on"],
            ends_on=values.get("ends_on") or values["starts_on"],
            unit_id=self.units.get(values.get("unit") or ""),
            place=values.get("place") or "",
            country=country,
            channels=tuple(values.get("channels") or ()),
            languages=tuple(values.get("languages") or ()),
            topics=tuple(values.get("topics") or ()),
            themes=tuple(values.get("themes") or ()),
            partners=values.get("partners") or "",
            figures=figures,
            cost=values.get("cost") or 0,
            cost_source=values.get("cost_source") or "",
            links=tuple(line.strip() for line in (values.get("links") or "").splitlines() if line.strip()),
            note=values.get("note") or "",
            notable=bool(values.get("notable")),
            task_id=_uuid(values.get("task")),
            programme_task_id=_uuid(values.get("programme_task")),
        )

    def data_to_save(self) -> ActivityData:
        """As `data_of`, from the cleaned form."""
        return self.data_of(self.cleaned_data)


def initial_of(activity: Activity) -> dict[str, Any]:
    """What the form shows for an activity that is there."""
    programme = activity.programme_task if not (activity.task and activity.task.programme_task_id) else None
    return {
        "kind": activity.kind,
        "title": activity.title,
        "starts_on": activity.starts_on,
        "ends_on": None if activity.ends_on == activity.starts_on else activity.ends_on,
        "place": activity.place,
        "country": activity.country,
        "channels": activity.channels,
        "languages": activity.languages,
        "topics": activity.topics,
        "themes": activity.themes,
        "unit": str(activity.unit.public_id) if activity.unit else "",
        "task": str(activity.task.public_id) if activity.task else "",
        "programme_task": str(programme.public_id) if programme else "",
        "partners": activity.partners,
        "cost": activity.cost or None,
        "cost_source": activity.cost_source,
        "links": "\n".join(activity.links),
        "note": activity.note,
        "notable": activity.notable,
        **{figure_name(activity.kind, code): value for code, value in activity.figures.items()},
    }


def defaults_for(kind: CategoryItem | None, on: date) -> dict[str, Any]:
    """Sensible beginnings: today, at home, the usual channel of the kind, one of what it counts."""
    values: dict[str, Any] = {"starts_on": on, "country": HOME}
    if kind is not None:
        values["kind"] = kind.code
        if usual := USUAL_CHANNEL.get(kind.code):
            values["channels"] = [usual]
        if kind.figures and kind.figures[0].required:
            values[figure_name(kind.code, kind.figures[0].code)] = 1
        if kind.code == "event_abroad":
            values["country"] = ""
    return values


class CancelForm(TtdnForm):
    """Why an activity is taken out."""

    reason = forms.CharField(label=gettext_lazy("Lý do hủy"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class EvidenceForm(TtdnForm):
    """Files to add."""

    evidence = FilesField(
        label=gettext_lazy("Tệp minh chứng"),
        required=True,
        help_text=gettext_lazy("Word, Excel, PDF, ảnh; không tải tài liệu mật."),
    )


class ImportForm(TtdnForm):
    """A filled-in sheet."""

    sheet = forms.FileField(label=gettext_lazy("Tệp Excel (.xlsx) theo mẫu"))


def _pairs(items: Iterable[CategoryItem]) -> list[tuple[str, str]]:
    return [(item.code, words(item)) for item in items]


def _labelled(item: CategoryItem) -> str:
    mark = "." if (item.label or "").isdigit() else ")"
    return f"{item.label}{mark} {words(item)}" if item.label else words(item)


def _task_choices(tasks: Iterable[Task], sections: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for task in tasks:
        name = f"{task.plan.year_from}: {sections.get(task.section_code, task.section_code)}"
        groups.setdefault(name, []).append((str(task.public_id), task.title[:160]))
    return list(groups.items())


def _uuid(value: str | None) -> uuid.UUID | None:
    return uuid.UUID(value) if value else None
