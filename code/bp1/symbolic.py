"""The same equations in sympy: the Jacobian and every delta, derived rather than computed."""

from dataclasses import dataclass
from numbers import Integral

import sympy
from sympy import Expr, ImmutableMatrix, Symbol

from bp1.activations import Activation
from bp1.costs import Cost
from bp1.delta import require_compatible


@dataclass(frozen=True)
class Derivation:
    """One layer worked out symbolically.  Vectors are n x 1 matrices, the Jacobian has row k and column j."""

    z: tuple[Symbol, ...]
    y: tuple[Symbol, ...]
    a: ImmutableMatrix
    cost: Expr
    jacobian: ImmutableMatrix
    delta: ImmutableMatrix  # (36): dC/dz_j of C(a(z)), differentiated in one go
    delta_full_sum: ImmutableMatrix  # (37)
    delta_diagonal_only: ImmutableMatrix  # (38)

    def at(self, expression: Expr | ImmutableMatrix, z, y, digits: int = 30):
        """Return the expression's value at numbers z and y, to that many digits."""
        numbers = zip((*self.z, *self.y), (*z, *y), strict=True)
        return expression.subs({symbol: sympy.Float(float(x), digits) for symbol, x in numbers}).evalf(digits)


def derive(activation: Activation, cost: Cost, n: int) -> Derivation:
    """Return the Derivation of delta for n outputs (NNDL 36, 37, 38).  n is 1 to 6; 2 and 3 are readable."""
    require_compatible(activation, cost)
    if isinstance(n, bool) or not isinstance(n, Integral) or not 1 <= n <= 6:
        raise ValueError(f"n must be a whole number from 1 to 6, got {n!r}")
    z = sympy.symbols(f"z1:{n + 1}", real=True)
    y = sympy.symbols(f"y1:{n + 1}", real=True)
    a_symbols = sympy.symbols(f"a1:{n + 1}", positive=True)
    a = ImmutableMatrix(activation.symbolic(z))
    substitute_a = dict(zip(a_symbols, a, strict=True))
    C_of_a = cost.symbolic(a_symbols, y)
    C_of_z = C_of_a.subs(substitute_a)
    gradient = [C_of_a.diff(a_k).subs(substitute_a) for a_k in a_symbols]
    jacobian = a.jacobian(z)
    return Derivation(
        z=z,
        y=y,
        a=a,
        cost=C_of_z,
        jacobian=jacobian,
        delta=column(C_of_z.diff(z_j) for z_j in z),
        delta_full_sum=column(sum(gradient[k] * jacobian[k, j] for k in range(n)) for j in range(n)),
        delta_diagonal_only=column(gradient[j] * jacobian[j, j] for j in range(n)),
    )


def column(entries) -> ImmutableMatrix:
    """Return the entries as an n x 1 matrix."""
    return ImmutableMatrix(list(entries))
