from django.urls import path

from indicators.views import catalogue, figures, months

app_name = "indicators"
urlpatterns = [
    path("chi-so/", catalogue.indicator_list, name="indicator_list"),
    path("chi-so/them/", catalogue.indicator_add, name="indicator_add"),
    path("chi-so/<int:pk>/sua/", catalogue.indicator_edit, name="indicator_edit"),
    path("so-lieu/", figures.figure_now, name="figure_now"),
    path("so-lieu/<str:period>/", months.own_month, name="own_month"),
    path("so-lieu/<str:period>/don-vi/<int:unit_pk>/", months.unit_month, name="unit_month"),
    path("so-lieu/<str:period>/tong-hop/", figures.figure_list, name="figure_list"),
    path("so-lieu/<str:period>/<int:pk>/", figures.figure_detail, name="figure_detail"),
    path("so-lieu/<str:period>/<int:pk>/chap-nhan/", figures.figure_accept, name="figure_accept"),
    path("so-lieu/<int:pk>/tra-lai/", figures.value_send_back, name="value_send_back"),
]
