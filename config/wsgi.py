"""How does a web server reach the application? `gunicorn config.wsgi`."""

import os

os.environ.setdefault("CANBAO_PROCESS", "web")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
