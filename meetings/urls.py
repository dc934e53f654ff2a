from django.urls import path

from meetings.views import attending, calendars, calling, conclusions, meetings, minutes

app_name = "meetings"
urlpatterns = [
    path("hoi-nghi/lap/", calling.meeting_new, name="meeting_new"),
    path("hoi-nghi/<int:pk>/sua/", calling.meeting_edit, name="meeting_edit"),
    path("hoi-nghi/<int:pk>/hoan/", calling.meeting_cancel, name="meeting_cancel"),
    path("hoi-nghi/<int:pk>/chuong-trinh/", calling.agenda_edit, name="agenda_edit"),
    path("hoi-nghi/chuong-trinh/<int:pk>/", calling.agenda_change, name="agenda_change"),
    path("hoi-nghi/<int:pk>/moi/", calling.invitee_list, name="invitee_list"),
    path("hoi-nghi/moi/<int:pk>/bo/", calling.invitee_drop, name="invitee_drop"),
    path("hoi-nghi/moi/<int:pk>/tra-loi/", calling.invitation_reply, name="invitation_reply"),
    path("hoi-nghi/<int:pk>/diem-danh/", attending.attendance_edit, name="attendance_edit"),
    path("hoi-nghi/<int:pk>/danh-sach-ky/", attending.sign_in_sheet, name="sign_in_sheet"),
    path("hoi-nghi/<int:pk>/tu-diem-danh/", attending.check_in_switch, name="check_in_switch"),
    path("hoi-nghi/<int:pk>/ma-diem-danh/", attending.check_in_sign, name="check_in_sign"),
    path("hoi-nghi/<int:pk>/ma-diem-danh.svg", attending.check_in_code, name="check_in_code"),
    path("hoi-nghi/<int:pk>/ghi-bien-ban/", minutes.minutes_write, name="minutes_write"),
    path("hoi-nghi/<int:pk>/ghi-bien-ban/dong-bo/", minutes.minutes_sync, name="minutes_sync"),
    path("hoi-nghi/<int:pk>/ghi-bien-ban/tho.js", minutes.minutes_worker, name="minutes_worker"),
    path("diem-danh/<str:token>/", attending.check_in, name="check_in"),
    path("hoi-nghi/lich/", calendars.calendar_week, name="calendar_week"),
    path("hoi-nghi/lich/thang/", calendars.calendar_month, name="calendar_month"),
    path("hoi-nghi/lich/cong-bo/", calendars.week_publish, name="week_publish"),
    path("hoi-nghi/", meetings.meeting_list, name="meeting_list"),
    path("hoi-nghi/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("hoi-nghi/<int:pk>/bo-sung/", meetings.meeting_complete, name="meeting_complete"),
    path("giai-phap/", conclusions.conclusion_list, name="conclusion_list"),
    path("giai-phap/<int:pk>/", conclusions.conclusion_detail, name="conclusion_detail"),
    path("giai-phap/<int:pk>/giao/", conclusions.conclusion_assign, name="conclusion_assign"),
]
