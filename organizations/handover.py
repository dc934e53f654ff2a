"""What a person answers for by name, so that it goes to whoever comes after them.

Tasks are given to units and stay there; what names a person (who chairs a meeting to come, who answers for a
task) is found through every model that refers to one and has `hand_over` and, as its manager, `to_hand_over`.
"""

from dataclasses import dataclass

from django.db import models, transaction

from organizations.audit import record
from organizations.models import Person


@dataclass(frozen=True)
class Matter:
    """One record that names the person in `field`."""

    record: models.Model
    field: str

    @property
    def label(self):
        """ "Người chủ trì" """
        return self.record._meta.get_field(self.field).verbose_name


def open_matters(person) -> list[Matter]:
    """What is still open and names `person`; a query a reference."""
    found = []
    for relation in Person._meta.related_objects:
        if not hasattr(relation.related_model, "hand_over"):
            continue
        name = relation.field.name
        found += [Matter(it, name) for it in relation.related_model.objects.to_hand_over(name, person)]
    return found


@transaction.atomic
def hand_over(person, successor, *, printed, by) -> int:
    """Give all of it to `successor`, named on papers as `printed`; how many matters that were."""
    matters = open_matters(person)
    for matter in matters:
        matter.record.hand_over(matter.field, successor, printed=printed, by=by)
    if matters:
        after = {"người nhận": str(successor), "số việc": len(matters)}
        record(by=by, action="bàn giao việc", target=person, after=after)
    return len(matters)
