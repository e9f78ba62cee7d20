"""What the interop tests stand on: devices on ptys, a running daemon, and the clients that real people use."""
