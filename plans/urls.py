from django.urls import path

from plans.views import plans, tasks

app_name = "plans"
urlpatterns = [
    path("ke-hoach/", plans.plan_list, name="plan_list"),
    path("ke-hoach/<int:pk>/", plans.plan_detail, name="plan_detail"),
    path("ke-hoach/<int:pk>/nhiem-vu/them/", tasks.task_create, name="task_create"),
    path("nhiem-vu/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("nhiem-vu/<int:pk>/sua/", tasks.task_edit, name="task_edit"),
    path("nhiem-vu/<int:pk>/khu-pho/<int:neighbourhood_pk>/", tasks.cell_detail, name="cell_detail"),
    path("nhiem-vu/<int:pk>/phuong/", tasks.ward_cell_detail, name="ward_cell_detail"),
    path("duoc-giao/<int:pk>/", tasks.assignment_detail, name="assignment_detail"),
]
