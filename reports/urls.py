from django.urls import path

from documents.ordering import Face
from reports import views

app_name = "reports"
urlpatterns = [
    path("bao-cao/", views.report_list, name="report_list"),
    path("bao-cao/<slug:period>/", views.period_detail, name="period_detail"),
    path("bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/", views.plan_report, name="plan_report"),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/lap/",
        views.plan_report_order,
        name="plan_report_order",
    ),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/van-ban.pdf",
        views.plan_report_file,
        {"face": Face.PDF},
        name="plan_report_pdf",
    ),
    path(
        "bao-cao/<slug:period>/ke-hoach/<int:plan_pk>/van-ban.docx",
        views.plan_report_file,
        {"face": Face.DOCX},
        name="plan_report_docx",
    ),
]
