using System.Text;
using Fairlead.Access;
using Fairlead.Access.Passwords;
using Fairlead.Commands;

namespace Fairlead.Tests.Commands;

public sealed class PasswordCommandTests : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _err = new();

    public void Dispose()
    {
        _out.Dispose();
        _err.Dispose();
    }

    [Theory]
    [InlineData("open sesame")]
    [InlineData("open sesame\n")]
    [InlineData("open sesame\r\n")]
    [InlineData("open sesame\nand more")]
    public async Task The_first_line_of_a_pipe_is_hashed(string input)
    {
        Assert.Equal(0, PasswordCommand.FromPipe(new MemoryStream(Encoding.UTF8.GetBytes(input)), _out, _err));
        await ExpectHashOf("open sesame");
    }

    [Theory]
    [InlineData("", "An empty password is refused.")]
    [InlineData("\n", "An empty password is refused.")]
    public void An_empty_line_is_refused(string input, string expected)
    {
        Assert.Equal(1, PasswordCommand.FromPipe(new MemoryStream(Encoding.UTF8.GetBytes(input)), _out, _err));
        Assert.Equal(expected, _err.ToString().Trim());
        Assert.Equal("", _out.ToString());
    }

    [Fact]
    public void A_password_that_could_never_log_in_is_refused()
    {
        byte[] longest = new byte[PasswordVerifier.LongestPassword + 1];
        longest.AsSpan().Fill((byte)'a');
        Assert.Equal(0, PasswordCommand.FromPipe(new MemoryStream(longest[1..]), _out, _err));
        Assert.Equal(1, PasswordCommand.FromPipe(new MemoryStream(longest), _out, _err));
    }

    [Fact]
    public async Task A_terminal_is_asked_twice()
    {
        Assert.Equal(0, PasswordCommand.FromTerminal(Keys("opex\bn ü\ropen ü\r"), _out, _err));
        Assert.Equal("Password: \nAgain: \n", _err.ToString());
        await ExpectHashOf("open ü");
    }

    [Fact]
    public void Two_that_differ_are_refused()
    {
        Assert.Equal(1, PasswordCommand.FromTerminal(Keys("open\ropem\r"), _out, _err));
        Assert.Equal("", _out.ToString());
    }

    private static Func<ConsoleKeyInfo> Keys(string typed)
    {
        Queue<char> keys = new(typed);
        return () =>
        {
            char c = keys.Dequeue();
            ConsoleKey key = c switch { '\r' => ConsoleKey.Enter, '\b' => ConsoleKey.Backspace, _ => default };
            return new ConsoleKeyInfo(c, key, false, false, false);
        };
    }

    private async Task ExpectHashOf(string password)
    {
        PasswordHash hash = PasswordHash.Parse(_out.ToString().TrimEnd(), out _)!;
        using PasswordVerifier verifier = new(TimeProvider.System);
        Assert.Equal(
            PasswordVerdict.Right,
            await verifier.VerifyAsync(
                hash, Encoding.UTF8.GetBytes(password), SourceAddress.Of(null), TestContext.Current.CancellationToken));
    }
}
