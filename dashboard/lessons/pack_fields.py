"""What may stand in a lesson that came as a file? Kinds of fields: each reads, and has a schema.

What is wrong is told by the field's path, what was expected, and what came.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from typing import Any, Protocol, cast
from urllib.parse import parse_qsl

from dashboard import settings
from dashboard.lessons.pack_text import check_text
from dashboard.link import decode


class Kind(Protocol):
    """What a field may hold."""

    def read(self, value: object, path: str) -> Any:
        """Return the value, or raise ``ValueError`` with the path of the field."""
        ...

    def schema(self) -> dict[str, Any]:
        """Return the JSON schema of it."""
        ...


def refuse(path: str, expected: str, value: object) -> ValueError:
    """Write what is wrong with a field.

    Examples
    --------
    >>> str(refuse("steps[2].until", "a whole number from 0 to 200,000", "x"))
    'steps[2].until: expected a whole number from 0 to 200,000, got "x".'
    """
    text = json.dumps(value, ensure_ascii=False, default=str)
    return ValueError(f"{path}: expected {expected}, got {text[:40]}{'…' * (len(text) > 40)}.")


@dataclass(frozen=True)
class Text:
    """Words: Markdown without HTML."""

    most: int
    least: int = 0
    has_images: bool = False

    def read(self, value: object, path: str) -> str:
        """Return the text."""
        if not isinstance(value, str) or len(value.strip()) < self.least:
            raise refuse(path, "some text" if self.least else "text", value)
        try:
            check_text(value, most=self.most, has_images=self.has_images)
        except ValueError as problem:
            raise ValueError(f"{path}: {problem}.") from None
        return value

    def schema(self) -> dict[str, Any]:
        """Return the schema; an image adds characters that are not counted."""
        most = {} if self.has_images else {"maxLength": self.most}
        return {"type": "string", **({"minLength": self.least} if self.least else {}), **most}


@dataclass(frozen=True)
class Number:
    """A number within bounds."""

    low: float
    high: float
    is_whole: bool = False

    def read(self, value: object, path: str) -> float:
        """Return the number."""
        kind = "a whole number" if self.is_whole else "a number"
        expected = f"{kind} from {self.low:,g} to {self.high:,.10g}"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise refuse(path, expected, value)
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise refuse(path, expected, value)
        if self.is_whole and value != int(value):
            raise refuse(path, expected, value)
        return int(value) if self.is_whole else float(value)

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        kind = "integer" if self.is_whole else "number"
        return {"type": kind, "minimum": self.low, "maximum": self.high}


@dataclass(frozen=True)
class OneOf:
    """One name of a few."""

    names: tuple[str, ...]

    def read(self, value: object, path: str) -> str:
        """Return the name."""
        if not isinstance(value, str) or value not in self.names:
            raise refuse(path, f"one of {', '.join(self.names)}", value)
        return value

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"enum": list(self.names)}


@dataclass(frozen=True)
class Name:
    """What something is called in a link: small letters, digits and hyphens."""

    most: int = 60

    def read(self, value: object, path: str) -> str:
        """Return the name."""
        letters = set("abcdefghijklmnopqrstuvwxyz0123456789-")
        is_name = isinstance(value, str) and 0 < len(value) <= self.most and set(value) <= letters
        if not is_name:
            raise refuse(path, f"up to {self.most} small letters, digits and hyphens", value)
        return cast(str, value)

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"type": "string", "pattern": f"^[a-z0-9-]{{1,{self.most}}}$"}


@dataclass(frozen=True)
class Link:
    """A run, as in the address of the playground; with data of its own only if they are drawn."""

    is_needed: bool = True

    def read(self, value: object, path: str) -> str:
        """Return the link."""
        if not isinstance(value, str) or (self.is_needed and not value):
            raise refuse(path, 'a link such as "data=xor&dims=4"', value)
        address = decode(dict(parse_qsl(value)))
        problems = list(address.problems)
        if address.wanted:
            problems.append("own: expected points drawn by hand, got a table that it only names")
        if problems:
            raise ValueError(f"{path}: {problems[0].partition(', so ')[0].rstrip('.')}.")
        return value

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        least = {"minLength": 1} if self.is_needed else {}
        return {"type": "string", **least, "maxLength": settings.MAX_LINK_LENGTH}


@dataclass(frozen=True)
class ListOf:
    """Several of one kind."""

    kind: Kind
    most: int
    least: int = 0
    made: type = tuple
    """What they become."""

    def read(self, value: object, path: str) -> Any:
        """Return them all."""
        count = f"{self.least} to {self.most}" if self.least < self.most else f"{self.most}"
        if not isinstance(value, list):
            raise refuse(path, f"a list of {count}", value)
        items = cast(list[object], value)
        if not self.least <= len(items) <= self.most:
            raise ValueError(f"{path}: expected {count} of them, got {len(items):,}.")
        return self.made(
            self.kind.read(item, f"{path}[{index}]") for index, item in enumerate(items)
        )

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        counts = {"minItems": self.least, "maxItems": self.most}
        return {"type": "array", "items": self.kind.schema(), **counts}


@dataclass(frozen=True)
class OrNothing:
    """A kind, or null."""

    kind: Kind

    def read(self, value: object, path: str) -> Any:
        """Return the value."""
        return None if value is None else self.kind.read(value, path)

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {"anyOf": [self.kind.schema(), {"type": "null"}]}


@dataclass(frozen=True)
class Record:
    """A dataclass: a kind for each of its fields; those with a default may be left out."""

    made: Any
    kinds: Mapping[str, Kind]
    others: tuple[str, ...] = ()
    """Keys that stand beside the fields and are read elsewhere."""

    def read(self, value: object, path: str) -> Any:
        """Return the dataclass."""
        if not isinstance(value, dict):
            raise refuse(path, "an object", value)
        given = cast(dict[str, object], value)
        dot = f"{path}." if path else ""
        unknown = [key for key in given if key not in self.kinds and key not in self.others]
        if unknown:
            name = str(unknown[0])[:30]
            raise ValueError(f"{dot}{name}: expected one of {', '.join(self.kinds)} in its place.")
        missing = [name for name in self.needed if name not in given]
        if missing:
            raise ValueError(f"{dot}{missing[0]}: expected, but the file has no such field.")
        read = {
            name: kind.read(given[name], f"{dot}{name}")
            for name, kind in self.kinds.items()
            if name in given
        }
        return self.made(**read)

    @property
    def needed(self) -> Sequence[str]:
        """Names of the fields without a default."""
        return [
            field.name
            for field in fields(self.made)
            if field.default is MISSING and field.default_factory is MISSING
        ]

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        return {
            "type": "object",
            "properties": {name: kind.schema() for name, kind in self.kinds.items()},
            "required": list(self.needed),
            "additionalProperties": False,
        }
