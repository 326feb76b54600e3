"""Sources of money and named sets of states of a plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from ttdn.plans.models import Task


class BudgetSource(models.TextChoices):
    """Where the money comes from: state budget by level, and other lawful sources (Điều 4)."""

    CENTRAL = "central", _("Ngân sách trung ương")
    LOCAL = "local", _("Ngân sách địa phương")
    OTHER = "other", _("Nguồn tài chính hợp pháp khác")


#: states of a task that still asks for work
OPEN_STATES = (Task.State.NOT_BEGUN, Task.State.UNDER_WAY)

#: forms of the law book that carry an annual plan, and those that carry the year's report
PLAN_FORMS = frozenset({"annual_plan", "annual_plan_province"})
REPORT_FORMS = frozenset({"annual_report", "annual_report_province"})
