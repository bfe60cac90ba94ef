"""The trust graph and paths through it, one module a format."""
