"""Which lessons are there? All of them, in the order of teaching."""

from dashboard.lessons.content.neuron_is_a_line import NEURON_IS_A_LINE
from dashboard.lessons.lesson import Lesson

LESSONS: tuple[Lesson, ...] = (NEURON_IS_A_LINE,)
