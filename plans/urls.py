from django.urls import path

from plans.views import (
    assigning,
    assignments,
    evidence,
    grid,
    letters,
    matrix,
    plans,
    sheets,
    stated,
    tasks,
)

app_name = "plans"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/nhiem-vu/them/", tasks.task_create, name="task_create"),
    path("ke-hoach/<int:pk>/nhap-bang/", grid.progress_grid, name="progress_grid"),
    path("ke-hoach/<int:pk>/bang-tinh/<slug:subject>/", sheets.sheet_page, name="sheet_page"),
    path("bang-tinh/<int:pk>/", sheets.sheet_preview, name="sheet_preview"),
    path("bang-tinh/<int:pk>/bo/", sheets.sheet_discard, name="sheet_discard"),
    path("ke-hoach/<int:pk>/bang-in/", matrix.matrix_print, name="matrix_print"),
    path("ke-hoach/<int:pk>/don-doc/", matrix.plan_nudge, name="plan_nudge"),
    path("nhiem-vu/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("nhiem-vu/<int:pk>/sua/", tasks.task_edit, name="task_edit"),
    path("nhiem-vu/<int:pk>/khu-pho/<int:neighbourhood_pk>/", tasks.cell_detail, name="cell_detail"),
    path("nhiem-vu/<int:pk>/phuong/", tasks.ward_cell_detail, name="ward_cell_detail"),
    path("van-ban/<int:pk>/giao-viec/", letters.letter_create, name="letter_create"),
    path("nhiem-vu/<int:pk>/giao/", assigning.task_assign, name="task_assign"),
    path("nhiem-vu/<int:pk>/dinh-ky/", tasks.task_unroll, name="task_unroll"),
    path("nhiem-vu/<int:pk>/tien-do/", stated.task_progress_state, name="task_progress_state"),
    path("ke-hoach/<int:pk>/tien-do/", stated.plan_progress_state, name="plan_progress_state"),
    path("tien-do-neu/<int:pk>/rut-lai/", stated.stated_progress_withdraw, name="stated_progress_withdraw"),
    path("duoc-giao/<int:pk>/", assignments.assignment_detail, name="assignment_detail"),
    path("duoc-giao/<int:pk>/ket-qua/", assignments.assignment_review, name="assignment_review"),
    path("duoc-giao/<int:pk>/gia-han/", assignments.extension_ask, name="extension_ask"),
    path("gia-han/<int:pk>/tra-loi/", assignments.extension_decide, name="extension_decide"),
    path("duoc-giao/<int:pk>/minh-chung/", evidence.evidence_add, name="evidence_add"),
    path("minh-chung/<slug:key>/", evidence.evidence_file, name="evidence_file"),
    path("minh-chung/<slug:key>/nho/", evidence.evidence_thumbnail, name="evidence_thumbnail"),
]
