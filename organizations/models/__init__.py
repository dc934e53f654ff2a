"""Who: the place, its neighbourhoods, the bodies that act in it, and the people who hold posts there."""

from organizations.audit import AuditEntry, AuditOpening
from organizations.feeds import FeedAddress
from organizations.models.absences import Absence
from organizations.models.accounts import User
from organizations.models.backup_runs import BackupRun
from organizations.models.people import Person
from organizations.models.places import Locality, Neighbourhood
from organizations.models.posts import Post, PostHolding, ranked_posts
from organizations.models.sign_ins import SignIn
from organizations.models.units import FormerName, Line, Unit
from organizations.reminders import Reminder

__all__ = [
    "Absence",
    "AuditEntry",
    "AuditOpening",
    "BackupRun",
    "FeedAddress",
    "FormerName",
    "Line",
    "Locality",
    "Neighbourhood",
    "Person",
    "Post",
    "PostHolding",
    "Reminder",
    "SignIn",
    "Unit",
    "User",
    "ranked_posts",
]
