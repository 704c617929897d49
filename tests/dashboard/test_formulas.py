import re

import pytest

from dashboard import settings
from dashboard.config import Event, RunConfig
from dashboard.run import start
from dashboard.widgets.formulas import update_rule

BARE = {
    "gradient-descent": r"W := W - 0.5\,dW",
    "momentum": r"v := 0.9\,v + dW \\ W := W - 0.5\,v",
    "rmsprop": (r"s := 0.999\,s + 0.001\,dW^2 \\ W := W - 0.5\,\frac{dW}{\sqrt{s} + 10^{-8}}"),
    "adam": (
        r"m := 0.9\,m + 0.1\,dW \\ v := 0.999\,v + 0.001\,dW^2 \\ "
        r"\hat{m} = m / (1 - 0.9^t) \\ \hat{v} = v / (1 - 0.999^t) \\ "
        r"W := W - 0.5\,\frac{\hat{m}}{\sqrt{\hat{v}} + 10^{-8}}"
    ),
}


def formula(**changes):
    """The formula of a run with some settings, without what is around its lines."""
    text = update_rule(start(RunConfig(learning_rate=0.5, n_train=1, **changes)).rule)
    assert text.startswith(r"\begin{gathered}")
    assert text.endswith(r"\end{gathered}")
    return text.removeprefix(r"\begin{gathered}").removesuffix(r"\end{gathered}")


def test_there_is_a_formula_for_every_optimizer():
    assert set(BARE) == set(settings.OPTIMIZER.choices)


@pytest.mark.parametrize("optimizer", list(BARE))
def test_a_formula_has_the_numbers_in_force(optimizer):
    assert formula(optimizer=optimizer) == BARE[optimizer]


@pytest.mark.parametrize("optimizer", list(BARE))
@pytest.mark.parametrize(
    ("prices", "slope"),
    [
        ({"l2": 0.01}, r"g = dW + 0.01\,W"),
        ({"l1": 0.3}, r"g = dW + 0.3\,\mathrm{sign}(W)"),
        ({"l1": 0.3, "l2": 0.01}, r"g = dW + 0.01\,W + 0.3\,\mathrm{sign}(W)"),
    ],
    ids=["l2", "l1", "both"],
)
def test_a_penalty_is_part_of_the_slope_that_the_optimizer_sees(optimizer, prices, slope):
    expected = BARE[optimizer].replace("dW", "g")
    assert formula(optimizer=optimizer, **prices) == rf"{slope} \\ {expected}"


@pytest.mark.parametrize("beta", [*settings.BETAS, 0.9999])
def test_what_is_not_kept_is_written_without_the_rounding_of_a_computer(beta):
    text = formula(optimizer="adam", beta1=min(beta, 0.999), beta2=beta)
    for number in re.findall(r"\d+\.\d+", text):
        assert len(number) <= len("0.9999")
    assert f"{beta:g}" in text


@pytest.mark.parametrize("optimizer", list(BARE))
def test_every_bracket_is_closed(optimizer):
    text = formula(optimizer=optimizer, l1=0.1, l2=0.1)
    for left, right in ("{}", "()"):
        assert text.count(left) == text.count(right)


def test_the_formula_follows_the_changes_on_the_way():
    run = start(RunConfig(n_train=1), [Event(5, "opt", "momentum"), Event(8, "beta1", 0.5)])
    assert "0.9\\,v" in update_rule(run.schedule.at(7))
    assert "0.5\\,v" in update_rule(run.schedule.at(8))
