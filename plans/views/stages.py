"""What `user` may do with a plan at the stage it is in: the part of its page about the paper."""

from documents.forms.issuing import SubmitForm
from documents.forms.starting import writable_units
from documents.models import Document, DocumentLink
from organizations.permissions import Permission, can, can_somewhere


def stage_of(user, plan, ties) -> dict:
    """The context of plans/_plan_stage.html, of the head's buttons and of plans/_own_plans.html."""
    document = plan.document
    may_draft = can(user, Permission.DOCUMENT_DRAFT, document.issuer)
    may_issue = can(user, Permission.DOCUMENT_ISSUE, document.issuer)
    may_write = document.is_open and may_draft
    return {
        "may_draft": may_draft,
        "may_write": may_write,
        "may_change_days": may_draft and not plan.why_no_change("sửa thời gian"),
        "missing": plan.missing_for(user) if may_write else [],
        "submit_form": SubmitForm(document=document) if may_write else None,
        "may_issue": may_issue and document.state == Document.State.SUBMITTED,
        "may_close": plan.is_issued and can(user, Permission.PLAN_CLOSE, document.issuer),
        **_own_plans(user, plan, ties),
    }


def _own_plans(user, plan, ties) -> dict:
    """The units for which `user` can begin a plan that makes this one concrete, and what they have.

    `ties`: the links of papers that may be read to the plan's.
    """
    if not plan.is_issued or plan.is_closed or not can_somewhere(user, Permission.DOCUMENT_DRAFT):
        return {"own_units": [], "own_papers": [], "may_choose_unit": False}
    issuer = plan.document.issuer_id
    units = {it.pk: it for it in user.units if it.pk != issuer and can(user, Permission.DOCUMENT_DRAFT, it)}
    concrete = [tie.source for tie in ties if tie.kind == DocumentLink.Kind.IMPLEMENTS]
    own_papers = [paper for paper in concrete if paper.issuer_id in units]
    having = {paper.issuer_id for paper in own_papers}
    own_units = [unit for pk, unit in units.items() if pk not in having]
    others = writable_units(user).exclude(pk__in=[issuer, *(it.pk for it in own_units)])
    return {"own_units": own_units, "own_papers": own_papers, "may_choose_unit": others.exists()}
