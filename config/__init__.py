"""How is the whole put together? Settings, addresses, worker, embedded services. Nothing imports config."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
