"""Who may do what: one table. A role comes from a post held today; a permission names one exact action.

What a user may *see* is each queryset's `visible_to(user)` (otherwise 404);
what a user may *do* is asked here with `require` (otherwise 403).
"""

from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db import models


class Role(models.TextChoices):
    WARD_ADMIN = "ward_admin", "Quản trị của phường"
    PARTY_OFFICE = "party_office", "Văn phòng Đảng ủy"
    STANDING_LEADERSHIP = "standing_leadership", "Thường trực Đảng ủy"
    FRONT_LEADER = "front_leader", "Lãnh đạo Ủy ban MTTQ phường"
    ORGANIZATION_LEADER = "organization_leader", "Lãnh đạo tổ chức chính trị – xã hội phường"
    BRANCH_LEADER = "branch_leader", "Người đứng đầu chi bộ, ban, chi đoàn, chi hội"
    EDITOR = "editor", "Ban biên tập"
    CONSOLIDATOR = "consolidator", "Người tổng hợp báo cáo"
    READER = "reader", "Người xem"


HEADS = {Role.BRANCH_LEADER, Role.ORGANIZATION_LEADER, Role.FRONT_LEADER, Role.STANDING_LEADERSHIP}


class Permission(models.TextChoices):
    PLAN_READ_DRAFT = "plan_read_draft", "Xem văn bản còn là dự thảo"
    DOCUMENT_READ_INTERNAL = "document_read_internal", "Xem văn bản lưu hành nội bộ"
    DOCUMENT_DRAFT = "document_draft", "Soạn văn bản"
    DOCUMENT_ISSUE = "document_issue", "Trả lại, ban hành văn bản"
    DOCUMENT_RECEIVE = "document_receive", "Vào sổ văn bản đến"
    FORMAT_EDIT = "format_edit", "Sửa thể thức, sổ số"
    PLAN_CLOSE = "plan_close", "Kết thúc, mở lại kế hoạch"
    TASK_EDIT = "task_edit", "Thêm, sửa nhiệm vụ, chỉ tiêu"
    INDICATOR_EDIT = "indicator_edit", "Thêm, sửa chỉ số"
    FIGURE_ENTER = "figure_enter", "Nhập số liệu hằng tháng"
    FIGURE_ACCEPT = "figure_accept", "Chấp nhận, trả lại số liệu"
    PROGRESS_REPORT = "progress_report", "Ghi tiến độ"
    GATHERING_EDIT = "gathering_edit", "Thêm, sửa hình thức tập hợp"
    RESULT_ACCEPT = "result_accept", "Xác nhận, trả lại kết quả của đơn vị"
    EXTENSION_DECIDE = "extension_decide", "Trả lời đơn vị xin gia hạn"
    PROGRESS_STATE = "progress_state", "Nêu tiến độ khác số máy tính"
    REMINDER_SEND = "reminder_send", "Đôn đốc đơn vị"
    DIFFICULTY_RAISE = "difficulty_raise", "Nêu khó khăn, vướng mắc"
    DIFFICULTY_ANSWER = "difficulty_answer", "Trả lời khó khăn, vướng mắc"
    DIFFICULTY_SETTLE = "difficulty_settle", "Trả lời khó khăn thuộc cấp tổ chức mình giải quyết"
    DIFFICULTY_SCHEDULE = "difficulty_schedule", "Đưa khó khăn vào phiên làm việc của Thường trực"
    DIFFICULTY_ASSIGN = "difficulty_assign", "Giao nhiệm vụ để tháo gỡ khó khăn"
    DIFFICULTY_CONFIRM = "difficulty_confirm", "Cho biết khó khăn đã gỡ xong hay chưa"
    GUIDANCE_SEND = "guidance_send", "Soạn, gửi định hướng cho đơn vị trực thuộc"
    MOVEMENT_EDIT = "movement_edit", "Thêm, sửa phong trào"
    PRACTICE_RECORD = "practice_record", "Ghi mô hình, điển hình"
    SUPERVISION_RECORD = "supervision_record", "Ghi giám sát, phản biện, góp ý và trả lời"
    OPINION_RECORD = "opinion_record", "Ghi phản ánh của người dân"
    OPINION_HANDLE = "opinion_handle", "Ghi kết quả giải quyết phản ánh"
    MEETING_CALL = "meeting_call", "Tổ chức hội nghị, mời, điểm danh, ghi biên bản"
    WEEK_PUBLISH = "week_publish", "Công bố lịch tuần"
    NEWS_EDIT = "news_edit", "Soạn, đăng tin bài"
    CONCLUSION_ASSIGN = "conclusion_assign", "Giao nhiệm vụ từ giải pháp đã thống nhất"
    RECORD_COMPLETE = "record_complete", "Bổ sung thông tin còn thiếu"
    REPORT_ORDER = "report_order", "Lập báo cáo"
    REPORT_FILE = "report_file", "Ghi, gửi báo cáo của đơn vị"
    REPORT_READ = "report_read", "Đọc báo cáo các đơn vị gửi"
    REPORT_COLLECT = "report_collect", "Nhận, trả lại, đôn đốc báo cáo; khóa kỳ"
    REPORT_SETTINGS = "report_settings", "Sửa mẫu, chế độ, lịch báo cáo"
    REVIEW_DRAFT = "review_draft", "Lập sơ kết, tổng kết"
    REVIEW_CONTRIBUTE = "review_contribute", "Góp ý cho sơ kết, tổng kết"
    PEOPLE_EDIT = "people_edit", "Ghi người, chức vụ, ai giữ chức vụ nào"
    PHONE_READ = "phone_read", "Xem số điện thoại trong danh bạ"
    ORGANIZATION_EDIT = "organization_edit", "Lập, sửa, sắp xếp đơn vị, khu phố"
    ACCOUNT_MANAGE = "account_manage", "Cấp, khóa tài khoản, đặt lại mật khẩu"
    AUDIT_READ = "audit_read", "Xem nhật ký"
    STYLEGUIDE_READ = "styleguide_read", "Xem trang mẫu giao diện"


