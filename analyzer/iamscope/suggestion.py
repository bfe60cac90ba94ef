"""What a word that is not known was meant to be."""

from __future__ import annotations


def suggestion(word: str, known: list[str]) -> str:
    """Remedy for a word that is not known: the nearest one, else all of them."""
    from difflib import get_close_matches

    close = get_close_matches(word[:80], known, 1)
    return f"did you mean `{close[0]}`?" if close else "known are " + ", ".join(f"`{name}`" for name in known)
