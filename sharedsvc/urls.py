"""Every address of the register."""

from django.contrib import admin
from django.urls import include, path

from sharedsvc.accounts.closed import closed
from sharedsvc.accounts.views import ForgottenPassword

admin.autodiscover()

# What the library for signing in offers and the register does not: addresses come from invitations,
# so nobody adds or confirms another, and a first password is set by the link of an invitation.
NOT_OFFERED = ("email/", "confirm-email/", "confirm-email/<path:key>/", "password/set/",
               "login/code/confirm/")  # fmt: skip

handler400 = "sharedsvc.portal.faults.not_understood"
handler500 = "sharedsvc.portal.faults.went_wrong"

urlpatterns = [
    path("admin/", admin.site.urls),
    *(path(f"accounts/{address}", closed) for address in NOT_OFFERED),
    path("accounts/password/reset/", ForgottenPassword.as_view(), name="account_reset_password"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("sharedsvc.portal.desk.urls")),
    path("reports/", include("decisions.urls")),
    path("", include("sharedsvc.portal.urls")),
]
