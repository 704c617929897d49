import re
from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import Event, RunConfig, parameter_count
from dashboard.datasets import DATASETS
from dashboard.link import number_text
from dashboard.narration import (
    FEWEST_POINTS,
    changed,
    computes_differently,
    ended,
    network_words,
    new_run,
    suggestion,
    target_words,
    undone,
)
from dashboard.run import advance, start
from tests.dashboard.strategies import changes, configs, examples, rates

DEFAULT = RunConfig()
NAMED = set(RunConfig.__dataclass_fields__) - {"given"}
"""Settings that a sentence can name by their value."""
LAST = {"spiral", *(name for name, kind in DATASETS.items() if kind.task != "binary")}
"""Data sets after which nothing is suggested."""
ENDS = (".", "?")
SYMBOLS = ("b1[", "b2[", "β")
"""What stays a small letter where a sentence begins with it."""


def given_config(hidden=(4,), **more):
    """A config whose parameters came with the link."""
    config = RunConfig(hidden=hidden, activations=("tanh",) * len(hidden), **more)
    count = parameter_count(config.layer_dims)
    return replace(config, initialization="given", given=(0.5,) * count)


def assert_is_a_sentence(text):
    """It begins with a capital, ends with a full stop, and has no gaps in it."""
    assert text[0].isupper() or text.startswith(SYMBOLS)
    assert text.endswith(ENDS)
    assert not text.endswith(("..", "?.", ".?", " ."))
    assert "  " not in text
    assert "()" not in text


def run_at(step, events=(), **changes):
    """A run at a step; nothing is trained for it."""
    return replace(start(replace(DEFAULT, **changes), events), step=step)


# A new run.


@pytest.mark.parametrize(
    ("differing", "named"),
    [
        ({"dataset": "spiral"}, DATASETS["spiral"].sentence),
        ({"data_seed": 41}, "41"),
        ({"noise": 0.25}, "noise 0.25"),
        ({"n_train": 321}, "321 training points"),
        ({"n_test": 321}, "321 test points"),
        ({"hidden": (5, 3), "activations": ("sigmoid",) * 2}, "2-5-3-1"),
        ({"hidden": (), "activations": ()}, "2-1"),
        ({"activations": ("relu",)}, "with ReLU units."),
        ({"hidden": (5, 3), "activations": ("tanh", "relu")}, "network and tanh and ReLU units."),
        ({"seed": 41, "noise": 0.25}, "with noise 0.25 and the starting weights of seed 41."),
        ({"initialization": "he"}, "initialisation He"),
        ({"seed": 41}, "41"),
        ({"learning_rate": 0.015}, "0.015"),
        ({"dataset": "arms", "n_classes": 5}, "the data set Arms and 5 classes."),
        ({"features": ("x1", "x1*x2", "sin x2")}, "with the features x₁, x₁x₂ and sin x₂."),
        ({"features": ("x2",)}, "with the features x₂."),
        ({"cost": "squared-error"}, "with the cost squared error."),
        ({"optimizer": "adam"}, "with the optimizer Adam."),
        ({"beta1": 0.5}, "with β₁ 0.5."),
        ({"beta2": 0.5}, "with β₂ 0.5."),
        ({"batch_size": 20}, "with the batch size 20."),
        ({"l1": 0.01}, "with the L1 penalty 0.01."),
        ({"l2": 0.01}, "with the L2 penalty 0.01."),
    ],
    ids=lambda part: next(iter(part)) if isinstance(part, dict) else "",
)
def test_a_new_run_is_told_by_what_changed_and_its_new_value(differing, named):
    sentence = new_run(DEFAULT, replace(DEFAULT, **differing))
    assert sentence.startswith("A new run with ")
    assert named in sentence
    assert_is_a_sentence(sentence)


def test_going_back_to_the_defaults_is_told_in_short():
    assert new_run(replace(DEFAULT, noise=0.1), DEFAULT) == "A new run with noise 0."
    several = replace(DEFAULT, noise=0.1, seed=5, n_train=20)
    assert new_run(several, DEFAULT) == "A new run with the default settings."


@pytest.mark.parametrize(
    ("gone", "back", "sentence"),
    [
        (
            run_at(4, seed=3),
            run_at(1234),
            "Undone: back to the run with the starting weights of seed 2, at step 1,234.",
        ),
        (
            run_at(0, dataset="xor"),
            run_at(7, noise=0.1),
            "Undone: back to the run with the data set Circle and noise 0.1, at step 7.",
        ),
        (
            run_at(20, events=(Event(12, "lr", 0.5),)),
            run_at(12),
            "Undone: the learning rate is 2 again, at step 12.",
        ),
        (run_at(3), run_at(12), "Undone: back to the same run at step 12."),
        (
            run_at(20, events=(Event(12, "opt", "adam"),)),
            run_at(12),
            "Undone: the optimizer is gradient descent again, at step 12.",
        ),
        (
            run_at(20, events=(Event(12, "batch", 20),)),
            run_at(12),
            "Undone: the batch size is all points again, at step 12.",
        ),
        (
            run_at(20, events=(Event(12, "beta2", 0.5), Event(13, "l1", 0.1))),
            run_at(12, events=(Event(12, "beta2", 0.5),)),
            "Undone: the L1 penalty is 0 again, at step 12.",
        ),
        (
            run_at(20, events=(Event(12, "edit", 0.5, "W1.0.0"),)),
            run_at(12),
            "Undone: back to the run before that change, at step 12.",
        ),
    ],
)
def test_undo_tells_what_stands_on_the_page_again(gone, back, sentence):
    assert undone(gone, back) == sentence


