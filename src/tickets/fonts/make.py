#!/usr/bin/python3
"""Makes the static fonts of this folder. Use: make.py BRICOLAGE_PACKAGE INSTRUMENT_PACKAGE OUT_DIR

The packages are the unpacked npm packages named in README.md.
"""
import os
import sys
import tempfile

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

DISPLAY = "files/bricolage-grotesque-{}-standard-normal.woff2"
TEXT = "files/instrument-sans-{}-wght-normal.woff2"
SUBSETS = ("latin", "latin-ext")
NAMES = (1, 2, 3, 4, 6, 16, 17, 21, 22, 25)
REGULAR, BOLD = 400, 700


def instance(source, axes, target):
    font = TTFont(source)
    font.flavor = None
    instancer.instantiateVariableFont(font, axes).save(target)
    return target


def rename(font, family, style, weight):
    names = font["name"]
    for name_id in NAMES:
        names.removeNames(nameID=name_id)
    full = f"{family} {style}"
    postscript = family.replace(" ", "") + "-" + style
    for name_id, text in ((1, family), (2, style), (3, full + " 1.0"), (4, full), (6, postscript)):
        names.setName(text, name_id, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsType = 0
    bold = weight == BOLD
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0


def make(package, pattern, axes, family, style, weight, target):
    with tempfile.TemporaryDirectory() as folder:
        parts = [
            instance(os.path.join(package, pattern.format(subset)), axes,
                     os.path.join(folder, subset + ".ttf"))
            for subset in SUBSETS
        ]
        font = Merger().merge(parts)
    rename(font, family, style, weight)
    for table in ("STAT", "DSIG"):
        if table in font:
            del font[table]
    font.save(target)


def main(bricolage, instrument, out):
    make(bricolage, DISPLAY, {"opsz": 36, "wdth": 100, "wght": 700}, "Usher Display", "Bold", BOLD,
         os.path.join(out, "usher-display.ttf"))
    make(instrument, TEXT, {"wght": 420}, "Usher Text", "Regular", REGULAR,
         os.path.join(out, "usher-text-regular.ttf"))
    make(instrument, TEXT, {"wght": 620}, "Usher Text", "Bold", BOLD,
         os.path.join(out, "usher-text-bold.ttf"))


if __name__ == "__main__":
    main(*sys.argv[1:4])
