"""What is said, in both languages, of arguments that a command cannot take?

`argparse` says it in English only; each of its messages has its sentence here, and a message that is not known here is passed on.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Final, NoReturn

from django.core.management.base import CommandParser

from policy.terms import Text

EXIT_CODE: Final = 2
_KNOWN: Final = (
    (r"the following arguments are required: (?P<names>.+)", "缺少参数：{names}", "arguments are missing: {names}"),
    (r"unrecognized arguments: (?P<names>.+)", "不认识的参数：{names}", "unknown arguments: {names}"),
    (
        r"argument (?P<name>.+?): invalid choice: (?P<value>.+?) \(choose from (?P<choices>.+)\)",
        "参数 {name} 不能是 {value}；可用：{choices}",
        "argument {name} cannot be {value}; there are: {choices}",
    ),
    (
        r"argument (?P<name>.+?): invalid int value: (?P<value>.+)",
        "参数 {name} 须是整数，{value} 不是",
        "argument {name} takes a whole number; {value} is none",
    ),
    (
        r"argument (?P<name>.+?): invalid fromisoformat value: (?P<value>.+)",
        "参数 {name} 须是日期，如 2026-10-01，{value} 不是",
        "argument {name} takes a day as 2026-10-01; {value} is none",
    ),
    (
        r"argument (?P<name>.+?): invalid \S+ value: (?P<value>.+)",
        "参数 {name} 不能是 {value}",
        "argument {name} cannot be {value}",
    ),
    (
        r"argument (?P<name>.+?): expected (?:one|at least one|\d+) arguments?",
        "参数 {name} 后面须写数值",
        "argument {name} needs a value",
    ),
    (
        r"argument (?P<name>.+?): ignored explicit argument (?P<value>.+)",
        "参数 {name} 后面不能写 {value}",
        "argument {name} takes no value, not {value}",
    ),
    (
        r"argument (?P<name>.+?): not allowed with argument (?P<other>.+)",
        "参数 {name} 不能与 {other} 同用",
        "argument {name} cannot stand beside {other}",
    ),
    (r"one of the arguments (?P<names>.+) is required", "须写其中一个参数：{names}", "one of these arguments is needed: {names}"),
    (
        r"ambiguous option: (?P<name>.+?) could match (?P<names>.+)",
        "参数 {name} 不明确，可能是：{names}",
        "argument {name} is not clear; it may be: {names}",
    ),
)  # fmt: skip
_TO_HELP: Final = Text("用 --help 查看全部参数。", "--help lists all arguments.")


def argument_fault(message: str) -> Text:
    """What `argparse` says of arguments, in both languages."""
    for pattern, zh, en in _KNOWN:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return Text(zh.format(**found.groupdict()), en.format(**found.groupdict()))
    return Text(f"参数有误：{message}", message)


class TwoLanguageParser(CommandParser):
    """A parser that refuses arguments in both languages; as JSON on stdout where `--json` is among them."""

    def error(self, message: str) -> NoReturn:
        fault = argument_fault(message)
        if self.called_from_command_line and "--json" in sys.argv:
            refusal = {"code": "arguments_refused", "text": fault._asdict(), "remedy": _TO_HELP._asdict()}
            print(json.dumps({"refusal": refusal}, ensure_ascii=False))
            raise SystemExit(EXIT_CODE)
        super().error(f"{fault.zh}。{_TO_HELP.zh} / {fault.en}. {_TO_HELP.en}")
        raise SystemExit(EXIT_CODE)  # not reached: the line above ends the command
