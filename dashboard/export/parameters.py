"""How do the weights leave the page? Exactly, as arrays for numpy or as JSON for anything else."""

import io
import json
from typing import Any, cast

import numpy as np

from dashboard.config import parameter_names
from network import Params


def parameters_npz(params: Params) -> bytes:
    """Pack parameters as numpy's own kind of archive.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.

    Returns
    -------
    archive : bytes
        For ``np.load``: each array under its name.

    Examples
    --------
    >>> archive = parameters_npz({"W1": np.array([[0.1]]), "b1": np.array([[2.0]])})
    >>> np.load(io.BytesIO(archive))["W1"].tolist()
    [[0.1]]
    """
    archive = io.BytesIO()
    np.savez(archive, **cast(dict[str, Any], params))
    return archive.getvalue()


def parameter_lists(params: Params) -> dict[str, list[list[float]]]:
    """Write parameters as lists of rows, in the order of the layers.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.

    Returns
    -------
    lists : dict of str to list
        A row is a unit. A float's shortest text names it exactly, so nothing is rounded.
    """
    return {name: params[name].tolist() for name in parameter_names(len(params) // 2)}


def parameters_json(params: Params) -> str:
    """Write parameters as one JSON object.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer; all finite.

    Returns
    -------
    text : str

    Examples
    --------
    >>> print(parameters_json({"W1": np.array([[0.1, -3.0]]), "b1": np.array([[2.0]])}))
    {
      "W1": [[0.1, -3.0]],
      "b1": [[2.0]]
    }
    <BLANKLINE>
    """
    rows = [
        f"  {json.dumps(name)}: {json.dumps(lists, allow_nan=False)}"
        for name, lists in parameter_lists(params).items()
    ]
    return "{\n" + ",\n".join(rows) + "\n}\n"
