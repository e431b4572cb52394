"""What does an officer do on the pages, and what can be read there?"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation
from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.pipeline.tax_desk import table

PATIENCE = 60_000  # milliseconds until a worker must be done
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass
class Desk:
    """An officer in front of a browser. Words are given in English and looked for in the language of the desk."""

    page: Page
    language: str = "zh-hans"

    def word(self, english: str) -> str:
        with translation.override(self.language):
            return translation.gettext(english)

    # -- moving about ---------------------------------------------------------------------------------------------

    def opens(self, menu_entry: str) -> None:
        """From wherever they are, through the menu."""
        if not self.page.url.startswith("http"):
            self.page.goto("/")
        self.page.get_by_role("navigation").get_by_role(
            "link", name=self.word(menu_entry), exact=True
        ).click()

    def follows(self, link: str) -> None:
        self.page.get_by_role("link", name=self.word(link), exact=True).first.click()

    def presses(self, button: str) -> None:
        self.page.get_by_role("button", name=self.word(button), exact=True).first.click()

    def fills(self, **fields: str) -> None:
        """Fields by their names; choices by their values."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name={name}]:visible").first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def attaches(self, name: str, content: bytes) -> None:
        self.page.locator("[name=file]").set_input_files(
            FilePayload(name=name, mimeType="text/csv", buffer=content)
        )

    def finds_person(self, number: str) -> None:
        """By document number, as it stands on the card that lies on the desk."""
        self._looks_for(number)
        self.page.wait_for_url(re.compile(r"/people/\d+/$"))

    def finds_nobody(self, number: str) -> None:
        self._looks_for(number)
        expect(self.page.locator("main")).to_contain_text(self.word("Nobody is registered under this number"))

    def _looks_for(self, number: str) -> None:
        self.opens("People")
        self.fills(number=number)
        self.page.locator("main form[method=post] button[type=submit]").click()

    # -- tax files ------------------------------------------------------------------------------------------------

    def sends_tax_file(
        self,
        lines: Iterable[Mapping[str, str]],
        *,
        area: str,
        name: str = "缴费明细.csv",
        count: int | None = None,
        yuan: str = "",
    ) -> None:
        """Through the form, with the control totals that the bureau knows from elsewhere."""
        lines = list(lines)
        self.opens("Tax files")
        self.follows("Upload a tax file")
        self.attaches(name, table(lines, encoding="gb18030"))
        self.fills(area=area, expected_count=str(count or ""), expected_fen=yuan)
        self.presses("Upload")

    def waits_until_posted(self) -> None:
        """Without touching the page: it follows the worker by itself."""
        expect(self.page.locator("#outcomes")).to_be_visible(timeout=PATIENCE)

    def sends_and_waits(self, *lines: Mapping[str, str], area: str) -> None:
        self.sends_tax_file(lines, area=area)
        self.waits_until_posted()

    def outcomes(self) -> dict[str, int]:
        """Of the file on the screen: outcome -> number of lines."""
        rows = self.page.locator("#outcomes tr[data-outcome]").all()
        return {
            row.get_attribute("data-outcome") or "": int(row.locator("td").nth(1).inner_text())
            for row in rows
        }

    def chooses(self, action: str) -> Locator:
        """One of the things that can be done with a held line; opens its form."""
        form = self.page.locator(f"[data-action={action}]")
        if form.get_attribute("open") is None:
            form.locator("summary").click()
        return form

    # -- reading --------------------------------------------------------------------------------------------------

    def shown(self, test_id: str) -> Locator:
        return self.page.get_by_test_id(test_id)

    def reads(self, test_id: str) -> str:
        return self.shown(test_id).first.inner_text().strip()

    def reads_days(self, test_id: str) -> list[str]:
        """The days in a text, such as the first and the last of a span."""
        return _DAY.findall(self.reads(test_id))

    def reads_reasons(self) -> str:
        """The sentences under "Why", with clauses and readings."""
        return "\n".join(self.page.locator(".steps-list li").all_inner_texts())

    def main_text(self) -> str:
        return self.page.locator("main").inner_text()
