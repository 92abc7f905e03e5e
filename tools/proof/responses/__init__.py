"""The responses that the sandbox gives, as they are and spoiled."""
