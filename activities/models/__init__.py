"""What goes on between meetings: movements, forms of gathering, and the difficulties that branches raise."""

from activities.models.difficulties import Difficulty
from activities.models.difficulty_steps import DifficultyStep
from activities.models.gatherings import Gathering
from activities.models.movements import Movement, MovementItem

__all__ = ["Difficulty", "DifficultyStep", "Gathering", "Movement", "MovementItem"]
