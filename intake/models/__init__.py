"""Which tables does intake keep?"""

from intake.models.answered_requests import AnsweredRequest
from intake.models.chunks import StoredChunk

__all__ = ["AnsweredRequest", "StoredChunk"]
