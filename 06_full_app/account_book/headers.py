"""What every answer tells the browser: which scripts run, who may frame it, and what is kept.

After OWASP's list of secure headers, as of July 2026, and its cheat sheet on REST.
"""

from flask import Flask, Response, request

_CLOSED = "base-uri 'none'; frame-ancestors 'none'"
_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; form-action 'self'; " + _CLOSED
)
_DATA = f"default-src 'none'; form-action 'none'; {_CLOSED}"
# The library that shows the API writes its styles into the page, and asks the API.
_DOCS = (
    "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self'; "
    f"connect-src 'self'; form-action 'none'; {_CLOSED}"
)

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # For browsers that do not know `frame-ancestors`.
    "X-Frame-Options": "DENY",
    # OWASP has `no-referrer`; but over https Flask-WTF looks where a form comes from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_TWO_YEARS = "max-age=63072000"


def register(app: Flask) -> None:
    """Send these headers with every answer of `app`."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    headers = response.headers
    for name, value in _ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = _policy(response)
    # Files come with an ETag, and are asked for again; all else may be a household's figures.
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        # Not for subdomains: whoever owns this name may have others there, without TLS.
        headers["Strict-Transport-Security"] = _TWO_YEARS
    return response


def _policy(response: Response) -> str:
    if request.endpoint == "docs":
        return _DOCS
    return _PAGE if response.mimetype == "text/html" else _DATA
