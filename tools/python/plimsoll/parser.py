"""What the tools of this folder have in common: how they read their arguments and with which codes they end."""

import argparse
import sys

WELL, FAILED, USAGE = 0, 1, 64


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")
