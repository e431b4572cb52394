"""How do two clerks who write about the same thing at once take turns?"""

from django.db import connection


def lock_document(key: object) -> None:
    """Let nobody else register this number until the transaction ends."""
    lock_text(f"document:{key}")


def lock_text(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [text])
