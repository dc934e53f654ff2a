from django.urls import path

from organizations.views import accounts, units

app_name = "organizations"
urlpatterns = [
    path("to-chuc/", units.unit_list, name="unit_list"),
    path("to-chuc/bo-sung/", units.locality_complete, name="locality_complete"),
    path("to-chuc/don-vi/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("don-doc/<int:pk>/da-xem/", units.reminder_acknowledge, name="reminder_acknowledge"),
    path("tai-khoan/", accounts.account, name="account"),
    path("tai-khoan/mat-khau/", accounts.password_change, name="password_change"),
]
