"""How do answers of a bank about one payout list take turns?"""

from intake.operations.locks import lock_text


def lock_payout_list(batch_id: int) -> None:
    """Wait for whoever works on this list. Its row is kept for good, so the application's login may not lock the row itself."""
    lock_text(f"payout_list:{batch_id}")
