"""Access tokens for the softphone in an associate's browser."""

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from callcenter.settings import Settings

TTL_S = 900


def access_token(settings: Settings, identity: str) -> str:
    """Return a JWT that may call out through our TwiML application only, for 15 minutes.

    No incoming grant: an offer is our own push, and the associate connects outward.
    """
    token = AccessToken(
        settings.twilio_account_sid,
        settings.twilio_api_key,
        settings.twilio_api_secret,
        identity=identity,
        ttl=TTL_S,
    )
    token.add_grant(
        VoiceGrant(outgoing_application_sid=settings.twilio_twiml_app_sid, incoming_allow=False)
    )
    return str(token.to_jwt())
