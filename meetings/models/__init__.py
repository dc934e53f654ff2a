"""Where it is decided: meetings, who came, what was said and proposed, what was adopted, and the minutes."""

from meetings.models.agenda import AgendaItem, Remark
from meetings.models.attendance import Attendance, CheckIn
from meetings.models.conclusions import Conclusion, Outcome
from meetings.models.kinds import MeetingKind
from meetings.models.meetings import Meeting
from meetings.models.minutes import Addendum, Minutes
from meetings.models.news import NewsItem
from meetings.models.photos import MinutesPhoto
from meetings.models.proposals import Proposal
from meetings.models.series import MeetingSeries
from meetings.models.weeks import PublishedWeek

__all__ = [
    "Addendum",
    "AgendaItem",
    "Attendance",
    "CheckIn",
    "Conclusion",
    "Meeting",
    "MeetingKind",
    "MeetingSeries",
    "Minutes",
    "MinutesPhoto",
    "NewsItem",
    "Outcome",
    "Proposal",
    "PublishedWeek",
    "Remark",
]
