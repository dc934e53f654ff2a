"""What `user` may do with a plan at the stage it is in: the part of its page about the paper."""

from documents.forms.issuing import SubmitForm
from documents.forms.writing import writable_units
from documents.models import Document, DocumentLink
from organizations.permissions import Permission, can, can_somewhere
from plans.models import Plan


def stage_of(user, plan) -> dict:
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
        **_own_plans(user, plan),
    }


def _own_plans(user, plan) -> dict:
    """The units for which `user` can begin a plan that makes this one concrete, and what they have."""
    if not plan.is_issued or plan.is_closed or not can_somewhere(user, Permission.DOCUMENT_DRAFT):
        return {"own_units": [], "own_plans": [], "may_choose_unit": False}
    units = [unit for unit in writable_units(user) if unit != plan.document.issuer]
    made = Plan.objects.visible_to(user).filter(
        document__links_up__target=plan.document,
        document__links_up__kind=DocumentLink.Kind.IMPLEMENTS,
        document__issuer__in=[unit for unit in units if unit in user.units],
    )
    own_plans = list(made.for_links())
    having = {own.document.issuer_id for own in own_plans}
    own_units = [unit for unit in units if unit in user.units and unit.pk not in having]
    return {"own_units": own_units, "own_plans": own_plans, "may_choose_unit": len(units) > len(own_units)}