@examples(50)
@given(before=configs(), after=configs())
def test_whatever_is_undone_is_told_in_a_proper_sentence(before, after):
    sentence = undone(start(replace(before, n_train=1)), start(replace(after, n_train=1)))
    assert sentence.startswith("Undone: ")
    assert_is_a_sentence(sentence)


def test_a_fingerprint_that_differs_is_told_with_both():
    sentence = computes_differently("89abcdef", "0123abcd")
    assert_is_a_sentence(sentence)
    assert "This machine or this version of the program" in sentence
    assert "89abcdef here" in sentence
    assert "0123abcd there" in sentence


def test_the_same_settings_are_told_as_the_same_run():
    assert new_run(DEFAULT, replace(DEFAULT)) == "The same run, from its start."


@examples(80)
@given(before=configs(), after=configs())
def test_whatever_changed_is_told_in_a_proper_sentence(before, after):
    there, back = new_run(before, after), new_run(after, before)
    assert_is_a_sentence(there)
    if any(getattr(before, name) != getattr(after, name) for name in NAMED):
        assert there.startswith("A new run with ")
        assert there != back


@pytest.mark.parametrize("count", ["n_train", "n_test"])
def test_one_point_is_not_told_as_many(count):
    assert not re.search(r"\b1 \w+ points", new_run(DEFAULT, replace(DEFAULT, **{count: 1})))


def test_a_network_is_written_as_its_layers():
    assert network_words(DEFAULT) == "a 2-4-1 network"
    assert network_words(replace(DEFAULT, hidden=(), activations=())) == "a 2-1 network"


# Changes on the way.


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Event(0, "lr", 0.5), "Learning rate 0.5 from step 1,200; it was 2."),
        (Event(0, "opt", "rmsprop"), "The optimizer RMSProp from step 1,200; it was Adam."),
        (Event(0, "opt", "momentum"), "The optimizer momentum from step 1,200; it was Adam."),
        (Event(0, "beta1", 0.5), "β₁ 0.5 from step 1,200; it was 0.9."),
        (Event(0, "beta2", 0.5), "β₂ 0.5 from step 1,200; it was 0.999."),
        (Event(0, "batch", 0), "The batch size all points from step 1,200; it was 20."),
        (Event(0, "batch", 50), "The batch size 50 from step 1,200; it was 20."),
        (Event(0, "l1", 0.1), "The L1 penalty 0.1 from step 1,200; it was 0."),
        (Event(0, "l2", 0.0), "The L2 penalty 0 from step 1,200; it was 0.003."),
        (Event(0, "edit", 2.0, "W2.0.3"), "W2[1, 4] is 2 at step 1,200; it was 0.5."),
        (Event(0, "edit", -0.25, "b1.2"), "b1[3] is -0.25 at step 1,200; it was 0.5."),
        (Event(0, "freeze", 1.0, "W1.0.1"), "W1[1, 2] stays as it is from step 1,200 on."),
        (Event(0, "freeze", 0.0, "b2.0"), "b2[1] learns again from step 1,200 on."),
        (
            Event(0, "freeze", 1.0, "unit1.3"),
            "Unit 4 of layer 1 stays as it is from step 1,200 on.",
        ),
        (Event(0, "freeze", 0.0, "layer2"), "Layer 2 learns again from step 1,200 on."),
    ],
    ids=lambda part: " ".join(map(str, part[1:])) if isinstance(part, Event) else "",
)
def test_a_change_on_the_way_is_told_with_its_step_and_what_was_before(event, sentence):
    config = replace(given_config(), optimizer="adam", batch_size=20, l2=0.003, n_train=30)
    run = replace(start(config), step=1_200)
    assert changed([event], run, 1_200) == sentence
    assert_is_a_sentence(sentence)


def test_several_changes_at_once_are_told_one_after_the_other():
    events = [Event(0, "lr", 0.5), Event(0, "freeze", 1.0, "unit1.0")]
    assert changed(events, run_at(7), 7) == (
        "Learning rate 0.5 from step 7; it was 2. Unit 1 of layer 1 stays as it is from step 7 on."
    )