class Scope(Enum):
    """How far a permission reaches from the unit in which the post is held."""

    UNIT = "đơn vị mình"
    PLACE = "các đơn vị trong khu phố mình"
    LINE = "đơn vị mình và các đơn vị trực thuộc"
    WARD = "toàn phường"


P, S = Permission, Scope
ROLE_PERMISSIONS = {
    Role.WARD_ADMIN: {
        P.FORMAT_EDIT: S.WARD,
        P.INDICATOR_EDIT: S.WARD,
        P.PLAN_READ_DRAFT: S.WARD,
        P.AUDIT_READ: S.WARD,
        P.STYLEGUIDE_READ: S.WARD,
        P.RECORD_COMPLETE: S.WARD,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_READ: S.WARD,
        P.REPORT_SETTINGS: S.WARD,
        P.ORGANIZATION_EDIT: S.WARD,
        P.PEOPLE_EDIT: S.WARD,
        P.PHONE_READ: S.WARD,
        P.ACCOUNT_MANAGE: S.WARD,
    },
    Role.PARTY_OFFICE: {
        P.DOCUMENT_READ_INTERNAL: S.WARD,
        P.DOCUMENT_DRAFT: S.WARD,
        P.DOCUMENT_ISSUE: S.WARD,
        P.DOCUMENT_RECEIVE: S.WARD,
        P.FORMAT_EDIT: S.WARD,
        P.INDICATOR_EDIT: S.WARD,
        P.FIGURE_ENTER: S.WARD,
        P.FIGURE_ACCEPT: S.WARD,
        P.GATHERING_EDIT: S.WARD,
        P.PLAN_READ_DRAFT: S.WARD,
        P.PLAN_CLOSE: S.WARD,
        P.TASK_EDIT: S.WARD,
        P.RESULT_ACCEPT: S.WARD,
        P.EXTENSION_DECIDE: S.WARD,
        P.PROGRESS_STATE: S.WARD,
        P.PROGRESS_REPORT: S.WARD,
        P.REMINDER_SEND: S.WARD,
        P.DIFFICULTY_RAISE: S.WARD,
        P.DIFFICULTY_SCHEDULE: S.WARD,
        P.DIFFICULTY_ASSIGN: S.WARD,
        P.DIFFICULTY_CONFIRM: S.WARD,
        P.GUIDANCE_SEND: S.WARD,
        P.MOVEMENT_EDIT: S.WARD,
        P.PRACTICE_RECORD: S.WARD,
        P.SUPERVISION_RECORD: S.WARD,
        P.OPINION_RECORD: S.WARD,
        P.NEWS_EDIT: S.WARD,
        P.MEETING_CALL: S.WARD,
        P.WEEK_PUBLISH: S.WARD,
        P.OPINION_HANDLE: S.WARD,
        P.CONCLUSION_ASSIGN: S.WARD,
        P.RECORD_COMPLETE: S.WARD,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_FILE: S.WARD,
        P.REPORT_READ: S.WARD,
        P.REPORT_COLLECT: S.WARD,
        P.REPORT_SETTINGS: S.WARD,
        P.REVIEW_DRAFT: S.WARD,
        P.REVIEW_CONTRIBUTE: S.WARD,
        P.AUDIT_READ: S.WARD,
        P.PEOPLE_EDIT: S.WARD,
        P.PHONE_READ: S.WARD,
    },
    Role.STANDING_LEADERSHIP: {
        P.DOCUMENT_READ_INTERNAL: S.WARD,
        P.DOCUMENT_DRAFT: S.WARD,
        P.DOCUMENT_ISSUE: S.WARD,
        P.PLAN_READ_DRAFT: S.WARD,
        P.PLAN_CLOSE: S.WARD,
        P.TASK_EDIT: S.WARD,
        P.RESULT_ACCEPT: S.WARD,
        P.EXTENSION_DECIDE: S.WARD,
        P.PROGRESS_STATE: S.WARD,
        P.PROGRESS_REPORT: S.UNIT,
        P.REMINDER_SEND: S.WARD,
        P.DIFFICULTY_RAISE: S.WARD,
        P.DIFFICULTY_ANSWER: S.WARD,
        P.DIFFICULTY_SCHEDULE: S.WARD,
        P.DIFFICULTY_ASSIGN: S.WARD,
        P.DIFFICULTY_CONFIRM: S.UNIT,
        P.GUIDANCE_SEND: S.WARD,
        P.MOVEMENT_EDIT: S.WARD,
        P.PRACTICE_RECORD: S.WARD,
        P.SUPERVISION_RECORD: S.WARD,
        P.OPINION_RECORD: S.WARD,
        P.MEETING_CALL: S.WARD,
        P.WEEK_PUBLISH: S.WARD,
        P.OPINION_HANDLE: S.WARD,
        P.CONCLUSION_ASSIGN: S.WARD,
        P.RECORD_COMPLETE: S.WARD,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_FILE: S.UNIT,
        P.REPORT_READ: S.WARD,
        P.REPORT_COLLECT: S.UNIT,
        P.REVIEW_DRAFT: S.WARD,
        P.REVIEW_CONTRIBUTE: S.UNIT,
        P.AUDIT_READ: S.WARD,
        P.PHONE_READ: S.WARD,
    },
    Role.FRONT_LEADER: {
        P.DOCUMENT_DRAFT: S.LINE,
        P.DOCUMENT_ISSUE: S.LINE,
        P.DOCUMENT_RECEIVE: S.LINE,
        P.PLAN_READ_DRAFT: S.WARD,
        P.PLAN_CLOSE: S.LINE,
        P.TASK_EDIT: S.LINE,
        P.RESULT_ACCEPT: S.LINE,
        P.EXTENSION_DECIDE: S.LINE,
        P.PROGRESS_STATE: S.LINE,
        P.FIGURE_ENTER: S.LINE,
        P.FIGURE_ACCEPT: S.LINE,
        P.GATHERING_EDIT: S.LINE,
        P.PROGRESS_REPORT: S.LINE,
        P.REMINDER_SEND: S.LINE,
        P.DIFFICULTY_RAISE: S.LINE,
        P.DIFFICULTY_SETTLE: S.LINE,
        P.DIFFICULTY_ASSIGN: S.LINE,
        P.DIFFICULTY_CONFIRM: S.LINE,
        P.GUIDANCE_SEND: S.LINE,
        P.MOVEMENT_EDIT: S.WARD,
        P.PRACTICE_RECORD: S.LINE,
        P.SUPERVISION_RECORD: S.LINE,
        P.OPINION_RECORD: S.LINE,
        P.MEETING_CALL: S.LINE,
        P.OPINION_HANDLE: S.WARD,
        P.CONCLUSION_ASSIGN: S.LINE,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_FILE: S.LINE,
        P.REPORT_READ: S.LINE,
        P.REPORT_COLLECT: S.LINE,
        P.REVIEW_DRAFT: S.LINE,
        P.REVIEW_CONTRIBUTE: S.LINE,
        P.PHONE_READ: S.WARD,
    },
    Role.ORGANIZATION_LEADER: {
        P.DOCUMENT_DRAFT: S.LINE,
        P.DOCUMENT_ISSUE: S.LINE,
        P.PLAN_CLOSE: S.LINE,
        P.TASK_EDIT: S.LINE,
        P.RESULT_ACCEPT: S.LINE,
        P.EXTENSION_DECIDE: S.LINE,
        P.PROGRESS_STATE: S.LINE,
        P.FIGURE_ENTER: S.LINE,
        P.FIGURE_ACCEPT: S.LINE,
        P.GATHERING_EDIT: S.LINE,
        P.PROGRESS_REPORT: S.LINE,
        P.REMINDER_SEND: S.LINE,
        P.DIFFICULTY_RAISE: S.LINE,
        P.DIFFICULTY_SETTLE: S.LINE,
        P.DIFFICULTY_ASSIGN: S.LINE,
        P.DIFFICULTY_CONFIRM: S.LINE,
        P.GUIDANCE_SEND: S.LINE,
        P.PRACTICE_RECORD: S.LINE,
        P.SUPERVISION_RECORD: S.LINE,
        P.OPINION_RECORD: S.LINE,
        P.MEETING_CALL: S.LINE,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_FILE: S.LINE,
        P.REPORT_READ: S.LINE,
        P.REPORT_COLLECT: S.LINE,
        P.REVIEW_DRAFT: S.LINE,
        P.REVIEW_CONTRIBUTE: S.LINE,
        P.PHONE_READ: S.WARD,
    },
    Role.BRANCH_LEADER: {
        P.DOCUMENT_DRAFT: S.UNIT,
        P.DOCUMENT_ISSUE: S.UNIT,
        P.PLAN_CLOSE: S.UNIT,
        P.FIGURE_ENTER: S.UNIT,
        P.GATHERING_EDIT: S.UNIT,
        P.PROGRESS_REPORT: S.UNIT,
        P.DIFFICULTY_RAISE: S.UNIT,
        P.DIFFICULTY_CONFIRM: S.UNIT,
        P.PRACTICE_RECORD: S.UNIT,
        P.OPINION_RECORD: S.UNIT,
        P.MEETING_CALL: S.UNIT,
        P.REPORT_FILE: S.UNIT,
        P.REVIEW_CONTRIBUTE: S.UNIT,
        P.PHONE_READ: S.PLACE,
    },
    Role.EDITOR: {P.NEWS_EDIT: S.WARD},
    # Stands between the branches and who signs: gathers and checks, and signs nothing.
    Role.CONSOLIDATOR: {
        P.DOCUMENT_DRAFT: S.LINE,
        P.FIGURE_ENTER: S.LINE,
        P.FIGURE_ACCEPT: S.LINE,
        P.REMINDER_SEND: S.LINE,
        P.REPORT_ORDER: S.WARD,
        P.REPORT_FILE: S.LINE,
        P.REPORT_READ: S.LINE,
        P.REPORT_COLLECT: S.LINE,
        P.PHONE_READ: S.LINE,
    },
    Role.READER: {},
}


