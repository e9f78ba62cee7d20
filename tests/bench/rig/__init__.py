"""The bench's rig: simulated serial lines, the servers measured, the rows and the report."""
