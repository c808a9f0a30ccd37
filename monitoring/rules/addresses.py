"""Which internet addresses a webhook may be posted to: public ones, so that nobody reaches inside by way of us."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# Ways to write an IPv4 address inside an IPv6 one; a relay would lead back to whatever is written there.
CARRIES_IPV4 = tuple(map(ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


def is_public(address: str) -> bool:
    """Whether the address is reachable by everybody, and so is no loopback, private, link-local or multicast one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast and not _carries_ipv4(found)


def _carries_ipv4(address: IPv4Address | IPv6Address) -> bool:
    return any(address in network for network in CARRIES_IPV4)
