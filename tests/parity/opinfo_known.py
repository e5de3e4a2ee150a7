"""Where minigrad is known to differ from torch on the operator database, each with its reason.

Imports nothing.  The suite is strict both ways: what is not listed here must agree, what is listed must differ.  After a
change run `python -m tests.parity.operators --measure NAME ...`, correct the tables, then write the page with
`python -m tests.parity.operators`.
"""

from __future__ import annotations

# Operators in scope that are not there: reason -> full names.
MISSING: dict[str, tuple[str, ...]] = {}

_NO_COMPLEX32 = "complex32: NumPy has no such dtype"
_POLE = "at negative integers torch's is finite, from the rounding error of sin(pi x); minigrad's is inf"
_UNWRITTEN = "where one axis is transformed torch leaves `out` as it was, and returns it; minigrad writes it"
_NAN = "torch's is nan or inf for nearly every matrix (0.01 times the identity too); minigrad computes in float32"

# (full name, question) -> reason; the question "*" stands for all of them.
KNOWN: dict[tuple[str, str], str] = {
    ("chalf", "*"): _NO_COMPLEX32,
    ("complex", "forward float16"): _NO_COMPLEX32,
    ("view_as_complex", "forward float16"): _NO_COMPLEX32,
    ("matrix_exp", "forward float16"): _NAN,
    ("matrix_exp", "forward bfloat16"): _NAN,
    ("fft.ihfftn", "out="): _UNWRITTEN,
    ("fft.ihfft2", "out="): _UNWRITTEN,
} | {
    (name, f"forward {dtype}"): _POLE
    for name in (*(f"polygamma.polygamma_n_{n}" for n in range(5)), "special.polygamma.special_polygamma_n_0")
    for dtype in ("int16", "int8")
}  # fmt: skip

# Questions that no sample of the database asks (torch refuses all of them, or has none): question -> full names.
UNASKED: dict[str, frozenset[str]] = {
    "complex gradient": frozenset("""
        chalf
    """.split()),  # noqa: SIM905 - names wrap better than a list
    "error texts": frozenset("""
        T __radd__ __rand__ __rdiv__ __rmod__ __rmul__ __ror__ __rpow__ __rsub__ __rxor__ add atan2 bernoulli
        bitwise_and bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor clamp_max clamp_min copysign
        div.floor_rounding div.no_rounding_mode div.trunc_rounding eq float_power floor_divide fmax fmin fmod gcd ge
        gt heaviside hypot igamma igammac index_select lcm ldexp le logaddexp logical_and logical_or logical_xor lt
        masked_select max.binary maximum median min.binary minimum mul ne nextafter polar pow remainder rsub
        special.chebyshev_polynomial_t special.chebyshev_polynomial_u special.chebyshev_polynomial_v
        special.chebyshev_polynomial_w special.hermite_polynomial_h special.hermite_polynomial_he
        special.laguerre_polynomial_l special.legendre_polynomial_p special.shifted_chebyshev_polynomial_t
        special.shifted_chebyshev_polynomial_u special.shifted_chebyshev_polynomial_v
        special.shifted_chebyshev_polynomial_w special.xlog1py special.zeta sub take true_divide where xlogy
    """.split()),  # noqa: SIM905 - names wrap better than a list
    "error types": frozenset("""
        T __rmod__ __rpow__ __rsub__ add div.floor_rounding div.no_rounding_mode div.trunc_rounding floor_divide
        median mul sub true_divide where
    """.split()),  # noqa: SIM905 - names wrap better than a list
    "gradient": frozenset("""
        chalf
    """.split()),  # noqa: SIM905 - names wrap better than a list
    "out=": frozenset("""
        equal histogramdd
    """.split()),  # noqa: SIM905 - names wrap better than a list
    "second order": frozenset("""
        angle bernoulli ceil chalf div.floor_rounding div.trunc_rounding fill floor nn.functional.ctc_loss normal
        normal.number_mean round round.decimals_0 round.decimals_3 round.decimals_neg_3 sgn sign trunc zero_
    """.split()),  # noqa: SIM905 - names wrap better than a list
}


def asked(full_name: str, question: str) -> bool:
    """Whether the database has a sample for a question of an operator."""
    return full_name not in UNASKED.get(question, ())


def reason(full_name: str, question: str) -> str | None:
    """Why an answer is known to differ, or None where it must agree (or there is none)."""
    if not asked(full_name, question):
        return None
    return KNOWN.get((full_name, question)) or KNOWN.get((full_name, "*"))


def why_missing(full_name: str) -> str | None:
    """Why an operator is not there, or None where it must be."""
    return next((why for why, names in MISSING.items() if full_name in names), None)
