"""What is to be done: plans, what they aim at, their tasks, who got them, and what each unit says it did."""

from plans.models.assignments import OWN_WORK_ROLES, Assignment, ProgressEntry, may_report
from plans.models.plans import Plan
from plans.models.targets import Target
from plans.models.tasks import Task

__all__ = ["OWN_WORK_ROLES", "Assignment", "Plan", "ProgressEntry", "Target", "Task", "may_report"]
