"""What does a formula with numbers in it come to? Reads TeX as Python, for tests."""

import math
import re

NAMES = {
    "exp": lambda x: math.exp(x) if x < 700 else math.inf,
    "log": math.log,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "max": max,
}


def value_of(tex: str) -> float:
    """Compute what TeX with only numbers in it says."""
    text = re.sub(r"\}\\bigl", "} * ", tex)
    text = re.sub(r" \\\\ &\\quad|\\[,;!]|\\bigl|\\bigr", "", text)
    text = re.sub(r"([\d.]+) \\times 10\^\{(-?\d+)\}", r"\1e\2", text)
    text = text.replace(r"\cdot", "*").replace(r"\tanh", "tanh").replace(r"\max", "max")
    text = re.sub(r"_\{\\text\{[^}]*\}\}", "", text)
    text = re.sub(r"\\ln ([\d.e-]+)", r"log(\1)", text).replace(r"\ln", "log")
    while "{" in text:
        # The innermost braces first; what stands before them says what they are.
        at = text.rindex("{")
        end = text.index("}", at)
        text = f"{text[:at]}⟨{text[at + 1 : end]}⟩{text[end + 1 :]}"
    text = re.sub(r"\\underbrace⟨([^⟨⟩]*)⟩", r"(\1)", text)
    while "⟨" in text:
        inner = r"⟨([^⟨⟩]*)⟩"
        before = text
        text = re.sub(rf"(?<![\w.])e\^{inner}", r"exp(\1)", text)
        text = re.sub(rf"\\sqrt{inner}", r"sqrt(\1)", text)
        text = re.sub(rf"\\frac{inner}{inner}", r"((\1)/(\2))", text)
        text = re.sub(rf"\^{inner}", r"**(\1)", text)
        if text == before:
            raise ValueError(f"expected TeX that can be computed, got {tex!r}")
    text = text.replace("^", "**")
    if not re.fullmatch(r"(?:exp|log|tanh|sqrt|max|[\d.e+*/(), -])*", text):
        raise ValueError(f"expected nothing but numbers, got {text!r} of {tex!r}")
    return float(eval(text, {"__builtins__": {}}, NAMES))
