from django.urls import path

from meetings import views

app_name = "meetings"
urlpatterns = [
    path("hoi-nghi/", views.meeting_list, name="meeting_list"),
    path("hoi-nghi/<int:pk>/", views.meeting_detail, name="meeting_detail"),
    path("hoi-nghi/<int:pk>/bo-sung/", views.meeting_complete, name="meeting_complete"),
    path("giai-phap/", views.conclusion_list, name="conclusion_list"),
    path("giai-phap/<int:pk>/", views.conclusion_detail, name="conclusion_detail"),
    path("giai-phap/<int:pk>/giao/", views.conclusion_assign, name="conclusion_assign"),
]