def can(user, permission, unit=None) -> bool:
    """Whether `user` may do `permission` to what belongs to `unit` (None: to something of the whole ward)."""
    for role, own in user.powers:
        scope = ROLE_PERMISSIONS[role].get(permission)
        if scope is None:
            continue
        if _reaches(user, scope, own, unit):
            return True
    return False


def _reaches(user, scope, own, unit) -> bool:
    if unit is None:
        return scope is Scope.WARD
    if own.locality_id != unit.locality_id:
        return False
    if scope is Scope.WARD or own == unit:
        return True
    if scope is Scope.PLACE:
        return own.neighbourhood_id is not None and own.neighbourhood_id == unit.neighbourhood_id
    return scope is Scope.LINE and _is_under(user, own, unit)


def _is_under(user, own, unit) -> bool:
    """Whether `own` stands above `unit` along the line, however far."""
    above = unit.parent_id
    while above is not None and above != own.pk:
        above = user.unit_above.get(above)
    return above is not None


def reach(user, permission) -> models.Q:
    """The filter of units for which `can` says yes, without asking for the units themselves."""
    found = models.Q(pk__in=[])
    for role, own in user.powers:
        scope = ROLE_PERMISSIONS[role].get(permission)
        if scope is None:
            continue
        found |= models.Q(pk=own.pk)
        if scope is Scope.WARD:
            found |= models.Q(locality=own.locality_id)
        elif scope is Scope.PLACE and own.neighbourhood_id is not None:
            found |= models.Q(locality=own.locality_id, neighbourhood=own.neighbourhood_id)
        elif scope is Scope.LINE:
            # The lines are three deep at most (quận, phường, khu phố).
            for above in ("parent", "parent__parent", "parent__parent__parent"):
                found |= models.Q(locality=own.locality_id, **{above: own.pk})
    return found


