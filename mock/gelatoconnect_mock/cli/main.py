"""The process of the ``gelatoconnect-mock`` command, from its first moment to its last."""

# Imports are in `main`: Ctrl-C during one at the top of the file would end in a traceback.

_EXIT_INTERRUPTED = 130
_EXIT_CANNOT_START = 2
_STDERR = 2
# The text of `runtime.descriptors.shortage`, written again: no descriptor is left to import it. A test compares them.
_NO_DESCRIPTOR = (
    b"gelatoconnect-mock: The command needs 24 file descriptors beside those that are open, and none is left: "
    b"raise the limit (ulimit -n 64, say).\n"
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0 after a clean stop, 1 if a mock gave up, 2 if it cannot start.

    Without arguments the process is the command's own, and its arguments are read: a stop signal during the start ends
    it at once, with 128 and the signal's number, and standard streams that are closed are replaced.
    """
    import os  # noqa: PLC0415 - imported already, whoever runs Python

    try:
        parent = os.getppid()  # before anything slow: a parent that ends from now on is noticed
        from gelatoconnect_mock.runtime.signals import exit_on_stop_signals  # noqa: PLC0415

        if arguments is None:
            exit_on_stop_signals()
        from gelatoconnect_mock.cli.command import run  # noqa: PLC0415
        from gelatoconnect_mock.runtime.console import drop_unwritten, open_closed_streams  # noqa: PLC0415

        if arguments is None:
            open_closed_streams()
        try:
            return run(arguments, parent)
        finally:
            drop_unwritten()
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    except OSError as error:  # raised by an import
        import errno  # noqa: PLC0415 - a part of the interpreter

        if error.errno not in (errno.EMFILE, errno.ENFILE):
            raise
        os.write(_STDERR, _NO_DESCRIPTOR)
        return _EXIT_CANNOT_START
