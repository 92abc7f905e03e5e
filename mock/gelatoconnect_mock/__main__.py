"""The first module of the ``gelatoconnect-mock`` command: it can be stopped before the rest is imported."""

# Imports are in `main`. Until it runs, Python ends with a traceback on Ctrl-C, so nothing slow comes before it.


def main() -> int:
    """Run the command and return its exit code. From here on a stop signal ends the start with 128 and its number."""
    from os import _exit  # noqa: PLC0415

    try:
        # Part of the interpreter. `signal` would take a millisecond, in which Ctrl-C ends with a traceback.
        from _signal import SIGINT, SIGTERM, signal  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415
    except ImportError:
        from signal import SIGINT, SIGTERM, signal  # noqa: PLC0415

    for number in (SIGINT, SIGTERM):
        signal(number, lambda number, _frame: _exit(128 + number))
    from gelatoconnect_mock.cli.main import main as run  # noqa: PLC0415

    return run()


if __name__ == "__main__":
    import sys

    sys.exit(main())
