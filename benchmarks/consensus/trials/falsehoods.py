"""How sources say what is not true: by design or by accident, each kind a change of their honest numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from fxwidget.domain.currency import limits

from .history import DAY, Attack, Levels, Number
from .publishing import rounded

TINY = Decimal("1e-12")


@dataclass(frozen=True)
class Scene:
    """What a liar has at hand for one number.

    count: how many it has falsified before. stuck, old: its honest number before the attack, and one of a week before.
    other: the level of another currency. tolerance: how far sources of this currency may be apart, as a fraction.
    side: 1 or -1, whether it is too much or too little. days: how far a date is moved. share: how much of an error, up to 1.
    """

    count: int
    stuck: Decimal
    old: Decimal
    other: float
    tolerance: float
    side: int
    days: int
    share: float


Lie = Callable[[Number, Scene], Number]


def _times(factor: str) -> Lie:
    return lambda number, scene: replace(number, rate=number.rate * Decimal(factor))


def _by(share: Callable[[Scene], float]) -> Lie:
    """Off by a share of the number, too much or too little."""

    def lie(number: Number, scene: Scene) -> Number:
        return replace(number, rate=rounded(float(number.rate) * (1 + share(scene)) ** scene.side))

    return lie


def _inverse(number: Number, scene: Scene) -> Number:
    return replace(number, rate=(1 / number.rate).quantize(TINY))


def _dated_ahead(number: Number, scene: Scene) -> Number:
    return replace(number, rate=scene.stuck, as_of=number.as_of + scene.days * DAY)


KINDS: dict[str, Lie] = {
    "x 100": _times("100"),
    "/ 100": _times("0.01"),
    "x 10": _times("10"),
    "the inverse": _inverse,
    "another currency's number": lambda number, scene: replace(number, rate=rounded(scene.other)),
    "+40 %": _by(lambda scene: 0.4),
    "6 % off": _by(lambda scene: 0.06),
    "just beyond tolerance": _by(lambda scene: 1.3 * scene.tolerance),
    "within tolerance": _by(lambda scene: 0.95 * scene.tolerance),
    "half of the tolerance": _by(lambda scene: 0.5 * scene.tolerance),
    "up to 8 % off": _by(lambda scene: 0.08 * scene.share),
    "up to the tolerance off": _by(lambda scene: scene.tolerance * scene.share),
    "drift": _by(lambda scene: 0.007 * (scene.count + 1)),
    "frozen": lambda number, scene: replace(number, rate=scene.stuck),
    "last week's, re-dated": lambda number, scene: replace(number, rate=scene.old),
    "frozen, dated ahead": _dated_ahead,
    "near zero": lambda number, scene: replace(number, rate=Decimal("0.0000001")),
}
"""What liars say."""

ACCIDENTS = (
    "x 100", "/ 100", "x 10", "the inverse", "another currency's number", "up to 8 % off", "up to 8 % off",
    "up to the tolerance off", "up to the tolerance off", "up to the tolerance off",
    "frozen", "last week's, re-dated", "frozen, dated ahead",
)  # fmt: skip
"""What happens by chance to a source that is at fault."""


def falsified(random: Random, honest: Sequence[Number], attack: Attack, other: Levels) -> list[Number]:
    """A source's numbers with those of an attack falsified: at its onset already, as a correction of what is out.

    Args:
        other: the levels of the currency whose number is given for this one's.
    """
    before = [number for number in honest if number.out < attack.onset]
    if not before:
        return list(honest)
    code = before[0].code
    seeded = Scene(
        0, before[-1].rate, before[max(0, len(before) - 6)].rate, 1.0, float(limits(code).tolerance),
        random.choice((1, -1)), random.randint(1, 9), random.random(),
    )  # fmt: skip
    due = [number for number in honest if attack.onset <= number.out < attack.until]
    due.insert(0, _correction(before[-1], attack.onset))
    lies = [
        _lie(attack.kind, number, replace(seeded, count=count), other) for count, number in enumerate(due)
    ]
    after = [number for number in honest if number.out >= attack.until]
    return [*before, *lies, *_put_right(due, attack, after), *after]


def _lie(kind: str, number: Number, scene: Scene, other: Levels) -> Number:
    lie = KINDS[kind](number, replace(scene, other=other.at(number.taken)))
    return replace(lie, true=lie == number)


def _correction(number: Number, at: datetime) -> Number:
    """The answer that is out, given anew: a quotation of this instant where it is one, else under its own date."""
    as_of: date | datetime = at if isinstance(number.as_of, datetime) else number.as_of
    return replace(number, out=at, as_of=as_of)


def _put_right(due: Sequence[Number], attack: Attack, after: Sequence[Number]) -> list[Number]:
    """The honest number that stands in place of the lie when the attack ends."""
    honest = due[-1]
    soon = after and after[0].out - attack.until < timedelta(hours=1)
    return [] if soon else [_correction(honest, attack.until)]
