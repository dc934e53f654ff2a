from django.urls import path

from activities import views

app_name = "activities"
urlpatterns = [
    path("duoc-giao/<int:pk>/bao/", views.assignment_report, name="assignment_report"),
    path("kho-khan/", views.difficulty_list, name="difficulty_list"),
    path("kho-khan/neu/", views.difficulty_raise, name="difficulty_raise"),
    path("kho-khan/<int:pk>/", views.difficulty_detail, name="difficulty_detail"),
    path("kho-khan/<int:pk>/tra-loi/", views.difficulty_answer, name="difficulty_answer"),
    path("phong-trao/<int:pk>/", views.movement_detail, name="movement_detail"),
    path("phong-trao/<int:pk>/bo-sung/", views.movement_complete, name="movement_complete"),
]
