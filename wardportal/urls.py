from django.contrib.auth import views as auth_views
from django.urls import include, path

from organizations.forms.accounts import LoginForm
from wardportal import guides, health, setting_up, views
from wardportal.limits import limited
from wardportal.styleguide import styleguide

handler400 = "wardportal.errors.bad_request"
handler500 = "wardportal.errors.server_error"

urlpatterns = [
    path("", views.start, name="start"),
    path("tim-kiem/", views.search, name="search"),
    path("nhat-ky/", views.audit_log, name="audit_log"),
    path("nhat-ky/dang-nhap/", views.sign_in_log, name="sign_in_log"),
    path("lich/", views.feed_list, name="feed_list"),
    path("lich/<int:pk>/doi/", views.feed_renew, name="feed_renew"),
    path("lich/<int:pk>/bo/", views.feed_revoke, name="feed_revoke"),
    path("lich/<str:token>.ics", views.feed, name="feed"),
    path("huong-dan/", guides.guide_own, name="guide_own"),
    path("huong-dan/<slug:slug>/", guides.guide, name="guide"),
    path("huong-dan/<slug:slug>/van-ban.pdf", guides.guide_pdf, name="guide_pdf"),
    path("healthz", health.healthz, name="healthz"),
    path("thiet-lap/", setting_up.set_up, name="set_up"),
    path("to-chuc/danh-ba/nhap/", setting_up.people_sheet, name="people_sheet"),
    path("giao-dien/", styleguide, name="styleguide"),
    path(
        "dang-nhap/",
        limited("login", 60, methods=("POST",))(
            auth_views.LoginView.as_view(authentication_form=LoginForm, redirect_authenticated_user=True)
        ),
        name="login",
    ),
    path("dang-xuat/", auth_views.LogoutView.as_view(), name="logout"),
    path("", include("organizations.urls")),
    path("", include("documents.urls")),
    path("", include("indicators.urls")),
    path("", include("plans.urls")),
    path("", include("activities.urls")),
    path("", include("meetings.urls")),
    path("", include("reports.urls")),
]
