"""The ward's bodies: the list, one of them, what its locality lacks, and reminders seen."""

from itertools import groupby

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from organizations import completing
from organizations.forms.units import DayForm, LocalityCompletionForm
from organizations.models import Locality, PostHolding, Reminder, Unit, ranked_posts
from organizations.permissions import Permission, can, own_units, require
from organizations.reorganizing import places_without
from wardportal import dates

PAGE_SIZE = 30
DIFFICULTIES_SHOWN = 5


@require_safe
def unit_list(request):
    form = DayForm(request.GET)
    day = form.day
    units = Unit.objects.visible_to(request.user).current(day).for_list().prefetch_related(ranked_posts(day))
    is_past = day != dates.today()
    if is_past:
        units = list(units.prefetch_related("former_names", "neighbourhood__former_names"))
        for named in (*units, *(unit.neighbourhood for unit in units if unit.neighbourhood)):
            named.name = named.name_on(day)
    by_level = {level: [unit for unit in units if unit.level == level] for level in Unit.Level}
    branches = groupby(by_level[Unit.Level.NEIGHBOURHOOD], key=lambda unit: unit.neighbourhood)
    context = {
        "form": form,
        "is_past": is_past,
        "may_organize": can(request.user, Permission.ORGANIZATION_EDIT),
        "superiors": by_level[Unit.Level.SUPERIOR],
        "others": by_level[Unit.Level.OTHER],
        "ward_units": by_level[Unit.Level.WARD],
        "neighbourhoods": [_neighbourhood_card(place, list(group)) for place, group in branches],
        "locality": request.user.locality,
        "may_complete": can(request.user, Permission.RECORD_COMPLETE),
    }
    return render(request, "organizations/unit_list.html", context)


def _neighbourhood_card(place, units):
    """Where every name in a card is sample data, the card says so once."""
    people = [holding.person for unit in units for holding in unit.leaders]
    is_sample = bool(people) and all(person.is_sample for person in people)
    return {"pk": place.pk, "name": place.name, "units": units, "is_sample": is_sample}


@require_http_methods(["GET", "HEAD", "POST"])
def locality_complete(request):
    require(request.user, Permission.RECORD_COMPLETE)
    # A copy of its own: what is typed wrong must not show in the frame of the page, which has the user's.
    locality = Locality.objects.get(pk=request.user.locality_id)
    form = LocalityCompletionForm(request.POST or None, instance=locality)
    back_url = reverse("organizations:unit_list")
    return completing.answer(request, form, eyebrow="Bổ sung", title=locality.name, back_url=back_url)


@require_safe
def unit_detail(request, pk):
    user = request.user
    units = Unit.objects.visible_to(user).select_related("line", "neighbourhood", "parent")
    units = units.prefetch_related(ranked_posts())
    unit = get_object_or_404(units, pk=pk)
    # The upper apps' rows are reached from the unit; this app imports none of them.
    assignments = unit.assignments.visible_to(user).given_out().for_list()
    led_tasks = unit.led_tasks.visible_to(user).given_out().select_related("plan__document__doc_type")
    difficulties = unit.difficulties.visible_to(user)
    may_organize = not unit.is_outside and can(user, Permission.ORGANIZATION_EDIT, unit)
    context = {
        "unit": unit,
        "may_complete": can(user, Permission.RECORD_COMPLETE),
        "may_organize": may_organize,
        "places_without": places_without(unit) if may_organize and unit.neighbourhood else [],
        "former_names": unit.former_names.all(),
        "successors": unit.successors.all() if unit.valid_to else [],
        "predecessors": unit.predecessors.all(),
        "may_edit_posts": not unit.is_outside and can(user, Permission.PEOPLE_EDIT, unit),
        "former": PostHolding.objects.filter(post__unit=unit).ended().for_list().order_by("-to_on", "pk"),
        "page": Paginator(assignments, PAGE_SIZE).get_page(request.GET.get("trang")),
        "led_tasks": led_tasks.with_counts().in_plan_order(),
        "difficulties": difficulties.for_list()[:DIFFICULTIES_SHOWN],
        "difficulty_count": difficulties.count(),
        "children": Unit.objects.filter(parent=unit).current().for_list(),
    }
    return render(request, "organizations/unit_detail.html", context)


@require_POST
def reminder_acknowledge(request, pk):
    own = own_units(request.user, Permission.PROGRESS_REPORT)
    reminders = Reminder.objects.visible_to(request.user).filter(unit__in=own)
    get_object_or_404(reminders, pk=pk).acknowledge(by=request.user)
    return redirect("start")
