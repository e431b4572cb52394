"""How does a web server reach the application? `gunicorn config.wsgi`."""

import os

os.environ.setdefault("CANBAO_PROCESS", "web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

_django = get_wsgi_application()
_pages = get_resolver().url_patterns  # every page is read now, so that nobody's first request waits for it

from claims.api.eligibility_lane import EligibilityLane  # its models are there only now

application = EligibilityLane(_django)
