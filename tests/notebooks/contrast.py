"""How well one colour stands out from another (WCAG 2.2, relative luminance and contrast ratio)."""

import re


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb" or "rgb(r, g, b)"."""
    if colour.startswith("#"):
        parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
    else:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)
