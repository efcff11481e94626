"""Recomputes state roots by another library than the exchange's own, and compares them with the block headers."""

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from plimsoll.build import built_program
from plimsoll.check import Disagreement, broken_link, disagreement, field_roots
from plimsoll.dump import Dump, DumpError, load
from plimsoll.parser import FAILED, WELL, Parser

EPILOG = """\
Each block gives one line on standard output.
Exit codes: 0 all agree; 1 one does not, or could not be checked; 64 usage.

  plimsoll state --data DIR --block 17 --dump f && tools/recompute_root f
  tools/recompute_root --data DIR
"""


class Unavailable(Exception):
    """Why a block could not be checked."""


def main(arguments: list[str], repository: Path) -> int:
    options = _parser(repository).parse_args(arguments)
    if bool(options.dumps) == bool(options.data):
        _parser(repository).error("name either dump files or --data DIR")
    if not options.data and (options.block or options.blocks):
        _parser(repository).error("--block and --blocks need --data DIR")
    try:
        with tempfile.TemporaryDirectory(prefix="plimsoll-roots-") as folder:
            dumps = _dumped(options, Path(folder)) if options.data else _read(options.dumps)
            return _compare(dumps)
    except Unavailable as error:
        print(f"recompute_root: {error}", file=sys.stderr)
        return FAILED


def _parser(repository: Path) -> Parser:
    parser = Parser(
        prog="recompute_root",
        description="Recomputes the state root of blocks with the public library remerkleable, and compares it with "
        "their headers.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("dumps", nargs="*", type=Path, metavar="DUMP", help="what 'plimsoll state --dump' wrote")
    parser.add_argument("--data", type=Path, metavar="DIR", help="makes the dumps itself, of this data directory")
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--blocks", type=_count, metavar="N", help="so many blocks, evenly spaced (default: 10)")
    choice.add_argument("--block", type=_number, action="append", metavar="K", help="this block; may be repeated")
    parser.add_argument(
        "--plimsoll",
        type=Path,
        metavar="PATH",
        default=built_program(repository),
        help="the program that makes the dumps (default: the last one built here)",
    )
    return parser


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal()):
        raise argparse.ArgumentTypeError(f"'{text}' is no block number")
    return int(text)


def _count(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"'{text}' is no number of blocks")
    return int(text)


def _compare(dumps: Iterator[Dump]) -> int:
    """One line for each block; goes on after the first that fails, so that one run tells all that is wrong."""
    result, previous = WELL, None
    for dump in dumps:
        failure = disagreement(dump)
        if failure is None and previous is not None:
            failure = broken_link(previous, dump)
        _print_result(dump, failure)
        if failure is not None:
            result = FAILED
        previous = dump
    return result


def _print_result(dump: Dump, failure: Disagreement | None) -> None:
    block_hash = "0x" + dump.header.hash_tree_root().hex()
    if failure is None:
        root = "0x" + dump.header.stateRoot.hex()
        print(f"block {dump.block}: state root {root} agrees; block hash {block_hash}", flush=True)
        return
    print(f"block {dump.block}: {failure.field} differs: the header says {failure.header}, the state {failure.state}")
    if failure.field == "stateRoot":
        for name, root in field_roots(dump):
            print(f"  {name}: {root}")
    sys.stdout.flush()


def _read(paths: list[Path]) -> Iterator[Dump]:
    for path in paths:
        try:
            yield load(path)
        except (DumpError, OSError) as error:
            raise Unavailable(f"{path}: {getattr(error, 'strerror', None) or error}") from None


def _dumped(options: argparse.Namespace, folder: Path) -> Iterator[Dump]:
    """Dumps one block after the other, so that the disk holds one at a time."""
    if options.block:
        blocks = sorted(set(options.block))
    else:
        last = _dump(options, folder, None)
        blocks = spread(last.block, options.blocks or 10)
    for block in blocks:
        yield _dump(options, folder, block)


def spread(last: int, count: int) -> list[int]:
    """At most `count` of the blocks 1 ... `last`, evenly spaced, the last one among them."""
    return sorted({-(-last * part // count) for part in range(1, count + 1)} - {0})


def _dump(options: argparse.Namespace, folder: Path, block: int | None) -> Dump:
    if options.plimsoll is None:
        raise Unavailable("plimsoll is not built here. 'tools/devnet' builds it; --plimsoll names another.")
    path = folder / "state.json"
    choice = [] if block is None else ["--block", str(block)]
    command = [options.plimsoll, "state", "--data", options.data, *choice, "--dump", path]
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    try:
        run = subprocess.run(command, **silent, stderr=subprocess.PIPE, text=True)
    except OSError as error:
        raise Unavailable(f"{options.plimsoll}: {error.strerror}") from None
    if run.returncode != 0:
        raise Unavailable(f"'plimsoll state' ended with {run.returncode}: {run.stderr.strip()}")
    dump = next(_read([path]))
    if block is not None and dump.block != block:
        raise Unavailable(f"'plimsoll state' dumped block {dump.block} instead of {block}")
    return dump
