using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed partial class ReferencePageTests
{
    private static readonly string s_page = File.ReadAllText(PagePath());

    [Fact]
    public void Every_key_of_the_parser_is_on_the_page_and_no_other() => Assert.Equal(
        KnownKeys.All
            .SelectMany(table => table.Keys.Select(key => $"{Heading(table)}: {key.Name}"))
            .Order(StringComparer.Ordinal),
        KeysOfThePage().Order(StringComparer.Ordinal));

    [Fact]
    public void The_example_of_the_page_is_good()
    {
        string example = ExampleBlock().Match(s_page).Groups[1].Value;
        Assert.NotEqual("", example);
        Assert.Empty(ConfigurationReader.Read("f", example).Problems);
    }

    private static string Heading(KnownTable table) => table == KnownKeys.Root ? "Top level" : table.Title;

    private static IEnumerable<string> KeysOfThePage()
    {
        string heading = "";
        foreach (string line in s_page.Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                heading = line[3..];
            }
            else if (KeyRow().Match(line) is { Success: true } row)
            {
                yield return $"{heading}: {row.Groups[1].Value}";
            }
        }
    }

    private static string PagePath([CallerFilePath] string file = "") =>
        Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "docs", "configuration.md");

    [GeneratedRegex(@"^\| `([a-z0-9_]+)` \|")]
    private static partial Regex KeyRow();

    [GeneratedRegex(@"```toml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex ExampleBlock();
}
