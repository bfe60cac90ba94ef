"""What AWS services define: reader of the data in action-spec."""

from iamscope.spec.model import (
    Action,
    ConditionKey,
    Partition,
    ResourceType,
    Service,
)
from iamscope.spec.reader import Spec, load

__all__ = ["Action", "ConditionKey", "Partition", "ResourceType", "Service", "Spec", "load"]
