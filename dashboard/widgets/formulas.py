"""Which equation makes the step? The optimizer's own, with the numbers now in force."""

from dashboard.link import number_text
from dashboard.schedule import Rule

EQUATIONS = {
    "gradient-descent": r"W := W - {lr}\,dW",
    "momentum": r"v := {b1}\,v + dW \\ W := W - {lr}\,v",
    "rmsprop": (
        r"s := {b2}\,s + {rest2}\,dW^2 \\ W := W - {lr}\,\frac{{dW}}{{\sqrt{{s}} + 10^{{-8}}}}"
    ),
    "adam": (
        r"m := {b1}\,m + {rest1}\,dW \\ v := {b2}\,v + {rest2}\,dW^2 \\ "
        r"\hat{{m}} = m / (1 - {b1}^t) \\ \hat{{v}} = v / (1 - {b2}^t) \\ "
        r"W := W - {lr}\,\frac{{\hat{{m}}}}{{\sqrt{{\hat{{v}}}} + 10^{{-8}}}}"
    ),
}


def update_rule(rule: Rule) -> str:
    """Write the update of a weight as TeX, with its numbers.

    Parameters
    ----------
    rule : Rule
        What is in force.

    Returns
    -------
    formula : str
        A bias is updated alike, without penalty.
    """
    slope = "dW"
    if rule.l2:
        slope += f" + {number_text(rule.l2)}\\,W"
    if rule.l1:
        slope += f" + {number_text(rule.l1)}\\,\\mathrm{{sign}}(W)"
    formula = EQUATIONS[rule.optimizer].format(
        lr=number_text(rule.learning_rate),
        b1=number_text(rule.beta1),
        b2=number_text(rule.beta2),
        rest1=number_text(round(1 - rule.beta1, 10)),
        rest2=number_text(round(1 - rule.beta2, 10)),
    )
    if slope != "dW":
        formula = f"g = {slope} \\\\ " + formula.replace("dW", "g")
    return rf"\begin{{gathered}}{formula}\end{{gathered}}"
