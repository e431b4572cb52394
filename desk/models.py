"""Which tables does the desk have? It loads those of its rooms for Django."""

from desk.whatif.models import Draft, DraftRows, DraftRun

__all__ = ["Draft", "DraftRows", "DraftRun"]
