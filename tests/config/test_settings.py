"""The settings: a file, the environment over it, and an error for every name or value that nothing reads."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from traceback import format_exception

import pytest

from fxwidget.config.settings import Settings, load
from fxwidget.config.sources import sources
from fxwidget.deciding.intake import failed
from fxwidget.domain.currency import BRICS_PLUS
from fxwidget.domain.state import SourceMemory
from fxwidget.errors import ConfigurationError, FXWidgetError, UnknownProvider
from fxwidget.fetching.client import Client
from fxwidget.fetching.exchange import converse
from fxwidget.inspection.doctor.keys import look_at_keys
from fxwidget.provider import facts_table
from fxwidget.provider.registry import default_names, facts_of, provider_class

KEY = "s3cr3t/Key+42=="
NOW = datetime(2026, 4, 28, 15, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory without settings, and an environment without ours."""
    for variable in [name for name in os.environ if name.upper().startswith("FXWIDGET_")]:
        monkeypatch.delenv(variable)
    monkeypatch.chdir(tmp_path)


def settings(text: str = "", **environment: str) -> Settings:
    """The settings of a file with this text, and of these variables."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        Path("fxwidget.toml").write_text(text, encoding="utf-8")
        return load()


def wrong(text: str = "", **environment: str) -> str:
    """The one line that says what is wrong."""
    (line,) = faults(text, **environment)
    return line


def faults(text: str = "", **environment: str) -> list[str]:
    """The lines that say what is wrong; nothing of them, nor of their trace, tells a key."""
    with pytest.raises(ConfigurationError) as caught:
        settings(text, **environment)
    assert KEY not in "".join(format_exception(caught.value))
    return str(caught.value).splitlines()


def test_defaults() -> None:
    """Without file and variables everything has a value; the widest table comes first."""
    found = load()
    assert (found.base, found.currencies) == ("USD", BRICS_PLUS)
    assert (found.refresh, found.deadline) == (timedelta(minutes=5), timedelta(seconds=20))
    assert (found.withdraw_after, found.withdrawal) == (timedelta(days=14), timedelta(days=14))
    assert found.store.startswith("disk:///")
    assert (found.proxy, found.contact, found.frame_ancestors) == (None, "", "*")
    assert found.sources == ()
    assert among(found.names) == ("currency_api", "bank_of_russia")
    assert found.names[0] == "currency_api"


def among(names: tuple[str, ...]) -> tuple[str, ...]:
    """Some that are always installed, in the order of the names."""
    return tuple(name for name in names if name in ("bank_of_russia", "currency_api", "currencyrate"))


def test_a_source_is_on_by_default_where_it_has_the_currencies() -> None:
    """Of two tables the wider one for these currencies; none at all where it has none of them."""
    assert among(default_names(("CNH", "IRR"))) == ("currency_api", "bank_of_russia")
    assert among(default_names(("CNH",))) == ("currency_api",)
    assert among(default_names(("RUB", "INR"))) == ("bank_of_russia", "currency_api")  # equally wide: by name


def test_the_widest_table_comes_first() -> None:
    """By how many of the wanted currencies each has that is neither coarse nor of a peg, those of a month after all others."""
    names, wanted = default_names(BRICS_PLUS), set(BRICS_PLUS)
    widths = [len(wanted & facts_of(name).lists - facts_of(name).lesser) for name in names]
    assert widths == sorted(widths, reverse=True)
    assert all(wanted & facts_of(name).lists for name in names)
    assert facts_of("cbuae").lesser >= {"AED"}  # of its peg
    assert facts_of("cbu").lesser >= {"IRR"}  # of one digit
    assert facts_of("hmrc").lesser == facts_of("hmrc").lists


def test_what_forbids_passing_on_must_be_named() -> None:
    """CurrencyRate is on only where the operator says so, in the operator's order."""
    assert "currencyrate" not in settings("").names
    assert settings('sources = ["currencyrate", "currency_api", "currencyrate"]').names == (
        "currencyrate",
        "currency_api",
    )


