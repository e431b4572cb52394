"""Do the servers of our own start, survive being killed, keep what was written, and harm no stranger?"""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from config.embedded import PROJECT, Services


def postmaster(services: Services) -> int:
    return int((services.postgres_data / "postmaster.pid").read_text().splitlines()[0])


def test_rows_survive_a_killed_server_and_stopping_stops(own_servers):
    with psycopg.connect(own_servers.database_url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (text text); INSERT INTO kept VALUES ('䶮')")
        (checksums,) = connection.execute("SELECT current_setting('data_checksums')").fetchone() or ("",)
    assert checksums == "on"
    leader = postmaster(own_servers)
    os.kill(leader, signal.SIGKILL)
    assert own_servers.start(broker=False)
    with psycopg.connect(own_servers.database_url()) as connection:
        assert connection.execute("SELECT text FROM kept").fetchone() == ("䶮",)
    own_servers.stop()
    assert not own_servers.postgres_answers() and not own_servers.broker_answers()


def test_a_stale_lock_that_names_a_stranger_is_cleared_and_the_stranger_lives(own_servers):
    own_servers.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        lock = own_servers.postgres_data / "postmaster.pid"
        lock.write_text(
            f"{stranger.pid}\n{own_servers.postgres_data}\n1\n5432\n{own_servers.run}\n\n0 0\nready\n"
        )
        own_servers.start()
        assert own_servers.postgres_answers()
        own_servers.stop()
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_several_starting_at_once_start_it_once(own_servers):
    own_servers.stop()
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: Services(own_servers.folder).start(broker=False), range(4)))
    assert sorted(started) == [False, False, False, True]


@pytest.mark.parametrize("name", ["a folder with spaces", "参保", "x" * 120])
def test_any_folder_name_will_do(name):
    services = Services(PROJECT / "var" / "test" / f"named-{os.getpid()}" / name, fast=True)
    try:
        assert services.start()
        with psycopg.connect(services.database_url()) as connection:
            assert connection.execute("SELECT lower('ÄÖ')").fetchone() == ("äö",)
        assert services.ask_broker("PING") == b"+PONG\r\n"
    finally:
        services.stop()
        subprocess.run(["rm", "-rf", str(services.folder.parent), str(services.run)], check=True)
