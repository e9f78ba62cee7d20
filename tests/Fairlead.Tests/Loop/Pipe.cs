using Fairlead.Tty;

namespace Fairlead.Tests.Loop;

/// <summary>A pipe(2).</summary>
sealed unsafe class Pipe : IDisposable
{
    public Pipe()
    {
        int* fds = stackalloc int[2];
        Assert.Equal(0, Libc.pipe2(fds, Libc.O_NONBLOCK | Libc.O_CLOEXEC));
        Reader = fds[0];
        Writer = fds[1];
    }

    public int Reader { get; }

    public int Writer { get; }

    public void Write() => Assert.Equal(1, Libc.Write(Writer, "x"u8));

    public int Read()
    {
        Span<byte> into = stackalloc byte[16];
        return Libc.Read(Reader, into);
    }

    public void Dispose()
    {
        _ = Libc.close(Reader);
        _ = Libc.close(Writer);
    }
}
