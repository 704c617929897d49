"""Is the bundle what its modules are, each once, and in an order in which they can run?"""

import re

import pytest

from dashboard.bundle import bundle
from dashboard.modules import ENTRIES, FOLDERS


@pytest.fixture
def write(tmp_path):
    """Make up modules, and return where they lie."""

    def write_all(**sources: str):
        for name, source in sources.items():
            (tmp_path / f"{name}.js").write_text(source, encoding="utf-8")
        return {"own": tmp_path}

    return write_all


def test_modules_come_once_each_after_what_they_import(write):
    folders = write(
        main='import { two } from "./two.js";\nimport { one as first } from "./one.js";\n'
        "export default function show(a) {\n  return two(first, a);\n}\n",
        two='import { one } from "./one.js";\nexport function two() {\n  return one;\n}\n',
        one="export const one = 1;\nconst hidden = 2;\nexport class Other {}\n",
    )
    source = bundle(folders, ["own/main.js"])
    assert re.findall(r'^M\["(.*?)"\] =', source, re.MULTILINE) == [
        "own/one.js",
        "own/two.js",
        "own/main.js",
    ]
    assert 'const { one: first } = M["own/one.js"];' in source
    assert "return { one, Other };" in source  # and not what is hidden
    assert "return { default: show };" in source
    assert source.endswith('export default { "own/main.js": M["own/main.js"].default };\n')


def test_a_module_finds_its_own_address(write):
    folders = write(main='export const css = new URL("./a.css", import.meta.url).href;\n')
    source = bundle(folders, ["own/main.js"])
    assert 'new URL("./a.css", address)' in source
    assert '})(new URL("own/main.js", import.meta.url).href);' in source


@pytest.mark.parametrize(
    "line",
    [
        'import all from "./one.js";',
        'import * as all from "./one.js";',
        'import "./one.js";',
        'export * from "./one.js";',
        "export { one };",
        "export default 3;",
        'const later = await import("./one.js");',
    ],
)
def test_what_it_cannot_rewrite_it_refuses(write, line):
    folders = write(main=f"{line}\n", one="export const one = 1;\n")
    with pytest.raises(ValueError, match=r"own/main\.js: expected named imports"):
        bundle(folders, ["own/main.js"])


def test_a_circle_is_refused_with_its_way(write):
    folders = write(
        one='import { two } from "./two.js";\nexport const one = 1;\n',
        two='import { one } from "./one.js";\nexport const two = 2;\n',
    )
    way = r"own/one\.js: imports itself, by way of own/one\.js, own/two\.js"
    with pytest.raises(ValueError, match=way):
        bundle(folders, ["own/one.js"])


def test_ours_holds_every_module_with_all_that_it_says():
    source = bundle(FOLDERS, ENTRIES)
    files = {
        f"{name}/{file.name}": file.read_text(encoding="utf-8")
        for name, folder in FOLDERS.items()
        for file in folder.glob("*.js")
    }
    held = re.findall(r'^M\["(.*?)"\] =', source, re.MULTILINE)
    assert sorted(held) == sorted(files)
    for name, text in files.items():
        for line in text.splitlines():
            if line and not re.match(r"import |export |\} from |  \w+,$", line):
                assert line.replace("import.meta.url", "address") in source, (name, line)
    assert len(re.findall(r"^(?:import|export)", source, re.MULTILINE)) == 1
