"""Can everything be read after the key was changed, and can the old one be taken out afterwards?"""

import io
import json
from collections.abc import Callable, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db.models import BinaryField

from enrollment.models import Person
from enrollment.operations import key_rotation, lines, people
from intake import vault
from intake.operations import stored_files
from staff.access import NotAllowed
from staff.models import AuditEvent, AuditLink, AuditSeal, Officer
from staff.rules.roles import Role
from tests import factories as make
from tests.pipeline.tax_desk import TaxDesk, line, of_ticket


@pytest.fixture
def desk(transactional_db: None, make_officer: Callable[..., Officer]) -> TaxDesk:
    make.places()
    return TaxDesk(make_officer(Role.TAX_OFFICER, make.HEZE), make_officer(Role.COUNTY_BUREAU, make.MUDAN))


@pytest.fixture
def second_key(settings: object) -> Iterator[None]:
    """A second key that encrypts from now on, beside the first."""
    vault._cipher.cache_clear()
    first = dict(settings.VAULT_KEYS)  # type: ignore[attr-defined]
    number = max(first) + 1
    settings.VAULT_KEYS = first | {number: bytes(range(32))}  # type: ignore[attr-defined]
    settings.VAULT_KEY_NUMBER = number  # type: ignore[attr-defined]
    yield
    vault._cipher.cache_clear()


def without_the_first_key(settings: object) -> None:
    settings.VAULT_KEYS = {settings.VAULT_KEY_NUMBER: settings.VAULT_KEYS[settings.VAULT_KEY_NUMBER]}  # type: ignore[attr-defined]
    vault._cipher.cache_clear()


def test_everything_lies_under_the_new_key_and_the_old_one_is_not_needed(
    desk: TaxDesk, make_officer: Callable[..., Officer], request: pytest.FixtureRequest, settings: object
) -> None:
    who = desk.person(one_card_account="6217001234567890123", one_card_owner="张伟")
    number, stranger = people.document_number(who), make.resident_number()
    held = line(stranger)
    file = desk.upload([held])
    before = stored_files.open_stored(file.sha256, file.size_bytes).read()
    request.getfixturevalue("second_key")
    admin = make_officer(Role.SYSTEM_ADMIN, "000000", login="admin")
    out = io.StringIO()
    call_command("rotate_keys", by="admin", json=True, stdout=out, stderr=io.StringIO())
    told = json.loads(out.getvalue())
    newest = str(settings.VAULT_KEY_NUMBER)  # type: ignore[attr-defined]
    assert {key for counts in told["keys_in_use"].values() for key in counts} == {newest}
    assert told["changed"]["enrollment_person.document_sealed"] == Person.objects.count()
    assert key_rotation.seal_again(by=admin, on=make.DAY) == {name: 0 for name in told["changed"]}, (
        "done is done"
    )
    without_the_first_key(settings)
    who.refresh_from_db()
    assert people.document_number(who) == number
    assert (
        vault.unseal(bytes(who.one_card_sealed or b""), bound_to=who.document_hash) == "6217001234567890123"
    )
    assert lines.document_of(of_ticket(held)) == stranger
    assert stored_files.open_stored(file.sha256, file.size_bytes).read() == before
    assert AuditEvent.objects.filter(action="seal_again", officer=admin).count() == 2


def test_a_key_that_is_gone_is_named_before_anything_is_touched(
    desk: TaxDesk, make_officer: Callable[..., Officer], second_key: None, settings: object
) -> None:
    old = settings.VAULT_KEY_NUMBER - 1  # type: ignore[attr-defined]
    settings.VAULT_KEY_NUMBER = old  # type: ignore[attr-defined]
    desk.person()
    settings.VAULT_KEY_NUMBER = old + 1  # type: ignore[attr-defined]
    without_the_first_key(settings)
    with pytest.raises(key_rotation.KeyMissing) as refused:
        key_rotation.seal_again(by=make_officer(Role.SYSTEM_ADMIN, "000000"), on=make.DAY)
    assert f"key {old}" in refused.value.text.en
    assert Person.objects.count() == 1 and not AuditEvent.objects.filter(action="seal_again").exists()


def test_only_who_runs_the_system_changes_keys(desk: TaxDesk) -> None:
    with pytest.raises(NotAllowed):
        key_rotation.seal_again(by=desk.clerk, on=make.DAY)


# Their bytes are digests of the audit trail: nothing is sealed in them, and no key opens them.
DIGESTS = (AuditLink, AuditSeal)


def test_no_encrypted_column_is_forgotten() -> None:
    known = {(sealed.model, sealed.column) for sealed in key_rotation.sealed_columns()}
    columns = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, BinaryField) and model not in DIGESTS
    }
    assert columns == known, "say in SEALED of the model what the cipher text is bound to"
    assert settings.VAULT_KEYS
