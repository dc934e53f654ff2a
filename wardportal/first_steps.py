"""What a new ward lacks before its first plan can be issued, each with the page where it is put right."""

from documents.models import CommitteeTerm, Document
from organizations.models import PostHolding
from organizations.permissions import Permission, Role, can
from wardportal.addresses import address


def first_steps(user):
    """Title, context, button and address of each step that `user` can take now; none in a ward at work."""
    if can(user, Permission.ACCOUNT_MANAGE):
        yield from _of_administrator(user)
    is_office = any(role == Role.PARTY_OFFICE for role, _ in user.powers)
    if is_office and not Document.objects.filter(locality=user.locality_id).exists():
        yield (
            "Soạn kế hoạch đầu tiên của phường",
            "Nhiệm vụ đến các đơn vị khi kế hoạch được ban hành.",
            "Soạn kế hoạch",
            address("plans:plan_new"),
        )


def _of_administrator(user):
    holdings = PostHolding.objects.visible_to(user).current().exclude(person=user.person_id)
    if not holdings.exists():
        yield (
            "Ghi người và chức vụ",
            "Điền bảng Excel một lần, hoặc thêm từng người ở Danh bạ.",
            "Nhập từ Excel",
            address("people_sheet"),
        )
    elif not holdings.filter(post__role=Role.PARTY_OFFICE, person__user__isnull=False).exists():
        yield (
            "Cấp tài khoản cho Văn phòng Đảng ủy",
            "Rồi cấp cho những người khác: mở tên từng người ở Danh bạ.",
            "Mở Danh bạ",
            address("organizations:directory"),
        )
    if not CommitteeTerm.objects.filter(unit__locality=user.locality_id).exists():
        yield (
            "Ghi nhiệm kỳ của Đảng ủy",
            "Văn bản của Đảng đánh số theo nhiệm kỳ: chưa ghi thì chưa ban hành được.",
            "Ghi nhiệm kỳ",
            address("documents:term_add"),
        )
