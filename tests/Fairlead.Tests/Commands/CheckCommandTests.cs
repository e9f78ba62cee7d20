using System.Text;
using Fairlead.Commands;
using Fairlead.Tests.Configuration;

namespace Fairlead.Tests.Commands;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly StringWriter _out = new();
    private readonly StringWriter _err = new();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public void A_good_file_is_ok()
    {
        Assert.Equal(0, Run(Encoding.UTF8.GetBytes(Example.Text)));
        Assert.Equal($"{_file}: 3 ports, 1 users, 1 rules: ok\n", _out.ToString());
        Assert.Equal("", _err.ToString());
    }

    [Fact]
    public void Every_problem_of_a_bad_file_is_a_line()
    {
        Assert.Equal(1, Run("schema = 2\nshema = 1\n"u8.ToArray()));
        Assert.Equal("", _out.ToString());
        Assert.Equal(
            $"{_file}:1:10: \"schema\" is 2; expected the integer 1\n"
                + $"{_file}:2:1: unknown key \"shema\" in the file; did you mean \"schema\"?\n",
            _err.ToString());
    }

    [Fact]
    public void A_file_that_is_not_text_is_refused()
    {
        Assert.Equal(1, Run([0x73, 0xFF, 0xFE]));
        Assert.Equal($"{_file}: byte 1 is not UTF-8; expected TOML in UTF-8\n", _err.ToString());
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused()
    {
        Assert.Equal(1, CheckCommand.Run(_file + ".missing", _out, _err, null));
        Assert.StartsWith($"{_file}.missing: cannot be read: ", _err.ToString(), StringComparison.Ordinal);
    }

    private int Run(byte[] content)
    {
        File.WriteAllBytes(_file, content);
        return CheckCommand.Run(_file, _out, _err, null);
    }
}
