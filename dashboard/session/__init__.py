"""What can a learner do to a run? Play, pause, step, change, undo: each one method.

A `Session` is one learner's tab. It knows nothing of Streamlit: `state` keeps it and calls it.
Every method computes first and assigns last, because a script may be interrupted in between.

It is one class in layers, a file each, and each calls only what lies below it: `watched` (what is
known of the run), `futures`, `playing`, `changing`, `branching`, `opening`, `owning`.
"""

from collections.abc import Mapping

from dashboard.config import RunConfig
from dashboard.link import Address
from dashboard.run import start
from dashboard.session.owning import Owning
from dashboard.session.watched import DEFAULT_NAME, at_step

__all__ = ["DEFAULT_NAME", "Session", "at_step", "new_session"]


class Session(Owning):
    """One learner's run, and how it is being watched: all layers together."""


def new_session(
    address: Address,
    parameters: Mapping[str, str] | None = None,
    *,
    name: str = DEFAULT_NAME,
) -> Session:
    """Make the session of a tab that was opened with a link.

    Parameters
    ----------
    address : Address
        What the link says; an empty one for the defaults.
    parameters : mapping of str to str, optional
        The link itself.
    name : str
        Which of a learner's runs it is.

    Returns
    -------
    session : Session
    """
    session = Session(start(RunConfig()), name=name)
    session.open(address, parameters=parameters)
    return session
