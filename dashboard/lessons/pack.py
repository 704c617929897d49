"""How does a lesson become a file, and a file a lesson again? One JSON document, nothing more.

`write_pack` writes it, `read_pack` reads it, and `pack_schema` is its published schema. Whatever
is wrong with a file is told in one sentence that names the field.
"""

import json
from dataclasses import fields
from typing import Any, NoReturn, cast

from dashboard.lessons.lesson import Lesson
from dashboard.lessons.pack_records import LESSON, STEPS

FORMAT = "watch-it-learn lesson"
VERSION = 1
MAX_BYTES = 500_000


def write_pack(lesson: Lesson) -> str:
    """Write a lesson as a JSON document.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.

    Returns
    -------
    text : str
        What is as it is by default is left out.
    """
    document = {"format": FORMAT, "version": VERSION, **_plain(lesson)}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_pack(content: bytes) -> Lesson:
    """Read a lesson of any origin.

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    lesson : Lesson
        Sound: every run in it can be opened, and every text shown.

    Raises
    ------
    ValueError
        If it is none, or not a sound one; the message is one sentence for a teacher.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1000:,.0f} KB, and a lesson at most "
            f"{MAX_BYTES // 1000} KB."
        )
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise ValueError("This is not text in UTF-8: a lesson is one JSON file.") from None
    except json.JSONDecodeError as problem:
        raise ValueError(
            f"This is not JSON (line {problem.lineno}, column {problem.colno}): a lesson is what "
            "this page exports as one."
        ) from None
    except RecursionError:
        raise ValueError("This JSON is nested too deeply for a lesson.") from None
    if not isinstance(document, dict) or cast(Any, document.get("format")) != FORMAT:
        raise ValueError(f'format: expected "{FORMAT}", which begins every lesson exported here.')
    if cast(Any, document.get("version")) != VERSION:
        raise ValueError(f"version: expected {VERSION}, got {str(document.get('version'))[:20]}.")
    return cast(Lesson, LESSON.read(document, ""))


def pack_schema() -> dict[str, Any]:
    """Return the JSON schema of such files, as it is published in ``docs/``."""
    schema = LESSON.schema()
    schema["properties"] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        **schema["properties"],
    }
    schema["required"] = ["format", "version", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A lesson of Watch It Learn",
        **schema,
    }


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"The file holds {name}, and a lesson has finite numbers only.")


def _plain(value: Any) -> Any:
    """Write a dataclass as what JSON can hold, without what is as by default."""
    if isinstance(value, tuple):
        return [_plain(item) for item in cast(tuple[Any, ...], value)]
    if isinstance(value, frozenset):
        return sorted(cast(frozenset[str], value))
    if not hasattr(value, "__dataclass_fields__"):
        return value
    names = {record.made: name for name, record in STEPS.items()}
    written: dict[str, Any] = {"step": names[type(value)]} if type(value) in names else {}
    for field in fields(value):
        held = getattr(value, field.name)
        is_default = held == field.default or (field.name == "locked" and not held)
        if not is_default:
            written[field.name] = _plain(held)
    return written
