from django.urls import path

from documents.models import DocumentLink
from documents.ordering import Face
from documents.views import books, files, formats, importing, issuing, jobs, papers, registers, writing

app_name = "documents"
urlpatterns = [
    path("van-ban/", registers.document_list, name="document_list"),
    path("van-ban/den/them/", registers.incoming_add, name="incoming_add"),
    path("van-ban/den/<int:pk>/", registers.incoming_edit, name="incoming_edit"),
    path("van-ban/<int:pk>/", papers.document_detail, name="document_detail"),
    path("van-ban/soan/", writing.document_new, name="document_new"),
    path("van-ban/<int:pk>/sua/", writing.document_edit, name="document_edit"),
    path("van-ban/<int:pk>/xoa/", writing.document_delete, name="document_delete"),
    path("van-ban/<int:pk>/phu-luc/them/", writing.annex_create, name="annex_create"),
    path("van-ban/phu-luc/<int:pk>/", writing.annex_edit, name="annex_edit"),
    path("van-ban/phu-luc/<int:pk>/chuyen/", writing.annex_move, name="annex_move"),
    path("van-ban/phu-luc/<int:pk>/xoa/", writing.annex_delete, name="annex_delete"),
    path("van-ban/<int:pk>/hinh/them/", writing.picture_create, name="picture_create"),
    path("van-ban/hinh/<str:key>/", writing.picture, name="picture"),
    path("van-ban/hinh/<str:key>/xoa/", writing.picture_delete, name="picture_delete"),
    path("van-ban/<int:pk>/tep/", files.attachment_add, name="attachment_add"),
    path("van-ban/tep/<str:key>/", files.attachment_file, name="attachment_file"),
    path("van-ban/tep/<str:key>/xoa/", files.attachment_delete, name="attachment_delete"),
    path("van-ban/nhap/", importing.import_new, name="import_new"),
    path("van-ban/nhap/<int:pk>/", importing.import_confirm, name="import_confirm"),
    path("van-ban/nhap/<int:pk>/bo/", importing.import_discard, name="import_discard"),
    path("van-ban/<int:pk>/bo-sung/", papers.document_complete, name="document_complete"),
    path("van-ban/<int:pk>/trinh/", issuing.document_submit, name="document_submit"),
    path("van-ban/<int:pk>/tra-lai/", issuing.document_send_back, name="document_send_back"),
    path("van-ban/<int:pk>/ban-hanh/", issuing.document_issue, name="document_issue"),
    path(
        "van-ban/<int:pk>/sua-doi/",
        issuing.document_succeed,
        {"kind": DocumentLink.Kind.AMENDS},
        name="document_amend",
    ),
    path(
        "van-ban/<int:pk>/thay-the/",
        issuing.document_succeed,
        {"kind": DocumentLink.Kind.REPLACES},
        name="document_replace",
    ),
    path("van-ban/<int:pk>/van-ban.pdf", issuing.document_file, {"face": Face.PDF}, name="document_pdf"),
    path("van-ban/<int:pk>/van-ban.docx", issuing.document_file, {"face": Face.DOCX}, name="document_docx"),
    path("quan-tri/the-thuc/", formats.profile_list, name="profile_list"),
    path("quan-tri/the-thuc/<int:pk>/", formats.profile_edit, name="profile_edit"),
    path("quan-tri/the-thuc/them/<slug:family>/", formats.profile_add, name="profile_add"),
    path("quan-tri/so-so/", books.book_list, name="book_list"),
    path("quan-tri/so-so/nhiem-ky/them/", books.term_add, name="term_add"),
    path("quan-tri/so-so/nhiem-ky/<int:pk>/", books.term_edit, name="term_edit"),
    path("quan-tri/so-so/don-vi/<int:pk>/", books.unit_numbering, name="unit_numbering"),
    path("quan-tri/the-loai/<int:pk>/", books.unit_types, name="unit_types"),
    path("viec/", jobs.job_list, name="job_list"),
    path("viec/<int:pk>/", jobs.job_detail, name="job_detail"),
    path("viec/<int:pk>/tep/", jobs.job_file, name="job_file"),
    path("viec/<int:pk>/thu-lai/", jobs.job_retry, name="job_retry"),
]
