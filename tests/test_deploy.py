"""Do the files of ``deploy/`` agree with each other, and with the app that they deploy?

Docker and nginx are not needed here; `test_replicas` runs the configuration in a real nginx.
"""

import ast
import json
import re
import shlex
import tomllib
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from streamlit.web.server.starlette.starlette_server_config import DEFAULT_WEBSOCKET_PING_INTERVAL

from benchmarks.replicas import filled_in
from dashboard import settings
from dashboard.modules import PREFIX
from dashboard.plotly_bundle import PLOTLY_PATH

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
TEMPLATE = (DEPLOY / "nginx.conf.template").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
REPLICAS = {name: service for name, service in SERVICES.items() if name.startswith("app-")}
NGINX = SERVICES["nginx"]
VARIABLES = set(re.findall(r"\$\{([A-Z_0-9]+)\}", TEMPLATE))


def without_comments(text: str) -> str:
    return re.sub(r"(^|\s)#.*", "", text)


def dockerfile() -> list[tuple[str, str]]:
    """Give the instructions of the container file, each with what follows it."""
    lines = re.sub(r"\\\n\s*", "", (DEPLOY / "Dockerfile").read_text()).splitlines()
    parts = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in parts]


def instructions(word: str) -> list[str]:
    return [rest for name, rest in dockerfile() if name == word]


def app_port() -> int:
    (command,) = instructions("CMD")
    (port,) = [part for part in json.loads(command) if part.startswith("--server.port=")]
    return int(port.partition("=")[2])


def directive(name: str) -> str:
    """Return the value of a directive that nginx is given once."""
    (value,) = re.findall(rf"^\s*{name}\s+([^;]+);", without_comments(TEMPLATE), re.MULTILINE)
    return value


def megabytes(text: str) -> int:
    assert text.endswith("m")
    return int(text[:-1])


def test_compose_fills_in_all_that_the_template_leaves_open() -> None:
    assert set(NGINX["environment"]) == VARIABLES
    shell, flag, command = NGINX["command"]
    assert (shell, flag) == ("sh", "-c")
    # Compose turns two dollar signs into one, which the shell's single quotes then keep.
    program, names, *_ = shlex.split(command.replace("$$", "$"))
    assert program == "envsubst"
    assert names.split() == [f"${{{name}}}" for name in NGINX["environment"]]


def test_the_benchmark_fills_in_the_same_and_nothing_else() -> None:
    text = filled_in("1.2.3.4:80", ["5.6.7.8:90", "5.6.7.9:91"], "/folder")
    given = {
        "LISTEN": "1.2.3.4:80",
        "REPLICA_1": "5.6.7.8:90",
        "REPLICA_2": "5.6.7.9:91",
        "STATE": "/folder",
    }
    assert set(given) == VARIABLES
    expected = TEMPLATE
    for name, value in given.items():
        expected = expected.replace(f"${{{name}}}", value)
    assert text == expected


def test_nginx_asks_every_replica_where_compose_puts_it() -> None:
    assert len(REPLICAS) == 2
    addresses = [replica["networks"]["inside"]["ipv4_address"] for replica in REPLICAS.values()]
    asked = [NGINX["environment"][f"REPLICA_{number}"] for number in (1, 2)]
    assert asked == [f"{address}:{app_port()}" for address in addresses]
    (network,) = COMPOSE["networks"]["inside"]["ipam"]["config"]
    assert all(ip_address(address) in ip_network(network["subnet"]) for address in addresses)
    assert "inside" in NGINX["networks"]


def test_every_upstream_has_every_replica() -> None:
    upstreams = dict(re.findall(r"^    upstream (\w+) \{(.*?)^    \}", TEMPLATE, re.M | re.S))
    assert set(upstreams) == {"any", "first", "second"}
    for servers in upstreams.values():
        assert sorted(re.findall(r"server \$\{REPLICA_(\d)\}", servers)) == ["1", "2"]


def test_only_nginx_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    (published,) = NGINX["ports"]
    assert published.rpartition(":")[2] == NGINX["environment"]["LISTEN"]
    assert not any("network_mode" in service for service in SERVICES.values())


def test_the_command_reads_the_template_that_is_mounted() -> None:
    (mount,) = NGINX["volumes"]
    source, target, mode = mount.split(":")
    assert (DEPLOY / source).resolve() == DEPLOY / "nginx.conf.template"
    assert f"<{target} " in NGINX["command"][2]
    assert mode == "ro"


def test_what_nginx_writes_lies_where_it_may_write() -> None:
    assert NGINX["environment"]["STATE"] in NGINX["tmpfs"]
    paths = re.findall(r"^\s*(?:\w+_temp_path|proxy_cache_path|pid)\s+(\S+)", TEMPLATE, re.M)
    assert len(paths) == 7
    assert all(path.startswith("${STATE}/") for path in paths)


