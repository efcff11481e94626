"""How the tools of this folder begin and end."""

import os
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
VENV = REPOSITORY / ".venv"


def enter_venv(program: str) -> None:
    """Goes on in the repository's .venv where there is one, else in a python3 that has remerkleable."""
    tool = Path(program).name
    if Path(sys.prefix).resolve() != VENV.resolve() and (VENV / "bin/python").exists():
        os.execv(VENV / "bin/python", [str(VENV / "bin/python"), program, *sys.argv[1:]])
    if find_spec("remerkleable") is None:
        sys.exit(
            f"{tool}: the Python library remerkleable is missing. 'tools/test' makes a .venv that has it; so does\n"
            "  python3 -m venv .venv && .venv/bin/pip install -r tools/requirements.txt"
        )


def run(main: Callable[[list[str]], int]) -> None:
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:  # Whoever reads our lines has seen enough; nothing may be written at the exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)
