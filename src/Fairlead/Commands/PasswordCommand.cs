using System.Security.Cryptography;
using System.Text;
using Fairlead.Access.Passwords;

namespace Fairlead.Commands;

/// <summary>
/// <c>fairlead password</c>: reads a password, never from the command line, and prints its hash for the configuration
/// file.
/// </summary>
static class PasswordCommand
{
    private const int Longest = PasswordVerifier.LongestPassword;

    /// <summary>
    /// Reads one line from a pipe, or asks twice on the terminal without echo. Exit code 0, or 1 if refused.
    /// </summary>
    public static int Run()
    {
        if (Console.IsInputRedirected)
        {
            using Stream input = Console.OpenStandardInput();
            return FromPipe(input, Console.Out, Console.Error);
        }

        return FromTerminal(() => Console.ReadKey(intercept: true), Console.Out, Console.Error);
    }

    /// <summary>Takes the first line of the input, without its line end.</summary>
    public static int FromPipe(Stream input, TextWriter @out, TextWriter err)
    {
        Span<byte> buffer = stackalloc byte[Longest + 2];
        int length = 0;
        int read;
        while (length < buffer.Length && !buffer[..length].Contains((byte)'\n')
            && (read = input.Read(buffer[length..])) > 0)
        {
            length += read;
        }

        int end = buffer[..length].IndexOf((byte)'\n');
        Span<byte> line = buffer[..(end < 0 ? length : end)];
        int result = Print(line.EndsWith("\r"u8) ? line[..^1] : line, @out, err);
        CryptographicOperations.ZeroMemory(buffer);
        return result;
    }

    /// <summary>Asks twice.</summary>
    /// <param name="readKey">The next key, not echoed.</param>
    public static int FromTerminal(Func<ConsoleKeyInfo> readKey, TextWriter @out, TextWriter err)
    {
        char[] first = GC.AllocateArray<char>(Longest, pinned: true);
        char[] second = GC.AllocateArray<char>(Longest, pinned: true);
        byte[] bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetMaxByteCount(Longest), pinned: true);
        try
        {
            Span<char> once = ReadLine("Password: ", first, readKey, err);
            Span<char> again = ReadLine("Again: ", second, readKey, err);
            if (!once.SequenceEqual(again))
            {
                err.WriteLine("The two are not the same.");
                return 1;
            }

            return Print(bytes.AsSpan(0, Encoding.UTF8.GetBytes(once, bytes)), @out, err);
        }
        finally
        {
            Array.Clear(first);
            Array.Clear(second);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static Span<char> ReadLine(string prompt, char[] buffer, Func<ConsoleKeyInfo> readKey, TextWriter err)
    {
        err.Write(prompt);
        int length = 0;
        while (true)
        {
            ConsoleKeyInfo key = readKey();
            if (key.Key == ConsoleKey.Enter)
            {
                err.WriteLine();
                return buffer.AsSpan(0, length);
            }

            if (key.Key == ConsoleKey.Backspace)
            {
                length = Math.Max(0, length - 1);
            }
            else if (!char.IsControl(key.KeyChar) && length < buffer.Length)
            {
                buffer[length++] = key.KeyChar;
            }
        }
    }

    private static int Print(ReadOnlySpan<byte> password, TextWriter @out, TextWriter err)
    {
        if (password.Length is 0 or > Longest)
        {
            err.WriteLine(
                password.IsEmpty ? "An empty password is refused." : $"More than {Longest} bytes are refused.");
            return 1;
        }

        @out.WriteLine(PasswordHash.Create(password).ToPhcString());
        return 0;
    }
}
