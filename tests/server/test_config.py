"""tonfall.yaml: what it may say, and that every mistake names its line and the mend."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import get_args

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tonfall.cli import main
from tonfall.draft import Platform
from tonfall.team.config import (
    SETTINGS,
    Config,
    ConfigError,
    Location,
    RewriterSettings,
    load,
    locate,
    origins,
)
from tonfall.team.source import Source

EXAMPLE = Path(__file__).parents[2] / "examples" / "tonfall.yaml"


def write(folder: Path, text: str) -> Path:
    path = folder / "tonfall.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_example_says_what_it_means() -> None:
    config = load(EXAMPLE)

    assert config.company.names == ("Muster GmbH", "Muster")
    assert config.company.products == ("Muster Kocher 3000", "KocherCare")
    assert config.competitors == ("Beispiel AG", "Kesselwerk")
    assert config.confidential == ("Projekt Nordlicht", "Q3-Zahlen")
    assert config.disclosure["de"]["x"] == "#privat"
    assert config.disclosure["en"]["facebook"] == config.disclosure["en"]["x"] == "Views are my own."
    assert config.packs == (EXAMPLE.parent / "rules",)
    assert config.rules == {"muster.vague.kulanz": "hint"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "company:\ncompetitors:\nrules:\n"])
def test_nothing_said_means_standard_settings(tmp_path: Path, text: str) -> None:
    assert load(write(tmp_path, text)) == Config()


def test_a_disclosure_replaces_only_what_it_names(tmp_path: Path) -> None:
    config = load(write(tmp_path, "disclosure:\n  de:\n    x: '#meins'\n"))

    assert config.disclosure["de"] == {
        "facebook": "Meine private Meinung.",
        "x": "#meins",
        "other": "Meine private Meinung.",
    }
    assert config.disclosure["en"] == Config().disclosure["en"]


def test_umlauts_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "tonfall.yaml"
    path.write_bytes("competitors: [Käßmann Öl]\n".encode("utf-8-sig"))

    assert load(path).competitors == ("Käßmann Öl",)


@pytest.mark.parametrize(
    ("text", "line", "what", "mend"),
    [
        ("competitors: [A]\ncompny: {}\n", 2, "compny is not a setting", "did you mean company?"),
        ("company:\n  names: [A]\n  prodcts: [B]\n", 3, "company.prodcts", "did you mean products?"),
        ("company:\n  names:\n  - A\n  - 3\n", 4, "company.names.1 must be text", "put it in quotes"),
        (f"confidential: {['A'] * 1001}\n", 1, "confidential is too long", "1,000 entries fit"),
        ("confidential: ['']\n", 1, "confidential.0 is empty", "write something"),
        ("competitors: A\n", 1, "competitors must be a list", "one entry a line"),
        ("company: Muster\n", 1, "company must hold settings", "indented"),
        ("rules:\n  de.a.b: of\n", 2, "rules.de.a.b", "'off', 'on', 'hint', 'warning' or 'block'"),
        ("rules:\n  de.a.b: false\n", 2, "rules.de.a.b", "'off'"),
        ("disclosure:\n  fr: Moi\n", 2, "disclosure.fr", "'de' or 'en'"),
        ("disclosure:\n  de:\n    twitter: Ich\n", 3, "disclosure.de.twitter", "'facebook', 'x' or 'other'"),
        ("disclosure:\n  de: ''\n", 2, "disclosure.de.facebook is empty", "write something"),
        ("company: {names: ['" + "x" * 201 + "']}\n", 1, "is too long", "200 characters fit"),
        ("competitors: [A]\npacks:\n- .\n- nowhere\n", 4, "there is no folder", "correct the path"),
        ("competitors: [A]\ncompetitors: [B]\n", 2, "duplicate key", "keep one"),
        ("competitors: [A\n", 2, "expected", "check indentation, colons and quotes"),
        ("company:\n\tnames: [A]\n", 2, r"'\t'", "check indentation"),
        ("competitors: *a\n", 1, "alias", "check indentation"),
        (
            "- A\n",
            1,
            "must hold settings",
            "known: company, competitors, confidential, disclosure, contact, signature, packs, rules,",
        ),
        ("1: x\n", 1, "1 is not a setting", "known:"),
        ("rewriter: {model: m}\n", 1, "rewriter.url is missing", "write it below rewriter"),
        ("rewriter: {url: ''}\n", 1, "rewriter.url is empty", "write something"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  modle: m\n", 3, "rewriter.modle", "did you mean model?"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  timeout: soon\n", 3, "timeout", "must be a number"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  timeout: 0\n", 3, "timeout", "from 1 to 300 seconds"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  timeout: .nan\n", 3, "timeout", "from 1 to 300 seconds"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  second_reader: x\n", 3, "second_reader", "true or false"),
        ("rewriter:\n  url: http://127.0.0.1/v1\n  allow: true\n", 3, "allow", "may leave this computer"),
        ("rewriter:\n  url: http://192.168.0.2/v1\n", 2, "192.168.0.2, which is not this", "127.0.0.1"),
        ("rewriter: {url: 127.0.0.1/v1}\n", 1, "no address of a model server", "11434"),
        ("rewriter: {url: 'http://127.0.0.1:99999/v1'}\n", 1, "no address", "11434"),
        ("rewriter: {url: 'http://a:b@127.0.0.1/v1'}\n", 1, "no user name", "rewriter.key"),
        ("? [a, b]\n: x\n", 1, "is not a setting", "known:"),
    ],
)
def test_a_mistake_names_its_line_and_the_mend(
    tmp_path: Path, text: str, line: int, what: str, mend: str
) -> None:
    path = write(tmp_path, text)

    with pytest.raises(ConfigError) as caught:
        load(path)

    (problem,) = {p for p in caught.value.problems if what in p} or {str(caught.value)}
    assert problem.startswith(f"{path}:{line}: ")
    assert what in problem
    assert mend in problem


def test_all_mistakes_at_once(tmp_path: Path) -> None:
    path = write(tmp_path, "compny: {}\nrules: {a.b.c: of}\ncompetitors: x\n")

    with pytest.raises(ConfigError) as caught:
        load(path)

    assert [p.split(":")[1] for p in caught.value.problems] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:11434/v1", "http://127.8.8.8/v1", "http://[::1]:80/v1", "http://LOCALHOST:1234/v1"],
)
def test_a_model_on_this_computer(tmp_path: Path, url: str) -> None:
    config = load(write(tmp_path, f"rewriter: {{url: '{url}'}}\n"))

    assert config.rewriter == RewriterSettings(url)
    assert config.rewriter.timeout == 20


@pytest.mark.parametrize(
    "host",
    [
        "model.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "2130706433",
        "0x7f.1",
        "0.0.0.0",
        "[::]",
        "[::ffff:8.8.8.8]",
        "10.0.0.1",
        "ⅼocalhost",
    ],
)
def test_a_model_elsewhere_must_be_allowed_in_so_many_words(tmp_path: Path, host: str) -> None:
    url = f"rewriter:\n  url: 'https://{host}/v1'\n"
    with pytest.raises(ConfigError, match="not this computer"):
        load(write(tmp_path, url))
    with pytest.raises(ConfigError, match="may leave this computer"):
        load(write(tmp_path, url + "  allow: yes\n"))

    config = load(write(tmp_path, url + "  allow: drafts may leave this computer\n"))
    assert config.rewriter


def test_show_hides_the_key(tmp_path: Path) -> None:
    path = write(tmp_path, "rewriter: {url: 'http://127.0.0.1/v1', key: geheim4711}\n")
    shown = CliRunner().invoke(main, ["config", "show", "--config", str(path)])

    assert shown.exit_code == 0
    assert "geheim4711" not in shown.output
    assert "geheim4711" not in repr(load(path))


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "tonfall.yaml"
    path.write_bytes(b"company:\n  names: [M\xfcller]\n")

    with pytest.raises(ConfigError, match=r":2: is not UTF-8; save the file as UTF-8"):
        load(path)


def test_a_file_that_is_not_there_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path)


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_config_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "tonfall.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(ConfigError):
        load(path)


def test_where_it_is_looked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONFALL_HOME", str(tmp_path))
    monkeypatch.delenv("TONFALL_CONFIG", raising=False)
    assert locate() == Location(tmp_path / "tonfall.yaml", "standard folder")
    assert not locate().required

    monkeypatch.setenv("TONFALL_CONFIG", str(tmp_path / "team.yaml"))
    assert locate() == Location(tmp_path / "team.yaml", "TONFALL_CONFIG")

    assert locate(tmp_path / "mine.yaml") == Location(tmp_path / "mine.yaml", "--config")
    assert locate(tmp_path / "mine.yaml").required


def test_origins(tmp_path: Path) -> None:
    path = write(tmp_path, "\ncompetitors: [A]\nrules:\n")

    assert origins(path)["competitors"] == f"{path}:2"
    assert origins(path)["rules"] == origins(None)["packs"] == "default"


class TestSource:
    """Follows its file and its packs; the last good one stays in force."""

    def source(self, path: Path) -> Source:
        return Source(Location(path, "--config"), look_every=0)

    def test_a_change_is_taken_over_within_two_seconds(self, tmp_path: Path) -> None:
        path = write(tmp_path, "competitors: [A]\n")
        source = Source(Location(path, "--config"))
        before = source.current()

        write(tmp_path, "competitors: [B]\n")
        deadline = time.monotonic() + 2
        while source.current() is before and time.monotonic() < deadline:
            time.sleep(0.05)

        assert source.current().competitors == ("B",)

    def test_an_unchanged_file_is_the_same_object(self, tmp_path: Path) -> None:
        source = self.source(write(tmp_path, "competitors: [A]\n"))

        assert source.current() is source.current()

    def test_a_broken_one_changes_nothing_but_the_problem(self, tmp_path: Path) -> None:
        source = self.source(write(tmp_path, "competitors: [A]\n"))

        path = write(tmp_path, "competitors: A\n")
        assert source.current().competitors == ("A",)
        assert source.problem
        assert source.problem.startswith(f"{path}:1: ")

        write(tmp_path, "competitors: [C]\n")
        assert source.current().competitors == ("C",)
        assert source.problem is None

    def test_one_that_is_gone_stays_in_force(self, tmp_path: Path) -> None:
        path = write(tmp_path, "competitors: [A]\n")
        source = self.source(path)

        path.unlink()

        assert source.current().competitors == ("A",)
        assert source.problem

    def test_broken_from_the_start(self, tmp_path: Path) -> None:
        source = self.source(write(tmp_path, "compny: x\n"))

        assert source.current() == Config()
        assert source.problem

    def test_a_changed_added_or_removed_pack_file_is_a_change(self, tmp_path: Path) -> None:
        pack = tmp_path / "rules" / "deep"
        pack.mkdir(parents=True)
        source = self.source(write(tmp_path, "packs: [rules]\n"))
        seen = [source.current()]

        (pack / "a.yaml").write_text("[]")
        seen.append(source.current())
        (pack / "a.yaml").write_text("# longer\n[]")
        seen.append(source.current())
        (pack / "notes.txt").write_text("not a rule file")
        unchanged = source.current()
        (pack / "a.yaml").unlink()
        seen.append(source.current())

        assert len({id(config) for config in seen}) == 4
        assert unchanged is seen[2]

    def test_a_missing_pack_folder_that_appears(self, tmp_path: Path) -> None:
        source = self.source(write(tmp_path, "packs: [rules]\n"))
        assert "there is no folder" in (source.problem or "")

        (tmp_path / "rules").mkdir()

        assert source.current().packs == (tmp_path / "rules",)
        assert source.problem is None

    def test_the_standard_place_may_be_empty_and_filled_later(self, tmp_path: Path) -> None:
        path = tmp_path / "tonfall.yaml"
        source = Source(Location(path, "standard folder"), look_every=0)
        assert source.current() == Config()
        assert source.problem is None

        write(tmp_path, "competitors: [A]\n")

        assert source.current().competitors == ("A",)

    def test_a_look_that_hangs_holds_up_nobody_else(self, tmp_path: Path) -> None:
        source = self.source(write(tmp_path, "competitors: [A]\n"))

        with source._looking:  # as if another thread were waiting for a shared drive
            assert source.current().competitors == ("A",)


class TestCommand:
    """tonfall config."""

    @pytest.fixture(autouse=True)
    def home(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setenv("TONFALL_HOME", str(tmp_path))
        monkeypatch.delenv("TONFALL_CONFIG", raising=False)
        return tmp_path

    def test_check_of_the_example(self) -> None:
        result = CliRunner().invoke(main, ["config", "check", str(EXAMPLE)])

        assert (result.exit_code, result.stderr) == (0, "")
        assert "all right" in result.stdout

    def test_check_lists_all_problems(self, tmp_path: Path) -> None:
        path = write(tmp_path, "compny: {}\ncompetitors: x\n")

        result = CliRunner().invoke(main, ["config", "check"])

        assert result.exit_code == 2
        assert [line.split(": ")[0] for line in result.stderr.splitlines()] == [f"{path}:1", f"{path}:2"]

    def test_check_of_a_broken_pack_and_an_unknown_rule(self, tmp_path: Path) -> None:
        (tmp_path / "rules").mkdir()
        broken = tmp_path / "rules" / "a.yaml"
        broken.write_text("- id: x\n")
        write(tmp_path, "packs: [rules]\n")
        result = CliRunner().invoke(main, ["config", "check"])
        assert result.exit_code == 2
        assert f"{broken}:1: " in result.stderr

        path = write(tmp_path, "rules:\n  de.defensive.not-reed: off\n")
        result = CliRunner().invoke(main, ["config", "check"])
        assert result.exit_code == 2
        assert f"{path}:2: there is no rule de.defensive.not-reed" in result.stderr

    def test_check_without_a_file(self, tmp_path: Path) -> None:
        result = CliRunner().invoke(main, ["config", "check"])
        assert result.exit_code == 0
        assert "standard settings" in result.stdout

        result = CliRunner().invoke(main, ["config", "check", str(tmp_path / "none.yaml")])
        assert result.exit_code == 2

    def test_show_says_what_is_in_force_and_from_where(self, tmp_path: Path) -> None:
        path = write(tmp_path, "competitors: [A]\n")

        shown = CliRunner().invoke(main, ["config", "show"]).stdout

        assert f"# {path} (standard folder)" in shown
        assert f"# {path}:1\ncompetitors:\n  - A\n" in shown
        assert "# default\nrules: {}\n" in shown
        again = write(tmp_path, shown)
        assert load(again).competitors == ("A",)

    def test_show_of_a_broken_one(self, tmp_path: Path) -> None:
        write(tmp_path, "compny: {}\n")

        assert CliRunner().invoke(main, ["config", "show"]).exit_code == 2


def test_every_setting_is_documented() -> None:
    document = (EXAMPLE.parents[1] / "docs" / "configuration.md").read_text(encoding="utf-8")

    for setting in {*SETTINGS, "company.names", "company.products"} - {"company"}:
        assert f"| `{setting}` |" in document
    for platform in get_args(Platform):
        assert f"`{platform}`" in document
