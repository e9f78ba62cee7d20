using System.Buffers;
using System.Text.Json;

namespace Fairlead.Shell;

/// <summary>An answer as one JSON document and a line end.</summary>
static class JsonAnswer
{
    public static void Write(Seat seat, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            write(json);
        }

        buffer.Write("\n"u8);
        seat.Out(buffer.WrittenSpan);
    }
}
