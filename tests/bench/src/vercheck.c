/* vercheck CHUNK: feeds standard input to the verifier of port 1 in pieces of CHUNK bytes and
 * prints its counters as JSON, for test_stream.py. `vercheck stream COUNT` prints a stream. */
#include <stdio.h>
#include <stdlib.h>
#include "stream.h"

int main(int argc, char **argv)
{
	static char buffer[65536];
	static struct verifier v = { .port = 1 };

	if (argc == 3 && strcmp(argv[1], "stream") == 0) {
		char line[LINE_LENGTH];

		for (long i = 0; i < atol(argv[2]); i++) {
			stream_fill(line, 1, (uint64_t)i * LINE_LENGTH, LINE_LENGTH);
			fwrite(line, 1, LINE_LENGTH, stdout);
		}
		return 0;
	}
	size_t chunk = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;

	if (chunk == 0 || chunk > sizeof buffer)
		return 2;
	for (size_t n; (n = fread(buffer, 1, chunk, stdin)) > 0;)
		ver_feed(&v, buffer, n);
	printf("{\"lines\":%llu,\"lost\":%llu,\"repeated\":%llu,\"corrupt\":%llu,\"preamble\":%llu,\"rest\":%zu}\n",
	       (unsigned long long)v.lines, (unsigned long long)v.lost, (unsigned long long)v.repeated,
	       (unsigned long long)v.corrupt, (unsigned long long)v.preamble, v.have);
	return 0;
}
