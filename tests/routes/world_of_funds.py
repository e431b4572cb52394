"""Which years of the insurer are there to ask for?"""

from typing import Any

from claims.models import InsurerPremium, InsurerYear


def funds(world: Any) -> None:
    """The rows, as attributes of the world."""
    world.insurer_year = world.row(InsurerYear, year=2021)
    world.premium = world.row(
        InsurerPremium,
        insurer_year=world.insurer_year,
        insurer="示例保险",
        amount_fen=1,
        document_number="拨1号",
    )
