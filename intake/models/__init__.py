"""Which tables does intake keep?"""

from intake.models.answered_requests import AnsweredRequest
from intake.models.chunks import StoredChunk
from intake.models.profiles import SenderProfile

__all__ = ["AnsweredRequest", "SenderProfile", "StoredChunk"]
