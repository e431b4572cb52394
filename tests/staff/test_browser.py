"""Does a person get in, find their way and change the language, on a desk and on a phone?"""

import pytest

from staff.rules.roles import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GOOD = "correct horse battery"


def test_login_menu_language_and_logout(make_page, make_officer):
    make_officer(Role.AUDITOR, "000000", login="shen", password=GOOD)
    page = make_page()
    page.goto("/audit/")
    page.get_by_label("登录名").fill("shen")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("button", name="登录").click()
    assert page.get_by_role("alert").inner_text().startswith("登录名或密码不正确")
    page.get_by_label("登录名").fill("shen")
    page.get_by_label("密码").fill(GOOD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/audit/")
    assert page.get_by_role("heading", name="审计记录").is_visible()
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Audit trail").wait_for()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/login")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_on_a_phone_nothing_is_wider_than_the_screen(make_page, make_officer, language):
    page = make_page(make_officer(Role.AUDITOR, "000000"), language=language, width=390, height=844)
    for address in ("/", "/audit/", "/officers/", "/password", "/nothere"):
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, address
    page.goto("/")
    page.get_by_role("button", name="菜单" if language == "zh-hans" else "Menu").click()
    page.get_by_role("navigation").get_by_role(
        "link", name="审计记录" if language == "zh-hans" else "Audit"
    ).click()
    page.wait_for_url("**/audit/")


def test_the_description_of_the_api_is_shown_without_other_hosts(make_page, make_officer):
    page = make_page(make_officer(Role.TAX_OFFICER, "371700"))
    page.goto("/api/v1/docs")
    page.locator(".opblock-summary-path").get_by_text(
        "/api/v1/"
    ).first.wait_for()  # of many addresses only those in view are drawn


def test_the_keyboard_reaches_the_content_first(make_page, make_officer):
    page = make_page(make_officer(Role.AUDITOR, "000000"))
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
