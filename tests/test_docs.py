"""The documents do not lag: every command, path and make target they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.__main__ import main
from report.__main__ import main as briefing

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_path_named_exists(text: str) -> None:
    linked = re.findall(r"\]\(([^)#]+)\)", text) + re.findall(r"`((?:[a-z_]+/)+[a-z_]*(?:\.[a-z]+)?)`", text)
    for path in linked:
        if "var" not in path and "<" not in path:
            assert (ROOT / path).exists(), path


def test_every_command_of_the_program_is_in_the_readme_and_every_one_there_exists(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    known = set(re.findall(r"^    ([a-z]+) ", capsys.readouterr().out, re.MULTILINE))
    named = set(re.findall(r"python -m etl ([a-z]+)", README)) | {"start", "restore"}
    assert known == named


def test_every_option_of_the_briefing_command_is_in_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        briefing(["briefing", "--help"])
    known = set(re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.MULTILINE))
    assert known and {option for option in known if option not in README} == set()


def test_make_targets_named_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"^make ([a-z]+)", README + "\n" + CONTRIBUTING, re.MULTILINE)) <= targets


def test_everything_is_pinned_and_no_host_is_named() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = [line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if line and not line.startswith(("#", "-r"))]
        assert lines and all(re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9.]+", line) for line in lines), name
