"""The tokens of both themes under their names in the design; no colour literal stands anywhere else.

Text on the grounds it is used on passes WCAG AA (4.5:1), control borders and level shapes 3:1;
tests/ui/test_contrast.py computes it again from this table.
"""

from __future__ import annotations

FAMILIES = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei UI", "PingFang SC", "sans-serif")
CODE_FAMILIES = ("Noto Sans Mono", "Cascadia Mono", "Consolas", "Noto Sans Mono CJK SC", "monospace")

# Font size and line height in px at a scale of 1.
TYPE = {"meta": (12, 20), "body": (14, 24), "head": (16, 24), "page": (22, 32), "clock": (40, 48)}
# Lengths in px at a scale of 1.
SPACE = (0, 4, 8, 12, 16, 24, 32, 48)
CONTROL, ROW, DUTY, CELL, GROUP, TOP, STATUS = 32, 40, 56, 64, 32, 56, 32
NAV, SIDE = 208, 288
RADIUS_BADGE, RADIUS_CONTROL, RADIUS_CARD = 4, 6, 8

LIGHT = {
    "bg": "#F5F7F6", "nav": "#ECF0EE", "surface": "#FFFFFF", "sunken": "#F1F4F3",
    "hover": "#EAF0EE", "selected": "#DCEBE8",
    "line": "#E1E6E4", "line-strong": "#CBD3D0", "control": "#84918D",
    "text": "#16211F", "text-2": "#44524E", "text-3": "#5B6965", "disabled": "#96A19D",
    "accent": "#0E5F5B", "accent-hover": "#0B504D", "accent-press": "#083F3D", "on-accent": "#FFFFFF",
    "accent-soft": "#E0EEEB", "accent-text": "#0B5651", "focus": "#0E7A74",
    "l1-fill": "#C0302A", "l1-text": "#9B1C17", "l1-soft": "#FBE9E7",
    "l2-fill": "#C4620C", "l2-text": "#8A4300", "l2-soft": "#FCEEDE",
    "l3-fill": "#A37B00", "l3-text": "#6B5000", "l3-soft": "#F9F1D2",
    "l4-fill": "#2C6CB0", "l4-text": "#1D5083", "l4-soft": "#E6EFF8",
    "l0-fill": "#7C8985", "l0-text": "#5B6965", "l0-soft": "#F1F4F3",
    "danger": "#A3231D", "danger-soft": "#FBECEA", "danger-line": "#E3A9A4",
    "warn": "#7D5200", "warn-soft": "#FBF3E0", "warn-line": "#DFC48C",
    "info": "#1D5083", "info-soft": "#EAF1F8", "info-line": "#B3CBE3",
    "met": "#0B5651", "hatch-1": "#C0302A", "hatch-2": "#F7DCD9",
    "heat-0": "#FFFFFF", "heat-1": "#F5F0E6", "heat-2": "#EADDC4", "heat-3": "#D9C196", "heat-4": "#C09E63",
    "heat-text": "#2B2416",
    "vault": "#56407E", "vault-hover": "#48356B", "vault-soft": "#EFEBF6", "vault-line": "#CDC2E2",
    "vault-text": "#49366E", "on-vault": "#FFFFFF",
    "paper": "#FFFFFF", "ink": "#16211F", "toast": "#16211F", "on-toast": "#F5F7F6",
    "ground": "#C9D2CF", "shadow": "#2410201D",
}  # fmt: skip

DARK = {
    "bg": "#131817", "nav": "#0F1413", "surface": "#1B2120", "sunken": "#171C1B",
    "hover": "#232B29", "selected": "#17403C",
    "line": "#2A3331", "line-strong": "#3D4946", "control": "#76847F",
    "text": "#E4EAE8", "text-2": "#B6C1BD", "text-3": "#9BA8A4", "disabled": "#66726E",
    "accent": "#57B8B0", "accent-hover": "#6CC6BF", "accent-press": "#49A69E", "on-accent": "#05211F",
    "accent-soft": "#17322F", "accent-text": "#7CCBC4", "focus": "#6CC6BF",
    "l1-fill": "#EE6A60", "l1-text": "#FFA79F", "l1-soft": "#3A1E1B",
    "l2-fill": "#E58A34", "l2-text": "#F6B575", "l2-soft": "#372513",
    "l3-fill": "#CBA52B", "l3-text": "#E5CA6A", "l3-soft": "#30280F",
    "l4-fill": "#5E9FDC", "l4-text": "#97C4EF", "l4-soft": "#18293A",
    "l0-fill": "#7F8C88", "l0-text": "#A3AFAB", "l0-soft": "#232B29",
    "danger": "#FFA79F", "danger-soft": "#331C1A", "danger-line": "#74403B",
    "warn": "#E9BF73", "warn-soft": "#2D2413", "warn-line": "#63502A",
    "info": "#97C4EF", "info-soft": "#16263A", "info-line": "#34506D",
    "met": "#7CCBC4", "hatch-1": "#EE6A60", "hatch-2": "#3A1E1B",
    "heat-0": "#1B2120", "heat-1": "#262720", "heat-2": "#3A3524", "heat-3": "#5A4D2C", "heat-4": "#786333",
    "heat-text": "#F2EAD8",
    "vault": "#B9A6E6", "vault-hover": "#C8B9EC", "vault-soft": "#261F38", "vault-line": "#4A3F69",
    "vault-text": "#CABCEC", "on-vault": "#1B1230",
    "paper": "#F4F5F3", "ink": "#16211F", "toast": "#E4EAE8", "on-toast": "#16211F",
    "ground": "#0B0F0E", "shadow": "#80000000",
}  # fmt: skip

THEMES = {"light": LIGHT, "dark": DARK}

IN_VAULT = {
    "accent": "vault", "accent-hover": "vault-hover", "accent-press": "vault-hover", "on-accent": "on-vault",
    "accent-soft": "vault-soft", "accent-text": "vault-text", "focus": "vault", "selected": "vault-soft",
    "met": "vault-text",
}  # fmt: skip
"""Wherever the vault's text is on screen, plum stands for the accent (mockups, 10b)."""
