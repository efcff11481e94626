"""Where the programs of this repository are when they have been built."""

from pathlib import Path


def built_program(repository: Path) -> Path | None:
    """The `plimsoll` that was built last: by `tools/devnet`, or by `tools/test` and a plain release build."""
    builds = [repository / ".build" / folder / "release/plimsoll" for folder in ("devnet", ".")]
    return max((build for build in builds if build.exists()), key=lambda build: build.stat().st_mtime, default=None)
