"""Settings: read once, from the environment, at the door."""

from functools import cached_property
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from callcenter.kernel.daytime import Daytime
from callcenter.kernel.phone import read_allowed


class Settings(BaseSettings):
    """One field per environment variable of the same name in capitals; see `.env.example`."""

    model_config = SettingsConfigDict(
        env_file=("var/settings.env", ".env"), env_ignore_empty=True, extra="ignore", frozen=True
    )

    public_url: str = "http://localhost:8000"
    live_url: str = "http://localhost:8001"
    media_url: str = "http://localhost:8002"
    database_url: str = "sqlite:///var/virtual-shopper.db"
    redis_url: str = "unix://var/redis.sock"
    secret_key: str = Field(min_length=16)
    previous_secret_keys: str = ""
    index_secret_key: str = ""
    media_secret: str = Field(min_length=16)
    demo: bool = False
    allowed_origins: str = ""
    allowed_regions: str = ""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    twilio_account_sid: str = ""
    twilio_auth_token: str = ""
    twilio_api_key: str = ""
    twilio_api_secret: str = ""
    twilio_twiml_app_sid: str = ""
    twilio_phone_number: str = ""
    twilio_messaging_service_sid: str = ""
    twilio_region: str = ""
    twilio_edge: str = ""
    twilio_api_base: str = ""
    twilio_signal_host: str = ""
    twilio_fallback_url: str = ""

    turn_urls: str = ""
    turn_secret: str = ""
    engine_whip_url: str = ""
    engine_whep_url: str = ""
    engine_auth: Literal["none", "static", "jwt"] = "jwt"
    engine_secret: str = ""
    engine_algorithm: Literal["HS256", "RS256", "ES256"] = "HS256"
    engine_key_id: str = ""
    engine_publish_claims: str = ""
    engine_view_claims: str = ""

    offer_rings_s: int = 20
    preferred_hold_s: int = 8
    give_up_s: int = 90
    caller_wait_s: int = 600
    alternatives_after_s: int = 20
    longest_line: int = Field(default=30, ge=1)
    ring_timeout_s: int = 25
    calls_per_s: float = Field(default=1.0, gt=0)
    queued_call_s: int = 10
    reserved_s: int = 90
    wrap_up_s: int = 60
    beat_s: int = 5
    slot_minutes: int = 20
    slot_buffer_minutes: int = 5
    slot_lead_minutes: int = 15
    call_hours: str = "08:00-21:00"
    daily_budget: float = 100.0
    unproven_budget: float = 4.0
    proof_of_work: Literal["auto", "always", "never"] = "auto"
    retention_days: int = 180
    call_recording: bool = False
    recording_days: int = Field(default=30, gt=0)
    tour_link_hours: int = Field(default=24, gt=0)

    @cached_property
    def origins(self) -> frozenset[str]:
        """Websites that may embed the widget, as `scheme://host[:port]`."""
        listed = {part.strip() for part in self.allowed_origins.split(",") if part.strip()}
        return frozenset(listed | {self.public_url})

    @cached_property
    def regions(self) -> dict[str, frozenset[int]]:
        """Countries we may ring beyond those of our own stores, and which of their numbers."""
        return read_allowed(self.allowed_regions)

    @cached_property
    def daytime(self) -> Daytime:
        """When promised calls and texts may disturb."""
        return Daytime.parse(self.call_hours)

    @cached_property
    def engine_origins(self) -> str:
        """Where pages reach another media engine, as a content security policy names it."""
        found = (urlsplit(url) for url in (self.engine_whip_url, self.engine_whep_url))
        return " ".join(sorted({f"{url.scheme}://{url.netloc}" for url in found if url.netloc}))

    @property
    def has_loopback_carrier(self) -> bool:
        return bool(self.twilio_api_base)
