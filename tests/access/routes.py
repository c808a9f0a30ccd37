"""Every address that the resolver knows, found by walking it, so that none can be forgotten."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Route:
    """One pattern. A pattern without a name goes by its own text."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    named: bool

    def path(self, values: Mapping[str, object]) -> str:
        """The address with these values in place of its arguments."""
        if self.named:
            return reverse(self.name, kwargs={name: values[name] for name in self.arguments})
        path = "/" + self.pattern.replace("(?P<url>.*)$", str(values.get("url", "nowhere/at/all")))
        for name in self.arguments:
            path = path.replace(f"<path:{name}>", str(values.get(name, "nowhere")))
        return path


def all_routes(
    patterns: Iterable[URLPattern | URLResolver] | None = None,
    namespace: str = "",
    prefix: str = "",
    inherited: tuple[str, ...] = (),
) -> Iterator[Route]:
    """Walk the resolver, with the admin's and the sign-in's addresses."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + str(pattern.pattern)
        arguments = (*inherited, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_routes(pattern.url_patterns, inner, text, arguments)
        else:
            name = f"{namespace}{pattern.name}" if pattern.name else text
            yield Route(name, text, arguments, bool(pattern.name))
