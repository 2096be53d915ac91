from django.urls import path

from sharedsvc.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<slug:code>/", views.programme, name="programme"),
    path("programmes/<slug:code>/proposals/", views.proposals, name="proposals"),
    path("programmes/<slug:code>/background/", views.background, name="background"),
    path(
        "programmes/<slug:code>/workstreams/<slug:ref>/",
        views.workstream,
        name="workstream",
    ),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
]
