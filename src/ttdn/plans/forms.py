"""Forms of plans, tasks, money, programmes and guidance."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from ttdn.law.schema import CategoryItem, FormSection
from ttdn.law.text import fold, normalise
from ttdn.organisations.models import Body, BodyName
from ttdn.plans.actions import TaskData
from ttdn.plans.budget_actions import LineData
from ttdn.plans.models import Guidance, GuidanceItem, Plan, ProgrammeTask, Task
from ttdn.plans.progress import in_language
from ttdn.web.forms import DayField, MoneyField, MultipleChoice, TtdnForm

LONGEST_CHOICE = 150


def words(item: CategoryItem | FormSection) -> str:
    """The item's words in the reader's language."""
    english = (get_language() or "vi").startswith("en")
    if isinstance(item, FormSection):
        return (item.heading_en or item.heading_vi) if english else item.heading_vi
    return item.en if english else item.vi


def section_label(section: FormSection) -> str:
    """Such as "3. Tập huấn, bồi dưỡng nghiệp vụ thông tin đối ngoại"."""
    return f"{section.label or ''} {words(section)}".strip()


def _choose(form: forms.Form, name: str, choices: Iterable[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)  # noqa: S101  (our own fields)
    field.choices = list(choices)


class PlanForm(TtdnForm):
    """A plan's identity: horizon and years are fixed once it exists."""

    horizon = forms.ChoiceField(label=gettext_lazy("Thời hạn"), choices=Plan.Horizon.choices)
    year_from = forms.IntegerField(label=gettext_lazy("Từ năm"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(
        label=gettext_lazy("Đến năm"),
        min_value=2000,
        max_value=2100,
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu một năm."),
    )
    title = forms.CharField(label=gettext_lazy("Tên kế hoạch"), max_length=300, required=False)
    parent_plan = forms.ChoiceField(label=gettext_lazy("Thuộc kế hoạch dài hơn"), required=False)
    grounds = forms.MultipleChoiceField(
        label=gettext_lazy("Căn cứ"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("Giữ phím Ctrl để chọn nhiều văn bản."),
    )

    def __init__(
        self,
        *args: Any,
        grounds: Sequence[tuple[str, str]],
        parents: Sequence[Plan],
        fixed: bool = False,
        **options: Any,
    ) -> None:
        """Fill the choices; `fixed` leaves horizon and years out."""
        self.parents = {str(each.public_id): each for each in parents}
        super().__init__(*args, **options)
        _choose(self, "grounds", grounds)
        _choose(self, "parent_plan", [("", "—"), *((key, each.title) for key, each in self.parents.items())])
        if fixed:
            for name in ("horizon", "year_from", "year_to"):
                del self.fields[name]
            self.fields["title"].required = True

    def parent(self) -> Plan | None:
        """The longer plan chosen."""
        return self.parents.get(self.cleaned_data.get("parent_plan") or "")


class TaskForm(TtdnForm):
    """One task row."""

    section_code = forms.ChoiceField(label=gettext_lazy("Mục của Phụ lục 01"))
    title = forms.CharField(label=gettext_lazy("Nhiệm vụ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    unit = forms.ChoiceField(label=gettext_lazy("Đơn vị thực hiện"), required=False)
    lead_text = forms.CharField(
        label=gettext_lazy("Chủ trì"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Bỏ trống nếu là đơn vị thực hiện."),
    )
    coordinators = forms.CharField(
        label=gettext_lazy("Phối hợp"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Mỗi dòng một cơ quan, đơn vị."),
    )
    time_text = forms.CharField(
        label=gettext_lazy("Thời gian"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Ví dụ: Quý II, cả năm."),
    )
    starts_on = DayField(label=gettext_lazy("Từ ngày"), required=False)
    ends_on = DayField(label=gettext_lazy("Đến ngày"), required=False)
    output = forms.CharField(
        label=gettext_lazy("Sản phẩm, kết quả"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    themes = MultipleChoice(label=gettext_lazy("Nội dung trọng tâm (khoản 4 Điều 3)"), required=False)
    programme_task = forms.ChoiceField(label=gettext_lazy("Nhiệm vụ của chương trình"), required=False)
    guidance_item = forms.ChoiceField(label=gettext_lazy("Nhiệm vụ theo văn bản hướng dẫn"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Tình trạng"), choices=Task.State.choices)
    state_note = forms.CharField(
        label=gettext_lazy("Ghi chú tiến độ"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    change_note = forms.CharField(
        label=gettext_lazy("Lý do điều chỉnh"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self,
        *args: Any,
        sections: Sequence[FormSection],
        units: Sequence[tuple[Body, str]],
        unit_required: bool,
        themes: Sequence[CategoryItem],
        programme_tasks: Iterable[ProgrammeTask],
        guidance_items: Iterable[GuidanceItem],
        amending: bool,
        on: date,
        **options: Any,
    ) -> None:
        """Fill the choices; `amending`: the plan was issued, so a change needs its reason."""
        self.on = on
        self.units = {str(body.public_id): body.pk for body, _name in units}
        self.programme_tasks = {str(each.public_id): each for each in programme_tasks}
        self.guidance_items = {str(each.public_id): each for each in guidance_items}
        super().__init__(*args, **options)
        _choose(self, "section_code", [(each.code, section_label(each)) for each in sections])
        whole = [] if unit_required else [("", _("Toàn cơ quan"))]
        _choose(self, "unit", [*whole, *((str(body.public_id), name) for body, name in units)])
        self.fields["unit"].required = unit_required
        _choose(self, "themes", [(each.code, f"{each.label}) {words(each)}") for each in themes])
        _choose(
            self,
            "programme_task",
            [
                ("", "—"),
                *(
                    (key, f"{each.label}. {in_language(each, 'title')}"[:LONGEST_CHOICE])
                    for key, each in self.programme_tasks.items()
                ),
            ],
        )
        _choose(
            self, "guidance_item", [("", "—"), *((key, item_label(each)) for key, each in self.guidance_items.items())]
        )
        if not amending:
            del self.fields["change_note"]

    def clean(self) -> dict[str, Any]:
        """Days in order."""
        values = super().clean() or {}
        if values.get("starts_on") and values.get("ends_on") and values["ends_on"] < values["starts_on"]:
            self.add_error("ends_on", _("Ngày kết thúc phải bằng hoặc sau ngày bắt đầu."))
        return values

    def task_data(self) -> TaskData:
        """What the form says, as the actions take it."""
        values = self.cleaned_data
        return TaskData(
            section_code=values["section_code"],
            title=values["title"],
            unit_id=self.units.get(values.get("unit") or ""),
            lead_text=values.get("lead_text") or "",
            coordinators=named_bodies((values.get("coordinators") or "").splitlines(), self.on),
            output=values.get("output") or "",
            themes=tuple(values.get("themes") or ()),
            starts_on=values.get("starts_on"),
            ends_on=values.get("ends_on"),
            time_text=values.get("time_text") or "",
            programme_task=self.programme_tasks.get(values.get("programme_task") or ""),
            guidance_item=self.guidance_items.get(values.get("guidance_item") or ""),
            state=values["state"],
            state_note=values.get("state_note") or "",
            change_note=values.get("change_note") or "",
        )


def item_label(item: GuidanceItem) -> str:
    """Such as "947/BTTTT-TTĐN, 6.2: Quyết định …", nested items set in."""
    depth = item.path.count(".")
    return f"{'– ' * depth}{item.label + ' ' if item.label not in ('', '-') else ''}{in_language(item, 'title')}"[
        :LONGEST_CHOICE
    ]


def task_initial(task: Task, names: Mapping[int, str]) -> dict[str, Any]:
    """What the form shows for a task that is there."""
    return {
        "section_code": task.section_code,
        "title": task.title,
        "unit": str(task.unit.public_id) if task.unit else "",
        "lead_text": task.lead_text,
        "coordinators": "\n".join(
            names.get(each.body_id, each.text) if each.body_id else each.text for each in task.coordinators.all()
        ),
        "time_text": task.time_text,
        "starts_on": task.starts_on,
        "ends_on": task.ends_on,
        "output": task.output,
        "themes": task.themes,
        "programme_task": str(task.programme_task.public_id) if task.programme_task else "",
        "guidance_item": str(task.guidance_item.public_id) if task.guidance_item else "",
        "state": task.state,
        "state_note": task.state_note,
        "change_note": task.change_note,
    }


def named_bodies(lines: Iterable[str], on: date) -> tuple[int | str, ...]:
    """Each line as a body of the register where a name, short name or symbol fits, else as the words typed."""
    typed = [normalise(line).strip(" ;,-") for line in lines]
    typed = [line for line in typed if line]
    if not typed:
        return ()
    condition = Q(name_vi__in=typed) | Q(short_vi__in=typed) | Q(symbol__in=typed)
    known: dict[str, set[int]] = {}
    for name in BodyName.objects.on(on).filter(condition):
        for text in (name.name_vi, name.short_vi, name.symbol):
            if text:
                known.setdefault(fold(text), set()).add(name.body_id)
    found: list[int | str] = []
    for line in typed:
        bodies = known.get(fold(line), set())
        value = next(iter(bodies)) if len(bodies) == 1 else line
        if value not in found:
            found.append(value)
    return tuple(found)


class LineForm(TtdnForm):
    """A line of money."""

    source = forms.ChoiceField(label=gettext_lazy("Nguồn kinh phí"))
    year = forms.ChoiceField(label=gettext_lazy("Năm"))
    estimate = MoneyField(label=gettext_lazy("Dự toán (đồng)"), required=False)
    allotted = MoneyField(label=gettext_lazy("Được giao (đồng)"), required=False)
    spent = MoneyField(label=gettext_lazy("Đã chi (đồng)"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, sources: Sequence[CategoryItem], plan: Plan, **options: Any) -> None:
        """Fill the choices."""
        super().__init__(*args, **options)
        _choose(self, "source", [(item.code, words(item)) for item in sources])
        _choose(self, "year", [(str(year), str(year)) for year in range(plan.year_from, plan.year_to + 1)])

    def line_data(self, unit_id: int | None = None) -> LineData:
        """What the form says, as the actions take it."""
        values = self.cleaned_data
        return LineData(
            source=values["source"],
            year=int(values["year"]),
            estimate=values.get("estimate") or 0,
            allotted=values.get("allotted") or 0,
            spent=values.get("spent") or 0,
            unit_id=unit_id,
            note=values.get("note") or "",
        )


class AmendForm(TtdnForm):
    """Why the issued plan is adjusted."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do điều chỉnh"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    guidance = forms.ChoiceField(label=gettext_lazy("Theo văn bản hướng dẫn"), required=False)

    def __init__(self, *args: Any, letters: Iterable[Guidance], names: Mapping[str, str], **options: Any) -> None:
        """Fill the choices; `names` gives the printed name of each letter's instrument."""
        self.letters = {str(each.public_id): each for each in letters}
        super().__init__(*args, **options)
        choices = [
            (key, f"{names.get(each.law_id, '')} {each.title_vi}".strip()[:LONGEST_CHOICE])
            for key, each in self.letters.items()
        ]
        _choose(self, "guidance", [("", "—"), *choices])

    def letter(self) -> Guidance | None:
        """The letter chosen."""
        return self.letters.get(self.cleaned_data.get("guidance") or "")


class MemberForm(TtdnForm):
    """A body to be named for an open class."""

    body = forms.CharField(
        label=gettext_lazy("Cơ quan"), max_length=250, help_text=gettext_lazy("Tên đầy đủ, tên gọi tắt hoặc ký hiệu.")
    )
    instrument = forms.CharField(label=gettext_lazy("Văn bản xác định"), max_length=200, required=False)


class AdjustForm(TtdnForm):
    """An adjustment of a programme task."""

    title_vi = forms.CharField(
        label=gettext_lazy("Tên nhiệm vụ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    period_text = forms.CharField(label=gettext_lazy("Thời gian thực hiện"), max_length=120, required=False)
    year_from = forms.IntegerField(label=gettext_lazy("Từ năm"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(label=gettext_lazy("Đến năm"), min_value=2000, max_value=2100)
    instrument = forms.CharField(label=gettext_lazy("Số, ký hiệu văn bản điều chỉnh"), max_length=200)
    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    withdraw = forms.BooleanField(label=gettext_lazy("Dừng nhiệm vụ này"), required=False)


class AddProgrammeTaskForm(TtdnForm):
    """A task that a document adds to a programme."""

    group_label = forms.ChoiceField(label=gettext_lazy("Nhóm nhiệm vụ"))
    label = forms.CharField(label=gettext_lazy("Số thứ tự"), max_length=20)
    title_vi = forms.CharField(
        label=gettext_lazy("Tên nhiệm vụ"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    lead_text = forms.CharField(label=gettext_lazy("Đơn vị chủ trì"), max_length=300, required=False)
    period_text = forms.CharField(label=gettext_lazy("Thời gian thực hiện"), max_length=120, required=False)
    year_from = forms.IntegerField(label=gettext_lazy("Từ năm"), min_value=2000, max_value=2100)
    year_to = forms.IntegerField(label=gettext_lazy("Đến năm"), min_value=2000, max_value=2100)
    instrument = forms.CharField(label=gettext_lazy("Số, ký hiệu văn bản bổ sung"), max_length=200)
    on = DayField(label=gettext_lazy("Có hiệu lực từ ngày"))
    reason = forms.CharField(label=gettext_lazy("Lý do"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]], **options: Any) -> None:
        """Fill the groups."""
        super().__init__(*args, **options)
        _choose(self, "group_label", groups)
