"""How long something took, as people write it."""


def milliseconds(seconds: float) -> str:
    """0.0012 is "1.2 ms", 0.25 is "250 ms"."""
    value = seconds * 1000
    return f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"
