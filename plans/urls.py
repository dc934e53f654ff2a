from django.urls import path

from plans import views

app_name = "plans"
urlpatterns = [
    path("ke-hoach/", views.plan_list, name="plan_list"),
    path("ke-hoach/<int:pk>/", views.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/nhiem-vu/them/", views.task_create, name="task_create"),
    path("nhiem-vu/<int:pk>/", views.task_detail, name="task_detail"),
    path("nhiem-vu/<int:pk>/sua/", views.task_edit, name="task_edit"),
    path("nhiem-vu/<int:pk>/khu-pho/<int:neighbourhood_pk>/", views.cell_detail, name="cell_detail"),
    path("nhiem-vu/<int:pk>/phuong/", views.ward_cell_detail, name="ward_cell_detail"),
    path("duoc-giao/<int:pk>/", views.assignment_detail, name="assignment_detail"),
]
