"""What is to be done: plans, what they aim at, their tasks, who got them, and what each unit says it did."""

from plans.models.assignments import Assignment, may_report
from plans.models.entries import ProgressEntry, tell_times
from plans.models.evidence import Evidence
from plans.models.extensions import Extension, may_extend
from plans.models.occurrences import Occurrence, missing_occurrences, unroll
from plans.models.outlines import PlanOutline
from plans.models.plans import Plan
from plans.models.stated import StatedProgress
from plans.models.targets import Target
from plans.models.tasks import Task
from plans.models.uploads import UploadedSheet

__all__ = [
    "Assignment",
    "Evidence",
    "Extension",
    "Occurrence",
    "Plan",
    "PlanOutline",
    "ProgressEntry",
    "StatedProgress",
    "Target",
    "Task",
    "UploadedSheet",
    "may_extend",
    "may_report",
    "missing_occurrences",
    "tell_times",
    "unroll",
]
