"""Who acts: what every service, query and page is told about the person or process behind a call."""

from __future__ import annotations

from dataclasses import dataclass, field

EVERYWHERE = ""  # the empty prefix covers every area code


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One role held over one area: `area` is an area-code prefix, empty for everywhere."""

    role: str
    area: str = EVERYWHERE


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, a token or a process that acts.

    Args:
        name: what the ledger keeps, `user:12`, `token:7` or `system:sealer`; never a person's name.
        label: what a page prints beside it.
        holdings: the roles held, each over an area.
        limits: the acts a token was issued for; None where the roles alone decide.
        user_id: the account behind the actor, None for a process.
    """

    name: str
    label: str = ""
    holdings: tuple[Holding, ...] = ()
    limits: frozenset[str] | None = None
    user_id: int | None = None
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(holding.role for holding in self.holdings))

    @property
    def areas(self) -> tuple[str, ...]:
        """The area-code prefixes this actor may see, none of them below another."""
        prefixes = sorted({holding.area for holding in self.holdings})
        return tuple(
            prefix
            for prefix in prefixes
            if not any(prefix != other and prefix.startswith(other) for other in prefixes)
        )


NOBODY = Actor(name="nobody")


def system(part: str) -> Actor:
    """Return the actor of one of the platform's own processes, which sees every area."""
    return Actor(name=f"system:{part}", label=part, holdings=(Holding(role="system"),))
