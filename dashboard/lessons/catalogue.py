"""Which lessons are there? All of them, in the order in which they build on each other."""

from dashboard.lessons.content import (
    batch_size,
    cost,
    count_lines,
    dead_relus,
    hidden_layer,
    learning_rate,
    line,
    one_sigmoid,
    one_step,
    overfitting,
    saturation,
    spiral,
    symmetry,
    too_small,
    vanishing,
    xor,
)
from dashboard.lessons.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (
    one_sigmoid.LESSON,
    cost.LESSON,
    line.LESSON,
    one_step.LESSON,
    xor.LESSON,
    hidden_layer.LESSON,
    count_lines.LESSON,
    symmetry.LESSON,
    too_small.LESSON,
    vanishing.LESSON,
    learning_rate.LESSON,
    saturation.LESSON,
    dead_relus.LESSON,
    overfitting.LESSON,
    batch_size.LESSON,
    spiral.LESSON,
)
