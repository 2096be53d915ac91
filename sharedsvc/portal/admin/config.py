from django.contrib.admin.apps import AdminConfig


class RegisterAdminConfig(AdminConfig):
    """Django's admin, behind the register's own door."""

    default = False
    default_site = "sharedsvc.portal.admin.site.RegisterAdminSite"
