"""Are settings refused when they would be dangerous or senseless, with words that help?"""

import stat
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from pydantic import ValidationError

from config.databases import database
from config.embedded import local_services
from config.environment import Environment, broker_url, derived, master_keys, secret_key

DATABASE = "postgresql://canbao:secret@db.example:5433/canbao?sslmode=require"


@pytest.fixture
def environment(monkeypatch, tmp_path):
    """An environment of the test's own: nothing set but what is given."""

    def make(**given: str) -> Environment:
        for name in Environment.model_fields:
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("CANBAO_VAR_DIR", str(tmp_path))
        for name, value in given.items():
            monkeypatch.setenv(name, value)
        return Environment()

    return make


def test_a_database_address_is_taken_apart(environment):
    settings = database(environment(DATABASE_URL=DATABASE, CANBAO_PROCESS="worker"))
    assert (settings["HOST"], settings["PORT"], settings["NAME"]) == ("db.example", "5433", "canbao")
    options: Any = settings["OPTIONS"]
    assert (options["sslmode"], options["application_name"]) == ("require", "canbao-worker")


def test_only_web_processes_have_a_pool(environment):
    web = database(environment(DATABASE_URL=DATABASE, CANBAO_PROCESS="web"))
    options: Any = web["OPTIONS"]
    others: Any = database(environment(DATABASE_URL=DATABASE))["OPTIONS"]
    assert options["pool"]["max_size"] == 8 and web["CONN_MAX_AGE"] == 0
    assert "pool" not in others


def test_without_addresses_the_servers_are_our_own(environment):
    env = environment()
    assert database(env)["HOST"] == str(local_services().run)  # a folder of sockets, no network address
    assert broker_url(env).startswith("redis+socket://")


def test_keys_are_made_once_and_only_their_owner_reads_them(environment, tmp_path):
    env = environment()
    first = master_keys(env)
    assert first == master_keys(env) and len(first[1]) == 32
    assert stat.S_IMODE((tmp_path / "keys" / "canbao_key").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert secret_key(env) != first[1].hex()


def test_a_real_database_is_never_given_a_made_up_key(environment):
    env = environment(DATABASE_URL=DATABASE)
    with pytest.raises(ImproperlyConfigured, match="CANBAO_KEY or CANBAO_KEY_FILE is not"):
        master_keys(env)
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is not"):
        secret_key(env)


def test_several_keys_while_they_are_changed(environment, tmp_path):
    file = tmp_path / "key"
    file.write_text(f"1:{'ab' * 32},2:{'cd' * 32}\n")
    keys = master_keys(environment(DATABASE_URL=DATABASE, CANBAO_KEY_FILE=str(file)))
    assert list(keys) == [1, 2] and keys[2] == bytes.fromhex("cd" * 32)
    assert derived(keys[1], "vault") != derived(keys[1], "match")


@pytest.mark.parametrize("bad", ["short", "ab" * 31, "zz" * 32, f"0:{'ab' * 32}", f"300:{'ab' * 32}"])
def test_a_key_of_another_shape_is_refused(bad, environment):
    with pytest.raises(ImproperlyConfigured, match="64 hexadecimal digits"):
        master_keys(environment(CANBAO_KEY=bad))


@pytest.mark.parametrize(
    "bad",
    [
        {"DATABASE_URL": "mysql://x"},
        {"MAX_UPLOAD_BYTES": "0"},
        {"CANBAO_PROCESS": "cron"},
        {"LOG_LEVEL": "loud"},
        {"DEBUG": "perhaps"},
    ],
)
def test_a_senseless_setting_stops_the_start_with_its_name(bad, environment):
    with pytest.raises(ValidationError, match=next(iter(bad))):
        environment(**bad)
