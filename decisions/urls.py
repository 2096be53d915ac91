from django.urls import path

from decisions import views

app_name = "decisions"
urlpatterns = [
    path("", views.report_list, name="report_list"),
    path("<slug:code>.<slug:ending>", views.report_file, name="report_file"),
    path("<slug:code>/", views.report, name="report"),
]
