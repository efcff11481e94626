"""Checks the witness of a step by another library than the exchange's own, and says what is in it."""

import argparse
import json
import sys
from pathlib import Path

from plimsoll.parser import FAILED, WELL, Parser
from plimsoll.witness import Input, Leaf, Witness, WitnessError, hexadecimal, plain, read

EPILOG = """\
It cannot take the step: whether the witness has all that the step reads, and nothing else, and where the step leads,
'plimsoll verify' tells.
Exit codes: 0 the witness belongs to the root that is printed; 1 it proves nothing, or is of another root; 64 usage.

  plimsoll prove --data DIR --block 17 --step 5 --out W.ssz && tools/check_witness W.ssz
"""


def main(arguments: list[str]) -> int:
    options = _parser().parse_args(arguments)
    try:
        witness = read(options.witness.read_bytes())
        if options.expect is not None and options.expect != witness.root:
            expected, found = hexadecimal(options.expect), hexadecimal(witness.root)
            raise WitnessError(f"the witness is of root {found}, and not of {expected}")
    except (WitnessError, OSError) as error:
        print(f"check_witness: {options.witness}: {getattr(error, 'strerror', None) or error}", file=sys.stderr)
        return FAILED
    _print_witness(witness, options.verbose)
    return WELL


def _parser() -> Parser:
    parser = Parser(
        prog="check_witness",
        description="Recomputes the root that a step's witness belongs to with the public library remerkleable, and says "
        "what each of its leaves is.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("witness", type=Path, metavar="W.ssz", help="what 'plimsoll prove --out' wrote")
    parser.add_argument("--expect", type=_root, metavar="ROOT", help="the root before the step")
    parser.add_argument("--verbose", action="store_true", help="prints the values of the leaves and of the input")
    return parser


def _root(text: str) -> bytes:
    digits = text.removeprefix("0x")
    try:
        root = bytes.fromhex(digits)
    except ValueError:
        root = b""
    if len(digits) != 64 or len(root) != 32:
        raise argparse.ArgumentTypeError(f"'{text}' is no root of 32 bytes in hexadecimal")
    return root


def _print_witness(witness: Witness, verbose: bool) -> None:
    print(f"step {witness.building.stepCount} of block {witness.block}: {witness.kind}")
    print(f"pre-root {hexadecimal(witness.root)}")
    print(f"{witness.helper_count} helpers, {witness.written_count} of them written out")
    print(f"{len(witness.leaves)} leaves")
    for leaf in witness.leaves:
        print(f"  {_leaf(leaf, verbose)}")
    if witness.input is None:
        print("no input")
    else:
        print(f"input {_input(witness.input, verbose)}")
        print(f"inputs root {hexadecimal(witness.input.root)} is building.inputsRoot")


def _leaf(leaf: Leaf, verbose: bool) -> str:
    place = f"{leaf.path} at {leaf.position}"
    if leaf.value is None:
        return f"{place}: behind the end"
    return f"{place}: {json.dumps(plain(leaf.value))}" if verbose else place


def _input(proven: Input, verbose: bool) -> str:
    place = f"{proven.path} at {proven.position}, {len(proven.bytes)} bytes"
    if not verbose:
        return place
    value = hexadecimal(proven.bytes) if proven.value is None else json.dumps(plain(proven.value))
    return f"{place}: {value}"
