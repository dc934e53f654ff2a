from django.urls import path

from activities.views import difficulties, gatherings, movements, progress

app_name = "activities"
urlpatterns = [
    path("duoc-giao/<int:pk>/bao/", progress.assignment_report, name="assignment_report"),
    path("kho-khan/", difficulties.difficulty_list, name="difficulty_list"),
    path("kho-khan/neu/", difficulties.difficulty_raise, name="difficulty_raise"),
    path("kho-khan/<int:pk>/", difficulties.difficulty_detail, name="difficulty_detail"),
    path("kho-khan/<int:pk>/tra-loi/", difficulties.difficulty_answer, name="difficulty_answer"),
    path("kho-khan/<int:pk>/phien-lam-viec/", difficulties.difficulty_schedule, name="difficulty_schedule"),
    path("kho-khan/<int:pk>/giao/", difficulties.difficulty_assign, name="difficulty_assign"),
    path("kho-khan/<int:pk>/ket-thuc/", difficulties.difficulty_close, name="difficulty_close"),
    path("kho-khan/<int:pk>/da-go/", difficulties.difficulty_confirm, name="difficulty_confirm"),
    path("tap-hop/", gatherings.gathering_list, name="gathering_list"),
    path("tap-hop/them/", gatherings.gathering_add, name="gathering_add"),
    path("tap-hop/doan-vien-hoi-vien/", gatherings.membership, name="membership"),
    path("tap-hop/<int:pk>/", gatherings.gathering_detail, name="gathering_detail"),
    path("tap-hop/<int:pk>/sua/", gatherings.gathering_edit, name="gathering_edit"),
    path("tap-hop/<int:pk>/thoi-hoat-dong/", gatherings.gathering_end, name="gathering_end"),
    path("phong-trao/<int:pk>/", movements.movement_detail, name="movement_detail"),
    path("phong-trao/<int:pk>/bo-sung/", movements.movement_complete, name="movement_complete"),
]
