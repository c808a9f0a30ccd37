"""Which internet addresses a webhook may be posted to: public ones, so that nobody reaches inside by way of us."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# All IPv6 addresses that anybody was ever given; what lies outside leads to nobody, or to a network's own machines.
GIVEN_OUT = ip_network("2000::/3")
# Ways to write an IPv4 address inside one of these; a relay would lead back to whatever is written there.
CARRIES_IPV4 = tuple(map(ip_network, ("2002::/16", "2001::/32")))


def is_public(address: str) -> bool:
    """Whether the address is reachable by everybody, and so is no loopback, private, link-local or multicast one."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast and (isinstance(found, IPv4Address) or _was_given_out(found))


def _was_given_out(address: IPv6Address) -> bool:
    return address in GIVEN_OUT and not any(address in network for network in CARRIES_IPV4)
