using System.Text;
using Fairlead.Configuration;

namespace Fairlead.Commands;

/// <summary><c>fairlead check</c>: says everything that is wrong with a configuration file.</summary>
static class CheckCommand
{
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Checks the file. Problems go to <paramref name="err"/> as <c>FILE:LINE:COL: message</c>; exit code 0 if none of
    /// them is an error, else 1.
    /// </summary>
    /// <param name="host">Looks for programs that hold the devices; null to check the file alone.</param>
    public static int Run(string path, TextWriter @out, TextWriter err, HostCheck? host)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, s_strict);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            err.WriteLine($"{path}: cannot be read: {refused.Message}");
            return 1;
        }
        catch (DecoderFallbackException wrong)
        {
            err.WriteLine($"{path}: byte {wrong.Index} is not UTF-8; expected TOML in UTF-8");
            return 1;
        }

        ConfigurationResult result = ConfigurationReader.Read(path, text);
        IEnumerable<Problem> warnings = result.Configuration is { } checkedWhole && host is not null
            ? host.Warnings(checkedWhole, text)
            : [];
        foreach (Problem problem in result.Problems.Concat(warnings))
        {
            err.WriteLine(problem.In(path));
        }

        if (result.Configuration is not { } configuration)
        {
            return 1;
        }

        @out.WriteLine(
            $"{path}: {configuration.Ports.Count} ports, {configuration.Users.Count} users, "
                + $"{configuration.Rules.Count} rules: ok");
        return 0;
    }
}