def test_file() -> None:
    """Every value of a file, in its own words."""
    found = settings(
        """
        base = "inr"
        currencies = ["brl", "CNH", "BRL"]
        sources = ["bank_of_russia"]
        refresh = "90s"
        withdraw_after = "never"
        store = "disk:///var/lib/fxwidget"
        contact = "ops@example.org"
        proxy = "http://proxy.example:3128"
        deadline = 7.5
        frame_ancestors = "https://example.org"
        [provider.bank_of_russia]
        url = "http://127.0.0.1:9000"
        min_interval = "1h"
        """
    )
    assert (found.base, found.currencies, found.names) == ("INR", ("BRL", "CNH"), ("bank_of_russia",))
    assert (found.refresh, found.deadline) == (timedelta(seconds=90), timedelta(seconds=7.5))
    assert (found.withdraw_after, found.withdrawal) == ("never", None)
    assert (found.store, found.contact) == ("disk:///var/lib/fxwidget", "ops@example.org")
    assert (found.proxy, found.frame_ancestors) == ("http://proxy.example:3128", "https://example.org")
    own = found.provider["bank_of_russia"]
    assert (own.url, own.min_interval) == ("http://127.0.0.1:9000", timedelta(hours=1))
    (source,) = sources(found)
    assert (source.name, source.url, source.min_interval) == ("bank_of_russia", own.url, own.min_interval)
    assert source.provider.currencies == ("BRL",)  # it has no CNH


def test_environment_over_file() -> None:
    """A variable wins over the file, whatever its case; lists are split at commas and spaces."""
    text = 'refresh = "1m"\ncontact = "file"\nsources = ["bank_of_russia"]'
    found = settings(
        text,
        FXWIDGET_REFRESH="2m",
        fxwidget_sources="currency_api, currencyrate",
        FXWIDGET_CURRENCIES="inr brl",
    )
    assert (found.refresh, found.contact) == (timedelta(minutes=2), "file")
    assert (found.names, found.currencies) == (("currency_api", "currencyrate"), ("INR", "BRL"))


def test_nested_environment() -> None:
    """``__`` between the levels; what a variable does not name stays as the file has it."""
    text = '[provider.currency_api]\nurl = "http://127.0.0.1:1"\nmin_interval = "1h"'
    found = settings(
        text,
        FXWIDGET_PROVIDER__CURRENCY_API__URL="http://127.0.0.1:2",
        FXWIDGET_PROVIDER__CURRENCYRATE__KEY=KEY,
    )
    own = found.provider["currency_api"]
    assert (own.url, own.min_interval) == ("http://127.0.0.1:2", timedelta(hours=1))
    assert found.provider["currencyrate"].secret() == KEY


def test_no_proxy() -> None:
    """``none`` takes back what the file says."""
    assert settings('proxy = "http://proxy.example:3128"', FXWIDGET_PROXY="none").proxy is None


def test_the_caller_over_the_file() -> None:
    """An option of the command line stands in place of the file's value."""
    Path("fxwidget.toml").write_text('refresh = "1m"', encoding="utf-8")
    assert load(refresh="3m").refresh == timedelta(minutes=3)


