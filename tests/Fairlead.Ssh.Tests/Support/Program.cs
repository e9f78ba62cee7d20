using System.Diagnostics;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>Runs a program of the system. One that is missing is a failure in CI and a skip elsewhere.</summary>
static class Program
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static void Need(string name)
    {
        bool found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, name)));
        if (found)
        {
            return;
        }

        Assert.False(Environment.GetEnvironmentVariable("CI") == "true", $"{name} is not installed");
        Assert.Skip($"{name} is not installed");
    }

    public static async Task<Result> RunAsync(
        string name,
        IEnumerable<string> arguments,
        byte[]? input = null,
        IDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(name, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string key, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var timeout = new CancellationTokenSource(s_patience);
        using Process process = Process.Start(start)!;
        try
        {
            using var output = new MemoryStream();
            Task copying = process.StandardOutput.BaseStream.CopyToAsync(output, timeout.Token);
            Task<string> errors = process.StandardError.ReadToEndAsync(timeout.Token);
            await FeedAsync(process, input, timeout.Token);
            await copying;
            await process.WaitForExitAsync(timeout.Token);
            return new Result(process.ExitCode, output.ToArray(), await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task FeedAsync(Process process, byte[]? input, CancellationToken stop)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, stop);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all of it; its exit code tells.
        }
    }

    public sealed record Result(int ExitCode, byte[] Output, string Errors)
    {
        public string Text => System.Text.Encoding.UTF8.GetString(Output);
    }
}
