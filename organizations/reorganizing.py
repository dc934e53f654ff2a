"""Khu phố merge, split or end, and their units with them: what is open follows, what was done stays.

Each khu phố that ends has the new ones as successors, and so has each of its units the new units of its line.
Issued papers, signed minutes and closed periods go on naming the old ones. What is still to be done is found
through every model that refers to a unit and has `follow` and, as its manager, `to_follow`.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction

from organizations.audit import record, snapshot
from organizations.models import Neighbourhood, Post, PostHolding, Unit
from wardportal import dates


@dataclass(frozen=True)
class Place:
    """A khu phố that is to be there: a new one, or (`stored`) one that is there and takes others in."""

    name: str
    short_name: str
    stored: Neighbourhood | None = None


@dataclass
class UnitChange:
    """What becomes of the units of one line: they end, these take over; what is open goes to the first."""

    old: list[Unit]
    new: list[Unit]
    # Whose holders go on in the first new unit; the posts of the others stay vacant.
    heads_from: Unit | None = None
    open_work: list[tuple[str, models.Model]] = field(default_factory=list)

    @property
    def line(self):
        return self.old[0].line


def open_work(unit) -> list[tuple[str, models.Model]]:
    """[(name of the field that refers to the unit, the record)] of what is still to be done."""
    found = []
    for relation in Unit._meta.related_objects:
        if hasattr(relation.related_model, "follow"):
            name = relation.field.name
            found += [(name, it) for it in relation.related_model.objects.to_follow(name, unit)]
    return found


def preview(olds, places, from_on, *, heads_from=None) -> list[UnitChange]:
    """What would happen to the units of `olds`, line by line, on `from_on`; nothing is stored."""
    units = Unit.objects.filter(neighbourhood__in=olds).current(from_on).for_list().select_related("parent")
    by_line = {}
    for unit in units:
        by_line.setdefault(unit.line_id, []).append(unit)
    changes = []
    for old in by_line.values():
        new = [_successor(old[0], place) for place in places]
        heads = next((it for it in old if heads_from and it.neighbourhood_id == heads_from.pk), None)
        work = [each for unit in old for each in open_work(unit)]
        changes.append(UnitChange(old, new, heads, work))
    return changes


def _successor(unit, place) -> Unit:
    """The unit of that line in the new khu phố: the one there, or an unsaved one named like `unit`."""
    if place.stored:
        found = Unit.objects.filter(neighbourhood=place.stored, line=unit.line).current().first()
        if found:
            return found
    old = unit.neighbourhood
    return Unit(
        locality_id=unit.locality_id,
        line=unit.line,
        level=unit.level,
        parent=unit.parent,
        neighbourhood=place.stored,
        name=_renamed(unit.name, old, place),
        short_name=_renamed(unit.short_name, old, place)[:60],
        symbol=unit.symbol,
        format_family=unit.format_family,
        paper_superior=unit.paper_superior,
        paper_issuer=unit.paper_issuer.replace(old.name, place.name),
        paper_archive=unit.paper_archive,
        order=unit.order,
    )


def places_without(unit):
    """The khu phố that have no unit of that line."""
    having = Unit.objects.filter(line=unit.line_id).current().exclude(neighbourhood=None)
    places = Neighbourhood.objects.filter(locality=unit.locality_id).current()
    return places.exclude(pk__in=having.values("neighbourhood"))


@transaction.atomic
def spread(unit, *, by) -> list[Unit]:
    """The same body in every khu phố that has none of its line, with the same posts and roles, not held.

    Raises ValidationError where a name is there already.
    """
    made = []
    for place in places_without(unit):
        new = _successor(unit, Place(place.name, place.short_name, place))
        new.valid_from = unit.valid_from
        new.write(by=by)
        for post in unit.posts.all():
            Post(unit=new, name=post.name, role=post.role, order=post.order).write(by=by)
        made.append(new)
    return made


def renamed_units(old, name, short_name) -> list[tuple[Unit, str, str]]:
    """[(unit, its new name, its new short name)] of those the khu phố has, were it called so."""
    place = Place(name, short_name)
    units = Unit.objects.filter(neighbourhood=old).current().by_line()
    return [
        (unit, _renamed(unit.name, old, place), _renamed(unit.short_name, old, place)[:60])
        for unit in units
        if old.name in unit.name or old.short_name in unit.name
    ]


@transaction.atomic
def rename(place, name, short_name, from_on, *, by):
    """The same khu phố under another name from that day on, and its units; nothing moves.

    Raises ValidationError for a day to come, and for a name that is there already.
    """
    if from_on > dates.today():
        raise ValidationError("Hãy ghi khi quyết định đã có hiệu lực: ngày này chưa đến.")
    before = snapshot(place, ["name", "short_name"])
    last_day = from_on - timedelta(days=1)
    place.former_names.create(name=place.name, short_name=place.short_name, until=last_day)
    units = renamed_units(place, name, short_name)
    place.name, place.short_name = name, short_name
    place.full_clean()
    place.save()
    for unit, unit_name, unit_short_name in units:
        unit.name, unit.short_name = unit_name, unit_short_name
        unit.write(by=by, renamed_on=from_on)
    after = {**snapshot(place, ["name", "short_name"]), "từ ngày": str(from_on)}
    record(by=by, action="đổi tên khu phố", target=by.locality, before=before, after=after)


def _renamed(name, old, place) -> str:
    """ "Chi hội Phụ nữ Khu phố 3" in the new khu phố: its name in the place of the old one's."""
    for before, after in ((old.name, place.name), (old.short_name, place.short_name)):
        if before in name:
            return name.replace(before, after)
    return f"{name} – {place.name}"


