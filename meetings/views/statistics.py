from django.shortcuts import render
from django.views.decorators.http import require_safe

from meetings import statistics
from meetings.forms.meetings import MeetingFilterForm
from meetings.models import Meeting

VIEWS = {
    "don-vi": ("Theo đơn vị", statistics.by_unit),
    "chuc-vu": ("Theo chức vụ", statistics.by_post),
    "nguoi": ("Theo người", statistics.by_person),
}


@require_safe
def attendance_statistics(request):
    """Who came how often, in one of three ways (`xem`), narrowed like the list of meetings."""
    form = MeetingFilterForm(request.GET, user=request.user)
    meetings = form.filter(Meeting.objects.visible_to(request.user))
    asked = request.GET.get("xem")
    key = asked if asked in VIEWS else "don-vi"
    rows = list(statistics.rows(meetings))
    context = {
        "filter_form": form,
        "views": [(name, label) for name, (label, _) in VIEWS.items()],
        "here": key,
        "lines": VIEWS[key][1](rows),
        "meeting_count": len({row.meeting_id for row in rows}),
    }
    return render(request, "meetings/attendance_statistics.html", context)
