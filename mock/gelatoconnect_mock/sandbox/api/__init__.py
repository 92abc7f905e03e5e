"""The mocked API: the request pipeline, the operations, and the request log."""
