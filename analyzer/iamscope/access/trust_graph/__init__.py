"""The trust graph: which principals can become which, in permission classes, and how it is built and walked."""
