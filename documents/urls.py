from django.urls import path

from documents import views

app_name = "documents"
urlpatterns = [
    path("van-ban/", views.document_list, name="document_list"),
    path("van-ban/<int:pk>/", views.document_detail, name="document_detail"),
    path("van-ban/<int:pk>/bo-sung/", views.document_complete, name="document_complete"),
    path("viec/", views.job_list, name="job_list"),
    path("viec/<int:pk>/", views.job_detail, name="job_detail"),
    path("viec/<int:pk>/tep/", views.job_file, name="job_file"),
    path("viec/<int:pk>/thu-lai/", views.job_retry, name="job_retry"),
]
