"""Names what is not known of a policy: the same text in the same scope has the same value, whatever that is."""

from __future__ import annotations

from collections.abc import Hashable

from iamscope.syntax.derived import origin_of
from iamscope.syntax.document import Place
from iamscope.syntax.json_value import Object


def hole_name(place: Place) -> Hashable:
    """What is known of an unknown value, or of a text that is unknown in part: its scope, and how it is written there.

    Two versions of a file that say `${Bucket}` mean the same bucket; so a policy that keeps such a text is known to
    keep what it allows.
    """
    written = origin_of(place).place
    if written.steps and written.document.value is not None:  # sources in HCL have places only
        around = Place(written.document, written.steps[:-1])
        # the text of a substitution that comes with its values, as in `Fn::Sub: [text, {Name: …}]`
        if isinstance(around.value, list) and len(around.value) == 2 and isinstance(around.value[1], Object):
            written = around
    span = written.span
    return span.source.scope, span.text
