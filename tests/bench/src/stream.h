/* The numbered stream that devices send and clients verify.
 *
 * A stream is made of 64-byte lines: R, port, line number, filler with two check digits, for example
 *   R07:0000000042 The quick brown fox jumps over the lazy dog 09.\r\n
 * The number gives every line an absolute place, so that a receiver tells lost, repeated and
 * corrupted bytes apart; the check digits keep a damaged number from reading as another line's. Printable ASCII only: no Telnet IAC, no ^E, no '&', no '~', so no server
 * takes any of it for an escape. */
#ifndef BENCH_STREAM_H
#define BENCH_STREAM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define LINE_LENGTH 64
#define FILLER "The quick brown fox jumps over the lazy dog 00."
#define CHECK_AT 59

/* Writes line `number` of `port` into the 64 bytes at `out`. */
static inline void stream_line(char *out, int port, uint64_t number)
{
	int check = (int)((number * 37 + (uint64_t)port) % 97);

	out[0] = 'R';
	out[1] = (char)('0' + port / 10 % 10);
	out[2] = (char)('0' + port % 10);
	out[3] = ':';
	for (int i = 9; i >= 0; i--) {
		out[4 + i] = (char)('0' + number % 10);
		number /= 10;
	}
	out[14] = ' ';
	memcpy(out + 15, FILLER, sizeof FILLER - 1);
	out[CHECK_AT] = (char)('0' + check / 10);
	out[CHECK_AT + 1] = (char)('0' + check % 10);
	out[62] = '\r';
	out[63] = '\n';
}

/* Fills `out` with the stream bytes [position, position + count). */
static inline void stream_fill(char *out, int port, uint64_t position, size_t count)
{
	char line[LINE_LENGTH];

	for (size_t i = 0; i < count;) {
		size_t column = (position + i) % LINE_LENGTH;
		size_t take = LINE_LENGTH - column;

		if (take > count - i)
			take = count - i;
		stream_line(line, port, (position + i) / LINE_LENGTH);
		memcpy(out + i, line + column, take);
		i += take;
	}
}

struct verifier {
	int port;
	int synced;		/* an intact line has been seen */
	uint64_t next;		/* number of the line that should come next */
	uint64_t lines;		/* intact lines, each counted once, in order */
	uint64_t lost;		/* bytes that never came */
	uint64_t repeated;	/* intact lines that had come before */
	uint64_t corrupt;	/* bytes, after the first intact line, that belong to no intact line */
	uint64_t preamble;	/* bytes before the first intact line: banners, half a line */
	uint64_t strange;	/* corrupt bytes since the last intact line */
	size_t have;
	char part[2 * LINE_LENGTH];
};

/* The number in a line's header, or -1 when this is not a header of `port`. */
static inline int64_t verifier_number(const char *line, int port)
{
	int64_t number = 0;

	if (line[0] != 'R' || line[3] != ':' || line[14] != ' ')
		return -1;
	if ((line[1] - '0') * 10 + (line[2] - '0') != port)
		return -1;
	for (int i = 4; i < 14; i++) {
		if (line[i] < '0' || line[i] > '9')
			return -1;
		number = number * 10 + (line[i] - '0');
	}
	return number;
}

/* Books an intact line. Of the bytes that a gap should have held, those that arrived damaged are
 * already in `corrupt`; only the rest is lost. */
static inline void verifier_take(struct verifier *v, uint64_t number)
{
	v->synced = 1;
	if (number < v->next) {
		v->repeated++;
		return;
	}
	uint64_t missing = (number - v->next) * LINE_LENGTH;

	if (missing > v->strange)
		v->lost += missing - v->strange;
	v->strange = 0;
	v->next = number + 1;
	v->lines++;
}

/* Takes the intact line at `text`, if there is one. */
static inline int verifier_match(struct verifier *v, const char *text)
{
	char expected[LINE_LENGTH];
	int64_t number = verifier_number(text, v->port);

	if (number < 0)
		return 0;
	stream_line(expected, v->port, (uint64_t)number);
	if (memcmp(expected, text, LINE_LENGTH) != 0)
		return 0;
	verifier_take(v, (uint64_t)number);
	return 1;
}

/* Feeds what a client received, in pieces of any size. */
static inline void ver_feed(struct verifier *v, const char *bytes, size_t count)
{
	char expected[LINE_LENGTH];

	while (count > 0) {
		/* Whole lines in order, compared where they lie. */
		while (v->have == 0 && v->strange == 0 && count >= LINE_LENGTH) {
			stream_line(expected, v->port, v->next);
			if (memcmp(expected, bytes, LINE_LENGTH) != 0)
				break;
			v->next++;
			v->lines++;
			v->synced = 1;
			bytes += LINE_LENGTH;
			count -= LINE_LENGTH;
		}
		if (count == 0)
			return;
		size_t take = LINE_LENGTH - v->have;

		if (take > count)
			take = count;
		memcpy(v->part + v->have, bytes, take);
		v->have += take;
		bytes += take;
		count -= take;

		/* `part` never holds more than a line; on a mismatch move on by one byte and look again. */
		if (v->have < LINE_LENGTH)
			return;
		if (verifier_match(v, v->part)) {
			v->have = 0;
			continue;
		}
		if (v->synced) {
			v->corrupt++;
			v->strange++;
		} else {
			v->preamble++;
		}
		v->have--;
		memmove(v->part, v->part + 1, v->have);
	}
}

#endif