@transaction.atomic
def reorganize(olds, places, from_on, *, by, heads_from=None) -> list[Neighbourhood]:
    """End `olds` and let `places` take over from that day; the khu phố that are there then.

    Raises ValidationError for a day to come (what is open moves at once), for none to end, and for a name
    that is there already.
    """
    olds = [it for it in olds if it.pk not in {place.stored.pk for place in places if place.stored}]
    if not olds:
        raise ValidationError("Chưa chọn khu phố nào thôi hoạt động.")
    if not places:
        raise ValidationError("Chưa ghi khu phố nào tiếp nhận.")
    if from_on > dates.today():
        raise ValidationError("Hãy ghi khi quyết định đã có hiệu lực: ngày này chưa đến.")
    changes = preview(olds, places, from_on, heads_from=heads_from)
    last_day = from_on - timedelta(days=1)
    stored = [_stored(place, olds, from_on) for place in places]
    for old in olds:
        old.valid_to = last_day
        old.full_clean()
        old.save()
        old.successors.add(*stored)
    for change in changes:
        _carry_out(change, stored, from_on, by)
    told = {
        "thôi": [it.name for it in olds],
        "tiếp nhận": [it.name for it in stored],
        "từ ngày": str(from_on),
    }
    record(by=by, action="sắp xếp khu phố", target=by.locality, after=told)
    return stored


def _stored(place, olds, from_on) -> Neighbourhood:
    if place.stored:
        return place.stored
    found = Neighbourhood(
        locality_id=olds[0].locality_id,
        name=place.name,
        short_name=place.short_name,
        order=min(it.order for it in olds),
        valid_from=from_on,
    )
    found.full_clean()
    found.save()
    return found


def _carry_out(change, places, from_on, by):
    for unit, place in zip(change.new, places, strict=True):
        if unit.pk is None:
            unit.neighbourhood, unit.valid_from = place, from_on
            unit.write(by=by)
    for old in change.old:
        _end(old, change.new, from_on, by=by, keeps_heads=old == change.heads_from)


def _end(old, successors, from_on, *, by, keeps_heads):
    heir = successors[0]
    for name, it in open_work(old):
        it.follow(name, heir, by=by)
    last_day = from_on - timedelta(days=1)
    for holding in (
        PostHolding.objects.current(from_on).filter(post__unit=old).select_related("post", "person")
    ):
        holding.end(max(last_day, holding.from_on or last_day), by=by)
        if keeps_heads:
            post = _same_post(holding.post, heir)
            PostHolding.begin(post, holding.person, by=by, from_on=from_on, is_acting=holding.is_acting)
    for post in old.posts.all():
        _same_post(post, heir)
    old.valid_to = last_day
    old.full_clean(exclude=["search_text"])
    old.save()
    old.successors.add(*successors)
    told = {"tiếp nhận": [it.name for it in successors], "từ ngày": str(from_on)}
    record(by=by, action="đơn vị thôi hoạt động", target=old, after=told)


def _same_post(post, unit) -> Post:
    found = Post.objects.filter(unit=unit, name=post.name).first()
    return found or Post.objects.create(unit=unit, name=post.name, role=post.role, order=post.order)


@transaction.atomic
def end_unit(unit, successor, from_on, *, by):
    """One body ends, and another (or nobody) takes over from that day."""
    if from_on > dates.today():
        raise ValidationError("Hãy ghi khi quyết định đã có hiệu lực: ngày này chưa đến.")
    if successor is None and (left := open_work(unit)):
        raise ValidationError(f"Đơn vị còn {len(left)} việc chưa xong; hãy chọn đơn vị tiếp nhận.")
    if successor is None:
        last_day = from_on - timedelta(days=1)
        for holding in PostHolding.objects.current(from_on).filter(post__unit=unit):
            holding.end(max(last_day, holding.from_on or last_day), by=by)
        unit.valid_to = last_day
        unit.full_clean(exclude=["search_text"])
        unit.save()
        record(by=by, action="đơn vị thôi hoạt động", target=unit, after={"từ ngày": str(from_on)})
        return
    _end(unit, [successor], from_on, by=by, keeps_heads=False)
