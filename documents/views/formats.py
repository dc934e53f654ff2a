"""The formats of the papers as data: looked at, corrected and added, with the paper beside the figures."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from documents.forms.formats import NewProfileForm, ProfileForm
from documents.models import FormatProfile
from documents.specimen import specimen
from organizations.models import AuditEntry, Unit
from organizations.permissions import Permission, require
from wardportal import dates
from wardportal.editing import conflict_page, refusals_in


@require_safe
def profile_list(request):
    require(request.user, Permission.FORMAT_EDIT)
    profiles = list(FormatProfile.objects.for_list(request.user.locality))
    today = dates.today()
    families = [
        (label, value, [each for each in profiles if each.family == value])
        for value, label in Unit.FormatFamily.choices
    ]
    context = {"families": families, "today": today}
    return render(request, "documents/profile_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def profile_edit(request, pk):
    require(request.user, Permission.FORMAT_EDIT)
    profile = _of_ward(request.user.locality, pk)
    form = ProfileForm(request.POST or None, instance=profile)
    if _is_saved(request, form):
        with refusals_in(form):
            if form.claim():
                profile = form.instance.correct(by=request.user)
                messages.success(request, f"Đã lưu thể thức {profile.name}.")
                return redirect(profile)
        if form.is_valid():
            return conflict_page(
                request,
                form,
                title=profile.name,
                back_url=profile.get_absolute_url(),
                fields_template="documents/_profile_fields.html",
                saved=AuditEntry.objects.of(profile).order_by("-at", "-pk").first(),
            )
    return _form_page(request, form, title=profile.name)


def _of_ward(locality, pk):
    """The profile, or the ward's own correction of it that was made meanwhile."""
    known = FormatProfile.objects.known_to(locality)
    profile = get_object_or_404(known, pk=pk)
    own = known.filter(locality=locality, family=profile.family, valid_from=profile.valid_from)
    return own.first() or profile


@require_http_methods(["GET", "HEAD", "POST"])
def profile_add(request, family):
    require(request.user, Permission.FORMAT_EDIT)
    if family not in Unit.FormatFamily.values:
        raise Http404
    newest = FormatProfile.objects.known_to(request.user.locality).filter(family=family)
    newest = newest.order_by("-valid_from").first()
    profile = FormatProfile(family=family, layout=newest.layout if newest else {})
    form = NewProfileForm(request.POST or None, instance=profile)
    if _is_saved(request, form):
        with refusals_in(form):
            saved = form.instance.correct(by=request.user)
            messages.success(request, f"Đã thêm thể thức {saved.name}.")
            return redirect("documents:profile_list")
    return _form_page(request, form, title=f"Thêm thể thức: {profile.get_family_display()}")


def _is_saved(request, form):
    """Whether the form is to be saved, not only looked at, and has no mistake."""
    return request.method == "POST" and form.is_valid() and "xem-thu" not in request.POST


def _form_page(request, form, *, title):
    layout = form.instance.paper_layout
    context = {
        "form": form,
        "title": title,
        "layout": layout,
        "paper": specimen(layout, form.instance.family),
        "drawings": {},
        "is_tried": "xem-thu" in request.POST and form.is_valid(),
    }
    return render(request, "documents/profile_form.html", context)
