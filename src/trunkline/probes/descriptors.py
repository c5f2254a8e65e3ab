"""File descriptors: a check holds one or two, and a process may usually have no more than 1,024 of them."""

from __future__ import annotations

import resource

WANTED = 65_536
"""The usual soft limit is there for programs that use select()."""


def raise_descriptor_limit() -> None:
    """To what the system allows: DNS over TCP, HTTP and health checks share the file descriptors of one process."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED if hard == resource.RLIM_INFINITY else min(hard, WANTED)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
