"""Can a random token of a form hold, by chance, the number that a test looks for in a page?"""

import re

import pytest
from django.test import Client
from django.urls import reverse


@pytest.mark.django_db
def test_the_tokens_of_tests_hold_no_digit(client: Client) -> None:
    for _ in range(30):
        page = client.get(reverse("login")).content.decode()
        tokens = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page)
        assert tokens and not any(sign.isdigit() for token in tokens for sign in token)
