"""Settings of all tests."""

import os

from hypothesis import settings

#: With more examples than usual the aim is to find something new; else a run must say the same as the one before.
_SEARCHING = any(os.environ.get(name) for name in ("IAMSCOPE_CROSSCHECKS", "IAMSCOPE_EXAMPLES"))

settings.register_profile("iamscope", derandomize=not _SEARCHING, deadline=None)
settings.load_profile("iamscope")
