"""The error for the user of a mock, and the exit codes of the command."""

EXIT_GAVE_UP = 1
EXIT_CANNOT_START = 2


class UserError(Exception):
    """A mock cannot start or cannot go on. ``str()`` is one sentence for the user: the problem, and what to do.

    Attributes:
        exit_code: 2 if the user must change something before the command can work (an argument, the port, Node);
            1 if the command started, or could have started, and then gave up.
    """

    def __init__(self, sentence: str, *, exit_code: int = EXIT_CANNOT_START) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
