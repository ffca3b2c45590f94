"""Middleware that stands outermost: who really asks, and what every answer tells the browser."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed

from trigpoint.config.hardening import permissions_policy

PERMISSIONS_POLICY = permissions_policy()
METHODS = ("GET", "HEAD", "POST")  # no page knows another


def safe_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Headers of every answer, error pages and files included. What does not say otherwise is not kept by anybody."""

    def answer(request: HttpRequest) -> HttpResponse:
        is_known = request.method in METHODS
        response = get_response(request) if is_known else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.headers.setdefault("X-Frame-Options", settings.X_FRAME_OPTIONS)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    return answer


def real_address(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Behind web servers of ours, the address of who asked; they are believed, what stands before them is not."""

    def answer(request: HttpRequest) -> HttpResponse:
        known = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if 0 < settings.PROXIES <= len(known) and known[-settings.PROXIES].strip():
            request.META["REMOTE_ADDR"] = known[-settings.PROXIES].strip()
        return get_response(request)

    return answer
