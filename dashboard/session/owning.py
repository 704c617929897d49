"""What does a run learn from, if not from a toy? A learner's own table, or points drawn by hand."""

from typing import Any

from dashboard import narration, settings
from dashboard.drawing import apply_edits
from dashboard.link import decode
from dashboard.own_data import MAX_CLASSES, MAX_DRAWN_POINTS, OwnData, remember
from dashboard.own_file import from_json
from dashboard.session.opening import Opening


class Owning(Opening):
    """A run of a learner's own data."""

    def use_own(self, own: OwnData) -> None:
        """Learn from a learner's own data from now on.

        Parameters
        ----------
        own : OwnData
            Which data.
        """
        self.opened, self.is_drawing = self.opened + 1, False
        m = own.targets.size
        n_train = settings.TRAINING_POINTS.nearest(-(-2 * m // 3))
        n_test = settings.TEST_POINTS.nearest(m - n_train)
        self.change(
            dataset=settings.OWN_DATA,
            own=remember(own),
            noise=0.0,
            n_train=int(n_train),
            n_test=int(n_test),
        )

    def take_own(self, digest: str, text: str | None) -> None:
        """Hear from the browser the data that a link named, and open the run of that link.

        Parameters
        ----------
        digest : str
            What was asked for.
        text : str or None
            The data as `own_file.to_json` wrote them; None if the browser does not have them.
        """
        if self.pending is None or digest != self.pending.wanted:
            return
        pending, self.pending = self.pending, None
        if text is None:
            self.sentence = narration.OWN_MISSING
            return
        try:
            own = remember(from_json(text, digest=digest))
        except ValueError as problem:
            self.sentence = str(problem)
            return
        address = decode(pending.parameters)
        if address.config.own is own:
            self.open(address, pending.keyframe)

    def start_drawing(self) -> None:
        """Let points be drawn on the plane, beside those already drawn if there are any."""
        self.opened, self.is_drawing = self.opened + 1, True
        self.sentence = narration.DRAWING

    def stop_drawing(self) -> None:
        """Let no more points be drawn."""
        self.is_drawing = False

    def draw(self, edits: object, following: int) -> None:
        """Do what was drawn on the plane: each numbered edit once.

        Parameters
        ----------
        edits : object
            Of any content; see `drawing.apply_edits`.
        following : int
            Which class the next point gets.
        """
        if not self.is_drawing or not self.offers("own"):
            return
        before = self.drawn
        own, taken = apply_edits(before, edits, self.taken)
        self.following = min(max(following, 0), MAX_CLASSES - 1)
        if own is not None and own != before:
            first = {"n_train": MAX_DRAWN_POINTS, "n_test": 0, "noise": 0.0}
            changes: dict[str, Any] = {} if before else first
            self.change(dataset=settings.OWN_DATA, own=remember(own), **changes)
        self.taken = taken
