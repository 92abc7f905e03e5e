"""How requests leave the process: drivers, transports, the gate in front of the pool, pacing."""