def test_another_file(tmp_path: Path) -> None:
    """A file that is named must be there; the one of the working directory need not."""
    other = tmp_path / "other.toml"
    other.write_text('contact = "other"', encoding="utf-8")
    Path("fxwidget.toml").write_text('contact = "usual"', encoding="utf-8")
    assert (load(other).contact, load().contact) == ("other", "usual")
    with pytest.raises(ConfigurationError, match=r"none\.toml can't be read: No such file or directory"):
        load(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('refrsh = "1m"', ("unknown setting 'refrsh'", "did you mean refresh?")),
        ("colour = 1", ("unknown setting 'colour'; 'fxwidget config' lists what there is",)),
        ("[providers.ecb]\na = 1", ("unknown setting 'providers'", "provider")),
        (f'[provider.currency_api]\nkee = "{KEY}"', ("'provider.currency_api.kee'", "url, key, key_file, key_credential, min_interval, quota")),
        (f'[provider.nobody]\nkey = "{KEY}"', ("no provider 'nobody' is installed; 'fxwidget providers' lists the ",)),
        ('sources = ["nobody"]', ("no provider 'nobody' is installed; 'fxwidget providers' lists the ",)),
        ('base = "ZZZ"', ("base: 'ZZZ' is not a currency code",)),
        ('base = "RUP"', ("did you mean",)),
        ('currencies = ["INR", "BTC"]', ("currencies: 'BTC' is not a currency code",)),
        ("currencies = []", ("currencies: is empty",)),
        ("currencies = 5", ("currencies: ",)),
        ('refresh = "soon"', ("refresh: 'soon' is not a duration", '"5m"')),
        ('refresh = "5 minutes"', ("is not a duration",)),
        ("refresh = -5", ("refresh: '-5' is not a duration",)),
        ("refresh = true", ("is not a duration",)),
        ("refresh = 0", ("refresh: must be at least one second",)),
        ('deadline = "0.5s"', ("deadline: must be at least one second",)),
        ('refresh = "99999999999d"', ("longer than a hundred years",)),
        (f'refresh = "{"9" * 5000}"', ("longer than a hundred years",)),
        ('withdraw_after = "always"', ("withdraw_after: 'always' is not a duration",)),
        (f'store = "redis://:{KEY}@cache.example/x"', ("store: 'redis://cache.example/x' is not a store",)),
        (f'store = "memcached://:{KEY}@cache.example"', ("'memcached://cache.example' is not a store; write disk://", "redis://")),
        ("contact = 5", ("contact: ", "string")),
        ("provider = 5", ("provider: ", "dictionary")),
        ("= 5", ("fxwidget.toml is not TOML", "line 1")),
        (f'[provider.currency_api]\nkey = ["{KEY}"]', ("provider.currency_api.key: ", "string")),
        ('[provider.currency_api]\nurl = "127.0.0.1:9000"', ("provider.currency_api.url: is not a URL", "http://127.0.0.1:9000")),
        ('[provider.currency_api]\nurl = "ftp://127.0.0.1"', ("is not a URL",)),
        ('[provider.currency_api]\nurl = "http://"', ("is not a URL",)),
        ('[provider.currency_api]\nurl = "http://[::1"', ("provider.currency_api.url: ",)),
        ('[provider.currency_api]\nurl = "http://127.0.0.1:99999"', ("provider.currency_api.url: Port out of range",)),
        ('[provider.currency_api]\nurl = "http://127.0.0.1/usd.json"', ("scheme, host and port only",)),
        (f'[provider.currency_api]\nurl = "http://127.0.0.1/?key={KEY}"', ("scheme, host and port only",)),
        (f'[provider.currency_api]\nurl = "http://u:{KEY.replace("/", "")}@127.0.0.1"', ("scheme, host and port only",)),
        ('[provider.currency_api]\nmin_interval = "often"', ("provider.currency_api.min_interval: 'often' is not",)),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file(text: str, words: tuple[str, ...]) -> None:
    """One line names the file, the setting, and what would be right."""
    message = wrong(text)
    assert message.startswith("fxwidget.toml")
    for word in words:
        assert word in message


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("FXWIDGET_REFRSH", ("FXWIDGET_REFRSH sets nothing", "FXWIDGET_REFRESH")),
        ("FXWIDGET_REFRESH__FAST", ("FXWIDGET_REFRESH__FAST sets nothing",)),
        ("FXWIDGET_", ("sets nothing",)),
        ("fxwidget_nothing", ("fxwidget_nothing sets nothing",)),
        ("FXWIDGET_PROVIDER__CURRENCY_API__KEE", ("unknown setting 'provider.currency_api.kee'",)),
        ("FXWIDGET_PROVIDER__NOBODY__KEY", ("no provider 'nobody' is installed",)),
        ("FXWIDGET_PROVIDER__CURRENCY_API", ("provider.currency_api",)),
        ("FXWIDGET_PROVIDER", ("environment variable FXWIDGET_PROVIDER: provider is not JSON",)),
        ("FXWIDGET_BASE", ("base: ", "is not a currency code")),
    ],
)
def test_what_is_wrong_in_the_environment(name: str, words: tuple[str, ...]) -> None:
    """A variable of ours that sets nothing is an error too: a misspelt key would be a public one."""
    message = wrong(**{name: "s3cr3t" if name == "FXWIDGET_BASE" else KEY})
    for word in words:
        assert word in message


