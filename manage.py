"""How are the management commands reached? Use `bin/manage`, which prepares the environment first."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if sys.argv[1:2] in (["migrate"], ["makemigrations"]):
        os.environ["CANBAO_PROCESS"] = "migration"  # as the owner of the tables; all other work owns nothing
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
