import random
from xml.etree import ElementTree

import numpy as np
import pytest
import qrcode
from qrcode.util import MODE_8BIT_BYTE, QRData

from dashboard import qr

LEVELS = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M}
LETTERS = "abcdefghijklmnopqrstuvwxyzABC?&=:/-,.0123456789"


def room(version, level):
    """Bytes that fit into a version, by the other library's own tables."""
    blocks = qrcode.base.rs_blocks(version, LEVELS[level])
    return (8 * sum(block.data_count for block in blocks) - 4 - (8 if version < 10 else 16)) // 8


def theirs(text, level, mask):
    code = qrcode.QRCode(error_correction=LEVELS[level], border=0, mask_pattern=mask)
    code.add_data(QRData(text.encode(), mode=MODE_8BIT_BYTE))
    code.make(fit=True)
    return np.array(code.get_matrix(), dtype=bool)


def mask_of(modules):
    """Read the mask from the format information, as ISO/IEC 18004 writes it around a finder."""
    bits = "".join(str(int(modules[8, column])) for column in (2, 3, 4))
    return int(bits, 2) ^ 0b101


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("version", range(1, 26))
def test_a_code_is_that_of_another_library_module_by_module(version, level):
    most = room(version, level)
    least = room(version - 1, level) + 1 if version > 1 else 1
    rng = random.Random(version)
    for length in {least, (least + most) // 2, most}:
        text = "".join(rng.choices(LETTERS, k=length))
        modules = qr.encode(text, level=level)
        assert modules.shape == (17 + 4 * version,) * 2
        assert np.array_equal(modules, theirs(text, level, mask_of(modules)))


def test_letters_of_every_alphabet_are_written_as_utf_8():
    modules = qr.encode("Größe σ(z) 網")
    assert np.array_equal(modules, theirs("Größe σ(z) 網", "M", mask_of(modules)))


def test_a_long_text_gets_the_mask_that_the_other_library_takes():
    text = "https://learn.example/lessons?" + "lesson=a-neuron-is-a-line&at=3&" * 12
    assert np.array_equal(qr.encode(text), theirs(text, "M", None))


def test_what_no_code_could_hold_is_told_in_a_sentence():
    with pytest.raises(ValueError, match=r"expected at most 997 bytes .*, got 998"):
        qr.encode("x" * 998)
    assert qr.encode("x" * 1_273, level="L").shape == (117, 117)


def test_the_drawing_has_every_dark_module_and_white_around():
    modules = qr.encode("https://example.org")
    image = ElementTree.fromstring(qr.svg(modules))
    assert image.get("viewBox") == "0 0 33 33"
    paper, dots = image
    assert (paper.get("width"), paper.get("fill"), dots.get("fill")) == ("33", "#fff", "#000")
    corners = [dot.split("h")[0].split() for dot in dots.get("d").split("M")[1:]]
    found = np.zeros((33, 33), bool)
    for column, row in corners:
        found[int(row), int(column)] = True
    assert np.array_equal(found, np.pad(modules, 4))
