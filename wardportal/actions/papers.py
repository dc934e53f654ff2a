"""Papers that wait to be issued or came back, and orders that failed."""

from django.db.models import Exists, OuterRef, Q

from documents.models import Document, RenderJob
from organizations.permissions import Permission, can, can_somewhere
from wardportal.actions.action import MOST, Action, joined, quoted, short, waited_since


def papers(user):
    """Papers that wait to be issued by `user`, and those that came back to who submitted them."""
    if not can_somewhere(user, Permission.DOCUMENT_DRAFT):
        return
    state = Document.State
    waiting = Q(state=state.SUBMITTED) | Q(state=state.RETURNED, submitted_by=user)
    found = Document.objects.visible_to(user).filter(waiting)
    # The lines are three deep at most: no issuer asks for its parents one by one.
    found = found.select_related("doc_type", "issuer", "submitted_by__person")
    for paper in found.order_by("submitted_at", "pk")[:MOST]:
        if paper.state == state.RETURNED:
            yield _returned(paper)
        elif can(user, Permission.DOCUMENT_ISSUE, paper.issuer):
            yield _awaiting_issue(paper)


def _awaiting_issue(paper):
    return Action(
        title=f"{paper.doc_type} chờ ban hành: {short(paper.abstract)}",
        context=joined(paper.issuer.name, f"{paper.submitted_by} trình"),
        due_text=waited_since(paper.submitted_at),
        action="Xem và ban hành",
        url=paper.get_absolute_url(),
    )


def _returned(paper):
    return Action(
        title=f"{paper.doc_type} bị trả lại: {short(paper.abstract)}",
        context=quoted(paper.return_reason),
        due_text=waited_since(paper.returned_at),
        action="Xem và sửa",
        url=paper.get_absolute_url(),
    )


def failed_jobs(user):
    """The user's own orders that failed and that nobody ordered again since."""
    newer = RenderJob.objects.filter(
        locality=OuterRef("locality"), filename=OuterRef("filename"), pk__gt=OuterRef("pk")
    )
    failed = RenderJob.objects.visible_to(user).filter(state=RenderJob.State.FAILED, ordered_by=user)
    for job in failed.exclude(Exists(newer)).order_by("-pk")[:MOST]:
        yield Action(
            title=f"Chưa lập được: {job.title}",
            context=job.reason,
            due_text="Không thành",
            action="Xem và thử lại",
            url=job.get_absolute_url(),
        )
