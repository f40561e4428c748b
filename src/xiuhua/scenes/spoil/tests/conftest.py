"""A district with devices in a database whose commits are real, and a gateway that they can reach."""

from xiuhua.sensing.tests.conftest import city, gateway, gateway_url, live_city

__all__ = ["city", "gateway", "gateway_url", "live_city"]
