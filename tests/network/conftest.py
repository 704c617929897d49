import inspect
from collections.abc import Callable, Iterator

import numpy as np
import pytest


@pytest.fixture
def positional_names() -> Callable[[Callable], list[str]]:
    """Name what a function takes by position, once all the rest is seen to be optional."""

    def names(function: Callable) -> list[str]:
        parameters = inspect.signature(function).parameters.values()
        by_keyword = [item for item in parameters if item.kind is item.KEYWORD_ONLY]
        assert all(item.default is not item.empty for item in by_keyword)
        by_position = [item for item in parameters if item.kind is not item.KEYWORD_ONLY]
        assert all(item.kind is item.POSITIONAL_OR_KEYWORD for item in by_position)
        assert all(item.default is item.empty for item in by_position)
        return [item.name for item in by_position]

    return names


@pytest.fixture
def global_randomness() -> Iterator[None]:
    """Give numpy's global generator back as it was found."""
    state = np.random.get_state()
    yield
    np.random.set_state(state)
