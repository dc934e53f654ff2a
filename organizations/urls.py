from django.urls import path

from organizations import views

app_name = "organizations"
urlpatterns = [
    path("to-chuc/", views.unit_list, name="unit_list"),
    path("to-chuc/bo-sung/", views.locality_complete, name="locality_complete"),
    path("to-chuc/don-vi/<int:pk>/", views.unit_detail, name="unit_detail"),
    path("don-doc/<int:pk>/da-xem/", views.reminder_acknowledge, name="reminder_acknowledge"),
    path("tai-khoan/", views.account, name="account"),
    path("tai-khoan/mat-khau/", views.password_change, name="password_change"),
]
