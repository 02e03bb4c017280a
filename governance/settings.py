"""Every setting, in one class: flags over environment (`ASSAY_…`) over `.env` over `assay.toml` over defaults."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from platformdirs import user_config_path
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from assay.governance.domain import Limits, Role, SettingsError, SourceOptions

__all__ = ["LimitSettings", "NotifySettings", "Settings", "SourceSettings", "load"]

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_BANK = {
    "policy_leading": "finance-2024-24",
    "policies": ("finance-2024-24", "jrt-0197", "gbt-43697"),
    "classes": ("jrt-0197-a", "gbt-43697-a"),
}


class LimitSettings(BaseModel):
    """What one file may cost; the same names and units as `domain.Limits`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file_bytes: int = Field(default=Limits().file_bytes, gt=0)
    unpacked_bytes: int = Field(default=Limits().unpacked_bytes, gt=0)
    unpack_ratio: int = Field(default=Limits().unpack_ratio, gt=1)
    archive_entries: int = Field(default=Limits().archive_entries, gt=0)
    archive_depth: int = Field(default=Limits().archive_depth, ge=0, le=50)
    pages: int = Field(default=Limits().pages, gt=0)
    pixels: int = Field(default=Limits().pixels, gt=0)
    characters: int = Field(default=Limits().characters, gt=0)
    cpu_seconds_per_unit: float = Field(default=Limits().cpu_seconds_per_unit, gt=0)
    cpu_seconds: float = Field(default=Limits().cpu_seconds, gt=0)
    stall_seconds: float = Field(default=Limits().stall_seconds, gt=0)
    decoder_memory_bytes: int = Field(default=Limits().decoder_memory_bytes, ge=256 << 20)
    reader_memory_bytes: int = Field(default=Limits().reader_memory_bytes, ge=512 << 20)
    ocr_pages: int = Field(default=Limits().ocr_pages, ge=0)
    ocr_pictures: int = Field(default=Limits().ocr_pictures, ge=0)
    speech_seconds: float = Field(default=Limits().speech_seconds, ge=0)

    def limits(self) -> Limits:
        """Return the noun that plugins take."""
        return Limits(**self.model_dump())


class SourceSettings(BaseModel):
    """How a source is read; the same names as `domain.SourceOptions`. Holds no secret."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    include: tuple[str, ...] = Field(default=(), description="Patterns of what is read; none: all of it.")
    exclude: tuple[str, ...] = Field(default=(), description="Patterns of what is left out.")
    credentials: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Name of an entry of the credentials file."
    )
    permissions: Path | None = Field(default=None, description="A CSV of `path,principal,right`.")
    allow_private: bool = Field(default=False, description="Let an http source reach private addresses.")
    endpoint: str | None = Field(
        default=None, pattern=r"^https?://[^\s@?#]+$", description="Where an object store answers, if not as usual."
    )
    rows: int = Field(default=SourceOptions().rows, ge=1, le=1_000_000, description="Rows of a table that are sampled.")
    all_rows: bool = Field(default=False, description="Read all rows of every table.")
    seconds: float = Field(default=SourceOptions().seconds, gt=0, le=3_600, description="How long one answer may take.")

    def options(self) -> SourceOptions:
        """Return the noun that plugins take."""
        values = self.model_dump()
        return SourceOptions(**{**values, "permissions": str(self.permissions) if self.permissions else None})


class NotifySettings(BaseModel):
    """Who is told of what happens. Nobody, unless a webhook or a mail server is set."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    webhook_url: str | None = Field(
        default=None, pattern=r"^https?://[^\s@#]+$", description="Where CloudEvents are posted to, signed."
    )
    webhook_credentials: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Name of credentials with `secret`, which signs."
    )
    mail_server: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9.-]+(:\d{1,5})?$", description="`host:port` of the mail server."
    )
    mail_from: str | None = Field(default=None, description="Sender of mails.")
    mail_to: tuple[str, ...] = Field(default=(), description="Receivers of mails.")
    mail_credentials: str | None = Field(
        default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Name of credentials with `user` and `password`."
    )
    mail_tls: bool = Field(default=True, description="Use STARTTLS.")
    level: str = Field(default="general-3", description="Level of the leading pack from which a file is restricted.")
    digest: bool = Field(default=True, description="Send a digest every week.")
    language: Literal["en", "zh"] = Field(default="en", description="Language of mails.")

    @model_validator(mode="after")
    def _check(self) -> NotifySettings:
        if self.webhook_url and not self.webhook_credentials:
            raise ValueError("a webhook is signed: set webhook_credentials")
        if self.mail_server and not (self.mail_from and self.mail_to):
            raise ValueError("mails need mail_from and mail_to")
        return self


