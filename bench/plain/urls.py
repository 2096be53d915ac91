from django.urls import path

from bench.plain import views

urlpatterns = [
    path("workstreams/", views.workstreams),
    path("tables2/", views.tables2_list),
    path("workstreams.csv", views.workstreams_csv),
    path("workstreams/<int:pk>/", views.workstream),
    path("workstreams/<int:pk>/add/", views.add_note),
    path("notes/<int:pk>/", views.change_note),
]
