"""A ward that has worked with the portal for years, for measuring: even, and the same at every making.

Persons, texts and figures are invented sample data. Rows are written in bulk, without traces and checks:
what the portal itself would refuse is not made here, the database's own constraints hold.
"""

from organizations.models import Locality
from wardportal import dates
from wardportal.demo.large import activities, meetings, papers, people, reports
from wardportal.demo.large.ward import PLACES, Large
from wardportal.founding import BRANCH_BODIES, furnish


def build(*, name, years, password_hash) -> Large:
    """The ward with `years` of work up to today, in an empty database or beside others."""
    locality = Locality.objects.create(
        kind=Locality.Kind.WARD,
        name=name,
        place_name=name,
        neighbourhood_word="khu phố",
        superior_name="Đảng bộ quận (dữ liệu mẫu)",
    )
    places = [(f"Khu phố {n}", f"KP {n}") for n in range(1, PLACES + 1)]
    superior = ("Ban Chấp hành Đảng bộ quận", "Quận ủy", "QU")
    founded = furnish(locality, superior, places=places, kinds=BRANCH_BODIES)
    ward = Large(locality, founded.units, dates.today().year - years + 1, years)
    people.people(ward, founded.posts, password_hash)
    reports.indicators(ward)
    papers.papers(ward)
    meetings.meetings(ward)
    reports.filings(ward)
    activities.difficulties(ward)
    activities.traces(ward)
    return ward
