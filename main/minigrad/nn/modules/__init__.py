"""The layers, a file a family, as in torch's tree.  Floor 4."""

from .module import Module

__all__ = ["Module"]