@examples(100)
@given(config=configs(), events=changes(latest=0), more=changes(), step=st.integers(1, 9))
def test_whatever_is_changed_on_the_way_is_told_in_proper_sentences(config, events, more, step):
    run = advance(start(replace(config, n_train=1)), step)
    happening = [*events, *more]
    if not happening:
        return
    sentence = changed(happening, run, run.step)
    assert_is_a_sentence(sentence)
    assert sentence.count(f"step {run.step:,}") >= len(happening)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        *(("W1.0.0", "W1[1, 1]"), ("W3.12.5", "W3[13, 6]"), ("b2.0", "b2[1]")),
        *(("unit1.0", "Unit 1 of layer 1"), ("unit3.15", "Unit 16 of layer 3")),
        ("layer4", "Layer 4"),
    ],
)
def test_what_is_edited_or_frozen_is_counted_from_1_as_on_the_page(target, words):
    assert target_words(target) == words


# A run that cannot go on.


def ended_at(rate, step=1234):
    """A run at its last finite step, with some learning rate; nothing is trained for it."""
    run = start(replace(DEFAULT, learning_rate=rate, n_train=1, n_test=0))
    return replace(run, step=step)


def advised_rate(sentence):
    """The number after "try"."""
    return float(re.search(r"try ([\d.e-]*\d)", sentence)[1])


@pytest.mark.parametrize("rate", settings.LEARNING_RATES[1:])
def test_the_end_of_a_run_names_its_step_its_rate_and_a_smaller_rate_of_the_slider(rate):
    sentence = ended(ended_at(rate))
    assert_is_a_sentence(sentence)
    assert "step 1,234:" in sentence
    assert f"learning rate of {number_text(rate)} " in sentence
    assert advised_rate(sentence) < rate
    assert advised_rate(sentence) in settings.LEARNING_RATES


@examples(100)
@given(rate=rates())
@example(rate=settings.LEARNING_RATE.minimum)
def test_the_advice_at_the_end_of_a_run_is_a_legal_rate_and_not_the_one_that_failed(rate):
    sentence = ended(ended_at(rate))
    assert_is_a_sentence(sentence)
    if "try 0" in sentence or re.search(r"try \d", sentence):
        settings.LEARNING_RATE.check(advised_rate(sentence))
        assert advised_rate(sentence) != rate


def test_the_end_of_a_run_that_was_trained_names_the_rate_in_force_there():
    config = replace(
        DEFAULT, hidden=(4, 4), activations=("linear",) * 2, learning_rate=20.0, n_train=12
    )
    run = advance(start(config), 100)
    assert run.has_ended
    sentence = ended(run)
    assert f"step {run.step:,}:" in sentence
    assert "learning rate of 20 " in sentence
    assert advised_rate(sentence) == 2


# What to try next.


@examples(100)
@given(config=configs())
@example(config=given_config())
def test_a_suggestion_is_a_sentence_and_other_settings(config):
    idea = suggestion(config)
    if idea is None:
        return
    sentence, other = idea
    assert_is_a_sentence(sentence)
    assert (other.dataset, other.hidden) != (config.dataset, config.hidden)
    start(other)  # raises where they are not legal


@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
@pytest.mark.parametrize("hidden", [(), (1,), (2,), (4,), (4, 4)], ids=str)
@pytest.mark.parametrize("is_given", [False, True])
def test_there_may_be_a_suggestion_for_every_data_set_and_network(dataset, hidden, is_given):
    config = given_config(hidden, dataset=dataset)
    if not is_given:
        config = replace(config, initialization="xavier", given=())
    idea = suggestion(config)
    assert (idea is None) == (dataset in LAST)


@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
@pytest.mark.parametrize("n_train", [1, 9])
def test_a_few_points_are_nothing_to_be_solved_unless_there_are_no_more(dataset, n_train):
    config = replace(DEFAULT, dataset=dataset, n_train=n_train)
    assert (suggestion(config) is not None) == (dataset == "point")


@pytest.mark.parametrize("dataset", list(settings.DATA.choices))
def test_following_every_suggestion_comes_to_an_end(dataset):
    config, seen = replace(DEFAULT, dataset=dataset), []
    while (idea := suggestion(config)) is not None:
        seen.append(config)
        config = idea[1]
        assert config not in seen
    assert len(seen) <= len(settings.DATA.choices) + 1


def test_the_suggestion_of_fewer_lines_keeps_everything_else():
    config = replace(DEFAULT, noise=0.1, seed=5, learning_rate=3.0, activations=("tanh",))
    sentence, other = suggestion(config)
    assert "2 hidden units" in sentence
    assert other == replace(config, hidden=(2,))


@given(data=st.data())
@examples(30)
def test_a_suggestion_names_the_data_set_that_it_leads_to(data):
    config = data.draw(configs())
    assume(config.initialization != "given")
    config = replace(config, n_train=max(config.n_train, FEWEST_POINTS))
    idea = suggestion(config)
    assume(idea is not None and idea[1].dataset != config.dataset)
    names = {
        "circle": "circle",
        "xor": "XOR",
        "moons": "moons",
        "spiral": "spiral",
        "virginica": "species",
        "blobs": "clouds",
    }
    assert names[idea[1].dataset] in idea[0]
