#!/usr/bin/env python
"""Django's command line."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from sharedsvc.core.commands import run

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sharedsvc.settings")
    try:
        run(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"{error}. For development, `make setup` writes it to .env.")
