"""The addresses of the desk, which come before those of reports by their codes."""

from django.urls import path

from sharedsvc.portal.desk import views

app_name = "desk"
urlpatterns = [
    path("reports/new/", views.new, name="new"),
    path("reports/<slug:code>/write/", views.write, name="write"),
    path("reports/<slug:code>/versions/", views.versions, name="versions"),
    path("reports/<slug:code>/offer/", views.offer, name="offer"),
    path("reports/<slug:code>/publish/", views.publish, name="publish"),
]
