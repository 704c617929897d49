"""What has the doctor said of this run, and does the change help? Asked once for each step."""

from dataclasses import dataclass

from dashboard.batch import train_in_turns
from dashboard.doctor.diagnose import diagnose
from dashboard.doctor.finding import Finding
from dashboard.history import History
from dashboard.run import Run, start

LONGEST_TRIAL = 20_000
"""Steps for which a change is tried at most; a run further on is compared with that many."""

PATIENCE_SECONDS = 0.4
"""So long a press waits for a trial; what is left is trained in sight."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A run with the change, on the way to the step at which it is compared.

    Parameters
    ----------
    run : Run
        As far as it is.
    goal : int
        That step.
    """

    run: Run
    goal: int

    @property
    def is_done(self) -> bool:
        """Whether it has come there, or can go no further."""
        return self.run.step >= self.goal or self.run.has_ended


class Consultation:
    """What one learner's doctor knows: of one run at one step, the finding and the trial."""

    def __init__(self) -> None:
        self._history: History | None = None
        self._step = -1
        self._finding: Finding | None = None
        self.trial: Trial | None = None

    def finding(self, run: Run) -> Finding | None:
        """Return what is wrong with a run, found out once for each step of it.

        Parameters
        ----------
        run : Run
            At its cursor.
        """
        if run.history is not self._history or run.step != self._step:
            self._finding, self.trial = diagnose(run), None
            self._history, self._step = run.history, run.step
        return self._finding

    def try_change(self) -> None:
        """Begin to train a run with the change of the finding, to the same step."""
        finding = self._finding
        if finding is not None and finding.change is not None:
            goal = min(self._step, LONGEST_TRIAL)
            self.trial = Trial(start(finding.change.config), goal)
            self.train_on(PATIENCE_SECONDS)

    def train_on(self, seconds: float) -> None:
        """Train the trial a bit further.

        Parameters
        ----------
        seconds : float
            How long it may take.
        """
        trial = self.trial
        if trial is not None and not trial.is_done:
            further = train_in_turns(trial.run, trial.goal, seconds=seconds)
            self.trial = Trial(further, trial.goal)

    def dismiss(self) -> None:
        """Put the trial away."""
        self.trial = None
