"""How does the update make a new parameter of an old one? As TeX, for the optimizer in force."""

import numpy as np

from dashboard.link import number_text
from dashboard.one_step.drills import Part
from dashboard.one_step.tex import inner, tex
from dashboard.one_step.trace import Trace


def update_lines(trace: Trace, part: Part) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Write the update of one weight or bias.

    Parameters
    ----------
    trace : Trace
        The step.
    part : Part
        Of kind ``"W"`` or ``"b"``.

    Returns
    -------
    formula : str
        The rule in letters, up to its last equals sign.
    given : tuple of str
        The numbers that go into it.
    lines : tuple of str
        The calculation; the last lacks its result.
    """
    rule, each = trace.rule, trace.layers[part.layer - 1]
    kind, place = part.kind, (part.unit, part.column)
    key = f"{kind}{part.layer}"
    is_weight = kind == "W"
    name = rf"{kind}^{{[{part.layer}]}}_{{{part.unit + 1}"
    name += f",{part.column + 1}}}" if is_weight else "}"
    value = float((each.W if is_weight else each.b)[place])
    if rule.frozen is not None and rule.frozen[key][place]:
        return rf"{name} := {name}", (rf"{name} = {tex(value)}",), (tex(value),)

    slope = float((each.dW if is_weight else each.db)[place])
    g = float((each.slope_W if is_weight else each.db)[place])
    rate, beta1, beta2 = map(number_text, (rule.learning_rate, rule.beta1, rule.beta2))
    left1, left2 = number_text(round(1 - rule.beta1, 10)), number_text(round(1 - rule.beta2, 10))
    given = [rf"{name} = {tex(value)}", rf"d{name} = {tex(slope)}", rf"\eta = {rate}"]
    lines: list[str] = []
    letters = f"d{kind}"
    formulas: list[str] = []
    if is_weight and (rule.l1 or rule.l2):
        letters = "g"
        price, numbers = "", ""
        if rule.l2:
            price += rf" + {number_text(rule.l2)}\,W"
            numbers += rf" + {number_text(rule.l2)} \cdot {inner(value)}"
        if rule.l1:
            price += rf" + {number_text(rule.l1)}\,\mathrm{{sign}}(W)"
            numbers += rf" + {number_text(rule.l1)} \cdot {inner(float(np.sign(value)))}"
        formulas.append(f"g = dW{price}")
        lines.append(f"g = {tex(slope)}{numbers} = {tex(g)}")

    def before(letter: str) -> float:
        return float(trace.state[f"{letter}{key}"][place])

    def after(letter: str) -> float:
        return float(trace.new_state[f"{letter}{key}"][place])

    def mean(letter: str, beta: str, left: str) -> str:
        return rf"{beta} \cdot {inner(before(letter))} + {left} \cdot {inner(g)}"

    old = kind
    if rule.optimizer == "gradient-descent":
        formulas.append(rf"{old} := {old} - \eta\, {letters}")
        lines.append(rf"{tex(value)} - {rate} \cdot {inner(g)}")
    elif rule.optimizer == "momentum":
        given.append(f"v = {tex(before('v'))}")
        formulas += [rf"v := {beta1}\, v + {letters}", rf"{old} := {old} - \eta\, v"]
        lines.append(rf"v = {beta1} \cdot {inner(before('v'))} + {inner(g)} = {tex(after('v'))}")
        lines.append(rf"{tex(value)} - {rate} \cdot {inner(after('v'))}")
    elif rule.optimizer == "rmsprop":
        given.append(f"s = {tex(before('s'))}")
        formulas += [
            rf"s := {beta2}\, s + {left2}\, {letters}^2",
            rf"{old} := {old} - \eta\, \frac{{{letters}}}{{\sqrt{{s}} + 10^{{-8}}}}",
        ]
        lines.append(rf"s = {mean('s', beta2, left2)}^2 = {tex(after('s'))}")
        lines.append(_divided(value, rate, tex(g), after("s")))
    else:
        t = int(trace.new_state["t"].item())
        m_hat = after("m") / (1 - rule.beta1**t)
        v_hat = after("v") / (1 - rule.beta2**t)
        given += [f"m = {tex(before('m'))}", f"v = {tex(before('v'))}", f"t = {t}"]
        formulas += [
            rf"m := {beta1}\, m + {left1}\, {letters}",
            rf"v := {beta2}\, v + {left2}\, {letters}^2",
            rf"{old} := {old} - \eta\, \frac{{m / (1 - {beta1}^t)}}"
            rf"{{\sqrt{{v / (1 - {beta2}^t)}} + 10^{{-8}}}}",
        ]
        lines += [
            rf"m = {mean('m', beta1, left1)} = {tex(after('m'))}",
            rf"v = {mean('v', beta2, left2)}^2 = {tex(after('v'))}",
            rf"\hat{{m}} = m / (1 - {beta1}^{{{t}}}) = {tex(m_hat)}",
            rf"\hat{{v}} = v / (1 - {beta2}^{{{t}}}) = {tex(v_hat)}",
            _divided(value, rate, tex(m_hat), v_hat),
        ]
    return r", \quad ".join(formulas), tuple(given), tuple(lines)


def _divided(value: float, rate: str, above: str, square: float) -> str:
    return rf"{tex(value)} - {rate} \cdot \frac{{{above}}}{{\sqrt{{{tex(square)}}} + 10^{{-8}}}}"