class Settings(BaseSettings):
    """What a user may set. A name in `assay.toml` that is no setting is an error, not silence."""

    model_config = SettingsConfigDict(
        env_prefix="ASSAY_",
        env_nested_delimiter="__",
        env_file=".env",
        toml_file="assay.toml",
        extra="ignore",
        frozen=True,
    )

    home: Path = Field(default=Path(".assay"), description="Folder of the catalog, the vault and the indexes.")
    config_dir: Path = Field(
        default_factory=lambda: user_config_path("assay"),
        description="Folder of the keys; never inside the home, never in a backup.",
    )
    database_url: str | None = Field(
        default=None, description="SQLAlchemy URL of SQLite or PostgreSQL; default is SQLite in the home."
    )
    qdrant_url: str | None = Field(default=None, description="URL of a Qdrant server; default is the embedded one.")
    profile: Literal["embedded", "hub"] = Field(
        default="embedded", description="Which models are used: packaged ones, or those that `models pull hub` brought."
    )
    models_dir: Path | None = Field(
        default=None, description="Folder of pulled models; default is the user's data folder."
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` binds to.")
    port: int = Field(default=8642, ge=0, le=65535, description="Port that `serve` binds to.")
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=_LOOPBACK, description="Host names that requests may ask for, separated by commas."
    )
    policy_profile: Literal["general", "bank"] = Field(
        default="general",
        description="Which packs grade where the two settings below do not say so; for a `bank` finance-2024-24 leads, "
        "beside jrt-0197 and gbt-43697.",
    )
    policy_leading: str = Field(default="gbt-43697", description="Pack whose grade is the `sensitivity` of a result.")
    policies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("gbt-43697", "company-4"),
        description="Packs that grade every asset, separated by commas; "
        "a plus switches a profile of a pack on, as in `gbt-43697+floors-2021`.",
    )
    flags: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("gbt-45574", "gdpr-9", "pci-dss", "hipaa-18"),
        description="Packs that flag categories in every result, separated by commas; they have no levels.",
    )
    classes: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("gbt-43697-a",),
        description="Classifications whose categories every result names, separated by commas; for a `bank` jrt-0197-a "
        "comes first.",
    )
    levels: dict[str, str] = Field(
        default_factory=dict,
        description="Highest level, `PACK:CODE`, that a role sees: in lists, counts, links, issues and search; what is"
        " above is not there for it. A role that is not named sees all. Who decides sees the whole review queue.",
    )
    agent_level: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_.-]{1,100}:[A-Za-z0-9_.-]{1,100}$",
        description="Highest level, `PACK:CODE`, that agents see through `mcp`, whatever their role; without it, what"
        " the role sees.",
    )
    taxonomy: str = Field(default="default", description="Topic set.")
    detectors: Path | None = Field(
        default=None, description="YAML file, or folder of them, with detectors of your own beside the built-in ones."
    )
    workers: int = Field(default=2, ge=1, le=64, description="Files read at the same time.")
    embeddings: bool = Field(default=True, description="Make vectors at ingest; off leaves search to words alone.")
    review_audit_share: float = Field(
        default=0.02, ge=0, le=1, description="Share of sure grades that is asked all the same, to measure accuracy."
    )
    trust_unchanged: bool = Field(
        default=True, description="Take size, time and inode unchanged as content unchanged; off hashes every byte."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="WARNING", description="What is logged.")
    limits: LimitSettings = Field(default_factory=LimitSettings, description="What one file may cost.")
    notify: NotifySettings = Field(
        default_factory=NotifySettings, description="Who is told of what happens; see [notices](notices.md)."
    )
    sources: dict[str, SourceSettings] = Field(
        default_factory=dict, description="How each source is read, by its name; see [sources](sources.md)."
    )

    @field_validator("allowed_hosts", "policies", "flags", "classes", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @model_validator(mode="before")
    @classmethod
    def _of_profile(cls, values: Any) -> Any:
        if isinstance(values, dict) and values.get("policy_profile") == "bank":
            return {**_BANK, **values}
        return values

    @field_validator("levels")
    @classmethod
    def _known_roles(cls, value: dict[str, str]) -> dict[str, str]:
        if not value.keys() <= {role.value for role in Role}:
            raise ValueError("levels names roles alone: viewer, analyst, steward, admin, service")
        return value

    @model_validator(mode="after")
    def _check(self) -> Settings:
        home, config = self.home.resolve(), self.config_dir.resolve()
        if config == home or home in config.parents:
            raise ValueError("config_dir must not be inside home: keys never lie beside what they open")
        if self.policy_leading not in self.policies:
            raise ValueError("policy_leading must be one of policies")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: flags, environment, `.env`, `assay.toml`."""
        return init_settings, env_settings, dotenv_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def database(self) -> str:
        """The database's URL: the one that was set, or SQLite in the home."""
        return self.database_url or f"sqlite:///{self.home.resolve() / 'assay.db'}"


def load(**flags: Any) -> Settings:
    """Read the settings; flags that are None count as not given.

    Raises:
        SettingsError: a value is wrong; the message names the setting, never its value.
    """
    from pydantic import ValidationError

    _refuse_unknown_names(Path("assay.toml"))
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as exc:
        problems = "; ".join(
            f"{'.'.join(map(str, error['loc'])) or 'settings'}: {error['msg']}"
            for error in exc.errors(include_input=False, include_url=False)
        )
        raise SettingsError(problems) from None


def _refuse_unknown_names(file: Path) -> None:
    if not file.is_file():
        return
    try:
        names = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError):
        raise SettingsError("assay.toml cannot be read as TOML") from None
    if unknown := sorted(set(names) - set(Settings.model_fields)):
        raise SettingsError(f"assay.toml: no such setting: {', '.join(unknown)}")