def test_providers_in_one_variable() -> None:
    """All providers' settings may stand in one variable as JSON; each in a variable of its own goes before it."""
    text = '[provider.ecb]\nmin_interval = "2h"\nquota = "9/day"'
    both = {
        "FXWIDGET_PROVIDER": '{"ecb": {"min_interval": "3h"}, "cbu": {"min_interval": "4h"}}',
        "fxwidget_provider__ecb__quota": "8/day",
        "FXWIDGET_PROVIDER__CBU__MIN_INTERVAL": "none",
    }
    found = settings(text, **both).provider
    assert (found["ecb"].min_interval, found["ecb"].quota) == (timedelta(hours=3), "8/day")
    assert found["cbu"].min_interval is None


def test_several_faults_at_once() -> None:
    """Each stands in a line of its own below how many they are, and says where it came from if not all are of the file."""
    text = 'refresh = "soon"\nbase = "ZZZ"\nfoo = 1'
    heading, *lines = faults(text)
    assert heading == "fxwidget.toml: 3 settings are wrong"
    assert [line[: line.index(":") if ":" in line else 17] for line in lines] == [
        "  base",
        "  refresh",
        "  unknown setting",
    ]
    heading, _, line, _ = faults(text, FXWIDGET_REFRESH="later")
    assert heading == "3 settings are wrong"
    assert line.startswith("  environment variable FXWIDGET_REFRESH: refresh: 'later' is not a duration")
    heading, *lines = faults(FXWIDGET_A="1", FXWIDGET_REFRSH="1m")
    assert heading == "2 environment variables set nothing"
    assert "  environment variable FXWIDGET_REFRSH sets nothing; did you mean FXWIDGET_REFRESH?" in lines


def test_every_provider_may_be_set() -> None:
    """A stranger's provider is set as ours are, by the name of its entry point."""
    with pytest.raises(
        UnknownProvider,
        match=r"no provider 'bank_of_rusia' is installed; near it are bank_of_russia\b.*'fxwidget providers' lists the ",
    ):
        provider_class("bank_of_rusia")


# Keys


