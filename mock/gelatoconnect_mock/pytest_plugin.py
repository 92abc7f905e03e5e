"""The sandbox for people's tests, as pytest fixtures; nothing of the mock is imported until a test asks for one."""
