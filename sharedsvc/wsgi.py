"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedsvc.settings")
application = get_wsgi_application()

from sharedsvc.core.warm import load_everything  # noqa: E402 - the apps are loaded only now

load_everything()
