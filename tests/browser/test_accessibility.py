"""Can the pages be used by everybody: by ear, by keyboard, on a phone?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Pages

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe-core-4.10.3" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
LOOKED_AT_BY_EAR = (
    *("start", "search", "person", "household", "newborn", "register", "lists", "notice", "dues", "unpaid"),
    *("files", "file", "queue", "unknown person", "name differs", "undecided", "policy"),
)


def faults(page: Page) -> list[str]:
    """What axe-core has against the page: rule, and the elements concerned."""
    page.evaluate(AXE)
    found: list[dict[str, Any]] = page.evaluate(
        "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']}).then(result => result.violations)",
        RULES,
    )
    return [
        f"{page.url} {fault['id']}: {node['html'][:160]} {node['any'][0]['message'][:120] if node['any'] else ''}"
        for fault in found
        for node in fault["nodes"]
    ]


def test_the_pages_can_be_used_by_ear_and_by_keyboard(make_page: Callable[..., Page], pages: Pages) -> None:
    door = make_page()
    door.goto("/login")
    found = faults(door)
    desk = make_page(pages.officer)
    for name in LOOKED_AT_BY_EAR:
        desk.goto(pages.addresses[name])
        found += faults(desk)
    upload = make_page(pages.tax_officer)
    upload.goto("/files/new")
    found += faults(upload)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_no_page_is_wider_than_the_screen(
    make_page: Callable[..., Page], pages: Pages, language: str
) -> None:
    phone = make_page(pages.officer, language=language, width=390, height=844)
    wide = []
    for name, address in pages.addresses.items():
        answer = phone.goto(address)
        assert answer is not None and answer.status == 200, address
        if (width := phone.evaluate("document.documentElement.scrollWidth")) > 390:
            wide.append(f"{name}: {width}")
    assert not wide
