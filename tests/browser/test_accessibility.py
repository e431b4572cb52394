"""Can the pages be used by everybody: by ear, by keyboard, on a phone?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import Pages

pytestmark = pytest.mark.browser
AXE = (Path(__file__).parent / "vendor" / "axe-core-4.10.3" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DESK, PHONE = ViewportSize(width=1366, height=768), ViewportSize(width=390, height=844)
LOOKED_AT_BY_EAR = (
    *(
        "start",
        "figures",
        "coverage",
        "search",
        "person",
        "household",
        "newborn",
        "register",
        "lists",
        "notice",
        "dues",
        "unpaid",
    ),
    *("ledger", "ledger person"),
    *(
        "files",
        "file",
        "queue",
        "queue without a hit",
        "unknown person",
        "name differs",
        "undecided",
        "policy",
    ),
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


def test_the_pages_can_be_used_by_ear_by_keyboard_and_on_a_phone(
    make_page: Callable[..., Page], pages: Pages
) -> None:
    """Each page is loaded once: looked at on a phone first, then by axe-core on a desk."""
    assert pages.addresses.keys() >= set(LOOKED_AT_BY_EAR)
    door = make_page()
    door.goto("/login")
    found = faults(door)
    upload = make_page(pages.tax_officer)
    upload.goto("/files/new")
    found += faults(upload)
    phone = make_page(pages.officer, width=PHONE["width"], height=PHONE["height"])
    wide = []
    for name in pages.addresses:
        wide += wider_than_a_phone(phone, pages, name)
        if name in LOOKED_AT_BY_EAR:
            phone.set_viewport_size(DESK)
            found += faults(phone)
            phone.set_viewport_size(PHONE)
    assert not found, "\n".join(found)
    assert not wide


def test_on_a_phone_no_english_page_is_wider_than_the_screen(
    make_page: Callable[..., Page], pages: Pages
) -> None:
    phone = make_page(pages.officer, language="en", width=PHONE["width"], height=PHONE["height"])
    assert not [fault for name in pages.addresses for fault in wider_than_a_phone(phone, pages, name)]


def wider_than_a_phone(phone: Page, pages: Pages, name: str) -> list[str]:
    """Opens the page; names it with its width when one has to push it to the side."""
    answer = phone.goto(pages.addresses[name])
    assert answer is not None and answer.status == 200, pages.addresses[name]
    width = phone.evaluate("document.documentElement.scrollWidth")
    return [f"{name}: {width}"] if width > PHONE["width"] else []
