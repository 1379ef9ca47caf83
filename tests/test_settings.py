from dataclasses import fields
from pathlib import Path

import pytest

from recsys.errors import SettingsError
from recsys.settings import HELP, Limits, Settings


def test_defaults():
    settings = Settings.from_environment({})
    assert settings == Settings(None, Path("data"), Path("artifacts"), None, None, None, None, Path("build/cache"))


def test_every_variable_is_read():
    settings = Settings.from_environment(
        {
            "RECSYS_BUNDLE": "build/real",
            "RECSYS_DATA": "../raw",
            "RECSYS_ARTIFACTS": "/cache",
            "RECSYS_WATCH_SECONDS": "60",
            "RECSYS_POSTERS": "https://image.tmdb.org/t/p/w342/",
            "RECSYS_ENCODER": "/models/encoder",
            "RECSYS_CACHE": "/kept",
            "RECSYS_TMDB_URL": "http://127.0.0.1:8000/3/",
            "TMDB_API_KEY": "0123456789abcdef",
            "TMDB_API_KEY_FILE": "/run/secrets/tmdb",
            "RECSYS_PROXIES": "2",
            "RECSYS_LIMIT_RATE": "60",
            "RECSYS_LIMIT_IMPORT_MB": "7",
            "HOST": "0.0.0.0",  # noqa: S104
            "PORT": "8080",
        }
    )
    assert settings.bundle == "build/real"
    assert (settings.data, settings.artifacts) == (Path("../raw"), Path("/cache"))
    assert settings.watch_seconds == 60
    assert settings.posters == "https://image.tmdb.org/t/p/w342"
    assert (settings.encoder, settings.cache) == ("/models/encoder", Path("/kept"))
    assert settings.tmdb_url == "http://127.0.0.1:8000/3"
    assert (settings.tmdb_key, settings.tmdb_key_file) == ("0123456789abcdef", Path("/run/secrets/tmdb"))
    assert "0123456789abcdef" not in repr(settings)
    assert (settings.proxies, settings.limits) == (2, Limits(rate=60, import_mb=7))
    assert (settings.host, settings.port) == ("0.0.0.0", 8080)  # noqa: S104


def test_every_limit_can_be_set_and_is_documented_with_its_default():
    for limit in fields(Limits):
        name = f"RECSYS_LIMIT_{limit.name.upper()}"
        assert HELP[name].endswith(f"(default: {limit.default})")
        assert getattr(Settings.from_environment({name: "3"}).limits, limit.name) == 3
        for wrong in ("0", "-1", "1.5", "1000001", "none"):
            with pytest.raises(SettingsError, match=f"{name} must be a whole number from 1 to 1000000, got «{wrong}»"):
                Settings.from_environment({name: wrong})


def test_a_space_stands_behind_the_hub_s_proxy():
    assert Settings.from_environment({"SPACE_ID": "owner/name"}).proxies == 1
    assert Settings.from_environment({"SPACE_ID": "owner/name", "RECSYS_PROXIES": "2"}).proxies == 2


def test_an_empty_variable_is_an_unset_one():
    assert Settings.from_environment(dict.fromkeys(HELP, "")) == Settings.from_environment({})


def test_the_environment_of_the_process_is_the_default(monkeypatch):
    monkeypatch.setenv("RECSYS_DATA", "elsewhere")
    assert Settings.from_environment().data == Path("elsewhere")


def test_other_programs_variables_are_none_of_our_business():
    assert Settings.from_environment({"PATH": "/bin", "RECSYSTEM": "x", "recsys_data": "x"}) == Settings()


def test_a_misspelt_name_is_refused_with_the_nearest():
    with pytest.raises(SettingsError, match=r"RECSYS_BUNDEL; did you mean RECSYS_BUNDLE\?"):
        Settings.from_environment({"RECSYS_BUNDEL": "build/real"})


def test_an_unlike_name_is_refused_with_all_that_are_known():
    with pytest.raises(
        SettingsError, match="RECSYS_QQQQQQQQQQQQ; known: HOST, PORT, RECSYS_ARTIFACTS, RECSYS_BUNDLE, RECSYS_CACHE"
    ):
        Settings.from_environment({"RECSYS_QQQQQQQQQQQQ": "1"})


@pytest.mark.parametrize("port", ["1", "7860", "65535"])
def test_ports(port):
    assert Settings.from_environment({"PORT": port}).port == int(port)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "80.0", "http", " 80", "٨٠", "8_0", "²"])
def test_a_port_that_is_none_is_refused_with_its_value(port):
    with pytest.raises(SettingsError, match=f"PORT must be a whole number from 1 to 65535, got «{port}»"):
        Settings.from_environment({"PORT": port})


@pytest.mark.parametrize("seconds", ["0", "86401", "-1", "1.5", "soon"])
def test_a_time_between_two_looks_that_is_none_is_refused_with_its_value(seconds):
    with pytest.raises(SettingsError, match=f"RECSYS_WATCH_SECONDS must be .* 1 to 86400, got «{seconds}». Unset it"):
        Settings.from_environment({"RECSYS_WATCH_SECONDS": seconds})


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8000", "HTTPS://Pictures.example/a-b/_c", "http://[::1]:80/w342"]
)
def test_an_address_of_posters(address):
    assert Settings.from_environment({"RECSYS_POSTERS": address}).posters == address


@pytest.mark.parametrize(
    "address",
    [
        "image.tmdb.org/t/p/w342", "//image.tmdb.org", "ftp://image.tmdb.org", "javascript:alert(1)",
        "data:image/png,x", "https://", "https:///w342", "https://me:secret@host/w342", "https://host/w342?key=",
        "https://host/#", "https://a b", "https://host/\n", 'https://host/"onerror=', " https://host", "yes",
    ],
)  # fmt: skip
def test_an_address_of_posters_that_is_none_is_refused_with_its_value(address):
    with pytest.raises(SettingsError, match=r"RECSYS_POSTERS must be an address .* https:// or http://") as caught:
        Settings.from_environment({"RECSYS_POSTERS": address})
    assert f"got «{address}». Unset it to draw posters." in str(caught.value)


@pytest.mark.parametrize(("text", "scale"), [("", None), ("1-10", (1, 10)), ("0-100", (0, 100)), ("0.5-5", (0.5, 5))])
def test_a_rating_scale(text, scale):
    assert Settings.from_environment({"RECSYS_RATING_SCALE": text}).rating_scale == scale


@pytest.mark.parametrize("text", ["10-1", "5-5", "1", "one-ten", "1-10-100", "-1-10", "nan-5"])
def test_what_is_no_rating_scale(text):
    with pytest.raises(SettingsError, match=r"RECSYS_RATING_SCALE must be two numbers, the lower first, as in 1-10"):
        Settings.from_environment({"RECSYS_RATING_SCALE": text})
