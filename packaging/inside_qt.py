"""What Qt's libraries hold that is not Qt's own, as far as Offtake ships those libraries.

From the attributions in Qt's sources (qt_attribution.json) of Qt Core, Gui, Widgets, SVG, D-Bus,
the Wayland client and the platform plugins. Look there when the locked Qt is raised.
"""

from __future__ import annotations

from part import Part

#: The Qt that the list was looked over for; a test tells when the locked one is another.
LOOKED_OVER = "6.11"

_QT = "PySide6 and Qt"
_LINUX, _MAC, _WINDOWS = ("linux",), ("darwin",), ("win32",)

#: Name, licence, holders of the copyright, systems (all when empty).
_ROWS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Adobe Glyph List For New Fonts", "BSD-3-Clause", "2002-2015 Adobe Systems", ()),
    ("Anti-aliasing rasterizer from FreeType 2", "FTL",
     "2000-2016 David Turner, Robert Wilhelm, and Werner Lemberg", ()),
    ("BLAKE2 (reference implementation)", "CC0-1.0 OR Apache-2.0", "2012 Samuel Neves", ()),
    ("Cocoa platform plugin", "BSD-3-Clause", "2007-2008 Apple, Inc.", _MAC),
    ("D3D12 Memory Allocator", "MIT", "2019-2026 Advanced Micro Devices, Inc.", _WINDOWS),
    ("Easing equations by Robert Penner", "BSD-3-Clause", "2001 Robert Penner", ()),
    ("Double-conversion", "BSD-3-Clause", "2006-2012 the V8 project authors", ()),
    ("Emoji segmenter", "Apache-2.0", "2019 Google LLC", ()),
    ("forkfd", "MIT",
     "2016 Intel Corporation; 2015 Klarälvdalens Datakonsult AB, a KDAB Group company",
     (*_LINUX, *_MAC)),
    ("FreeBSD strtoll and strtoull", "BSD-3-Clause",
     "1992, 1993 The Regents of the University of California; 2011 The FreeBSD Foundation", ()),
    ("FreeType 2", "FTL AND MIT AND Zlib",
     "2006-2025 David Turner, Robert Wilhelm, and Werner Lemberg; "
     "2001-2002, 2011 Francesco Zappa Nardelli; 1995-2002 Jean-loup Gailly and Mark Adler", ()),
    ("HarfBuzz", "MIT",
     "2010-2022 Google, Inc.; 2015-2020 Ebrahim Byagowi; 2019, 2020 Facebook, Inc.; 2012, 2015 "
     "Mozilla Foundation; 2011 Codethink Limited; 2008, 2010 Nokia Corporation and/or its "
     "subsidiary(-ies); 2009 Keith Stribley; 2011 Martin Hosken and SIL International; 2007 Chris "
     "Wilson; 2005-2023 Behdad Esfahbod; 2004-2023 Red Hat, Inc.; 1998-2005 David Turner and "
     "Werner Lemberg; 2016 Igalia S.L.; 2022 Matthias Clasen; 2018, 2021 Khaled Hosny; 2018-2020 "
     "Adobe, Inc.; 2013-2015 Alexei Podtelezhnikov", ()),
    ("IAccessible2 IDL specification", "BSD-3-Clause", "2000, 2006 Sun Microsystems, Inc.; "
     "2006 IBM Corporation; 2007, 2010, 2012, 2013 Linux Foundation", _WINDOWS),
    ("ICU", "Unicode-3.0", "1991-2025 Unicode, Inc.", _LINUX),
    ("libjpeg-turbo", "IJG AND BSD-3-Clause AND Zlib",
     "1991-2026 The libjpeg-turbo Project and many others; 2009-2026 D. R. Commander; 1991-2020 "
     "Thomas G. Lane, Guido Vollbeding", ()),
    ("libpng", "libpng-2.0", "1995-2026 The PNG Reference Library Authors; 2000-2026 Cosmin Truta; "
     "1998-2018 Glenn Randers-Pehrson; 1996-1997 Andreas Dilger; 1995-1996 Guy Eric Schalnat, "
     "Group 42, Inc.", ()),
    ("MD4C", "MIT", "2016-2024 Martin Mitáš", ()),
    ("OpenGL and OpenGL ES 2 headers", "MIT", "2013-2014 The Khronos Group Inc.",
     (*_LINUX, *_WINDOWS)),
    ("PCRE2", "BSD-3-Clause-PCRE2", "1997-2007 University of Cambridge; 2007-2024 Philip Hazel; "
     "2010-2024 Zoltan Herczeg", ()),
    ("PCRE2: stack-less just-in-time compiler", "BSD-2-Clause", "Zoltan Herczeg", ()),
    ("Pixman", "MIT", "2009 Nokia Corporation", ()),
    ("Secure Hash Algorithm SHA-1", "CC0-1.0", "Dominik Reichl; 2016 The Qt Company Ltd.", ()),
    ("Secure Hash Algorithm SHA-3: Keccak", "CC0-1.0",
     "Guido Bertoni, Joan Daemen, Michaël Peeters and Gilles Van Assche", ()),
    ("Secure Hash Algorithm SHA-3: brg_endian", "BSD-2-Clause", "1998-2013 Brian Gladman", ()),
    ("Secure Hash Algorithms SHA-384 and SHA-512", "BSD-3-Clause",
     "2011 IETF Trust and the persons identified as authors of the code", ()),
    ("SipHash", "CC0-1.0",
     "2012-2014 Jean-Philippe Aumasson; 2012-2014 Daniel J. Bernstein; 2016 Intel Corporation", ()),
    ("Smooth scaling algorithm", "BSD-2-Clause AND Imlib2",
     "2004, 2005 Daniel M. Duley; Carsten Haitzler and various contributors; Willem Monsuwe", ()),
    ("sRGB colour profile", "LicenseRef-ICC-License", "2015 International Color Consortium", ()),
    ("TinyCBOR", "MIT", "2015-2021 Intel Corporation", ()),
    ("Unicode Character Database", "Unicode-3.0", "1991-2025 Unicode, Inc.", ()),
    ("Unicode Common Locale Data Repository", "Unicode-3.0", "1991-2025 Unicode, Inc.", ()),
    ("Vulkan API registry", "Apache-2.0 OR MIT", "2015-2026 The Khronos Group Inc.", ()),
    ("Vulkan Memory Allocator", "MIT", "2017-2025 Advanced Micro Devices, Inc.", ()),
    ("Wayland and its protocols", "MIT AND HPND-sell-variant",
     "2008-2013 Kristian Høgsberg; 2010-2013 Intel Corporation; 2012-2016 Collabora, Ltd.; "
     "2013 Rafael Antognolli, Jasper St. Pierre; 2013 DENSO CORPORATION, BMW Car IT GmbH; 2014 "
     "Stephen \"Lyude\" Chandler Paul; 2015 Jason Ekstrand, Jonas Ådahl; 2015, 2016 Jan Arne "
     "Petersen; 2015-2018 Red Hat, Inc.; 2015-2017 Samsung Electronics Co., Ltd; 2016 Yong Bakos; "
     "2018 Purism SPC, Simon Ser; 2020 Aleix Pol Gonzalez, Carlos Garnacho", _LINUX),
    ("Wintab API", "LicenseRef-Wintab", "1991-1998 LCS/Telegraphics", _WINDOWS),
    ("X Server helper", "X11 AND HPND", "1987, 1988 X Consortium; 1987, 1988 Digital Equipment "
     "Corporation, Maynard, Massachusetts", ()),
    ("XCB-XInput", "MIT", "2001-2006 Bart Massey, Jamey Sharp, and Josh Triplett; 2006 Peter "
     "Hutterer; 2013 Daniel Martin", _LINUX),
    ("XSVG", "HPND-sell-variant", "2002 USC/Information Sciences Institute", ()),
    ("zlib", "Zlib", "1995-2024 Jean-loup Gailly and Mark Adler", ()),
)  # fmt: skip

INSIDE_QT = tuple(
    Part(name, "", licence, holders, _QT, systems=systems)
    for name, licence, holders, systems in _ROWS
)
