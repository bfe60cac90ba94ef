"""Where the folders that travel with the package lie."""

import os

_PACKAGE = os.path.dirname(os.path.abspath(__file__))


def data_dir(name: str) -> str:
    """The folder `name` (`rules`, `action-spec`): inside an installed wheel, else at the root of the checkout."""
    shipped = os.path.join(_PACKAGE, "_data", name)
    if os.path.isdir(shipped):
        return shipped
    return os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), name)
