from django.urls import path, register_converter

from sharedsvc.portal import search_page, views
from sharedsvc.portal.business_cases import views as business_cases_views
from sharedsvc.portal.converters import KindConverter, SharedKindConverter
from sharedsvc.portal.deciding import call_ins, conditions, follow_up
from sharedsvc.portal.deciding import views as deciding_views
from sharedsvc.portal.history import views as history_views
from sharedsvc.portal.home import following
from sharedsvc.portal.home import views as home_views
from sharedsvc.portal.people import views as people_views
from sharedsvc.portal.programmes import views as programmes_views
from sharedsvc.portal.project_list import views as project_list_views
from sharedsvc.portal.rankings import elsewhere, entering
from sharedsvc.portal.rankings import views as rankings_views
from sharedsvc.portal.records import views as record_views
from sharedsvc.portal.redaction import views as redaction_views
from sharedsvc.portal.scores import entering as scoring
from sharedsvc.portal.scores import views as scores_views
from sharedsvc.portal.seals import views as seals_views
from sharedsvc.portal.sharing import views as sharing_views
from sharedsvc.portal.updates import grid as update_grid
from sharedsvc.portal.updates import views as update_views
from sharedsvc.portal.workstream import gate_history
from sharedsvc.portal.workstream import views as workstream_views

register_converter(KindConverter, "kind")
register_converter(SharedKindConverter, "shared")

app_name = "portal"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("programmes/", programmes_views.programmes, name="programmes"),
    path("programmes/<slug:code>/", programmes_views.programme, name="programme"),
    path("programmes/<slug:code>/proposals/", programmes_views.proposals, name="proposals"),
    path("programmes/<slug:code>/background/", programmes_views.background, name="background"),
    path("programmes/<slug:code>/project-list/", project_list_views.upload, name="project_list"),
    path(
        "programmes/<slug:code>/project-list/<str:token>/",
        project_list_views.match,
        name="match_project_list",
    ),
    path(
        "programmes/<slug:code>/decisions/new/",
        deciding_views.new,
        name="new_decision",
    ),
    path(
        "programmes/<slug:code>/decisions/<slug:own>/correct/",
        deciding_views.correct,
        name="correct_decision",
    ),
    path(
        "programmes/<slug:code>/decisions/<slug:own>/call-in/",
        call_ins.enter,
        name="enter_call_in",
    ),
    path(
        "programmes/<slug:code>/decisions/<slug:own>/call-in/<int:number>/",
        call_ins.settle,
        name="settle_call_in",
    ),
    path("reports/<slug:code>/record/", deciding_views.from_report, name="record_decision"),
    path("programmes/<slug:code>/rankings/", rankings_views.rankings, name="rankings"),
    path("programmes/<slug:code>/rankings/new/", entering.enter, name="enter_ranking"),
    path("programmes/<slug:code>/scores/", scores_views.scores, name="scores"),
    path("programmes/<slug:code>/scores/new/", scoring.enter, name="enter_scores"),
    path("programmes/<slug:code>/scores/<slug:own>/", scores_views.working, name="working"),
    path("programmes/<slug:code>/scores/<slug:own>/change/", scoring.change, name="change_scores"),
    path(
        "programmes/<slug:code>/workstreams/<slug:ref>/",
        workstream_views.workstream,
        name="workstream",
    ),
    path(
        "programmes/<slug:code>/workstreams/<slug:ref>/update/",
        update_views.update,
        name="update",
    ),
    path(
        "programmes/<slug:code>/workstreams/<slug:ref>/update/<int:number>/undo/",
        update_views.undo_update,
        name="undo_update",
    ),
    path(
        "programmes/<slug:code>/workstreams/<slug:ref>/gates/<slug:gate>/",
        gate_history.gate_cell,
        name="gate_cell",
    ),
    path("my-workstreams/update/", update_grid.update_several, name="update_grid"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("search/", search_page.search_page, name="search"),
    path("people-and-rights/", people_views.people_and_rights, name="people_and_rights"),
    path("people-and-rights/<int:pk>/end/", people_views.end_grant, name="end_grant"),
    path("redaction/", redaction_views.redaction, name="redaction"),
    path("sharing/", sharing_views.sharing, name="sharing"),
    path(
        "sharing/<int:organisation>/<int:partnership>/start/",
        sharing_views.start,
        name="start_sharing",
    ),
    path("sharing/<int:pk>/end/", sharing_views.end, name="end_sharing"),
    path("seals/", seals_views.chains, name="seals"),
    path("seals/<int:pk>/", seals_views.chain, name="seal_chain"),
    path("rankings/compare/", elsewhere.compare, name="compare_rankings"),
    path("bodies/<slug:code>/carried-out/", follow_up.carried_out, name="carried_out"),
    path("bodies/<slug:code>/carried-out/<int:pk>/", follow_up.report, name="report_action"),
    path("bodies/<slug:code>/follow/", following.follow, name="follow_body"),
    path("conditions/<int:pk>/settle/", conditions.settle, name="settle_condition"),
    path(
        "business-cases/<slug:programme>/<slug:own>/document/",
        business_cases_views.document,
        name="case_document",
    ),
    path(
        "business-cases/<slug:programme>/<slug:own>/document/upload/",
        business_cases_views.upload,
        name="upload_case_document",
    ),
    path("records/", record_views.index, name="records"),
    path("<kind:kind>/", record_views.record_list, name="record_list"),
    path("<kind:kind>/<slug:own>/history/", history_views.history, name="history"),
    path("<kind:kind>/<slug:own>/history/<int:number>/", history_views.version, name="version"),
    path(
        "<kind:kind>/<slug:programme>/<slug:own>/history/",
        history_views.history,
        name="history",
    ),
    path(
        "<kind:kind>/<slug:programme>/<slug:own>/history/<int:number>/",
        history_views.version,
        name="version",
    ),
    path("<kind:kind>/<slug:own>/", record_views.record, name="record"),
    path("<shared:kind>/<slug:own>/<slug:part>/", record_views.part, name="part"),
    path("<kind:kind>/<slug:programme>/<slug:own>/", record_views.record, name="record"),
    path("<kind:kind>/<slug:programme>/<slug:own>/<slug:part>/", record_views.part, name="part"),
]
