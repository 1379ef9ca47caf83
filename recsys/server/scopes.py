"""What an ASGI scope says of a request: its path, its headers, and who sent it."""

from ipaddress import IPv4Address, IPv6Address, ip_address

from starlette.types import Scope

_NETWORK = 64  # bits of an IPv6 address that a provider gives to one customer


def path_of(scope: Scope) -> str:
    """The path below the one that a proxy serves the app under."""
    return str(scope["path"]).removeprefix(scope.get("root_path", "")) or "/"


def header(scope: Scope, name: bytes) -> str:
    """The values of a header, by commas; empty where there is none. `name` is in lower case."""
    return ",".join(value.decode("latin-1") for key, value in scope["headers"] if key == name)


def client_of(scope: Scope, proxies: int) -> str | None:
    """Whom a request is counted for: an IPv4 address or the first 64 bits of an IPv6 one; None for this machine itself.

    Behind `proxies` proxies it is that public address of X-Forwarded-For from the right: what stands before it was
    written by the client, and may be anything. Of a trusted proxy on this machine uvicorn has read it already.
    """
    peer = _address((scope.get("client") or ("",))[0])
    if proxies:
        named = [_address(part) for part in header(scope, b"x-forwarded-for").split(",")]
        public = [address for address in named if address is not None and address.is_global]
        peer = public[max(-proxies, -len(public))] if public else peer
    if peer is None or peer.is_loopback:
        return None
    return str(peer) if isinstance(peer, IPv4Address) else f"{int(peer) >> _NETWORK:x}::/{_NETWORK}"


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address of `1.2.3.4`, `1.2.3.4:80`, `::1` or `[::1]:80`; None for anything else."""
    bare = text.strip()
    if bare.startswith("["):
        bare = bare[1:].partition("]")[0]
    elif bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
