"""/hoat-dong/: what goes on between meetings, one card a subject, each with what waits in it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from activities.models import Difficulty, Gathering, GoodPractice, Guidance, Movement, Opinion, Recommendation
from organizations.permissions import Permission, can_somewhere
from wardportal.dates import Period, PeriodKind, today


@require_safe
def activity_overview(request):
    user = request.user
    month = Period.containing(today(), PeriodKind.MONTH)
    context = {
        "month": month,
        "may_raise": can_somewhere(user, Permission.DIFFICULTY_RAISE),
        "guidance_count": Guidance.objects.visible_to(user).in_period(month).count(),
        "movement_count": Movement.objects.visible_to(user).count(),
        "gathering_count": Gathering.objects.visible_to(user).active().count(),
        "practice_count": GoodPractice.objects.visible_to(user).count(),
        "difficulty_count": Difficulty.objects.visible_to(user).open().count(),
        "awaited_count": Recommendation.objects.visible_to(user).awaited().count(),
        "overdue_count": Recommendation.objects.visible_to(user).overdue().count(),
        "opinion_count": Opinion.objects.visible_to(user).unhandled().count(),
    }
    return render(request, "activities/activity_overview.html", context)
