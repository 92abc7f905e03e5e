"""The one way a mock says no to its user: a sentence that names what is wrong and what to do, and an exit code."""

EXIT_GAVE_UP = 1
EXIT_CANNOT_START = 2


class UserError(Exception):
    """A mock cannot start or cannot go on; ``str()`` is the sentence for the user.

    ``exit_code`` is 2 where something has to be changed before the command can work (an argument, the port, Node),
    and 1 where it worked or could have worked and then gave up.
    """

    def __init__(self, sentence: str, *, exit_code: int = EXIT_CANNOT_START) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code
