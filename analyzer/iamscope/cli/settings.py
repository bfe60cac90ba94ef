"""What the command line and the configuration say about files, alike for every command."""

from __future__ import annotations

from collections.abc import Callable

from iamscope.cli.path_patterns import path_matcher
from iamscope.config import Config, find_config, load_config
from iamscope.errors import UsageError
from iamscope.inputs.reading import TypeChoice
from iamscope.policy_types import PolicyType


def read_config(path: str | None, no_config: bool) -> Config:
    """The configuration of a run: the named file, else the nearest one; raises UsageError."""
    if path is not None and no_config:
        raise UsageError("`--config` and `--no-config` exclude each other", "give one of them")
    if no_config:
        return Config()
    found = path or find_config()
    return load_config(found) if found else Config()


def type_chooser(
    policy_type: PolicyType | None, resource_type: str | None, config: Config
) -> Callable[[str], TypeChoice | None]:
    """Says of each path which type was set for its policies; the command line goes before the configuration."""
    if policy_type is not None:
        set_for_all = TypeChoice(policy_type, resource_type, "command line")
        return lambda _: set_for_all
    if not config.policies:
        return lambda _: None
    overrides = [
        (
            path_matcher("policies.path", (item.path,), config.folder),
            TypeChoice(item.type, item.resource_type, "configuration"),
        )
        for item in config.policies
    ]

    def choose(path: str) -> TypeChoice | None:
        return next((choice for matches, choice in reversed(overrides) if matches(path)), None)

    return choose


def excluder(config: Config) -> Callable[[str], bool]:
    """Says of each path whether the configuration leaves it out."""
    if not config.exclude:
        return lambda _: False
    return path_matcher("exclude", config.exclude, config.folder)
