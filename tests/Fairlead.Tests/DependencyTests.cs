using System.Xml.Linq;

namespace Fairlead.Tests;

/// <summary>The arrows of ARCHITECTURE.md: which room may know which.</summary>
public sealed class DependencyTests
{
    static readonly string[] Transports =
    [
        "System.Net.Sockets", "System.IO.Pipes", "System.IO.FileSystem", "System.Diagnostics.Process",
        "System.Net.Http", "System.Net.Security", "Microsoft.AspNetCore", "Microsoft.Extensions.Hosting",
    ];

    [Theory]
    [InlineData("Fairlead.Ports")]
    [InlineData("Fairlead.Ssh")]
    [InlineData("Fairlead.Protocols")]
    [InlineData("Fairlead.Access", "Fairlead.Protocols")]
    public void A_room_references_only_the_rooms_below_it(string room, params string[] allowed)
    {
        var project = XDocument.Load(Path.Combine(Root, "src", room, room + ".csproj"));

        var referenced = project.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

        Assert.Equal(allowed, referenced);
    }

    [Theory]
    [InlineData("Fairlead.Ports")]
    [InlineData("Fairlead.Ssh")]
    [InlineData("Fairlead.Protocols")]
    [InlineData("Fairlead.Access")]
    public void A_room_opens_no_socket_and_no_file(string room)
    {
        var assembly = System.Reflection.Assembly.Load(room);

        Assert.DoesNotContain(
            assembly.GetReferencedAssemblies(),
            used => Transports.Any(prefix => used.Name!.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("Fairlead.Ports")]
    [InlineData("Fairlead.Ssh")]
    [InlineData("Fairlead.Protocols")]
    [InlineData("Fairlead.Access")]
    public void A_room_names_no_file_socket_or_system_call_in_its_source(string room)
    {
        string[] words =
            ["LibraryImport", "DllImport", "File.", "FileStream", "Socket(", "Process.Start", "Thread.Sleep"];
        var sources = Directory.EnumerateFiles(Path.Combine(Root, "src", room), "*.cs", SearchOption.AllDirectories);

        var offences =
            from source in sources
            from line in File.ReadLines(source)
            where !line.TrimStart().StartsWith("//", StringComparison.Ordinal)
            from word in words
            where Mentions(line, word)
            select $"{Path.GetRelativePath(Root, source)}: {line.Trim()}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Root, "Fairlead.slnx"));
        var projects = new[] { "src", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(
                Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Root, path));

        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    internal static string Root { get; } = FindRoot();

    static bool Mentions(string line, string word)
    {
        var at = line.IndexOf(word, StringComparison.Ordinal);
        return at >= 0 && (at == 0 || !char.IsLetterOrDigit(line[at - 1]));
    }

    static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fairlead.slnx")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no folder above has Fairlead.slnx");
        }

        return folder.FullName;
    }
}