def test_replicas_share_a_secret_that_is_not_in_the_tree() -> None:
    secrets = {one["environment"]["STREAMLIT_SERVER_COOKIE_SECRET"] for one in REPLICAS.values()}
    (secret,) = secrets
    assert secret.startswith("${COOKIE_SECRET:?")  # compose refuses to start without it
    assert ".env" in (DEPLOY / ".gitignore").read_text().split()


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "privileged" not in service
    assert not any("docker.sock" in volume for volume in service.get("volumes", []))


def test_compose_builds_the_container_file_from_the_root() -> None:
    for replica in REPLICAS.values():
        assert (DEPLOY / replica["build"]["context"]).resolve() == ROOT
        assert (ROOT / replica["build"]["dockerfile"]).resolve() == DEPLOY / "Dockerfile"


def test_what_is_copied_is_what_the_build_is_sent() -> None:
    sources = {rest.split()[0] for rest in instructions("COPY")}
    lines = (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    sent = {rule[1:] for rule in rules if rule.startswith("!")}
    assert {path.split("/")[0] for path in sent} == sources
    assert all((ROOT / path).exists() for path in sent)
    runs_on = {"app.py", "network", "dashboard", "pages", ".streamlit", "requirements.txt"}
    assert sources == runs_on
    # No rule lets anything back in after these, so that nothing compiled elsewhere is sent.
    assert rules[-2:] == ["**/__pycache__", "**/*.pyc"]


def test_the_image_has_the_requirements_of_the_app_alone() -> None:
    (install,) = [rest for rest in instructions("RUN") if "pip install" in rest]
    assert install.split()[-2:] == ["-r", "requirements.txt"]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    (image,) = instructions("FROM")
    version = re.match(r"python:(\d+)\.(\d+)-slim", image)
    assert version
    assert tuple(map(int, version.groups())) >= tuple(
        map(int, project["requires-python"].removeprefix(">=").split("."))
    )


def test_the_container_runs_as_nobody_in_particular_with_one_thread() -> None:
    (user,) = instructions("USER")
    assert int(user) > 0
    words = [word for word, _ in dockerfile()]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "COPY")
    assert "OPENBLAS_NUM_THREADS=1" in " ".join(instructions("ENV")).split()


def test_the_container_says_how_it_is() -> None:
    (check,) = instructions("HEALTHCHECK")
    program, flag, script = json.loads(check.partition(" CMD ")[2])
    assert (program, flag) == ("python", "-c")
    ast.parse(script)
    assert f"http://127.0.0.1:{app_port()}/_stcore/health" in script
    assert instructions("EXPOSE") == [str(app_port())]
    (asked,) = [part for part in NGINX["healthcheck"]["test"] if part.startswith("http")]
    assert asked == f"http://127.0.0.1:{NGINX['environment']['LISTEN']}/_stcore/health"


def test_nginx_keeps_the_files_whose_address_changes_with_them() -> None:
    (pattern,) = re.findall(r"location ~ (\^/\(static\S*) \{", TEMPLATE)
    for path in (PREFIX, PLOTLY_PATH, "static/js/index.js"):
        assert re.match(pattern, f"/{path}")
    for path in ("/", "/the_code", "/_stcore/health", "/media/x", "/statics"):
        assert not re.match(pattern, path)


def test_nginx_lets_through_what_the_app_allows_and_little_more() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    allowed = config["server"]["maxUploadSize"]
    assert allowed < megabytes(directive("client_max_body_size")) <= allowed + 1
    number, size = directive("large_client_header_buffers").split()
    # In an address a comma or a colon takes three characters.
    assert int(number) >= 2
    assert 1024 * int(size.removesuffix("k")) >= 3 * settings.MAX_LINK_LENGTH


def test_a_quiet_websocket_outlives_a_missed_ping() -> None:
    (stream,) = re.findall(r"location = /_stcore/stream \{([^}]*)\}", TEMPLATE)
    for name in ("proxy_read_timeout", "proxy_send_timeout"):
        (seconds,) = re.findall(rf"{name} (\d+)s;", stream)
        assert int(seconds) >= 2 * DEFAULT_WEBSOCKET_PING_INTERVAL + 10


def test_the_operators_page_names_the_variables_that_there_are() -> None:
    page = (ROOT / "docs" / "OPERATING.md").read_text()
    sources = "".join(path.read_text() for path in (ROOT / "dashboard").rglob("*.py"))
    pattern = r"\bWATCH_IT_LEARN_[A-Z_]+\b"
    assert set(re.findall(pattern, page)) == set(re.findall(pattern, sources))
