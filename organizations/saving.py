"""How a page answers that saves a guarded record: saved, or set beside what somebody saved meanwhile."""

from django.contrib import messages
from django.shortcuts import redirect

from organizations.models import AuditEntry
from wardportal.editing import conflict_page, refusals_in


def answer(request, form, *, told, to, fields, title, back_url, log=None, skips_same=False):
    """Back to `to` once the form that was sent is saved, or the page of a conflict; None: the form (again).

    `told` is the sentence for who saved, or makes it of what `form.save` gave. `fields` is the template of
    the form's fields, `log` the record whose log names who was faster, where that is not the form's own.
    `skips_same`: what was not changed is not saved.
    """
    if request.method != "POST" or not form.is_valid():
        return None
    if skips_same and not form.is_edited:
        messages.info(request, "Không có gì thay đổi.")
        return redirect(to)
    with refusals_in(form):
        if form.guarded.pk is None or form.claim():
            saved = form.save(by=request.user)
            messages.success(request, told(saved) if callable(told) else told)
            return redirect(to)
    if not form.is_valid():
        return None
    last = AuditEntry.objects.last_of(log or form.guarded)
    return conflict_page(request, form, saved=last, fields_template=fields, title=title, back_url=back_url)
