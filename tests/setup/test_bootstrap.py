"""The set-up of a bare machine. Programs of the machine (apt-get, sudo, node) are small scripts here."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import bootstrap
from bootstrap import NotReadyError, Workshop

ROOT = Path(bootstrap.__file__).parent


@pytest.fixture
def machine(tmp_path):
    """A folder that is the machine's whole PATH; `machine(name, script)` puts a program there."""
    programs = tmp_path / "bin"
    programs.mkdir()

    def put(name: str, script: str) -> Path:
        program = programs / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        return program

    put.path = programs
    return put


@pytest.fixture
def shop(tmp_path, machine):
    root = tmp_path / "clone"
    (root / "pwa" / "src").mkdir(parents=True)
    (root / "requirements").mkdir()
    return Workshop(root, search=str(machine.path))


@pytest.fixture
def bare(tmp_path):
    """The root of a file system with nothing on it."""
    return tmp_path / "slash"


def test_a_step_is_done_again_only_when_its_inputs_change(shop):
    source = shop.root / "pwa" / "src" / "report.ts"
    source.write_text("1")
    shop.finish("build", shop.digest([shop.root / "pwa"]))
    (shop.root / "pwa" / "dist").mkdir()
    (shop.root / "pwa" / "dist" / "report.js").write_text("what comes out is no input")
    assert shop.done("build", shop.digest([shop.root / "pwa"]))
    source.write_text("2")
    assert not shop.done("build", shop.digest([shop.root / "pwa"]))


def test_a_renamed_file_is_a_change(shop):
    (shop.root / "pwa" / "a.ts").write_text("1")
    before = shop.digest([shop.root / "pwa"])
    (shop.root / "pwa" / "a.ts").rename(shop.root / "pwa" / "b.ts")
    assert shop.digest([shop.root / "pwa"]) != before


def test_a_failed_command_shows_its_last_lines_and_what_to_do(shop, machine):
    program = machine("breaks", "echo the reason; exit 3")
    with pytest.raises(NotReadyError, match=r"(?s)Building: did not work.*the reason.*Ask the neighbour\."):
        shop.call("Building", [program], "Ask the neighbour.")


def test_what_failed_is_not_remembered_as_done(shop, machine):
    locked = shop.root / "requirements" / "run.txt"
    locked.write_text("")
    shop.python.parent.mkdir(parents=True)
    shop.python.symlink_to(machine("python", 'case "$*" in *--version*) exit 0;; esac; exit 1'))
    for _ in range(2):
        with pytest.raises(NotReadyError, match="locked Python packages"):
            bootstrap.prepare_packages(shop, "run")


def test_packages_are_installed_by_hash_and_only_once(shop, machine, tmp_path):
    (shop.root / "requirements" / "run.txt").write_text("flask==3 --hash=sha256:00\n")
    shop.python.parent.mkdir(parents=True)
    shop.python.symlink_to(machine("python", f'echo "$*" >> {tmp_path}/calls'))
    bootstrap.prepare_packages(shop, "run")
    bootstrap.prepare_packages(shop, "run")
    installs = [line for line in (tmp_path / "calls").read_text().splitlines() if " install " in line]
    assert len(installs) == 1
    assert "--require-hashes" in installs[0]
    assert "--no-compile" not in installs[0], (
        "who only runs the program may have no right to write beside it later"
    )


@pytest.fixture
def fetching(shop, machine, tmp_path):
    """`fetching(npm=…, pip=…)`: a clone whose npm and pip are these scripts; both may wait `until` a file is there."""
    until = "for i in 1 2 3 4 5 6 7 8 9 10; do [ -e {0} ] && exit 0; /bin/sleep 0.5; done; exit 1"

    def put(npm: str, pip: str) -> Workshop:
        (shop.root / "requirements" / "test.txt").touch()
        shop.python.parent.mkdir(parents=True)
        pip = f'case "$*" in *install*) {pip.format(here=tmp_path, until=until.format(tmp_path / "npm"))};; esac'
        shop.python.symlink_to(machine("python", pip))
        machine("npm", npm.format(here=tmp_path, until=until.format(tmp_path / "pip")))
        machine("node", "echo v20.1.0")
        return shop

    return put


def test_packages_of_both_kinds_are_fetched_side_by_side(fetching):
    shop = fetching(npm=": > {here}/npm; {until}", pip=": > {here}/pip; {until}")
    bootstrap.prepare(shop, "check")
    assert {step.name for step in shop.stamps.iterdir()} >= {"modules", "test"}


def test_what_failed_beside_another_is_told_and_the_other_is_kept(fetching):
    shop = fetching(npm="echo no line; exit 1", pip="exit 0")
    with pytest.raises(NotReadyError, match=r"(?s)browser code: did not work.*no line.*npm config list"):
        bootstrap.prepare(shop, "check")
    assert [step.name for step in shop.stamps.iterdir()] == ["test"]


