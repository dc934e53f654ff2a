"""What is told upward: read out of the chain; reviews and filings keep words and figures of their own."""

from reports.models.contributions import ReviewContribution
from reports.models.duties import ReportDuty
from reports.models.filings import Filing
from reports.models.outlines import ReportOutline
from reports.models.reviews import Review
from reports.models.rounds import Round
from reports.models.versions import Adjustment, FilingVersion
from reports.models.workbooks import SuperiorWorkbook

__all__ = [
    "Adjustment",
    "Filing",
    "FilingVersion",
    "ReportDuty",
    "ReportOutline",
    "Review",
    "ReviewContribution",
    "Round",
    "SuperiorWorkbook",
]
