"""The minutes once they are written: read, signed by two in their own accounts, locked, added to."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from documents import content
from documents.content_writing import to_html
from meetings import papers
from meetings.forms.minutes import AddendumForm, ReturnForm, SignForm
from meetings.models import Minutes
from meetings.views.calling import called_by
from organizations.permissions import Permission, can
from wardportal.editing import refusals_in

FORMS = {"ky": SignForm, "tra-lai": ReturnForm, "bo-sung": AddendumForm}


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_read(request, pk):
    """The minutes to read; signs, sends back or adds, as the button that was pressed says (`viec`)."""
    user = request.user
    meeting = called_by(user, pk)
    minutes = Minutes.objects.select_related("document").filter(meeting=meeting).first()
    minutes = minutes or Minutes(meeting=meeting)
    asked = request.POST.get("viec")
    forms = {name: form(request.POST if name == asked else None) for name, form in FORMS.items()}
    if asked in forms and forms[asked].is_valid():
        with refusals_in(forms[asked]):
            forms[asked].save(minutes, by=user)
            messages.success(request, forms[asked].DONE)
            return redirect("meetings:minutes_read", meeting.pk)
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "body": to_html(content.parse(minutes.signed_body or papers.minutes_body(meeting))),
        "missing": papers.missing(meeting),
        "awaits_me": minutes.awaits(user),
        "may_make": can(user, Permission.DOCUMENT_DRAFT, meeting.host_unit),
        "sign_form": forms["ky"],
        "return_form": forms["tra-lai"],
        "addendum_form": forms["bo-sung"],
        "photos": meeting.photos.all(),
        "addenda": minutes.addenda.select_related("added_by__person") if minutes.pk else [],
    }
    return render(request, "meetings/minutes_read.html", context)
