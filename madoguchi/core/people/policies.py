"""The policies under the name by which the apps above people know them."""

from madoguchi.core.workspaces.policies import (
    DUTIES,
    PERMISSIONS,
    SCOPE_LABELS,
    SCOPES,
    Asking,
    require,
)

__all__ = ["DUTIES", "PERMISSIONS", "SCOPES", "SCOPE_LABELS", "Asking", "require"]
