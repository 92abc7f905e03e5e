"""The API's contract: the document, compiled validators, and their error messages. No HTTP, no sandbox."""
