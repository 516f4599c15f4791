"""Security headers on every answer; the camera is allowed only where one films or speaks."""

from flask import Flask, Response, request

from callcenter.settings import Settings

_DEVICES = ("/console", "/c/", "/wallboard")


def protect(app: Flask, settings: Settings) -> None:
    policy = content_security_policy(settings)

    @app.after_request
    def headers(response: Response) -> Response:
        devices = "self" if request.path.startswith(_DEVICES) else ""
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = (
            f"camera=({devices}), microphone=({devices}), geolocation=()"
        )
        if not request.path.startswith("/static/"):
            response.headers["Cache-Control"] = "no-store"
        return response


def content_security_policy(settings: Settings) -> str:
    """No inline script, no other host than our own parts and the carrier's signalling."""
    signal = (
        f"ws://{settings.twilio_signal_host}"
        if settings.twilio_signal_host
        else "wss://*.twilio.com https://*.twilio.com"
    )
    pictures = settings.engine_origins or settings.media_url
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob: mediastream:",
            f"connect-src 'self' blob: {settings.live_url} {pictures} {signal}",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "manifest-src 'self'",
        )
    )
