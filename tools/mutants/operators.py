"""Which changes are tried: those of Cosmic Ray that a slip of a programmer could be, and three that it lacks.

Cosmic Ray replaces each operator by each other one; here each is replaced by its neighbour and its opposite, for whatever
tells those apart tells the others apart too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import parso
from cosmic_ray.operators.provider import OperatorProvider
from parso.python.tree import Name

__all__ = ["operators"]

CHOSEN = """
    ReplaceBinaryOperator_Add_Sub ReplaceBinaryOperator_Sub_Add ReplaceBinaryOperator_Mul_Div
    ReplaceBinaryOperator_Div_Mul ReplaceBinaryOperator_FloorDiv_Mul ReplaceBinaryOperator_Mod_FloorDiv
    ReplaceBinaryOperator_BitOr_BitAnd ReplaceBinaryOperator_BitAnd_BitOr ReplaceBinaryOperator_Pow_Mul
    ReplaceComparisonOperator_Lt_LtE ReplaceComparisonOperator_Lt_GtE
    ReplaceComparisonOperator_LtE_Lt ReplaceComparisonOperator_LtE_Gt
    ReplaceComparisonOperator_Gt_GtE ReplaceComparisonOperator_Gt_LtE
    ReplaceComparisonOperator_GtE_Gt ReplaceComparisonOperator_GtE_Lt
    ReplaceComparisonOperator_Eq_NotEq ReplaceComparisonOperator_Eq_LtE ReplaceComparisonOperator_Eq_GtE
    ReplaceComparisonOperator_NotEq_Eq ReplaceComparisonOperator_Is_IsNot ReplaceComparisonOperator_IsNot_Is
    ReplaceUnaryOperator_USub_UAdd ReplaceUnaryOperator_Delete_USub ReplaceUnaryOperator_Delete_Not
    AddNot ReplaceTrueWithFalse ReplaceFalseWithTrue ReplaceAndWithOr ReplaceOrWithAnd
    ReplaceBreakWithContinue ReplaceContinueWithBreak ExceptionReplacer NumberReplacer RemoveDecorator
    ZeroIterationForLoop
"""

OPPOSITES = {"min": "max", "max": "min", "any": "all", "all": "any"}


class OppositeFunction:
    """``min`` for ``max`` and ``any`` for ``all``, and the other way round, where they are called."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """A mark for each place in this node alone."""
        following = node.get_next_sibling() if isinstance(node, Name) and node.value in OPPOSITES else None
        if following is not None and following.type == "trailer" and following.children[0].value == "(":
            yield node.start_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The changed node."""
        return Name(OPPOSITES[node.value], node.start_pos, prefix=node.prefix)


class OppositeMembership:
    """``not in`` for ``in``, and the other way round."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """A mark for each place in this node alone."""
        if node.type == "comparison":
            yield from (at for at in range(1, len(node.children), 2) if _word(node.children[at]) is not None)

    def mutate(self, node: Any, index: int) -> Any:
        """The changed node."""
        at = list(self.mutation_positions(node))[index]
        node.children[at] = parso.parse(f" {_word(node.children[at])}")
        return node


def _word(node: Any) -> str | None:
    """What is the opposite of this operator, None where it is not of membership."""
    return {"in": "not in", "not in": "in"}.get(node.get_code().strip())


class OppositeFilter:
    """A comprehension or generator that takes what it left out."""

    def mutation_positions(self, node: Any) -> Iterator[Any]:
        """A mark for each place in this node alone."""
        if node.type in {"comp_if", "sync_comp_if"}:
            yield node.start_pos

    def mutate(self, node: Any, index: int) -> Any:
        """The changed node."""
        node.children[1] = parso.parse(f" not ({node.children[1].get_code().strip()})")
        return node


def operators() -> Iterator[Any]:
    """One of each kind."""
    known = OperatorProvider()
    yield from (known[name]() for name in CHOSEN.split())
    yield from (OppositeFunction(), OppositeMembership(), OppositeFilter())
