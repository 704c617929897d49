"""How does a link get from a projector into a phone? A QR code, worked out here.

ISO/IEC 18004, model 2: the text as bytes, in the smallest of the versions 1 to 25 that holds it,
with error correction L or M. `encode` returns the modules; `svg` draws them.

References
----------
ISO/IEC 18004:2015, Information technology: QR Code bar code symbology specification.
"""

import numpy as np
from numpy.typing import NDArray

Modules = NDArray[np.bool_]

LARGEST = 25
QUIET = 4
"""White modules around a code."""

LEVELS = {"L": 1, "M": 0}
"""Levels of error correction, as the format information writes them."""

CORRECTION = {
    "L": (
        *(7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26),
        *(30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26),
    ),
    "M": (
        *(10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22),
        *(24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28, 28),
    ),
}
"""Codewords of error correction in each block, by version."""

BLOCKS = {
    "L": (1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12),
    "M": (1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21),
}
"""Blocks that the codewords are divided into, by version."""

FORMAT_GENERATOR, FORMAT_MASK = 0b10100110111, 0b101010000010010
VERSION_GENERATOR = 0b1111100100101
FIELD = 0x11D
"""The polynomial of the field of 256 elements in which errors are corrected."""


def encode(text: str, *, level: str = "M") -> Modules:
    """Write a text as a QR code.

    Parameters
    ----------
    text : str
        Written as UTF-8.
    level : {"L", "M"}
        How much may be damaged: 7 % or 15 %.

    Returns
    -------
    modules : ndarray of bool, shape (size, size)
        True is dark; without the white around it.

    Raises
    ------
    ValueError
        If the text is too long for the largest version.

    Examples
    --------
    >>> encode("https://example.org").shape
    (25, 25)
    """
    content = text.encode()
    version = _version(len(content), level)
    codewords = _interleaved(_data(content, version, level), version, level)
    modules, is_fixed = _frame(version)
    _place(modules, is_fixed, codewords)
    masked = [_masked(modules, is_fixed, mask, version, level) for mask in range(8)]
    return min(masked, key=_penalty)


def svg(modules: Modules) -> str:
    """Draw a code as an SVG image, dark on white in every theme: so readers expect it.

    Parameters
    ----------
    modules : ndarray of bool, shape (size, size)
        As `encode` returns them.

    Returns
    -------
    text : str
    """
    size = modules.shape[0] + 2 * QUIET
    dots = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z" for row, column in np.argwhere(modules).tolist()
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<path d="{dots}" fill="#000"/></svg>'
    )


def _raw_codewords(version: int) -> int:
    """Return how many codewords have room beside the fixed patterns."""
    modules = (16 * version + 128) * version + 64
    if version >= 2:
        n_centres = version // 7 + 2
        modules -= (25 * n_centres - 10) * n_centres - 55
        if version >= 7:
            modules -= 36
    return modules // 8


def _data_codewords(version: int, level: str) -> int:
    corrections = CORRECTION[level][version - 1] * BLOCKS[level][version - 1]
    return _raw_codewords(version) - corrections


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _version(n_bytes: int, level: str) -> int:
    for version in range(1, LARGEST + 1):
        if 4 + _count_bits(version) + 8 * n_bytes <= 8 * _data_codewords(version, level):
            return version
    most = (8 * _data_codewords(LARGEST, level) - 4 - _count_bits(LARGEST)) // 8
    raise ValueError(
        f"text: expected at most {most:,} bytes for a QR code that can still be read, got "
        f"{n_bytes:,}"
    )


def _data(content: bytes, version: int, level: str) -> list[int]:
    """Write the mode, the count and the content, filled up to the version's room."""
    room = _data_codewords(version, level)
    bits = f"0100{len(content):0{_count_bits(version)}b}"
    bits += "".join(f"{byte:08b}" for byte in content)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    codewords = [int(bits[start : start + 8], 2) for start in range(0, len(bits), 8)]
    padding = [0xEC, 0x11] * room
    return codewords + padding[: room - len(codewords)]


def _interleaved(data: list[int], version: int, level: str) -> list[int]:
    """Divide the data into blocks, correct each, and write them by turns."""
    n_blocks, n_correction = BLOCKS[level][version - 1], CORRECTION[level][version - 1]
    shortest, n_longer = divmod(len(data), n_blocks)
    generator = _generator(n_correction)
    blocks: list[list[int]] = []
    corrections: list[list[int]] = []
    start = 0
    for index in range(n_blocks):
        end = start + shortest + (index >= n_blocks - n_longer)
        blocks.append(data[start:end])
        corrections.append(_remainder(data[start:end], generator))
        start = end
    return [
        block[place]
        for group in (blocks, corrections)
        for place in range(max(map(len, group)))
        for block in group
        if place < len(block)
    ]


def _powers() -> tuple[list[int], dict[int, int]]:
    powers, value = list[int](), 1
    for _ in range(255):
        powers.append(value)
        value = (value << 1) ^ (FIELD if value & 0x80 else 0)
    return powers, {power: exponent for exponent, power in enumerate(powers)}


EXP, LOG = _powers()


def _times(a: int, b: int) -> int:
    return EXP[(LOG[a] + LOG[b]) % 255] if a and b else 0


def _generator(degree: int) -> list[int]:
    """Return the coefficients of (x - 1)(x - α)...(x - α^(degree - 1)), without the leading one."""
    coefficients = [1]
    for exponent in range(degree):
        shifted = [*coefficients, 0]
        scaled = [0, *(_times(one, EXP[exponent]) for one in coefficients)]
        coefficients = [a ^ b for a, b in zip(shifted, scaled, strict=True)]
    return coefficients[1:]


