"""What people do with a plan and its tasks."""

from ttdn.plans.actions.planning import add_plan, begin_amendment, change_plan, create_plan
from ttdn.plans.actions.tasking import (
    TaskData,
    add_task,
    copy_tasks,
    move_task,
    put_task,
    put_task_state,
    remove_task,
    save_task,
)

__all__ = [
    "TaskData",
    "add_plan",
    "add_task",
    "begin_amendment",
    "change_plan",
    "copy_tasks",
    "create_plan",
    "move_task",
    "put_task",
    "put_task_state",
    "remove_task",
    "save_task",
]
