"""The sandbox's I/O: listening sockets, the HTTP/1.1 connection, limits, and deadlines."""
