"""How does a run get on? It plays and stops, goes to a step, and makes the frames of the stage."""

from dataclasses import replace

from dashboard import lane, narration, pace, settings
from dashboard.batch import Frames, advance_within, train_batch, train_in_turns
from dashboard.history import MEMORY
from dashboard.run import fingerprint
from dashboard.session.futures import Branched
from dashboard.session.watched import DEFAULT_NAME, at_step
from dashboard.stopping import StopWhen, is_met


class Playing(Branched):
    """A run that is trained as far as somebody wants to see it."""

    def play(self) -> None:
        """Start making frames, unless the run has ended."""
        if self.is_locked:
            self.sentence = narration.LOCKED
            return
        if self.run.has_ended:
            self.sentence = narration.ended(self.run)
            return
        if self._has_reached():
            offers = self.offers("stop")
            self.sentence = narration.ALREADY_REACHED if offers else narration.STOPS_HERE
            return
        self.problems = ()
        self.is_playing = True

    def step_to(self, step: int) -> None:
        """Stop playing, and go to a step, training on if it is new."""
        if self.is_locked:
            self.sentence = narration.LOCKED
            return
        last = self.run.history.last
        run = train_in_turns(at_step(self.run, step), min(step, last + settings.LARGEST_JUMP))
        self._rest_at(run)
        if run.has_ended:
            self.sentence = narration.ended(run)

    def reset(self) -> None:
        """Go back to step 0 of the same run: the same weights to start from."""
        self._rest_at(at_step(self.run, 0))
        self.sentence = "Back at step 0, with the same starting weights."

    def set_speed(self, speed: int) -> None:
        """Ask for another number of steps a frame, from the next batch on."""
        settings.SPEED.check(speed)
        self.speed = self.steps_per_frame = speed

    def stop_at(self, stop: StopWhen | None, *, once: bool = False) -> None:
        """Have the run stop by itself where it reaches something, or no more.

        Parameters
        ----------
        stop : StopWhen or None
            What it is to reach.
        once : bool
            Whether it stops there only this time: Play goes on from there.

        Raises
        ------
        ValueError
            If what it is to reach is not legal.
        """
        if stop is not None:
            stop.check()
        self.stop_when, self.is_stop_once = stop, once

    def note_drawn(self, step: int) -> None:
        """Hear which step the stage draws: so far the run was on the page.

        Parameters
        ----------
        step : int
            Of any size: it comes from a browser.
        """
        if self.goal is None:
            self.seen = max(self.seen, min(step, self.run.step))

    def note_played_out(self) -> None:
        """Hear that the stage has drawn the end of a run that stopped by itself."""
        self.is_playing_out = False

    def replay_unseen(self) -> None:
        """Play on from the last step that was on the page: it loaded too slowly for the rest."""
        if self.is_playing and self.goal is None:
            self.run, self.is_started = at_step(self.run, self.seen), False

    def supply_first(self, now: float) -> None:
        """Make the first batch at once where play has begun: the stage does not ask for that one.

        Parameters
        ----------
        now : float
            Seconds on any steady clock.
        """
        if self.is_playing and self.goal is None and not self.is_started and not self.place:
            self.supply(0, now)

    def supply(self, left: float, now: float, *, drawn: int = 0) -> None:
        """Hear that the stage has few frames left, and make what it needs next.

        Parameters
        ----------
        left : float
            Frames that the stage has yet to play.
        now : float
            Seconds on any steady clock.
        drawn : int
            The step that the stage draws.
        """
        self.supplied += 1
        self.note_drawn(drawn)
        if MEMORY.is_short(now):
            self.run.history.keep_fewer()
        if self.goal is not None:
            self.outbox = self.next_frames(
                settings.RESTORING_FRAMES, seconds=settings.RESTORING_TURN_SECONDS
            )
        elif self.is_playing:
            self._play_on(left, now)
        if self.check is not None and self.goal is None:
            self._check_on(now)

    def next_frames(self, n_frames: int, *, seconds: float = settings.TURN_SECONDS) -> Frames:
        """Take a turn in the lane and train a batch of frames.

        Parameters
        ----------
        n_frames : int
            Frames asked for.
        seconds : float
            Time that the turn may take.

        Returns
        -------
        frames : Frames
            Made within the time of one turn; perhaps none.
        """
        on_the_way = self.goal is not None
        speed = self.speed if not on_the_way else settings.MAX_LINK_STEP
        with lane.LANE.turn():
            batch = train_batch(
                self.run,
                n_frames,
                speed=speed,
                seconds_per_step=self.seconds_per_step,
                seconds=seconds,
                stop=self.goal,
                stop_when=None if on_the_way else self.stop_when,
            )
        self.run, self.seconds_per_step = batch.run, batch.seconds_per_step
        self.steps_per_frame = min(batch.steps_per_frame, self.speed)
        self.serial += 1
        if on_the_way and self.run.step == self.goal:
            self._arrive()
        if self.run.has_ended and self.is_making_frames:
            self._rest_at(self.run)
            self.sentence = narration.ended(self.run)
            self.is_playing_out = self.name != DEFAULT_NAME
        elif not on_the_way and self.is_playing and self._has_reached():
            self._rest_at(self.run)
            self.sentence = narration.reached(self.run, self.stop_when)
            self._forget_stop()
            self.is_playing_out = self.name != DEFAULT_NAME
        return batch.frames

    def take_outbox(self) -> Frames | None:
        """Return what is to be sent now, once."""
        frames, self.outbox = self.outbox, None
        return frames

    def _play_on(self, left: float, now: float) -> None:
        was_waiting = self.place > 0
        self.place = pace.PACE.admit(self.token, now)
        if self.place:
            self.sentence = narration.queue(pace.PACE.n_playing, self.place)
            return
        if was_waiting:
            self.sentence = ""
        if left >= settings.FIRST_BATCH_FRAMES:
            return
        due = max(pace.PACE.frames, 0 if self.is_started else settings.FIRST_BATCH_FRAMES)
        self.outbox, self.is_started = self.next_frames(due, seconds=pace.PACE.turn_seconds), True
        pace.PACE.note_batch(now)

    def _check_on(self, now: float) -> None:
        """Train a run that was handed back again, for a while, if nobody else wants to train."""
        check = self.check
        if check is None or not lane.LANE.is_free or not pace.PACE.has_spare_time(now):
            return
        steps = check.step - check.run.step
        with lane.LANE.turn():
            further = advance_within(check.run, steps, seconds=settings.RESTORING_TURN_SECONDS)
        check = replace(check, run=further)
        self.check = None if check.is_done else check
        if not check.is_done:
            return
        if check.is_confirmed:
            self.run.history.learn(further.history)
            self.sentence = narration.CHECKED
            return
        # What the link names is what comes of training it; what was handed back is not.
        self.sentence = narration.not_confirmed(check)
        self.goal = self.run.step if self.run.step > further.step else None
        self.run, self.film, self.is_started = further, self.film + 1, False
        self.outbox = None  # nothing to undo is of this run: a change ends its check

    def _has_reached(self) -> bool:
        stop = self.stop_when
        return stop is not None and is_met(self.run, stop, self.run.step, self.run.state)

    def _forget_stop(self) -> None:
        """Forget a stop that was for one showing."""
        if self.is_stop_once:
            self.stop_at(None)

    def _arrive(self) -> None:
        stamp = fingerprint(self.run)
        if self.expected and self.expected != stamp:
            self.sentence = narration.computes_differently(stamp, self.expected)
        self.goal, self.expected, self.seen = None, "", self.run.step
