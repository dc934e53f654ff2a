from django.urls import path

from documents.views import formats, jobs, papers

app_name = "documents"
urlpatterns = [
    path("van-ban/", papers.document_list, name="document_list"),
    path("van-ban/<int:pk>/", papers.document_detail, name="document_detail"),
    path("van-ban/<int:pk>/bo-sung/", papers.document_complete, name="document_complete"),
    path("quan-tri/the-thuc/", formats.profile_list, name="profile_list"),
    path("quan-tri/the-thuc/<int:pk>/", formats.profile_edit, name="profile_edit"),
    path("quan-tri/the-thuc/them/<slug:family>/", formats.profile_add, name="profile_add"),
    path("viec/", jobs.job_list, name="job_list"),
    path("viec/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("viec/<int:pk>/tep/", jobs.job_file, name="job_file"),
    path("viec/<int:pk>/thu-lai/", jobs.job_retry, name="job_retry"),
]
