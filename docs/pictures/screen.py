"""A terminal screen in memory: as much of ECMA-48 as consoles and ssh print, and its picture as SVG."""

import html
import re

COLUMNS, ROWS = 96, 26
CELL_WIDTH, CELL_HEIGHT, MARGIN, BAR = 8.4, 18, 16, 34
PALETTE = ["#1d2021", "#cc5d4c", "#98a84a", "#d0a33c", "#5a8fb0", "#ad7fa0", "#6aa598", "#d8d4c0",
           "#7c7868", "#e8806f", "#bccb6c", "#efc560", "#7fb2d2", "#cf9fc2", "#8fc8bb", "#f5f2e4"]
_SEQUENCE = re.compile(rb"\x1b\[([0-9;?]*)([A-Za-z])|\x1b[()][A-Z0-9]|\x1b\][^\x07]*\x07|\x1b[=>78c]")


class Screen:
    """Rows of (character, color, bold) cells, a cursor, and a `feed` for bytes."""

    def __init__(self):
        self.rows = [self._blank() for _ in range(ROWS)]
        self.row = self.column = 0
        self.color, self.bold = 7, False
        self._rest = b""

    def feed(self, data):
        data = self._rest + data
        self._rest = b""
        at = 0
        while at < len(data):
            byte = data[at]
            if byte == 0x1B:
                match = _SEQUENCE.match(data, at)
                if match:
                    if match[2]:
                        self._control(match[1].decode(), match[2].decode())
                    at = match.end()
                    continue
                if len(data) - at < 16:
                    self._rest = data[at:]
                    return
            elif byte == 0x0D:
                self.column = 0
            elif byte == 0x0A:
                self._down()
            elif byte == 0x08:
                self.column = max(0, self.column - 1)
            elif byte == 0x09:
                self.column = min(COLUMNS - 1, self.column // 8 * 8 + 8)
            elif byte >= 0x20:
                length = 1 if byte < 0x80 else 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
                self._put(data[at:at + length].decode(errors="replace"))
                at += length
                continue
            at += 1

    def text(self):
        return tuple(tuple(row) for row in self.rows), self.row, self.column

    def _put(self, character):
        if self.column >= COLUMNS:
            self.column = 0
            self._down()
        self.rows[self.row][self.column] = (character, self.color, self.bold)
        self.column += 1

    def _down(self):
        if self.row == ROWS - 1:
            self.rows = self.rows[1:] + [self._blank()]
        else:
            self.row += 1

    def _control(self, parameters, final):
        numbers = [int(part) if part.isdigit() else 0 for part in parameters.lstrip("?").split(";")]
        count = max(1, numbers[0])
        if final == "m":
            self._colors(numbers)
        elif final == "K":
            start = 0 if numbers[0] == 2 else self.column
            self.rows[self.row][start:] = self._blank()[start:]
        elif final == "J":
            first = 0 if numbers[0] == 2 else self.row
            for row in range(first, ROWS):
                self.rows[row] = self._blank()
        elif final in "Hf":
            self.row = min(ROWS, count) - 1
            self.column = min(COLUMNS, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "A":
            self.row = max(0, self.row - count)
        elif final == "C":
            self.column = min(COLUMNS - 1, self.column + count)
        elif final == "D":
            self.column = max(0, self.column - count)

    def _colors(self, numbers):
        for number in numbers:
            if number == 0:
                self.color, self.bold = 7, False
            elif number == 1:
                self.bold = True
            elif number == 39:
                self.color = 7
            elif 30 <= number <= 37:
                self.color = number - 30
            elif 90 <= number <= 97:
                self.color = number - 82

    @staticmethod
    def _blank():
        return [(" ", 7, False)] * COLUMNS


def picture(frames, title):
    """One SVG that shows the frames one after the other, for ever. A frame is (screen text, seconds it stays)."""
    width = COLUMNS * CELL_WIDTH + 2 * MARGIN
    height = ROWS * CELL_HEIGHT + 2 * MARGIN + BAR
    total = sum(seconds for _, seconds in frames)
    style, body, start = [], [], 0.0
    for index, (screen, seconds) in enumerate(frames):
        begin, end = 100 * start / total, 100 * (start + seconds) / total
        hidden_before = "" if index == 0 else f"0%,{begin - 0.001:.3f}%{{visibility:hidden}}"
        style.append(
            f"@keyframes f{index}{{{hidden_before}{begin:.3f}%,{end - 0.002:.3f}%{{visibility:visible}}"
            f"{end:.3f}%,100%{{visibility:{'visible' if index == len(frames) - 1 else 'hidden'}}}}}")
        body.append(f'<g style="visibility:hidden;animation:f{index} {total:.1f}s step-end infinite">'
                    f"{_cells(screen)}</g>")
        start += seconds
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img" '
        f'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace" font-size="14">'
        f"<title>{html.escape(title)}</title><style>text{{white-space:pre}}{''.join(style)}</style>"
        f'<rect width="{width:.0f}" height="{height:.0f}" rx="8" fill="{PALETTE[0]}"/>'
        f'<circle cx="22" cy="18" r="6" fill="#cc5d4c"/><circle cx="42" cy="18" r="6" fill="#d0a33c"/>'
        f'<circle cx="62" cy="18" r="6" fill="#98a84a"/>'
        f'<text x="{width / 2:.0f}" y="23" text-anchor="middle" fill="{PALETTE[8]}">{html.escape(title)}</text>'
        f"{''.join(body)}</svg>\n")


def _cells(screen):
    rows, cursor_row, cursor_column = screen
    out = []
    for number, row in enumerate(rows):
        baseline = BAR + MARGIN + number * CELL_HEIGHT + 13
        at = 0
        while at < COLUMNS:
            _, color, bold = row[at]
            end = at
            while end < COLUMNS and row[end][1:] == (color, bold):
                end += 1
            text = "".join(cell[0] for cell in row[at:end]).rstrip()
            if text.strip():
                weight = ' font-weight="bold"' if bold else ""
                out.append(
                    f'<text x="{MARGIN + at * CELL_WIDTH:.1f}" y="{baseline}" fill="{PALETTE[color]}"{weight} '
                    f'textLength="{len(text) * CELL_WIDTH:.1f}">{html.escape(text)}</text>')
            at = end
    out.append(
        f'<rect x="{MARGIN + cursor_column * CELL_WIDTH:.1f}" y="{BAR + MARGIN + cursor_row * CELL_HEIGHT}" '
        f'width="{CELL_WIDTH}" height="{CELL_HEIGHT}" fill="{PALETTE[7]}" opacity=".6"/>')
    return "".join(out)
