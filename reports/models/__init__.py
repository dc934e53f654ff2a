"""What is told upward: reports are read out of the chain; a review also keeps its words and its figures."""

from reports.models.contributions import ReviewContribution
from reports.models.reviews import Review

__all__ = ["Review", "ReviewContribution"]
