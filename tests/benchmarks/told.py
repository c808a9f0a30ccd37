"""What a benchmark found, where there is no floor to hold it beside."""

from dataclasses import dataclass

from tests.benchmarks.measure import machine


@dataclass(frozen=True)
class Told:
    """Lines for people; the same under one key for programs."""

    name: str
    lines: tuple[str, ...]

    def as_text(self) -> str:
        return "\n".join((f"{self.name} (load {machine()['load']})", *(f"  {line}" for line in self.lines)))

    def as_json(self) -> dict[str, object]:
        return {"name": self.name, "lines": self.lines, "machine": machine()}
