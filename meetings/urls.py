from django.urls import path

from meetings.views import conclusions, meetings

app_name = "meetings"
urlpatterns = [
    path("hoi-nghi/", meetings.meeting_list, name="meeting_list"),
    path("hoi-nghi/<int:pk>/", meetings.meeting_detail, name="meeting_detail"),
    path("hoi-nghi/<int:pk>/bo-sung/", meetings.meeting_complete, name="meeting_complete"),
    path("giai-phap/", conclusions.conclusion_list, name="conclusion_list"),
    path("giai-phap/<int:pk>/", conclusions.conclusion_detail, name="conclusion_detail"),
    path("giai-phap/<int:pk>/giao/", conclusions.conclusion_assign, name="conclusion_assign"),
]
