"""What goes on between meetings: movements, guidance, gathering, difficulties, supervision, opinions."""

from activities.models.difficulties import Difficulty
from activities.models.difficulty_steps import DifficultyStep
from activities.models.gatherings import Gathering
from activities.models.good_practices import GoodPractice
from activities.models.guidance import Guidance, GuidanceFile, GuidanceReceipt
from activities.models.movements import Movement, MovementItem
from activities.models.opinions import Opinion
from activities.models.supervision import Recommendation, Supervision

__all__ = [
    "Difficulty",
    "DifficultyStep",
    "Gathering",
    "GoodPractice",
    "Guidance",
    "GuidanceFile",
    "GuidanceReceipt",
    "Movement",
    "MovementItem",
    "Opinion",
    "Recommendation",
    "Supervision",
]
