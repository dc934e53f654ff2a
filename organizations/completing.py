"""The pages "Bổ sung": what the papers did not say (text.MISSING) filled in by who may, guarded and traced.

Each app has its form and its short view; how such a page answers is said here once.
"""

from django.shortcuts import render

from organizations import saving
from wardportal.editing import GuardedModelForm
from wardportal.text import MISSING


class CompletionForm(GuardedModelForm):
    """A guarded form in which a marked gap is an empty box; a box left as it was leaves the mark.

    `fields_template` lays its fields out where one below the other does not do.
    """

    fields_template = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.gaps = {}
        for name, text in self.initial.items():
            if isinstance(text, str) and MISSING in text:
                self.gaps[name] = text
                self.initial[name] = text.replace(MISSING, "").strip()
                if name in self.fields:
                    self.fields[name].required = False

    def clean(self):
        asked = super().clean()
        for name, text in self.gaps.items():
            if asked.get(name) == self.initial[name]:
                asked[name] = text
        return asked

    def form_of(self, stored):
        return type(self)(instance=stored)

    def save(self, *, by):
        self.instance.complete(by=by)
        return self.instance


def answer(request, form, *, title, eyebrow, back_url):
    """The answer of a page that fills in `form.guarded`: the form, the conflict, or back to `back_url`."""
    told, fields = "Đã lưu phần bổ sung; nhật ký ghi tên đồng chí.", "organizations/_completion_fields.html"
    page = {"title": title, "back_url": back_url}
    done = saving.answer(request, form, told=told, to=back_url, fields=fields, skips_same=True, **page)
    context = {"form": form, "eyebrow": eyebrow, **page}
    return done or render(request, "organizations/completion.html", context)
