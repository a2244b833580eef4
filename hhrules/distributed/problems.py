"""What can go wrong with a cluster as a whole."""

from __future__ import annotations


class ClusterFailed(RuntimeError):
    """A cluster that cannot be reached or did not finish, with the reason; no values of claims."""
