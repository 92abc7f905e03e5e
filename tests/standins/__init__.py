"""The four stand-ins for the API: scripted responses, virtual time, raw sockets, the sandbox."""
