"""Packs are nobody's secret: their addresses need only a name."""


def furnish(by, trust):
    """Arguments for the addresses of packs."""
    return {"frameworks:pack": ["icb-2026"]}
