"""Which addresses an http source may reach: a name is resolved once, every address is judged, that one is used.

The addresses are those of the IANA special-purpose registries (RFC 6890), looked at through the forms that carry an
IPv4 address inside an IPv6 one: mapped, compatible, 6to4, Teredo and NAT64.
"""

from __future__ import annotations

import ipaddress
import socket
from ipaddress import IPv4Address, IPv6Address

from assay.governance.domain import UnavailableError, UsageError

__all__ = ["is_allowed", "reachable"]

_NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = ipaddress.IPv6Network("::/96")


def reachable(host: str, port: int, *, private: bool) -> tuple[str, ...]:
    """Return the addresses of a host, each of them allowed.

    Raises:
        UsageError: one of them is private, loopback, or of no single machine; none is returned then.
        UnavailableError: the host has no address.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UnavailableError("the host of a source has no address", "来源的主机没有地址") from None
    addresses = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(is_allowed(address, private=private) for address in addresses):
        raise UsageError(
            "the host of a source has a private address, which its settings do not allow",
            "来源的主机为私有地址，其设置不允许访问",
        )
    return addresses


def is_allowed(address: str, *, private: bool) -> bool:
    """Say whether an address may be connected to; link-local ones (metadata services) never."""
    ip = _inner(ipaddress.ip_address(address.partition("%")[0]))
    if ip.is_multicast or ip.is_unspecified or ip.is_link_local:
        return False
    if private:
        return True
    return ip.is_global and not ip.is_reserved


def _inner(ip: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 one carries, or the address itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip.sixtofour is not None:
        return ip.sixtofour
    if ip.teredo is not None:
        return ip.teredo[1]
    carried = any(ip in network for network in _NAT64) or (ip in _COMPATIBLE and int(ip) > 1)
    return IPv4Address(int(ip) & 0xFFFFFFFF) if carried else ip
