"""Named sets of states of a plan, and the legal forms that carry one."""

from ttdn.plans.models import Task

#: states of a task that still asks for work
OPEN_STATES = (Task.State.NOT_BEGUN, Task.State.UNDER_WAY)

#: forms of the law book that carry an annual plan, and those that carry the year's report
PLAN_FORMS = frozenset({"annual_plan", "annual_plan_province"})
REPORT_FORMS = frozenset({"annual_report", "annual_report_province"})
