"""A packet of 20 proposals through our press, against bare WeasyPrint on the same HTML and sheet, in the same run.

Run from the checkout: python -m bench.packet [--proposals N] [--rounds N]. Each side runs in a fresh process, in turn
and in both orders, so that neither meets a warm or a crowded machine alone. Ours is everything from the frozen JSON to
the bytes (reading it, charts, templates, layout, progress); bare is HTML(...).write_pdf with the same tags and fonts.
Prints processor seconds, pages a second, peak memory and the ratio; asserts nothing.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time

from packets.contents import Layout
from packets.pages import HOME
from tests.packets.samples import packet


def measure(side: str, proposals: int) -> None:
    """One side once, in this process; its figures go to stdout as JSON."""
    from packets import render as press_room
    from packets.pages import pages

    made_json = packet(Layout.PARTY, count=proposals, draft=False).to_json()
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    begun, busy = time.perf_counter(), time.process_time()
    if side == "ours":
        pdf = press_room.render(made_json, on_progress=lambda done, total: None)
    else:
        made = pages(made_json)
        begun, busy = time.perf_counter(), time.process_time()
        css = made.css.replace("paper:", press_room.FONTS.as_uri() + "/")
        fonts = FontConfiguration()
        sheet = weasyprint.CSS(string=css, font_config=fonts)
        pdf = weasyprint.HTML(string=made.html).write_pdf(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
    figures = {
        "seconds": time.perf_counter() - begun,
        "cpu": time.process_time() - busy,
        "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "kb": len(pdf) / 1024,
        "pages": pages_of(pdf),
    }
    print(json.dumps(figures))


def pages_of(pdf: bytes) -> int:
    """How many pages the file has."""
    import io

    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def run(side: str, proposals: int) -> dict[str, float]:
    """One side in a process of its own."""
    command = [sys.executable, "-m", "bench.packet", "--side", side, "--proposals", str(proposals)]
    done = subprocess.run(command, cwd=HOME, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    """Both sides in turn, then the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--proposals", type=int, default=20)
    asked.add_argument("--rounds", type=int, default=2)
    asked.add_argument("--side", choices=("ours", "bare"))
    given = asked.parse_args()
    if given.side:
        measure(given.side, given.proposals)
        return
    held: dict[str, list[dict[str, float]]] = {"ours": [], "bare": []}
    for turn in range(given.rounds):
        for side in ("bare", "ours") if turn % 2 == 0 else ("ours", "bare"):
            held[side].append(run(side, given.proposals))
    middle = {
        side: {key: statistics.median(one[key] for one in runs) for key in runs[0]} for side, runs in held.items()
    }
    print(f"{given.proposals} proposals, {middle['ours']['pages']:.0f} pages, {given.rounds} rounds (medians)")
    for side, one in middle.items():
        print(
            f"{side}: {one['seconds']:.1f} s wall, {one['cpu']:.1f} s cpu, {one['pages'] / one['cpu']:.1f} pages a cpu "
            f"second, peak {one['mb']:.0f} MB, file {one['kb']:.0f} kB"
        )
    ratio = middle["ours"]["cpu"] / middle["bare"]["cpu"]
    print(f"ratio ours / bare (cpu): {ratio:.2f}; wall: {middle['ours']['seconds'] / middle['bare']['seconds']:.2f}")


if __name__ == "__main__":
    main()
