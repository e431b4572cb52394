"""Which options do the tests take beside those of pytest? (No Django here: the worked cases run without
it.)
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of tests/test_cases.py."""
    group = parser.getgroup("worked cases")
    group.addoption(
        "--cases",
        action="extend",
        nargs="+",
        default=[],
        metavar="FILE",
        help="more worked cases (YAML, vocabulary of tests/cases/golden.yaml) for tests/test_cases.py",
    )
    group.addoption(
        "--book",
        action="append",
        default=[],
        metavar="DIR",
        help="a directory in the shape of policy/data, laid over the built-in policy data",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Give test paths back that stood right after `--cases FILE` and were read as case files."""
    named = [str(name) for name in config.getoption("cases")]
    paths = [name for name in named if name.partition("::")[0].endswith(".py") or Path(name).is_dir()]
    if paths:
        config.option.cases = [name for name in named if name not in paths]
        given = config.args_source is pytest.Config.ArgsSource.ARGS
        config.args[:] = [*(config.args if given else ()), *paths]