def test_key_of_the_file_and_of_its_own_file(tmp_path: Path) -> None:
    """A key stands in the settings, or in a file of its own that only the service may read."""
    (tmp_path / "key").write_text(f"{KEY}\n", encoding="utf-8")
    assert settings(f'[provider.currency_api]\nkey = "{KEY}"').provider["currency_api"].secret() == KEY
    by_file = f'[provider.currency_api]\nkey_file = "{tmp_path}/key"'
    assert settings(by_file).provider["currency_api"].secret() == KEY
    assert (
        settings(by_file, FXWIDGET_PROVIDER__CURRENCY_API__KEY="x").provider["currency_api"].secret() == "x"
    )
    assert settings("[provider.currency_api]").provider["currency_api"].secret() is None


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "can't be read: No such file or directory"), (KEY.encode() + b"\xff", "is not text")],
)
def test_key_file_that_cannot_be_read(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """The error names the file and nothing that is in it."""
    if content is not None:
        (tmp_path / "key").write_bytes(content)
    own = settings(f'sources = ["currency_api"]\n[provider.currency_api]\nkey_file = "{tmp_path}/key"')
    with pytest.raises(ConfigurationError, match=f"key_file {tmp_path}/key {reason}") as caught:
        sources(own)
    assert KEY not in "".join(format_exception(caught.value))


def test_the_mark_of_a_files_encoding_is_skipped(tmp_path: Path) -> None:
    """A file that Notepad or PowerShell saved begins with a byte order mark, which is no part of settings or key."""
    (tmp_path / "key").write_bytes(b"\xef\xbb\xbf" + KEY.encode() + b"\r\n")
    Path("fxwidget.toml").write_bytes(
        b'\xef\xbb\xbfcurrencies = ["INR"]\r\n[provider.currency_api]\r\nkey_file = "%s"\r\n'
        % str(tmp_path / "key").encode()
    )
    found = load()
    assert (found.currencies, found.provider["currency_api"].secret()) == (("INR",), KEY)


@pytest.mark.parametrize("sign", ["\u201c", "\u00a0", "\ufeff", "\u0000", "\n"])
def test_a_key_that_cannot_stand_in_a_header_is_not_set_up(tmp_path: Path, sign: str) -> None:
    """The source says so with the file's name and asks nothing; the others go on, and nobody tells the key."""
    (tmp_path / "key").write_text(f"{KEY}{sign}{KEY}", encoding="utf-8")
    own = settings(f'sources = ["currency_api"]\n[provider.currency_api]\nkey_file = "{tmp_path}/key"')
    (source,) = sources(own)
    with Client(user_agent="tests") as client, pytest.raises(ConfigurationError) as caught:
        converse(source, date(2026, 4, 28), client=client, now=NOW, bodies={})
    assert str(caught.value).startswith(f"currency_api: {tmp_path}/key holds U+{ord(sign):04X}, which can't")
    assert failed(SourceMemory(), source, caught.value, NOW).outcome == "not_configured"
    (finding,) = look_at_keys(own)
    assert (finding.status, f"{tmp_path}/key" in finding.found) == ("fail", True)
    assert KEY not in str(caught.value) + finding.found


def test_a_key_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A provider that needs a key says how to give it one, and is not on by itself."""
    monkeypatch.setattr(provider_class("currency_api"), "needs_key", True)
    monkeypatch.setattr(facts_table, "_rows", lambda package: {})
    assert among(settings("").names) == ("bank_of_russia",)
    for text in ("", '[provider.currency_api]\nkey = ""'):
        with pytest.raises(ConfigurationError, match="FXWIDGET_PROVIDER__CURRENCY_API__KEY"):
            sources(settings(f'sources = ["currency_api"]\n{text}'))
    (source,) = sources(settings(f'sources = ["currency_api"]\n[provider.currency_api]\nkey = "{KEY}"'))
    assert source.provider.key == KEY
    assert KEY not in repr(source)


def test_secrets_are_never_shown() -> None:
    """Neither a key nor a password of a proxy or a store stands in what a log or a trace may print of the settings."""
    found = settings(
        f'proxy = "http://user:{KEY}@proxy.example:3128"\n[provider.currency_api]\nkey = "{KEY}"'
    )
    stored = found.model_copy(update={"store": f"redis://:{KEY}@cache.example"})
    for text in (repr(stored), str(stored), repr(found.provider), f"{found.provider['currency_api']}"):
        assert KEY not in text
    assert found.proxy is not None
    assert KEY in found.proxy


def test_settings_do_not_change() -> None:
    """They are read once."""
    with pytest.raises(ValueError, match="frozen"):
        settings("").contact = "another"  # type: ignore[misc]


def test_errors_are_of_the_tree() -> None:
    """A wrong setting is caught as any error of fxwidget, and as the ValueError that it is."""
    with pytest.raises(FXWidgetError) as caught:
        settings('base = "ZZZ"')
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    ("text", "variables", "place"),
    [
        ('refresh = "soon"', {}, "fxwidget.toml: refresh: "),
        ("", {"FXWIDGET_REFRESH": "soon"}, "environment variable FXWIDGET_REFRESH: refresh: "),
        (
            "",
            {"FXWIDGET_PROVIDER__ECB__QUOTA": "many"},
            "environment variable FXWIDGET_PROVIDER__ECB__QUOTA: provider.ecb.quota: ",
        ),
    ],
)
def test_an_error_names_where_the_value_came_from(text: str, variables: dict[str, str], place: str) -> None:
    """The file, or the variable that stands over it."""
    assert wrong(text, **variables).startswith(place)


def test_no_file_is_blamed_that_is_not_there() -> None:
    """A caller's own argument is named as such."""
    with pytest.raises(ConfigurationError, match=r"^argument: refresh: 'soon' is not a duration"):
        load(refresh="soon")


def test_a_table_of_the_dollar_alone() -> None:
    """A table of nothing but the dollar, in which every rate is, is refused; against another base it is one."""
    with pytest.raises(ValueError, match="currencies names the dollar alone, in which every rate is"):
        Settings(currencies=("USD",))
    assert Settings(currencies=("USD",), base="EUR").currencies == ("USD",)