def test_a_python_without_ensurepip_borrows_the_machines_pip(shop, tmp_path):
    (tmp_path / "ensurepip.py").write_text("raise ImportError('as Debian ships it')")

    def ask() -> str:
        words = "import sys, bootstrap as b; from pathlib import Path; print(b._pip(b.Workshop(Path(sys.argv[1]))))"
        done = subprocess.run(
            [sys.executable, "-c", words, shop.root],
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    first = ask()
    assert "'--python'" in first
    assert shop.python.exists()
    assert not (shop.venv / "bin" / "pip").exists()
    kept = shop.venv / "what was installed first"
    kept.touch()
    assert ask().strip() in first
    assert kept.exists(), "the second installation threw the first one away"


@pytest.mark.parametrize(("said", "major"), [("v20.11.1", 20), ("v8.0.0", 8), ("oh dear", 0), ("", 0)])
def test_the_version_of_node_is_read(machine, said, major):
    assert bootstrap.node_version(str(machine("node", f"echo '{said}'"))) == major


def test_an_old_node_is_passed_over_for_the_locked_one(shop, machine, monkeypatch):
    machine("npm", "true")
    machine("node", "echo v12.22.9")
    fetched = []
    monkeypatch.setattr(bootstrap, "prepare_packages", lambda _, kind: fetched.append(kind))
    bootstrap._node(shop)
    machine("node", "echo v20.1.0")
    bootstrap._node(shop)
    assert fetched == ["front"]


def test_everything_missing_is_installed_in_one_go(shop, machine, bare, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(bare))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get", f'echo "$*" >> {tmp_path}/calls')
    bootstrap.prepare_machine(shop, bare)
    update, install = (tmp_path / "calls").read_text().splitlines()
    assert update.startswith("update")
    assert install.endswith("chromium fonts-noto-cjk postgresql")


def test_the_lean_browser_is_installed_where_the_system_offers_it(shop, machine, bare, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(bare))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get", f'echo "$*" >> {tmp_path}/calls')
    machine("apt-cache", '[ "$*" = "show chromium-headless-shell" ]')
    bootstrap.prepare_machine(shop, bare)
    install = (tmp_path / "calls").read_text().splitlines()[-1]
    assert install.split()[-3:] == ["chromium-headless-shell", "fonts-noto-cjk", "postgresql"]
    machine("chromium-headless-shell", "true")
    bootstrap.prepare_machine(shop, bare)
    assert "chromium" not in (tmp_path / "calls").read_text().splitlines()[-1]


def test_only_what_is_missing_is_installed(shop, machine, bare, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    machine("apt-get", f'echo "$*" >> {tmp_path}/calls')
    machine("google-chrome", "true")
    fonts = bare / "usr/share/fonts/opentype/noto"
    fonts.mkdir(parents=True)
    (fonts / "NotoSansCJK-Regular.ttc").touch()
    bootstrap.prepare_machine(shop, bare)
    assert (tmp_path / "calls").read_text().splitlines()[1].split()[-1] == "postgresql"
    initdb = bare / "usr/lib/postgresql/15/bin/initdb"
    initdb.parent.mkdir(parents=True)
    initdb.touch()
    (tmp_path / "calls").unlink()
    bootstrap.prepare_machine(shop, bare)
    assert not (tmp_path / "calls").exists()


def test_without_the_right_to_install_the_command_to_type_is_named(shop, machine, bare, monkeypatch):
    monkeypatch.setenv("HOME", str(bare))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine("apt-get", "exit 1")
    machine("sudo", "echo a password is required; exit 1")
    with pytest.raises(NotReadyError, match="sudo apt-get install chromium fonts-noto-cjk postgresql"):
        bootstrap.prepare_machine(shop, bare)


def test_sudo_is_used_when_it_asks_nothing(shop, machine, bare, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    machine("apt-get", f'echo "$*" >> {tmp_path}/calls')
    machine("sudo", 'shift; [ "$1" = true ] || "$@"')
    bootstrap.install_debian(shop, {"chromium": "no browser"})
    assert "install -qq -y" in (tmp_path / "calls").read_text()


def test_a_system_without_apt_gets_a_sentence(shop):
    with pytest.raises(NotReadyError, match="no Debian-like system"):
        bootstrap.install_debian(shop, {"chromium": "no browser"})


def test_two_setups_of_one_checkout_take_turns(shop, capsys):
    (shop.root / "Makefile").touch()
    order = []

    def second():
        with bootstrap.one_at_a_time(shop.root):
            order.append("second")

    with bootstrap.one_at_a_time(shop.root):
        waiting = threading.Thread(target=second)
        waiting.start()
        waiting.join(0.2)
        order.append("first")
    waiting.join()
    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().out


def test_a_wrong_word_shows_how_it_is_used(capsys):
    assert bootstrap.main(["everything"]) == 2
    assert "python bootstrap.py run" in capsys.readouterr().out
