"""What a page answers where a plan may not be changed or reported on: nothing that was typed is lost.

`refusal` is the sentence that why_no_change or why_no_work gives, "" where nothing stands in the way:

    refusal = task.why_no_change("sửa nhiệm vụ")
    if refusal and request.method != "POST":
        return sent_back(request, refusal, task)
    form = …
    if request.method == "POST" and not is_refused(request, refusal, task.plan) and form.is_valid():
"""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.html import format_html


def sent_back(request, refusal, target):
    """The answer to who only opens the page: `target` (a plan, task or assignment), which says why."""
    messages.error(request, refusal)
    return redirect(target)


def is_refused(request, refusal, target) -> bool:
    """Whether what was sent is refused: said above the form, which the view then shows as it was typed.

    `target` is where one sees why: the plan, or the task of none.
    """
    if not refusal:
        return False
    kept = "Chữ đồng chí vừa gõ còn nguyên ở dưới, chưa được lưu; cần thì chép ra."
    link = format_html('<a href="{}">Xem {}</a>', target.get_absolute_url(), target)
    messages.error(request, format_html("{} {} {}.", refusal, kept, link))
    return True
