from django.urls import path

from organizations.views import accounts, administering, people, reorganizing, second_factor, units

app_name = "organizations"
urlpatterns = [
    path("to-chuc/", units.unit_list, name="unit_list"),
    path("to-chuc/bo-sung/", units.locality_complete, name="locality_complete"),
    path("to-chuc/don-vi/<int:pk>/", units.unit_detail, name="unit_detail"),
    path("to-chuc/don-vi/lap/", reorganizing.unit_add, name="unit_add"),
    path("to-chuc/don-vi/<int:pk>/sua/", reorganizing.unit_edit, name="unit_edit"),
    path("to-chuc/don-vi/<int:pk>/moi-noi/", reorganizing.unit_spread, name="unit_spread"),
    path("to-chuc/don-vi/<int:pk>/thoi/", reorganizing.unit_end, name="unit_end"),
    path("to-chuc/khu-pho/<int:pk>/doi-ten/", reorganizing.neighbourhood_rename, name="neighbourhood_rename"),
    path("to-chuc/sap-xep/", reorganizing.reorganize, name="reorganize"),
    path("to-chuc/don-vi/<int:pk>/chuc-vu/", people.post_add, name="post_add"),
    path("to-chuc/chuc-vu/<int:pk>/", people.post_edit, name="post_edit"),
    path("to-chuc/danh-ba/", people.directory, name="directory"),
    path("to-chuc/nguoi/them/", people.person_add, name="person_add"),
    path("to-chuc/nguoi/<int:pk>/", people.person_detail, name="person_detail"),
    path("to-chuc/nguoi/<int:pk>/sua/", people.person_edit, name="person_edit"),
    path("to-chuc/nguoi/<int:pk>/du-lieu/", people.person_data, name="person_data"),
    path("to-chuc/nguoi/<int:pk>/an-danh/", people.person_anonymize, name="person_anonymize"),
    path("to-chuc/nguoi/<int:pk>/giao-chuc-vu/", people.holding_begin, name="holding_begin"),
    path("to-chuc/nguoi/<int:pk>/vang-mat/", people.absence_add, name="absence_add"),
    path("to-chuc/giu-chuc-vu/<int:pk>/ket-thuc/", people.holding_end, name="holding_end"),
    path("to-chuc/vang-mat/<int:pk>/ket-thuc/", people.absence_end, name="absence_end"),
    path("don-doc/<int:pk>/da-xem/", units.reminder_acknowledge, name="reminder_acknowledge"),
    path("ai-duoc-lam-gi/", administering.role_list, name="role_list"),
    path("quan-tri/tai-khoan/", administering.account_list, name="account_list"),
    path("quan-tri/tai-khoan/cap/<int:pk>/", administering.account_issue, name="account_issue"),
    path("quan-tri/tai-khoan/<int:pk>/", administering.account_change, name="account_change"),
    path("tai-khoan/", accounts.account, name="account"),
    path("tai-khoan/mat-khau/", accounts.password_change, name="password_change"),
    path("tai-khoan/may/<int:pk>/dang-xuat/", accounts.sign_in_end, name="sign_in_end"),
    path("tai-khoan/ma-xac-nhan/", second_factor.second_factor, name="second_factor"),
    path("tai-khoan/ma-xac-nhan/bat/", second_factor.second_factor_set_up, name="second_factor_set_up"),
    path("tai-khoan/ma-xac-nhan/tat/", second_factor.second_factor_remove, name="second_factor_remove"),
]