def _remainder(data: list[int], generator: list[int]) -> list[int]:
    rest = [0] * len(generator)
    for codeword in data:
        factor = codeword ^ rest[0]
        rest = [a ^ _times(b, factor) for a, b in zip([*rest[1:], 0], generator, strict=True)]
    return rest


def _centres(version: int) -> list[int]:
    """Return the rows and columns of the alignment patterns' centres."""
    if version == 1:
        return []
    n_centres = version // 7 + 2
    last = 4 * version + 10
    step = -(-(last - 6) // (2 * n_centres - 2)) * 2
    return [6, *(last - step * index for index in reversed(range(n_centres - 1)))]


def _frame(version: int) -> tuple[Modules, Modules]:
    """Draw what does not depend on the text, and say which modules that takes."""
    size = 4 * version + 17
    modules, is_fixed = np.zeros((size, size), bool), np.zeros((size, size), bool)
    modules[6, ::2] = modules[::2, 6] = True
    is_fixed[6] = is_fixed[:, 6] = True
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        _square(modules, is_fixed, row, column, 4, (0, 1, 3))
    # Beside the finders: the format information, whose modules are written with the mask.
    is_fixed[:9, :9] = is_fixed[:9, size - 8 :] = is_fixed[size - 8 :, :9] = True
    modules[size - 8, 8] = True
    centres = _centres(version)
    for row in centres:
        for column in centres:
            if (row, column) not in ((6, 6), (6, size - 7), (size - 7, 6)):
                _square(modules, is_fixed, row, column, 2, (0, 2))
    if version >= 7:
        information = version << 12 | _code(version << 12, VERSION_GENERATOR)
        bits = np.array([information >> bit & 1 for bit in range(18)], bool).reshape(6, 3)
        modules[:6, size - 11 : size - 8] = bits
        modules[size - 11 : size - 8, :6] = bits.T
        is_fixed[:6, size - 11 : size - 8] = is_fixed[size - 11 : size - 8, :6] = True
    return modules, is_fixed


def _square(
    modules: Modules, is_fixed: Modules, row: int, column: int, reach: int, dark: tuple[int, ...]
) -> None:
    """Draw squares within each other: those at the distances `dark` from the centre are dark."""
    size = modules.shape[0]
    for y in range(max(0, row - reach), min(size, row + reach + 1)):
        for x in range(max(0, column - reach), min(size, column + reach + 1)):
            modules[y, x] = max(abs(y - row), abs(x - column)) in dark
            is_fixed[y, x] = True


def _code(value: int, generator: int) -> int:
    """Return the rest of a division of polynomials whose coefficients are bits."""
    length = generator.bit_length()
    while value.bit_length() >= length:
        value ^= generator << (value.bit_length() - length)
    return value


def _place(modules: Modules, is_fixed: Modules, codewords: list[int]) -> None:
    """Write the codewords in their zigzag, two columns at a time, from the right."""
    size = modules.shape[0]
    bits = iter([codeword >> bit & 1 for codeword in codewords for bit in range(7, -1, -1)])
    is_upward = True
    for right in [*range(size - 1, 6, -2), *range(5, 0, -2)]:
        for row in reversed(range(size)) if is_upward else range(size):
            for column in (right, right - 1):
                if not is_fixed[row, column]:
                    modules[row, column] = next(bits, 0)
        is_upward = not is_upward


def _masked(modules: Modules, is_fixed: Modules, mask: int, version: int, level: str) -> Modules:
    """Turn some of the modules over, and write which were."""
    size = 4 * version + 17
    y, x = np.indices((size, size))
    pattern = (
        (y + x) % 2,
        y % 2,
        x % 3,
        (y + x) % 3,
        (y // 2 + x // 3) % 2,
        y * x % 2 + y * x % 3,
        (y * x % 2 + y * x % 3) % 2,
        ((y + x) % 2 + y * x % 3) % 2,
    )[mask]
    masked = modules ^ ((pattern == 0) & ~is_fixed)
    value = LEVELS[level] << 3 | mask
    information = (value << 10 | _code(value << 10, FORMAT_GENERATOR)) ^ FORMAT_MASK
    bits = [bool(information >> bit & 1) for bit in range(15)]
    around = [*((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8))]
    around += [(8, column) for column in (7, 5, 4, 3, 2, 1, 0)]
    beside = [(8, size - 1 - bit) for bit in range(8)]
    beside += [(size - 15 + bit, 8) for bit in range(8, 15)]
    for places in (around, beside):
        for (row, column), bit in zip(places, bits, strict=True):
            masked[row, column] = bit
    return masked


def _penalty(modules: Modules) -> int:
    """Rate how hard a code is to read: runs, blocks, patterns like a finder's, and imbalance."""
    total = 0
    finders = (
        np.array([1, 0, 1, 1, 1, 0, 1, 0, 0, 0, 0], bool),
        np.array([0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1], bool),
    )
    for lines in (modules, modules.T):
        for line in lines:
            edges = np.flatnonzero(np.diff(line)) + 1
            lengths = np.diff([0, *edges.tolist(), line.size])
            total += int((lengths[lengths >= 5] - 2).sum())
        windows = np.lib.stride_tricks.sliding_window_view(lines, 11, axis=1)
        for finder in finders:
            total += 40 * int((windows == finder).all(axis=2).sum())
    same = modules[:-1, :-1]
    blocks = (same == modules[1:, :-1]) & (same == modules[:-1, 1:]) & (same == modules[1:, 1:])
    total += 3 * int(blocks.sum())
    share = 100 * float(modules.mean())
    return total + 10 * int(abs(share - 50) // 5)