def units_of_line(user, permission) -> list[int]:
    """Primary keys of the units from which `permission` reaches down the line; empty if from none."""
    return [unit.pk for role, unit in user.powers if ROLE_PERMISSIONS[role].get(permission) is Scope.LINE]


def working_units(user) -> list:
    """The units in which a post of `user` works with papers; a reader's or an editor's does not."""
    works = {Permission.DOCUMENT_DRAFT, Permission.PROGRESS_REPORT}
    units = {unit.pk: unit for role, unit in user.powers if works & ROLE_PERMISSIONS[role].keys()}
    return list(units.values())


def own_units(user, permission) -> list[int]:
    """Primary keys of the units in which a post of `user` carries `permission`, however far it reaches."""
    return [unit.pk for role, unit in user.powers if permission in ROLE_PERMISSIONS[role]]


def headed_units(user) -> list:
    """The units whose work `user` answers for; the office, which sees everybody's, heads none."""
    return list({unit.pk: unit for role, unit in user.powers if role in HEADS}.values())


def told_powers(user) -> list:
    """[(role, unit, [(permission, how far it reaches)])] of each post, in the words of the account's page."""
    return [
        (role.label, unit, [(it.label, scope.value) for it, scope in ROLE_PERMISSIONS[role].items()])
        for role, unit in user.powers
    ]


def can_somewhere(user, permission) -> bool:
    """Whether any post of `user` carries `permission`, however narrow: decides what a menu offers."""
    return any(permission in ROLE_PERMISSIONS[role] for role, _ in user.powers)


def require(user, permission, unit=None) -> None:
    """Raise PermissionDenied (403) with a sentence for the page, unless `can(user, permission, unit)`."""
    if not can(user, permission, unit):
        label = Permission(permission).label
        where = f" cho {unit.name}" if unit is not None else ""
        raise PermissionDenied(f"Chức vụ hiện nay của đồng chí không có quyền “{label}”{where}.")


def require_somewhere(user, permission) -> None:
    """Raise PermissionDenied (403) unless some post carries `permission`; the form then asks for whom."""
    if not can_somewhere(user, permission):
        label = Permission(permission).label
        raise PermissionDenied(f"Chức vụ hiện nay của đồng chí không có quyền “{label}”.")
